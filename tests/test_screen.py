"""Where no window can be opened, the program says why in one sentence and does not crash."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from mwdesk.screen import QT_PACKAGES, find_problem, missing_library_sentence
from tests.conftest import ROOT

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 is a matter of Linux")


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}}
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--demo"],
        env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def test_a_missing_library_is_named_in_one_sentence() -> None:
    said = missing_library_sentence("libEGL.so.1: cannot open shared object file")
    assert "\n" not in said
    assert "libEGL.so.1" in said
    assert f"sudo apt install {QT_PACKAGES}" in said


@linux
@pytest.mark.parametrize(
    ("environment", "words"), [({}, "no screen"), ({"DISPLAY": ":4096"}, "cannot be reached")]
)
def test_without_a_reachable_screen_one_sentence_and_status_2(
    environment: dict[str, str], words: str
) -> None:
    done = start(**environment)
    assert done.returncode == 2
    assert words in done.stderr or "sudo apt install" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_offscreen_there_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert find_problem() == ""
