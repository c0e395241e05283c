"""One plain patient, one clinic, one moment; the knowledge is the shipped one."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from pypdf import PdfReader

from mwdesk.domain.assessment import Alert, Assessment, ConditionScore, Contribution, Outcome
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import (
    Encounter,
    Measurement,
    Medication,
    Patient,
    State,
    answer,
    grade,
    measurement,
    medication,
    note,
    reflex,
    sensory,
)
from mwdesk.domain.knowledge import Basis, KnowledgeBase, Urgency
from mwdesk.domain.letter import Letter
from mwdesk.letters import compose, render

NOW = datetime(2024, 5, 17, 12, 30)
CLINIC = Clinic(
    name="Hill clinic",
    address="1 Hill Road",
    phone="01632 960000",
    clinician="Dr M Joshi",
    role="Medical officer",
    degree="MBBS",
    registration="MMC 456",
)
ROUTINE = Assessment(urgency=Urgency.ROUTINE, outcome=Outcome.RANKED)


def words(pdf: bytes) -> str:
    """All text of the PDF with white space evened out."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture
def patient() -> Patient:
    return Patient(
        id="p1",
        name="Asha Kulkarni",
        birth_date=date(1986, 3, 9),
        sex="female",
        identifiers=("HN 4711",),
        phone="01632 961111",
        language="Marathi",
        interpreter=True,
    )


@pytest.fixture
def encounter(patient: Patient) -> Encounter:
    """Symmetrical leg weakness over days, partly examined; much was not asked."""
    return Encounter(id="e1", patient=patient, started=NOW).apply(
        answer("onset-days-weeks", State.PRESENT),
        answer("paraparesis", State.PRESENT),
        answer("symmetric-weakness", State.PRESENT),
        answer("diplopia", State.ABSENT),
        answer("dysphagia", State.ABSENT),
        answer("spasticity", State.ABSENT, by="section"),
        answer("hypertension", State.PRESENT, note="since 2019"),
        grade("hip-flexion", "right", "3"),
        grade("hip-flexion", "left", "4-"),
        grade("elbow-flexion", "right", "5"),
        grade("elbow-flexion", "left", "5"),
        reflex("knee-jerk", "right", "absent"),
        reflex("knee-jerk", "left", "reduced"),
        sensory("derm-l4", "right", "reduced"),
        measurement(
            Measurement(
                analyte="potassium",
                label="Potassium",
                value=4.1,
                unit="mmol/L",
                text="4.1",
                low=3.5,
                high=5.0,
                day="2024-05-16",
            )
        ),
        measurement(Measurement(analyte="ck", label="CK", value=900, unit="U/L", text="900")),
        medication(Medication(name="Atorvastatin", drug="atorvastatin", detail="one at night since 2021")),
        note("history", "Stumbles on stairs since last Monday."),
    )


@pytest.fixture
def draft(kb: KnowledgeBase, encounter: Encounter) -> Callable[..., Letter]:
    """compose() with everything given but what the test changes."""

    def compose_it(*entries: Any, assessment: Assessment = ROUTINE, **options: Any) -> Letter:
        return compose(kb, encounter.apply(*entries), assessment, CLINIC, NOW, **options)

    return compose_it


@pytest.fixture
def printed(draft: Callable[..., Letter]) -> Callable[..., str]:
    def print_it(*entries: Any, **options: Any) -> str:
        return words(render(draft(*entries, **options)))

    return print_it


def alarmed(urgency: Urgency, **alert: Any) -> Assessment:
    """An assessment with one alert and one ranked cause."""
    fired = Alert(
        id="rf-test",
        title="Possible Guillain-Barre syndrome",
        urgency=urgency,
        suspects=("gbs",),
        findings=("paraparesis", "onset-days-weeks"),
        not_assessed=(),
        why="",
        action="",
        **alert,
    )
    cause = ConditionScore(
        id="gbs",
        name="Guillain-Barre syndrome",
        site="nerve",
        probability=0.6,
        band="strong",
        for_=(Contribution(finding="paraparesis", state=State.PRESENT, weight=1.0, basis=Basis.ESTIMATE),),
    )
    return Assessment(urgency=urgency, outcome=Outcome.RANKED, alerts=(fired,), conditions=(cause,))
