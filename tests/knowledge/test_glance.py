"""The knowledge is compiled anew whenever its text changed, however little was looked at to notice."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from mwdesk.knowledge import open_knowledge, opening
from mwdesk.knowledge.sourcefiles import fingerprint


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(Path(__file__).parents[2] / "db" / "knowledge", copy)
    return copy


def test_text_that_did_not_change_is_not_read_again(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "kb.sqlite3"
    open_knowledge(tree, database)
    open_knowledge(tree, database)
    monkeypatch.setattr(opening, "fingerprint", lambda source: pytest.fail("the text was read again"))
    assert open_knowledge(tree, database).conditions


def test_a_changed_word_is_noticed(tree: Path, tmp_path: Path) -> None:
    database = tmp_path / "kb.sqlite3"
    before = open_knowledge(tree, database)
    open_knowledge(tree, database)
    file = next(tree.glob("conditions/*.toml"))
    name = before.conditions[file.stem].name
    file.write_text(file.read_text("utf-8").replace(f'"{name}"', f'"{name} anew"', 1), "utf-8")
    assert open_knowledge(tree, database).conditions[file.stem].name == f"{name} anew"


def test_times_alone_compile_nothing_and_another_database_is_not_trusted(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "kb.sqlite3"
    open_knowledge(tree, database)
    made = database.stat().st_mtime_ns
    for file in tree.rglob("*.toml"):
        os.utime(file, (1, 1))
    open_knowledge(tree, database)
    assert database.stat().st_mtime_ns == made
    read: list[Path] = []

    def watched(source: Path) -> str:
        read.append(source)
        return fingerprint(source)

    monkeypatch.setattr(opening, "fingerprint", watched)
    database.with_suffix(".glance").write_text("x" * 64 + " " + "y" * 64, "ascii")
    open_knowledge(tree, database)
    assert read
