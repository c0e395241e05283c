"""A consultation on the shipped knowledge and a real store; findings are said in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.assessment import Assessment, Context
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Entry, Patient, State, answer
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning import assess, interpret
from mwdesk.storage import Store
from mwdesk.workflow import Session

VISIT = datetime(2026, 11, 21, 14, 2)
CLINIC = Clinic(name="Hill Clinic", clinician="Dr A. Rao", phone="+91 000")
Judge = Callable[..., Assessment]


def present(*findings: str) -> tuple[Entry, ...]:
    return tuple(answer(finding, State.PRESENT) for finding in findings)


@pytest.fixture
def judge(kb: KnowledgeBase) -> Judge:
    """The assessment of somebody of that age with these entries."""

    def judged(*entries: Entry, age: float | None = 45, sex: str = "female") -> Assessment:
        patient = Patient(id="p", age_years=age, sex=sex)
        encounter = Encounter(id="e", patient=patient, started=VISIT).apply(*entries)
        return assess(kb, interpret(kb, encounter), Context())

    return judged


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "patients.sqlite3") as opened:
        yield opened


@pytest.fixture
def session(kb: KnowledgeBase, store: Store) -> Session:
    return Session(kb, store, CLINIC, lambda: VISIT)
