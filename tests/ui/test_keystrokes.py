"""From a new patient to a saved letter by keyboard alone and by mouse alone, counted and timed.

Three patients in a usual run; all eight, one of each site, with MWDESK_ALL_JOURNEYS=1.
What only words can say (name, age, numbers of the laboratory) the mouse leaves as not asked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import LEFT, RIGHT, Encounter, State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import read_case
from mwdesk.storage import Store
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.places import place_of
from mwdesk.ui.widgets.decision import DecisionButtons
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.workflow import Session
from mwdesk.workflow.core import measured
from mwdesk.workflow.path import PathStep
from mwdesk.workflow.search import find
from tests.conftest import ROOT
from tests.ui.conftest import NOW
from tests.ui.hands import CONTROL, NONE, Count, Hand, Keys, Mouse, settle

# One of each site: brain, cord, anterior horn, root, plexus, nerve, junction, muscle.
PATIENTS = ("032", "005", "064", "050", "043", "070", "105", "111")
USUAL = ("050", "070", "105")
MOST_STEPS = 60  # of one kind; a journey that goes round in circles is a fault, not a wait
ALL = os.environ.get("MWDESK_ALL_JOURNEYS") == "1"
ASKED = 12  # questions of the path, one of every core area; then what was volunteered is looked for
ACCEPTED = 2  # suggestions of the plan
MOST_ACTIONS, MOST_SECONDS = 110, 120.0


def case(number: str, kb: KnowledgeBase) -> Encounter:
    (path,) = (ROOT / "db" / "vignettes").glob(f"{number}-*.json")
    return read_case(path, kb).encounter


class Words:
    """What a clinician types to find something: the shortest beginning that brings it near the top."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.known: dict[str, tuple[str, int]] = {}

    def for_(self, ident: str, names: tuple[str, ...]) -> tuple[str, int]:
        """The text, and how many rows further down it stands."""
        if ident not in self.known:
            self.known[ident] = min(self._tries(ident, names), key=lambda t: len(t[0]) + t[1])
        return self.known[ident]

    def _tries(self, ident: str, names: tuple[str, ...]) -> list[tuple[str, int]]:
        out = [(names[0], int(not find(self.kb, names[0])[0].sure))]
        starts = [n[m.start() :] for n in names[:4] for m in re.finditer(r"[A-Za-z]{3,}", n.split(" (")[0])]
        for start in starts[:8]:
            for size in range(3, 9):
                found = find(self.kb, start[:size])
                hits = [h.id for h in found]
                if ident in hits:  # where nothing is sure, the first key down chooses the first
                    out.append((start[:size], hits.index(ident) + (not found[0].sure)))
                    break
        return out


class Journey:
    """One patient's consultation; subclasses say how each sentence is done."""

    def __init__(self, hand: Hand, kb: KnowledgeBase, patient: Encounter) -> None:
        self.hand, self.kb, self.patient, self.window = hand, kb, patient, hand.window
        self.answers = {f: a.state for f, a in patient.answers.items()}

    @property
    def recorded(self) -> Encounter:
        assert self.window.bridge.view is not None
        return self.window.bridge.view.encounter

    def left(self) -> list[str]:
        """Findings of the patient that nobody has recorded yet; what values, grades or a narrower one say
        needs none."""
        seen = self.window.bridge.view.assessment.findings.observed  # type: ignore[union-attr]
        present = (f for f, s in self.answers.items() if s is State.PRESENT and f in self.kb.findings)
        told = [f for f, a in self.recorded.answers.items() if a.state is State.PRESENT]
        said = {wider for f in told if f in self.kb.findings for wider in self.kb.findings[f].narrower_than}
        return [f for f in present if f not in {*self.recorded.answers, *seen, *said}]

    def grades(self) -> list[tuple[str, str, str]]:
        """(movement, right, left) with "" where nothing was tested."""
        given = self.patient.grades
        names = dict.fromkeys(ident for ident, _ in given)
        return [
            (n, *(given[n, s].grade if (n, s) in given else "" for s in (RIGHT, LEFT)))  # type: ignore[misc]
            for n in names
        ]

    def run(self) -> Count:
        for part in (
            self.registers,
            self.asks,
            self.adds,
            self.examines,
            self.tests,
            self.plans,
            self.writes,
        ):
            self.hand.begin(part.__name__)
            part()
        return self.hand.count

    def registers(self) -> None:
        raise NotImplementedError

    def asks(self) -> None:
        raise NotImplementedError

    def adds(self) -> None:
        raise NotImplementedError

    def examines(self) -> None:
        raise NotImplementedError

    def tests(self) -> None:
        raise NotImplementedError

    def plans(self) -> None:
        raise NotImplementedError

    def writes(self) -> None:
        raise NotImplementedError

    def next_step(self) -> PathStep | None:
        step: PathStep | None = self.window.pages["history"].next.step
        return step

    def chosen(self, step: PathStep) -> int:
        """Which answer of a choice is the patient's, from 0; -1 where none was told."""
        held = [i for i, q in enumerate(step.questions) if self.answers.get(q.finding) is State.PRESENT]
        return held[0] if held else -1

    def next_row(self) -> FindingRow:
        row = self.window.pages["history"].next.row
        assert row is not None
        return row


