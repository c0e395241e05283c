"""The history: the next best question first, then every section; blank stays 'not asked'."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State, note
from mwdesk.domain.skipped import skip
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.finding_row import WORDS
from mwdesk.ui.widgets.layout import ScrollPage, label
from mwdesk.ui.widgets.medicine_list import MedicineList
from mwdesk.ui.widgets.next_question import NextQuestion
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.question_list import QuestionSection
from mwdesk.ui.widgets.section_strip import SectionStrip
from mwdesk.workflow import View
from mwdesk.workflow.core import title
from mwdesk.workflow.path import PathStep, choose_none, choose_one, last_answer, next_step
from mwdesk.workflow.questions import Section, all_normal, choose, sections

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
_ROOM = 470  # pixels of height below which the line of keys gives way to questions


class HistoryPage(QWidget):
    """Sections of three-state questions, medicines, and the patient's own words."""

    step = "history"
    told = Signal(str)  # what was just done, for the line at the foot

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.count = label("", "muted")
        self.next = NextQuestion()
        self.cards: dict[str, QuestionSection] = {}
        self._sections: tuple[Section, ...] = ()
        self.medicines = MedicineList(bridge.session.kb)
        self.words = OwnWords(
            _("In the patient's own words"),
            _("What was told that no question asks for"),
            beside=(_("For how long, as told"), _("10 years, since the rains ...")),
        )
        self.page = ScrollPage()
        self.tabs = SectionStrip(_("Sections of the history"), self.page)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.SCROLLED)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(label(_("History"), "page"))
        head.addStretch(1)
        head.addWidget(self.count)
        column.addLayout(head)
        self.hint = label("", "muted")
        column.addWidget(self.hint)
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
        self.words.beside_written.connect(self._on_duration)
        self.next.answered.connect(self._on_answered)
        self.next.chosen.connect(self._on_chosen)
        self.next.skip_asked.connect(self._on_skip)
        self.next.left.connect(self._on_left)
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
        words = {state: _(said).lower() for state, said in WORDS.items()}
        ghosts = {f: words[a.state] for f, a in before.items()}
        step = next_step(kb, view)
        self.next.show_step(step, last_answer(step, before, words))
        self.hint.setText(_keys(step))
        above = frozenset(q.finding for q in step.questions) if step is not None else frozenset()
        for section in self._sections:
            self._card(section).show_section(section, ghosts, above)
        self.medicines.show_medicines(view.encounter.medications)
        self.words.show_text(view.encounter.note("history"), view.encounter.note("duration"))
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
            card.skip_asked.connect(self._on_skip)
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
        for at, (_short, full, _card) in enumerate(named):
            self.tabs.setTabToolTip(at, full)
            self.tabs.setAccessibleTabName(at, full)
        self._chain()

    def _chain(self) -> None:
        """The Tab key goes as the eye does, not in the order in which things were made."""
        asked: list[QWidget] = [
            self.next.skip,
            self.next.done,
            self.next.choice,
            *([self.next.row] if self.next.row else []),
        ]
        stops: list[QWidget] = [*asked, self.tabs, self.words.line, self.words.field]
        for card in self.cards.values():
            rows = [card.rows[q.finding] for q in card.section.items if q.finding in card.rows]
            stops += [card.normal, card.skip, *rows, card.more]
        stops += [self.medicines.field]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def reveal(self, finding: str) -> bool:
        """Show a question, and put the focus there."""
        if self.next.step is not None and finding in (q.finding for q in self.next.step.questions):
            self.take_focus()
            return True
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
        stop = self.next.stop
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() <= round(_ROOM * theme.Type.scale)
        self.hint.setVisible(not low)  # the keys are behind F1, too
        self.next.set_low(low)

    # intent

    def _on_answered(self, finding: str, state: State | None) -> None:
        view = self._bridge.view
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))

    def _on_chosen(self, at: int) -> None:
        kb, view, step = self._bridge.session.kb, self._bridge.view, self.next.step
        if view is not None and step is not None:
            entries = choose_none(kb, view, step) if at < 0 else choose_one(kb, view, step, at)
            self._bridge.record(*entries)

    def _on_skip(self, section: str, on: bool = True) -> None:
        """Leave a section out: it reads "not assessed", here and in the letter."""
        if self._bridge.record(skip(section, on)) and on:
            heading = title(section)[1]
            self.told.emit(_("{section}: not assessed. Ctrl+Z takes it back.").format(section=heading))

    def _on_left(self, by: int) -> None:
        """From the next question down into the sections."""
        rows = (r for card in self.cards.values() for r in card.rows.values() if not r.asked_above)
        row = next((r for r in rows if r.in_sight()), None)
        if row is not None and by > 0:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_duration(self, text: str) -> None:
        self._bridge.record(note("duration", text))

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
        count = len(entries)
        if entries and self._bridge.record(*entries):
            self.told.emit(
                _n(
                    "{section}: {count} answered “no” by section. Ctrl+Z takes it back.",
                    "{section}: {count} answered “no” by section. Ctrl+Z takes it back.",
                    count,
                ).format(section=card.section.title, count=count)
            )
        elif not entries:
            self.told.emit(_("{section}: nothing in sight here is open.").format(section=card.section.title))


def _keys(step: PathStep | None) -> str:
    """The keys that answer what is asked now."""
    if step is not None and step.choice:
        return _("1 to {count} choose, U unknown, S skips. What is left alone stays not asked.").format(
            count=len(step.options)
        )
    return _("Y yes, N no, U unknown, S skips, arrows move. What is left alone stays not asked.")
