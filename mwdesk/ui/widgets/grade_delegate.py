"""How a typed grid looks: the name with its roots, each side as a pill, and beside it what else is known."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.widgets.fitted_text import one_line
from mwdesk.ui.widgets.grade_model import (
    CELL_ROLE,
    GHOST_ROLE,
    REPLACED_ROLE,
    ROW_ROLE,
    Cell,
    Ghost,
    GradeModel,
    GridRow,
)

INSET = 8  # pixels left of every text, as in the header
Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
# Beside a value that is not the one of the last visit: a sign for those who see no colour, and its ink.
_MOVED = {"worse": ("▼", "urgent"), "better": ("▲", "accent"), "other": ("≠", "ink"), "same": ("", "muted")}


class PillDelegate(QStyledItemDelegate):
    """Beside a pill stands, in this order: what was typed over, the last visit's value, "by section"."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: GridRow = index.data(ROW_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if row.heading:
            self._paint_heading(painter, box, row, index.column())
        elif index.column() == 0:
            self._paint_name(painter, box, row)
        elif row.side(index.column()):
            self._paint_side(painter, box, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, box: QRectF, row: GridRow, column: int) -> None:
        palette = theme.current()
        if column == 0:
            painter.setFont(theme.Type.font("small", QFont.Weight.DemiBold))
            painter.setPen(palette.color("muted"))
            place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(box.adjusted(INSET, 0, 0, -2), place, row.title)
        _rule(painter, box)

    def _paint_name(self, painter: QPainter, box: QRectF, row: GridRow) -> None:
        palette = theme.current()
        painter.setFont(theme.Type.text())
        _rule(painter, box)
        painter.setPen(palette.color("ink"))
        box = box.adjusted(INSET, 0, 0, 0)
        metrics = painter.fontMetrics()
        title = one_line(metrics, row.title, int(box.width()) - 4)
        painter.drawText(box, _MIDDLE, title)
        taken = metrics.horizontalAdvance(title) + 9
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        room = int(box.width() - taken) - 4
        if row.note and room > 24 and painter.fontMetrics().horizontalAdvance(row.note) <= room:
            painter.drawText(box.adjusted(taken, 1, 0, 1), _MIDDLE, row.note)

    def _paint_side(self, painter: QPainter, box: QRectF, index: Index) -> None:
        model, row = index.model(), index.data(ROW_ROLE)
        assert isinstance(model, GradeModel)
        cell: Cell | None = index.data(CELL_ROLE)
        pill = QRectF(box.left() + INSET, box.top(), model.scale.pill * theme.Type.scale, box.height() - 4)
        pill.moveTop(box.top() + 1.5)
        palette, radius = theme.current(), 6
        if cell is None:
            painter.setPen(QPen(palette.color("edge"), 1, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            text, ink = ".", palette.muted
        else:
            mark = model.scale.mark(row, cell.value)
            text, ink = mark.text, mark.ink
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mark.fill))
            if cell.by == "section":  # said by one key for the whole section: an outline, not a filled pill
                painter.setBrush(palette.color("card"))
                painter.setPen(QPen(palette.color("muted"), 1, Qt.PenStyle.DotLine))
                ink = palette.ink
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold) if cell else theme.Type.text())
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_ring(painter, pill, index)
        self._paint_beside(
            painter, QRectF(pill.right() + 6, box.top(), box.right() - pill.right() - 7, box.height()), index
        )
        _rule(painter, box)

    def _paint_ring(self, painter: QPainter, pill: QRectF, index: Index) -> None:
        view = self.parent()
        if not isinstance(view, QTableView) or QPersistentModelIndex(view.currentIndex()) != index:
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.current().color("accent"), 2.0 if view.hasFocus() else 1.0))
        painter.drawRoundedRect(pill.adjusted(-1, -1, 1, 1), 7, 7)

    def _paint_beside(self, painter: QPainter, room: QRectF, index: Index) -> None:
        palette = theme.current()
        cell: Cell | None = index.data(CELL_ROLE)
        replaced: str | None = index.data(REPLACED_ROLE)
        ghost: Ghost | None = index.data(GHOST_ROLE)
        font, words, ink = theme.Type.font("small"), "", "muted"
        if replaced:
            font.setStrikeOut(True)
            words, ink = replaced, "urgent"
        elif ghost:
            sign, ink = _MOVED[ghost.moved]
            words = f"{sign} {beside_words(ghost.short)}".strip()
            font.setWeight(QFont.Weight.Normal if ghost.moved == "same" else QFont.Weight.DemiBold)
        elif cell is not None and cell.by == "section":
            words = _("by section")
        if not words:
            return
        painter.setFont(font)
        painter.setPen(palette.color(ink))
        metrics = painter.fontMetrics()
        if ghost and not replaced and metrics.horizontalAdvance(words) > room.width():
            words = words.replace(
                beside_words(ghost.short), ghost.short
            )  # the value outlives the word before it
        painter.drawText(
            room, _MIDDLE, metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = self.parent()
        return QSize(60, view.rowHeight(index.row()) if isinstance(view, QTableView) else 24)


def beside_words(short: str) -> str:
    """The value of the last visit as it stands beside a pill."""
    return _("last {value}").format(value=short)


def _rule(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(theme.current().color("line"), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
