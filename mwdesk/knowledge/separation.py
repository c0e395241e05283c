"""How far the tables tell two conditions apart, and by what.

Of each finding, group and test: the symmetric divergence (p - q) (logit p - logit q), in nats: how far, on
average, what is seen favours the right one of the two, summed over both ways round. Correlated findings are
damped as in the ranking. Nothing here is told of single patients.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mwdesk.domain.knowledge import Condition, FindingGroup, GroupKind, KnowledgeBase, Test

FLOOR = 0.01  # no probability is taken as nearer to 0 or 1
DAMPING = 0.6  # where the settings are silent
USUAL = 0.85  # likewise: the usual outcome of a test in a condition that says nothing of it

HARD, CARE = 6.0, 12.0  # nats at the bedside: below the first hardly separable, below the second with care


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one finding, or one outcome of a test, gives to the separation (nats)."""

    kind: str  # "finding" or "test"
    id: str
    first: float  # probability in the first condition
    second: float
    worth: float
    outcome: str = ""
    bedside: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """How far two conditions are apart (nats): by history and examination alone, and by everything."""

    bedside: float
    everything: float
    parts: tuple[Part, ...]  # what separates most first


class Separator:
    """Works out pairs of one knowledge base; findings and outcomes are read once for each condition."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._damping = kb.settings.get("group_damping", DAMPING)
        self._usual = kb.settings.get("outcome_default_normal", USUAL)
        self._group_of = {name: group for group in kb.groups.values() for name in group.findings}

    def between(self, first: Condition, second: Condition) -> Separation:
        """The separation of two conditions with all that they inherit."""
        bedside, laboratory = self._findings(first, second)
        tests = sorted(self._tests(first, second), key=lambda part: -part.worth)
        by_hand = self._sum(bedside)
        # Tests of one question repeat each other, as findings of one group do.
        rest = self._sum(laboratory) + sum(p.worth * self._damping**k for k, p in enumerate(tests))
        parts = sorted([*bedside, *laboratory, *tests], key=lambda part: (-part.worth, part.id))
        return Separation(bedside=by_hand, everything=by_hand + rest, parts=tuple(parts))

    def _findings(self, first: Condition, second: Condition) -> tuple[list[Part], list[Part]]:
        bedside: list[Part] = []
        laboratory: list[Part] = []
        named = first.findings.keys() | second.findings.keys()
        for name in sorted(named & self._kb.findings.keys()):
            finding = self._kb.findings[name]
            group = self._group_of.get(name)
            if group and group.kind is not GroupKind.DAMPED and name != _head(group, named):
                continue  # a group of which one holds is one part, told by its first member
            by_hand = not finding.section.startswith("lab")
            into = bedside if by_hand else laboratory
            into.append(self._one(name, group, first, second, by_hand))
        return bedside, laboratory

    def _one(
        self, name: str, group: FindingGroup | None, first: Condition, second: Condition, by_hand: bool
    ) -> Part:
        p, q = self._p(first, name), self._p(second, name)
        if group is None or group.kind is GroupKind.DAMPED:
            return Part(kind="finding", id=name, first=p, second=q, worth=_binary(p, q), bedside=by_hand)
        members = [member for member in group.findings if member in self._kb.findings]
        pairs = {member: (self._p(first, member), self._p(second, member)) for member in members}
        left = [1 - sum(pair[side] for pair in pairs.values()) for side in (0, 1)]
        worth = _share(max(left[0], 0), max(left[1], 0)) if group.kind is GroupKind.EXCLUSIVE else 0.0
        worth += sum(_share(*pair) for pair in pairs.values())
        best = max(members, key=lambda member: _share(*pairs[member]))
        p, q = pairs[best]
        return Part(kind="finding", id=best, first=p, second=q, worth=worth, bedside=by_hand)

    def _p(self, condition: Condition, name: str) -> float:
        row = condition.findings.get(name)
        return row.p if row is not None else self._kb.findings[name].background

    def _sum(self, parts: list[Part]) -> float:
        groups: dict[str, list[float]] = {}
        total = 0.0
        for part in parts:
            group = self._group_of.get(part.id)
            if group is None or group.kind is not GroupKind.DAMPED:
                total += part.worth
            else:
                groups.setdefault(group.id, []).append(part.worth)
        for worths in groups.values():
            total += sum(w * self._damping**k for k, w in enumerate(sorted(worths, reverse=True)))
        return total

    def _tests(self, first: Condition, second: Condition) -> Iterator[Part]:
        for name in sorted(first.outcomes.keys() | second.outcomes.keys()):
            test = self._kb.tests.get(name)
            if test is None or len(test.outcomes) < 2:
                continue
            p, q = self.outcomes(first, test, second.id), self.outcomes(second, test, first.id)
            best = max(test.outcomes, key=lambda outcome: _share(p[outcome], q[outcome]))
            yield Part(
                kind="test",
                id=name,
                outcome=best,
                first=p[best],
                second=q[best],
                worth=sum(_share(p.get(o, FLOOR), q.get(o, FLOOR)) for o in (*test.outcomes, "")),
                bedside=False,
            )

    def outcomes(self, condition: Condition, test: Test, other: str = "") -> Mapping[str, float]:
        """P(outcome | condition), summing to 1; where it says nothing, as in look-alikes of the `other`."""
        rows = condition.outcomes.get(test.id) or test.in_look_alikes.get(other, ())
        known = {row.outcome: row.p for row in rows if row.outcome in test.outcomes}
        if not known:
            rest = (1 - self._usual) / max(len(test.outcomes) - 1, 1)
            known = {outcome: rest for outcome in test.outcomes if outcome != test.usual}
        return _completed(test, known)


def _head(group: FindingGroup, named: set[str]) -> str:
    return next(name for name in group.findings if name in named)


def _completed(test: Test, known: Mapping[str, float]) -> Mapping[str, float]:
    """What the rows leave of 1 goes to the usual outcome; where that is said, to something unlisted ("")."""
    spare = max(0.0, 1 - sum(known.values()))
    row = {outcome: max(FLOOR, known.get(outcome, 0.0)) for outcome in test.outcomes}
    to = "" if test.usual in known else test.usual
    row[to] = max(FLOOR, row.get(to, 0.0) + spare)
    total = sum(row.values())
    return {outcome: p / total for outcome, p in row.items()}


def _bounded(p: float) -> float:
    return min(1 - FLOOR, max(FLOOR, p))


def _binary(p: float, q: float) -> float:
    p, q = _bounded(p), _bounded(q)
    return (p - q) * (math.log(p / (1 - p)) - math.log(q / (1 - q)))


def _share(p: float, q: float) -> float:
    """What one of several exclusive outcomes gives."""
    p, q = max(FLOOR, p), max(FLOOR, q)
    return (p - q) * math.log(p / q)
