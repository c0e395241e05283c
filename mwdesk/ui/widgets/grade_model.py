"""The rows, marks and table model behind every grid that is typed: power, reflexes, sensation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT
from mwdesk.domain.translation import _
from mwdesk.workflow.words import side_word

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (1, 2)  # right and left; column 0 is the name
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
GHOST_ROLE = Qt.ItemDataRole.UserRole + 3
REPLACED_ROLE = Qt.ItemDataRole.UserRole + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One line of a grid; a heading has a title and nothing to grade."""

    id: str
    title: str
    note: str = ""  # roots, in muted ink
    how: str = ""  # how to test, in words
    kind: str = ""  # what may be typed here, where a grid mixes kinds
    values: tuple[str, ...] = ()
    core: bool = True
    heading: bool = False
    sides: tuple[str, ...] = (RIGHT, LEFT)  # or the midline alone, graded once across both columns

    def side(self, column: int) -> str:
        """The side a column grades, or "" where there is nothing to grade."""
        if self.heading or column < 1 or column > len(self.sides):
            return ""
        return self.sides[column - 1]

    def column(self, side: str) -> int:
        """The column of a side; the first where this row does not know it."""
        return self.sides.index(side) + 1 if side in self.sides else 1

    def across(self, side: str) -> str:
        """The other side, or "" in the midline."""
        return next((other for other in self.sides if other != side), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A recorded value and how it came ("typed", "section", "import")."""

    value: str
    by: str = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a value looks and reads: never by colour alone."""

    text: str
    words: str
    short: str  # for the ghost of the last visit
    fill: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ghost:
    """The value of the last visit, and how this visit's moved: worse, better, other, same."""

    short: str
    words: str
    moved: str = "same"


class Scale(Protocol):
    """What the keys of one grid mean, and how its values look."""

    names: int  # pixels that names get before anything else
    pill: int  # width of a mark in pixels
    beside: int  # room beside it: last visit, "by section"
    refining: str  # keys that change a grade a little, and mean the one just typed

    def typed(self, row: GridRow, value: str | None, key: str) -> tuple[bool, str | None]:
        """Whether the key means something here, and the value after it (None clears)."""

    def mark(self, row: GridRow, value: str) -> Mark: ...

    def moved(self, row: GridRow, before: str, now: str) -> str:
        """How a value moved since the last visit: worse, better, other (neither) or same."""


Cells = Mapping[tuple[str, str], Cell]


class GradeModel(QAbstractTableModel):
    """Name, right, left. Holds what the last view said; it records nothing itself."""

    def __init__(self, scale: Scale, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scale = scale
        self._name = name
        self._rows: tuple[GridRow, ...] = ()
        self._cells: dict[tuple[str, str], Cell] = {}
        self._ghosts: dict[tuple[str, str], str] = {}
        self._replaced: dict[tuple[str, str], str] = {}  # what was typed over since one came here

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 3

    def row(self, number: int) -> GridRow:
        return self._rows[number]

    @property
    def rows(self) -> tuple[GridRow, ...]:
        return self._rows

    def cell(self, ident: str, side: str) -> Cell | None:
        return self._cells.get((ident, side))

    def value(self, ident: str, side: str) -> str | None:
        """The recorded value of a cell."""
        cell = self._cells.get((ident, side))
        return cell.value if cell else None

    def note_replaced(self, key: tuple[str, str], value: str) -> None:
        """A filled cell was typed over: what stood there stays in sight, struck out."""
        self._replaced.setdefault(key, value)
        self._announce({key})

    def forget_replaced(self, key: tuple[str, str] | None = None) -> None:
        """One has moved on, or taken it back: of one cell, or of all."""
        gone = set(self._replaced) if key is None else {key} & set(self._replaced)
        for each in gone:
            del self._replaced[each]
        self._announce(gone)

    def number_of(self, ident: str) -> int:
        """The row number of an id, or -1 while it is folded away."""
        return next((i for i, row in enumerate(self._rows) if row.id == ident and not row.heading), -1)

    def set_rows(self, rows: Sequence[GridRow]) -> bool:
        """Show these rows; True when they differ from before."""
        if tuple(rows) == self._rows:
            return False
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()
        return True

    def set_cells(self, cells: Cells, ghosts: Mapping[tuple[str, str], str]) -> None:
        """Take the values of a view; only cells that differ are announced."""
        ghosts = dict(ghosts)
        touched = {k for k in {*self._cells, *cells} if self._cells.get(k) != cells.get(k)}
        touched |= {k for k in {*self._ghosts, *ghosts} if self._ghosts.get(k) != ghosts.get(k)}
        self._cells, self._ghosts = dict(cells), ghosts
        self._announce(touched)

    def _announce(self, touched: set[tuple[str, str]]) -> None:
        for number, row in enumerate(self._rows):
            for column, side in enumerate(row.sides, start=1):
                if (row.id, side) in touched:
                    where = self.index(number, column)
                    self.dataChanged.emit(where, where)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        if index.column() == 0:
            return Qt.ItemFlag.ItemIsEnabled
        if not self._rows[index.row()].side(index.column()):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self._name, _("Right"), _("Left"))[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter  # over the pills
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.how or None
        if index.column() == 0:
            texts = {Qt.ItemDataRole.DisplayRole: row.title}
            texts[Qt.ItemDataRole.AccessibleTextRole] = f"{row.title}, {row.note}" if row.note else row.title
            return texts.get(Qt.ItemDataRole(role)) if role < Qt.ItemDataRole.UserRole else None
        side = row.side(index.column())
        return self._side_data(row, side, role) if side else None

    def _side_data(self, row: GridRow, side: str, role: int) -> Any:
        cell, ghost = self._cells.get((row.id, side)), self._ghost(row, side)
        replaced = self._replaced.get((row.id, side))
        if role == CELL_ROLE:
            return cell
        if role == GHOST_ROLE:
            return ghost
        if role == REPLACED_ROLE:
            return self.scale.mark(row, replaced).short if replaced else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.scale.mark(row, cell.value).text if cell else "."
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.scale.mark(row, cell.value).words if cell else _("not tested")
            title = row.title if side == MIDLINE else f"{row.title}, {side_word(side)}"
            told = f"{title}: {words}"
            if cell and cell.by == "section":
                told = _("{told}, marked normal with its section").format(told=told)
            if replaced:
                told = _("{told}; typed over {value}").format(
                    told=told, value=self.scale.mark(row, replaced).words
                )
            return _told_ghost(told, ghost) if ghost else told
        return None

    def _ghost(self, row: GridRow, side: str) -> Ghost | None:
        before, now = self._ghosts.get((row.id, side)), self.value(row.id, side)
        if not before:
            return None
        mark = self.scale.mark(row, before)
        moved = self.scale.moved(row, before, now) if now and now != before else "same"
        return Ghost(short=mark.short, words=mark.words, moved=moved)


def _told_ghost(told: str, ghost: Ghost) -> str:
    if ghost.moved == "worse":
        return _("{told}; worse than at the last visit, {value}").format(told=told, value=ghost.words)
    if ghost.moved == "better":
        return _("{told}; better than at the last visit, {value}").format(told=told, value=ghost.words)
    return _("{told}; last visit {value}").format(told=told, value=ghost.words)
