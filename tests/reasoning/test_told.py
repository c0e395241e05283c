"""What the clinician's own words tell of time and of needles."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.encounter import Encounter, Patient, note, outcome
from mwdesk.domain.encounter import TestOutcome as Outcome
from mwdesk.domain.knowledge import KnowledgeBase, Tier
from mwdesk.domain.knowledge import Test as Investigation
from mwdesk.reasoning.told import needled_sides, read_days

EMG = Investigation(
    id="emg",
    name="EMG",
    category="EMG",
    answers="?",
    tier=Tier.TERTIARY,
    invasiveness=2,
    cost=3,
    turnaround="",
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 days", 3),
        ("for two weeks", 14),
        ("about 6 hours", 0.25),
        ("2-3 weeks", 21),
        ("2 years, worse for 3 weeks", 730.5),
        ("10/7", 10),
        ("3/52", 21),
        ("a week", 7),
        ("since March", None),
        ("", None),
        ("grade 4/5, 2 sisters", None),
    ],
)
def test_the_longest_time_told_counts(text: str, days: float | None) -> None:
    assert read_days(text) == (None if days is None else pytest.approx(days))


@given(st.integers(1, 400), st.sampled_from(["day", "week", "month", "year"]), st.text(alphabet="xyz ,."))
def test_a_number_with_its_unit_is_read_wherever_it_stands(number: int, unit: str, around: str) -> None:
    days = {"day": 1, "week": 7, "month": 30.4, "year": 365.25}[unit]
    assert read_days(f"{around} {number} {unit}s {around}") == pytest.approx(number * days)


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    found = read_days(text)
    assert found is None or found >= 0


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Left deltoid and vastus: fibrillation", {"left"}),
        ("both sides", set()),
        ("right arm, left leg", {"left", "right"}),
    ],
)
def test_the_side_of_the_needle_is_taken_from_its_result(text: str, sides: set[str]) -> None:
    small = {name: {} for name in ("sites", "findings", "groups", "conditions", "alerts", "localisation")}
    small |= {name: {} for name in ("muscles", "reflexes", "sensory", "analytes", "drugs", "hpo", "sources")}
    kb = KnowledgeBase(version="", sha256="", tests={"emg": EMG}, settings={}, **small)
    start = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 1, 1))
    done = start.apply(outcome("emg", Outcome(test="emg", outcome="myopathic", text=text)))
    assert needled_sides(kb, done) == sides
    assert needled_sides(kb, start) == frozenset()
    assert needled_sides(kb, start.apply(note("previous_studies", "MRI of the left arm"))) == frozenset()
