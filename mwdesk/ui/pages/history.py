"""The history: the next best question first, then every section; blank stays 'not asked'."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State, note
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.finding_row import WORDS, FindingRow
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.layout import ScrollPage, label
from mwdesk.ui.widgets.medicine_list import MedicineList
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.question_list import QuestionSection
from mwdesk.ui.widgets.section_strip import SectionStrip
from mwdesk.workflow import View
from mwdesk.workflow.questions import Question, Section, all_normal, best_questions, choose, sections

TABS = {
    "history.presentation": N_("Complaint"),
    "history.tempo": N_("Onset"),
    "history.distribution": N_("Parts"),
    "history.cranial": N_("Face"),
    "history.respiratory": N_("Breath"),
    "history.sensory": N_("Feeling"),
    "history.autonomic": N_("Bladder"),
    "history.pain": N_("Pain"),
    "history.general": N_("General"),
    "history.exposure": N_("Exposure"),
    "history.background": N_("Past"),
}


class NextQuestion(QFrame):
    """The one question that would tell most now, answered where it stands; then comes the next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.head = label(_("Next best question"), "accent")
        self.why = OneLineNote(left=True)
        self.row: FindingRow | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 10, 10, 12)
        self._column.setSpacing(0)
        for part in (self.head, self.why):
            part.setContentsMargins(8, 0, 8, 0)
            self._column.addWidget(part)

    def show_question(self, question: Question | None) -> FindingRow | None:
        """Take the next question; the row is made once and kept. Returns it when it was made just now."""
        self.setVisible(question is not None)
        if question is None:
            return None
        self.why.show_text(question.why or _("One of the first questions for everybody."))
        if self.row is not None:
            self.row.show_question(question)
            return None
        self.row = FindingRow(question, self, line=False)
        self.row.setMinimumHeight(round(56 * theme.Type.scale))  # the list below stays where it is
        self._column.insertWidget(1, self.row)
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
        self._sections: tuple[Section, ...] = ()
        self.medicines = MedicineList(bridge.session.kb)
        self.words = OwnWords(_("In the patient's own words"), _("What was told that no question asks for"))
        self.page = ScrollPage()
        self.tabs = SectionStrip(_("Sections of the history"), self.page)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(_("History"), "page"))
        head.addStretch(1)
        head.addWidget(self.count)
        column.addLayout(head)
        column.addWidget(
            label(_("Y yes, N no, U unknown, arrows move. What is left alone stays not asked."), "muted")
        )
        column.addSpacing(2)
        column.addWidget(self.next)
        column.addWidget(self.tabs)
        column.addSpacing(4)
        column.addWidget(self.page, 1)
        self.page.column.addWidget(self.words)
        self.page.column.addWidget(self.medicines)
        self.page.column.addStretch(1)

    def _connect(self) -> None:
        self.tabs.led.connect(self._on_led)
        self.medicines.changed.connect(self._on_entry)
        self.words.written.connect(self._on_words)
        self._normal_key = QShortcut(QKeySequence("Ctrl+N"), self)
        self._normal_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._normal_key.activated.connect(self._on_normal_key)

    # drawing

    def render_view(self, view: View) -> None:
        """Draw this view in place."""
        kb = self._bridge.session.kb
        first = not self.tabs.count()
        self._sections = sections(kb, view, "history")
        before = view.previous.answers if view.previous else {}
        ghosts = {f: _(WORDS[a.state]).lower() for f, a in before.items()}
        for section in self._sections:
            self._card(section).show_section(section, ghosts)
        asked = (q for q in best_questions(kb, view) if kb.findings[q.finding].section.startswith("history."))
        made = self.next.show_question(next(asked, None))
        if made is not None:
            made.answered.connect(self._on_answered)
        self.medicines.show_medicines(view.encounter.medications)
        self.words.show_text(view.encounter.note("history"))
        done, total = view.progress["history"]
        answered = sum(s.asked for s in self._sections)
        if first:
            self._name_tabs()
        self.count.setText(
            _("{done} of {total} core questions · {answered} answered").format(
                done=done, total=total, answered=answered
            )
        )

    def _card(self, section: Section) -> QuestionSection:
        card = self.cards.get(section.id)
        if card is None:
            card = QuestionSection(section)
            card.answered.connect(self._on_answered)
            card.normal_asked.connect(self._on_normal)
            self.page.column.insertWidget(1 + len(self.cards), card)
            self.cards[section.id] = card
        return card

    def _name_tabs(self) -> None:
        """One short word for each section; the cards carry the full titles."""
        named: list[tuple[str, str, QWidget]] = [
            (_(TABS[s.id]) if s.id in TABS else s.title, s.title, self.cards[s.id]) for s in self._sections
        ]
        named.append((_("Drugs"), _("Medicines"), self.medicines))
        self.tabs.show_parts((short, card) for short, _title, card in named)
        for at, (_short, title, _card) in enumerate(named):
            self.tabs.setTabToolTip(at, title)
            self.tabs.setAccessibleTabName(at, title)
        self._chain()

    def _chain(self) -> None:
        """The Tab key goes as the eye does, not in the order in which things were made."""
        stops: list[QWidget] = [*([self.next.row] if self.next.row else []), self.tabs, self.words.field]
        for card in self.cards.values():
            rows = [card.rows[q.finding] for q in card.section.items if q.finding in card.rows]
            stops += [card.normal, *rows, card.more]
        stops += [self.medicines.field]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

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

    def take_focus(self) -> None:
        """The next best question, which stands above all that scrolls."""
        if self.next.row is not None and self.next.isVisible():
            self.next.row.setFocus(Qt.FocusReason.OtherFocusReason)

    # intent

    def _on_answered(self, finding: str, state: State | None) -> None:
        view = self._bridge.view
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))

    def _on_entry(self, entry: Entry) -> None:
        self._bridge.record(entry)

    def _on_words(self, text: str) -> None:
        self._bridge.record(note("history", text))

    def _on_led(self, part: QWidget) -> None:
        """To the first row of the section that a click led to; arrows on the strip stay there."""
        if isinstance(part, QuestionSection) and not self.tabs.hasFocus():
            first = next((q.finding for q in part.section.items if q.finding in part.rows), "")
            if first:
                part.rows[first].setFocus(Qt.FocusReason.MouseFocusReason)

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
