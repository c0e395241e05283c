"""Tests that are better left for later, and why."""

from __future__ import annotations

from collections.abc import Sequence

from mwdesk.domain.assessment import Context, Findings, NotYet
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import Test, Tier
from mwdesk.reasoning.index import Index
from mwdesk.reasoning.rank import Ranking

LIMIT = 8
CONSIDERED = 24  # tests by worth among which somebody might be tempted
HEAVY = 3.0  # invasiveness from which a test waits for the lighter ones it should follow
_EARLY = ("onset-seconds-hours", "onset-hours-days")


def not_yet(
    index: Index,
    findings: Findings,
    context: Context,
    ranking: Ranking,
    tests: Sequence[Test],
    done: frozenset[str],
) -> tuple[NotYet, ...]:
    """At most a few tests somebody may be tempted to order, each with the reason to wait; worthiest first."""
    out = []
    for test in tests[:CONSIDERED]:
        why = reason(index, findings, context, ranking, test, pending_before(index, done, context, test))
        if why:
            out.append(NotYet(id=test.id, why=why))
    return tuple(out[:LIMIT])


def reason(
    index: Index, findings: Findings, context: Context, ranking: Ranking, test: Test, pending: Sequence[str]
) -> str:
    """Why this test should wait, or "" where nothing speaks for waiting."""
    if test.id in context.unavailable:
        instead = f" Meanwhile: {test.substitute}" if test.substitute else ""
        return f"Not available here: refer where it would change what is done.{instead}"
    if _seeks_denervation(test) and _early(index, findings) and not _likely(index, ranking, test):
        return "Too early: needle signs of nerve damage take two to three weeks after onset to appear."
    heavy = test.invasiveness >= HEAVY or (test.category == "genetic" and test.tier is Tier.TERTIARY)
    if heavy and pending and not _decides(index, ranking, test):
        first = " and ".join(index.in_sentence(index.kb.tests[name].name) for name in pending[:3])
        return f"First {first}." + _rule(test)
    return ""


def _rule(test: Test) -> str:
    text = test.not_when.strip()
    usual = not text or text.lower().startswith(("never", "not needed", "nothing"))
    return "" if usual else f" Do not order when: {text[0].lower() + text[1:]}."


def _seeks_denervation(test: Test) -> bool:
    return test.category == "EMG" and any("denervation" in outcome for outcome in test.outcomes)


def _decides(index: Index, ranking: Ranking, test: Test) -> bool:
    """A gene test that the pathway of a strongly likely cause asks for may go ahead of lesser tests."""
    if test.category != "genetic" or not ranking.order:
        return False
    first = ranking.order[0]
    strong = ranking.posterior[first] >= index.settings.band_strong
    return strong and any(step.test == test.id for step in index.conditions[first].pathway)


def _early(index: Index, findings: Findings) -> bool:
    sudden = any(findings.state(name) is State.PRESENT for name in _EARLY)
    return sudden and (findings.since_days is None or findings.since_days < index.settings.needle_after_days)


def _likely(index: Index, ranking: Ranking, test: Test) -> bool:
    """Whether the first cause's own pathway asks for the test among its first steps even so early."""
    first = index.conditions[ranking.order[0]] if ranking.order else None
    return first is not None and any(step.test == test.id and step.step <= 2 for step in first.pathway)


def done_tests(index: Index, findings: Findings) -> frozenset[str]:
    """Tests with an outcome, whose own finding was answered, or whose analyte was measured."""
    measured = findings.measured
    codes = {code for name in measured if name in index.kb.analytes for code in index.kb.analytes[name].loinc}
    return frozenset(
        test.id
        for test in index.kb.tests.values()
        if test.id in findings.outcomes
        or f"{test.id}-positive" in findings.observed  # its result, answered as a sign
        or test.id in measured
        or (test.loinc and test.loinc in codes)
    )


def pending_before(index: Index, done: frozenset[str], context: Context, test: Test) -> list[str]:
    """Tests that come before this one, can be had here, and have no result yet."""
    return [
        name
        for name in test.after
        if name in index.kb.tests and name not in done and name not in context.unavailable
    ]
