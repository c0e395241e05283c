"""What a test's outcome says, and what it would say: P(outcome | condition) for every test and condition."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mwdesk.domain.assessment import Findings
from mwdesk.domain.knowledge import OutcomeProbability, Test
from mwdesk.reasoning.index import Index, clamp


@dataclass(frozen=True, slots=True)
class Table:
    """One test: for each outcome a column over conditions; for a condition they sum to 1."""

    test: Test
    outcomes: tuple[str, ...]
    columns: tuple[tuple[float, ...], ...]
    certainty: tuple[float, ...]  # by condition: sum of p ln p over outcomes, in nats (0 or less)
    informed: frozenset[int]  # conditions with rows of their own
    silent: tuple[float, ...]  # by outcome: its chance in every other condition
    silent_certainty: float


def usual_outcome(test: Test) -> str:
    """The outcome of somebody without any of the conditions the test looks for."""
    return test.usual


def _without(index: Index, test: Test, outcomes: tuple[str, ...]) -> dict[str, float]:
    """P(outcome) where a condition says nothing: mostly the usual one.

    An outcome is no likelier there than among the look-alikes of what the test is for: these resemble it.
    """
    usual = usual_outcome(test)
    rest = _unusual(index, outcomes)
    out = {outcome: rest for outcome in outcomes if outcome != usual}
    for rows in test.in_look_alikes.values():
        for row in rows:
            if row.outcome in out:
                out[row.outcome] = min(out[row.outcome], row.p)
    if usual in outcomes:
        out[usual] = max(index.settings.outcome_floor, 1 - sum(out.values()))
    return _scaled(out, index.settings.outcome_floor)


def _unusual(index: Index, outcomes: Sequence[str]) -> float:
    """P of any one outcome but the usual one, where nothing is said of it."""
    return (1 - index.settings.outcome_default_normal) / max(len(outcomes) - 1, 1)


def _completed(index: Index, test: Test, known: Sequence[OutcomeProbability]) -> dict[str, float]:
    """A condition's own row, whole: what it leaves of 1 goes to the usual outcome, if that is unsaid.

    Else an outcome that is not named gets no more than the unusual ones get anywhere, and the rest goes to
    those that are named, in their proportion.
    """
    row = {one.outcome: one.p for one in known if one.outcome in test.outcomes}
    missing = [outcome for outcome in test.outcomes if outcome not in row]
    spare = max(0.0, 1 - sum(row.values()))
    usual = usual_outcome(test)
    if usual in missing:
        return {**row, **dict.fromkeys(missing, 0.0), usual: spare}
    each = min(_unusual(index, test.outcomes), spare / len(missing)) if missing else 0.0
    said = sum(row.values())
    if said > 0:
        row = {outcome: p * (1 - each * len(missing)) / said for outcome, p in row.items()}
    return {**row, **dict.fromkeys(missing, each)}


def _scaled(row: dict[str, float], floor: float) -> dict[str, float]:
    raised = {outcome: max(floor, p) for outcome, p in row.items()}
    total = sum(raised.values()) or 1.0
    return {outcome: p / total for outcome, p in raised.items()}


def build_table(index: Index, test: Test) -> Table | None:
    """The table of one test, or None where it has no outcomes to tell apart."""
    outcomes = test.outcomes
    if len(outcomes) < 2:
        return None
    default = _without(index, test, outcomes)
    floor = index.settings.outcome_floor
    rows: list[dict[str, float]] = []
    informed = set()
    for at, condition in enumerate(index.conditions):
        known = condition.outcomes.get(test.id)
        if not known:
            rows.append(default)
            continue
        informed.add(at)
        rows.append(_scaled(_completed(index, test, known), floor))
    return Table(
        test=test,
        outcomes=outcomes,
        columns=tuple(tuple(row[outcome] for row in rows) for outcome in outcomes),
        certainty=tuple(sum(p * math.log(p) for p in row.values()) for row in rows),
        informed=frozenset(informed),
        silent=tuple(default[outcome] for outcome in outcomes),
        silent_certainty=sum(p * math.log(p) for p in default.values()),
    )


def tables(index: Index) -> dict[str, Table]:
    """All tests' tables, made at first use."""
    if not index.tests_ready:
        for test in index.kb.tests.values():
            table = build_table(index, test)
            if table is not None:
                index.tables[test.id] = table
        index.tests_ready.append(True)
    return index.tables


def outcome_weights(index: Index, findings: Findings) -> list[list[float]]:
    """By test with a known outcome: ln(P(outcome | condition) / P(outcome on average)), capped."""
    out: list[list[float]] = []
    for test, outcome in sorted(findings.outcomes.items()):
        table = tables(index).get(test)
        if table is None or outcome not in table.outcomes:
            continue
        column = table.columns[table.outcomes.index(outcome)]
        average = sum(column) / len(column)
        # A result may outweigh any single sign, so its cap is wider than that of a finding.
        cap = 1.5 * index.settings.finding_cap
        out.append([clamp(math.log(p / average), cap) for p in column])
    return out
