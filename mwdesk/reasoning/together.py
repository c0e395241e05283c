"""Whether two causes at once explain what was found clearly better than any one of them."""

from __future__ import annotations

import math

from mwdesk.domain.assessment import Together
from mwdesk.domain.encounter import State
from mwdesk.reasoning.evidence import Item, sum_damped
from mwdesk.reasoning.index import Index, remember
from mwdesk.reasoning.rank import Ranking

FIRST_AMONG = 3  # leading causes that may be one of the two
SECOND_AMONG = 8  # causes that best explain what such a leader leaves unexplained
SHOWN = 2


def together(index: Index, ranking: Ranking) -> tuple[Together, ...]:
    """Pairs that beat the best single cause by the model's margin, best first.

    A finding is there if either cause makes it (noisy or); each pays its own prior, and the second a
    further factor, because somebody who is weak already has a reason.
    """
    settings = index.settings
    if not ranking.order:
        return ()
    best = max(ranking.score)
    found: dict[frozenset[int], Together] = {}
    for a in ranking.order[:FIRST_AMONG]:
        for b in _explaining(index, ranking, a):
            score = settings.temperature * _fit(index, ranking, a, b) + ranking.prior[a] + ranking.prior[b]
            gain = score + math.log(settings.together_prior) - best
            explained = _explained(index, ranking, a, b)
            if gain >= settings.together_margin and len(explained) >= settings.together_least:
                pair = Together(
                    first=index.conditions[a].id,
                    second=index.conditions[b].id,
                    gain=gain,
                    explains=explained,
                )
                found.setdefault(frozenset((a, b)), pair)
    ranked = sorted(found.values(), key=lambda one: (-one.gain, one.first, one.second))
    return tuple(ranked[:SHOWN])


def _explained(index: Index, ranking: Ranking, a: int, b: int) -> tuple[str, ...]:
    """What is there, and far more usual in the second cause than in the first."""
    least = index.settings.together_unexplained
    present = (item for item in ranking.evidence.items if item.state is State.PRESENT)
    return tuple(item.finding for item in present if item.weights[b] - item.weights[a] >= least)


def _explaining(index: Index, ranking: Ranking, a: int) -> list[int]:
    """The causes that would add most to this one: no umbrella and no relative of it."""
    first = index.conditions[a]
    gained: dict[int, float] = {}
    for item in ranking.evidence.items:
        if item.state is not State.PRESENT or index.group_of.get(item.finding, "") in index.variables:
            continue
        own = max(0.0, item.weights[a])
        for b, weight in _strong(index, item):
            if weight > own:
                gained[b] = gained.get(b, 0.0) + weight - own
    worth = []
    for b, gain in gained.items():
        condition = index.conditions[b]
        related = condition.parent in {first.id, first.parent} - {""} or condition.id == first.parent
        if b != a and not condition.umbrella and not related:
            worth.append((gain + ranking.prior[b], b))
    worth.sort(key=lambda pair: (-pair[0], pair[1]))
    return [b for _, b in worth[:SECOND_AMONG]]


def _strong(index: Index, item: Item) -> tuple[tuple[int, float], ...]:
    """The conditions for which this finding speaks clearly, with its weight in nats."""
    known = index.strong.get(item.finding)
    if known is None:
        least = index.settings.together_unexplained / 2
        pairs = tuple((at, weight) for at, weight in enumerate(item.weights) if weight >= least)
        known = remember(index.strong, item.finding, pairs)
    return known


def _fit(index: Index, ranking: Ranking, a: int, b: int) -> float:
    settings, evidence = index.settings, ranking.evidence
    total = math.fsum(_both(index, item, a, b) for item in evidence.single)
    for items in evidence.groups.values():
        weights = [_both(index, item, a, b) for item in items]
        total += sum_damped(weights, settings.group_damping, settings.group_cap)
    return total + _unasked_exposures(index, ranking, a, b)


def _unasked_exposures(index: Index, ranking: Ranking, *positions: int) -> float:
    asked = {item.finding for item in ranking.evidence.items}
    return sum(weight for at, exposure, weight in index.gates if at in positions and exposure not in asked)


def _both(index: Index, item: Item, a: int, b: int) -> float:
    """The weight of one item where both causes are there, in nats against the average."""
    average = index.average[item.finding]
    if item.state is State.ABSENT:
        return item.weights[a] + item.weights[b] + math.log(1 - average)
    if index.group_of.get(item.finding, "") in index.variables:
        # Of tempo, CK or reflexes the patient has one: the better explanation holds.
        return max(item.weights[a], item.weights[b])
    lacking = index.lacking.get(item.finding)
    if lacking is None:
        chances = [1 - min(1.0, average * math.exp(weight)) for weight in item.weights]
        lacking = remember(index.lacking, item.finding, chances)
    return min(index.settings.finding_cap, math.log(max(1 - lacking[a] * lacking[b], 1e-6) / average))
