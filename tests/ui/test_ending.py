"""Ends that nobody chose: the system asks the program to stop, and the program itself fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Patient
from mwdesk.storage import Store
from mwdesk.ui.ending import CrashWatch
from mwdesk.ui.main_window import MainWindow
from mwdesk.workflow import crash

NOW = datetime(2026, 11, 21, 14, 2)
ROOT = Path(__file__).resolve().parents[2]
SECRET = "Zebraic Zanzibar"
posix = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLineEdit
from PySide6.QtTest import QTest
import mwdesk.app as app
show = app._show
def shown(qt, window):
    def work():
        main = getattr(window, "main", None) or window
        main.go("patients")
        rows = main.pages["patients"].model.rows
        main.bridge.open(rows[0].id)
        main.go("patient")
        field = main.pages["patient"].lines["address"]
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, "half a sen")
        print("typed", flush=True)
    if {plain}:
        window.start.first.plain.click()
    QTimer.singleShot(300, work)
    return show(qt, window)
app._show = shown
sys.exit(app.start_window(demo={demo}))
"""


def run_and_stop(tmp_path: Path, how: signal.Signals, *, demo: bool) -> None:
    home, temp = tmp_path / "home", tmp_path / "temp"
    temp.mkdir()
    if not demo:
        with Store.open(home / "patients.sqlite3") as store:
            store.save_patient(Patient(id="p1", name=SECRET, address="before"), NOW)
    env = {
        **os.environ, "MWDESK_HOME": str(home), "TMPDIR": str(temp), "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    program = PROGRAM.format(demo=demo, plain=not demo)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env
    ) as run:
        assert run.stdout is not None and run.stdout.readline() == "typed\n"
        time.sleep(0.2)
        run.send_signal(how)
        _out, said = run.communicate(timeout=20)
    assert run.returncode == 0, said


@posix
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_stop_the_demo_leaves_nothing_behind(tmp_path: Path, how: signal.Signals) -> None:
    run_and_stop(tmp_path, how, demo=True)
    assert [p.name for p in (tmp_path / "temp").iterdir()] == []


@posix
def test_asked_to_stop_what_was_typed_is_written_and_the_file_closed(tmp_path: Path) -> None:
    run_and_stop(tmp_path, signal.SIGTERM, demo=False)
    place = tmp_path / "home" / "patients.sqlite3"
    assert not place.with_name("patients.sqlite3-wal").exists()
    assert place.with_name("patients.sqlite3.lock").read_text() == ""
    with Store.open(place) as store:
        assert store.patient("p1").address == "half a sen"
        assert store.verify().holds


def fail_with(patient: Patient) -> None:
    name = patient.name
    raise ValueError(f"cannot read '{name}' of {patient!r}")


def caught(patient: Patient) -> BaseException:
    try:
        fail_with(patient)
    except ValueError as fault:
        return fault
    raise AssertionError


def test_a_report_names_places_and_nothing_that_was_typed(tmp_path: Path) -> None:
    fault = caught(Patient(id="p1", name=SECRET, phone="4711"))
    path = crash.write(tmp_path / "crashes", type(fault), fault.__traceback__, NOW)
    assert path is not None and path.stat().st_mode & 0o077 == 0
    text = path.read_text()
    assert SECRET not in text and "4711" not in text and "p1" not in text and "cannot read" not in text
    assert str(Path.home()) not in text
    assert "test_ending.py:" in text and "in fail_with" in text and "builtins.ValueError" in text
    assert text.startswith("mwdesk 2") or text.startswith("mwdesk ")
    for number in range(15):
        crash.write(tmp_path / "crashes", type(fault), None, NOW.replace(minute=number))
    assert len(list((tmp_path / "crashes").iterdir())) == 10
    (tmp_path / "file").write_text("")
    assert crash.write(tmp_path / "file", type(fault), None, NOW) is None
    assert "report" not in crash.words(None) and "saved" in crash.words(None)


def test_the_clinician_is_told_once_and_goes_on(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    watch = CrashWatch(tmp_path / "crashes", lambda: NOW)
    fault = caught(Patient(id="p1", name=SECRET))
    watch.catch(type(fault), fault, fault.__traceback__)
    qtbot.waitUntil(opened.message.isVisible, timeout=3000)
    assert "Everything that was recorded is saved" in opened.message.text.text()
    assert str(tmp_path / "crashes") in opened.message.text.text()
    assert SECRET not in capsys.readouterr().err
    opened.message.hide()
    watch.catch(type(fault), fault, fault.__traceback__)
    QApplication.processEvents()
    assert not opened.message.isVisible(), "the same again is not told again"
    opened.go("patient")
    field = opened.pages["patient"].lines["phone"]
    assert isinstance(field, QLineEdit) and field.isEnabled()
