"""Translations of the leaflet: slips are caught, changed English is called out, reviews name a reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk import letters
from mwdesk.domain.issue import Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import build, check, open_knowledge
from mwdesk.knowledge.check_translations import numbers

WORDS = """
[about]
what = "About {name}: 3 things"
date = "Today"
"""
HINDI = """
language = "hi"

["leaflet.about.what"]
english = "About {name}: 3 things"
text = "{name} के बारे में: 3 बातें"

["leaflet.about.date"]
english = "Today"
text = "आज"
reader = "Dr A Rao"
date = "2026-11-21"
"""
SLIPS = [
    ("3 बातें", "4 बातें", "numbers are not those", Level.ERROR),
    ("3 बातें", "३ बातें", "numbers are not those", Level.ERROR),
    ("{name} के", "उनके", "blanks in braces", Level.ERROR),
    ('text = "आज"', 'text = " "', "It is empty", Level.ERROR),
    ('english = "Today"', 'english = "Tomorrow"', "has changed since", Level.WARNING),
    ('reader = "Dr A Rao"\n', "", "needs the name of its reader", Level.ERROR),
    ('date = "2026-11-21"', 'date = "in November"', "needs the name of its reader", Level.ERROR),
    ('["leaflet.about.date"]', '["leaflet.about.day"]', "has no such text", Level.ERROR),
    ('["leaflet.about.date"]', '["leaflet.about.day"]', "lacks 1", Level.WARNING),
    ('language = "hi"', 'language = "xx"', "must say its language", Level.ERROR),
    ('reader = "Dr A Rao"', 'redaer = "Dr A Rao"', "is not a key", Level.ERROR),
]


@pytest.fixture
def told(tree: Path) -> Path:
    (tree / "translations").mkdir()
    (tree / "leaflet.toml").write_text(WORDS, encoding="utf-8")
    (tree / "translations/hi.toml").write_text(HINDI, encoding="utf-8")
    return tree


def issues(tree: Path) -> list[tuple[Level, str]]:
    return [(i.level, i.message) for i in check(tree) if i.path.startswith(("translations", "leaflet"))]


def test_translations_written_rightly_are_accepted_and_loaded(told: Path, tmp_path: Path) -> None:
    assert issues(told) == []
    build(told, tmp_path / "made.sqlite3")
    kb = open_knowledge(told, tmp_path / "made.sqlite3")
    entries = kb.translations["hi"]
    assert entries["leaflet.about.what"].text == "{name} के बारे में: 3 बातें"
    assert not entries["leaflet.about.what"].reviewed
    assert entries["leaflet.about.date"].reviewed
    assert kb.leaflet["about.date"] == "Today"


@pytest.mark.parametrize(("old", "new", "said", "level"), SLIPS)
def test_a_slip_is_told(told: Path, old: str, new: str, said: str, level: Level) -> None:
    assert old in HINDI
    (told / "translations/hi.toml").write_text(HINDI.replace(old, new, 1), encoding="utf-8")
    assert any(level is found and said in message for found, message in issues(told))


def test_a_changed_english_makes_its_translations_stale(told: Path) -> None:
    (told / "leaflet.toml").write_text(WORDS.replace("Today", "This day"), encoding="utf-8")
    stale = [message for level, message in issues(told) if level is Level.WARNING]
    assert stale == ["The English has changed since this was translated: 'This day'."]


@given(st.lists(st.integers(0, 9999)), st.sampled_from([".", ","]))
def test_numbers_are_counted_whatever_the_decimal_mark(found: list[int], mark: str) -> None:
    text = " x ".join(f"{n}{mark}5" for n in found)
    assert numbers(text) == numbers(text.replace(",", "."))
    assert sum(numbers(text).values()) == len(found)


def test_every_word_that_the_leaflet_says_stands_in_the_knowledge(kb: KnowledgeBase) -> None:
    """The ids are written in the program: none of them may be taken out of leaflet.toml."""
    source = (Path(letters.__file__).parent / "leaflet.py").read_text(encoding="utf-8")
    headings = {ident.partition(".")[0] for ident in kb.leaflet}
    named = set(re.findall(rf'"((?:{"|".join(sorted(headings))})\.[a-zA-Z_-]+)"', source))
    assert len(named) > 40
    assert sorted(named - set(kb.leaflet)) == []
    for heading in ("kind", "feel"):
        categories = {test.category for test in kb.tests.values()} | {"other"}
        assert sorted(f"{heading}.{c}" for c in categories if f"{heading}.{c}" not in kb.leaflet) == []
    assert {f"date.{month}" for month in range(1, 13)} <= set(kb.leaflet)
