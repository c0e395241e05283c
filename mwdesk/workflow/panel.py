"""The standing panel in display-ready words: alert, do next, where, what fits."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mwdesk.domain.assessment import (
    Alert,
    Assessment,
    ConditionScore,
    Contribution,
    Match,
    Outcome,
)
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase, Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow.next_steps import (
    STEPS_SHOWN,
    NextStep,
    missing_person,
    next_steps,
    not_yet,
    opening,
    person_step,
    verdict_on,
)
from mwdesk.workflow.reasons import weigh
from mwdesk.workflow.words import finding_words, first_sentence, listed, percent, side_word

CAUSES_SHOWN = 8
# Before enough was asked, the order would only repeat how common things are: nothing is shown as a ranking.
UNRANKED = (Outcome.INSUFFICIENT, Outcome.OUTSIDE_SCOPE)
# No number may say that somebody pretends: such a cause has a page to read and is never offered with a share.
NEVER_SCORED = frozenset({"malingering-factitious"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One warning. `detail` is the rest of the action; `not_asked` starts with "not asked: " or is empty."""

    id: str
    title: str
    urgency: Urgency
    action: str
    detail: str
    why: str
    not_asked: str
    because: str  # what fired it: "ascending weakness, areflexia"
    brief: tuple[str, ...] = ()  # the same for one line: "Ascending weakness, areflexia", "not asked: fever"
    findings: tuple[str, ...]
    not_assessed: tuple[str, ...]  # finding ids, to ask at once
    suspects: tuple[str, ...]
    decision: Decision | None = None
    reason: str = ""  # why the clinician refused it


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
class Panel:
    """Everything the panel shows. An empty text is a line that is not there."""

    urgency: Urgency
    outcome: Outcome
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
    together: tuple[str, ...] = ()  # two causes at once that explain more than any one
    patterns: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    critical: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    notice: str = ""  # newer knowledge than the last letter, ...


def build_panel(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, notice: str = "") -> Panel:
    """Put an assessment into words, in the order in which the panel shows them."""
    steps = next_steps(kb, encounter, assessment)
    causes = cause_rows(kb, encounter, assessment)
    findings = assessment.findings
    return Panel(
        urgency=assessment.urgency,
        outcome=assessment.outcome,
        headline=headline(encounter, assessment, steps),
        sentence=outcome_sentence(kb, assessment),
        alerts=alert_lines(kb, encounter, assessment),
        next_steps=(*person_step(encounter), *steps)[:STEPS_SHOWN],
        all_steps=steps,
        not_yet=not_yet(kb, assessment),
        sites=site_rows(kb, assessment),
        causes=causes[:CAUSES_SHOWN],
        more_causes=causes[CAUSES_SHOWN:],
        true_or_perceived=true_or_perceived(assessment.true_weakness),
        together=together_lines(kb, assessment),
        patterns=_pattern_lines(kb, assessment),
        conflicts=tuple(c.why for c in findings.conflicts) if findings else (),
        critical=tuple(_("{text} is critical").format(text=c.text) for c in findings.critical)
        if findings
        else (),
        issues=assessment.issues,
        notice=notice,
    )


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


def _settled(kb: KnowledgeBase, assessment: Assessment) -> frozenset[str]:
    """Members of a set of which one holds, once one of them is known to: the others need no asking."""
    observed = assessment.findings.observed if assessment.findings else {}
    present = {f for f, seen in observed.items() if seen.state is State.PRESENT}
    sets = [g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL]
    return frozenset(f for members in sets if present.intersection(members) for f in members)


def alert_lines(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> tuple[AlertLine, ...]:
    """Warnings, the gravest first; two that say the same in their title are one line."""
    settled = _settled(kb, assessment)
    lines: dict[tuple[str, Decision | None], AlertLine] = {}
    for alert in assessment.alerts:
        made = _alert(kb, encounter, alert, settled)
        key = (made.title, made.decision)
        lines[key] = _joined(lines[key], made) if key in lines else made
    return tuple(lines.values())


def _joined(first: AlertLine, other: AlertLine) -> AlertLine:
    """The first warning with what the other one adds; nothing that either says is lost."""
    more = f"{other.action} {other.detail}".strip()
    told = more in f"{first.action} {first.detail}"
    return replace(
        first,
        detail=first.detail if told else f"{first.detail} {more}".strip(),
        why=first.why if other.why in first.why else f"{first.why} {other.why}".strip(),
        findings=tuple(dict.fromkeys((*first.findings, *other.findings))),
        not_assessed=tuple(dict.fromkeys((*first.not_assessed, *other.not_assessed))),
        suspects=tuple(dict.fromkeys((*first.suspects, *other.suspects))),
    )


def _alert(kb: KnowledgeBase, encounter: Encounter, alert: Alert, settled: frozenset[str]) -> AlertLine:
    action, detail = first_sentence(alert.action)
    open_ = tuple(f for f in alert.not_assessed if f not in settled)
    missing = listed((finding_words(kb, f) for f in open_), 4)
    fired = [finding_words(kb, f) for f in alert.findings]
    one_open = listed((finding_words(kb, f) for f in open_), 1)
    decision, reason = verdict_on(encounter, "alert", alert.id)
    return AlertLine(
        id=alert.id,
        title=alert.title,
        urgency=alert.urgency,
        action=action,
        detail=detail,
        why=alert.why,
        not_asked=_not_asked(missing) if missing else "",
        because=listed(fired, 6),
        brief=tuple(p for p in (_raised(", ".join(fired[:2])), _not_asked(one_open) if open_ else "") if p),
        findings=alert.findings,
        not_assessed=open_,
        suspects=alert.suspects,
        decision=decision,
        reason=reason,
    )


def _not_asked(words: str) -> str:
    return _("not asked: {findings}").format(findings=words)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


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
                reasons=listed(_names(kb, assessment, tuple(r for r in score.reasons if r.weight > 0)), 4)
                if score
                else "",
            )
        )
    return tuple(rows)


def _plain(site: str) -> str:
    return site.replace("-", "_")


def _names(kb: KnowledgeBase, assessment: Assessment, contributions: tuple[Contribution, ...]) -> list[str]:
    return [reason.words for reason in weigh(kb, assessment, contributions)]


def cause_line(kb: KnowledgeBase, assessment: Assessment, score: ConditionScore) -> str:
    """ "for: a, b · against: c · not asked: d": what speaks, and what nobody asked yet."""
    condition = kb.conditions.get(score.id)
    against, silent = score.split_against(condition.findings if condition else ())
    absent = tuple(c for c in score.expected_absent if c.finding not in {a.finding for a in against})
    parts = (
        (_("for: {findings}"), _names(kb, assessment, score.for_)),
        (_("against: {findings}"), _names(kb, assessment, (*against, *absent))),
        (_("not explained by it: {findings}"), _names(kb, assessment, silent)),
        (_("not asked: {findings}"), [finding_words(kb, n.finding) for n in score.not_asked]),
    )
    return " · ".join(words.format(findings=listed(items, 2)) for words, items in parts if items)


def cause_brief(kb: KnowledgeBase, assessment: Assessment, score: ConditionScore) -> tuple[str, ...]:
    """ "for: a, b", "not asked: c": the strongest of each, for a line that must not wrap."""
    asked = [finding_words(kb, n.finding) for n in score.not_asked[:1]]
    parts = (
        (_("for: {findings}"), _names(kb, assessment, score.for_)[:2]),
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
