"""Published criteria and scores in display-ready words."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.assessment import Assessment, CriterionResult, CriterionState
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Decision, Encounter
from mwdesk.domain.knowledge import Criterion, KnowledgeBase
from mwdesk.domain.translation import N_, _

RECALLED = N_("source recalled, not yet seen")
_ORDER = (CriterionState.MET, CriterionState.OPEN, CriterionState.NOT_MET)
_WORDS = {
    CriterionState.MET: N_("met"),
    CriterionState.OPEN: N_("open"),
    CriterionState.NOT_MET: N_("not met"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionRow:
    """One criterion or score. `word` is "met", "open", "not met", or the points of a complete score."""

    id: str
    name: str
    word: str
    state: CriterionState
    meaning: str  # "probable", "high risk", or ""
    proviso: str  # what the clinician must judge: "provided no other diagnosis explains it", or ""
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    missing: tuple[str, ...]
    says: str  # the published threshold
    source: str


def criterion_rows(kb: KnowledgeBase, assessment: Assessment) -> tuple[CriterionRow, ...]:
    """Met ones first, then open ones of which something is met, then what can no longer be met."""
    rows = [
        _row(kb, kb.criteria[result.id], result)
        for result in assessment.criteria
        if result.id in kb.criteria and (result.met or result.state is not CriterionState.OPEN)
    ]
    return tuple(sorted(rows, key=lambda row: _ORDER.index(row.state)))


def _row(kb: KnowledgeBase, criterion: Criterion, result: CriterionResult) -> CriterionRow:
    word = _(_WORDS[result.state])
    if result.points is not None:
        pure = result.state is CriterionState.MET and not criterion.levels
        word = (
            f"{result.points:g}"
            if pure
            else _("{word}, {points} points").format(word=word, points=f"{result.points:g}")
        )
    proviso = criterion.provided if result.state is not CriterionState.NOT_MET else ""
    return CriterionRow(
        id=criterion.id,
        name=criterion.name,
        word=word,
        state=result.state,
        meaning=result.meaning,
        proviso=_("provided {proviso}").format(proviso=proviso) if proviso else "",
        met=result.met,
        not_met=result.not_met,
        missing=result.missing,
        says=criterion.says,
        source=_source(kb, criterion),
    )


def _source(kb: KnowledgeBase, criterion: Criterion) -> str:
    seen = [kb.sources[name] for name in criterion.sources if name in kb.sources]
    return "; ".join(citation(source) for source in seen) or _(RECALLED)


def accepted_conditions(encounter: Encounter) -> frozenset[str]:
    """The causes that the clinician agreed to or added."""
    return frozenset(
        ident
        for (kind, ident), verdict in encounter.verdicts.items()
        if kind == "condition" and verdict.decision is not Decision.REFUSED
    )
