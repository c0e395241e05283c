"""Two patients are never mixed up: not in what is typed, not in what is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mwdesk.domain.encounter import Patient
from mwdesk.ui import half_typed
from mwdesk.ui.main_window import MainWindow
from mwdesk.workflow import Session
from tests.ui.conftest import NOW

STEPS = ("patient", "history", "examination", "results", "assessment", "letter")


def add_devi(session: Session) -> None:
    session.store.save_patient(
        Patient(id="p2", name="Devi Nair", age_years=30, sex="female", identifiers=("88123",)), NOW
    )
    session.store.start_encounter("p2", "rural", NOW)  # type: ignore[arg-type]


def whose(session: Session, patient: str) -> str:
    """Everything that the file holds of one patient, as text."""
    visits = session.store.encounters(patient)
    return repr([session.store.patient(patient), [dict(v.entries) for v in visits]])


@pytest.mark.parametrize("place", STEPS)
def test_what_is_typed_for_one_patient_never_reaches_another(
    opened: MainWindow, session: Session, place: str
) -> None:
    """Every field of every page, half typed, while another record is opened by any way."""
    add_devi(session)
    opened.go(place)
    page: QWidget = opened.pages[place]
    typed = 0
    for at in range(len(list(half_typed.fields(page)))):
        opened.bridge.open("p1")
        opened.go(place)
        field = list(half_typed.fields(page))[at]
        if not field.isVisible() or not field.isEnabled() or field.isReadOnly():
            continue
        field.setFocus()
        QTest.keyClicks(field, "7q")
        if "7q" not in half_typed.text_of(field):
            continue
        typed += 1
        opened.bridge.open("p2")
        QApplication.processEvents()
        opened.go(place)
        shown = [half_typed.text_of(one) for one in half_typed.fields(page)]
        assert not any("7q" in text for text in shown), field.accessibleName()
        opened.flush()
        QTest.qWait(1)
        assert "7q" not in whose(session, "p2"), field.accessibleName()
    assert typed or place in ("assessment", "letter", "examination")


def test_who_is_open_stands_at_the_top_of_every_place(opened: MainWindow, session: Session) -> None:
    add_devi(session)
    opened.bridge.open("p2")
    for size in ((1366, 768), (911, 512)):
        opened.resize(*size)
        for place in (*STEPS, "patients", "knowledge", "clinic"):
            opened.go(place)
            banner = opened.topbar.banner
            assert banner.isVisible()
            assert banner.visibleRegion().boundingRect() == banner.rect()
            told = banner.accessibleName()
            if place not in STEPS:  # these are of all; who is open is said there, too
                assert "Devi Nair" in told
            else:
                assert told.startswith("Devi Nair · 30 years, woman · MRN 88123")
        QTest.keyClick(opened, Qt.Key.Key_F1)
        assert banner.isVisible()
        QTest.keyClick(opened, Qt.Key.Key_F1)
