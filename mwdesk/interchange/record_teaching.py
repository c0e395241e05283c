"""A case for teaching: what was found and when, of somebody whom the file does not name.

Names, identifiers, birth dates, addresses and real days are left out; ages are whole years, and 90 for
anybody older than 89. Free text is dropped unless a person has read it and kept it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from mwdesk.domain.encounter import Decision, Encounter, Entry, Patient
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.domain.units import find_unit
from mwdesk.interchange.casefile import read_case
from mwdesk.interchange.phenopacket import write_case

FORMAT = "mwdesk-teaching"
DAY_ZERO = datetime(2000, 1, 1, 12, 0)
_STORY = ("note/history", "note/duration")
OLDEST = 89  # years; above it an age tells too much (45 CFR 164.514(b)(2)(i)(C))


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """Words that somebody typed: they leave only when a person has read them and keeps them."""

    visit: int  # 0 is the first
    key: str
    where: str
    text: str


def free_texts(kb: KnowledgeBase, encounters: Sequence[Encounter]) -> tuple[FreeText, ...]:
    """Everything typed freely, to be read before it is kept."""
    return tuple(
        FreeText(visit=number, key=key, where=where, text=text)
        for number, encounter in enumerate(encounters)
        for key, where, text in _typed(kb, encounter)
        if text.strip()
    )


def _typed(kb: KnowledgeBase, encounter: Encounter) -> Iterator[tuple[str, str, str]]:
    for key, entry in encounter.entries.items():
        kind, _sep, name = key.partition("/")
        value = entry.value or {}
        if kind == "note":
            yield key, name.replace("_", " ").replace("/", ", "), str(value.get("text", ""))
        elif kind == "drug":
            known = kb.drugs.get(str(value.get("drug", "")))
            yield key, _("medicine"), "" if known else str(value.get("name", ""))
        elif kind == "lab" and value.get("analyte") not in kb.analytes:
            yield key, _("laboratory value"), str(value.get("label", ""))
        elif kind == "result":
            yield f"{key}#text", _("result of a test"), str(value.get("text", ""))


def write_teaching(
    kb: KnowledgeBase, encounters: Sequence[Encounter], kept: Mapping[tuple[int, str], str]
) -> dict[str, Any]:
    """The case. `kept` is free text to leave in, by visit and key of `free_texts`, as its reader left it."""
    first = encounters[0].started.date()
    visits = []
    for number, encounter in enumerate(encounters):
        own = {key: text for (visit, key), text in kept.items() if visit == number and text.strip()}
        days = (encounter.started.date() - first).days
        bare = _stripped(kb, encounter, own, first, days)
        case = write_case(kb, bare, ident="case", with_text=True)
        others = {k: t for k, t in own.items() if k.startswith("note/") and k not in _STORY}
        case["extra"] = {k: v for k, v in case["extra"].items() if v not in ("", [])} | (
            {"notes": {key.partition("/")[2]: text for key, text in others.items()}} if others else {}
        )
        agreed = [
            v.id
            for v in bare.verdicts.values()
            if v.kind == "condition" and v.decision is not Decision.REFUSED and v.id in kb.conditions
        ]
        visits.append({"day": days, "impression": agreed, "case": case})
    age = encounters[0].age
    return {
        "format": FORMAT,
        "version": 1,
        "age": "" if age is None else f"{OLDEST + 1}+" if age > OLDEST else f"{int(age)}",
        "days": "Day 0 is written as 2000-01-01; every other day is counted from it.",
        "visits": visits,
    }


def _stripped(
    kb: KnowledgeBase, encounter: Encounter, kept: Mapping[str, str], first: date, days: int
) -> Encounter:
    age = encounter.age
    years = None if age is None else float(min(int(age), OLDEST + 1))
    entries = {}
    for key, entry in encounter.entries.items():
        value = _value(kb, key, dict(entry.value or {}), kept, first)
        if value is not None:
            entries[key] = Entry(key=key, value=value, by=entry.by)
    return replace(
        encounter,
        id="case",
        patient=Patient(id="case", age_years=years, sex=encounter.patient.sex),
        started=DAY_ZERO + timedelta(days=days),
        entries=MappingProxyType(entries),
    )


def _value(
    kb: KnowledgeBase, key: str, value: dict[str, Any], kept: Mapping[str, str], first: date
) -> dict[str, Any] | None:
    """What of an entry may leave, or None."""
    kind, _sep, name = key.partition("/")
    ident = name.rpartition("/")[0]
    known = {"finding": kb.findings, "mrc": kb.muscles, "reflex": kb.reflexes, "sensory": kb.sensory}
    if kind in known:
        return {**value, "note": ""} if (name if kind == "finding" else ident) in known[kind] else None
    if kind == "lab":
        return _lab(kb, value, kept.get(key, ""), first)
    if kind == "drug":
        drug = kb.drugs.get(value["drug"])
        shown = drug.name if drug else kept.get(key, "")
        return {"name": shown, "drug": drug.id if drug else "", "detail": ""} if shown else None
    if kind == "result" and name in kb.tests:
        outcome = value["outcome"] if value["outcome"] in kb.tests[name].outcomes else ""
        text = kept.get(f"{key}#text", "")
        return {"outcome": outcome, "text": text, "day": _shifted(value["day"], first)}
    if kind == "verdict":
        return {**value, "reason": ""}
    return {"text": kept[key]} if kind == "note" and key in kept else None


def _lab(kb: KnowledgeBase, value: dict[str, Any], kept: str, first: date) -> dict[str, Any] | None:
    """A value under the name and unit of the knowledge; another only where its name was read and kept."""
    analyte = kb.analytes.get(value["analyte"])
    label = analyte.name if analyte else kept
    if not label:
        return None
    unit = find_unit(analyte, value["unit"]) if analyte else None
    if analyte is not None and unit is None:
        return None
    shown = unit.label if unit is not None else value["unit"]
    return {**value, "label": label, "unit": shown, "text": "", "day": _shifted(value["day"], first)}


def _shifted(day: str, first: date) -> str:
    """The same distance from the first visit, counted from day 0; "" where it was no date."""
    try:
        return (DAY_ZERO.date() + (date.fromisoformat(day) - first)).isoformat()
    except (ValueError, OverflowError):
        return ""


def is_teaching(data: Any) -> bool:
    """Whether this JSON value says that it is a teaching case of ours."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def read_teaching(
    data: Mapping[str, Any], kb: KnowledgeBase, where: str
) -> tuple[str, tuple[Encounter, ...]]:
    """Name to show and the visits of a teaching case. Raises DataError."""
    given = data.get("visits")
    visits = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    if not visits or len(visits) > 1000:
        raise _error(where)
    out = []
    for row in visits:
        days, case = row.get("day"), row.get("case")
        if not isinstance(days, int) or not isinstance(case, dict) or not -36500 < days < 36500:
            raise _error(where)
        try:
            text = json.dumps(case)
        except (ValueError, RecursionError):
            raise _error(where) from None
        read = read_case(text, kb, started=DAY_ZERO + timedelta(days=days))
        out.append(replace(read.encounter, patient=replace(read.encounter.patient, identifiers=())))
    return _("Teaching case"), tuple(out)


def _error(where: str) -> DataError:
    return DataError(
        Issue(
            level=Level.ERROR,
            path=where,
            message=_("this teaching case is damaged."),
            fix=_("Copy or export it again."),
        )
    )
