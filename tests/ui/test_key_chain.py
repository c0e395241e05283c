"""The keychain of the system: off until somebody ticks it, and never instead of the lock."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.ui import theme
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.workflow import keychain
from mwdesk.workflow.vault import Vault

keyring = pytest.importorskip("keyring")
NOW = datetime(2025, 11, 21, 9, 0)
PASS, NAME = "correct horse battery lamp", "Dr A. Rao"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def chain() -> Iterator[dict[tuple[str, str], str]]:
    """A keychain of the package's own kind that lasts as long as the test."""
    kept: dict[tuple[str, str], str] = {}

    class Chain(keyring.backend.KeyringBackend):  # type: ignore[misc, name-defined]
        priority = 9

        def get_password(self, service: str, username: str) -> str | None:
            return kept.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            kept[service, username] = password

        def delete_password(self, service: str, username: str) -> None:
            del kept[service, username]

    before = keyring.get_keyring()
    keyring.set_keyring(Chain())
    yield kept
    keyring.set_keyring(before)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    key, _recovery = made.create(NAME, PASS)
    made.enter(key)
    made.leave("close")
    yield made
    made.leave()


def window_of(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> RecordsWindow:
    theme.apply(qapp, "light")
    made = RecordsWindow(vault, kb)
    qtbot.addWidget(made)
    made.show()
    return made


def unlock(qtbot: QtBot, window: RecordsWindow) -> None:
    window.start.unlock.secret.setText(PASS)
    with qtbot.waitSignal(window.start.entered, timeout=8000):
        window.start.unlock.submit()


def test_it_is_off_until_ticked_opens_the_next_start_and_never_after_a_lock(
    qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication, chain: dict[tuple[str, str], str]
) -> None:
    window = window_of(qtbot, vault, kb, qapp)
    assert not window.start.keychain.isVisible()
    unlock(qtbot, window)
    assert chain == {}
    assert window.main is not None
    window.main.go("clinic")
    care = window.main.page("clinic").records.keys
    assert not care.keychain.isChecked()
    care.keychain.click()
    assert len(chain) == 1 and "off" not in care.keychain.text()
    window.lock()
    assert not window.start.keychain.isVisible(), "a lock asks for the passphrase"
    again = window_of(qtbot, Vault(vault.path, lambda: NOW), kb, qapp)
    assert again.start.keychain.isVisible()
    with qtbot.waitSignal(again.start.entered, timeout=8000):
        QTest.mouseClick(again.start.keychain, LEFT)
    assert again.vault.who == NAME and again.vault.is_protected
    assert again.main is not None
    again.main.go("clinic")
    again.main.page("clinic").records.keys.keychain.click()
    assert chain == {}
    again.vault.leave()


def test_whoever_was_taken_away_or_a_renewed_key_opens_nothing(
    vault: Vault, chain: dict[tuple[str, str], str]
) -> None:
    vault.enter(vault.derive(PASS))
    assert keychain.keep(vault)
    vault.leave()
    assert keychain.open_with(vault) is not None
    vault.renew_key(PASS, NAME)
    assert keychain.open_with(vault) is None and chain == {}


def test_without_the_package_or_with_a_keychain_that_fails_nothing_is_offered(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert not keychain.available() and not keychain.holds(vault) and keychain.open_with(vault) is None
