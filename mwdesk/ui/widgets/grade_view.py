"""A table typed like a grid: one key grades and goes on down the column; Enter never submits anything."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_delegate import INSET, PillDelegate
from mwdesk.ui.widgets.grade_model import COLUMNS, Cell, GradeModel, GridRow

ROW_LEAST, _SCROLLED, ROW_MOST = 22, 26, 29  # pixels; rows share what height there is
_HEAD, _HEADING = 25, 18
_LEAST = 40  # beside a pill: the last grade and whether it moved
_ALONG = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LEAPS = {Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8, Qt.Key.Key_Home: -999, Qt.Key.Key_End: 999}
Key = tuple[str, str]  # id, side


class GradeView(QTableView):
    """Emits what was typed; the page records it and the next view comes back into the model.

    A grade moves the cursor on down its column, then to the top of the other. Until something else moves it,
    the cell just graded is still the one that `+` and `-` refine, `c` copies and Backspace takes back.
    """

    graded = Signal(object)  # tuple of (id, side, value or None)
    restored = Signal(str, str, object)  # id, side, the Cell that stood there before, or None
    moved = Signal(str, str)  # id, side of the cell now current
    told = Signal(str)  # what a key could not do: "nothing"

    def __init__(self, model: GradeModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._lane = 1  # the column one works in; a row of one cell does not change it
        self._trail: list[
            tuple[Key, Cell | None]
        ] = []  # cells graded one after the other, and what stood there
        self._fresh: Key | None = None  # where the last grade left the cursor, while it is still there
        self._fitted = False
        self.setModel(model)
        self.setItemDelegate(PillDelegate(self))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)  # Tab moves by our own order, and leaves at the ends
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(12)
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
            if row.heading:
                self.setSpan(number, 0, 1, 3)
            elif len(row.sides) == 1:
                self.setSpan(number, 1, 1, 2)
        self._share_height()
        self._share_width()
        self.updateGeometries()

    def fit_rows(self) -> None:
        """From now on rows are made lower, within reason, where all of them then fit."""
        self._fitted = True

    def _share_height(self) -> None:
        zoom = theme.Type.scale
        rows = self._model.rows
        headings = sum(row.heading for row in rows)
        self.horizontalHeader().setFixedHeight(self._head_height())
        high, spare = round(ROW_MOST * zoom), 0
        if self._fitted and len(rows) > headings:
            room = self.height() - self._head_height() - 2 * self.frameWidth()
            each, spare = divmod(room - headings * round(_HEADING * zoom), len(rows) - headings)
            high, spare = (each, spare) if ROW_LEAST * zoom <= each < high else (high, 0)
            if each < ROW_LEAST * zoom:  # they scroll anyway
                high = round(_SCROLLED * zoom)
        for number, row in enumerate(rows):
            wanted = round(_HEADING * zoom) if row.heading else high + (spare > 0)
            spare -= not row.heading
            if self.rowHeight(number) != wanted:
                self.setRowHeight(number, wanted)

    def _head_height(self) -> int:
        return round(_HEAD * theme.Type.scale)

    def _share_width(self) -> None:
        """The names first; what is left beside the pills is room for the last visit."""
        scale, zoom = self._model.scale, theme.Type.scale
        room = (self.viewport().width() - scale.names * zoom) / len(COLUMNS)
        least, most = (scale.pill + INSET + _LEAST) * zoom, (scale.pill + INSET + scale.beside) * zoom
        for column in COLUMNS:
            self.setColumnWidth(column, round(min(most, max(least, room))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share_height()
        self._share_width()
        super().resizeEvent(event)

    def content_height(self) -> int:
        """Pixels that show every row without scrolling."""
        return self.verticalHeader().length() + self._head_height() + 4

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

    def current_key(self) -> Key | None:
        """(id, side) of the current cell."""
        index = self.currentIndex()
        row = self._model.row(index.row()) if index.isValid() else None
        side = row.side(index.column()) if row is not None else ""
        return (row.id, side) if row is not None and side else None

    def start_over(self) -> None:
        """Another visit: to the first cell, and nothing typed there is remembered here."""
        self._trail, self._fresh, self._lane = [], None, 1
        first = next((n for n, row in enumerate(self._model.rows) if not row.heading), None)
        if first is not None:
            self._go(first, 1)
        self.verticalScrollBar().setValue(0)

    def _go(self, number: int, column: int) -> None:
        row = self._model.row(number)
        if len(row.sides) > 1:
            self._lane = column
        column = min(column, len(row.sides))
        self._fresh = None
        index = self._model.index(number, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        for near in (number + 1, number - 1, number):  # the neighbours too: one sees where one is going
            if 0 <= near < self._model.rowCount():
                self.scrollTo(self._model.index(near, column))
        self.viewport().update()
        self.moved.emit(row.id, row.side(column))

    def _vertical(self, step: int) -> bool:
        number = self.currentIndex().row() + step
        while 0 <= number < self._model.rowCount():
            if not self._model.row(number).heading:
                self._go(number, self._lane)
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

    def _advance(self, number: int) -> None:
        """On down the column; from its end to the top of the other; at the very end the cursor stays."""
        places = [(n, c) for c in COLUMNS for n, row in enumerate(self._model.rows) if row.side(c)]
        here = (number, min(self._lane, len(self._model.row(number).sides)))
        at = places.index(here) + 1
        if self._lane == 2 and here[1] == 1:  # a row of one cell was graded on the way down the left
            at = next((i for i, (n, c) in enumerate(places) if c == 2 and n > number), len(places))
        self._go(*(places[at] if at < len(places) else here))
        self._fresh = self.current_key()

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
        self._trail, self._fresh = [], None
        self._model.forget_replaced()
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
        elif key == Qt.Key.Key_Backspace:
            self._take_back()
        elif key == Qt.Key.Key_Delete:
            self._clear()
        elif key in _LEAPS:
            self._leap(_LEAPS[Qt.Key(key)])
        elif key == Qt.Key.Key_C:
            self._copy_all() if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else self._copy()
        elif not (event.text().isprintable() and event.text() and self._type(event.text().lower())):
            event.ignore()

    def _leap(self, steps: int) -> None:
        for _step in range(abs(steps)):
            if not self._vertical(1 if steps > 0 else -1):
                return

    def _here(self) -> tuple[GridRow, str]:
        row = self._model.row(self.currentIndex().row())
        return row, row.side(self.currentIndex().column())

    def _last(self) -> tuple[GridRow, str] | None:
        """The cell just graded, while the cursor is where that left it."""
        if not self._trail or self._fresh is None or self._fresh != self.current_key():
            return None
        (ident, side), _before = self._trail[-1]
        number = self._model.number_of(ident)
        return (self._model.row(number), side) if number >= 0 else None

    def _type(self, key: str) -> bool:
        row, side = self._here()
        last = self._last() if key in self._model.scale.refining else None
        if last is not None:
            row, side = last
        if not side:
            return False
        if key == ".":
            if self._put(row, side, None):
                self._advance(self._model.number_of(row.id))
            return True
        cell = self._model.cell(row.id, side)
        known, value = self._model.scale.typed(row, cell.value if cell else None, key)
        if known and key in self._model.scale.refining:
            self._put(row, side, value, refining=last is not None)
        elif known and self._put(row, side, value):
            self._advance(self._model.number_of(row.id))
        return known

    def _put(self, row: GridRow, side: str, value: str | None, *, refining: bool = False) -> bool:
        """Record a value in a cell; False where it was refused, as a closed visit refuses."""
        before = self._model.cell(row.id, side)
        if (before.value if before else None) != value or (before is not None and before.by != "typed"):
            self.graded.emit(((row.id, side, value),))
            after = self._model.cell(row.id, side)
            if (after.value if after else None) != value:
                return False
            if before is not None and before.value != value and not refining:
                self._model.note_replaced((row.id, side), before.value)
        if not refining:
            self._trail = [*self._trail[-60:], ((row.id, side), before)]
            self._fresh = self.current_key()
        return True

    def _take_back(self) -> None:
        """Straight after a grade: that grade; else what stands in this cell."""
        if self._last() is None:
            self._clear()
            return
        (ident, side), before = self._trail.pop()
        if self._model.cell(ident, side) != before:
            self.restored.emit(ident, side, before)
        self._model.forget_replaced((ident, side))
        self.select(ident, side)
        self._fresh = self.current_key() if self._trail else None

    def _clear(self) -> None:
        row, side = self._here()
        if side and self._model.cell(row.id, side) is not None:
            self.graded.emit(((row.id, side, None),))

    def _copy(self) -> None:
        """The other side of the cell just graded where that is open; else the other side of this one."""
        last = self._last()
        if (
            last is not None
            and self._filled(*last)
            and self._filled(last[0], last[0].across(last[1])) is False
        ):
            fresh = self._fresh
            row, side = last
            if self._put(row, row.across(side), self._model.value(row.id, side)):
                self._fresh = fresh
            return
        row, side = self._here()
        other = row.across(side)
        if not other:
            self.told.emit("middle")
        elif self._filled(row, other):
            self._copied(row, side, self._model.value(row.id, other))
        elif self._filled(row, side):
            self._copied(row, other, self._model.value(row.id, side))
        else:
            self.told.emit("nothing")

    def _filled(self, row: GridRow, side: str) -> bool | None:
        """Whether a cell holds a value; None where the row has no such side."""
        return self._model.cell(row.id, side) is not None if side else None

    def _copied(self, row: GridRow, side: str, value: str | None) -> None:
        if self._put(row, side, value):
            self._advance(self._model.number_of(row.id))

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
        """Record a value that was chosen with the mouse, and go on as after a key: down the column."""
        row, side = self._here() if self.currentIndex().isValid() else (None, "")
        if row is not None and side and self._put(row, side, value or None):
            self._advance(self._model.number_of(row.id))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid() and not self._model.row(index.row()).heading:
            self._go(index.row(), max(1, index.column()))
