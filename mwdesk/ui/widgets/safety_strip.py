"""What to know before any test: pacemaker, anticoagulant, pregnancy ..., with a real "not asked"."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter, State, safety
from mwdesk.domain.letter import SAFETY_QUESTIONS
from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.questions import Question

FIRST = ("anticoagulant", "pacemaker", "implants", "pregnancy", "allergy", "contrast-reaction")


class SafetyStrip(QFrame):
    """Two columns where there is room; the rest of the questions unfold."""

    answered = Signal(object)  # tuple[Entry, ...]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.rows: dict[str, FindingRow] = {}
        self._placed: list[str] = []
        self._unfolded = False
        self._columns = 0
        self._man = False
        self.unasked = label("", "note")
        self.more = button("", "link")
        self.more.clicked.connect(self._on_more)
        head = QHBoxLayout()
        head.addWidget(label(_("Before any test"), "title"))
        head.addWidget(self.unasked, 1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addWidget(self.more)
        for ident in (*FIRST, *(i for i in SAFETY_QUESTIONS if i not in FIRST)):
            self._make(ident, _(SAFETY_QUESTIONS[ident]) if ident in SAFETY_QUESTIONS else ident)
        self._arrange(2)

    def _make(self, ident: str, title: str) -> None:
        row = FindingRow(_question(ident, title, None), self)
        row.answered.connect(self._on_answered)
        self.rows[ident] = row

    def show_encounter(self, encounter: Encounter) -> None:
        """Draw the recorded answers; pregnancy is not asked of a man."""
        self._man = encounter.patient.sex == "male"
        for ident, row in self.rows.items():
            row.show_question(_question(ident, row.question.label, encounter.safety(ident)))
        asked = [i for i in self.rows if not (self._man and i == "pregnancy")]
        left = sum(self.rows[i].question.state is None for i in asked)
        self.unasked.setText(
            _("{left} of {total} not asked").format(left=left, total=len(asked)) if left else _("all asked")
        )
        self._arrange(self._columns)

    def _shown(self) -> list[str]:
        return [
            i
            for i, row in self.rows.items()
            if (self._unfolded or i in FIRST or row.question.state is not None)
            and not (self._man and i == "pregnancy" and row.question.state is None)
        ]

    def _arrange(self, columns: int) -> None:
        shown = self._shown()
        if columns != self._columns or shown != self._placed:
            self._columns, self._placed = columns, shown
            for ident, row in self.rows.items():
                self._grid.removeWidget(row)
                row.setVisible(ident in shown)
            for place, ident in enumerate(shown):
                self._grid.addWidget(self.rows[ident], place // columns, place % columns)
            for column in range(2):
                self._grid.setColumnStretch(column, int(column < columns))
        unfit = self._man and "pregnancy" not in shown  # not a question that is folded away
        hidden = len(self.rows) - len(shown) - int(unfit)
        self.more.setVisible(bool(hidden) or self._unfolded)
        self.more.setText(
            _("Show fewer")
            if self._unfolded
            else _n("{count} more question", "{count} more questions", hidden).format(count=hidden)
        )

    def _on_more(self) -> None:
        self._unfolded = not self._unfolded
        self._arrange(self._columns)

    def _on_answered(self, ident: str, state: State | None) -> None:
        self.answered.emit((safety(ident, state),))

    def set_columns(self, columns: int) -> None:
        """One column or two, as there is room."""
        self._arrange(columns)


def _question(ident: str, title: str, state: State | None) -> Question:
    """A safety question in the shape of any other."""
    by = "typed" if state is not None else ""
    return Question(finding=ident, label=title, ask="", state=state, by=by, why="", core=True)
