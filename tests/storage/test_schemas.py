"""A database of every schema that was ever released opens, and nothing in it is lost."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from mwdesk.domain.encounter import State, answer
from mwdesk.storage import Store, migrations
from tests.storage.conftest import KEY, NOON

SCHEMAS = Path(__file__).parent / "schemas"
RELEASED = sorted(p for p in SCHEMAS.iterdir() if p.suffix in (".sql", ".sqlite3"))


def test_every_schema_is_kept() -> None:
    """Whoever adds a migration runs schemas/make.py."""
    numbers = {name[1:5] for name in migrations.names()}
    assert {p.stem[:4] for p in RELEASED} == numbers
    assert {p.stem[:4] for p in RELEASED if "encrypted" in p.stem} == numbers - {"0001"}


@pytest.mark.parametrize("kept", RELEASED, ids=lambda p: p.name)
def test_a_released_schema_opens_whole(place: Path, kept: Path) -> None:
    place.parent.mkdir(parents=True)
    if kept.suffix == ".sql":
        db = sqlite3.connect(place)
        db.executescript(kept.read_text(encoding="utf-8"))
        db.close()
    else:
        shutil.copyfile(kept, place)
    with Store.open(place, KEY if "encrypted" in kept.stem else None) as store:
        (row,) = store.patients("asha mrn")
        (visit,) = store.encounters(row.id)
        assert visit.answers["ptosis"].state is State.PRESENT
        assert visit.grades["elbow-flexion", "right"].grade == "4-"
        assert visit.age == 38
        assert store.verify().holds
        if kept.stem != "0001":
            (letter,) = store.letters(visit.id)
            assert letter.intact
            assert store.setting("clinic") == {"name": "Hill clinic"}
            assert [e.kind for e in store.events() if e.who] == [
                "print", "setting", "letter", "answer", "answer", "visit", "patient",
            ]  # fmt: skip
        store.append(visit.id, [answer("ptosis", State.ABSENT)], NOON)
        assert store.verify().holds
