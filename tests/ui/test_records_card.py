"""The records part of the Clinic page, with real keys, backups and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Patient
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.storage.backup import list_backups
from mwdesk.ui import theme
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.ui.widgets.records_card import RecordsCard
from mwdesk.workflow.vault import Vault
from tests.ui import audit

NOW = datetime(2025, 11, 21, 9, 0)
PASS, OTHER = "correct horse battery lamp", "window river stone boat"
NAME, SECOND = "Dr A. Rao", "Dr B. Iyer"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    with Store.open(made.path) as plain:
        plain.save_patient(Patient(id="p1", name="Asha Rao", age_years=54), NOW)
    yield made
    made.leave()


def enter(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication, *, safe: bool) -> RecordsWindow:
    theme.apply(qapp, "light")
    window = RecordsWindow(vault, kb)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    key = None
    if safe:
        key, _ = vault.create(NAME, PASS)
        vault.protect(key)
    vault.enter(key)
    window.start.entered.emit()
    assert window.main is not None
    window.main.go("clinic")
    return window


@pytest.fixture
def window(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> RecordsWindow:
    return enter(qtbot, vault, kb, qapp, safe=True)


@pytest.fixture
def card(window: RecordsWindow) -> RecordsCard:
    assert window.main is not None
    found = window.main.page("clinic").records
    assert isinstance(found, RecordsCard)
    return found


def type_into(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def wait_for(qtbot: QtBot, card: RecordsCard, words: str) -> None:
    qtbot.waitUntil(lambda: words in card.told.text(), timeout=8000)


def test_backup_drill_and_proof_tell_their_result(qtbot: QtBot, card: RecordsCard, vault: Vault) -> None:
    qtbot.waitUntil(lambda: len(list_backups(vault.path)) == 1, timeout=8000)  # the one after unlocking
    qtbot.mouseClick(card.back_up, LEFT)
    wait_for(qtbot, card, "Backed up and proven: patients-2025")
    assert card.last.text().startswith("Last backup 21 November 2025, 09:00")
    qtbot.mouseClick(card.drill, LEFT)
    wait_for(qtbot, card, "can be restored: 1 patient, 0 visits")
    qtbot.mouseClick(card.verify, LEFT)
    wait_for(qtbot, card, "The records hold: ")
    newest = list_backups(vault.path)[0].path
    raw = bytearray(newest.read_bytes())
    raw[len(raw) // 2] ^= 1
    newest.write_bytes(raw)
    qtbot.mouseClick(card.drill, LEFT)
    qtbot.waitUntil(lambda: card.told.property("role") == "caution", timeout=8000)
    assert card.drill.isEnabled()


def test_the_passphrase_is_changed_by_keyboard(qtbot: QtBot, card: RecordsCard, vault: Vault) -> None:
    qtbot.mouseClick(card.change, LEFT)
    assert QApplication.focusWidget() is card.old
    type_into(qtbot, card.old, "not the old one")
    type_into(qtbot, card.new.first, OTHER)
    type_into(qtbot, card.new.second, OTHER)
    wait_for(qtbot, card, "does not unlock")
    card.old.clear()
    type_into(qtbot, card.old, PASS)
    qtbot.mouseClick(card.keep, LEFT)
    wait_for(qtbot, card, "was changed")
    assert card.changing.isHidden()
    assert card.old.text() == card.new.first.text() == ""
    with pytest.raises(DataError):
        vault.derive(PASS)
    assert vault.derive(OTHER).name == NAME


def test_another_clinician_is_let_in(qtbot: QtBot, card: RecordsCard, vault: Vault) -> None:
    qtbot.mouseClick(card.add, LEFT)
    type_into(qtbot, card.name, SECOND)
    type_into(qtbot, card.theirs.first, OTHER)
    type_into(qtbot, card.theirs.second, PASS)
    wait_for(qtbot, card, "not the same")
    card.theirs.second.clear()
    type_into(qtbot, card.theirs.second, OTHER)
    wait_for(qtbot, card, f"{SECOND} may open")
    assert card.who.text().endswith(f"So may {SECOND}.")
    assert vault.derive(OTHER).name == SECOND


def test_the_minutes_hold_at_once_and_after_unlocking(
    qtbot: QtBot, card: RecordsCard, window: RecordsWindow
) -> None:
    assert window.idle.limit == 600
    qtbot.mouseClick(card.lock_after.buttons[0][0], LEFT)
    assert window.idle.limit == 120
    assert card._bridge.session.store.setting("lock_minutes") == "2"


def test_a_passphrase_half_typed_does_not_outlive_the_lock(
    qtbot: QtBot, card: RecordsCard, window: RecordsWindow
) -> None:
    qtbot.mouseClick(card.change, LEFT)
    qtbot.keyClicks(card.old, PASS)
    window.lock()
    assert card.old.text() == ""


def test_plain_records_are_protected_from_here(
    qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication
) -> None:
    window = enter(qtbot, vault, kb, qapp, safe=False)
    assert window.main is not None
    card = window.main.page("clinic").records
    assert "Not encrypted" in card.who.text()
    assert not card.change.isVisible()
    qtbot.mouseClick(card.protect, LEFT)
    assert window.start.isVisible()
    assert window.start.form is window.start.first
    assert not vault.is_open
    qtbot.mouseClick(window.start.first.plain, LEFT)
    assert window.main.isVisible(), "or not yet"
    assert [row.name for row in window.main.bridge.session.patients()] == ["Asha Rao"]


def test_without_a_vault_there_is_no_such_part(window: RecordsWindow, qtbot: QtBot) -> None:
    assert window.main is not None
    window.main.bridge.vault = None
    other = MainWindow(window.main.bridge)
    qtbot.addWidget(other)
    other.go("clinic")
    assert other.page("clinic").records is None


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_it_fits(
    window: RecordsWindow, card: RecordsCard, qapp: QApplication, look: str, size: tuple[int, int]
) -> None:
    theme.apply(qapp, look)
    window.resize(*size)
    card.changing.show()
    card.tell("The backup of 21 November 2025, 09:00 can be restored: 1 patient, 0 visits, 0 answers.")
    qapp.processEvents()
    assert audit.clipped(card) == []
    assert audit.unnamed(card) == []
    assert audit.overlapping(card) == []
    assert audit.unreached(window) == []  # type: ignore[arg-type]
    theme.apply(qapp, "light")
