"""Medicines that weaken breathing, listed in somebody whose breathing or swallowing may already be weak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mwdesk.domain.assessment import Observed
from mwdesk.domain.encounter import State
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Drug, KnowledgeBase

# By class, as the knowledge writes it; an unknown medicine is told as unknown elsewhere.
_SEDATING = re.compile(r"opioid|benzodiazepine|hypnotic|barbiturate|gabapentinoid|sedative", re.IGNORECASE)
_WEAK = ("respiratory-muscle-weakness", "dyspnoea", "dysphagia", "known-myasthenia")


def judge_sedation(
    kb: KnowledgeBase, medicines: Iterable[tuple[str, Drug]], observed: Mapping[str, Observed]
) -> tuple[Issue, ...]:
    """One issue that names the medicines, where a sign of weak breathing or swallowing is present."""
    present = [f for f in _WEAK if f in observed and observed[f].state is State.PRESENT]
    taken = [name for name, drug in medicines if _SEDATING.search(drug.drug_class)]
    if not present or not taken:
        return ()
    why = ", ".join(kb.findings[f].label.lower() for f in present if f in kb.findings)
    return (
        Issue(
            level=Level.WARNING,
            path="drug",
            message=f"{', '.join(taken)} may weaken breathing further; on record: {why}.",
            fix="Count breathing, and review the medicine with the prescriber; do not stop it abruptly.",
        ),
    )
