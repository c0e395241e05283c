"""The standing panel in display-ready words: alert, do next, where, what fits."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from mwdesk.domain.assessment import Assessment, ConditionScore, Match, Outcome
from mwdesk.domain.encounter import Decision, Encounter
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow.alert_lines import AlertLine, alert_lines
from mwdesk.workflow.core import core_findings, red_flags
from mwdesk.workflow.next_steps import (
    ASKED_OF_WEAKNESS,
    STEPS_SHOWN,
    NextStep,
    asked_of_weakness,
    missing_person,
    next_steps,
    not_yet,
    opening,
    person_step,
    verdict_on,
)
from mwdesk.workflow.reasons import names_of
from mwdesk.workflow.words import finding_words, first_sentence, listed, percent, side_word

CAUSES_SHOWN = 8
# Before enough was asked, the order would only repeat how common things are: nothing is shown as a ranking.
UNRANKED = frozenset({Outcome.INSUFFICIENT, Outcome.OUTSIDE_SCOPE})
# No number may say that somebody pretends: such a cause has a page to read and is never offered with a share.
NEVER_SCORED = frozenset({"malingering-factitious"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """One place along the neuraxis. `share` 0 to 1 for the bar, `percent` for the eye."""

    id: str
    name: str
    percent: str
    share: float
    leading: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """One cause. `probability` 0 to 1 for the bar, `percent` for the eye; the rest is words."""

    id: str
    name: str
    band: str
    percent: str
    probability: float
    line: str  # "for: a, b · against: c · not explained by it: d · not asked: e"
    brief: tuple[str, ...]  # the strongest of each, for one line: "for: a", "not asked: c"
    site: str
    must_not_miss: bool
    urgency: Urgency
    decision: Decision | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastVisit:
    """How urgent the visit before was: `head` says it, `title` names the first warning or is empty."""

    urgency: Urgency
    head: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Everything the panel shows. An empty text is a line that is not there."""

    visit: str = ""  # the encounter: what moved is told within one visit only
    urgency: Urgency
    outcome: Outcome
    judged: bool = True  # False: too little is known to say how urgent it is, "routine" included
    last: LastVisit | None = None  # until this visit is judged
    open_flags: tuple[str, ...] = ()  # red flags of the core history that nobody asked, in words
    headline: str  # the one next best step, in words
    sentence: str  # why nothing is ranked, or ""
    alerts: tuple[AlertLine, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    all_steps: tuple[NextStep, ...] = ()  # for the Assessment page
    not_yet: tuple[NextStep, ...] = ()
    sites: tuple[SiteRow, ...] = ()
    causes: tuple[CauseRow, ...] = ()
    more_causes: tuple[CauseRow, ...] = ()  # for the Assessment page
    true_or_perceived: str = ""
    strength: str = ""  # the same in three words
    together: tuple[str, ...] = ()  # two causes at once that explain more than any one
    patterns: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    notice: str = ""  # newer knowledge than the last letter, ...


def build_panel(
    kb: KnowledgeBase,
    encounter: Encounter,
    assessment: Assessment,
    notice: str = "",
    unavailable: Container[str] = (),
    last: LastVisit | None = None,
) -> Panel:
    """Put an assessment into words, in the order in which the panel shows them.

    `unavailable` are the tests that this clinic does not have.
    """
    steps = next_steps(kb, encounter, assessment, unavailable)
    undecided = tuple(step for step in steps if step.decision is None)
    causes = cause_rows(kb, encounter, assessment)
    findings = assessment.findings
    return Panel(
        visit=encounter.id,
        urgency=assessment.urgency,
        outcome=assessment.outcome,
        judged=is_judged(assessment),
        last=None if is_judged(assessment) else last,
        open_flags=open_flags(kb, assessment),
        headline=headline(encounter, assessment, undecided),
        sentence=outcome_sentence(kb, assessment),
        alerts=alert_lines(kb, encounter, assessment),
        next_steps=(*person_step(encounter), *undecided)[:STEPS_SHOWN],
        all_steps=steps,
        not_yet=not_yet(kb, assessment),
        sites=site_rows(kb, assessment),
        causes=causes[:CAUSES_SHOWN],
        more_causes=causes[CAUSES_SHOWN:],
        true_or_perceived=true_or_perceived(assessment.true_weakness),
        strength=strength_note(assessment.true_weakness),
        together=together_lines(kb, assessment),
        patterns=_pattern_lines(kb, assessment),
        conflicts=conflict_lines(kb, assessment),
        critical=tuple(_("{text} is critical").format(text=c.text) for c in findings.critical)
        if findings
        else (),
        issues=assessment.issues,
        notice=notice,
    )


def is_judged(assessment: Assessment) -> bool:
    """Whether enough is known to say how urgent it is: what is not judged must not read as routine."""
    return assessment.urgency is not Urgency.ROUTINE or assessment.outcome not in UNRANKED


def open_flags(kb: KnowledgeBase, assessment: Assessment) -> tuple[str, ...]:
    """Red flags of the core history that nobody asked: why no warning may stand yet."""
    known = assessment.findings
    closed = (set(known.observed) | known.unknown) if known else set()
    wanted = [f for f in core_findings(kb) if f in red_flags(kb) and f not in closed]
    order = ("history.respiratory", "history.cranial", "history.autonomic")  # what kills first
    flags = [f for f in wanted if kb.findings[f].section in order]
    return tuple(
        finding_words(kb, f) for f in sorted(flags, key=lambda f: order.index(kb.findings[f].section))
    )


def conflict_lines(kb: KnowledgeBase, assessment: Assessment) -> tuple[str, ...]:
    """What two sources say differently, each with the name of the finding."""
    found = assessment.findings.conflicts if assessment.findings else ()
    return tuple(
        _("{finding}: {why}").format(finding=_capital(finding_words(kb, c.finding)), why=c.why) for c in found
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def headline(encounter: Encounter, assessment: Assessment, steps: tuple[NextStep, ...]) -> str:
    """The one next best step in words: what saves life, then age and sex, on which every ranking leans."""
    for alert in assessment.alerts:
        refused = verdict_on(encounter, "alert", alert.id)[0] is Decision.REFUSED
        if alert.urgency is Urgency.EMERGENCY and not refused:
            return first_sentence(alert.action)[0]
    missing = missing_person(encounter)
    if missing:
        if len(missing) > 1:
            return _("Enter the patient's age and sex")
        return _("Enter the patient's {what}").format(what=missing[0])
    return f"{steps[0].label} ({steps[0].note})" if steps else ""


def outcome_sentence(kb: KnowledgeBase, assessment: Assessment) -> str:
    """What to do when nothing can be ranked; "" where something is."""
    ask = ", ".join(finding_words(kb, n.id) for n in assessment.next_findings[:STEPS_SHOWN])
    if assessment.outcome is Outcome.INSUFFICIENT:
        first = ", ".join(words for _, words in opening(kb, assessment)[:STEPS_SHOWN])
        first = first or _("how it began, and which parts are weak")
        return _("Answer a few more questions: {first}.").format(first=first)
    if assessment.outcome is Outcome.NOTHING_FITS:
        told = _("Nothing that mwdesk knows fits what was found. Check the findings, think wider.")
        return " ".join((told, _("Ask next: {findings}.").format(findings=ask))) if ask else told
    if assessment.outcome is Outcome.OUTSIDE_SCOPE:
        if not asked_of_weakness(kb, assessment):
            return _("Nobody asked yet whether strength is lost. Ask first: {findings}.").format(
                findings=", ".join(finding_words(kb, f) for f in ASKED_OF_WEAKNESS if f in kb.findings)
            )
        return _("No weakness, true or felt, is on record: this is outside what mwdesk is for.")
    return ""


def true_or_perceived(p: float | None) -> str:
    """Whether strength is truly lost, in words that claim no more than the number does."""
    if p is None:
        return ""
    if p >= 0.8:
        return _("True weakness is likely")
    if p >= 0.6:
        return _("True weakness is more likely than tiredness, pain or effort alone")
    if p > 0.4:
        return _("True or only felt weakness: open. Test power against resistance")
    if p > 0.2:
        return _("Tiredness, pain or effort is more likely than true weakness")
    return _("True weakness is unlikely; look for tiredness, pain or effort")


def strength_note(p: float | None) -> str:
    """The same in three words, for a place where there is room for no more."""
    if p is None:
        return ""
    steps = (
        (0.8, _("true weakness likely")),
        (0.6, _("rather true weakness")),
        (0.4, _("true or felt: open")),
        (0.2, _("rather felt than true")),
    )
    return next((words for least, words in steps if p >= least), _("true weakness unlikely"))


def together_lines(kb: KnowledgeBase, assessment: Assessment) -> tuple[str, ...]:
    """Two causes that explain together what neither does alone: "A with B, which would explain c, d"."""
    return tuple(
        _("{one} together with {other} would also explain {words}").format(
            one=kb.conditions[pair.first].name,
            other=kb.conditions[pair.second].name,
            words=listed([finding_words(kb, name) for name in pair.explains]),
        )
        for pair in assessment.together
    )


def site_rows(kb: KnowledgeBase, assessment: Assessment) -> tuple[SiteRow, ...]:
    """Sites from brain to muscle; every site has its row, so that nothing moves but bars and numbers."""
    shown = () if assessment.outcome in UNRANKED else assessment.sites
    scores = {_plain(s.id): s for s in shown}
    best = _plain(shown[0].id) if shown else ""
    rows = []
    for site in sorted(kb.sites.values(), key=lambda s: s.order):
        if site.id == "multiple":
            continue  # spelled out as the sites it means, so it never has a share of its own
        score = scores.get(_plain(site.id))
        share = score.probability if score else 0.0
        rows.append(
            SiteRow(
                id=site.id,
                name=site.name,
                percent=percent(share) if score else "",
                share=share,
                leading=_plain(site.id) == best,
                reasons=listed(names_of(kb, assessment, tuple(r for r in score.reasons if r.weight > 0)), 4)
                if score
                else "",
            )
        )
    return tuple(rows)


def _plain(site: str) -> str:
    return site.replace("-", "_")


def cause_line(kb: KnowledgeBase, assessment: Assessment, score: ConditionScore) -> str:
    """ "for: a, b · against: c · not asked: d": what speaks, and what nobody asked yet."""
    condition = kb.conditions.get(score.id)
    against, silent = score.split_against(condition.findings if condition else ())
    absent = tuple(c for c in score.expected_absent if c.finding not in {a.finding for a in against})
    parts = (
        (_("for: {findings}"), names_of(kb, assessment, score.for_)),
        (_("against: {findings}"), names_of(kb, assessment, (*against, *absent))),
        (_("not explained by it: {findings}"), names_of(kb, assessment, silent)),
        (_("not asked: {findings}"), [finding_words(kb, n.finding) for n in score.not_asked]),
    )
    return " · ".join(words.format(findings=listed(items, 2)) for words, items in parts if items)


def cause_brief(kb: KnowledgeBase, assessment: Assessment, score: ConditionScore) -> tuple[str, ...]:
    """ "for: a, b", "not asked: c": the strongest of each, for a line that must not wrap."""
    asked = [finding_words(kb, n.finding) for n in score.not_asked[:1]]
    parts = (
        (_("for: {findings}"), names_of(kb, assessment, score.for_)[:2]),
        (_("not asked: {findings}"), asked),
    )
    return tuple(words.format(findings=", ".join(items)) for words, items in parts if items)


def cause_rows(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> tuple[CauseRow, ...]:
    """Causes, the likeliest first."""
    if assessment.outcome in UNRANKED:
        return ()
    rows = []
    for score in assessment.conditions:
        if score.id in NEVER_SCORED:
            continue
        condition = kb.conditions.get(score.id)
        decision, reason = verdict_on(encounter, "condition", score.id)
        rows.append(
            CauseRow(
                id=score.id,
                name=score.name,
                band=score.band,
                percent=percent(score.probability),
                probability=score.probability,
                line=cause_line(kb, assessment, score),
                brief=cause_brief(kb, assessment, score),
                site=score.site,
                must_not_miss=condition.must_not_miss if condition else False,
                urgency=condition.urgency if condition else Urgency.ROUTINE,
                decision=decision,
                reason=reason,
            )
        )
    return tuple(rows)


def _pattern_lines(kb: KnowledgeBase, assessment: Assessment) -> tuple[str, ...]:
    """ "Radial nerve, right"; "possibly ..." where something is still to test; both sides in one line."""
    sides: dict[tuple[str, Match], list[str]] = {}
    for verdict in assessment.patterns:
        sides.setdefault((verdict.pattern, verdict.match), []).append(verdict.side)
    lines = []
    for (pattern, match), found in sides.items():
        name = kb.localisation[pattern].name if pattern in kb.localisation else pattern
        where = _("both sides") if {"right", "left"} <= set(found) else side_word(found[0])
        named = f"{name}, {where}" if where else name
        lines.append(named if match is Match.MATCHES else _("possibly {pattern}").format(pattern=named))
    return tuple(lines)
