"""An assessment as a page of plain text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwdesk.domain.assessment import Assessment, Contribution, CriterionState, Outcome
from mwdesk.domain.encounter import State
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import KnowledgeBase

_OUTCOMES = {
    Outcome.INSUFFICIENT: "Too little is known yet to rank causes.",
    Outcome.NOTHING_FITS: "Nothing in the knowledge base fits well: think beyond it.",
    Outcome.OUTSIDE_SCOPE: "This is outside what mwdesk knows: it is about weakness.",
}
_SHOWN = 5
_OPEN = 6  # findings of a warning that nobody asked, named before the rest is counted


def write_text(ident: str, assessment: Assessment, kb: KnowledgeBase, issues: Iterable[Issue]) -> str:
    """Alerts first, then where, what fits and why, and what to do next."""
    return "\n".join(_lines(ident, assessment, kb, (*issues, *assessment.issues))) + "\n"


def _lines(ident: str, assessment: Assessment, kb: KnowledgeBase, issues: tuple[Issue, ...]) -> Iterator[str]:
    yield f"== {ident}: {assessment.urgency.value}"
    if assessment.outcome in _OUTCOMES:
        yield _OUTCOMES[assessment.outcome]
    for alert in assessment.alerts:
        yield f"! {alert.urgency.value}: {alert.title}. {alert.action}"
        yield f"    because: {_labels(alert.findings, kb) or alert.why}"
        if alert.not_assessed:
            more = len(alert.not_assessed) - _OPEN
            rest = f"; and {more} more" if more > 0 else ""
            yield f"    not assessed: {_labels(alert.not_assessed[:_OPEN], kb)}{rest}"
    yield "Where: " + ", ".join(
        f"{kb.sites[s.id].name if s.id in kb.sites else s.id} {_percent(s.probability)}"
        for s in assessment.sites[:_SHOWN]
    )
    yield "What fits (suggestions; most numbers are estimates):"
    for score in assessment.conditions[:_SHOWN]:
        yield f"  {_percent(score.probability):>5}  {score.name} ({score.band})"
        yield from _reasons("for", score.for_, kb)
        known = kb.conditions.get(score.id)
        against, silent = score.split_against(known.findings if known else ())
        yield from _reasons("against", against, kb)
        yield from _reasons("not explained by it", silent, kb)
        if score.not_asked:
            yield f"         not asked: {_labels([n.finding for n in score.not_asked[:3]], kb)}"
    for pair in assessment.together:
        names = (kb.conditions[ident].name for ident in (pair.first, pair.second))
        yield f"  two at once? {' with '.join(names)}, which would explain {_labels(pair.explains, kb)}"
    yield from _criteria(assessment, kb)
    yield "Ask or examine next:"
    for item in assessment.next_findings[:_SHOWN]:
        yield f"  - {kb.findings[item.id].label}: {item.why}"
    yield "Tests next:"
    for test in assessment.next_tests[:8]:
        yield f"  - {test.name} ({test.group}): {test.why}"
        for caution in test.cautions:
            yield f"      caution: {caution}"
    for later in assessment.not_yet:
        yield f"  not yet: {kb.tests[later.id].name}: {later.why}"
    for issue in issues:
        yield f"{issue.level.value}: {issue.sentence()}"


def _criteria(assessment: Assessment, kb: KnowledgeBase) -> Iterator[str]:
    """Criteria that are met, or open with something in them met; each on a line or two."""
    shown = [c for c in assessment.criteria if c.id in kb.criteria and c.state is not CriterionState.NOT_MET]
    shown = [c for c in shown if c.met or c.state is CriterionState.MET]
    if shown:
        yield "Criteria and scores:"
    for result in sorted(shown, key=lambda c: c.state is not CriterionState.MET):
        criterion = kb.criteria[result.id]
        scored = result.state is CriterionState.MET and not criterion.levels
        word = "complete" if scored else result.state.value
        points = f" {result.points:g}" if result.points is not None else ""
        meaning = f", {result.meaning}" if result.meaning else ""
        known = criterion.provided and result.state is CriterionState.MET
        proviso = f", provided {criterion.provided}" if known else ""
        yield f"  - {criterion.name}{points}: {word}{meaning}{proviso}"
        if result.missing:
            more = f" and {len(result.missing) - 4} more" if len(result.missing) > 4 else ""
            yield f"      missing: {'; '.join(result.missing[:4])}{more}"


def _reasons(word: str, reasons: tuple[Contribution, ...], kb: KnowledgeBase) -> Iterator[str]:
    if reasons:
        yield f"         {word}: " + "; ".join(_reason(r, kb) for r in reasons[:4])


def _reason(reason: Contribution, kb: KnowledgeBase) -> str:
    label = kb.findings[reason.finding].label.lower() if reason.finding in kb.findings else reason.finding
    return f"{'no ' if reason.state is State.ABSENT else ''}{label} [{reason.basis.value}]"


def _labels(ids: Iterable[str], kb: KnowledgeBase) -> str:
    return "; ".join(kb.findings[i].label if i in kb.findings else i for i in ids)


def _percent(p: float) -> str:
    return "<1 %" if p < 0.005 else f"{min(p, 0.99):.0%}".replace("%", " %")