class ByKeyboard(Journey):
    hand: Keys

    def __init__(self, hand: Keys, kb: KnowledgeBase, patient: Encounter, words: Words) -> None:
        super().__init__(hand, kb, patient)
        self.hand, self.words = hand, words

    def registers(self) -> None:
        self.hand.press(Qt.Key.Key_N, CONTROL)
        self.hand.type("A Rao")
        self.hand.press(Qt.Key.Key_Return)
        self.hand.press(Qt.Key.Key_Return)
        self.hand.type(f"{self.patient.patient.age_years:.0f}")
        self.hand.press(Qt.Key.Key_Return)
        self.hand.type((self.patient.patient.sex or "m")[0])
        self.hand.press(Qt.Key.Key_2, CONTROL)

    def asks(self) -> None:
        for _ in range(ASKED):
            step = self.next_step()
            if step is None:
                return
            stop = self.window.pages["history"].next.stop
            assert stop.hasFocus()
            self.hand.decide()
            if step.choice:
                held = self.chosen(step)
                self.hand.type(str(held + 1) if held >= 0 else "u")
                continue
            state = self.answers.get(step.questions[0].finding)
            self.hand.type({State.PRESENT: "y", State.ABSENT: "n"}.get(state, "u"))  # type: ignore[arg-type]

    def adds(self) -> None:
        self.seeks(lambda finding: place_of(self.kb, "finding", finding) != "examination")

    def seeks(self, wanted: Callable[[str], bool]) -> None:
        """Volunteered findings of one kind, by search: signs are marked at once only where one examines."""
        for _ in range(MOST_STEPS):
            left = [f for f in self.left() if wanted(f)]
            if not left:
                return
            # The plain thing first: "weak hands" says that the arms are weak, and distally.
            finding = max(left, key=lambda f: len(self.kb.findings[f].narrower_than))
            known = self.kb.findings[finding]
            self.hand.decide()
            if self.next_row().hasFocus() and self.next_row().question.finding in self.left():
                self.hand.type("y")
                continue
            self.look_for(finding, (known.label, *known.synonyms), CONTROL)
            assert finding in self.recorded.answers, finding

    def look_for(self, ident: str, names: tuple[str, ...], held: Qt.KeyboardModifier = NONE) -> None:
        text, down = self.words.for_(ident, names)
        if not self.window.search.hasFocus():
            self.hand.press(Qt.Key.Key_K, CONTROL)
        self.hand.type(text)
        for _ in range(down):
            self.hand.press(Qt.Key.Key_Down)
        self.hand.press(Qt.Key.Key_Return, held)

    def examines(self) -> None:
        page = self.window.page("examination")
        if not (self.patient.grades or self.patient.reflexes or self.left()):
            return
        self.hand.press(Qt.Key.Key_3, CONTROL)
        for ident, right, left in self.grades():
            self.hand.decide()
            muscle = self.kb.muscles[ident]
            self.look_for(ident, (muscle.name, muscle.action))
            assert page.power.grid.view.current_key() == (ident, RIGHT)
            self.grade(right, left)
        if self.patient.reflexes:
            self.reflexes()
        self.seeks(lambda finding: True)  # what grades and reflexes have not said

    def grade(self, right: str, left: str) -> None:
        if right:
            self.hand.type(right)
        if left and left == right:
            self.hand.type("c")
        elif left:
            if right:
                self.hand.press(Qt.Key.Key_Up)  # a grade has gone on to the row below
            self.hand.press(Qt.Key.Key_Right)
            self.hand.type(left)

    def reflexes(self) -> None:
        page = self.window.pages["examination"]
        for _ in range(4):
            if page.tabs.currentIndex() != 1:
                self.hand.press(Qt.Key.Key_Tab, CONTROL)
        view = page.reflexes.view
        given = self.patient.reflexes
        wanted = [k for k in given if view.model().number_of(k[0]) >= 0]
        for ident in dict.fromkeys(i for i, _ in wanted):
            self.hand.decide()
            for _ in range(MOST_STEPS):
                if view.current_key()[0] == ident:
                    break
                here, there = (view.model().number_of(i) for i in (view.current_key()[0], ident))
                self.hand.press(Qt.Key.Key_Down if there > here else Qt.Key.Key_Up)
            if view.current_key()[1] == LEFT:
                self.hand.press(Qt.Key.Key_Left)
            row = view.model().row(view.model().number_of(ident))
            values = [given[ident, s].value if (ident, s) in given else "" for s in row.sides]
            keys = [reflex_key(v, row.kind, row.values) if v else "" for v in values]
            self.grade(keys[0], keys[1] if len(keys) > 1 else "")

    def tests(self) -> None:
        for m in self.patient.measurements.values():
            if m.analyte not in self.kb.analytes:
                continue
            analyte = self.kb.analytes[m.analyte]
            self.hand.decide()
            self.look_for(m.analyte, (analyte.name, *analyte.synonyms))
            self.hand.type(f"{m.value:g}")
            self.hand.press(Qt.Key.Key_Return)

    def plans(self) -> None:
        self.hand.press(Qt.Key.Key_5, CONTROL)
        for _ in range(ACCEPTED):
            self.hand.press(Qt.Key.Key_D, CONTROL)
            self.hand.decide()
            self.hand.press(Qt.Key.Key_Space)

    def writes(self) -> None:
        self.hand.press(Qt.Key.Key_6, CONTROL)
        self.hand.decide()
        self.hand.press(Qt.Key.Key_S, CONTROL)


