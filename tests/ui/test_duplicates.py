"""A second record of one person is noticed while it is entered, merged on sight, and a patient deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from mwdesk.domain.encounter import Patient, State, answer
from mwdesk.ui import theme
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.patient import PatientPage
from mwdesk.workflow import Session, duplicates, removal
from tests.ui import audit

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(window: MainWindow, session: Session) -> PatientPage:
    """Asha is here with a visit; a new patient is begun."""
    session.create_patient(
        Patient(id="asha", name="Asha Kulkarni", age_years=38, sex="female", identifiers=("88123",))
    )
    session.record(answer("ptosis", State.PRESENT))
    session.close()
    window.bridge.create_patient(Patient(id="new"))
    window.go("patient")
    made = window.pages["patient"]
    assert isinstance(made, PatientPage)
    return made


def said(widget: QWidget) -> str:
    return " | ".join(part.text() for part in widget.findChildren(QLabel) if part.isVisible())


def press(widget: QWidget, words: str) -> None:
    found = [b for b in widget.findChildren(QPushButton) if b.isVisible() and b.text() == words]
    assert found, f"no button '{words}'"
    QTest.mouseClick(found[0], LEFT)
    QTest.qWait(1)


def settle(page: PatientPage) -> None:
    """Until the pause after typing is over, however slow the computer."""
    for _ in range(100):
        QTest.qWait(20)
        if not page.likeness._timer.isActive():
            break
    QTest.qWait(20)


def type_name(page: PatientPage, name: str = "Aasha Kulkarnee", age: str = "39") -> None:
    page.lines["name"].setFocus()
    QTest.keyClicks(page.lines["name"], name)
    QTest.keyClick(page.lines["name"], Qt.Key.Key_Return)
    page.birth.setFocus()
    QTest.keyClicks(page.birth, age)
    QTest.keyClick(page.birth, Qt.Key.Key_Return)
    settle(page)


def test_somebody_who_may_be_here_is_told_while_typing_and_one_click_away(
    page: PatientPage, window: MainWindow, session: Session
) -> None:
    assert not page.likeness.isVisible()
    type_name(page)
    assert page.likeness.isVisible()
    told = said(page.likeness)
    assert "Asha Kulkarni · 38 years, woman · 88123" in told and "a similar name and age" in told
    assert QApplication.activeModalWidget() is None
    press(page.likeness, "Open that record")
    assert session.encounter.patient.id == "asha"
    settle(page)
    assert "Aasha Kulkarnee" in said(page.likeness), "and from there the new one"


def test_another_person_is_remembered(page: PatientPage, window: MainWindow, session: Session) -> None:
    type_name(page)
    press(page.likeness, "Another person")
    assert not page.likeness.isVisible()
    window.bridge.open("asha")
    settle(page)
    assert not page.likeness.isVisible() and duplicates.similar(session) == ()


@pytest.mark.parametrize("keep", ["this", "that"])
def test_two_are_merged_on_sight_and_parted_again(
    page: PatientPage, window: MainWindow, session: Session, keep: str
) -> None:
    type_name(page)
    before = [
        tuple(r) for r in session.store._rows("SELECT * FROM answer_log UNION ALL SELECT * FROM answer_log")
    ]
    press(page.likeness, "The same person...")
    shown = said(page.likeness)
    assert all(words in shown for words in ("Aasha Kulkarnee", "Asha Kulkarni", "88123", "39", "38"))
    press(page.likeness, f"Merge, keep {keep}")
    stays = "Aasha Kulkarnee" if keep == "this" else "Asha Kulkarni"
    assert session.encounter.patient.name == stays and page.lines["name"].text() == stays
    assert len(session.visits()) == 2 and len(session.patients()) == 1
    assert window.topbar.banner.accessibleName().startswith(stays)
    settle(page)
    assert "This record holds another one" in said(page.likeness)
    press(page.likeness, "Undo the merge")
    assert len(session.patients()) == 2 and len(session.visits()) == 1
    after = session.store._rows("SELECT * FROM answer_log UNION ALL SELECT * FROM answer_log")
    assert [tuple(r) for r in after] == before
    assert [e.kind for e in session.store.events(2)] == ["part", "merge"]
    assert session.store.verify().holds


def test_deleting_says_the_retention_and_asks_who_and_why(
    page: PatientPage, window: MainWindow, session: Session
) -> None:
    window.bridge.open("asha")
    form = page.removal
    QTest.mouseClick(form.unfold, LEFT)
    assert "1 visit, 1 entry, 0 letters" in form.what.text()
    assert "to be kept until 21 November 2036" in form.retention.text()
    assert "assumption" in form.retention.text() and "“88123”" in form.ask.text()
    QTest.mouseClick(form.delete, LEFT)
    assert "not “88123”" in form.told.text()
    QTest.keyClicks(form.typed, "88123")
    QTest.mouseClick(form.delete, LEFT)
    assert "needs a reason" in form.told.text()
    assert len(session.patients()) == 2, "nothing was deleted so far"
    form.reason.setCurrentIndex(1)
    QTest.mouseClick(form.delete, LEFT)
    assert [row.id for row in session.patients()] == ["new"]
    assert window.place == "patients" and not session.is_open
    assert window.message.text.text().startswith("The patient was deleted.")
    assert session.store.events()[0].kind == "erase"
    assert "Asha" not in repr(session.store.events(999))
    assert session.store.verify().holds


def test_the_time_for_keeping_counts_from_the_last_visit_and_for_a_child_from_adulthood(
    page: PatientPage, window: MainWindow, session: Session
) -> None:
    window.bridge.open("asha")
    moment = session.now() + timedelta(days=3660)
    session.now = lambda: moment
    wanted = removal.plan(session)
    assert not wanted.early and "was over on 21 November 2036" in wanted.retention
    from datetime import date

    assert removal.keep_until(date(2026, 2, 1), date(2020, 2, 29), 10) == date(2048, 3, 1)
    assert removal.keep_until(date(2026, 2, 1), None, 7) == date(2033, 2, 1)


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_it_fits(
    page: PatientPage, window: MainWindow, qapp: QApplication, look: str, size: tuple[int, int]
) -> None:
    theme.apply(qapp, look)
    window.resize(*size)
    type_name(page)
    press(page.likeness, "The same person...")
    QTest.mouseClick(page.removal.unfold, LEFT)
    qapp.processEvents()
    for part in (page.likeness, page.removal):
        assert audit.clipped(part) == []
        assert audit.unnamed(part) == []
        assert audit.overlapping(part) == []
    theme.apply(qapp, "light")


def test_a_look_after_the_records_were_closed_is_no_fault(page: PatientPage, session: Session) -> None:
    session.store.close()
    page.likeness.look()
    assert not page.likeness.isVisible()
