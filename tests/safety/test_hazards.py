"""The hazard log holds what it promises: every field, and tests that exist under the names it gives."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

SAFETY = ROOT / "docs" / "safety"
HAZARDS: list[dict[str, Any]] = tomllib.loads((SAFETY / "hazards.toml").read_text(encoding="utf-8"))["hazard"]
TEXTS = ("id", "hazard", "cause", "effect", "control", "residual")
LISTED = 60  # hazards that were handed to us; ours follow


@cache
def named_in(path: str) -> frozenset[str]:
    """Names of the test functions of a file, read and not run."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(n.name for n in ast.walk(tree) if isinstance(n, kinds) and n.name.startswith("test_"))


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda h: h["id"])
def test_a_hazard_is_whole(hazard: dict[str, Any]) -> None:
    assert hazard.keys() == {*TEXTS, "severity", "likelihood", "tests", "status"}
    assert all(isinstance(hazard[name], str) and hazard[name].strip() for name in TEXTS)
    assert hazard["severity"] in range(1, 6)
    assert hazard["likelihood"] in range(1, 6)
    assert hazard["status"] in ("controlled", "partly", "open")
    assert hazard["residual"].endswith(".")
    if hazard["status"] == "controlled":
        assert hazard["tests"], "controlled, and no test would fail without it"
    if hazard["status"] == "partly":
        assert hazard["tests"], "partly: name what holds the part that is built, or call it open"


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda h: h["id"])
def test_every_test_named_exists(hazard: dict[str, Any]) -> None:
    for named in hazard["tests"]:
        path, _, test = named.partition("::")
        assert (ROOT / path).is_file(), path
        assert test in named_in(path), named
    assert len(set(hazard["tests"])) == len(hazard["tests"])


def test_ids_are_each_once_and_none_of_the_list_is_missing() -> None:
    ids = [h["id"] for h in HAZARDS]
    assert ids == [f"haz-{n:03}" for n in range(1, len(HAZARDS) + 1)]
    assert len(ids) > LISTED


def test_what_a_control_names_is_there() -> None:
    """Modules named in a control exist, from the root, the package or the shipped knowledge."""
    import re

    places = [ROOT, ROOT / "mwdesk", ROOT / "db" / "knowledge", SAFETY]
    lost = []
    for hazard in HAZARDS:
        for name in re.findall(r"`([\w./-]+\.(?:py|toml|md))`", hazard["control"]):
            found = any((place / name).exists() for place in places)
            bare = "/" not in name and any((ROOT / "mwdesk").rglob(name))
            if not found and not bare:
                lost.append((hazard["id"], name))
    assert lost == []


@pytest.mark.parametrize("script", ["hazards.py", "parts.py"])
def test_the_pages_are_up_to_date(script: str) -> None:
    done = subprocess.run(
        [sys.executable, str(SAFETY / script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_check_of_the_table_can_fail(tmp_path: Path) -> None:
    for name in ("hazards.py", "hazards.toml"):
        (tmp_path / name).write_bytes((SAFETY / name).read_bytes())
    (tmp_path / "hazards.md").write_text("old", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "hazards.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "not up to date" in done.stderr


def test_the_page_counts_what_is_in_the_log() -> None:
    counts = Counter(h["status"] for h in HAZARDS)
    line = f"{counts['controlled']} controlled, {counts['partly']} partly, {counts['open']} open."
    assert line in (SAFETY / "hazards.md").read_text(encoding="utf-8")
