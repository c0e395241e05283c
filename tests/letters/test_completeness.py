"""The eighteen features: all of them where the record holds them, each missing one named in a sentence."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from mwdesk.domain.encounter import (
    Encounter,
    Entry,
    Measurement,
    State,
    answer,
    grade,
    measurement,
    note,
    reflex,
    safety,
)
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import SAFETY_QUESTIONS, Feature
from mwdesk.letters import KINDS, review
from tests.letters.conftest import CLINIC, NOW, ROUTINE, alarmed

_NOTES = ("to", "question", "change", "function", "impression", "past", "family", "social")
_CARE = ("treatment", "told", "telephoned", "telephoned_when", "allergies")


@pytest.fixture
def whole(kb: KnowledgeBase, encounter: Encounter) -> Encounter:
    """The plain patient with everything that readers look for."""
    sides = ("right", "left")
    core = [r.id for r in kb.reflexes.values() if r.core]
    values = [
        Measurement(
            analyte=a, label=a.upper(), value=90, unit=u, text="90", low=60, high=200, day="2024-05-16"
        )
        for a, u in (("egfr", "mL/min"), ("ck", "U/L"), ("inr", ""))
    ]
    ratio = dataclasses.replace(values[2], value=1.0, text="1.0", unit="ratio", low=0.9, high=1.2)
    return encounter.apply(
        *(note(name, f"The {name} in words") for name in (*_NOTES, *_CARE)),
        answer("progressive-weakness", State.PRESENT),
        *(grade(m, s, "4") for m in ("elbow-flexion", "knee-extension") for s in sides),
        *(reflex(r, s, kb.reflexes[r].values[0]) for r in core for s in sides),
        *(safety(name, State.ABSENT) for name in SAFETY_QUESTIONS),
        *(measurement(value) for value in (*values[:2], ratio)),
    )


def reviewed(kb: KnowledgeBase, encounter: Encounter, **options: Any) -> dict[str, Feature]:
    assessment = options.pop("assessment", ROUTINE)
    return {f.id: f for f in review(kb, encounter, assessment, CLINIC, NOW, **options)}


def without(encounter: Encounter, *prefixes: str) -> Encounter:
    notes = [p for p in prefixes if p.startswith("note/")]
    others = tuple(p for p in prefixes if p not in notes)
    keys = [key for key in encounter.entries if key in notes or key.startswith(others)]
    return encounter.apply(*(Entry(key=key, value=None) for key in keys))


@pytest.mark.parametrize("urgency", [Urgency.ROUTINE, Urgency.EMERGENCY])
def test_a_whole_record_holds_all_eighteen(kb: KnowledgeBase, whole: Encounter, urgency: Urgency) -> None:
    assessment = ROUTINE if urgency is Urgency.ROUTINE else alarmed(urgency)
    found = reviewed(kb, whole, assessment=assessment)
    assert len(found) == 18
    assert {f.id: f.missing for f in found.values() if f.missing} == {}


@pytest.mark.parametrize(
    ("gone", "feature", "said"),
    [
        (("note/telephoned",), "urgency", "who was telephoned"),
        (("note/to",), "reader", "to whom"),
        (("note/question",), "question", "No question"),
        (("note/change",), "change", "will change"),
        (("finding/onset", "note/duration"), "tempo", "how long"),
        (("finding/progressive-weakness",), "tempo", "gets worse"),
        (("finding/paraparesis", "finding/symmetric"), "distribution", "where"),
        (("note/function",), "function", "no longer do"),
        (("mrc/elbow-flexion/left",), "power", "left arm"),
        (("reflex/knee-jerk/right",), "reflexes", "knee"),
        (("sensory/",), "sensation", "Sensation not tested"),
        (("lab/",), "results", "No earlier result"),
        (("safety/pacemaker",), "safety", "Not asked: Pacemaker or ICD."),
        (("note/impression",), "impression", "impression"),
        (("note/allergies", "safety/allergy"), "medicines", "allergies"),
        (("note/social",), "background", "work and home"),
        (("note/told",), "care", "what the patient was told"),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(
    kb: KnowledgeBase, whole: Encounter, gone: tuple[str, ...], feature: str, said: str
) -> None:
    found = reviewed(kb, without(whole, *gone), assessment=alarmed(Urgency.EMERGENCY))
    assert said in found[feature].missing and found[feature].missing.endswith(".")
    others = {f.id for f in found.values() if f.missing} - {feature}
    assert others <= {"safety"} if feature in ("results", "medicines") else not others


@pytest.mark.parametrize(
    ("change", "feature", "said"),
    [({"identifiers": ()}, "identity", "identifier"), ({"interpreter": None}, "contact", "interpreter")],
)
def test_a_patient_in_part_known_is_said(
    kb: KnowledgeBase, whole: Encounter, change: dict[str, Any], feature: str, said: str
) -> None:
    found = reviewed(kb, dataclasses.replace(whole, patient=dataclasses.replace(whole.patient, **change)))
    assert said in found[feature].missing


def test_a_value_without_its_unit_date_or_range_is_named(kb: KnowledgeBase, whole: Encounter) -> None:
    bare = Measurement(analyte="", label="Odd value", value=3, unit="", text="3")
    read = dataclasses.replace(measurement(bare), by="import")
    said = reviewed(kb, whole.apply(read))["results"].missing
    assert said.count("Odd value") == 3 and "date" in said and "unit" in said and "range" in said
    typed = reviewed(kb, whole.apply(measurement(bare)))["results"].missing
    assert typed.count("Odd value") == 2 and "date" not in typed, "what is typed at a visit is of that day"


def test_own_words_count_as_holding_what_they_stand_for(kb: KnowledgeBase, encounter: Encounter) -> None:
    before = reviewed(kb, encounter)
    after = reviewed(kb, encounter, edits={"question": "Please take over today."})
    assert before["question"].missing and not after["question"].missing and not after["change"].missing


def test_an_empty_record_says_of_every_kind_what_it_lacks(kb: KnowledgeBase, encounter: Encounter) -> None:
    blank = dataclasses.replace(encounter, entries={})
    for kind in KINDS:
        found = reviewed(kb, blank, kind=kind)
        assert len(found) >= 4, kind
        lacking = [f for f in found.values() if f.missing]
        assert len(lacking) >= len(found) - 3, kind
