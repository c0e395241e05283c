"""Which causes fit: a naive Bayes ranking with damped evidence and a share kept for something else."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from mwdesk.domain.assessment import Context, Findings
from mwdesk.reasoning.evidence import Evidence, gather, log_likelihoods
from mwdesk.reasoning.index import Index
from mwdesk.reasoning.outcomes import outcome_weights
from mwdesk.reasoning.priors import log_priors


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Posterior by position in the index; `other` is the share of something else."""

    posterior: tuple[float, ...]
    other: float
    order: tuple[int, ...]  # positions, most probable first
    evidence: Evidence
    fit: tuple[float, ...]  # log likelihood against the average, before the prior
    prior: tuple[float, ...]  # natural log
    score: tuple[float, ...]  # both together: log of the unnormed posterior


def rank(index: Index, findings: Findings, context: Context, site_gain: Mapping[str, float]) -> Ranking:
    """The posterior over conditions; `site_gain` is what matching patterns add to a site, in nats."""
    settings = index.settings
    prior = log_priors(index, findings.age, findings.sex, context)
    evidence = gather(index, findings)
    fit = log_likelihoods(index, evidence)
    for weights in outcome_weights(index, findings):
        fit = [a + b for a, b in zip(fit, weights, strict=True)]
    for at, exposure, weight in index.gates:
        if exposure not in findings.observed:
            fit[at] += weight
    if site_gain:
        fit = [
            a + max((site_gain.get(site, 0.0) for site in sites), default=0.0)
            for a, sites in zip(fit, index.sites, strict=True)
        ]
    scores = [settings.temperature * f + p for f, p in zip(fit, prior, strict=True)]
    top = max(0.0, *scores) if scores else 0.0
    raw = [math.exp(score - top) for score in scores]
    other = settings.other_share * math.exp(-top)
    total = sum(raw) + other
    other = settings.other_floor + (1 - settings.other_floor) * other / total
    posterior = [(1 - settings.other_floor) * weight / total for weight in raw]
    posterior = yield_to_children(index, posterior)
    order = sorted(index.by_id, key=posterior.__getitem__, reverse=True)
    return Ranking(
        posterior=tuple(posterior),
        other=other,
        order=tuple(order),
        evidence=evidence,
        fit=tuple(fit),
        prior=prior,
        score=tuple(scores),
    )


def yield_to_children(index: Index, posterior: list[float]) -> list[float]:
    """An umbrella never stands before the best of what it contains, unless none of that fits at all."""
    for parent, children in index.children.items():
        at = index.position.get(parent)
        if at is None or not children:
            continue
        best = max(posterior[child] for child in children)
        excess = posterior[at] - 0.999 * best
        if excess <= 0 or best < index.settings.umbrella_yields_at * posterior[at]:
            continue
        # Give just so much that the best child comes first: its share grows while the parent's shrinks.
        below = sum(posterior[child] for child in children)
        share = best / below
        moved = excess / (1 + 0.999 * share)
        posterior[at] -= moved
        for child in children:
            posterior[child] += moved * posterior[child] / below
    return posterior


def band(index: Index, probability: float) -> str:
    """strong, moderate, possible or unlikely."""
    settings = index.settings
    if probability >= settings.band_strong:
        return "strong"
    if probability >= settings.band_moderate:
        return "moderate"
    return "possible" if probability >= settings.band_possible else "unlikely"


def site_probabilities(index: Index, ranking: Ranking, gain: Mapping[str, float]) -> dict[str, float]:
    """Condition mass by site; a condition of several sites is spread, more to those with a pattern."""
    out = {site: 0.0 for site in index.kb.sites if site != "multiple"}
    out = {site.replace("-", "_"): mass for site, mass in out.items()}
    for sites, positions in index.places.items():
        mass = math.fsum(ranking.posterior[at] for at in positions)
        shares = [math.exp(gain.get(site, 0.0)) for site in sites]
        total = sum(shares)
        for site, share in zip(sites, shares, strict=True):
            out[site] = out.get(site, 0.0) + mass * share / total
    return out
