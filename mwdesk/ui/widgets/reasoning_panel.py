"""The standing panel: alert, do next, where, what fits. It follows every answer and nothing jumps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision
from mwdesk.domain.knowledge import Urgency
from mwdesk.ui import theme
from mwdesk.ui.widgets.bars import CauseButton, SiteBars, TwoLineNote, two_lines
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, line, set_role
from mwdesk.workflow import AlertLine, NextStep, Panel

WIDTH = 344
_ALERTS = 2  # in full; the rest by title
_CAUSES = 5
_LOW = 760  # pixels of height


class AlertCard(QFrame):
    """One warning: what it may be, what to do, and why. Red for emergencies alone."""

    opened = Signal(str)  # alert id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alert: AlertLine | None = None
        self.title = label("", "emergency", wrap=True)
        self.action = label("", wrap=True)
        self.why = TwoLineNote()  # the rest is on the Assessment page
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 16, 12)
        column.setSpacing(4)
        for part in (self.title, self.action, self.why):
            column.addWidget(part)
        self.setProperty("surface", "emergency")
        self.hide()

    def show_alert(self, alert: AlertLine | None) -> None:
        """Take a warning, or None: then the card is not there."""
        if alert == self.alert:
            return
        self.alert = alert
        self.setVisible(alert is not None)
        if alert is None:
            return
        tone = "emergency" if alert.urgency is Urgency.EMERGENCY else "urgent"
        if self.property("surface") != tone:
            self.setProperty("surface", tone)
            self.style().unpolish(self)
            self.style().polish(self)
        set_role(self.title, tone)
        head = "Emergency" if tone == "emergency" else "Urgent"
        self.title.setText(alert.title)
        self.action.setText(alert.action)
        parts = [sentence(p) for p in (alert.not_asked, alert.because) if p]
        self.why.show_text(" ".join(parts))
        self.why.setVisible(bool(parts))
        self.setAccessibleName(f"{head}: {alert.title}")
        self.setAccessibleDescription(f"{alert.action} {self.why.full}")
        self.setToolTip("\n".join(p for p in (alert.why, self.why.full) if p))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)  # the edge that stays visible in black and white
        tone = "emergency" if self.property("surface") == "emergency" else "urgent"
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().color(tone)))
        painter.drawRoundedRect(0, 10, 4, self.height() - 20, 2, 2)
        painter.end()


class StepRow(QAbstractButton):
    """One thing to do next: number, label, where and why. Clicking goes there."""

    chosen = Signal(str, str)  # kind, id

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: NextStep | None = None
        self._number = number
        self.setAccessibleName("Next step")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_clicked)
        self.hide()

    def show_step(self, step: NextStep | None) -> None:
        """Take a step, or None: then the row is not there."""
        if step == self.step:
            return
        self.step = step
        self.setVisible(step is not None)
        if step is not None:
            self.setAccessibleName(f"Next: {step.label}")
            self.setAccessibleDescription(step.note)
            self.setToolTip(f"{step.label}\n{step.note}")
            self.updateGeometry()
            self.update()

    def _boxes(self, width: int) -> tuple[QRect, QRect]:
        """Where label and note stand."""
        wrap, room = Qt.TextFlag.TextWordWrap, QRect(0, 0, max(60, width - 34), 400)
        name, note = (self.step.label, self.step.note) if self.step else ("", "")
        high = QFontMetrics(theme.Type.strong()).boundingRect(room, wrap, name).height()
        notes = QFontMetrics(theme.Type.note())
        low = notes.boundingRect(room, wrap, two_lines(notes, note, room.width())).height() if note else 0
        return QRect(30, 6, room.width(), high), QRect(30, 8 + high, room.width(), low)

    def heightForWidth(self, width: int) -> int:
        return self._boxes(width)[1].bottom() + 8

    def sizeHint(self) -> QSize:
        return QSize(260, self.heightForWidth(self.width() if self.width() > 120 else 280))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 36)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.step is None:
            return
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("accent_soft"))
        disc = QRectF(0, 5, 20, 20)
        painter.drawEllipse(disc)
        painter.setFont(theme.Type.font("small", QFont.Weight.DemiBold))
        painter.setPen(palette.color("accent"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))
        name, note = self._boxes(self.width())
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("accent" if self.underMouse() else "ink"))
        painter.drawText(name, int(Qt.TextFlag.TextWordWrap), self.step.label)
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        words = two_lines(painter.fontMetrics(), self.step.note, note.width())
        painter.drawText(note, int(Qt.TextFlag.TextWordWrap), words)
        painter.end()

    def _on_clicked(self) -> None:
        if self.step is not None:
            self.chosen.emit(self.step.kind, self.step.id)


class ReasoningPanel(ScrollPage):
    """Everything in the order in which it matters; the places are fixed, only words and bars change."""

    step_chosen = Signal(str, str)  # kind, id
    cause_chosen = Signal(str)
    alerts_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("What mwdesk thinks so far")
        self.column.setContentsMargins(16, 12, 14, 12)
        self.column.setSpacing(10)
        self.alerts = [AlertCard() for _ in range(_ALERTS)]
        self.more_alerts = button("", "link")
        self.more_alerts.clicked.connect(self.alerts_chosen)
        self.steps = [StepRow(i + 1) for i in range(3)]
        self.sites = SiteBars()
        self.causes = [CauseButton() for _ in range(_CAUSES)]
        self.sentence = label("", "muted", wrap=True)
        self.true_weakness = label("", "note", wrap=True)
        self.caution = label("", "note", wrap=True)
        self._lay_out()
        for row in self.steps:
            row.chosen.connect(self.step_chosen)
        for cause in self.causes:
            cause.opened.connect(self.cause_chosen)

    def _lay_out(self) -> None:
        for alert in self.alerts:
            self.column.addWidget(alert)
        self.column.addWidget(self.more_alerts)
        self.more_alerts.hide()
        self._next, inside = self._section("Do next")
        self._lines = []
        for at, row in enumerate(self.steps):
            rule = line()
            rule.setVisible(False)
            self._lines.append(rule)
            if at:
                inside.addWidget(rule)
            inside.addWidget(row)
        where, inside = self._section("Where")
        inside.addWidget(self.sites)
        inside.addWidget(self.true_weakness)
        self._fits, inside = self._section("What fits")
        inside.setSpacing(0)
        inside.addWidget(self.sentence)
        for cause in self.causes:
            inside.addWidget(cause)
            cause.hide()
        self.caution.setText("Bars: what speaks for (filled) and against (outlined). Estimates, not proof.")
        inside.addWidget(self.caution)
        for part in (self._next, where, self._fits):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _section(self, title: str) -> tuple[QFrame, QVBoxLayout]:
        frame, inside = card()
        inside.setContentsMargins(14, 10, 14, 12)
        inside.setSpacing(6)
        inside.addWidget(label(title, "heading"))
        return frame, inside

    def render_panel(self, panel: Panel) -> None:
        """Draw a panel in place: the same widgets, other words."""
        standing = [a for a in panel.alerts if a.decision is not Decision.REFUSED]
        for at, card_ in enumerate(self.alerts):
            card_.show_alert(standing[at] if at < len(standing) else None)
        rest = standing[_ALERTS:]
        self.more_alerts.setVisible(bool(rest))
        self.more_alerts.setText(f"{len(rest)} more alert" + ("s" if len(rest) != 1 else ""))
        self.more_alerts.setAccessibleName(self.more_alerts.text())
        self.more_alerts.setToolTip("\n".join(a.title for a in rest))
        steps = [s for s in panel.next_steps if s.decision is not Decision.REFUSED]
        # On a low screen the third step gives way to what fits.
        steps = steps[: 2 if standing or self.height() < _LOW else 3]
        for at, row in enumerate(self.steps):
            row.show_step(steps[at] if at < len(steps) else None)
            self._lines[at].setVisible(0 < at < len(steps))
        self._next.setVisible(bool(steps))
        self.sites.show_rows(panel.sites)
        self.true_weakness.setText(panel.true_or_perceived)
        self.true_weakness.setVisible(bool(panel.true_or_perceived))
        self.sentence.setText(panel.sentence)
        self.sentence.setVisible(bool(panel.sentence))
        for at, cause in enumerate(self.causes):
            if at < len(panel.causes):
                cause.show_row(panel.causes[at])
            cause.setVisible(at < len(panel.causes))
        self.caution.setVisible(bool(panel.causes))


def sentence(text: str) -> str:
    """A fragment as a sentence: first letter raised, full stop at the end."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."
