"""Visits: listed on the patient's page, opened again, and a new one copies nothing but shows what was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from mwdesk.domain.encounter import (
    Measurement,
    Patient,
    State,
    answer,
    grade,
    measurement,
    note,
    reflex,
    sensory,
)
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.patient import PatientPage
from mwdesk.ui.widgets.grade_model import GHOST_ROLE
from mwdesk.workflow import Session

FIRST = (
    answer("diplopia", State.PRESENT),
    grade("hip-flexion", "right", "3"),
    reflex("knee-jerk", "left", "absent"),
    note("impression", "Myasthenia?"),
)


@pytest.fixture
def page(opened: MainWindow, session: Session) -> PatientPage:
    """A patient with one visit on record, on the patient's page."""
    opened.bridge.record(*FIRST)
    opened.go("patient")
    made = opened.page("patient")
    assert isinstance(made, PatientPage)
    return made


def later(session: Session, days: int) -> None:
    moment: datetime = session.now() + timedelta(days=days)
    session.now = lambda: moment


def start_another(page: PatientPage, session: Session) -> None:
    later(session, 30)
    QTest.mouseClick(page.new_visit, Qt.MouseButton.LeftButton)


def said(page: PatientPage) -> str:
    return " | ".join(part.text() for part in page.visits.findChildren(QLabel) if part.parent() is not None)


def opening(page: PatientPage) -> list[QPushButton]:
    return [b for b in page.visits._rows.findChildren(QPushButton) if b.text() == "Open"]


def test_a_visit_is_listed_with_its_urgency_and_impression(page: PatientPage) -> None:
    text = said(page)
    assert "21 November 2026, 14:02" in text and "Myasthenia?" in text and "open now" in text
    assert opening(page) == []


def test_a_new_visit_copies_nothing(page: PatientPage, opened: MainWindow, session: Session) -> None:
    first = session.encounter.id
    start_another(page, session)
    assert session.encounter.id != first and dict(session.encounter.entries) == {}
    assert session.store.encounter(first).note("impression") == "Myasthenia?"
    assert opened.place == "history"
    opened.go("patient")
    assert "Nothing recorded yet" in said(page) and len(opening(page)) == 1


def ghosts(opened: MainWindow) -> dict[str, tuple[str, str]]:
    """What the grids show beside each cell, by grid and row."""
    examination = opened.page("examination")
    out = {}
    for grid in examination.grids:
        model = grid.model
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                ghost = model.data(model.index(row, column), GHOST_ROLE)
                if ghost:
                    out[model.rows[row].id] = (ghost, str(model.data(model.index(row, column)) or ""))
    return out


def test_the_grids_show_the_last_grades_beside_and_keep_their_cells_blank(
    page: PatientPage, opened: MainWindow, session: Session
) -> None:
    point = next(iter(session.kb.sensory))
    opened.bridge.record(sensory(point, "right", "reduced"))
    opened.go("examination")
    assert ghosts(opened) == {}, "nothing went before the first visit"
    opened.go("patient")
    start_another(page, session)
    opened.go("examination")
    shown = ghosts(opened)
    assert shown["hip-flexion"][0].short == "3" and "knee-jerk" in shown and point in shown
    assert session.encounter.grades == {} and session.encounter.reflexes == {}
    assert session.encounter.sensation == {}
    assert all("3" not in cell for _, cell in shown.values())


