"""Checks that everything can play its part: alerts can warn, conditions can be confirmed and told apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from mwdesk.domain.criterion_rules import CriterionRuleError, read_rule
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Condition, GroupKind, KnowledgeBase, OutcomeProbability
from mwdesk.knowledge.book import Book, finish
from mwdesk.knowledge.check_numbers import SUM_SLACK, check_cited, unknown
from mwdesk.knowledge.reach import witness
from mwdesk.knowledge.reading import Reading
from mwdesk.knowledge.separation import FLOOR, Separator

CONFIRMS_AT = 0.4  # an outcome that confirms is found in this share of those who have the condition
CONFIRMS_TIMES = 5.0  # and this many times as often as in the average of all others
SILENT = 0.02  # share of those with a condition that says nothing of a test in whom it is not as usual
APART = 3.0  # nats, both ways together: below this nothing separates two conditions

WORTH_COUNTING = 0.2  # nats: smaller differences are not summed before the exact sum is


def _error(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def check_reachable(reading: Reading) -> Iterator[Issue]:
    """Every alert can be true of somebody. A rule that cannot be read is reported elsewhere."""
    book = reading.book
    for alert in book.alerts.values():
        try:
            rule = read_rule(alert.rule)
        except CriterionRuleError:
            continue
        if witness(rule, book.findings, book.groups) is None:
            yield _error(
                reading.path("alert", alert.id, "rule"),
                "No patient can ever fulfil this rule.",
                "It wants two of a group of which one holds, or a finding both present and absent.",
            )


def check_supported(reading: Reading) -> Iterator[Issue]:
    """An alert cites what was seen, or says that it is a clinical judgement."""
    for alert in reading.book.alerts.values():
        path = reading.path("alert", alert.id)
        if not alert.sources and not alert.estimate:
            yield _error(
                path, "The alert cites no source.", 'Name one that was seen, or write basis = "estimate".'
            )
        elif alert.sources and alert.estimate:
            yield _error(path, "The alert is an estimate and cites a source.", "Keep one of the two.")


def check_apart(reading: Reading) -> Iterator[Issue]:
    """Everything that a condition inherits is whole, and something tells it from every other."""
    kb = finish(reading.book)
    yield from _whole(reading, kb)
    separator = Separator(kb)
    telling = {c.id: _telling(kb, c) for c in kb.conditions.values()}
    usual = {name: _sign(finding.background) for name, finding in kb.findings.items()}
    for one, other in combinations(kb.conditions.values(), 2):
        if _family(one, other) or _clearly(telling[one.id], telling[other.id], usual):
            continue
        told = separator.between(one, other).everything
        if told < APART:
            yield _error(
                reading.path("condition", one.id),
                f"Nothing separates this from {other.id}: {told:.1f}, less than {APART:g}.",
                "Write the findings or test outcomes that do, make one contain the other, or merge them.",
            )


def _family(one: Condition, other: Condition) -> bool:
    """One contains the other: they are not meant to be told apart."""
    return one.parent == other.id or other.parent == one.id


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding of one condition: probability, logit, and what it counts with ("" where it is alone)."""

    p: float
    logit: float
    group: str


Telling = Mapping[str, Sign]


def _telling(kb: KnowledgeBase, condition: Condition) -> Telling:
    """Findings as written, those farthest from usual first."""
    group_of = {name: group for group in kb.groups.values() for name in group.findings}
    backgrounds = {name: finding.background for name, finding in kb.findings.items()}
    rows = [row for row in condition.findings.values() if row.finding in backgrounds]
    found: dict[str, Sign] = {}
    for row in sorted(rows, key=lambda row: -abs(row.p - backgrounds[row.finding])):
        group = group_of.get(row.finding)
        if group is None or group.kind is GroupKind.DAMPED:
            found[row.finding] = _sign(row.p, group.id if group else "")
    return found


def _sign(p: float, group: str = "") -> Sign:
    p = min(1 - FLOOR, max(FLOOR, p))
    return Sign(p, math.log(p / (1 - p)), group)


