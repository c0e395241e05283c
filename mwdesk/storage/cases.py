"""Rows to dataclasses and back: the one place where the shape of a row is known."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from mwdesk.domain.encounter import Entry, Patient

ANSWER, UNDO, REDO = "answer", "undo", "redo"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRow:
    """A patient as the list shows one."""

    id: str
    name: str
    local_name: str
    sex: str
    birth_date: date | None
    age_years: float | None
    identifiers: tuple[str, ...]
    phone: str
    encounters: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredLetter:
    """A finished letter: the bytes that were printed and what they were made with."""

    id: int
    encounter_id: str
    kind: str
    pdf: bytes
    sha256: str
    knowledge_version: str
    knowledge_sha256: str
    app_version: str
    at: datetime

    @property
    def intact(self) -> bool:
        """Whether these are still the bytes that were printed."""
        return hashlib.sha256(self.pdf).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Entries that were recorded, undone or redone together; a step keeps its number when undone."""

    number: int
    kind: str  # answer, undo, redo
    entries: tuple[Entry, ...]
    at: datetime


def letter_from(row: Mapping[str, Any]) -> StoredLetter:
    """The letter of one row."""
    told = {name: row[name] for name in StoredLetter.__dataclass_fields__}
    return StoredLetter(**{**told, "at": datetime.fromisoformat(row["at"])})


def patient_body(patient: Patient) -> str:
    """A patient as JSON, every field by its name."""
    body: dict[str, Any] = {name: getattr(patient, name) for name in Patient.__dataclass_fields__}
    body["birth_date"] = patient.birth_date.isoformat() if patient.birth_date else None
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def patient_from(body: str) -> Patient:
    """The patient of a JSON body; a field that this version does not know is left aside."""
    raw = json.loads(body)
    known = {name: raw[name] for name in Patient.__dataclass_fields__ if name in raw}
    born = known.get("birth_date")
    known["birth_date"] = date.fromisoformat(born) if born else None
    known["identifiers"] = tuple(known.get("identifiers") or ())
    return Patient(**known)


def patient_row(row: Mapping[str, Any]) -> PatientRow:
    """A row of the list, from a body with its count of visits and the last one."""
    patient = patient_from(row["body"])
    return PatientRow(
        id=patient.id,
        name=patient.name,
        local_name=patient.local_name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        age_years=patient.age_years,
        identifiers=patient.identifiers,
        phone=patient.phone,
        encounters=row["encounters"],
        last_seen=datetime.fromisoformat(row["last_seen"]) if row["last_seen"] else None,
    )


def age_told(rows: Iterable[Mapping[str, Any]]) -> datetime | None:
    """When the age in years was last told or changed, by a patient's log in order."""
    told: datetime | None = None
    before: float | None = None
    for row in rows:
        age = patient_from(row["body"]).age_years
        if told is None or age != before:
            told, before = datetime.fromisoformat(row["at"]), age
    return told


def aged(patient: Patient, told: datetime, on: datetime) -> Patient:
    """The patient on another day: an age told in years grows with the calendar."""
    if patient.birth_date is not None or patient.age_years is None:
        return patient
    later, earlier = max(told.date(), on.date()), min(told.date(), on.date())
    years = later.year - earlier.year - ((later.month, later.day) < (earlier.month, earlier.day))
    grown = patient.age_years + (years if on >= told else -years)
    return replace(patient, age_years=max(0.0, grown)) if years else patient


def folded(text: str) -> str:
    """Text for searching: lower case, accents dropped."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def search_text(patient: Patient) -> str:
    """Everything a patient is looked up by; numbers also as bare digits."""
    numbers = (*patient.identifiers, patient.phone)
    bare = ("".join(c for c in number if c.isdigit()) for number in numbers)
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    parts = dict.fromkeys((patient.name, patient.local_name, *numbers, *bare, born))
    return folded("\n".join(part for part in parts if part)).replace("\x00", " ")


def entry_row(entry: Entry) -> dict[str, Any]:
    """The columns of one logged entry that the entry itself decides."""
    value = None if entry.value is None else json.dumps(dict(entry.value), ensure_ascii=False)
    return {"key": entry.key, "value_json": value, "by": entry.by}


def entry_from(row: Mapping[str, Any]) -> Entry:
    """The entry of one log row."""
    value = row["value_json"]
    return Entry(key=row["key"], value=None if value is None else json.loads(value), by=row["by"])


def steps_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Group log rows, given in order, into the steps they were written in."""
    out: list[Step] = []
    for row in rows:
        entry, at = entry_from(row), datetime.fromisoformat(row["at"])
        last = out[-1] if out else None
        if last is not None and (last.number, last.kind) == (row["step"], row["kind"]):
            out[-1] = replace(last, entries=(*last.entries, entry))
        else:
            out.append(Step(number=row["step"], kind=row["kind"], entries=(entry,), at=at))
    return tuple(out)