def test_the_last_values_stand_beside_empty_fields(
    page: PatientPage, opened: MainWindow, session: Session
) -> None:
    seldom = next(a.id for a in session.kb.analytes.values() if a.id not in ("potassium", "ck"))
    for ident, text, unit in (("potassium", "2.9", "mmol/L"), (seldom, "7", "odd units")):
        value = Measurement(analyte=ident, label=ident, value=float(text), unit=unit, text=text)
        opened.bridge.record(measurement(value))
    opened.go("results")
    start_another(page, session)
    opened.go("results")
    rows = opened.page("results").labs._rows
    assert rows["potassium"].flag.text() == "last visit 2.9" and rows["potassium"].value.text() == ""
    assert rows[seldom].flag.text() == "last visit 7 odd units" and rows[seldom].value.text() == ""
    assert session.encounter.measurements == {}
    rows["potassium"].value.setFocus()
    QTest.keyClicks(rows["potassium"].value, "4.1")
    QTest.keyClick(rows["potassium"].value, Qt.Key.Key_Return)
    assert session.encounter.measurements["potassium"].value == 4.1
    assert "last visit" not in rows["potassium"].flag.text()


def test_an_earlier_visit_opens_and_never_unnoticed(
    page: PatientPage, opened: MainWindow, session: Session
) -> None:
    first = session.encounter.id
    start_another(page, session)
    strip = opened.guard.strip
    assert not strip.isVisible()
    opened.go("patient")
    QTest.mouseClick(opening(page)[0], Qt.MouseButton.LeftButton)
    assert session.encounter.id == first and opened.place == "patient"
    assert session.encounter.note("impression") == "Myasthenia?"
    assert strip.isVisible() and "21 November 2026" in strip.words.text()
    QTest.mouseClick(opening(page)[0], Qt.MouseButton.LeftButton)
    assert session.encounter.id != first and not strip.isVisible()


def test_an_earlier_visit_is_not_shown_what_came_after(
    page: PatientPage, opened: MainWindow, session: Session
) -> None:
    first = session.encounter.id
    start_another(page, session)
    opened.bridge.record(grade("hip-flexion", "right", "2"))
    opened.bridge.open_visit(first)
    opened.go("examination")
    assert ghosts(opened) == {}


def test_from_the_list_of_patients_one_comes_to_the_latest_visit(
    page: PatientPage, opened: MainWindow, session: Session, patient: Patient
) -> None:
    first = session.encounter.id
    start_another(page, session)
    latest = session.encounter.id
    opened.bridge.open_visit(first)
    opened.go("patients")
    opened.page("patients").list.opened.emit(patient.id)
    assert session.encounter.id == latest


def test_the_impression_of_the_open_visit_follows(page: PatientPage, opened: MainWindow) -> None:
    opened.bridge.record(note("impression", "Stroke, I think"))
    assert "Stroke, I think" in said(page)


# the first run


def test_a_clinic_without_a_name_is_asked_once(
    qtbot: object, session: Session, bridge: Bridge, show: Callable[[], MainWindow]
) -> None:
    bridge.set_clinic(type(session.clinic)())
    window = show()
    patients = window.page("patients")
    assert patients.first_run.isVisible()
    QTest.mouseClick(patients.add_clinic, Qt.MouseButton.LeftButton)
    assert window.place == "beginning"
    line = window.page("beginning").lines["name"]
    QTest.keyClicks(line, "Hill Clinic")
    QTest.keyClick(line, Qt.Key.Key_Return)
    window.go_back()
    assert window.place == "patients" and not patients.first_run.isVisible()


def test_the_line_is_dismissed_for_good(
    session: Session, bridge: Bridge, show: Callable[[], MainWindow]
) -> None:
    bridge.set_clinic(type(session.clinic)())
    window = show()
    patients = window.page("patients")
    QTest.mouseClick(patients.not_now, Qt.MouseButton.LeftButton)
    assert not patients.first_run.isVisible()
    again = show()
    assert not again.page("patients").first_run.isVisible()


def test_a_clinic_with_a_name_is_not_asked(window: MainWindow) -> None:
    assert not window.page("patients").first_run.isVisible()


@pytest.fixture
def show(qtbot: object, bridge: Bridge) -> Callable[[], MainWindow]:
    """Opens a window on what the store holds now."""

    def make() -> MainWindow:
        made = MainWindow(bridge)
        qtbot.addWidget(made)  # type: ignore[attr-defined]
        made.show()
        return made

    return make
