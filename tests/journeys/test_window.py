"""One whole consultation in the real window, by keyboard and mouse, with the program closed midway."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import LEFT, RIGHT, Encounter, State
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.storage import Store
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.workflow import Session, View

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "Åsa <b>Devi ≥"


class Program:
    """The program on this machine: it can be closed and started again, the store stays."""

    def __init__(self, kb: KnowledgeBase, file: Path, qtbot: QtBot, app: QApplication) -> None:
        self.kb, self.file, self.qtbot, self.app = kb, file, qtbot, app
        self.start()

    def start(self) -> None:
        theme.apply(self.app, "light")
        self.store = Store.open(self.file)
        clock = lambda: datetime(2026, 3, 4, 9, 30)  # noqa: E731
        session = Session(self.kb, self.store, Clinic(name="Hill Clinic"), clock)
        self.window = MainWindow(Bridge(session))
        self.window.resize(1366, 768)
        with self.qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        self.store.close()

    @property
    def view(self) -> View:
        view = self.window.bridge.view
        assert view is not None
        return view

    @property
    def encounter(self) -> Encounter:
        return self.view.encounter

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(self.app.focusWidget() or self.window, key, modifier)

    def types(self, field: QLineEdit, text: str) -> None:
        field.setFocus()
        if text.isascii():
            self.qtbot.keyClicks(field, text)
        else:
            field.insert(text)  # as an input method does: Qt's test keys know only ASCII
        self.qtbot.keyClick(field, Key.Key_Return)

    def clicks(self, button: QWidget) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def answers_with_a_key(self, finding: str, key: Qt.Key) -> None:
        self.window.show_item("finding", finding)
        row = next(r for r in self.window.stack.currentWidget().findChildren(FindingRow)
                   if r.question.finding == finding and r.isVisible())  # fmt: skip
        row.setFocus()
        self.qtbot.keyClick(row, key)

    def answers_by_mouse(self, finding: str, state: State) -> None:
        self.window.show_item("finding", finding)
        row = next(r for r in self.window.stack.currentWidget().findChildren(FindingRow)
                   if r.question.finding == finding and r.isVisible())  # fmt: skip
        self.clicks(row.buttons[state])


@pytest.fixture
def program(kb: KnowledgeBase, tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    made = Program(kb, tmp_path / "patients.sqlite3", qtbot, qapp)
    yield made
    made.close()


def test_from_a_new_patient_to_the_saved_letter(program: Program, tmp_path: Path) -> None:
    window = program.window
    # A new patient is entered.
    program.clicks(window.page("patients").new)
    assert window.place == "patient"
    page = window.page("patient")
    program.types(page.lines["name"], NAME)
    program.types(page.birth, "34")
    program.clicks(next(b for b in page.sex.findChildren(QWidget) if getattr(b, "text", str)() == "Female"))
    assert (program.encounter.patient.name, program.encounter.age) == (NAME, 34)
    assert program.encounter.patient.sex == "female"
    # History is answered, some by key and some by mouse.
    program.press(Key.Key_PageDown, CTRL)
    assert window.place == "history"
    for finding in ("onset-hours-days", "ascending-weakness", "limb-paraesthesia", "preceding-infection"):
        program.answers_with_a_key(finding, Key.Key_Y)
    program.answers_by_mouse("diplopia", State.ABSENT)
    program.answers_by_mouse("dysphagia", State.UNKNOWN)
    program.answers_with_a_key("fever", Key.Key_Y)
    program.press(Key.Key_Z, CTRL)
    assert "fever" not in program.encounter.answers
    # Power is typed into the grid.
    window.go("examination")
    grid = window.page("examination").power.grid
    for movement in ("hip-flexion", "knee-extension", "ankle-dorsiflexion"):
        grid.select(movement, RIGHT)
        program.qtbot.keyClicks(grid.view, "3c")
    assert {program.encounter.grades[m, s].grade for m in ("hip-flexion",) for s in (RIGHT, LEFT)} == {"3"}

    # The program is closed, and started again.
    before = dict(program.encounter.entries)
    program.close()
    program.start()
    window = program.window
    window.page("patients").search.setFocus()
    program.qtbot.keyClicks(window.page("patients").search, "Devi")
    program.qtbot.waitUntil(lambda: window.page("patients").model.rowCount() == 1, timeout=3000)
    program.qtbot.keyClick(window.page("patients").search, Key.Key_Return)  # to the list, and then open
    program.qtbot.keyClick(window.page("patients").list, Key.Key_Return)
    program.qtbot.waitUntil(lambda: window.bridge.view is not None, timeout=3000)
    assert dict(program.encounter.entries) == before

    # Potassium 45 is asked back; nothing is recorded until it is right.
    window.go("results")
    row = window.page("results").labs.row("potassium")
    program.types(row.value, "45")
    assert "potassium" not in program.encounter.measurements
    row.value.clear()
    program.types(row.value, "4.1")
    assert program.encounter.measurements["potassium"].value == 4.1

    # The panel follows, and the letter says it all.
    assert program.view.assessment.urgency is Urgency.EMERGENCY
    assert "gbs" in [c.id for c in program.view.assessment.conditions[:3]]
    window.go("letter")
    letter = window.page("letter")
    program.qtbot.waitUntil(lambda: letter.preview.page_count > 0, timeout=5000)
    target = tmp_path / "letter.pdf"
    letter.choose_path = lambda _: str(target)
    program.clicks(letter.save)
    program.qtbot.waitUntil(target.exists, timeout=5000)
    text = " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(target.read_bytes())).pages).split())
    for words in (NAME, "Hill Clinic", "Hip flexion", "4.1", "double vision", "Not asked"):
        assert words.lower() in text.lower(), words


def test_nothing_is_asked_for_twice_and_no_dialog_is_in_the_way(program: Program) -> None:
    program.clicks(program.window.page("patients").new)
    for step in ("patient", "history", "examination", "results", "assessment", "letter"):
        program.window.go(step)
        program.qtbot.wait(20)
        assert program.window.place == step
        assert program.app.activeModalWidget() is None
