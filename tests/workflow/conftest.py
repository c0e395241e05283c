from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.workflow import Session
from tests.workflow import tiny


class Clock:
    """A clock that goes on by a second each time somebody looks."""

    def __init__(self) -> None:
        self.moment = datetime(2024, 5, 17, 12, 0)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return tiny.knowledge()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "patients.sqlite3") as opened:
        yield opened


@pytest.fixture
def session(kb: KnowledgeBase, store: Store, clock: Clock) -> Session:
    """A session with one patient open."""
    opened = Session(kb, store, Clinic(name="Hill clinic"), clock)
    opened.create_patient(Patient(id="p1", name="Asha Kulkarni", sex="female", age_years=38))
    return opened
