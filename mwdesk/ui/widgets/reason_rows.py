"""Reasons one below the other: what was found, how much it weighs as a small bar, and what that rests on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.bars import paint_bar
from mwdesk.ui.widgets.layout import label
from mwdesk.workflow.reasons import Reason
from mwdesk.workflow.words import listed

SHOWN = 8  # reasons of one kind; more are counted, never hidden in silence
_BAR, _GAP, _BETWEEN = 44, 10, 7
_WRAP = int(Qt.TextFlag.TextWordWrap)
_ALSO = 3


def aside(reason: Reason) -> str:
    """ "clearly · estimate · from right knee flexion 4, as are leg weakness and 2 more"."""
    parts = [reason.strength, reason.basis]
    if reason.derived and reason.origin:
        told = _("from {origin}").format(origin=reason.origin)
        if reason.also:
            told = _("{from_what}, as is: {others}").format(from_what=told, others=listed(reason.also, _ALSO))
        parts.append(told)
    return " · ".join(parts)


class ReasonRows(QWidget):
    """One kind of reasons. Bars of what supports are filled, of what argues against outlined."""

    def __init__(self, name: str, none: str, *, filled: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._none, self._filled = name, none, filled
        self.reasons: tuple[Reason, ...] = ()
        speak_as(self, Role.List)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_reasons(())

    @property
    def told(self) -> str:
        """Everything that is drawn, as text."""
        lines = [f"{r.words}, {aside(r)}" for r in self.reasons[:SHOWN]]
        return "\n".join(lines) or self._none

    def show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        """Draw these reasons in place."""
        self.reasons = reasons
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(self.told.replace("\n", "; "))
        self.updateGeometry()
        self.update()

    def _rows(self, width: int) -> list[tuple[Reason, int, int]]:
        """Each reason with the heights of its words and of what stands below them, in pixels."""
        text, note = QFontMetrics(theme.Type.text()), QFontMetrics(theme.Type.note())
        room = max(60, width - _BAR - _GAP)
        return [
            (
                r,
                text.boundingRect(0, 0, room, 4000, _WRAP, r.words).height(),
                note.boundingRect(0, 0, room, 4000, _WRAP, aside(r)).height(),
            )
            for r in self.reasons[:SHOWN]
        ]

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        line = QFontMetrics(theme.Type.text()).height()
        more = line if len(self.reasons) > SHOWN else 0
        return sum(high + low + _BETWEEN for _r, high, low in rows) + more if rows else line + 2

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 80 else 260
        return QSize(260, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, width, top = theme.current(), self.width(), 0
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = max(60, width - _BAR - _GAP)
        if not self.reasons:
            painter.setFont(theme.Type.text())
            painter.setPen(palette.color("muted"))
            painter.drawText(self.rect(), 0, self._none)
        for reason, high, low in self._rows(width):
            painter.setFont(theme.Type.text())
            painter.setPen(palette.color("ink"))
            painter.drawText(QRect(0, top, room, high), _WRAP, reason.words)
            line = painter.fontMetrics().height()
            self._paint_bar(painter, QRectF(width - _BAR, top + line / 2 - 3, _BAR, 6), reason.share)
            painter.setFont(theme.Type.note())
            painter.setPen(palette.color("muted"))
            painter.drawText(QRect(0, top + high, room, low), _WRAP, aside(reason))
            top += high + low + _BETWEEN
        if len(self.reasons) > SHOWN:
            painter.setFont(theme.Type.note())
            painter.setPen(palette.color("muted"))
            more = _("and {count} more").format(count=len(self.reasons) - SHOWN)
            painter.drawText(QRect(0, top, width, QFontMetrics(theme.Type.text()).height()), 0, more)
        painter.end()

    def _paint_bar(self, painter: QPainter, box: QRectF, share: float) -> None:
        if self._filled:
            paint_bar(painter, box, share, "accent")
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.current().color("muted"), 1))
        painter.drawRoundedRect(
            box.adjusted(0.5, 0.5, max(6.0, box.width() * share) - box.width() - 0.5, -0.5), 2, 2
        )


def headed(column: QVBoxLayout, title: str, part: QWidget) -> QWidget:
    """Put a part with its heading into a column; what comes back hides both."""
    both = QWidget()
    inside = QVBoxLayout(both)
    inside.setContentsMargins(0, 0, 0, 8)
    inside.setSpacing(4)
    inside.addWidget(label(title, "heading"))
    inside.addWidget(part)
    column.addWidget(both)
    return both
