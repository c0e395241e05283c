"""A cause that needs a rare exposure waits until somebody asked for it; asking is never punished."""

from __future__ import annotations

from datetime import datetime

from mwdesk.domain.assessment import Context
from mwdesk.domain.encounter import Encounter, Patient, State, answer, grade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning import assess, interpret
from mwdesk.reasoning.index import GATED, prepare


def share(kb: KnowledgeBase, condition: str, **answers: State) -> float:
    encounter = Encounter(id="e", patient=Patient(id="p", age_years=50), started=datetime(2026, 1, 1)).apply(
        *(answer(name.replace("_", "-"), state) for name, state in answers.items())
    )
    found = assess(kb, interpret(kb, encounter), Context()).conditions
    return next((c.probability for c in found if c.id == condition), 0.0)


WEAK = {
    "proximal_weakness": State.PRESENT,
    "true_weakness": State.PRESENT,
    "onset_weeks_months": State.PRESENT,
}


def test_a_drug_myopathy_leads_only_once_the_drug_is_known(kb: KnowledgeBase) -> None:
    index = prepare(kb)
    gated = {kb_id for at, exposure, _ in index.gates if exposure == "hydroxychloroquine-use"
             for kb_id in [index.conditions[at].id]}  # fmt: skip
    assert gated, "no condition needs this drug"
    for condition in gated:
        unasked = share(kb, condition, **WEAK)
        taken = share(kb, condition, **WEAK, hydroxychloroquine_use=State.PRESENT)
        denied = share(kb, condition, **WEAK, hydroxychloroquine_use=State.ABSENT)
        assert denied <= unasked < taken


def test_a_gate_stands_only_where_the_exposure_is_rare_and_needed(kb: KnowledgeBase) -> None:
    for at, exposure, weight in prepare(kb).gates:
        assert weight < 0
        assert kb.findings[exposure].section in GATED
        condition = prepare(kb).conditions[at]
        assert condition.findings[exposure].p > kb.findings[exposure].background, condition.id


def drops(kb: KnowledgeBase, *, hip: str, ankle: str) -> State | None:
    encounter = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 1, 1)).apply(
        grade("hip-flexion", "right", hip), grade("ankle-dorsiflexion", "right", ankle)
    )
    return interpret(kb, encounter).state("foot-drop")


def test_a_foot_drops_only_where_it_stands_out(kb: KnowledgeBase) -> None:
    assert drops(kb, hip="5", ankle="2") is State.PRESENT
    assert drops(kb, hip="2", ankle="2") is None, "a limb weak throughout says nothing of a dropped foot"
    assert drops(kb, hip="4", ankle="2") is State.PRESENT
