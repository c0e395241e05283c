"""Rows of the standing panel: what to do next, and the strip that stands in for the folded panel."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line, two_lines
from mwdesk.ui.widgets.layout import set_property
from mwdesk.workflow import AlertLine, NextStep

_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


def tone_of(urgency: Urgency) -> str:
    """The colour of a warning; red is for emergencies alone."""
    return "emergency" if urgency is Urgency.EMERGENCY else "urgent"


def word_of(urgency: Urgency) -> str:
    """The word that goes with the colour."""
    return _("Emergency") if urgency is Urgency.EMERGENCY else _("Urgent")


class PanelRow(QAbstractButton):
    """A painted row that keeps its height: one tab stop, pointing hand, accent ring."""

    def __init__(self, name: str, parent: QWidget | None = None, *, blank: bool = True) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # painted by hand, from the left
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if blank:
            self.hide()

    def height_for(self, width: int) -> int:
        """Pixels that the row wants at this width."""
        raise NotImplementedError

    def sizeHint(self) -> QSize:
        return QSize(260, self.height_for(self.width() if self.width() > 120 else 300))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def ring(self, painter: QPainter, radius: float = 8) -> None:
        """The ring of the focus."""
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)


class StripRow(PanelRow):
    """What the folded panel would say first: the emergency and what to do, else the next step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What mwdesk thinks so far"), parent, blank=False)
        self._text = QTextDocument(self)
        self._text.setDocumentMargin(0)
        self.said = self._strong = self._rest = ""
        self.tone = "ink"

    def say(self, strong: str, text: str, tone: str) -> None:
        """A few strong words and what follows them; `tone` is the colour of the first."""
        self.said, self.tone = f"{strong} {text}".strip(), tone
        self.setAccessibleName(self.said)
        self._strong, self._rest = strong, text
        self._write()
        self.updateGeometry()
        self.update()

    def _write(self) -> None:
        palette = theme.current()
        head = f'<b style="color:{getattr(palette, self.tone)}">{escape(self._strong)}</b>'
        rest = f'<span style="color:{palette.ink}"> {escape(self._rest)}</span>'
        self._text.setDefaultFont(theme.Type.note())
        self._text.setHtml(head + rest)

    def height_for(self, width: int) -> int:
        self._text.setTextWidth(max(120, width - 12 - theme.px(14)))
        kept = 2 * QFontMetrics(theme.Type.note()).height()
        return max(kept, round(self._text.size().height())) + 2

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sign = "right" if self.tone == "accent" else "alert"
        icons.paint(painter, sign, QRectF(2, 2, theme.px(14), theme.px(14)), self.tone)
        self._write()  # the look may have changed
        self._text.setTextWidth(max(120, self.width() - 12 - theme.px(14)))
        painter.translate(10 + theme.px(14), 1)
        self._text.drawContents(painter)
        painter.translate(-10 - theme.px(14), -1)
        self.ring(painter, 5)
        painter.end()


class AlarmStrip(QFrame):
    """Over the page while the panel is folded, and always as high: no emergency that comes moves the page.

    An emergency stands here with what to do, whole; without one the next step does.
    """

    opened = Signal()
    step_chosen = Signal(str, str)  # kind, id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "news")
        self.title = StripRow()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 4, 18, 4)
        column.addWidget(self.title)
        self._folded = False
        self._alerts: tuple[AlertLine, ...] = ()
        self._step: NextStep | None = None
        self.title.clicked.connect(self._on_clicked)
        self.hide()

    @property
    def alarmed(self) -> bool:
        """Whether it tells an emergency."""
        return bool(self._alerts)

    def show_alerts(self, alerts: tuple[AlertLine, ...], step: NextStep | None = None) -> None:
        """Take the warnings that stand, and the next step; only an emergency is told here."""
        self._alerts = alerts if alerts and alerts[0].urgency is Urgency.EMERGENCY else ()
        self._step = step
        set_property(self, "surface", "alarm" if self._alerts else "news")
        if self._alerts:
            one = self._alerts[0]  # how many there are stands on the rail beside it
            head = _("{urgency}: {title}.").format(urgency=word_of(one.urgency), title=one.title)
            self.title.say(head, one.action, "emergency")
        elif step is not None:
            self.title.say(_("Do next: {label}.").format(label=step.label), step.note, "accent")
        else:
            self.title.say(_("No warning so far."), "", "accent")
        self.show_folded(self._folded)

    def show_folded(self, folded: bool) -> None:
        """Whether the panel, which says the same at more length, is out of sight."""
        self._folded = folded
        self.setVisible(folded)

    def _on_clicked(self) -> None:
        if self._alerts or self._step is None:
            self.opened.emit()
        else:
            self.step_chosen.emit(self._step.kind, self._step.id)


class StepRow(PanelRow):
    """One thing to do next: number and label, then where and why. Clicking goes there."""

    chosen = Signal(str, str)  # kind, id

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(_("Next step"), parent)
        self.step: NextStep | None = None
        self._number, self._lines = number, 1
        self.clicked.connect(self._on_clicked)

    def show_step(self, step: NextStep | None, of: int = 1) -> None:
        """Take a step of so many, or None: then the row is blank."""
        self.setVisible(step is not None)
        self.step = step
        if step is not None:
            told = _("{number} of {count}: {label}").format(number=self._number, count=of, label=step.label)
            self.setAccessibleName(told)
            self.setAccessibleDescription(step.note)
            self.setToolTip("\n".join(dict.fromkeys(p for p in (step.label, step.note, step.why) if p)))
            self.update()

    def show_lines(self, lines: int) -> None:
        """Lines for the note, 1 or 2; its height follows them, said or not."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self.update()

    def height_for(self, width: int) -> int:
        strong, note = QFontMetrics(theme.Type.strong()), QFontMetrics(theme.Type.note())
        return strong.height() + note.height() * self._lines + 13

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.step is None:
            return
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("accent_soft"))
        disc = QRectF(0, 6, 20, 20)
        painter.drawEllipse(disc)
        painter.setFont(theme.Type.font("small", QFont.Weight.DemiBold))
        painter.setPen(palette.color("accent"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("accent" if self.underMouse() else "ink"))
        room, metrics = self.width() - 32, painter.fontMetrics()
        name = one_line(metrics, self.step.label, room)
        if name.endswith("…"):  # what to do comes before why
            name = two_lines(metrics, self.step.label, room)
        taken = metrics.height() * (name.count("\n") + 1)
        painter.drawText(QRect(30, 6, room, taken + 2), 0, name)
        top = 7 + taken
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        metrics = painter.fontMetrics()
        lines = (self.height() - top) // metrics.height()
        if lines:
            note = (two_lines if lines > 1 else one_line)(metrics, self.step.note, room)
            painter.drawText(QRect(30, top, room, metrics.height() * lines + 2), 0, note)
        self.ring(painter)
        painter.end()

    def _on_clicked(self) -> None:
        if self.step is not None:
            self.chosen.emit(self.step.kind, self.step.id)
