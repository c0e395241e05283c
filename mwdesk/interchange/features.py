"""Phenotypic features (HPO terms and our own finding ids) as answers."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from mwdesk.domain.encounter import Entry, State, answer
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.reading import Reading, in_words, name_of, rest_of, text_of

OWN_PREFIX = "MWD:"
_USED = ("type", "excluded", "onset")
_AGE = re.compile(r"^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_UNITS = ("year", "month", "week", "day")


class _Said:
    """What the features say of each finding: by its own id, through an HPO term, and remarks."""

    def __init__(self) -> None:
        self.direct: dict[str, set[State]] = {}
        self.implied: dict[str, set[State]] = {}
        self.remarks: dict[str, list[str]] = {}
        self.terms: list[str] = []

    def add(self, to: dict[str, set[State]], finding: str, state: State, remark: str) -> None:
        to.setdefault(finding, set()).add(state)
        if remark and remark not in self.remarks.setdefault(finding, []):
            self.remarks[finding].append(remark)


def read_features(
    features: Any, tempo: Any, kb: KnowledgeBase, reading: Reading
) -> tuple[list[Entry], list[str]]:
    """One answer a finding, and in words the terms that match none.

    A finding said both ways is asked back and left unanswered. `tempo` is `extra.tempo`.
    """
    said = _Said()
    for place, feature in reading.rows(features, "phenotypicFeatures"):
        _read_one(feature, place, kb, reading, said)
    onset = _tempo(tempo, kb, reading)
    if onset:
        said.add(said.direct, onset, State.PRESENT, "")
    answers: dict[str, State] = {}
    for finding, states in said.direct.items():
        if len(states) == 1:
            answers[finding] = next(iter(states))
            continue
        label = kb.findings[finding].label
        reading.warn(
            "phenotypicFeatures", f"'{label}' is given as present and as absent; neither was used.",
            "Keep one of the two.", keep=f"{label}: given as present and as absent",
        )  # fmt: skip
    for finding, states in said.implied.items():
        if finding not in said.direct:
            # One term observed, a narrower one excluded: the observed one stands.
            answers[finding] = State.PRESENT if len(states) > 1 else next(iter(states))
    entries = [
        answer(finding, state, by="import", note="; ".join(said.remarks.get(finding, ())))
        for finding, state in answers.items()
    ]
    return entries, said.terms


def _read_one(feature: dict[str, Any], place: str, kb: KnowledgeBase, reading: Reading, said: _Said) -> None:
    kind = feature.get("type")
    ident = text_of(kind.get("id")).strip() if isinstance(kind, dict) else ""
    words = f"{'no ' if feature.get('excluded') is True else ''}{name_of(kind) or in_words(feature)}"
    remark = ", ".join(filter(None, (onset_words(feature.get("onset")), rest_of(feature, _USED))))
    whole = f"{words} ({remark})" if remark and isinstance(kind, dict) else words
    if feature.get("excluded") not in (True, False, None):
        reading.warn(
            place, f"'excluded' of {words} is neither true nor false, so the feature was not used.",
            "Write true or false without quotes.", keep=in_words(feature),
        )  # fmt: skip
        return
    state = State.ABSENT if feature.get("excluded") else State.PRESENT
    if feature.get("resolution"):
        reading.warn(
            place, f"{words} is given as resolved, so it does not count as present now.",
            "Take 'resolution' out if it is still there.", keep=whole,
        )  # fmt: skip
        return
    found, into = _findings(ident, state, place, kb, reading, said, whole)
    if found and remark:
        reading.tell(
            place, f"what is said further of {words} is kept as a remark and not reasoned with ({remark}).",
            "Add a finding of its own where it should count.",
        )  # fmt: skip
    for finding in found:
        said.add(into, finding, state, remark)


def onset_words(onset: Any) -> str:
    """An onset as a clinician would write it: "from the age of 35 years"; "" where none is given."""
    if not isinstance(onset, dict):
        return in_words(onset)
    age = onset.get("age")
    read = _AGE.match(text_of(age.get("iso8601duration"))) if isinstance(age, dict) else None
    if read is not None and any(read.groups()):
        parts = [
            f"{count} {unit}{'' if count == '1' else 's'}"
            for count, unit in zip(read.groups(), _UNITS, strict=True)
            if count
        ]
        return f"from the age of {' and '.join(parts)}"
    named = name_of(onset.get("ontologyClass"))
    return f"onset: {named.removesuffix(' onset').lower()}" if named else f"onset: {in_words(onset)}"


def _findings(
    ident: str, state: State, place: str, kb: KnowledgeBase, reading: Reading, said: _Said, words: str
) -> tuple[tuple[str, ...], dict[str, set[State]]]:
    if ident.upper().startswith(OWN_PREFIX):
        finding = ident[len(OWN_PREFIX) :]
        if finding in kb.findings:
            return (finding,), said.direct
        near = get_close_matches(finding, kb.findings, n=1)
        reading.warn(
            place, f"finding '{finding}' is not known and was not used.",
            f"Did you mean '{near[0]}'?" if near else "See 'mwdesk knowledge show' for the findings.",
            keep=words,
        )  # fmt: skip
        return (), said.direct
    if ident.upper().startswith("HP:"):
        term = kb.hpo.get(ident.upper())
        found = () if term is None else term.excludes if state is State.ABSENT else term.implies
        if not found:
            reading.tell(
                place, f"{words} matches no finding and is kept as text.",
                "Add the nearest finding as MWD:<id> if it should count.",
            )  # fmt: skip
            said.terms.append(words)
        return tuple(found), said.implied
    reading.warn(
        place,
        f"'{ident or words}' is neither an HPO term nor a finding.",
        "Use HP:... or MWD:...",
        keep=words,
    )
    return (), said.direct


def _tempo(tempo: Any, kb: KnowledgeBase, reading: Reading) -> str:
    """The finding of `extra.tempo` ("hours_days", "episodic"), or ""."""
    if not tempo:
        return ""
    name = text_of(tempo).replace("_", "-")
    finding = "episodic-weakness" if name == "episodic" else f"onset-{name}"
    if finding in kb.findings:
        return finding
    known = sorted(f.removeprefix("onset-").replace("-", "_") for f in kb.findings if f.startswith("onset-"))
    words = in_words(tempo)
    reading.warn(
        "extra.tempo",
        f"'{words}' is not known.",
        f"Use {', '.join(known)} or episodic.",
        keep=f"Tempo: {words}",
    )
    return ""
