"""Care meanwhile, in words: what is usually done for the leading and accepted causes. Never a dose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mwdesk.domain.assessment import Assessment, Outcome
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.guides import Advice, Treatment
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.workflow.words import inside, short

SURE = ("strong", "moderate")  # bands from which a cause that nobody accepted counts
_AGREED = (Decision.CONFIRMED, Decision.ACCEPTED, Decision.ADDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class CareLine:
    """One thing to do, to avoid or to say. `link` is the page that says all of it."""

    kind: str  # meanwhile, avoid, care, advice
    text: str
    of: str  # the cause in words
    note: str = ""  # when, and what to mind
    basis: str = "estimate"  # or the citation that it rests on
    link: str = ""


def care_causes(encounter: Encounter, assessment: Assessment) -> tuple[str, ...]:
    """The causes that care is given for: those agreed to, else those that are likely enough."""
    verdicts = encounter.verdicts
    agreed = [i for (kind, i), v in verdicts.items() if kind == "condition" and v.decision in _AGREED]
    if agreed or assessment.outcome is not Outcome.RANKED:
        return tuple(agreed)
    refused = {i for (kind, i), v in verdicts.items() if kind == "condition" and v.decision not in _AGREED}
    return tuple(c.id for c in assessment.conditions if c.band in SURE and c.id not in refused)


def care_lines(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> tuple[CareLine, ...]:
    """Meanwhile and avoid of each cause first, then usual care, then advice; nothing is said twice."""
    causes = [c for c in care_causes(encounter, assessment) if c in kb.conditions]
    lines = [line for cause in causes for line in _own(kb, cause)]
    lines += [_treatment(kb, t, causes) for t in kb.treatments.values() if set(causes) & set(t.conditions)]
    lines += [_advice(kb, a, causes) for a in kb.advice.values() if _suits(a, causes, assessment)]
    return tuple(dict.fromkeys(lines))


def avoid_offer(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> CareLine | None:
    """What to avoid for the likeliest cause that nobody agreed to; of an agreed one each document says it."""
    verdicts = encounter.verdicts
    agreed = {i for (kind, i), v in verdicts.items() if kind == "condition" and v.decision in _AGREED}
    if agreed:
        return None
    return next((line for line in care_lines(kb, encounter, assessment) if line.kind == "avoid"), None)


def _own(kb: KnowledgeBase, cause: str) -> Iterator[CareLine]:
    condition = kb.conditions[cause]
    own = (("meanwhile", condition.interim), ("avoid", condition.avoid), ("advice", condition.advice))
    for kind, text in own:
        if text:
            yield CareLine(kind=kind, text=text, of=_name(kb, [cause]), link=f"condition:{cause}")


def _treatment(kb: KnowledgeBase, care: Treatment, causes: Iterable[str]) -> CareLine:
    meant = [cause for cause in causes if cause in care.conditions]
    note = "; ".join(part for part in (care.when, care.cautions) if part)
    return CareLine(
        kind="care",
        text=f"{care.name}: {care.detail}",
        of=_name(kb, meant),
        note=note,
        basis=_basis(kb, care.basis.seen, care.sources),
        link=f"treatment:{care.id}",
    )


def _suits(advice: Advice, causes: Iterable[str], assessment: Assessment) -> bool:
    """Whether it is meant for one of these causes, or for a finding that is present."""
    found = assessment.findings
    present = found is not None and any(found.state(f) is State.PRESENT for f in advice.findings)
    return present or any(cause in advice.conditions for cause in causes)


def _advice(kb: KnowledgeBase, advice: Advice, causes: Iterable[str]) -> CareLine:
    return CareLine(
        kind="advice",
        text=f"{advice.name}: {' '.join(f'{point}.' for point in advice.points)}",
        of=_name(kb, [cause for cause in causes if cause in advice.conditions]),
        note=_("Not for: {not_for}").format(not_for=advice.not_for) if advice.not_for else "",
        basis=_basis(kb, advice.basis.seen, advice.sources),
        link=f"advice:{advice.id}",
    )


def _basis(kb: KnowledgeBase, seen: bool, sources: tuple[str, ...]) -> str:
    known = [kb.sources[s] for s in sources if s in kb.sources and kb.sources[s].citable]
    return citation(known[0]) if seen and known else _("estimate")


def _name(kb: KnowledgeBase, causes: Iterable[str]) -> str:
    return ", ".join(inside(kb, short(kb.conditions[cause].name)) for cause in causes)
