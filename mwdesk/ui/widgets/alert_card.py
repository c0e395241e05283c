"""The place of the warnings in the standing panel: it is always there, so that none pushes anything away."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line, parts_line
from mwdesk.ui.widgets.panel_rows import PanelRow, tone_of, word_of
from mwdesk.workflow import AlertLine
from mwdesk.workflow.panel import LastVisit
from mwdesk.workflow.words import listed

_WRAP = int(Qt.TextFlag.TextWordWrap)
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_LINES = 4  # of the action for which room is kept; a longer one is never cut, the card grows
_EDGE, _LEFT, _TOP = 14, 18, 9  # pixels
_FLAGS = 5  # red flags that nobody asked, named while no warning stands


class AlertCard(PanelRow):
    """The first warning: how soon, what it may be, what to do now, and why. Opens the Assessment page.

    Without one it says so, and which red flags nobody asked.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Alert"), parent, blank=False)
        self.alert: AlertLine | None = None
        self.rest: tuple[AlertLine, ...] = ()
        self.aside: tuple[AlertLine, ...] = ()  # refused: told where no other stands
        self.last: LastVisit | None = None  # how urgent the visit before was, until this one is judged
        self._flags: tuple[str, ...] = ()

    @property
    def more(self) -> str:
        """The warnings after the first on one line: "2 further alerts: Stroke possible; ..."."""
        count = len(self.rest)
        told = _n("{count} further alert: {titles}", "{count} further alerts: {titles}", count)
        return told.format(count=count, titles="; ".join(a.title for a in self.rest)) if count else ""

    def show_alerts(
        self,
        alerts: tuple[AlertLine, ...],
        flags: tuple[str, ...] = (),
        aside: tuple[AlertLine, ...] = (),
        last: LastVisit | None = None,
    ) -> None:
        """Take the warnings that stand; without any, the red flags that nobody asked are told."""
        alert = alerts[0] if alerts else None
        now = (alert, alerts[1:], flags, aside, last)
        if (
            now == (self.alert, self.rest, self._flags, self.aside, self.last)
            and self.accessibleDescription()
        ):
            return
        self.alert, self.rest, self._flags, self.aside, self.last = now
        self.setEnabled(alert is not None or bool(aside))
        if alert is None:
            self.setAccessibleName(self._calm_head())
            self.setAccessibleDescription(self._calm())
            self.setToolTip("")
        else:
            parts = [p for p in (alert.doubt, alert.why, alert.because, alert.not_asked) if p]
            self.setAccessibleName(f"{word_of(alert.urgency)}: {alert.title}")
            self.setAccessibleDescription(" ".join((alert.action, *parts, self.more)).strip())
            told = [f"{word_of(a.urgency)}: {a.title}. {a.action}" for a in self.rest]
            self.setToolTip("\n".join((alert.title, f"{alert.action} {alert.detail}".strip(), *parts, *told)))
        self.updateGeometry()
        self.update()

    def _calm_head(self) -> str:
        if self.last is not None and not self.aside:
            return self.last.head
        return _("No warning stands") if self.aside else _("No warning so far")

    def _calm(self) -> str:
        if self.aside:
            return _("Set aside by you: {titles}.").format(titles="; ".join(a.title for a in self.aside))
        if self.last is not None:
            told = _("{title}. Not judged yet at this visit.") if self.last.title else ""
            return (told or _("Not judged yet at this visit.")).format(title=self.last.title)
        if self._flags:
            return _("Not asked yet: {findings}.").format(findings=listed(self._flags, _FLAGS))
        return _("The red flags of the core history were asked.")

    def _heights(self, width: int) -> tuple[int, int, int, int]:
        """Of word, title, action and the line that doubts it, in pixels."""
        room = width - _LEFT - _EDGE
        small = QFontMetrics(theme.Type.font("small")).height() + 2
        strong, text = QFontMetrics(theme.Type.strong()), QFontMetrics(theme.Type.text())
        if self.alert is None:
            return small, strong.height(), 0, 0
        title = strong.boundingRect(0, 0, room, 4000, _WRAP, self.alert.title).height()
        action = text.boundingRect(0, 0, room, 4000, _WRAP, self.alert.action).height()
        note = QFontMetrics(theme.Type.note())
        doubt = self.alert.doubt and note.boundingRect(0, 0, room, 4000, _WRAP, self.alert.doubt).height()
        return small, title, action, int(doubt or 0)

    def height_for(self, width: int) -> int:
        small, title, action, doubt = self._heights(width)
        strong, text = QFontMetrics(theme.Type.strong()), QFontMetrics(theme.Type.text())
        note = QFontMetrics(theme.Type.note()).height()
        kept = small + strong.height() + 2 + text.height() * _LINES + note + 4
        return 2 * _TOP + max(kept, small + title + 2 + action + doubt) + note + 3  # the last for `more`

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.alert is None:
            self._paint_calm(painter)
        else:
            self._paint_alert(painter, self.alert)
            self.ring(painter, theme.RADIUS)
        painter.end()

    def _paint_calm(self, painter: QPainter) -> None:
        palette, room = theme.current(), self.width() - 2 * _EDGE
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(palette.color("line"), 1))
        edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(edge, theme.RADIUS, theme.RADIUS)
        painter.setFont(theme.Type.font("note", QFont.Weight.Medium))
        stands = self.last is not None and not self.aside
        painter.setPen(palette.color(tone_of(self.last.urgency) if stands and self.last else "muted"))
        high = painter.fontMetrics().height()
        painter.drawText(QRect(_EDGE, _TOP, room, high), _MIDDLE, self._calm_head())
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("ink" if stands else "muted"))
        painter.drawText(QRect(_EDGE, _TOP + high + 4, room, self.height()), _WRAP, self._calm())

    def _paint_alert(self, painter: QPainter, alert: AlertLine) -> None:
        palette, tone = theme.current(), tone_of(alert.urgency)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(f"{tone}_ground"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.RADIUS, theme.RADIUS)
        painter.setBrush(palette.color(tone))  # the edge that stays visible in black and white
        painter.drawRoundedRect(QRectF(0, 10, 4, self.height() - 20), 2, 2)
        room, top = self.width() - _LEFT - _EDGE, _TOP
        small, title, action, doubt = self._heights(self.width())
        icons.paint(painter, "alert", QRectF(_LEFT, top + (small - 15) / 2, 13, 13), tone)
        painter.setFont(theme.Type.font("small", QFont.Weight.DemiBold))
        painter.setPen(palette.color(tone))
        painter.drawText(QRect(_LEFT + 18, top, room - 18, small - 2), _MIDDLE, word_of(alert.urgency))
        top += small
        painter.setFont(theme.Type.strong())
        painter.drawText(QRect(_LEFT, top, room, title), _WRAP, alert.title)
        top += title + 2
        painter.setFont(theme.Type.text())
        painter.setPen(palette.color("ink"))
        painter.drawText(QRect(_LEFT, top, room, action), _WRAP, alert.action)
        top += action
        painter.setFont(theme.Type.note())
        metrics = painter.fontMetrics()
        if doubt:
            painter.drawText(QRect(_LEFT, top, room, doubt), _WRAP, alert.doubt)
            top += doubt
        foot = self.height() - _TOP - metrics.height()
        if self.rest:
            first = QFontMetrics(theme.Type.font("note", QFont.Weight.DemiBold))
            painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold))
            painter.setPen(palette.color(tone_of(self.rest[0].urgency)))
            painter.drawText(
                QRect(_LEFT, foot, room, first.height()), _MIDDLE, one_line(first, self.more, room)
            )
            painter.setFont(theme.Type.note())
            foot -= metrics.height() + 3
        if top <= foot:  # what it rests on gives way to what is to do
            painter.setPen(palette.color("muted"))
            line = parts_line(metrics, alert.brief, room)
            painter.drawText(QRect(_LEFT, top + 2, room, metrics.height()), _MIDDLE, line)