def reflex_key(value: str, kind: str, values: tuple[str, ...]) -> str:
    if kind == "tendon":
        return str(values.index(value))
    return {"flexor": "f", "extensor": "e", "mute": "m", "present": "y", "absent": "n"}[value]


class ByMouse(Journey):
    hand: Mouse

    def __init__(self, hand: Mouse, kb: KnowledgeBase, patient: Encounter) -> None:
        super().__init__(hand, kb, patient)
        self.hand = hand

    def left(self) -> list[str]:
        """What a number of the laboratory says is typed there, and the mouse cannot."""
        return [f for f in super().left() if f not in measured(self.kb)]

    def go(self, place: str) -> None:
        self.hand.click(self.window.sidebar.items[place])

    def registers(self) -> None:
        self.hand.click(self.window.pages["patients"].new)
        buttons = self.window.pages["patient"].sex.buttons
        self.hand.click(next(b for b, value in buttons if value == self.patient.patient.sex))
        self.hand.click(self.window.next)

    def asks(self) -> None:
        for _ in range(ASKED):
            step = self.next_step()
            if step is None:
                return
            self.hand.decide()
            if step.choice:
                choice, held = self.window.pages["history"].next.choice, self.chosen(step)
                self.hand.click(choice.buttons[held] if held >= 0 else choice.unknown)
                continue
            row = self.next_row()
            state = self.answers.get(row.question.finding, State.UNKNOWN)
            self.hand.click(row.buttons[state])

    def adds(self) -> None:
        order = {"history": 0, "exam": 1, "lab": 2}
        for _ in range(MOST_STEPS):
            if not self.left():
                return
            finding = min(self.left(), key=lambda f: order[self.kb.findings[f].section.partition(".")[0]])
            self.hand.decide()
            row = self.row_of(finding)
            self.hand.click(row.buttons[State.PRESENT])
            assert self.recorded.answers[finding].state is State.PRESENT

    def row_of(self, finding: str) -> FindingRow:
        section = self.kb.findings[finding].section
        place = self.window.place_of("finding", finding)
        if self.window.place != place:
            self.go(place)
        page = self.window.pages[place]
        if place == "history":
            if self.next_row().isVisible() and self.next_row().question.finding == finding:
                return self.next_row()
            card, rows = page.cards[section], page.cards[section].rows
        else:
            held = page.told if place == "results" else page.signs
            if place == "examination":
                held = page.signs if section != "exam.reflexes" else page._reflex_signs
                self.tab(page.tabs, 3 if held is page.signs else 1)
            card = held._cards[section]
            rows = {r.question.finding: r for r in card.rows if not r.isHidden()}
        if finding not in rows or rows[finding].isHidden():
            self.hand.click(card.more if place == "history" else card._more)
            rows = card.rows if place == "history" else {r.question.finding: r for r in card.rows}
        if place == "history" and rows[finding].visibleRegion().isEmpty():
            self.tab(page.tabs, page.tabs.number_of(card))
        return rows[finding]

    def tab(self, tabs: object, at: int) -> None:
        if tabs.currentIndex() != at:  # type: ignore[attr-defined]
            self.hand.click(tabs, tabs.tabRect(at).center())  # type: ignore[arg-type, attr-defined]

    def examines(self) -> None:
        if not (self.patient.grades or self.patient.reflexes):
            return
        if self.window.place != "examination":
            self.go("examination")
        page = self.window.pages["examination"]
        reflexes = {k: g.value for k, g in self.patient.reflexes.items()}
        for at, grid, given in (
            (0, page.power.grid, {k: g.grade for k, g in self.patient.grades.items()}),
            (
                1,
                page.reflexes,
                {k: v for k, v in reflexes.items() if page.reflexes.model.number_of(k[0]) >= 0},
            ),
        ):
            if given:
                self.tab(page.tabs, at)
            for (ident, side), value in given.items():
                self.hand.decide()
                self.pick(grid, ident, side, value)

    def pick(self, grid: object, ident: str, side: str, value: str) -> None:
        model, view, strip = grid.model, grid.view, grid.strip  # type: ignore[attr-defined]
        if view.current_key() != (ident, side):
            if model.number_of(ident) < 0:
                self.hand.click(grid.unfold)  # type: ignore[attr-defined]
            index = model.index(model.number_of(ident), model.row(model.number_of(ident)).column(side))
            view.scrollTo(index)
            self.hand.count.add("wheels", 0.28)
            settle()
            self.hand.click(view.viewport(), view.visualRect(index).center())
        box = next(b for v, _, b in strip.boxes() if v == value)
        self.hand.click(strip, box.center().toPoint())
        assert model.cell(ident, side).value == value

    def tests(self) -> None:
        """A number is typed; the mouse has none."""

    def plans(self) -> None:
        self.go("assessment")
        page = self.window.pages["assessment"]
        self.tab(page.strip, 1)
        for _ in range(ACCEPTED):
            every = (i.decision for part in page.plan.values() for i in part.items)
            shown = [d for d in every if d.accept.isVisible()]
            undecided: list[DecisionButtons] = [d for d in shown if d.decision is None]
            self.hand.decide()
            self.hand.click(undecided[0].accept)

    def writes(self) -> None:
        self.hand.click(self.window.next)
        self.hand.decide()
        save: QPushButton = self.window.pages["letter"].save
        self.hand.click(save)


