"""What a test would say in each cause: whole, and no surprise where nothing was written."""

from __future__ import annotations

import pytest

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.index import prepare
from mwdesk.reasoning.outcomes import Table, tables


@pytest.fixture
def made(kb: KnowledgeBase) -> dict[str, Table]:
    return tables(prepare(kb))


def test_in_every_cause_the_outcomes_sum_to_one(made: dict[str, Table]) -> None:
    for ident, table in made.items():
        for row in zip(*table.columns, strict=True):
            assert sum(row) == pytest.approx(1.0), ident
            assert min(row) > 0, ident


def test_where_a_cause_says_nothing_the_usual_outcome_leads(made: dict[str, Table]) -> None:
    for ident, table in made.items():
        if table.test.usual not in table.outcomes:
            continue
        usual = table.columns[table.outcomes.index(table.test.usual)]
        silent = set(range(len(usual))) - table.informed
        assert all(usual[at] >= 0.8 for at in silent), ident


def test_what_a_cause_leaves_unsaid_stays_small(kb: KnowledgeBase, made: dict[str, Table]) -> None:
    index = prepare(kb)
    for ident, table in made.items():
        for at in table.informed:
            named = {row.outcome for row in index.conditions[at].outcomes[ident]}
            for outcome, column in zip(table.outcomes, table.columns, strict=True):
                if outcome not in named and outcome != table.test.usual and named:
                    assert column[at] <= 0.16, (ident, index.conditions[at].id, outcome)
