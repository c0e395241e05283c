"""The reason of a test names what it would show for the cause that asks for it."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain.encounter import State, answer
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow import Session
from mwdesk.workflow.path import next_step
from mwdesk.workflow.words import first_sentence

CLAUDICATION = (
    "true-weakness",
    "neurogenic-claudication",
    "lower-limb-weakness",
    "back-pain",
    "onset-months-years",
)
OCULAR = ("ptosis", "diplopia", "fatigable-weakness", "true-weakness", "onset-months-years")


@pytest.fixture
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.mark.parametrize("told", [CLAUDICATION, OCULAR])
def test_a_test_speaks_first_for_a_leading_cause_that_asks_for_it(
    session: Session, told: tuple[str, ...]
) -> None:
    view = session.record(*(answer(f, State.PRESENT) for f in told if f in session.kb.findings))
    leading = [c.id for c in view.assessment.conditions[:5]]
    checked = 0
    for test in view.assessment.next_tests:
        asking = [c for c in leading if any(s.test == test.id for s in session.kb.conditions[c].pathway)]
        if test.separates and asking:
            assert test.separates[0] in asking, (test.id, test.why)
            checked += 1
    assert checked


def test_a_bedside_test_that_was_answered_is_not_proposed(session: Session) -> None:
    told = [answer(f, State.PRESENT) for f in OCULAR]
    view = session.record(*told)
    assert "ice-pack-test" in [t.id for t in view.assessment.next_tests]
    view = session.record(answer("ice-pack-test-positive", State.ABSENT))
    assert "ice-pack-test" not in [t.id for t in view.assessment.next_tests]
    assert "ice-pack-test" not in [s.id for s in view.panel.all_steps]


def test_the_first_words_of_every_emergency_say_enough_to_act(kb: KnowledgeBase) -> None:
    short = {
        rule.id: first_sentence(rule.action)[0]
        for rule in kb.alerts.values()
        if rule.urgency is Urgency.EMERGENCY and len(first_sentence(rule.action)[0]) < 16
    }
    assert not short


def test_panel_and_history_ask_the_same_first(session: Session) -> None:
    view, met = session.view(), 0
    for _turn in range(12):
        step = next_step(session.kb, view)
        if step is None:
            break
        asked = [s for s in view.panel.next_steps if s.section.startswith("history.")]
        if asked:
            assert asked[0].id in {q.finding for q in step.questions}
            met += 1
        view = session.record(answer(step.questions[0].finding, State.PRESENT))
    assert met > 5
