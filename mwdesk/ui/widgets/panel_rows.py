"""Rows of the standing panel: a warning, the titles of further ones, and what to do next."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line, parts_line, two_lines
from mwdesk.workflow import AlertLine, NextStep

_WRAP = int(Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)


def tone_of(urgency: Urgency) -> str:
    """The colour of a warning; red is for emergencies alone."""
    return "emergency" if urgency is Urgency.EMERGENCY else "urgent"


def word_of(urgency: Urgency) -> str:
    """The word that goes with the colour."""
    return _("Emergency") if urgency is Urgency.EMERGENCY else _("Urgent")


class PanelRow(QAbstractButton):
    """A painted row that keeps its height: one tab stop, pointing hand, accent ring."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
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


class AlertCard(PanelRow):
    """The first warning: what it may be, what to do now, and in one line why. Opens the Assessment page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Alert"), parent)
        self.alert: AlertLine | None = None

    def show_alert(self, alert: AlertLine | None) -> None:
        """Take a warning, or None: then the card is not there."""
        if alert == self.alert:
            return
        self.alert = alert
        self.setVisible(alert is not None)
        if alert is None:
            return
        parts = [p for p in (alert.why, alert.because, alert.not_asked) if p]
        self.setAccessibleName(f"{word_of(alert.urgency)}: {alert.title}")
        self.setAccessibleDescription(" ".join((alert.action, *parts)))
        self.setToolTip("\n".join((alert.title, f"{alert.action} {alert.detail}".strip(), *parts)))
        self.updateGeometry()
        self.update()

    def _title(self, width: int) -> str:
        text = self.alert.title if self.alert else ""
        return two_lines(QFontMetrics(theme.Type.strong()), text, width - 32)  # large type needs the second

    def _action(self, width: int) -> str:
        text = self.alert.action if self.alert else ""
        return two_lines(QFontMetrics(theme.Type.text()), text, width - 32)

    def height_for(self, width: int) -> int:
        strong, text = QFontMetrics(theme.Type.strong()), QFontMetrics(theme.Type.text())
        heads = self._title(width).count("\n") + 1
        lines = self._action(width).count("\n") + 1
        note = QFontMetrics(theme.Type.note()).height() + 3 if self.alert and self.alert.brief else 0
        return 11 + strong.height() * heads + 3 + text.height() * lines + note + 11

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.alert is None:
            return
        palette, tone = theme.current(), tone_of(self.alert.urgency)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(f"{tone}_ground"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        painter.setBrush(palette.color(tone))  # the edge that stays visible in black and white
        painter.drawRoundedRect(QRectF(0, 10, 4, self.height() - 20), 2, 2)
        room, top = self.width() - 32, 11
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color(tone))
        title = self._title(self.width())
        high = painter.fontMetrics().height() * (title.count("\n") + 1)
        painter.drawText(QRect(18, top, room, high + 2), 0, title)
        top += high + 3
        painter.setFont(theme.Type.text())
        painter.setPen(palette.color("ink"))
        words = self._action(self.width())
        high = painter.fontMetrics().height() * (words.count("\n") + 1)
        painter.drawText(QRect(18, top, room, high + 2), 0, words)
        top += high + 3
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        metrics = painter.fontMetrics()
        line = parts_line(metrics, self.alert.brief, room)
        painter.drawText(QRect(18, top, room, metrics.height()), _MIDDLE, line)
        self.ring(painter, theme.RADIUS)
        painter.end()


class AlertTitle(PanelRow):
    """A further warning by its title alone, and how many more there are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Further alert"), parent)
        self._title, self._rest, self._urgency = "", "", Urgency.URGENT

    @property
    def title(self) -> str:
        """What the row says."""
        return self._title + self._rest

    def show_alerts(self, alerts: tuple[AlertLine, ...]) -> None:
        """None hides the row; the first gives its title, those after it their number."""
        self.setVisible(bool(alerts))
        if not alerts:
            self._title = self._rest = ""
            return
        one = alerts[0]
        self._title, self._rest = (
            one.title,
            " · " + _("{count} more").format(count=len(alerts) - 1) if len(alerts) > 1 else "",
        )
        self._urgency = one.urgency
        self.setAccessibleName(f"{word_of(one.urgency)}: {self.title}")
        self.setToolTip("\n".join(f"{a.title}: {a.action}" for a in alerts))
        self.update()

    def height_for(self, width: int) -> int:
        return QFontMetrics(theme.Type.note()).height() + 7

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, tone = theme.current(), tone_of(self._urgency)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        icons.paint(painter, "alert", QRectF(4, middle - 7, 14, 14), tone)
        font = theme.Type.font("note", QFont.Weight.DemiBold)
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.setPen(palette.color(tone))
        room = QRect(24, 0, self.width() - 30, self.height())
        metrics = painter.fontMetrics()
        title = one_line(metrics, self._title, room.width() - metrics.horizontalAdvance(self._rest))
        painter.drawText(room, _MIDDLE, title + self._rest)
        self.ring(painter, 5)
        painter.end()


class AlarmStrip(QFrame):
    """Over the page while the panel is folded: an emergency by its title, so that nobody can miss it."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "alarm")
        self.title = AlertTitle()
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 3, 18, 3)
        column.addWidget(self.title)
        self._folded = False
        self._alerts: tuple[AlertLine, ...] = ()
        self.title.clicked.connect(self.opened)
        self.hide()

    def show_alerts(self, alerts: tuple[AlertLine, ...]) -> None:
        """Take the warnings that stand; only an emergency is told here."""
        self._alerts = alerts if alerts and alerts[0].urgency is Urgency.EMERGENCY else ()
        self.title.show_alerts(self._alerts)
        self.show_folded(self._folded)

    def show_folded(self, folded: bool) -> None:
        """Whether the panel, which says the same at more length, is out of sight."""
        self._folded = folded
        self.setVisible(folded and bool(self._alerts))


class StepRow(PanelRow):
    """One thing to do next on two lines: number and label, then where and why. Clicking goes there."""

    chosen = Signal(str, str)  # kind, id

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(_("Next step"), parent)
        self.step: NextStep | None = None
        self._number = number
        self.clicked.connect(self._on_clicked)

    def show_step(self, step: NextStep | None) -> None:
        """Take a step, or None: then the row is not there."""
        self.setVisible(step is not None)
        if step == self.step:
            return
        self.step = step
        if step is not None:
            self.setAccessibleName(_("Next: {label}").format(label=step.label))
            self.setAccessibleDescription(step.note)
            self.setToolTip("\n".join(dict.fromkeys(p for p in (step.label, step.note, step.why) if p)))
            self.update()

    def height_for(self, width: int) -> int:
        return QFontMetrics(theme.Type.strong()).height() + QFontMetrics(theme.Type.note()).height() + 14

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
        painter.drawText(QRect(30, 6, room, metrics.height()), _MIDDLE, name)
        top = 7 + metrics.height()
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        metrics = painter.fontMetrics()
        note = metrics.elidedText(self.step.note, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRect(30, top, room, metrics.height()), _MIDDLE, note)
        self.ring(painter)
        painter.end()

    def _on_clicked(self) -> None:
        if self.step is not None:
            self.chosen.emit(self.step.kind, self.step.id)
