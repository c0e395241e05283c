"""Red flags: boolean rules and critical values, independent of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mwdesk.domain.assessment import Alert, CriticalValue, Findings
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import AlertRule, Urgency
from mwdesk.reasoning.index import Index
from mwdesk.reasoning.rules import Node


def in_age(rule: AlertRule, age: float | None) -> bool:
    """An unknown age never silences a rule."""
    return age is None or rule.age_min <= age <= rule.age_max


def fire(index: Index, findings: Findings, posterior: Sequence[float]) -> tuple[Alert, ...]:
    """Every rule that holds and every critical value: emergency first, then the likelier suspects."""
    out = [_critical(index, value) for value in findings.critical]
    present = _present(findings)
    for (rule, node, atoms), calling in zip(index.rules, index.calling, strict=True):
        if calling.isdisjoint(present):
            continue
        if in_age(rule, findings.age) and node.holds(present.__contains__):
            out.append(_alert(index, findings, rule, node, atoms))
    return tuple(sorted(out, key=lambda alert: _key(index, posterior, alert)))


def _present(findings: Findings) -> set[str]:
    return {name for name, seen in findings.observed.items() if seen.state is State.PRESENT}


def _key(index: Index, posterior: Sequence[float], alert: Alert) -> tuple[int, int, float, str]:
    mass = sum(posterior[index.position[name]] for name in alert.suspects if name in index.position)
    return alert.urgency.rank, 0 if alert.id.startswith("critical-") else 1, -mass, alert.id


def _alert(index: Index, findings: Findings, rule: AlertRule, node: Node, atoms: Sequence[str]) -> Alert:
    fired = tuple(dict.fromkeys(node.support(lambda name: findings.state(name) is State.PRESENT)))
    return Alert(
        id=rule.id,
        title=title_of(index, rule),
        urgency=rule.urgency,
        suspects=rule.suspects,
        findings=fired,
        not_assessed=_not_assessed(index, findings, node, atoms),
        why=rule.why,
        action=rule.action,
        sources=index.citable(rule.sources),
    )


def _not_assessed(index: Index, findings: Findings, node: Node, atoms: Sequence[str]) -> tuple[str, ...]:
    """What the rule asks for and nobody did: first what would support it, then what would take it back.

    Of a set of which one holds (tempo) the others are settled once one is known.
    """
    present = _present(findings)
    settled = {f for members in index.variables.values() if present.intersection(members) for f in members}
    order = dict.fromkeys((*node.raising(), *atoms))
    return tuple(name for name in order if findings.state(name) is None and name not in settled)


def title_of(index: Index, rule: AlertRule) -> str:
    """The rule's own title; without one, its first suspect."""
    conditions = index.kb.conditions
    first = next((conditions[name].name for name in rule.suspects if name in conditions), "serious cause")
    return rule.title or f"Possible {index.in_sentence(first)}"


_ACTIONS = {
    Urgency.EMERGENCY: "Act on this value now, whatever the cause: look at the patient, repeat it if it does "
    "not fit, and treat or transfer by the local protocol.",
    Urgency.URGENT: "Follow this value up within days, whatever the cause: repeat it if it does not fit, "
    "look for its cause, and refer by the local protocol.",
}


def _critical(index: Index, value: CriticalValue) -> Alert:
    side = "below" if value.direction == "low" else "above"
    return Alert(
        id=f"critical-{value.analyte}",
        title=f"Critical value: {value.text}",
        urgency=value.urgency,
        suspects=(),
        findings=(),
        not_assessed=(),
        why=f"{value.text} is {side} the critical limit of {value.limit:g} {value.unit}.",
        action=_ACTIONS.get(value.urgency, _ACTIONS[Urgency.URGENT]),
        sources=index.citable(value.sources),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A rule that one finding more would fire, and how likely its suspects are (0 to 1)."""

    mass: float
    title: str
    urgency: Urgency


def still_needed(index: Index, findings: Findings, posterior: Sequence[float]) -> dict[str, Need]:
    """Findings whose presence alone would fire a rule with possible suspects.

    Of several rules the most urgent is named, then the likeliest; the mass is that of the likeliest.
    """
    present = _present(findings)
    out: dict[str, Need] = {}
    for rule, node, _ in index.rules:
        mass = sum(
            posterior[index.position[name]]
            for name in rule.suspects
            if name in index.position and index.kb.conditions[name].must_not_miss
        )
        if mass < index.settings.alert_interest or not in_age(rule, findings.age):
            continue
        if node.holds(present.__contains__):
            continue
        for name in dict.fromkeys(node.raising()):
            if name in present or findings.state(name) is not None or name in findings.unknown:
                continue
            if node.holds((present | {name}).__contains__):
                out[name] = _graver(
                    out.get(name), Need(mass=mass, title=title_of(index, rule), urgency=rule.urgency)
                )
    return out


def _graver(known: Need | None, new: Need) -> Need:
    if known is None:
        return new
    first = min(known, new, key=lambda need: (need.urgency.rank, -need.mass))
    return replace(first, mass=max(known.mass, new.mass))
