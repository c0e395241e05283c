from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Encounter, Patient, Setting
from mwdesk.storage import Store

NOON = datetime(2024, 5, 17, 12, 0)


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
