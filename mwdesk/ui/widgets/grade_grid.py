"""A card with one typed grid: the table, how to test the current row, and the rest to unfold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter, Entry
from mwdesk.domain.translation import _
from mwdesk.ui import announce, theme
from mwdesk.ui.widgets.grade_model import Cell, Cells, GradeModel, GridRow, Scale
from mwdesk.ui.widgets.grade_view import GradeView
from mwdesk.ui.widgets.value_strip import ValueStrip


class GradeGrid(QFrame):
    """Base of the power, reflex and sensory grids; subclasses say rows, scale, values and entries."""

    answered = Signal(object)  # tuple[Entry, ...], one undo step
    moved = Signal(str, str)  # id, side of the current cell

    def __init__(
        self,
        rows: Sequence[GridRow],
        scale: Scale,
        *,
        name: str,
        more: Callable[[int], str],
        fitted: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._all, self._more, self._unfolded = tuple(rows), more, False
        self._before: frozenset[str] = frozenset()  # rows that were graded at the last visit
        self._fitted = fitted  # as tall as its rows, for a page that scrolls as a whole
        self._encounter: Encounter | None = None
        self._typing = False  # what changes now was typed here
        self.model = GradeModel(scale, name, self)
        self.view = GradeView(self.model, self)
        self.view.setAccessibleName(_("{name}, right and left").format(name=name))
        self.strip = ValueStrip(scale, self)
        self.status = _note("")
        self.how = HelpNote()
        self.unfold = QPushButton()
        self.unfold.setProperty("kind", "link")
        self.unfold.setCursor(Qt.CursorShape.PointingHandCursor)
        self._lay_out()
        self._connect()
        self._keep_place(self._visible())

    def _lay_out(self) -> None:
        self.foot = QWidget()
        told = QVBoxLayout(self.foot)
        told.setContentsMargins(0, 0, 0, 0)
        told.setSpacing(6)
        told.addWidget(self.how)
        told.addWidget(self.strip)
        last = QHBoxLayout()
        last.addWidget(self.status, 1)
        last.addWidget(self.unfold)
        told.addLayout(last)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 4, 8, 6)
        self._column.setSpacing(4)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self.foot)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusProxy(self.view)

    def place_foot(self, elsewhere: QVBoxLayout | None) -> None:
        """Put help, legend and score under the figure, or back below the rows."""
        target = elsewhere if elsewhere is not None else self._column
        if target.indexOf(self.foot) < 0:
            target.addWidget(self.foot)
            self.how.keep_lines(4 if elsewhere is not None else 2)

    def _connect(self) -> None:
        self.view.graded.connect(self._on_graded)
        self.view.restored.connect(self._on_restored)
        self.view.told.connect(self._on_told)
        self.view.moved.connect(self._on_moved)
        self.strip.picked.connect(self.view.pick)
        self.unfold.clicked.connect(self._on_unfold)

    @property
    def rows(self) -> tuple[GridRow, ...]:
        """Every row of the grid, folded away or not."""
        return self._all

    # what subclasses say

    def cells(self, encounter: Encounter) -> dict[tuple[str, str], Cell]:
        """Every recorded value of this grid."""
        raise NotImplementedError

    def entry(self, ident: str, side: str, value: str | None, by: str) -> Entry:
        raise NotImplementedError

    def normal(self, row: GridRow) -> str | None:
        """The value of a normal row; None where normal may not be filled for a section."""
        raise NotImplementedError

    def status_text(self, cells: Cells) -> str:
        """One line below the grid: how much of it was filled by section."""
        filled = sum(cell.by == "section" for cell in cells.values())
        return _("{count} by section").format(count=filled) if filled else ""

    # views

    def show_encounter(self, encounter: Encounter, previous: Encounter | None) -> None:
        """Draw these values; only what differs is repainted."""
        other = self._encounter is not None and encounter.id != self._encounter.id
        self._encounter = encounter
        cells = self.cells(encounter)
        undone = self._undone(cells) if not other else None
        ghosts = {k: c.value for k, c in self.cells(previous).items()} if previous is not None else {}
        self._before = frozenset(ident for ident, _ in ghosts)
        self._keep_place(self._visible(cells))
        self.model.set_cells(cells, ghosts)
        self.status.setText(self.status_text(cells))
        if other:
            self._unfolded = False
            self._keep_place(self._visible(cells))
            self.view.start_over()
        elif undone is not None:
            self.view.select(*undone)

    def _undone(self, cells: Cells) -> tuple[str, str] | None:
        """The one cell that something else than typing here has changed: undo goes back to it."""
        if self._typing or not self.view.hasFocus():
            return None
        keys = [(row.id, side) for row in self.model.rows for side in row.sides]
        moved = [key for key in keys if self.model.cell(*key) != cells.get(key)]
        return moved[0] if len(moved) == 1 else None

    def _keep_place(self, rows: Sequence[GridRow]) -> None:
        here, scroll = self.view.current_key(), self.view.verticalScrollBar().value()
        if self.model.set_rows(rows):
            if here is not None:
                self.view.select(*here)
            self.view.verticalScrollBar().setValue(scroll)
            if self._fitted:
                self.view.setFixedHeight(self.view.content_height())
            self._say_more()
            if here is None:
                self.strip.show_row(next(row for row in rows if not row.heading))

    def _visible(self, cells: Mapping[tuple[str, str], Cell] | None = None) -> tuple[GridRow, ...]:
        """Core rows, those with a value now or at the last visit, the rest once unfolded."""
        held = {ident for ident, _ in (cells or {})} | self._before
        out: list[GridRow] = []
        for row in self._all:
            if row.heading and out and out[-1].heading:
                out.pop()
            if row.heading or row.core or self._unfolded or row.id in held:
                out.append(row)
        if out and out[-1].heading:
            out.pop()
        return tuple(out)

    def untouched(self) -> tuple[tuple[GridRow, str], ...]:
        """Core fields from the current row on that nobody has filled."""
        here = self.view.currentIndex().row() if self.view.currentIndex().isValid() else 0
        return tuple(
            (row, side)
            for row in self.model.rows[max(0, here) :]
            for side in row.sides
            if row.core and not row.heading and self.model.cell(row.id, side) is None
        )

    def normal_entries(self) -> tuple[Entry, ...]:
        """What "all normal from here" records: untouched core fields alone, marked as said by section."""
        pairs = ((row, side, self.normal(row)) for row, side in self.untouched())
        return tuple(self.entry(row.id, side, value, "section") for row, side, value in pairs if value)

    def progress(self) -> tuple[int, int]:
        """Core fields filled, and core fields there are."""
        core = [(r.id, side) for r in self._all if r.core and not r.heading for side in r.sides]
        return sum(self.model.cell(*key) is not None for key in core), len(core)

    def by_section(self) -> int:
        """Fields that "all normal" filled and nobody typed."""
        keys = [(row.id, side) for row in self._all for side in row.sides]
        cells = (self.model.cell(*key) for key in keys)
        return sum(cell is not None and cell.by == "section" for cell in cells)

    def select(self, ident: str, side: str) -> None:
        """Make a field current, unfolding the rest where it is hidden."""
        if not self.view.select(ident, side):
            self._set_unfolded(True)
            self.view.select(ident, side)

    # signals

    def take(self, changes: tuple[tuple[str, str, str | None], ...]) -> None:
        """Record what a figure beside the grid was clicked to."""
        self._on_graded(changes)

    def _on_graded(self, changes: tuple[tuple[str, str, str | None], ...]) -> None:
        self._answer(tuple(self.entry(i, side, value, "typed") for i, side, value in changes))

    def _on_restored(self, ident: str, side: str, cell: Cell | None) -> None:
        value, by = (cell.value, cell.by) if cell is not None else (None, "typed")
        self._answer((self.entry(ident, side, value, by),))

    def _answer(self, entries: tuple[Entry, ...]) -> None:
        self._typing = True
        try:
            self.answered.emit(entries)
        finally:
            self._typing = False

    def _on_told(self, what: str) -> None:
        self.say(
            _("Midline: there is no other side.")
            if what == "middle"
            else _("The other side is open: nothing to copy.")
        )

    def say(self, words: str) -> None:
        """A word about what was just done, where the help for the row stands, until one moves on."""
        self.how.show_text(words)
        announce.say(self.view, words)

    def _on_moved(self, ident: str, side: str) -> None:
        row = self.model.row(max(0, self.model.number_of(ident)))
        self.how.show_text(row.how)
        self.strip.show_row(row)
        self.moved.emit(ident, side)

    def _on_unfold(self) -> None:
        """Unfold and go on to the first row that came; fold, and stay."""
        before, held = {row.id for row in self.model.rows}, self.unfold.hasFocus()
        self._set_unfolded(not self._unfolded)
        new = next((r for r in self.model.rows if not r.heading and r.id not in before), None)
        if held and new is not None:
            self.view.select(new.id, new.sides[0])
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_unfolded(self, unfolded: bool) -> None:
        self._unfolded = unfolded
        cells = self.cells(self._encounter) if self._encounter is not None else None
        self._keep_place(self._visible(cells))
        self._say_more()

    def _say_more(self) -> None:
        hidden = sum(not row.heading for row in self._all) - sum(not r.heading for r in self.model.rows)
        self.unfold.setVisible(bool(hidden) or self._unfolded)
        self.unfold.setText(_("Show fewer") if self._unfolded else self._more(hidden))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "view"):
            self.view.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.view.setFocus(event.reason())


class HelpNote(QLabel):
    """How to test the current row, on as many lines as were kept for it; what is cut is in its tip."""

    def __init__(self) -> None:
        super().__init__()
        self.full = ""
        self._lines = 2
        self.setProperty("role", "note")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.keep_lines(2)

    def keep_lines(self, lines: int) -> None:
        """Take the height of this many lines, whatever the text: a longer one moves nothing."""
        self._lines = lines
        self._fit()

    def show_text(self, text: str) -> None:
        """Take a text of any length."""
        self.full = text
        self._fit()

    def _fit(self) -> None:
        font = theme.Type.note()
        metrics = QFontMetrics(font)
        high = self._lines * metrics.lineSpacing() + 2
        if self.height() != high or self.minimumHeight() != high:
            self.setFixedHeight(high)
        words, shown = self.full.split(), self.full
        wrapped = Qt.TextFlag.TextWordWrap
        while (
            words and metrics.boundingRect(0, 0, max(60, self.width()), 999, wrapped, shown).height() > high
        ):
            words.pop()
            shown = " ".join(words) + " …"
        self.setText(shown)
        self.setToolTip(self.full if shown != self.full else "")
        self.setAccessibleName(self.full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "note")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


__all__ = ["GradeGrid"]
