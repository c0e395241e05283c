"""Medicines that weaken breathing, listed in somebody whose breathing or swallowing may already be weak."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mwdesk.domain.assessment import Observed
from mwdesk.domain.encounter import Medication, State
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase

# By class, as the knowledge writes it; an unknown medicine is told as unknown elsewhere.
_SEDATING = re.compile(r"opioid|benzodiazepine|hypnotic|barbiturate|gabapentinoid|sedative", re.IGNORECASE)
_WEAK = ("respiratory-muscle-weakness", "dyspnoea", "dysphagia", "known-myasthenia")


def judge_sedation(
    kb: KnowledgeBase, medications: Mapping[str, Medication], observed: Mapping[str, Observed]
) -> tuple[Issue, ...]:
    """One issue that names the medicines, where a sign of weak breathing or swallowing is present."""
    present = [f for f in _WEAK if f in observed and observed[f].state is State.PRESENT]
    names = {name.lower(): d for d in kb.drugs.values() for name in (d.name, *d.brands)}
    taken = []
    for _, item in sorted(medications.items()):
        drug = kb.drugs.get(item.drug) or names.get(item.name.strip().lower())
        if drug is not None and _SEDATING.search(drug.drug_class):
            taken.append(item.name)
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
