"""In an emergency its own bedside tests come first; nothing that nobody asked is called absent or routine."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain import encounter as record
from mwdesk.domain.assessment import Outcome
from mwdesk.domain.encounter import (
    Decision,
    Measurement,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    outcome,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow import Session, View

CRISIS = ("true-weakness", "fatigable-weakness", "ptosis", "diplopia", "dysphagia", "head-drop", "dyspnoea")


@pytest.fixture
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


def crisis(session: Session) -> View:
    return session.record(*(answer(f, State.PRESENT) for f in CRISIS))


def test_the_breath_count_comes_before_any_question(session: Session) -> None:
    steps = crisis(session).panel.next_steps
    assert steps[0].id == "single-breath-count"
    assert steps[0].where == "here"
    assert steps[0].why in steps[0].note, "why a test is done now belongs to that test"
    ids = [s.id for s in session.view().panel.all_steps if s.kind == "test"]
    assert len(ids) == len(set(ids)), "told twice"


def test_a_test_that_is_done_decided_or_not_there_is_not_next(session: Session) -> None:
    first = crisis(session).panel.next_steps[0]
    said = Verdict(kind="test", id=first.id, decision=Decision.ACCEPTED)
    view = session.record(verdict(said))
    assert first.id not in [s.id for s in view.panel.next_steps]
    assert first.id in [s.id for s in view.panel.all_steps], "the plan still holds it"
    view = session.record(verdict(None, kind="test", ident=first.id))
    assert view.panel.next_steps[0].id == first.id
    view = session.record(
        outcome(first.id, record.TestOutcome(test=first.id, outcome=session.kb.tests[first.id].outcomes[0]))
    )
    assert first.id not in [s.id for s in view.panel.all_steps]


def test_a_warning_that_stands_is_no_reason_to_ask_for_more(session: Session) -> None:
    view = crisis(session)
    standing = [a.title for a in view.panel.alerts]
    for step in view.panel.all_steps:
        if step.kind == "finding":
            assert not any(title in step.note for title in standing), step


def test_an_alert_that_the_ranking_does_not_believe_says_so(session: Session) -> None:
    view = crisis(session)
    chance = {c.id: c.band for c in view.assessment.conditions}
    doubted = [a for a in view.panel.alerts if a.doubt]
    for alert in view.panel.alerts:
        meant = [s for s in alert.suspects if chance.get(s, "unlikely") != "unlikely"]
        if not meant and alert.suspects:
            assert alert in doubted
    view = session.record(
        *(answer(f, State.PRESENT) for f in ("onset-months-years", "ocular-only-weakness")),
        answer("respiratory-muscle-weakness", State.ABSENT),
    )
    named = next((a for a in view.panel.alerts if "Myasthenic crisis" in a.title), None)
    if named is not None:
        band = {c.id: c.band for c in view.assessment.conditions}.get("myasthenic-crisis", "unlikely")
        assert bool(named.doubt) == (band == "unlikely")


def test_not_asked_is_not_absent(session: Session) -> None:
    values = (("ck", 2560.0, "U/L"), ("potassium", 5.4, "mmol/L"), ("calcium", 2.9, "mmol/L"))
    view = session.record(
        *(
            measurement(Measurement(analyte=a, label=a, value=v, unit=u, text=str(v)))
            for a, v, u in values
            if a in session.kb.analytes
        )
    )
    assert "No weakness, true or felt, is on record" not in view.panel.sentence
    if view.assessment.outcome is Outcome.OUTSIDE_SCOPE:
        assert view.panel.sentence.startswith("Nobody asked yet whether strength is lost.")
    asked = session.record(
        answer("true-weakness", State.ABSENT), answer("fatigue-without-weakness", State.ABSENT)
    )
    if asked.assessment.outcome is Outcome.OUTSIDE_SCOPE:
        assert asked.panel.sentence.startswith("No weakness, true or felt, is on record")


def test_too_little_is_not_routine(session: Session) -> None:
    view = session.view()
    assert view.panel.urgency is Urgency.ROUTINE
    assert not view.panel.judged
    assert view.panel.open_flags, "what would have to be asked first"
    assert crisis(session).panel.judged


def test_a_conflict_names_its_finding(session: Session) -> None:
    view = session.record(answer("true-weakness", State.ABSENT), grade("elbow-flexion", "right", "3"))
    (line,) = [c for c in view.panel.conflicts if "elbow flexion" in c]
    assert line.startswith("Objective loss of strength: ")


def test_a_critical_value_brings_its_act_and_tests_before_any_question(session: Session) -> None:
    crisis(session)
    low = Measurement(analyte="spo2", label="SpO2", value=86.0, unit="%", text="86")
    denied = ("anticholinesterase-use", "cholinergic-excess")
    view = session.record(measurement(low), *(answer(f, State.ABSENT) for f in denied))
    steps = view.panel.next_steps
    assert [s.kind for s in steps] == ["alert", "test", "test"], steps
    assert steps[0].label.startswith("Oxygen"), "what to do about the value, not only that it is critical"
    assert {"single-breath-count", "swallow-assessment"} == {s.id for s in steps[1:]}
    asked = [s.id for s in view.panel.all_steps if s.kind == "finding"]
    remote = [s for s in ("small-pupils",) if s in asked]
    assert all(asked.index(s) > 2 for s in remote), "its cause is remote and its other signs were denied"


def test_an_emergency_set_aside_brings_nothing(session: Session) -> None:
    crisis(session)
    low = Measurement(analyte="spo2", label="SpO2", value=86.0, unit="%", text="86")
    view = session.record(measurement(low))
    refused = (Verdict(kind="alert", id=a.id, decision=Decision.REFUSED) for a in view.panel.alerts)
    view = session.record(*(verdict(v) for v in refused))
    assert "alert" not in [s.kind for s in view.panel.all_steps]
