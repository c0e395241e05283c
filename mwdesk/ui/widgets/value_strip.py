"""The values of the current row, for the mouse: one click grades and goes on, as one key does."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mwdesk.domain.encounter import SENSATION
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_model import GridRow, Mark, Scale

POWER = ("5", "4+", "4", "4-", "3", "2", "1", "0", "NT")
_GAP, _HIGH = 4.0, 26


def values_of(row: GridRow) -> tuple[str, ...]:
    """What may be recorded in a row: its own values, or those of power and of sensation."""
    return row.values or (SENSATION if row.kind else POWER)


class ValueStrip(QWidget):
    """Painted chips; the keys of the grid do the same, so that it takes no focus."""

    picked = Signal(str)

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._row: GridRow | None = None
        self._under = ""
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Values of the current row, for the mouse"))
        self.setToolTip(_("One click records the value for the current field and goes to the next."))

    def sizeHint(self) -> QSize:
        return QSize(200, round(_HIGH * theme.Type.scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def show_row(self, row: GridRow) -> None:
        """Offer the values of this row."""
        if row != self._row:
            self._row = row
            self.update()

    def boxes(self) -> tuple[tuple[str, Mark, QRectF], ...]:
        """Each value with its mark and its place."""
        row = self._row
        if row is None or row.heading:
            return ()
        marks = [(value, self._scale.mark(row, value)) for value in values_of(row)]
        metrics = QFontMetrics(theme.Type.note())
        wants = [metrics.horizontalAdvance(mark.text) + 12.0 for _, mark in marks]
        room = self.width() - _GAP * (len(marks) - 1)
        share = min(1.0, room / sum(wants))
        even = min(max(*wants, 30.0), room / len(marks))
        widths = [even] * len(marks) if share == 1.0 and max(wants) <= even else [w * share for w in wants]
        out, left = [], 0.0
        for (value, mark), wide in zip(marks, widths, strict=True):
            out.append((value, mark, QRectF(left, 1, wide, self.height() - 2)))
            left += wide + _GAP
        return tuple(out)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.Type.note())
        for value, mark, box in self.boxes():
            painter.setBrush(QColor(mark.fill))
            edge = "accent" if value == self._under else "line"
            painter.setPen(QPen(palette.color(edge), 2 if value == self._under else 1))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
            painter.setPen(QColor(mark.ink))
            short = painter.fontMetrics().elidedText(
                mark.text, Qt.TextElideMode.ElideRight, int(box.width()) - 4
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)
        painter.end()

    def _at(self, where: QPointF) -> str:
        return next((value for value, _, box in self.boxes() if box.contains(where)), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = ""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        value = self._at(event.position())
        if value and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(value)
