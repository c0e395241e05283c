"""What to do next: tests by how far they change what one would do, less their burden."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter, mul

from mwdesk.domain.assessment import Alert, Context, Findings, NextTest, NotYet
from mwdesk.domain.knowledge import Condition, Test, Tier, Urgency
from mwdesk.reasoning.cautions import cautions_for
from mwdesk.reasoning.index import Index
from mwdesk.reasoning.outcomes import Table, tables, usual_outcome
from mwdesk.reasoning.questions import PAIR_AMONG, best_pair, leading
from mwdesk.reasoning.rank import Ranking
from mwdesk.reasoning.waiting import done_tests, not_yet, pending_before

SAMPLES = ("blood", "urine", "stool", "genetic")  # what travels to a laboratory while the patient stays
LEAST_GAP = 0.2  # P(outcome) in one cause over that in another, before it is said to speak for it
_DELAY = {"minutes": 0.0, "hours": 0.5, "days": 1.0, "weeks": 2.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A test with what it is worth here."""

    test: Test
    value: float
    burden: float
    pathway: float
    alert: float

    def score(self, weight: float) -> float:
        """Worth less burden; higher is better."""
        return self.value + self.pathway + self.alert - weight * self.burden


def burden(test: Test) -> float:
    """Invasiveness, cost and delay in one number, 0 to about 12."""
    return test.invasiveness + 0.6 * test.cost + _DELAY.get(test.turnaround, 1.0)


def place(test: Test, setting: str) -> str:
    """here, request or refer: what this place does at once, sends away, or needs somebody else for."""
    if test.tier in {Tier.BEDSIDE, Tier.CLINIC}:
        return "here"
    if test.tier is Tier.DISTRICT:
        return "request" if setting != "rural" or test.category in SAMPLES else "refer"
    return "request" if setting == "tertiary" else "refer"


def stakes(condition: Condition, index: Index) -> float:
    """How much more a test matters for a cause that is dangerous or must be treated soon."""
    settings = index.settings
    weight = 1.0 + (settings.danger_weight if condition.must_not_miss else 0.0)
    return weight + (settings.treatable_weight if condition.urgency is not Urgency.ROUTINE else 0.0)


def information(
    table: Table, positions: Sequence[int], shares: Sequence[float], stakes: Sequence[float]
) -> float:
    """Expected change of mind by a test in nats, each cause counting by its stakes (share times weight).

    Causes that the test knows nothing of are alike to it, and are taken together. Never negative.
    """
    known = [n for n, at in enumerate(positions) if at in table.informed]
    if not known:
        return 0.0
    pick = _picker([positions[n] for n in known])
    some = _picker(known)
    share, stake = some(shares), some(stakes)
    other_share, other_stake = sum(shares) - sum(share), sum(stakes) - sum(stake)
    value: float = sum(map(mul, stake, pick(table.certainty))) + other_stake * table.silent_certainty
    for column, silent in zip(table.columns, table.silent, strict=True):
        chances = pick(column)
        expected = sum(map(mul, share, chances)) + other_share * silent
        value -= (sum(map(mul, stake, chances)) + other_stake * silent) * math.log(expected)
    return max(0.0, value)


def _picker(positions: Sequence[int]) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """The function that takes these places out of a row."""
    if len(positions) == 1:  # itemgetter of one gives no tuple
        return lambda column: (column[positions[0]],)
    return itemgetter(*positions)


def pathway_worth(index: Index, leaders: Sequence[tuple[int, float]]) -> dict[str, float]:
    """By test: the shares of leading conditions whose pathway asks for it, earlier steps more."""
    out: dict[str, float] = {}
    for at, share in leaders:
        for n, step in enumerate(sorted(index.conditions[at].pathway, key=lambda step: step.step)):
            out[step.test] = out.get(step.test, 0.0) + share * index.settings.step_decay**n
    return out


def alert_worth(index: Index, alerts: Sequence[Alert], ranking: Ranking) -> dict[str, float]:
    """By test: the first steps for what the fired alerts suspect, the likelier suspects more."""
    out: dict[str, float] = {}
    for alert in alerts:
        if alert.urgency is not Urgency.EMERGENCY:
            continue
        suspects = [index.position[name] for name in alert.suspects if name in index.position]
        total = sum(ranking.posterior[at] for at in suspects) or 1.0
        for at in suspects:
            share = ranking.posterior[at] / total
            for n, step in enumerate(sorted(index.conditions[at].pathway, key=lambda step: step.step)[:4]):
                out[step.test] = max(out.get(step.test, 0.0), share * index.settings.step_decay**n)
    return out


def score_tests(
    index: Index, done: frozenset[str], ranking: Ranking, alerts: Sequence[Alert]
) -> list[Scored]:
    """Every test that is not done, with its worth; best first."""
    settings = index.settings
    leaders = leading(index, ranking)
    positions = [at for at, _ in leaders]
    shares = [share for _, share in leaders]
    weighted = [share * stakes(index.conditions[at], index) for at, share in leaders]
    mean = sum(weighted) or 1.0
    steps, urgent = pathway_worth(index, leaders), alert_worth(index, alerts, ranking)
    known = tables(index)
    out = []
    for test in index.kb.tests.values():
        if test.id in done:
            continue
        table = known.get(test.id)
        value = information(table, positions, shares, weighted) / mean if table is not None else 0.0
        out.append(
            Scored(
                test=test,
                value=value,
                burden=burden(test),
                pathway=settings.pathway_weight * steps.get(test.id, 0.0),
                alert=settings.alert_test_weight * urgent.get(test.id, 0.0),
            )
        )
    out.sort(key=lambda one: (-one.score(settings.burden_weight), one.test.id))
    return out


