"""The first minute of new records: offered once, done by keyboard, skipped by one press, in force at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import CONVENTIONAL, Clinic
from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.beginning import BeginningPage
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.workflow import Session
from mwdesk.workflow.beginning import reach, reach_words, still_empty, wants_beginning, with_region
from mwdesk.workflow.clinic import load_clinic
from mwdesk.workflow.vault import Vault
from tests.ui.test_start_page import PASS, type_into

Key = Qt.Key
NOW = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def records(tmp_path: Path, kb: KnowledgeBase, qtbot: QtBot, qapp: QApplication) -> Iterator[RecordsWindow]:
    theme.apply(qapp, "light")
    vault = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    window = RecordsWindow(vault, kb)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    yield window
    vault.leave()


def begin(qtbot: QtBot, records: RecordsWindow) -> BeginningPage:
    """New records under a passphrase, by keyboard."""
    type_into(qtbot, "Dr Asha Rao", Key.Key_Return)
    type_into(qtbot, PASS, Key.Key_Return)
    type_into(qtbot, PASS, Key.Key_Return)
    recovery = records.start.recovery
    qtbot.waitUntil(recovery.isVisible, timeout=8000)
    recovery.kept.setChecked(True)
    with qtbot.waitSignal(records.start.entered, timeout=8000):
        recovery.submit()
    assert records.main is not None and records.main.place == "beginning"
    page = records.main.page("beginning")
    assert isinstance(page, BeginningPage) and page.isVisible()
    return page


def test_new_records_begin_with_it_and_the_keyboard_fills_it(qtbot: QtBot, records: RecordsWindow) -> None:
    page = begin(qtbot, records)
    assert page.lines["clinician"].text() == "Dr Asha Rao", "as told when the records were made"
    for text in ("Hill Clinic", "", "KMC 1234"):
        type_into(qtbot, text, Key.Key_Return)
    page.setting.buttons[1][0].setFocus()
    QTest.keyClick(page.setting.buttons[1][0], Key.Key_Space)
    page.region.setFocus()
    QTest.keyClick(page.region, Key.Key_Down)
    QTest.mouseClick(page.units.buttons[1][0], Qt.MouseButton.LeftButton)
    QTest.mouseClick(page.paper.buttons[1][0], Qt.MouseButton.LeftButton)
    assert records.vault.store is not None and records.main is not None
    kept = load_clinic(records.vault.store)
    assert (kept.name, kept.clinician, kept.registration) == ("Hill Clinic", "Dr Asha Rao", "KMC 1234")
    assert (kept.setting, kept.units, kept.page_size) == ("district", CONVENTIONAL, "Letter")
    assert kept.region == "south-asia" and "leprosy-neuropathy" in kept.endemic
    assert "Leprosy" in page.common.text()
    page.done.setFocus()
    QTest.keyClick(page.done, Key.Key_Space)
    assert records.main.place == "patients"
    records.main.go("clinic")
    clinic = records.main.page("clinic")
    assert clinic.region.currentData() == "south-asia" and clinic.units.value == CONVENTIONAL
    assert "address" in clinic.empty.text() and "name of the clinic" not in clinic.empty.text()


def test_it_is_skipped_by_one_press_and_comes_back_when_asked(qtbot: QtBot, records: RecordsWindow) -> None:
    page = begin(qtbot, records)
    QTest.mouseClick(page.skip, Qt.MouseButton.LeftButton)
    assert records.main is not None and records.main.place == "patients"
    store = records.vault.store
    assert store is not None and not wants_beginning(store, load_clinic(store))
    assert load_clinic(store) == Clinic(clinician="Dr Asha Rao"), "nothing else was said for anybody"
    records.main.go("clinic")
    QTest.mouseClick(records.main.page("clinic").first, Qt.MouseButton.LeftButton)
    assert records.main.place == "beginning"


def test_records_with_patients_are_not_asked(store: Store) -> None:
    assert wants_beginning(store, Clinic())
    assert not wants_beginning(store, Clinic(name="Hill Clinic"))
    store.save_patient(Patient(id="p1", name="Asha Rao"), NOW)
    assert not wants_beginning(store, Clinic())


def test_the_demo_leads_there_from_the_clinic_page(
    qtbot: QtBot, kb: KnowledgeBase, store: Store, qapp: QApplication
) -> None:
    window = MainWindow(Bridge(Session(kb, store, Clinic(), lambda: NOW), demo=True))
    qtbot.addWidget(window)
    window.show()
    window.go("clinic")
    page = window.page("clinic")
    assert "name of the clinic" in page.empty.text()
    QTest.mouseClick(page.first, Qt.MouseButton.LeftButton)
    assert window.place == "beginning"


def test_a_kind_of_place_tells_what_is_done_here(kb: KnowledgeBase) -> None:
    rural, centre = reach(kb.tests, "rural"), reach(kb.tests, "tertiary")
    assert set(rural) == set(centre) == set(kb.tests)
    assert "refer" in rural.values() and "refer" not in centre.values()
    assert list(rural.values()).count("refer") > list(reach(kb.tests, "district").values()).count("refer") > 0
    here = list(rural.values()).count("here")
    gone = next(ident for ident, way in rural.items() if way == "here")
    assert str(here) in reach_words(kb.tests, "rural")
    assert str(here - 1) in reach_words(kb.tests, "rural", (gone,))


def test_another_region_takes_back_only_what_the_last_one_gave(kb: KnowledgeBase) -> None:
    own = "poliomyelitis"
    south = with_region(kb, Clinic(endemic=(own,)), "south-asia")
    assert own in south.endemic and "krait-bite" in south.endemic
    europe = with_region(kb, south, "europe")
    assert set(europe.endemic) == {own, *kb.regions["europe"].common}
    assert with_region(kb, europe, "").endemic == (own,)


def test_nothing_is_empty_once_all_is_said() -> None:
    full = Clinic(name="a", address="b", phone="c", clinician="d", registration="e", region="europe")
    assert still_empty(full) == ()
    assert len(still_empty(Clinic())) == 6
