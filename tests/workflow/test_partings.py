"""The next steps name the muscle that parts two places, in words, and lead to the examination."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain.encounter import State, answer, grade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow import Session
from mwdesk.workflow.next_steps import PARTING_INTEREST


@pytest.fixture
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


def test_a_foot_drop_asks_for_ankle_inversion(kb: KnowledgeBase, session: Session) -> None:
    session.record(
        *(answer(f, State.PRESENT) for f in ("foot-drop", "true-weakness", "onset-days-weeks")),
        grade("ankle-dorsiflexion", "left", "1"),
        grade("great-toe-extension", "left", "1"),
    )
    steps = session.view().panel.all_steps
    step = next(s for s in steps if s.label == "Grade left ankle inversion")
    assert step.id == "examination"
    assert "L5 root" in step.note
    assert step in session.view().panel.next_steps


def test_places_that_nobody_thinks_of_are_not_parted(kb: KnowledgeBase, session: Session) -> None:
    session.record(
        *(answer(f, State.PRESENT) for f in ("true-weakness", "fatigable-weakness", "ptosis", "diplopia")),
        grade("elbow-flexion", "left", "4"),
        grade("shoulder-abduction", "left", "4"),
        grade("elbow-flexion", "right", "5"),
    )
    view = session.view()
    chance = {s.id.replace("-", "_"): s.probability for s in view.assessment.sites}
    least = PARTING_INTEREST
    dull = [
        p
        for p in view.assessment.partings
        if max(chance[kb.localisation[n].site] for n in (p.touched_in, p.spared_in)) < least
    ]
    assert dull, "the reasoning would part places that nobody thinks of"
    told = [s for s in view.panel.all_steps if s.kind == "place"]
    assert len(told) == len(view.assessment.partings) - len(dull)
