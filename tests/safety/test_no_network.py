"""No socket opens: commands and window run in processes in which any use of the network is an error."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, VIGNETTES

# Put before the program: whoever makes a socket or asks for a name ends the process with status 97.
_GUARD = """
import os, socket, sys, _socket
def refuse(*args, **kwargs):
    sys.stderr.write("NETWORK %r\\n" % (args,)); sys.stderr.flush(); os._exit(97)
class Refused(socket.socket):
    def __init__(self, *args, **kwargs):
        refuse("socket", *args)
socket.socket = _socket.socket = Refused
for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection", "socketpair"):
    setattr(socket, name, refuse)
_socket.getaddrinfo = refuse
def hook(event, args):
    own_name = event == "socket.gethostname"  # the lock says on which computer the file is open
    if event.split(".")[0] in ("socket", "urllib", "http", "ftplib", "smtplib") and not own_name:
        refuse(event, *args)
sys.addaudithook(hook)
"""
_COMMAND = "from mwdesk.app import main\nsys.argv = ['mwdesk', *sys.argv[1:]]\nmain()\n"
_PATIENT = """
from datetime import datetime
from pathlib import Path
from mwdesk.domain.encounter import Patient, Setting
from mwdesk.storage import Store
with Store.open(Path(sys.argv[1])) as store:
    store.save_patient(Patient(id="p1", name="Asha Rao"), datetime(2026, 11, 3))
    store.start_encounter("p1", Setting.RURAL, datetime(2026, 11, 3))
"""
_WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from mwdesk import app
from mwdesk.ui.main_window import MainWindow, PLACES, ASIDE
made = QApplication([])
def walk():
    window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
    window.bridge.open(window.bridge.session.patients()[0].id)
    for place in (*PLACES, *ASIDE):
        window.go(place)
        QApplication.processEvents()
    held = {os.readlink(f"/proc/self/fd/{n}") for n in os.listdir("/proc/self/fd")
            if os.path.islink(f"/proc/self/fd/{n}")} if os.path.isdir("/proc/self/fd") else set()
    inet = [row.split()[9] for kind in ("tcp", "tcp6", "udp", "udp6")
            if os.path.exists(f"/proc/self/net/{kind}")
            for row in open(f"/proc/self/net/{kind}").readlines()[1:]]
    loaded = [m for m in sys.modules if m.startswith(("PySide6.QtNetwork", "PySide6.QtWeb"))]
    print("walked", len(PLACES) + len(ASIDE), "places")
    print("network libraries:", loaded)
    print("internet sockets held:", sorted(held & {f"socket:[{n}]" for n in inet}), flush=True)
    QApplication.quit()
QTimer.singleShot(300, walk)
sys.exit(app.start_window(demo=True))
"""


def guarded(code: str, *words: str | Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run code behind the guard, with its own folder of the user."""
    places = {"HOME": str(home), "XDG_DATA_HOME": str(home), "LOCALAPPDATA": str(home)}
    return subprocess.run(
        [sys.executable, "-c", _GUARD + code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=ROOT,
        env=os.environ | places | {"QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://localhost:1/')",
        "import socket; socket.create_connection(('localhost', 1))",
    ],
)
def test_the_guard_itself_notices(code: str, tmp_path: Path) -> None:
    assert guarded(code, home=tmp_path).returncode == 97


def test_assess_letter_and_evaluate_open_no_socket(tmp_path: Path) -> None:
    case, folder = VIGNETTES[0], tmp_path / "cases"
    folder.mkdir()
    shutil.copy(case, folder)
    letter = tmp_path / "letter.pdf"
    for words in (
        ("assess", case),
        ("letter", case, "--out", letter),
        ("evaluate", folder),
        ("knowledge", "check"),
    ):
        done = guarded(_COMMAND, *words, home=tmp_path)
        assert done.returncode == 0, (words, done.stderr[-2000:])
    assert letter.read_bytes().startswith(b"%PDF")


def test_files_of_records_and_results_open_no_socket(tmp_path: Path) -> None:
    store, key = tmp_path / "patients.sqlite3", tmp_path / "passphrase"
    key.write_text("four words of my own")
    made = guarded(_PATIENT, store, home=tmp_path)
    assert made.returncode == 0, made.stderr[-2000:]
    labs = tmp_path / "labs.csv"
    labs.write_text("Patient,Test,Result,Unit\nAsha Rao,CK,410,U/L\n")
    out = ("exchange", "export", "--store", store)
    for words in (
        (*out, "--as", "records", "--file-passphrase", key, tmp_path / "a.mwdesk"),
        (*out, "--as", "fhir", tmp_path / "a.json"),
        (*out, "--as", "teaching", "--patient", "p1", tmp_path / "t.json"),
        (*out, "--as", "phenopacket", "--patient", "p1", tmp_path / "p.json"),
        ("exchange", "import", "--store", store, tmp_path / "a.json"),
        ("exchange", "import", "--store", store, tmp_path / "a.mwdesk", "--file-passphrase", key),
        ("exchange", "labs", "--store", store, "--patient", "p1", labs, "--write"),
    ):
        done = guarded(_COMMAND, *words, home=tmp_path)
        assert done.returncode == 0, (words, done.stderr[-2000:])


def test_only_the_command_that_sends_reaches_for_the_network(tmp_path: Path) -> None:
    store = tmp_path / "patients.sqlite3"
    assert guarded(_PATIENT, store, home=tmp_path).returncode == 0
    send = ("exchange", "send", "--store", store, "--patient", "p1", "http://localhost:1/fhir")
    assert guarded(_COMMAND, *send, "--yes", home=tmp_path).returncode == 97
    shown = guarded(_COMMAND, *send, home=tmp_path)  # shows what would go, and nothing is agreed to
    assert shown.returncode == 2
    assert "nothing was sent" in shown.stderr
    assert "Asha Rao" in shown.stdout


def test_one_module_alone_knows_how_to_open_a_connection() -> None:
    words = re.compile(
        r"^\s*(?:from|import) (?:urllib\.request|urllib import|http|socket|ssl|ftplib|smtplib)", re.M
    )
    named = re.compile(r"from urllib import .*\b(?:request|error)\b|QtNetwork")
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "mwdesk").rglob("*.py")
        if words.search(text := path.read_text(encoding="utf-8")) or named.search(text)
    }
    # On Windows a signal wakes the window through a pair of sockets within the program.
    assert found == {"mwdesk/workflow/exchange_push.py", "mwdesk/ui/ending.py"}


def test_the_window_opens_no_socket_on_any_page(tmp_path: Path) -> None:
    done = guarded(_WINDOW, home=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "walked" in done.stdout
    assert "network libraries: []" in done.stdout
    assert (
        "internet sockets held: []" in done.stdout
    )  # of libraries in other languages too, where Linux tells
