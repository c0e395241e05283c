"""A visit that is only to be read, in the real window: no field takes words, no button shows what is not."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from mwdesk.domain.encounter import State, answer, note
from mwdesk.ui import half_typed, theme
from mwdesk.ui.main_window import MainWindow
from mwdesk.workflow import Session
from tests.ui import audit

LEFT = Qt.MouseButton.LeftButton
STEPS = ("patient", "history", "examination", "results", "assessment", "letter")


@pytest.fixture
def closed(opened: MainWindow, session: Session) -> MainWindow:
    opened.bridge.record(answer("ptosis", State.PRESENT), note("impression", "Myasthenia?"))
    opened.bridge.close_visit()
    return opened


def written(session: Session) -> object:
    visit = session.store.encounter(session.encounter.id)
    return dict(visit.entries), session.store.events()[0].number


@pytest.mark.parametrize("place", STEPS)
def test_no_page_of_a_closed_visit_takes_an_answer(closed: MainWindow, session: Session, place: str) -> None:
    before = written(session)
    closed.go(place)
    assert closed.guard.strip.isVisible() and "closed" in closed.guard.strip.words.text()
    assert not closed.message.isVisible(), "reading alone writes nothing"
    fields = [f for f in half_typed.fields(closed.pages[place]) if f.isVisible()]
    if place != "patient":
        for field in fields:
            assert field.isReadOnly(), field.accessibleName()
            QTest.keyClicks(field, "7q")
        closed.flush()
        assert written(session) == before
    if place == "patient":
        return  # a phone number belongs to no visit
    pressed = 0
    for kind in ("yes", "no", "unknown", "absent", "accept", "refuse", "not done", "0", "4"):
        for one in closed.pages[place].findChildren(QAbstractButton):
            if one.isVisible() and one.isEnabled() and one.accessibleName().casefold().endswith(kind):
                QTest.mouseClick(one, LEFT)
                QTest.qWait(1)
                pressed += 1
                break
    assert written(session) == before
    assert pressed or place in ("results", "letter", "assessment", "examination")


def test_a_refused_button_does_not_stay_pressed(closed: MainWindow, session: Session) -> None:
    closed.go("history")
    page = closed.pages["history"]
    row = next(r for r in page.findChildren(QAbstractButton) if r.isVisible() and r.isCheckable())
    name = row.accessibleName()
    before = row.isChecked()
    QTest.mouseClick(row, LEFT)
    QTest.qWait(20)
    assert closed.message.isVisible() and "only to be read" in closed.message.text.text()
    again = closed.pages["history"]
    assert again is not page
    same = next(r for r in again.findChildren(QAbstractButton) if r.accessibleName() == name)
    assert same.isChecked() == before


def test_a_correction_is_asked_for_with_its_reason_by_keyboard(closed: MainWindow, session: Session) -> None:
    closed.go("history")
    strip = closed.guard.strip
    QTest.mouseClick(strip.correct, LEFT)
    assert QApplication.focusWidget() is strip.reason
    QTest.keyClick(strip.reason, Qt.Key.Key_Return)
    assert "needs a reason" in closed.message.text.text()
    QTest.keyClicks(strip.reason, "the brother told it wrongly")
    QTest.keyClick(strip.reason, Qt.Key.Key_Return)
    assert "the brother told it wrongly" in strip.words.text() and not strip.asking.isVisible()
    assert closed.bridge.record(answer("ptosis", State.ABSENT))
    assert session.encounter.answers["ptosis"].state is State.ABSENT
    field = next(f for f in half_typed.fields(closed.pages["history"]) if f.isVisible())
    assert not field.isReadOnly()
    closed.go("patient")
    assert "the brother told it wrongly" in closed.pages["patient"].corrections.text()
    QTest.mouseClick(strip.end, LEFT)
    assert not closed.bridge.record(answer("ptosis", State.PRESENT))


def test_closing_is_a_click_on_the_page_of_the_patient(opened: MainWindow, session: Session) -> None:
    opened.bridge.record(answer("ptosis", State.PRESENT))
    opened.go("patient")
    QTest.mouseClick(opened.pages["patient"].close_visit, LEFT)
    assert session.standing.kind == "closed" and opened.guard.strip.isVisible()
    assert not opened.pages["patient"].close_visit.isVisible()
    QTest.mouseClick(opened.guard.strip.new_visit, LEFT)
    assert session.standing.kind == "open" and opened.place == "history"


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_it_fits(closed: MainWindow, qapp: QApplication, look: str, size: tuple[int, int]) -> None:
    theme.apply(qapp, look)
    closed.resize(*size)
    closed.go("history")
    QTest.mouseClick(closed.guard.strip.correct, LEFT)
    qapp.processEvents()
    strip = closed.guard.strip
    assert audit.clipped(strip) == []
    assert audit.unnamed(strip) == []
    assert audit.overlapping(strip) == []
    theme.apply(qapp, "light")
