"""The program as it is started: the start page for one's own records, none for the demo."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk import app, paths
from mwdesk.domain.encounter import Patient
from mwdesk.storage import Store
from mwdesk.storage.backup import list_backups
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.workflow.vault import Vault
from tests.conftest import ROOT

_FAST = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
app = QApplication([])
from mwdesk.ui import theme
from mwdesk.ui.pages.start import StartPage
from mwdesk.workflow.vault import Vault
theme.apply(app, "light")
page = StartPage(Vault(Path(sys.argv[1])))
page.show_stage()
print([name for name in ("argon2", "cryptography", "sqlcipher3", "reportlab") if name in sys.modules])
"""


def test_own_records_begin_on_the_start_page(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "user_data", lambda: tmp_path)
    with ExitStack() as stack:
        window = app._records_window(qapp, stack)
        qtbot.addWidget(window)
        assert isinstance(window, RecordsWindow)
        assert window.main is None
        assert window.start.form is window.start.first
    assert not (tmp_path / "patients.sqlite3").exists()


def test_the_demo_needs_no_passphrase(qtbot: QtBot, qapp: QApplication) -> None:
    with ExitStack() as stack:
        window = app._demo_window(qapp, stack)
        qtbot.addWidget(window)
        assert isinstance(window, MainWindow)
        assert len(window.bridge.session.patients()) > 3


def test_at_the_end_the_file_is_closed_and_a_due_backup_made(tmp_path: Path) -> None:
    path = tmp_path / "patients.sqlite3"
    with Store.open(path) as plain:
        plain.save_patient(Patient(id="p1", name="Asha"), Vault(path).now())
    vault = Vault(path)
    vault.enter()
    app._close(vault)
    assert not vault.is_open
    assert len(list_backups(path)) == 1
    with Store.open(path):
        pass


def test_a_backup_that_fails_at_the_end_is_said_and_the_file_closed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "patients.sqlite3"
    Store.open(path).close()
    (tmp_path / "backups").write_text("no folder")
    vault = Vault(path)
    vault.enter()
    app._close(vault)
    assert "No backup could be made." in capsys.readouterr().err
    assert not vault.is_open


def test_the_start_page_imports_nothing_that_a_key_needs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FAST, str(tmp_path / "patients.sqlite3")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr
