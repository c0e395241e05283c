"""A power cut in the middle of typing: every answer that was acknowledged is there afterwards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mwdesk.storage import Store

WRITER = """
import sys
from datetime import datetime
from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.storage import Store

now = datetime(2024, 5, 17, 12, 0)
store = Store.open(sys.argv[1])
if not store.patients():
    store.save_patient(Patient(id="p1", name="Asha"), now)
    store.start_encounter("p1", Setting.RURAL, now)
visit = store.encounters("p1")[-1].id
start = int(sys.argv[2])
for number in range(start, start + 100000):
    store.append(visit, [note(f"a{number}", "said"), note(f"b{number}", "said " * 50)], now)
    print(number, flush=True)
"""


def write_and_kill(place: Path, start: int, seconds: float) -> int:
    """The last number that the writer acknowledged before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place), str(start)], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()  # it is writing now
    assert first.strip() == str(start)
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    rest = writer.stdout.read().split("\n")
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    whole = [line for line in rest[:-1] if line]
    return int(whole[-1]) if whole else start


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_no_acknowledged_answer_is_lost_to_a_kill(place: Path) -> None:
    said = -1
    for seconds in (0.05, 0.11, 0.23):
        said = write_and_kill(place, said + 1, seconds)
        with Store.open(place) as store:  # and the lock of the dead does not block the living
            (visit,) = store.encounters("p1")
            for number in range(said + 1):
                assert visit.note(f"a{number}") == "said"
                assert visit.note(f"b{number}")
            steps = store.steps(visit.id)
            assert all(len(step.entries) == 2 for step in steps)  # a step is there whole or not at all
            said = steps[-1].number - 1
    assert said > 3
