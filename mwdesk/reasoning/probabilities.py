"""P(finding | condition) as numbers to count with: what is written, what follows from it, and doubt."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from mwdesk.domain.knowledge import Association, Finding, GroupKind, KnowledgeBase

# A finding that is two others at once: where nothing is said of it, it is worth their product.
COMPOSED = {
    "proximal-arm-weakness": ("proximal-weakness", "upper-limb-weakness"),
    "proximal-leg-weakness": ("proximal-weakness", "lower-limb-weakness"),
    "distal-arm-weakness": ("distal-weakness", "upper-limb-weakness"),
    "distal-leg-weakness": ("distal-weakness", "lower-limb-weakness"),
}
FORM_AT_MOST = 0.5  # of those with a broader finding, no more than this have one particular form of it


def _fallback(
    kb: KnowledgeBase, finding: Finding, below: Iterable[str], said: Mapping[str, Association]
) -> float:
    """P(present | condition) where nothing is said of the finding itself: from relatives or background.

    What is one form of another finding, or two at once, is never more likely than these are.
    """
    parts = COMPOSED.get(finding.id, ())
    wider = [said[name].p for name in (*parts, *finding.narrower_than) if name in said]
    base = min([finding.background, *wider])
    if parts and all(name in said for name in parts):
        return max(base, math.prod(said[name].p for name in parts))
    above = [kb.findings[name] for name in finding.narrower_than if name in said and name in kb.findings]
    if above:
        forms = (said[one.id].p * min(FORM_AT_MOST, base / max(one.background, 0.001)) for one in above)
        return max(base, *forms)
    return max([base, *(said[name].p for name in below if name in said)])


def written_probabilities(
    kb: KnowledgeBase,
    variables: Iterable[tuple[str, ...]],
    narrower: Mapping[str, Iterable[str]],
    floor: float,
) -> dict[str, list[float]]:
    """By finding: P(present | condition) as the knowledge says, floored; what it leaves unsaid filled in."""
    out: dict[str, list[float]] = {}
    for finding in kb.findings.values():
        below = tuple(sorted(narrower.get(finding.id, ())))
        plain = not below and not finding.narrower_than and finding.id not in COMPOSED
        row = []
        for condition in kb.conditions.values():
            known = condition.findings.get(finding.id)
            if known is not None:
                p = known.p
            else:
                p = finding.background if plain else _fallback(kb, finding, below, condition.findings)
            row.append(max(floor, min(1 - floor, p)))
        out[finding.id] = row
    for members in variables:  # at most one holds: scaled down where the rows sum to more
        columns = [out[name] for name in members if name in out]
        totals = [max(1.0, sum(parts)) for parts in zip(*columns, strict=True)]
        for name in members:
            if name in out:
                out[name] = [
                    max(floor, min(1 - floor, p / total)) for p, total in zip(out[name], totals, strict=True)
                ]
    return out


def weighted_mean(weights: Iterable[float], row: Iterable[float]) -> float:
    """The mean of a row, by these weights; 0 where they are all 0."""
    pairs = tuple(zip(weights, row, strict=True))
    return sum(w * p for w, p in pairs) / (sum(w for w, _ in pairs) or 1.0)


def doubted(
    kb: KnowledgeBase,
    known: Mapping[str, list[float]],
    prior: Iterable[float],
    *,
    seen: float,
    estimated: float,
    whole: float,
) -> dict[str, list[float]]:
    """Each number drawn towards the average by how little it rests on.

    A counted figure keeps nearly all its weight; an estimate may be wrong by much, so that one of them
    alone neither makes nor excludes a cause. A group of which exactly one holds (tempo, CK) is written as a
    whole and known best. What nobody wrote down is the background already.
    """
    weights, out = list(prior), {}
    groups = (g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL)
    in_whole = {name for findings in groups for name in findings}
    for name, row in known.items():
        mean = weighted_mean(weights, row)
        drawn = []
        for condition, p in zip(kb.conditions.values(), row, strict=True):
            written = condition.findings.get(name)
            doubt = 0.0
            if written is not None:
                guessed = whole if name in in_whole else estimated
                doubt = seen if written.basis.seen else guessed
            drawn.append(p + doubt * (mean - p))
        out[name] = drawn
    return out
