"""What parts two neighbouring places: named only while untested, and only where the places disagree."""

from __future__ import annotations

from datetime import datetime

import pytest

from mwdesk.domain.assessment import Assessment, Context
from mwdesk.domain.encounter import Encounter, Entry, Patient, grade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning import assess, interpret


def _after(kb: KnowledgeBase, *entries: Entry) -> Assessment:
    encounter = Encounter(id="e", patient=Patient(id="p", age_years=50), started=datetime(2026, 1, 1))
    return assess(kb, interpret(kb, encounter.apply(*entries)), Context())


FOOT = ("ankle-dorsiflexion", "great-toe-extension")
WRIST = ("wrist-extension", "finger-extension")


@pytest.mark.parametrize(
    ("weak", "side", "asked"),
    [
        (FOOT, "left", "ankle-inversion"),
        (FOOT, "right", "ankle-inversion"),
        (WRIST, "right", "elbow-extension"),
    ],
)
def test_the_classical_muscle_is_asked_for(
    kb: KnowledgeBase, weak: tuple[str, ...], side: str, asked: str
) -> None:
    found = _after(kb, *(grade(m, side, "2") for m in weak)).partings
    assert (asked, side) in {(p.id, p.side) for p in found}


def test_once_graded_it_is_not_asked_again(kb: KnowledgeBase) -> None:
    weak = [grade(m, "left", "2") for m in FOOT]
    found = _after(kb, *weak, grade("ankle-inversion", "left", "3")).partings
    assert "ankle-inversion" not in {p.id for p in found}


def test_the_two_places_say_opposite_things_of_it(kb: KnowledgeBase) -> None:
    for weak in (FOOT, WRIST):
        for p in _after(kb, *(grade(m, "right", "2") for m in weak)).partings:
            touched, spared = kb.localisation[p.touched_in], kb.localisation[p.spared_in]
            if p.kind == "muscle":
                assert f":{p.id}" in touched.must_weak + touched.supportive + touched.must_signs
                assert f":{p.id}" in spared.must_spared + spared.must_not


def test_without_a_weak_muscle_nothing_is_parted(kb: KnowledgeBase) -> None:
    assert _after(kb, grade("hip-flexion", "right", "5")).partings == ()


def test_weakness_alike_on_both_sides_is_in_no_one_nerve(kb: KnowledgeBase) -> None:
    both = [grade(m, side, "3") for m in FOOT for side in ("right", "left")]
    assert _after(kb, *both).partings == ()