def _clearly(one: Telling, other: Telling, usual: Telling) -> bool:
    """Far enough apart already by a few findings, one of a group at most: so are nearly all pairs."""
    total = 0.0
    counted: set[str] = set()
    for first, second in ((one, other), (other, one)):
        for name, sign in first.items():
            against = second.get(name) or usual[name]
            worth = (sign.p - against.p) * (sign.logit - against.logit)
            if worth < WORTH_COUNTING or (sign.group or name) in counted:
                continue
            counted.add(sign.group or name)
            total += worth
            if total >= APART:
                return True
    return False


def _whole(reading: Reading, kb: KnowledgeBase) -> Iterator[Issue]:
    """What a condition inherits of tempo and the like sums to 1 too."""
    groups = [group for group in kb.groups.values() if group.kind is GroupKind.CATEGORICAL]
    for condition in kb.conditions.values():
        for group in groups:
            rows = [condition.findings[name] for name in group.findings if name in condition.findings]
            total = sum(row.p for row in rows)
            # Its own rows are checked where they are written.
            inherited = any(row.origin != f"condition:{condition.id}" for row in rows)
            if rows and inherited and abs(total - 1) > SUM_SLACK:
                yield _error(
                    reading.path("condition", condition.id),
                    f"The rows of {group.id} that it inherits sum to {total:.2f}, not 1.",
                    f"Mend them in {rows[0].origin}, or write all of {group.id} here.",
                )


def check_confirmed(reading: Reading) -> Iterator[Issue]:
    """Each condition has a test that could confirm it, or says why the diagnosis is clinical."""
    book = reading.book
    said, sums = _outcome_sums(book)
    others = max(len(book.conditions) - 1, 1)

    def elsewhere(test: str, row: OutcomeProbability) -> float:
        """P(outcome) over all other conditions, each counted once."""
        silent = len(book.conditions) - said[test]
        return (sums[test, row.outcome] - row.p + SILENT * silent) / others

    for condition in book.conditions.values():
        confirmed = any(
            row.p >= CONFIRMS_AT
            and test in book.tests
            and row.outcome != book.tests[test].usual
            and row.p >= CONFIRMS_TIMES * elsewhere(test, row)
            for test, rows in condition.outcomes.items()
            for row in rows
        )
        if not confirmed and not condition.clinical_diagnosis:
            yield _error(
                reading.path("condition", condition.id),
                "No test could confirm it: no outcome is both frequent here and rare elsewhere.",
                "Add the test under [tests], or say in clinical_diagnosis why the bedside decides.",
            )


def _outcome_sums(book: Book) -> tuple[Mapping[str, int], Mapping[tuple[str, str], float]]:
    """How many conditions say something of a test, and the sum of what they say, by outcome."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    said: dict[str, int] = defaultdict(int)
    for condition in book.conditions.values():
        for test, rows in condition.outcomes.items():
            said[test] += 1
            for row in rows:
                sums[test, row.outcome] += row.p
    return said, sums


def check_look_alikes(reading: Reading) -> Iterator[Issue]:
    """Pairs name two conditions, findings that exist, and sources that were seen; each pair stands once."""
    book = reading.book
    seen: dict[frozenset[str], str] = {}
    for pair in book.look_alikes.values():
        path = reading.path("look_alike", pair.id)
        both = frozenset(pair.conditions)
        yield from (
            unknown(f"{path} [conditions]", name, "condition", book.conditions)
            for name in pair.conditions
            if name not in book.conditions
        )
        yield from (
            unknown(f"{path} [tells]", name, "finding", book.findings)
            for name in pair.tells
            if name not in book.findings
        )
        if len(pair.conditions) != 2 or len(both) != 2:
            yield _error(f"{path} [conditions]", "A pair is two conditions.", "Name both ids.")
        elif both in seen:
            yield _error(path, f"The same pair stands under {seen[both]}.", "Keep one of the two.")
        seen[both] = pair.id
        if not pair.tells and not pair.first:
            yield _error(path, "Nothing says how to tell them apart.", "Write tells, first, or both.")
        yield from check_cited(reading, f"{path} [source]", pair.sources)


REACH_CHECKS = (check_reachable, check_supported, check_apart, check_confirmed, check_look_alikes)
