"""An encounter goes out as a Phenopacket and comes back with the same answers, and names nobody."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.encounter import (
    GRADES,
    Encounter,
    Medication,
    Patient,
    State,
    answer,
    grade,
    medication,
    note,
    outcome,
    sensory,
)
from mwdesk.domain.encounter import (
    TestOutcome as Result,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import read_case
from mwdesk.interchange.phenopacket import write_case

CASES = sorted((Path(__file__).parents[2] / "db" / "vignettes").glob("*.json"))


def _again(kb: KnowledgeBase, encounter: Encounter) -> Encounter:
    case = read_case(json.dumps(write_case(kb, encounter)), kb)
    assert not case.issues, case.issues
    return case.encounter


@pytest.mark.parametrize("file", CASES[::4], ids=lambda f: f.stem)
def test_a_case_read_written_and_read_says_the_same(kb: KnowledgeBase, file: Path) -> None:
    first = read_case(file, kb).encounter
    back = read_case(json.dumps(write_case(kb, first)), kb).encounter
    assert {f: a.state for f, a in back.answers.items()} == {f: a.state for f, a in first.answers.items()}
    assert back.grades.keys() == first.grades.keys()
    assert back.reflexes == first.reflexes
    assert {k: (m.value, m.unit, m.low, m.high) for k, m in back.measurements.items()} == {
        k: (m.value, m.unit, m.low, m.high) for k, m in first.measurements.items()
    }
    assert {m.drug or m.name for m in back.medications.values()} == {
        m.drug or m.name for m in first.medications.values()
    }
    assert back.age == first.age
    assert back.patient.sex == first.patient.sex


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_come_back(kb: KnowledgeBase, data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(sorted(kb.findings)), max_size=12, unique=True)
    entries = [answer(f, data.draw(st.sampled_from(list(State)))) for f in data.draw(some)]
    for muscle in data.draw(st.lists(st.sampled_from(sorted(kb.muscles)), max_size=5, unique=True)):
        side = "right" if kb.muscles[muscle].sided else "midline"
        entries.append(grade(muscle, side, data.draw(st.sampled_from(GRADES))))
    for point in data.draw(st.lists(st.sampled_from(sorted(kb.sensory)), max_size=3, unique=True)):
        entries.append(sensory(point, "left", "reduced"))
    for test in data.draw(st.lists(st.sampled_from(sorted(kb.tests)), max_size=3, unique=True)):
        said = data.draw(st.sampled_from(kb.tests[test].outcomes or ("",)))
        entries.append(outcome(test, Result(test=test, outcome=said)))
    first = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 1, 1)).apply(*entries)
    back = _again(kb, first)
    assert {f: a.state for f, a in back.answers.items()} == {f: a.state for f, a in first.answers.items()}
    assert {k: g.grade for k, g in back.grades.items()} == {k: g.grade for k, g in first.grades.items()}
    assert back.sensation.keys() == first.sensation.keys()
    assert {k: o.outcome for k, o in back.outcomes.items()} == {
        k: o.outcome for k, o in first.outcomes.items()
    }


def test_nothing_in_it_names_the_patient(kb: KnowledgeBase) -> None:
    patient = Patient(
        id="internal-7", name="Zebedee Quill", phone="0700 123", address="12 Elm Row",
        identifiers=("NHS 44",),
        birth_date=datetime(1970, 5, 17).date(), sex="male", carer="Dougal",
    )  # fmt: skip
    encounter = Encounter(id="e", patient=patient, started=datetime(2026, 1, 1)).apply(
        answer("ptosis", State.PRESENT, note="Zebedee says so"),
        note("history", "Mr Quill of Elm Row"),
        medication(Medication(name="pyridostigmine", drug="", detail="from Dr Dougal")),
        outcome("mri-brain", Result(test="mri-brain", outcome="", text="Quill, Z")),
    )
    text = json.dumps(write_case(kb, encounter))
    for word in ("Zebedee", "Quill", "0700", "Elm", "NHS", "1970", "Dougal", "internal-7"):
        assert word not in text
    assert "P55Y" in text
