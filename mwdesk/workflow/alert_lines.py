"""Warnings in display-ready words: what it may be, what to do now, why, and what nobody asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mwdesk.domain.assessment import Alert, Assessment, Outcome
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase, Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow.next_steps import verdict_on
from mwdesk.workflow.words import finding_words, first_sentence, listed, short

UNLIKELY = "unlikely"  # the band of a cause that the ranking holds for the least likely


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
    doubt: str = ""  # that other causes fit better than what is warned of, or ""
    decision: Decision | None = None
    reason: str = ""  # why the clinician refused it

    @property
    def standing(self) -> bool:
        """Whether nobody set it aside."""
        return self.decision is not Decision.REFUSED


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
        made = _alert(kb, encounter, assessment, alert, settled)
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


def _alert(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, alert: Alert, settled: frozenset[str]
) -> AlertLine:
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
        doubt=_doubt(kb, assessment, alert),
        decision=decision,
        reason=reason,
    )


def _doubt(kb: KnowledgeBase, assessment: Assessment, alert: Alert) -> str:
    """Where the ranking holds what is warned of for unlikely; the warning stands all the same.

    A title that names one of its suspects is about that one, else about all of them.
    """
    if assessment.outcome is not Outcome.RANKED or not assessment.conditions:
        return ""
    title = alert.title.casefold()
    known = [name for name in alert.suspects if name in kb.conditions]
    named = [name for name in known if short(kb.conditions[name].name).casefold() in title]
    meant = set(named or known)
    likely = {c.id for c in assessment.conditions if c.band != UNLIKELY}
    if not meant or meant & likely or not likely:
        return ""
    return _("Warned although other causes fit better.")


def _not_asked(words: str) -> str:
    return _("not asked: {findings}").format(findings=words)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
