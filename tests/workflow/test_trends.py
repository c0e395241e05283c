"""Numbers over the visits, and what changed in words: only what was looked at twice can have changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk import paths
from mwdesk.domain.encounter import (
    GRADE_NUMBERS,
    Encounter,
    Entry,
    Measurement,
    Medication,
    Patient,
    State,
    answer,
    grade,
    measurement,
    medication,
    reflex,
    sensory,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow.since import changes
from mwdesk.workflow.trends import SUM_SCORE, trends


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """The shipped knowledge: units, names and groups as they are."""
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


START = datetime(2026, 11, 1, 9)


def visit(days: int, *entries: Entry) -> Encounter:
    patient = Patient(id="p", sex="male", age_years=40)
    return Encounter(id=f"v{days}", patient=patient, started=START + timedelta(days=days)).apply(*entries)


def ck(value: float, unit: str = "U/L", day: str = "") -> Entry:
    return measurement(Measurement(analyte="ck", label="CK", value=value, unit=unit, day=day))


def all_groups(kb: KnowledgeBase, value: str) -> list[Entry]:
    return [grade(m.id, s, value) for m in kb.muscles.values() if m.in_sum_score for s in ("right", "left")]


def said(kb: KnowledgeBase, before: Encounter, now: Encounter) -> dict[str, str]:
    return {c.title: c.words for c in changes(kb, before, now)}


def test_one_value_is_no_trend_and_two_are(kb: KnowledgeBase) -> None:
    assert not trends(kb, (visit(0, ck(8200)), visit(7)))
    (trend,) = trends(kb, (visit(7, ck(1200)), visit(0, ck(8200, day="2026-10-30"))))
    assert [p.text for p in trend.points] == ["8200", "1200"]
    assert trend.points[0].day == date(2026, 10, 30), "the day on the slip, not that of the visit"
    assert (trend.unit, trend.high) == ("U/L", 320)
    assert "8200 on 30 October 2026" in trend.sentence()
    assert "usual" in trend.sentence()


def test_units_are_brought_together(kb: KnowledgeBase) -> None:
    (trend,) = trends(kb, (visit(0, ck(10, "ukat/L")), visit(7, ck(300))))
    assert [p.value for p in trend.points] == [600.0, 300.0]


def test_the_sum_score_is_followed_only_where_it_is_whole(kb: KnowledgeBase) -> None:
    whole = visit(0, *all_groups(kb, "5")), visit(7, *all_groups(kb, "3"))
    (trend,) = trends(kb, whole)
    assert trend.id == SUM_SCORE
    assert [p.text for p in trend.points] == ["60", "36"]
    assert not trends(kb, (whole[0], visit(7, *all_groups(kb, "3")[:-1])))


def test_what_changed_is_told_and_what_was_not_looked_at_is_not(kb: KnowledgeBase) -> None:
    before = visit(
        0,
        answer("ptosis", State.PRESENT),
        answer("dysphagia", State.ABSENT),
        answer("diplopia", State.PRESENT),
        grade("hip-flexion", "right", "4"),
        grade("knee-extension", "right", "3"),
        grade("elbow-flexion", "left", "2"),
        reflex("knee-jerk", "right", "normal"),
        ck(8200),
    )
    now = visit(
        7,
        answer("ptosis", State.ABSENT),
        answer("dysphagia", State.PRESENT),
        grade("hip-flexion", "right", "3"),
        grade("knee-extension", "right", "4-"),
        reflex("knee-jerk", "right", "absent"),
        ck(1200),
        medication(Medication(name="Prednisolone")),
    )
    told = said(kb, before, now)
    assert told["Weaker"] == "right hip flexion 4 to 3"
    assert told["Stronger"] == "right knee extension 3 to 4-"
    assert told["New"] == "difficulty swallowing"
    assert told["No longer"] == "ptosis"
    assert "knee jerk normal to absent" in told["Reflexes"]
    assert told["Values"] == "Creatine kinase 8200 to 1200 U/L"
    assert told["Medicines not on the last list"] == "Prednisolone"
    assert told["Not graded again"] == "1 movement that was weak"
    assert "double vision" in told["Not asked again"].lower() or "diplopia" in told["Not asked again"].lower()
    assert changes(kb, before, now)[0].kind == "worse"


def test_the_same_twice_is_no_change(kb: KnowledgeBase) -> None:
    entries = (answer("ptosis", State.PRESENT), grade("hip-flexion", "right", "4"), ck(300))
    assert changes(kb, visit(0, *entries), visit(7, *entries)) == ()


@given(st.sampled_from(sorted(GRADE_NUMBERS)), st.sampled_from(sorted(GRADE_NUMBERS)))
def test_weaker_and_stronger_are_opposites(kb: KnowledgeBase, first: str, second: str) -> None:
    one, other = visit(0, grade("hip-flexion", "left", first)), visit(1, grade("hip-flexion", "left", second))
    there, back = said(kb, one, other), said(kb, other, one)
    assert ("Weaker" in there) == ("Stronger" in back)
    assert ("Weaker" in there) == (GRADE_NUMBERS[second] < GRADE_NUMBERS[first])
    assert not {"Weaker", "Stronger"} <= set(there)


def test_places_keep_their_capitals_and_what_tells_them_apart(kb: KnowledgeBase) -> None:
    before = visit(0, sensory("derm-l5", "right", "normal"), grade("finger-flexion-index", "left", "5"))
    now = visit(9, sensory("derm-l5", "right", "absent"), grade("finger-flexion-index", "left", "4"))
    told = said(kb, before, now)
    assert told["Sensation"] == "right L5 dermatome normal to absent"
    assert told["Weaker"] == f"left {_small(kb.muscles['finger-flexion-index'].name)} 5 to 4"


def _small(name: str) -> str:
    return name[0].lower() + name[1:]
