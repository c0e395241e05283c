"""Results of tests (ECG, MRI, EMG ...) as one of the test's own outcomes, with free text and a date."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision, TestOutcome, outcome
from mwdesk.domain.knowledge import KnowledgeBase, Test
from mwdesk.domain.translation import _
from mwdesk.ui import announce, theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.own_words import PausedText
from mwdesk.ui.widgets.pick_field import PickField
from mwdesk.workflow import View
from mwdesk.workflow.search import Hit, find
from mwdesk.workflow.typed_value import read_day

_OFFERED = 4  # tests offered as chips, beside the search


class OutcomeRow(QWidget):
    """One test: its outcomes as buttons, what the report says, when."""

    changed = Signal(str, object)  # test id, TestOutcome or None

    def __init__(self, test: Test, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.test = test
        self._given: TestOutcome | None = None
        self.note = label("", "note")
        self.remove = button(_("Remove"), "link", name=_("Remove {name}").format(name=test.name))
        self.choices: dict[str, QPushButton] = {}
        self.text = PausedText()
        self.text.setPlaceholderText(_("What the report says, in its words"))
        self.text.setAccessibleName(_("{name}: report").format(name=test.name))
        self.text.setFixedHeight(theme.px(52))
        self.day = QLineEdit()
        self.day.setPlaceholderText(_("this visit"))
        self.day.setAccessibleName(_("{name}: date").format(name=test.name))
        self.day.setFixedWidth(theme.px(110))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self.test.name, "strong", wrap=True), 1)
        head.addWidget(self.note)
        head.addWidget(self.remove)
        chips = FlowLayout(gap=6)
        for words in self.test.outcomes:
            chip = button(words, "chip", name=f"{self.test.name}: {words}")
            speak_as(chip, Role.RadioButton)
            chip.setCheckable(True)
            chips.addWidget(chip)
            self.choices[words] = chip
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.text, 1)
        foot.addWidget(self.day, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(chips)
        column.addLayout(foot)

    def _connect(self) -> None:
        for chip in self.choices.values():
            chip.clicked.connect(self._on_choice)
        self.text.written.connect(self._on_rest)
        self.day.editingFinished.connect(self._on_rest)
        self.remove.clicked.connect(self._on_remove)

    def show_outcome(self, given: TestOutcome | None, pending: bool) -> None:
        """Draw what is recorded; `pending` says the test was accepted and has no result yet."""
        self.note.setText("" if given else _("pending") if pending else _("no result yet"))
        if given == self._given:
            return
        self._given = given
        for words, chip in self.choices.items():
            chip.setChecked(given is not None and given.outcome == words)
        self.text.show_text(given.text if given else "")
        self.day.setText(given.day if given else "")

    def _on_choice(self) -> None:
        words = next(w for w, chip in self.choices.items() if chip is self.sender())
        was = self._given.outcome if self._given else ""
        self._record("" if words == was else words)

    def _on_rest(self, *_: object) -> None:
        self._record(self._given.outcome if self._given else "")

    def _record(self, words: str) -> None:
        day = read_day(self.day.text())
        said = "" if day is not None else _("This is no day. Type it as 21.11.2026 or 2026-11-21.")
        if said and said != self.day.accessibleDescription():
            announce.say(self.day, said)
        self.day.setProperty("problem", day is None)
        self.day.setToolTip(said)
        self.day.setAccessibleDescription(said)
        self.day.style().unpolish(self.day)
        self.day.style().polish(self.day)
        if day is None:
            return  # what was recorded stays until the day can be read
        text = self.text.toPlainText().strip()
        made = TestOutcome(test=self.test.id, outcome=words, text=text, day=day)
        held = bool(words or text)
        if held or self._given is not None:
            self.changed.emit(self.test.id, made if held else None)

    def _on_remove(self) -> None:
        self.hide()
        self.changed.emit(self.test.id, None)


class OutcomeList(QFrame):
    """A card: search for a test, the tests one would expect now, and a row for each with a result."""

    answered = Signal(object)  # tuple[Entry, ...]

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._kb = kb
        self._rows: dict[str, OutcomeRow] = {}
        self._added: set[str] = set()
        self._encounter = ""
        self._recorded: set[str] = set()
        self.search = PickField(self._hits, _("Find a test: ECG, MRI, EMG ..."))
        self._offers: list[QPushButton] = []
        self._lay_out()
        self.search.chosen.connect(self._on_chosen)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(_("Tests done or waited for"), "title"))
        head.addStretch(1)
        self.search.setMaximumWidth(theme.px(300))
        head.addWidget(self.search, 2)
        offered = FlowLayout(gap=6)
        self._offer_words = label(_("Expected now"), "small")
        self._offer_words.setMinimumHeight(theme.px(28))
        offered.addWidget(self._offer_words)
        for _at in range(_OFFERED):
            chip = button("", "chip")
            chip.clicked.connect(self._on_offer)
            offered.addWidget(chip)
            self._offers.append(chip)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 12)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addLayout(offered)

    def row(self, test: str) -> OutcomeRow | None:
        return self._rows.get(test)

    def show_view(self, view: View) -> None:
        """Draw recorded outcomes, tests accepted and waited for, and those added here."""
        outcomes = view.encounter.outcomes
        if view.encounter.id != self._encounter:
            self._encounter = view.encounter.id
            self._added.clear()
        accepted = {
            ident
            for (kind, ident), v in view.encounter.verdicts.items()
            if kind == "test" and v.decision in (Decision.ACCEPTED, Decision.ADDED)
        }
        self._recorded = set(outcomes)
        wanted = [t for t in (*outcomes, *sorted(accepted), *sorted(self._added)) if t in self._kb.tests]
        for ident in dict.fromkeys(wanted):
            row = self._rows.get(ident) or self._make(ident)
            row.show_outcome(outcomes.get(ident), ident in accepted)
        for ident, row in self._rows.items():
            row.setVisible(ident in wanted)
        self._show_offers(view, set(wanted))

    def _make(self, ident: str) -> OutcomeRow:
        row = OutcomeRow(self._kb.tests[ident], self)
        row.changed.connect(self._on_changed)
        self._column.addWidget(row)
        self._rows[ident] = row
        return row

    def _show_offers(self, view: View, taken: set[str]) -> None:
        tests = [s for s in view.panel.all_steps if s.kind == "test" and s.id not in taken][:_OFFERED]
        self._offer_words.setVisible(bool(tests))
        for place, chip in enumerate(self._offers):
            chip.setVisible(place < len(tests))
            if place < len(tests):
                chip.setText(tests[place].label)
                chip.setProperty("test", tests[place].id)
                chip.setAccessibleName(_("Enter a result: {label}").format(label=tests[place].label))
        self.updateGeometry()

    def _hits(self, text: str) -> Sequence[Hit]:
        return find(self._kb, text, limit=8, kinds=("test",))

    def _on_offer(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self._on_chosen(str(chip.property("test")), chip.text())

    def _on_chosen(self, ident: str, name: str) -> None:
        if ident not in self._kb.tests:
            return
        self._added.add(ident)
        row = self._rows.get(ident) or self._make(ident)
        row.show_outcome(row._given, False)
        row.show()
        first = next(iter(row.choices.values()), None)
        (first or row.text).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_changed(self, ident: str, made: TestOutcome | None) -> None:
        if made is None and self._rows[ident].isHidden():
            self._added.discard(ident)
        elif made is None:
            self._added.add(ident)
        if made is not None or ident in self._recorded:
            self.answered.emit((outcome(ident, made),))
