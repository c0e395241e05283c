"""Phenotypic features (HPO terms and our own finding ids) as answers."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from mwdesk.domain.encounter import Entry, State, answer
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase

OWN_PREFIX = "MWD:"


def read_features(
    features: Any, kb: KnowledgeBase, where: str, issues: list[Issue]
) -> tuple[list[Entry], list[str]]:
    """One answer a finding, and in words what matches none.

    A finding said both ways is asked back and left unanswered.
    """
    said: dict[str, set[State]] = {}
    direct: dict[str, State] = {}
    both: set[str] = set()
    words: list[str] = []
    for number, feature in enumerate(rows(features, f"{where}, phenotypicFeatures", issues)):
        place = f"{where}, phenotypicFeatures[{number}]"
        kind = feature.get("type")
        ident = str(kind.get("id", "")) if isinstance(kind, dict) else ""
        label = str(kind.get("label", "")) if isinstance(kind, dict) else ""
        excluded = feature.get("excluded") is True
        state = State.ABSENT if excluded else State.PRESENT
        if ident.startswith(OWN_PREFIX):
            finding = ident.removeprefix(OWN_PREFIX)
            if finding not in kb.findings:
                issues.append(_unknown_finding(place, finding, kb))
                continue
            if direct.setdefault(finding, state) is not state and finding not in both:
                both.add(finding)
                issues.append(_both_ways(place, kb.findings[finding].label))
        elif ident.startswith("HP:"):
            term = kb.hpo.get(ident)
            found = () if term is None else term.excludes if excluded else term.implies
            if not found:
                issues.append(_unused_term(place, ident, label))
                words.append(f"{'no ' if excluded else ''}{label or ident}")
            for finding in found:
                said.setdefault(finding, set()).add(state)
        else:
            issues.append(
                _warn(
                    place,
                    f"'{ident or feature}' is neither an HPO term nor a finding.",
                    "Use HP:... or MWD:...",
                )
            )
    answers = dict(direct)
    for finding, states in said.items():
        if finding in direct:
            continue
        if len(states) > 1:  # one term observed, a narrower one excluded: the observed one stands
            answers[finding] = State.PRESENT
        else:
            answers[finding] = next(iter(states))
    read = [answer(finding, state, by="import") for finding, state in answers.items() if finding not in both]
    return read, words


def read_tempo(tempo: Any, kb: KnowledgeBase, where: str, issues: list[Issue]) -> list[Entry]:
    """`extra.tempo` ("hours_days", "episodic") as its finding."""
    if not tempo:
        return []
    name = str(tempo).replace("_", "-")
    finding = "episodic-weakness" if name == "episodic" else f"onset-{name}"
    if finding in kb.findings:
        return [answer(finding, State.PRESENT, by="import")]
    known = sorted(f.removeprefix("onset-").replace("-", "_") for f in kb.findings if f.startswith("onset-"))
    issues.append(
        _warn(f"{where}, extra.tempo", f"'{tempo}' is not known.", f"Use {', '.join(known)} or episodic.")
    )
    return []


def rows(given: Any, place: str, issues: list[Issue]) -> list[dict[str, Any]]:
    """The objects of a list; anything else in it is left out with an issue."""
    if given is None:
        return []
    if not isinstance(given, list):
        issues.append(
            Issue(level=Level.ERROR, path=place, message="this is not a list.", fix="Write it as [ ... ].")
        )
        return []
    good = [row for row in given if isinstance(row, dict)]
    if len(good) < len(given):
        issues.append(
            _warn(place, f"{len(given) - len(good)} rows are not objects.", "They were left out; mend them.")
        )
    return good


def _unknown_finding(place: str, finding: str, kb: KnowledgeBase) -> Issue:
    near = get_close_matches(finding, kb.findings, n=1)
    fix = f"Did you mean '{near[0]}'?" if near else "See 'mwdesk knowledge show' for the findings."
    return _warn(place, f"finding '{finding}' is not known and was not used.", fix)


def _unused_term(place: str, ident: str, label: str) -> Issue:
    return Issue(
        level=Level.INFO,
        path=place,
        message=f"{ident} {label} matches no finding and is kept as text.".replace("  ", " "),
        fix="Add the nearest finding as MWD:<id> if it should count.",
    )


def _both_ways(place: str, label: str) -> Issue:
    return _warn(
        place, f"'{label}' is given as present and as absent; neither was used.", "Keep one of the two."
    )


def _warn(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.WARNING, path=path, message=message, fix=fix)