def plan(
    index: Index, findings: Findings, context: Context, ranking: Ranking, alerts: Sequence[Alert]
) -> tuple[tuple[NextTest, ...], tuple[NotYet, ...]]:
    """The next tests, best first, and those better left for later with the reason."""
    done = done_tests(index, findings)
    scored = score_tests(index, done, ranking, alerts)
    waiting = not_yet(index, findings, context, ranking, [one.test for one in scored], done)
    held = {one.id for one in waiting}
    usable = [one for one in scored if one.test.id not in held and one.test.id not in context.unavailable]
    chosen = [one for one in usable if one.score(index.settings.burden_weight) > 0]
    chosen = _in_sequence(chosen[: int(index.settings.tests_shown)])
    leaders = leading(index, ranking)
    spelled = [_spell(index, findings, context, one, leaders, done) for one in chosen]
    for at in reversed(range(len(spelled) - 1)):
        # What must come first is worth at least what waits for it.
        spelled[at] = replace(spelled[at], score=max(spelled[at].score, spelled[at + 1].score))
    return tuple(spelled), waiting


def _in_sequence(chosen: Sequence[Scored]) -> list[Scored]:
    """Best first, but never a test before one that it should follow, where both are offered."""
    left = list(chosen)
    out: list[Scored] = []
    while left:
        waiting = {one.test.id for one in left}
        ready = next((one for one in left if not waiting.intersection(one.test.after)), left[0])
        out.append(ready)
        left.remove(ready)
    return out


def _spell(
    index: Index,
    findings: Findings,
    context: Context,
    one: Scored,
    leaders: Sequence[tuple[int, float]],
    done: frozenset[str],
) -> NextTest:
    test = one.test
    separates, parted = _parted(index, test, leaders)
    return NextTest(
        id=test.id,
        name=test.name,
        category=test.category,
        tier=test.tier,
        group=place(test, context.setting),
        value=one.value,
        burden=one.burden,
        score=one.score(index.settings.burden_weight),
        why=parted or _step_reason(index, test, leaders) or test.answers,
        separates=separates,
        cautions=cautions_for(index.kb, test, findings),
        after=tuple(pending_before(index, done, context, test)),
    )


def _step_reason(index: Index, test: Test, leaders: Sequence[tuple[int, float]]) -> str:
    for at, _ in leaders[:5]:
        for step in index.conditions[at].pathway:
            if step.test == test.id and step.why:
                return f"{index.conditions[at].name}: {step.why}"
    return ""


def _parted(index: Index, test: Test, leaders: Sequence[tuple[int, float]]) -> tuple[tuple[str, ...], str]:
    table = tables(index).get(test.id)
    if table is None:
        return (), ""
    supported = _supported(index, test, table, leaders)
    if supported is None and not any(_lists(index, at, test) for at, _ in leaders[:PAIR_AMONG]):
        supported = _most_parting(test, table, leaders)
    if supported is None:
        return (), ""
    (one, other), outcome = supported
    more, less = index.conditions[one], index.conditions[other]
    step = _step_reason(index, test, leaders[:1])
    words = f"'{outcome}' speaks for {more.name} rather than {less.name}."
    return (more.id, less.id), f"{step}. {words}" if step else words


def _lists(index: Index, at: int, test: Test) -> bool:
    return any(step.test == test.id for step in index.conditions[at].pathway)


def _supported(
    index: Index, test: Test, table: Table, leaders: Sequence[tuple[int, float]]
) -> tuple[tuple[int, int], str] | None:
    """The outcome that speaks most for the first cause whose pathway asks for the test, and against which."""
    among = [at for at, _ in leaders[:PAIR_AMONG]]
    for cause in (at for at in among if _lists(index, at, test)):
        found = [
            (outcome != usual_outcome(test), column[cause] - column[other], (cause, other), outcome)
            for outcome, column in zip(table.outcomes, table.columns, strict=True)
            for other in among
            if column[cause] - column[other] >= LEAST_GAP
        ]
        if found:
            # What a positive result says is easier to use than what a normal one leaves.
            return max(found)[2:]
    return None


def _most_parting(
    test: Test, table: Table, leaders: Sequence[tuple[int, float]]
) -> tuple[tuple[int, int], str] | None:
    """The outcome that parts two leading causes most, where none of them lists the test."""
    found = []
    for outcome, column in zip(table.outcomes, table.columns, strict=True):
        pair = best_pair(leaders, column)
        if pair is not None and column[pair[0]] - column[pair[1]] >= LEAST_GAP:
            found.append((outcome != usual_outcome(test), column[pair[0]] - column[pair[1]], pair, outcome))
    return max(found)[2:] if found else None
