"""None, True and False outlive what the binding of Qt does to their counts: in a process of its own."""

from __future__ import annotations

import subprocess
import sys

_EMIT = """
import mwdesk.ui
from PySide6.QtCore import QObject, Signal

class Said(QObject):
    said = Signal(object)

one = Said()
for _ in range(20_000):
    one.said.emit(None)
print("alive")
"""


def test_many_signals_do_not_stop_the_program() -> None:
    done = subprocess.run([sys.executable, "-c", _EMIT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr
