"""Signs by section as three-state rows: the core ones first seen, the rest unfolds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry
from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.questions import Question, Section, all_normal


class SignSection(QFrame):
    """One card: a title, its rows, and 'n more signs'."""

    answered = Signal(str, object)  # finding, State or None
    grown = Signal()  # rows were made: the order of the Tab key is to be said anew

    def __init__(self, section: Section, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._unfolded = False
        self._kept: set[str] = set()
        self._rows: dict[str, FindingRow] = {}
        self._section = section
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 6)
        self._column.setSpacing(0)
        self._more = button("", "link")
        self._more.clicked.connect(self._on_more)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.addWidget(label(section.title, "heading"), 1)
        head.addWidget(self._more)
        self._column.addLayout(head)
        self.show_section(section)

    def show_section(self, section: Section) -> None:
        """Draw these states; rows are made when first seen and kept."""
        self._section = section
        for question in section.items:
            row = self._rows.get(question.finding)
            if row is None and self._wanted(question):
                row = self._add(question)
            if row is not None:
                row.show_question(question)
                row.setVisible(self._wanted(question))
        hidden = sum(not self._wanted(q) for q in section.items)
        self._more.setVisible(bool(hidden) or self._unfolded)
        self._more.setText(
            _("Show fewer")
            if self._unfolded
            else _n("{count} more", "{count} more", hidden).format(count=hidden)
            if hidden < len(section.items)
            else _("Show {count}").format(count=hidden)
        )
        self._more.setAccessibleName(f"{self._section.title}: {self._more.text()}")

    def reveal(self, finding: str) -> FindingRow | None:
        """The row of a finding, unfolded where it was hidden; None where it belongs elsewhere."""
        if finding not in {q.finding for q in self._section.items}:
            return None
        question = next(q for q in self._section.items if q.finding == finding)
        if not self._wanted(question):
            self._on_more()
        return self._rows[finding]

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        """The rows that were made, from the top down."""
        return tuple(self._rows[q.finding] for q in self._section.items if q.finding in self._rows)

    def normal_entries(self) -> tuple[Entry, ...]:
        """Absent, by section, for what is untouched and in sight; never for a red flag."""
        seen = frozenset(q.finding for q in self._section.items if self._wanted(q))
        return all_normal(self._section, seen)

    def _wanted(self, question: Question) -> bool:
        """Core, or answered at any time while this was open: nothing moves when an answer is taken back."""
        if question.state is not None:
            self._kept.add(question.finding)
        return self._unfolded or question.core or question.finding in self._kept

    def _add(self, question: Question) -> FindingRow:
        row = FindingRow(question, self)
        row.answered.connect(self.answered)
        order = [q.finding for q in self._section.items]
        before = sum(f in self._rows for f in order[: order.index(question.finding)])
        self._column.insertWidget(1 + before, row)
        self._rows[question.finding] = row
        return row

    def _on_more(self) -> None:
        """Unfold, and go on to the first row that came; fold, and stay."""
        before = {row for row in self.rows if not row.isHidden()}
        held = self._more.hasFocus()
        self._unfolded = not self._unfolded
        self.show_section(self._section)
        new = next((row for row in self.rows if not row.isHidden() and row not in before), None)
        self.grown.emit()
        if held and new is not None:
            new.setFocus(Qt.FocusReason.TabFocusReason)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key comes, as one reads: the link in the heading, then the rows."""
        return (self._more, *self.rows)


class SignList(QWidget):
    """The sections of one tab, built when first shown: forty rows nobody looks at cost nothing."""

    answered = Signal(str, object)
    chained = Signal()  # the order of the Tab key was said

    def __init__(self, sections: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids = tuple(sections)
        self._cards: dict[str, SignSection] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._latest: tuple[Section, ...] = ()
        self._chained = 0

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Take the view's sections; drawn at once when in sight, else when next shown."""
        self._latest = tuple(s for s in sections if s.id in self._ids)
        if self.isVisible():
            self._draw()

    def showEvent(self, event: object) -> None:
        self._draw()

    def progress(self) -> tuple[int, int]:
        """Core signs answered, and core signs there are."""
        core = [q for s in self._latest for q in s.items if q.core]
        return sum(q.state is not None or bool(q.derived) for q in core), len(core)

    def normal_entries(self) -> tuple[Entry, ...]:
        """What "all normal" records here."""
        return tuple(entry for card in self._cards.values() for entry in card.normal_entries())

    def by_section(self) -> int:
        """Signs that "all normal" answered and nobody else."""
        return sum(q.by == "section" for s in self._latest for q in s.items)

    def holds(self, finding: str) -> bool:
        """Whether a finding is asked here."""
        return any(q.finding == finding for s in self._latest for q in s.items)

    def reveal(self, finding: str) -> FindingRow | None:
        """The row of a finding, made and unfolded where needed."""
        self._draw()
        rows = (c.reveal(finding) for c in self._cards.values())
        return next((row for row in rows if row is not None), None)

    def first_row(self) -> FindingRow | None:
        """The first row in sight, to begin with."""
        self._draw()
        return next((row for card in self._cards.values() for row in card.rows if not row.isHidden()), None)

    def _draw(self) -> None:
        for section in self._latest:
            card = self._cards.get(section.id)
            if card is None:
                card = SignSection(section, self)
                card.answered.connect(self.answered)
                card.grown.connect(self._chain)
                self._cards[section.id] = card
                self._column.addWidget(card)
                card.show()  # at once: it may be given the focus
            else:
                card.show_section(section)
        self._chain()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Everything the Tab key comes to, from the top down."""
        return tuple(stop for card in self._cards.values() for stop in card.stops)

    def _chain(self) -> None:
        """Tab goes down as one reads, however late a row was made."""
        stops = self.stops
        if len(stops) == self._chained:
            return
        self._chained = len(stops)
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)
        self.chained.emit()
