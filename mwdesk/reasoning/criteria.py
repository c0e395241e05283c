"""Published criteria and scores against the record: what is met, what is not, and what nobody asked.

Every truth here is one of three: True, False and None for what is not known. What is not known never
makes a criterion not met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mwdesk.domain.assessment import CriterionResult, CriterionState, Findings
from mwdesk.domain.criterion_rules import Clause, Rule, compare, read_met, read_rule
from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT, State
from mwdesk.domain.knowledge import (
    Criterion,
    CriterionItem,
    CriterionLevel,
    GroupKind,
    KnowledgeBase,
)
from mwdesk.reasoning.derived import SIDE_WORD, movement
from mwdesk.reasoning.index import Index

LEADING = 10  # causes whose criteria are looked at
NAMED = 4  # movements still to grade that are named; more are counted
_DIGITS = 6  # 1.3 + 2.1 is 3.4
_WHOLE = {True: CriterionState.MET, False: CriterionState.NOT_MET, None: CriterionState.OPEN}
Truth = bool | None


def judge_criteria(
    index: Index, findings: Findings, leading: Sequence[str], accepted: Iterable[str] = ()
) -> tuple[CriterionResult, ...]:
    """The criteria of the causes that the clinician accepted, and of the first ones, in that order."""
    wanted = dict.fromkeys((*accepted, *leading[:LEADING]))
    place = {name: at for at, name in enumerate(wanted)}
    facts = Facts(index, findings)
    found = [
        (min(place[name] for name in criterion.conditions if name in place), criterion)
        for criterion in index.kb.criteria.values()
        if criterion.evaluable and not place.keys().isdisjoint(criterion.conditions)
    ]
    return tuple(judge(criterion, facts) for _, criterion in sorted(found, key=lambda pair: pair[0]))


class Facts:
    """What the record knows, asked rule by rule."""

    def __init__(self, index: Index, findings: Findings) -> None:
        self._index = index
        self._findings = findings
        self._groups = {
            name: group.findings
            for group in index.kb.groups.values()
            if group.kind is GroupKind.CATEGORICAL
            for name in group.findings
        }

    def truth(self, rule: Rule) -> Truth:
        """Whether the rule holds; None where that is not known."""
        if rule.kind == "not":
            inner = self.truth(rule.parts[0])
            return None if inner is None else not inner
        if rule.kind in ("and", "or"):
            return _joined([self.truth(part) for part in rule.parts], stops_at=rule.kind == "or")
        if rule.kind == "unknown":
            return None
        if rule.kind == "finding":
            return self._finding(rule.name)
        if rule.kind == "test":
            told = self._findings.outcomes.get(rule.name)
            return None if told is None else told == rule.other
        if rule.kind == "sex":
            return self._findings.sex == rule.name if self._findings.sex in ("female", "male") else None
        if rule.kind == "mrc":
            return self._movement(rule)
        value = self._value(rule)
        return None if value is None else compare(value, rule.op, rule.number)

    def _value(self, rule: Rule) -> float | None:
        if rule.kind == "age":
            return self._findings.age
        if rule.kind == "sum-score":
            return self.sum_score()
        return self.value(rule.name, of_upper=rule.kind == "uln")

    def value(self, analyte: str, *, of_upper: bool) -> float | None:
        """A measured value in its own unit, or in multiples of the upper limit of normal."""
        value, upper = self._findings.values.get(analyte), self._findings.upper.get(analyte)
        if not of_upper:
            return value
        if value is None or not upper:
            return self._findings.values.get(f"{analyte}-uln-multiple")
        return value / upper

    def _finding(self, name: str) -> Truth:
        state = self._findings.state(name)
        if state is not None:
            return state is State.PRESENT
        seen = self._findings.state
        if any(seen(other) is State.PRESENT for other in self._groups.get(name, ()) if other != name):
            return False  # of such a group exactly one holds
        if any(seen(wider) is State.ABSENT for wider in self._index.broader.get(name, ())):
            return False  # what is a form of something absent is absent
        return None

    def _movement(self, rule: Rule) -> Truth:
        """True where it holds on either side, False only where both sides were graded."""
        grades = self._findings.grades
        seen: list[Truth] = []
        middle = (rule.name, MIDLINE) in grades
        for side in (MIDLINE,) if middle else (RIGHT, LEFT):
            grade = grades.get((rule.name, side))
            other = grades.get((rule.other, side)) if rule.other else rule.number
            seen.append(None if grade is None or other is None else compare(grade, rule.op, other))
        return _joined(seen, stops_at=True)

    def sum_score(self) -> float | None:
        """MRC sum score, 0 to 60 in whole grades; None unless each of its movements was graded."""
        if any(True for _ in self.ungraded()):
            return None
        # Half steps count as their whole grade: 4- and 4+ are 4, 5- is 4.
        wanted = self._in_sum_score()
        return float(sum(_whole_grade(self._findings.grades[m, s]) for m in wanted for s in (RIGHT, LEFT)))

    def _in_sum_score(self) -> list[str]:
        return [muscle.id for muscle in self._index.kb.muscles.values() if muscle.in_sum_score]

    def ungraded(self) -> Iterator[str]:
        """Movements of the sum score still to grade: "left hip flexion"."""
        muscles = self._in_sum_score()
        if not muscles:
            yield "movements of the sum score"
        for muscle in muscles:
            for side in (RIGHT, LEFT):
                if (muscle, side) not in self._findings.grades:
                    yield f"{SIDE_WORD[side]}{movement(self._index.kb.muscles, muscle)}"

    @property
    def kb(self) -> KnowledgeBase:
        return self._index.kb


def _whole_grade(number: float) -> int:
    return 4 if 3.5 < number < 5 else int(number)


def _joined(truths: Sequence[Truth], *, stops_at: bool) -> Truth:
    """OR where one True decides (`stops_at` True), AND where one False does."""
    if stops_at in truths:
        return stops_at
    return None if None in truths else not stops_at


def judge(criterion: Criterion, facts: Facts) -> CriterionResult:
    """One criterion against the record."""
    if criterion.score:
        return _judge_value(criterion, facts)
    truths = [facts.truth(read_rule(item.rule)) if item.rule else None for item in criterion.items]
    return judge_items(criterion, truths, _sum_score_words(criterion, facts))


def judge_items(
    criterion: Criterion, truths: Sequence[Truth], notes: Mapping[str, str] | None = None
) -> CriterionResult:
    """The verdict on items of which it is known (or not) whether they hold; `notes` add to missing ones."""
    least, most = _points(criterion.items, truths)
    complete = least == most and None not in truths
    reached, meaning = _level(criterion, truths, (least, most))
    if not criterion.levels:  # a pure score
        reached = True if complete else None
    points = least if complete and _is_scored(criterion) else None
    if points is not None:
        meaning = _band(criterion, points) or meaning
    met, not_met, missing = _words(criterion, truths)
    return CriterionResult(
        id=criterion.id,
        state=_WHOLE[reached],
        met=met,
        not_met=not_met,
        missing=tuple(f"{text}{(notes or {}).get(text, '')}" for text in missing),
        points=points,
        meaning=meaning,
    )


def _is_scored(criterion: Criterion) -> bool:
    clauses = [clause for level in criterion.levels for clause in read_met(level.met)]
    return bool(criterion.bands) or any(c.points is not None or c.below is not None for c in clauses)


def _judge_value(criterion: Criterion, facts: Facts) -> CriterionResult:
    """A score that is one value of the record; its items say of whom it speaks, and all must hold."""
    truths = [facts.truth(read_rule(item.rule)) if item.rule else None for item in criterion.items]
    kind, _, name = criterion.score.partition(":")
    if kind == "sum-score":
        value, absent = facts.sum_score(), tuple(facts.ungraded())
    else:
        value = facts.value(name, of_upper=kind == "uln")
        known = facts.kb.analytes.get(name)
        absent = (known.name if known is not None else name,) if value is None else ()
    met, not_met, missing = _words(criterion, truths)
    state: Truth = False if False in truths else (None if value is None or None in truths else True)
    points = round(value, _DIGITS) if value is not None and state else None
    return CriterionResult(
        id=criterion.id,
        state=_WHOLE[state],
        met=met,
        not_met=not_met,
        missing=(*missing, *absent),
        points=points,
        meaning=_band(criterion, points) if points is not None else "",
    )


def _points(items: Sequence[CriterionItem], truths: Sequence[Truth]) -> tuple[float, float]:
    """The least and the most that the sum can be; of a part only the highest counts."""
    parts: dict[str, list[tuple[float, Truth]]] = {}
    for at, (item, truth) in enumerate(zip(items, truths, strict=True)):
        parts.setdefault(item.part or f"#{at}", []).append((item.points, truth))
    least = most = 0.0
    for rows in parts.values():
        held = [points for points, truth in rows if truth]
        may = [points for points, truth in rows if truth is None]
        least += max(held) if held else min(0.0, *may, 0.0)
        most += max((*held, *may)) if held else max(0.0, *may, 0.0)
    return round(least, _DIGITS), round(most, _DIGITS)


def _level(criterion: Criterion, truths: Sequence[Truth], points: tuple[float, float]) -> tuple[Truth, str]:
    """The surest level that is reached; not met only where none can be reached any more."""
    states = [_reached(criterion, level, truths, points) for level in criterion.levels]
    for level, state in zip(criterion.levels, states, strict=True):
        if state:
            return True, level.means
    return (None if None in states else False), ""


def _reached(
    criterion: Criterion, level: CriterionLevel, truths: Sequence[Truth], points: tuple[float, float]
) -> Truth:
    return _joined(
        [_clause(clause, criterion.items, truths, points) for clause in read_met(level.met)], stops_at=False
    )


def _clause(
    clause: Clause, items: Sequence[CriterionItem], truths: Sequence[Truth], points: tuple[float, float]
) -> Truth:
    least, most = points
    if clause.points is not None:
        return True if least >= clause.points else (None if most >= clause.points else False)
    if clause.below is not None:
        return True if most < clause.below else (None if least < clause.below else False)
    own = [
        truth
        for item, truth in zip(items, truths, strict=True)
        if not clause.part or item.part == clause.part
    ]
    wanted = len(own) if clause.least is None else clause.least
    held, may = own.count(True), own.count(None)
    return True if held >= wanted else (None if held + may >= wanted else False)


def _band(criterion: Criterion, points: float) -> str:
    return next((band.means for band in reversed(criterion.bands) if points >= band.at_least), "")


def _words(
    criterion: Criterion, truths: Sequence[Truth]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Items met, not met and missing. Of a scored part's options, the one that holds stands for all."""
    scored = _is_scored(criterion)
    parts: dict[str, list[tuple[str, Truth]]] = {}
    for at, (item, truth) in enumerate(zip(criterion.items, truths, strict=True)):
        parts.setdefault((item.part if scored else "") or f"#{at}", []).append((item.text, truth))
    sorted_: dict[Truth, list[str]] = {True: [], False: [], None: []}
    for part, rows in parts.items():
        held = [text for text, truth in rows if truth]
        if held:
            sorted_[True] += held
        else:
            name = rows[0][0] if len(rows) == 1 else part
            sorted_[None if any(truth is None for _, truth in rows) else False].append(name)
    return tuple(sorted_[True]), tuple(sorted_[False]), tuple(sorted_[None])


def _sum_score_words(criterion: Criterion, facts: Facts) -> dict[str, str]:
    """Beside each item that needs the sum score: which movements are still to grade."""
    if not any("sum-score" in item.rule for item in criterion.items):
        return {}
    ungraded = list(facts.ungraded())
    if not ungraded:
        return {}
    more = f" and {len(ungraded) - NAMED} more" if len(ungraded) > NAMED else ""
    said = f" (still to grade: {', '.join(ungraded[:NAMED])}{more})"
    return {
        name: said for item in criterion.items if "sum-score" in item.rule for name in (item.text, item.part)
    }
