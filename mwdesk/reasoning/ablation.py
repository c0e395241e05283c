"""The model with one part taken out at a time, so that each part can show what it is worth."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from mwdesk.domain.knowledge import Association, KnowledgeBase


def _set(**values: float) -> Callable[[KnowledgeBase], KnowledgeBase]:
    return lambda kb: replace(kb, settings={**kb.settings, **values})


def _without_rows(kb: KnowledgeBase, origin: str) -> KnowledgeBase:
    def kept(rows: Mapping[str, Association]) -> dict[str, Association]:
        return {name: row for name, row in rows.items() if not row.origin.startswith(origin)}

    return replace(
        kb,
        conditions={ident: replace(c, findings=kept(c.findings)) for ident, c in kb.conditions.items()},
    )


# What is left out, in words, and the knowledge base without it.
VARIANTS: Mapping[str, Callable[[KnowledgeBase], KnowledgeBase]] = {
    "the whole model": lambda kb: kb,
    "without localisation patterns": lambda kb: replace(kb, localisation={}),
    "without damping of correlated findings": _set(group_damping=1.0, group_cap=1000.0),
    "without groups of which one holds": lambda kb: replace(kb, groups={}),
    "without site tables": lambda kb: _without_rows(kb, "site:"),
    "without patterns shared by conditions": lambda kb: _without_rows(kb, "pattern:"),
    "without doubt of estimates": _set(estimate_doubt=0.0, seen_doubt=0.0, whole_doubt=0.0),
    "without caps on single findings": _set(finding_cap=1000.0, probability_floor=0.001),
    "without how common causes are": _set(prior_power=0.0, prior_power_tertiary=0.0),
    "without age and sex": _set(age_power=0.0, sex_floor=1.0),
    "without the price of unasked exposures": _set(exposure_gate=0.0),
    "without alerts": lambda kb: replace(kb, alerts={}),
}
