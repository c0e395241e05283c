"""Two causes at once: offered where each explains what the other cannot, and not otherwise."""

from __future__ import annotations

import pytest

from mwdesk.domain.assessment import Assessment, Context, Findings, Observed
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning import assess


def _typical(kb: KnowledgeBase, *causes: str) -> Assessment:
    """Somebody who has the most telling of what is usual in each of these causes."""
    observed: dict[str, Observed] = {}
    for cause in causes:
        rows = [r for r in kb.conditions[cause].findings.values() if r.p >= 0.6]
        rows.sort(key=lambda r: kb.findings[r.finding].background / r.p)
        for row in rows[:8]:
            if not kb.findings[row.finding].section.startswith("lab"):
                observed[row.finding] = Observed(
                    finding=row.finding, state=State.PRESENT, origin=("answered",)
                )
    return assess(kb, Findings(observed=observed, age=60, sex="female"), Context())


@pytest.mark.parametrize(
    ("first", "second"),
    [("generalised-myasthenia", "lumbar-radiculopathy"), ("dermatomyositis", "carpal-tunnel")],
)
def test_two_causes_that_share_nothing_are_offered_together(
    kb: KnowledgeBase, first: str, second: str
) -> None:
    offered = _typical(kb, first, second).together
    assert {first, second} in [{pair.first, pair.second} for pair in offered]
    assert all(len(pair.explains) >= 2 for pair in offered)


def test_a_typical_picture_of_one_cause_asks_for_no_second(kb: KnowledgeBase) -> None:
    offered = [c for c in kb.conditions if _typical(kb, c).together]
    assert len(offered) <= 0.02 * len(kb.conditions), offered


def test_the_second_is_no_relative_of_the_first(kb: KnowledgeBase) -> None:
    for pair in _typical(kb, "gbs", "carpal-tunnel").together:
        assert kb.conditions[pair.second].parent != pair.first
        assert kb.conditions[pair.first].parent != pair.second
