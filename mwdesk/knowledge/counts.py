"""How much knowledge there is, and on what its numbers rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from mwdesk.domain.knowledge import Association, Basis, KnowledgeBase, OutcomeProbability
from mwdesk.knowledge.separation import HARD, Separator


def count(kb: KnowledgeBase) -> dict[str, Any]:
    """Counts by kind, and the numbers by basis. An inherited row counts once, where it was written.

    `associations_without_source` counts rows that claim a figure somebody saw and cite nothing that may
    be cited: it must be 0.
    """
    rows = tuple(_rows(kb))
    outcomes = tuple(_outcomes(kb))
    resolved = sum(len(condition.findings) for condition in kb.conditions.values())
    return {
        "version": kb.version,
        "sha256": kb.sha256,
        "conditions": len(kb.conditions),
        "findings": len(kb.findings),
        "tests": len(kb.tests),
        "alerts": len(kb.alerts),
        "localisation_patterns": len(kb.localisation),
        "muscles": len(kb.muscles),
        "reflexes": len(kb.reflexes),
        "sensory_points": len(kb.sensory),
        "analytes": len(kb.analytes),
        "drugs": len(kb.drugs),
        "hpo_terms": len(kb.hpo),
        "criteria": len(kb.criteria),
        "criteria_evaluable": sum(c.evaluable for c in kb.criteria.values()),
        "scales": len(kb.scales),
        "edx_protocols": len(kb.edx),
        "nerve_studies": len(kb.nerve_studies),
        "biopsy_guides": len(kb.biopsies),
        "imaging_guides": len(kb.imaging),
        "treatments": len(kb.treatments),
        "advice": len(kb.advice),
        "patterns": len({name for c in kb.conditions.values() for name in c.patterns}),
        "look_alikes": len(kb.look_alikes),
        "look_alikes_hard_at_the_bedside": _hard(kb),
        "conditions_by_review": _by_review(kb, kb.conditions),
        "alerts_by_review": _by_review(kb, kb.alerts),
        "alerts_without_source": sum(not alert.sources for alert in kb.alerts.values()),
        "clinical_diagnoses": sum(bool(c.clinical_diagnosis) for c in kb.conditions.values()),
        "associations": len(rows),
        "associations_inherited": resolved - sum(row.origin.startswith("condition:") for row in rows),
        "associations_by_basis": _by_basis(rows),
        **_key_conditions(kb),
        "associations_without_source": sum(_baseless(kb, row) for row in rows),
        "outcomes": len(outcomes),
        "outcomes_by_basis": _by_basis(outcomes),
        "outcomes_without_source": sum(_baseless(kb, row) for row in outcomes),
        "sources": len(kb.sources),
        "sources_by_verified": dict(sorted(Counter(s.verified for s in kb.sources.values()).items())),
    }


def _by_review(kb: KnowledgeBase, items: Iterable[str]) -> dict[str, int]:
    """How many were reviewed by a clinician, read by somebody else, or by nobody (draft)."""
    best: dict[str, str] = dict.fromkeys(items, "draft")
    for review in sorted(kb.reviews.values(), key=lambda r: r.status == "reviewed"):
        for name in (*review.conditions, *review.alerts):
            if name in best:
                best[name] = review.status
    found = Counter(best.values())
    return {status: found[status] for status in ("draft", "read", "reviewed")}


def _hard(kb: KnowledgeBase) -> int:
    """Pairs of look-alikes that history and examination hardly separate."""
    separator = Separator(kb)
    pairs = [tuple(kb.conditions[name] for name in pair.conditions) for pair in kb.look_alikes.values()]
    return sum(separator.between(*pair).bedside < HARD for pair in pairs)


def _key_conditions(kb: KnowledgeBase) -> dict[str, Any]:
    """How far the figures of the common, dangerous or treatable causes were seen: own rows only."""
    causes = [c for c in kb.conditions.values() if c.key]
    own = [r for c in causes for r in c.findings.values() if r.origin == f"condition:{c.id}"]
    seen = sum(row.basis.seen for row in own)
    return {
        "key_conditions": len(causes),
        "key_associations": len(own),
        "key_associations_seen": seen,
    }


def _rows(kb: KnowledgeBase) -> Iterator[Association]:
    """Every number as written: of a site or pattern once, however many conditions inherit it."""
    seen: set[tuple[str, str]] = set()
    levels = [site.findings for site in kb.sites.values()]
    levels += [condition.findings for condition in kb.conditions.values()]
    for level in levels:
        for row in level.values():
            # The mean of several sites is worked out, not written.
            if (row.origin, row.finding) not in seen and "+" not in row.origin:
                seen.add((row.origin, row.finding))
                yield row


def _outcomes(kb: KnowledgeBase) -> Iterator[OutcomeProbability]:
    for condition in kb.conditions.values():
        for rows in condition.outcomes.values():
            yield from rows
    for test in kb.tests.values():
        for rows in test.in_look_alikes.values():
            yield from rows


def _by_basis(rows: tuple[Association | OutcomeProbability, ...]) -> dict[str, int]:
    found = Counter(row.basis for row in rows)
    return {basis.value: found[basis] for basis in Basis if found[basis]}


def _baseless(kb: KnowledgeBase, row: Association | OutcomeProbability) -> bool:
    citable = any(name in kb.sources and kb.sources[name].citable for name in row.sources)
    return row.basis.seen and not citable
