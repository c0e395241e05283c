"""The next steps name the muscle that parts two places, in words, and lead to the examination."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain.encounter import State, answer, grade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow import Session


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
