"""The one legend of a grid: each value with its colour; one click grades the current field and goes on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mwdesk.domain.encounter import SENSATION
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.widgets.body_figure import paint_hatch
from mwdesk.ui.widgets.grade_model import GridRow, Mark, Scale

POWER = ("5", "4+", "4", "4-", "3", "2", "1", "0", "NT")
_GAP, _HIGH = 3.0, 26


def values_of(row: GridRow) -> tuple[str, ...]:
    """What may be recorded in a row: its own values, or those of power and of sensation."""
    return row.values or (SENSATION if row.kind else POWER)


def _untested() -> Mark:
    """The last chip, hatched as on the figure: it clears the field."""
    palette, words = theme.current(), _("not tested")
    return Mark(text=words, words=words, short=".", fill=palette.card, ink=palette.muted)


class ValueStrip(QWidget):
    """Painted chips; the keys of the grid do the same, so that it takes no focus."""

    picked = Signal(str)  # a value, or "" for not tested

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale = scale
        self._row: GridRow | None = None
        self._under: str | None = None
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Values of the current row, for the mouse"))
        self.setToolTip(
            _("One click records it for the current field and goes down the column, as a key does.")
        )

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
        marks = [(value, self._scale.mark(row, value)) for value in values_of(row)] + [("", _untested())]
        metrics = QFontMetrics(theme.Type.note())
        wants = [max(22.0, metrics.horizontalAdvance(mark.text) + 9.0) for _value, mark in marks]
        room = self.width() - _GAP * (len(marks) - 1)
        share = min(1.0, room / sum(wants))
        wider = min(8.0, max(0.0, room - sum(wants)) / len(wants))
        widths = [w * share + wider for w in wants]
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
            chip = QPainterPath()
            chip.addRoundedRect(box.adjusted(1, 1, -1, -1), 6, 6)
            painter.drawPath(chip)
            if not value:
                paint_hatch(painter, chip, palette.color("line"))
            painter.setPen(QColor(mark.ink))
            short = painter.fontMetrics().elidedText(
                mark.text, Qt.TextElideMode.ElideRight, int(box.width()) - 4
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)
        painter.end()

    def _at(self, where: QPointF) -> str | None:
        return next((value for value, _mark, box in self.boxes() if box.contains(where)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._under = self._at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        value = self._at(event.position())
        if value is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(value)
