"""The history: the next best question first, then every section; blank stays 'not asked'."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State, note
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.finding_row import WORDS, FindingRow
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import ScrollPage, button, label
from mwdesk.ui.widgets.medicine_list import MedicineList
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.question_list import QuestionSection
from mwdesk.workflow import View
from mwdesk.workflow.questions import Question, Section, all_normal, choose, sections, suggested


class NextQuestion(QFrame):
    """The one question that would tell most now, answered where it stands; then comes the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.head = label("Next best question", "accent")
        self.why = label("", "note", wrap=True)
        self.row: FindingRow | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 10, 10, 8)
        self._column.setSpacing(0)
        for part in (self.head, self.why):
            part.setContentsMargins(8, 0, 8, 0)
        head = QHBoxLayout()
        head.addWidget(self.head)
        head.addWidget(self.why, 1)
        self._column.addLayout(head)

    def show_question(self, question: Question | None, answered: FindingRow | None) -> FindingRow | None:
        """Take the next question; the row is made once and kept. Returns it when it was made just now."""
        self.setVisible(question is not None)
        if question is None:
            return None
        self.why.setText(f"· {question.why}" if question.why else "")
        if self.row is not None:
            self.row.show_question(question)
            return None
        self.row = FindingRow(question, self, line=False)
        self._column.addWidget(self.row)
        return self.row


class HistoryPage(QWidget):
    """Sections of three-state questions, medicines, and the patient's own words."""

    step = "history"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.count = label("", "muted")
        self.next = NextQuestion()
        self.cards: dict[str, QuestionSection] = {}
        self.chips: dict[str, QPushButton] = {}
        self._sections: tuple[Section, ...] = ()
        self.medicines = MedicineList(bridge.session.kb)
        self.words = OwnWords("In the patient's own words", "What was told that no question asks for")
        self.page = ScrollPage()
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label("History", "page"))
        head.addStretch(1)
        head.addWidget(self.count)
        column.addLayout(head)
        column.addWidget(
            label("Y yes, N no, U unknown, arrows move. What is left alone stays not asked.", "muted")
        )
        column.addSpacing(2)
        column.addWidget(self._chips)
        column.addSpacing(2)
        column.addWidget(self.page, 1)
        self.page.column.addWidget(self.next)
        self.page.column.addWidget(self.medicines)
        self.page.column.addWidget(self.words)
        self.page.column.addStretch(1)

    def _connect(self) -> None:
        self.medicines.changed.connect(self._on_entry)
        self.words.written.connect(self._on_words)
        self._normal_key = QShortcut(QKeySequence("Ctrl+N"), self)
        self._normal_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._normal_key.activated.connect(self._on_normal_key)

    # drawing

    def render_view(self, view: View) -> None:
        """Draw this view in place."""
        kb = self._bridge.session.kb
        self._sections = sections(kb, view, "history")
        before = view.previous.answers if view.previous else {}
        ghosts = {f: WORDS[a.state].lower() for f, a in before.items()}
        for section in self._sections:
            self._card(section).show_section(section, ghosts)
            self._say_chip(section)
        asked = (q for q in suggested(kb, view) if kb.findings[q.finding].section.startswith("history."))
        made = self.next.show_question(next(asked, None), None)
        if made is not None:
            made.answered.connect(self._on_answered)
        self.medicines.show_medicines(view.encounter.medications)
        self.words.show_text(view.encounter.note("history"))
        done, total = view.progress["history"]
        answered = sum(s.asked for s in self._sections)
        self.count.setText(f"{done} of {total} core questions · {answered} answered")

    def _card(self, section: Section) -> QuestionSection:
        card = self.cards.get(section.id)
        if card is None:
            card = QuestionSection(section)
            card.answered.connect(self._on_answered)
            card.normal_asked.connect(self._on_normal)
            self.page.column.insertWidget(1 + len(self.cards), card)
            self.cards[section.id] = card
            chip = button(section.title, "chip", name=f"Go to {section.title}")
            chip.clicked.connect(self._on_chip)
            self._flow.addWidget(chip)
            self.chips[section.id] = chip
        return card

    def _say_chip(self, section: Section) -> None:
        chip = self.chips[section.id]
        words = f"{section.title} {section.asked}" if section.asked else section.title
        if chip.text() != words:
            chip.setText(words)
            chip.setAccessibleName(f"Go to {section.title}, {section.asked} answered")
            self._flow.invalidate()

    def reveal(self, finding: str) -> bool:
        """Show a question, and put the focus there."""
        for card in self.cards.values():
            row = card.reveal(finding)
            if row is not None:
                self._settle(card)
                self.page.bring(row)
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        if finding in self._bridge.session.kb.drugs:
            self.page.bring(self.medicines)
            return True
        return False

    def _settle(self, card: QWidget) -> None:
        """Let new rows take their places before one scrolls to them."""
        for layout in (card.layout(), self.page.column):
            if layout is not None:
                layout.activate()

    # intent

    def _on_answered(self, finding: str, state: State | None) -> None:
        view = self._bridge.view
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))

    def _on_entry(self, entry: Entry) -> None:
        self._bridge.record(entry)

    def _on_words(self, text: str) -> None:
        self._bridge.record(note("history", text))

    def _on_chip(self) -> None:
        card = self.cards[next(k for k, chip in self.chips.items() if chip is self.sender())]
        self.page.verticalScrollBar().setValue(card.y())
        first = next((card.rows[q.finding] for q in card.section.items if q.finding in card.rows), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.MouseFocusReason)

    def _on_normal_key(self) -> None:
        for ident, card in self.cards.items():
            if any(row.hasFocus() for row in card.rows.values()):
                self._on_normal(ident)
                return

    def _on_normal(self, section_id: str) -> None:
        card = self.cards[section_id]
        entries = all_normal(card.section, card.visible_from_focus())
        if entries:
            self._bridge.record(*entries)
