"""What the program was asked to cover is there and can be reached: each row of coverage.csv says by what."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from mwdesk.domain.criterion_rules import read_rule
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.page import KINDS, build_page

PLACE = Path(__file__).with_name("coverage.csv")
ROWS = list(csv.DictReader(PLACE.read_text(encoding="utf-8").splitlines()))
KINDS_ASKED = {
    "cause": 59,
    "history_and_examination": 9,
    "investigation": 7,
    "treatment": 11,
    "advice": 14,
    "red_flag": 6,
    "new": 22,
}


def _reached(kb: KnowledgeBase, kind: str, ident: str) -> bool:
    """Whether somebody's record can lead there."""
    match kind:
        case "condition":
            c = kb.conditions[ident]
            own = [row for row in c.findings.values() if row.origin == f"condition:{ident}"]
            return len(own) >= 3 and bool(c.pathway or c.outcomes) and bool(c.summary)
        case "finding":
            f = kb.findings[ident]
            return bool(f.ask) and any(ident in c.findings for c in kb.conditions.values())
        case "test":
            return bool(kb.tests[ident].outcomes) and any(
                ident in c.outcomes or any(step.test == ident for step in c.pathway)
                for c in kb.conditions.values()
            )
        case "alert":
            alert = kb.alerts[ident]
            return bool(alert.action) and all(
                atom.name in kb.findings for atom in read_rule(alert.rule).atoms()
            )
        case "treatment":
            return bool(kb.treatments[ident].detail)
        case "advice":
            return bool(kb.advice[ident].points)
    return False


def test_nothing_that_was_asked_for_fell_out_of_the_table() -> None:
    found = {kind: sum(row["kind"] == kind for row in ROWS) for kind in {row["kind"] for row in ROWS}}
    assert found == KINDS_ASKED
    assert all(row["met_by"] for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["named_item"][:40])
def test_what_was_asked_for_is_met(kb: KnowledgeBase, row: dict[str, str]) -> None:
    for key in row["met_by"].split(";"):
        kind, _, ident = key.partition(":")
        assert _reached(kb, kind, ident), key
        if kind in KINDS:
            assert build_page(kb, key).title
