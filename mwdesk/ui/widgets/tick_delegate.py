"""Rows of a list to tick: a box that is seen in both looks, and a whole row to click."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from mwdesk.ui import icons, theme

Index = QModelIndex | QPersistentModelIndex

ROW = 28  # logical pixels, times the reader's text size
_BOX = 16


class TickDelegate(QStyledItemDelegate):
    """Paints box and words; a click on a leaf ticks it, on a branch's words opens it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = QRect(option.rect)
        palette = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.column():
            painter.setFont(theme.Type.note())
            painter.setPen(palette.color("muted"))
            painter.drawText(row.adjusted(0, 0, -6, 0), int(_RIGHT), str(index.data() or ""))
        else:
            state = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
            self._paint_box(painter, tick_box(row), state)
            if option.state & QStyle.StateFlag.State_HasFocus:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(palette.color("accent"), 2))
                painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 6, 6)
            painter.setFont(theme.Type.text())
            painter.setPen(palette.color("muted" if state is Qt.CheckState.Unchecked else "ink"))
            room = row.adjusted(theme.px(_BOX) + 14, 0, -4, 0)
            words = painter.fontMetrics().elidedText(
                str(index.data()), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, int(_LEFT), words)
        painter.restore()

    def _paint_box(self, painter: QPainter, box: QRectF, state: Qt.CheckState) -> None:
        palette = theme.current()
        filled = state is not Qt.CheckState.Unchecked
        painter.setPen(QPen(palette.color("accent" if filled else "muted"), 1))
        painter.setBrush(palette.color("accent" if filled else "card"))
        painter.drawRoundedRect(box, 4, 4)
        if state is Qt.CheckState.Checked:
            icons.paint(painter, "check", box.adjusted(2, 2, -2, -2), "on_accent")
        elif filled:
            painter.fillRect(
                QRectF(box.x() + 4, box.center().y() - 1, box.width() - 8, 2), palette.color("on_accent")
            )

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if not isinstance(event, QMouseEvent):
            return bool(super().editorEvent(event, model, option, index))
        released = event.type() == QEvent.Type.MouseButtonRelease
        if not released or event.button() != Qt.MouseButton.LeftButton or index.column():
            return False
        row = QRect(option.rect)
        on_box = event.position().x() < tick_box(row).right() + 8
        tree = option.widget
        if model.hasChildren(index) and not on_box and isinstance(tree, QTreeView):
            here = model.index(index.row(), index.column(), index.parent())
            tree.setExpanded(here, not tree.isExpanded(here))
            return True
        old = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole))
        new = Qt.CheckState.Unchecked if old is Qt.CheckState.Checked else Qt.CheckState.Checked
        return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tick_box(row: QRect) -> QRectF:
    """Where the box of a row stands."""
    side = theme.px(_BOX)
    return QRectF(row.x() + 4, row.center().y() - side / 2 + 1, side, side)
