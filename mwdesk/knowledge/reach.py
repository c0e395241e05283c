"""Whether an alert rule can ever be true: some set of findings that one patient could have fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from mwdesk.domain.criterion_rules import Rule
from mwdesk.domain.knowledge import Finding, FindingGroup, GroupKind

Answers = Mapping[str, bool]  # finding -> present or not
Fits = Callable[[Answers], bool]


def witness(
    rule: Rule, findings: Mapping[str, Finding], groups: Mapping[str, FindingGroup]
) -> frozenset[str] | None:
    """Findings of which the presence fulfils the rule; None where nobody could have them together."""
    alone = {
        name: group.id
        for group in groups.values()
        if group.kind is not GroupKind.DAMPED
        for name in group.findings
    }

    def fits(answers: Answers) -> bool:
        return _possible(answers, findings, alone)

    found = next(_ways(rule, True, {}, fits), None)
    return None if found is None else frozenset(name for name, present in found.items() if present)


def _possible(answers: Answers, findings: Mapping[str, Finding], alone: Mapping[str, str]) -> bool:
    """At most one of an exclusive group, and nothing narrower present where the wider is absent."""
    present = _with_wider([name for name, yes in answers.items() if yes], findings)
    if any(answers.get(name) is False for name in present):
        return False
    held = [alone[name] for name in present if name in alone]
    return len(held) == len(set(held))


def _with_wider(names: list[str], findings: Mapping[str, Finding]) -> set[str]:
    found: set[str] = set()
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names += findings[name].narrower_than if name in findings else ()
    return found


def _ways(rule: Rule, wanted: bool, answers: Answers, fits: Fits) -> Iterator[Answers]:
    """Every possible way in which the rule is `wanted`, on top of what is answered so far."""
    if rule.kind == "not":
        yield from _ways(rule.parts[0], not wanted, answers, fits)
    elif rule.kind in ("and", "or"):
        if (rule.kind == "and") == wanted:
            yield from _all_ways(rule.parts, wanted, answers, fits)
        else:
            for part in rule.parts:
                yield from _ways(part, wanted, answers, fits)
    elif answers.get(rule.name, wanted) == wanted:
        more = {**answers, rule.name: wanted}
        if rule.name in answers or fits(more):
            yield more


def _all_ways(parts: tuple[Rule, ...], wanted: bool, answers: Answers, fits: Fits) -> Iterator[Answers]:
    if not parts:
        yield answers
        return
    for way in _ways(parts[0], wanted, answers, fits):
        yield from _all_ways(parts[1:], wanted, way, fits)
