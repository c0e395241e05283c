"""A table typed like a grid: keys grade, arrows, Tab and Enter move, and Enter never submits anything."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_model import CELL_ROLE, COLUMNS, GHOST_ROLE, ROW_ROLE, Cell, GradeModel, GridRow

_ROW, _HEADING, _INSET = 29, 26, 8  # pixels; the inset is that of the header
_NAMES = 210  # pixels that names get before anything else
_ALONG = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ERASE = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)


class PillDelegate(QStyledItemDelegate):
    """Paints the name with its roots, and each side as a pill with colour and text."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
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
            painter.drawText(box.adjusted(_INSET, 0, 0, -5), place, row.title)
        _rule(painter, box)

    def _paint_name(self, painter: QPainter, box: QRectF, row: GridRow) -> None:
        palette = theme.current()
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.Type.text())
        painter.setPen(palette.color("ink"))
        metrics = painter.fontMetrics()
        _rule(painter, box)
        painter.setPen(palette.color("ink"))
        box = box.adjusted(_INSET, 0, 0, 0)
        title = metrics.elidedText(row.title, Qt.TextElideMode.ElideRight, int(box.width()) - 6)
        painter.drawText(box, place, title)
        taken = metrics.horizontalAdvance(title) + 9
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        room = int(box.width() - taken) - 4
        if room > 24:
            note = painter.fontMetrics().elidedText(row.note, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(taken, 1, 0, 1), place, note)

    def _paint_side(self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        model, row = index.model(), index.data(ROW_ROLE)
        assert isinstance(model, GradeModel)
        cell: Cell | None = index.data(CELL_ROLE)
        wide = model.scale.pill * theme.Type.scale
        pill = QRectF(0, 0, wide, box.height() - 5)
        pill.moveCenter(box.center())
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
                painter.setPen(QPen(QColor(mark.fill).darker(110 if palette.name == "light" else 90), 1.4))
                ink = palette.ink
        painter.drawRoundedRect(pill.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(theme.Type.strong() if cell else theme.Type.text())
        painter.setPen(QColor(ink))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_ring(painter, pill, index)
        self._paint_ghost(painter, box, pill, index.data(GHOST_ROLE))
        _rule(painter, box)

    def _paint_ring(
        self, painter: QPainter, pill: QRectF, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view = self.parent()
        if not isinstance(view, QTableView) or QPersistentModelIndex(view.currentIndex()) != index:
            return
        width = 2.0 if view.hasFocus() else 1.0
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.current().color("accent"), width))
        painter.drawRoundedRect(pill.adjusted(-1.5, -1.5, 1.5, 1.5), 7, 7)

    def _paint_ghost(self, painter: QPainter, box: QRectF, pill: QRectF, ghost: str | None) -> None:
        if not ghost:
            return
        painter.setFont(theme.Type.font("small"))
        painter.setPen(theme.current().color("muted"))
        room = QRectF(pill.right() + 5, box.top(), box.right() - pill.right() - 5, box.height())
        short = painter.fontMetrics().elidedText(ghost, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        row: GridRow = index.data(ROW_ROLE)
        return QSize(60, round((_HEADING if row.heading else _ROW) * theme.Type.scale))


class GradeView(QTableView):
    """Emits what was typed; the page records it and the next view comes back into the model."""

    graded = Signal(object)  # tuple of (id, side, value or None)
    moved = Signal(str, str)  # id, side of the cell now current

    def __init__(self, model: GradeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(PillDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)  # Tab moves by our own order, and leaves at the ends
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setSectionsClickable(False)
        head.setHighlightSections(False)
        head.setMinimumSectionSize(40)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setWordWrap(False)
        model.modelReset.connect(self._on_reset)
        self._on_reset()

    def _on_reset(self) -> None:
        self.clearSpans()
        for number, row in enumerate(self._model.rows):
            height = (_HEADING if row.heading else _ROW) * theme.Type.scale
            self.setRowHeight(number, round(height))
            if len(row.sides) == 1 and not row.heading:
                self.setSpan(number, 1, 1, 2)
        self._share_width()
        self.updateGeometries()

    def _share_width(self) -> None:
        """The names first; what is left beside the pills is room for the last visit."""
        scale, zoom = self._model.scale, theme.Type.scale
        room = (self.viewport().width() - _NAMES * zoom) / len(COLUMNS)
        least, most = (scale.pill + 18) * zoom, (scale.pill + 2 * scale.ghost) * zoom
        for column in COLUMNS:
            self.setColumnWidth(column, round(min(most, max(least, room))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share_width()
        super().resizeEvent(event)

    def content_height(self) -> int:
        """Pixels that show every row without scrolling."""
        return self.verticalHeader().length() + self.horizontalHeader().sizeHint().height() + 4

    def sizeHint(self) -> QSize:
        return QSize(440, self.content_height())

    # where we are

    def select(self, ident: str, side: str) -> bool:
        """Make this cell current and bring it into sight; False where the row is folded away."""
        number = self._model.number_of(ident)
        if number < 0:
            return False
        self._go(number, self._model.row(number).column(side))
        return True

    def current_key(self) -> tuple[str, str] | None:
        """(id, side) of the current cell."""
        index = self.currentIndex()
        row = self._model.row(index.row()) if index.isValid() else None
        side = row.side(index.column()) if row is not None else ""
        return (row.id, side) if row is not None and side else None

    def _go(self, number: int, column: int) -> None:
        row = self._model.row(number)
        column = min(column, len(row.sides))
        index = self._model.index(number, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        for near in (number + 1, number - 1, number):  # the neighbours too: one sees where one is going
            if 0 <= near < self._model.rowCount():
                self.scrollTo(self._model.index(near, column))
        self.viewport().update()
        self.moved.emit(row.id, row.side(column))

    def _vertical(self, step: int) -> bool:
        number, column = self.currentIndex().row() + step, max(1, self.currentIndex().column())
        while 0 <= number < self._model.rowCount():
            if not self._model.row(number).heading:
                self._go(number, column)
                return True
            number += step
        return False

    def _along(self, step: int) -> bool:
        """The next field: right, left, then the row below; False at the end."""
        column = self.currentIndex().column() + step
        if self._model.row(self.currentIndex().row()).side(column):
            self._go(self.currentIndex().row(), column)
            return True
        if not self._vertical(step):
            return False
        self._go(self.currentIndex().row(), 1 if step > 0 else 2)
        return True

    # keys and mouse

    def focusNextPrevChild(self, next: bool) -> bool:
        if self.currentIndex().isValid() and self._along(1 if next else -1):
            return True
        return super().focusNextPrevChild(next)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() or self.currentIndex().column() == 0:
            self._vertical(1)
        elif event.reason() == Qt.FocusReason.TabFocusReason:
            self._go(self.currentIndex().row(), self.currentIndex().column())
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        control = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if control or not self.currentIndex().isValid():
            super().keyPressEvent(event)
        elif key in _ALONG:
            self._along(1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._vertical(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(self.currentIndex().row(), 2 if key == Qt.Key.Key_Right else 1)
        elif key in _ERASE:
            self._type(".")
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._leap(Qt.Key(key))
        elif key == Qt.Key.Key_C and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._copy_all()
        elif not (event.text().isprintable() and event.text() and self._type(event.text().lower())):
            event.ignore()

    def _leap(self, key: Qt.Key) -> None:
        steps = {Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}[
            key
        ]
        for _ in range(abs(steps)):
            if not self._vertical(1 if steps > 0 else -1):
                return

    def _type(self, key: str) -> bool:
        here = self.currentIndex()
        row = self._model.row(here.row())
        side = row.side(here.column())
        if not side:
            return False
        if key == "c":
            return self._copy(row)
        before = self._model.cell(row.id, side)
        was = before.value if before else None
        known, value = (True, None) if key == "." else self._model.scale.typed(row, was, key)
        if known and (value != was or (before is not None and before.by != "typed")):
            self.graded.emit(((row.id, side, value),))
        return known

    def _copy(self, row: GridRow) -> bool:
        right = self._model.cell(row.id, row.side(1))
        if right is not None and row.side(2):
            self.graded.emit(((row.id, row.side(2), right.value),))
            self._go(self.currentIndex().row(), 2)
        return True

    def _copy_all(self) -> None:
        """Every right value to an untested left; what the left already says stays."""
        pairs = [(row, row.side(1), row.side(2)) for row in self._model.rows if row.side(2)]
        made = []
        for row, right, left in pairs:
            cell = self._model.cell(row.id, right)
            if cell is not None and self._model.cell(row.id, left) is None:
                made.append((row.id, left, cell.value))
        if made:
            self.graded.emit(tuple(made))

    def pick(self, value: str) -> None:
        """Record a value that was chosen with the mouse, and go on."""
        key = self.current_key()
        if key is not None:
            self.graded.emit(((*key, value),))
            self._along(1)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid() and not self._model.row(index.row()).heading:
            self._go(index.row(), max(1, index.column()))


def _rule(painter: QPainter, box: QRectF) -> None:
    painter.setPen(QPen(theme.current().color("line"), 1))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
