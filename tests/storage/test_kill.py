"""A power cut in the middle of typing: every answer that was acknowledged is there afterwards.

MWDESK_KILLS sets how many; the full drill is 200.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from mwdesk.storage import Store
from tests.storage.conftest import KEY, told

KILLS = int(os.environ.get("MWDESK_KILLS", "60"))
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="SIGKILL")


@dataclass
class Tally:
    kills: int = 0
    acknowledged: int = 0
    while_opening: int = 0
    unacknowledged: int = 0


def write_and_kill(place: Path, key: bytes | None, seconds: float, opening: bool) -> tuple[bool, int]:
    """Whether the writer had begun, and the last number it acknowledged before it was killed (-1: none)."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.writer", str(place), key.hex() if key else "", "100000"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert writer.stdout is not None
    first = "" if opening else writer.stdout.readline()
    time.sleep(seconds)
    os.kill(writer.pid, signal.SIGKILL)
    lines = (first + writer.stdout.read()).split("\n")[:-1]
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    assert not any(line.startswith("refused") for line in lines), lines[-1]
    return bool(lines), int(lines[-1]) if len(lines) > 1 else -1


def drill(place: Path, key: bytes | None, kills: int, seed: int) -> Tally:
    """Kill again and again, and read everything that was ever acknowledged after each."""
    chance, tally, said = random.Random(seed), Tally(), -1
    for _ in range(kills):
        opening = chance.random() < 0.2
        seconds = 0.05 + chance.random() * 0.2 if opening else chance.random() ** 2 * 0.2
        begun, last = write_and_kill(place, key, seconds, opening)
        tally.kills += 1
        tally.while_opening += not begun
        said = max(said, last)
        with Store.open(place, key) as store:  # and the lock of the dead does not block the living
            (visit,) = store.encounters("p1") or (None,)
            if visit is None:
                assert said == -1
                continue
            steps = store.steps(visit.id)
            assert all(len(step.entries) == 2 for step in steps)  # a step is there whole or not at all
            for number in range(len(steps)):
                assert visit.note(f"a{number}") == "said"
                assert visit.note(f"b{number}")
            assert len(steps) > said, f"{said} was acknowledged, {len(steps)} steps are there"
            tally.unacknowledged += len(steps) - 1 - said
            said = len(steps) - 1
            assert store.verify().holds
    tally.acknowledged = said + 1
    return tally


def test_no_acknowledged_answer_is_lost_to_a_kill(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        kinds = ((None, "plain"), (KEY, "encrypted"))
        runs = [pool.submit(drill, tmp_path / f"{n}.sqlite3", k, KILLS // 2, 7) for k, n in kinds]
        tallies = [run.result() for run in runs]
    for (_, name), tally in zip(kinds, tallies, strict=True):
        told(
            f"{name}: {tally.kills} kills ({tally.while_opening} while opening), {tally.acknowledged} steps "
            f"written, 0 acknowledged lost, {tally.unacknowledged} written whole but not yet acknowledged"
        )
        assert tally.acknowledged >= tally.kills // 2
