"""The six steps of a consultation and how much of each is done, by count. No step blocks another."""

from __future__ import annotations

from collections.abc import Mapping

from mwdesk.domain.assessment import Assessment, Outcome
from mwdesk.domain.encounter import Decision, Encounter
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase
from mwdesk.domain.translation import N_
from mwdesk.workflow.catalogue import movements, reflexes, sensory_points
from mwdesk.workflow.core import core_findings

STEPS = ("patient", "history", "examination", "results", "assessment", "letter")
TITLES = {
    "patient": N_("Patient"),
    "history": N_("History"),
    "examination": N_("Examination"),
    "results": N_("Results"),
    "assessment": N_("Assessment"),
    "letter": N_("Letter"),
}


def progress(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, letters: int = 0
) -> Mapping[str, tuple[int, int]]:
    """Done and total for each step. Results have no total of their own: (n, n), and (0, 0) where none."""
    results = len(encounter.measurements) + len(encounter.outcomes)
    ranked = assessment.outcome is Outcome.RANKED
    decided = sum(
        v.decision in (Decision.CONFIRMED, Decision.ACCEPTED, Decision.ADDED)
        for v in encounter.verdicts.values()
    )
    judged = [ranked, decided > 0]
    if assessment.alerts:  # nothing is done while a warning waits for a word
        judged.append(all(("alert", alert.id) in encounter.verdicts for alert in assessment.alerts))
    return {
        "patient": (int(encounter.age is not None) + int(bool(encounter.patient.sex)), 2),
        "history": _history(kb, encounter),
        "examination": _examination(kb, encounter, assessment),
        "results": (results, results),
        "assessment": (sum(judged), len(judged)),
        "letter": (min(letters, 1), 1),
    }


def _history(kb: KnowledgeBase, encounter: Encounter) -> tuple[int, int]:
    """Core questions; a group of which exactly one can hold (how fast it began) is one question."""
    answered = encounter.answers
    choice = {f: g.id for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
    core = [f for f in core_findings(kb) if kb.findings[f].section.startswith("history.")]
    questions = {choice.get(f, f) for f in core}
    done = {choice.get(f, f) for f in answered} & questions
    return len(done), len(questions)


def _examination(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> tuple[int, int]:
    """Core movements, reflexes and points of feeling, each side on its own, and core signs."""
    wanted = {f"mrc/{m.id}/{side}" for m in movements(kb, core_only=True) for side in m.sides}
    wanted |= {f"reflex/{r.id}/{side}" for r in reflexes(kb, core_only=True) for side in r.sides}
    wanted |= {f"sensory/{s.id}/{side}" for s in sensory_points(kb, core_only=True) for side in s.sides}
    signs = {f for f in core_findings(kb) if _is_sign(kb.findings[f].section)}
    seen = assessment.findings.observed if assessment.findings else {}
    done = {f for f in signs if f in encounter.answers or f in seen}
    return len(wanted & set(encounter.entries)) + len(done), len(wanted) + len(signs)


def _is_sign(section: str) -> bool:
    """Whether it is answered under Signs: those of the reflexes stand beside the reflexes, which count."""
    return section.startswith("exam.") and section != "exam.reflexes"