def open_window(qtbot: QtBot, session: Session, target: Path) -> MainWindow:
    window = MainWindow(Bridge(session))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    settle()
    window.page("letter").choose_path = lambda name: str(target)
    return window


def tell(name: str, counts: dict[str, Count]) -> str:
    heads = ("keys", "clicks", "wheel", "decided", "actions", "seconds")
    lines = ["patient  " + "".join(f"{head:>9}" for head in heads) + "  by part"]
    for number, c in counts.items():
        parts = ", ".join(f"{part} {n}" for part, n in c.spent.items())
        cells = (c.keys, c.clicks, c.wheels, c.decisions, c.actions, round(c.seconds))
        lines.append(f"{number:9}" + "".join(f"{cell:9}" for cell in cells) + f"  {parts}")
    middle = median(c.actions for c in counts.values()), median(c.seconds for c in counts.values())
    return "\n".join([f"\n{name}: median {middle[0]:.0f} actions, {middle[1]:.0f} seconds", *lines])


@pytest.mark.parametrize("way", ["keyboard", "mouse"])
def test_from_a_new_patient_to_the_letter_within_two_minutes(
    way: str, qtbot: QtBot, kb: KnowledgeBase, session: Session, store: Store, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], qapp: object,
) -> None:  # fmt: skip
    theme.apply(qapp, "light")  # type: ignore[arg-type]
    words, counts = Words(kb), {}
    session.now = lambda: NOW
    make: dict[str, Callable[[MainWindow, Encounter], Journey]] = {
        "keyboard": lambda window, patient: ByKeyboard(Keys(window), kb, patient, words),
        "mouse": lambda window, patient: ByMouse(Mouse(window), kb, patient),
    }
    for number in PATIENTS if ALL else USUAL:
        patient = case(number, kb)
        target = tmp_path / f"{way}-{number}.pdf"
        window = open_window(qtbot, session, target)
        journey = make[way](window, patient)
        counts[number] = journey.run()
        assert target.read_bytes().startswith(b"%PDF"), number
        recorded = journey.recorded
        assert not journey.left(), number
        assert sum(v.kind == "test" for v in recorded.verdicts.values()) == ACCEPTED
        if way == "keyboard":
            assert counts[number].clicks == 0
            assert {k: g.grade for k, g in recorded.grades.items()} == {
                k: g.grade for k, g in patient.grades.items()
            }
        else:
            assert counts[number].keys == 0
        window.close()
    with capsys.disabled():
        print(tell(f"By {way} alone", counts))  # noqa: T201
    assert median(c.actions for c in counts.values()) <= MOST_ACTIONS
    assert median(c.seconds for c in counts.values()) <= MOST_SECONDS
