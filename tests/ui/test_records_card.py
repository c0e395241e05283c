"""The records part of the Clinic page, with real keys, backups and proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QScrollArea
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


# keys and backups


def press(card: RecordsCard, words: str) -> None:
    found = [b for b in card.findChildren(QPushButton) if b.text().startswith(words) and b.isVisible()]
    assert found, f"no button '{words}'"
    card.window().main.page("clinic").findChild(QScrollArea).ensureWidgetVisible(found[0])  # type: ignore[attr-defined]
    QTest.mouseClick(found[0], LEFT)


def test_a_new_recovery_key_is_shown_once_and_the_old_page_opens_nothing(
    qtbot: QtBot, card: RecordsCard, vault: Vault
) -> None:
    old = vault.renew_recovery(vault.key)
    press(card, "Make a new recovery key")
    qtbot.waitUntil(card.keys.sheet.isVisible, timeout=8000)
    fresh = card.keys.sheet.key.text()
    assert len(fresh.split("-")) == 8 and "earlier page opens nothing" in card.told.text()
    card.keys.sheet.kept.setChecked(True)
    card.keys.sheet.submit()
    assert not card.keys.sheet.isVisible() and card.keys.sheet.key.text() == ""
    with pytest.raises(DataError):
        vault.recover(old, NAME, OTHER)
    assert vault.recover(fresh, NAME, OTHER).name == NAME


def test_a_passphrase_is_taken_away(qtbot: QtBot, card: RecordsCard, vault: Vault) -> None:
    assert not card.keys.remove.isVisible(), "one's own cannot be taken away here"
    vault.add_clinician(SECOND, OTHER)
    card.render_state()
    press(card, "Take a clinician's")
    assert [card.keys.names.itemText(at) for at in range(card.keys.names.count())] == [SECOND]
    press(card, "Take it away")
    wait_for(qtbot, card, f"{SECOND} may not open")
    with pytest.raises(DataError):
        vault.derive(OTHER)
    assert vault.store is not None and vault.store.events()[0].kind == "keys"


def test_a_new_data_key_from_the_page_to_the_new_recovery_key(
    qtbot: QtBot, card: RecordsCard, window: RecordsWindow, vault: Vault
) -> None:
    before = vault.key.key
    press(card, "Make a new data key")
    page = window.start
    assert page.form is page.renewing and not vault.is_open and window.main is None
    page.renewing.secret.setFocus()
    qtbot.keyClicks(page.renewing.secret, "not this one")
    qtbot.keyClick(page.renewing.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "does not unlock" in page.renewing.told.text(), timeout=8000)
    page.renewing.secret.clear()
    qtbot.keyClicks(page.renewing.secret, PASS)
    qtbot.keyClick(page.renewing.secret, Qt.Key.Key_Return)
    qtbot.waitUntil(page.recovery.isVisible, timeout=8000)
    page.recovery.kept.setChecked(True)
    with qtbot.waitSignal(page.entered, timeout=8000):
        page.recovery.submit()
    assert vault.key.key != before
    assert vault.store is not None and [row.name for row in vault.store.patients()] == ["Asha Rao"]
    assert vault.store.verify().holds


def test_backups_are_listed_with_what_they_hold_tried_and_restored(
    qtbot: QtBot, card: RecordsCard, window: RecordsWindow, vault: Vault
) -> None:
    qtbot.waitUntil(lambda: len(list_backups(vault.path)) == 1, timeout=8000)
    assert vault.store is not None
    vault.store.save_patient(Patient(id="p2", name="Devi Nair"), NOW)
    press(card, "Show all backups")
    qtbot.waitUntil(lambda: card.backups.rows.isVisible(), timeout=8000)  # noqa: PLW0108  it is made anew
    words = [part.text() for part in card.backups.rows.findChildren(QLabel)]
    assert words[0] == "21 November 2025, 09:00" and words[1].startswith("1 patient, 0 visits")
    press(card, "Try")
    wait_for(qtbot, card, "can be restored: 1 patient")
    press(card, "Restore...")
    assert "21 November 2025, 09:00" in card.backups.sure_words.text()
    assert "kept aside" in card.backups.sure_words.text()
    press(card, "Restore this backup")
    page = window.start
    assert window.main is None and not vault.is_open
    qtbot.waitUntil(lambda: "Restored: 1 patient" in page.form.told.text(), timeout=8000)
    assert page.form is page.unlock
    page.unlock.secret.setFocus()
    qtbot.keyClicks(page.unlock.secret, PASS)
    with qtbot.waitSignal(page.entered, timeout=8000):
        qtbot.keyClick(page.unlock.secret, Qt.Key.Key_Return)
    assert [row.name for row in vault.store.patients()] == ["Asha Rao"]
    assert "restore" in [event.kind for event in vault.store.events()]
    assert len(list(vault.path.parent.glob("patients.before-restore-*.sqlite3"))) == 1


def test_a_backup_is_restored_on_an_empty_computer_from_the_start_page(
    qtbot: QtBot, card: RecordsCard, vault: Vault, kb: KnowledgeBase, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: len(list_backups(vault.path)) == 1, timeout=8000)
    recovery = vault.renew_recovery(vault.key)
    (made,) = list_backups(vault.path)
    far = Vault(tmp_path / "far" / "patients.sqlite3", lambda: NOW)
    window = RecordsWindow(far, kb)
    qtbot.addWidget(window)
    window.show()
    page = window.start
    assert page.form is page.first
    qtbot.mouseClick(page.restore, LEFT)
    form = page.restoring
    assert page.form is form and not page.restore.isVisible()
    form.choose_path = lambda: str(made.path)
    qtbot.mouseClick(form.choose, LEFT)
    qtbot.keyClicks(form.secret, "not this one at all")
    qtbot.mouseClick(form.act, LEFT)
    qtbot.waitUntil(lambda: "does not unlock" in form.told.text(), timeout=8000)
    form.secret.clear()
    qtbot.keyClicks(form.secret, recovery)
    qtbot.mouseClick(form.act, LEFT)
    qtbot.waitUntil(lambda: page.form is page.unlock, timeout=8000)
    assert "Restored: 1 patient" in page.unlock.told.text()
    far.leave()


def test_each_backup_goes_to_a_second_folder_and_a_missing_one_is_said(
    qtbot: QtBot, card: RecordsCard, vault: Vault, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: len(list_backups(vault.path)) == 1, timeout=8000)
    stick = tmp_path / "stick"
    card.backups.choose_folder = lambda: str(stick)
    press(card, "Copy each backup to")
    assert str(stick) in card.backups.second.text()
    press(card, "Back up now")
    wait_for(qtbot, card, "second backup folder is not there")
    stick.mkdir()
    press(card, "Back up now")
    wait_for(qtbot, card, "Backed up and proven")
    assert len(list_backups(vault.path, stick)) == 1
    press(card, "Only beside the records")
    assert card.backups.second.text().startswith("Copy each backup")


def test_the_years_for_keeping_records_are_set_and_nonsense_is_put_back(card: RecordsCard) -> None:
    line = card.retention.years
    assert line.text() == "10"
    line.setFocus()
    for typed, kept in (("7", 7), ("none", 7), ("0", 7), ("25", 25)):
        line.selectAll()
        QTest.keyClicks(line, typed)
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert card._bridge.session.clinic.retention_years == kept
    assert line.text() == "25"
