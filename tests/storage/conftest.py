from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Encounter, Patient, Setting
from mwdesk.storage import Store

NOON = datetime(2024, 5, 17, 12, 0)


def told(line: str) -> None:
    """A count for whoever runs the tests with -s, or reads the report of a failure."""
    sys.stdout.write(line + "\n")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "home" / "patients.sqlite3"


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with Store.open(place) as opened:
        yield opened


@pytest.fixture
def visit(store: Store) -> Encounter:
    store.save_patient(Patient(id="p1", name="Asha Kulkarni", sex="female", age_years=38), NOON)
    return store.start_encounter("p1", Setting.RURAL, NOON + timedelta(minutes=1))


KEY = bytes(range(32))


@pytest.fixture(params=["plain", "encrypted"])
def key(request: pytest.FixtureRequest) -> bytes | None:
    """Both kinds of store."""
    return KEY if request.param == "encrypted" else None
