"""What other programs wrote: patient, results, problems, medicines as far as understood; the rest is told."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

from mwdesk.domain.encounter import (
    Entry,
    Measurement,
    Medication,
    Patient,
    State,
    answer,
    measurement,
    medication,
    note,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.interchange.fhir_bundle import is_meant, own_extension, own_state, part, rows, words_of
from mwdesk.interchange.fhir_codes import HPO_SYSTEMS, INTERPRETER, OWN
from mwdesk.interchange.fhir_labs import is_result, name_of_patient, number_of, observation_lines
from mwdesk.interchange.fhir_parts import Resource
from mwdesk.interchange.fhir_people import own_texts
from mwdesk.interchange.labs_line import LabLine, Person
from mwdesk.interchange.measurements import plain
from mwdesk.interchange.reading import text_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PAST = ("stopped", "completed", "not-taken", "on-hold", "inactive")
_CURRENT_PROBLEM = ("", "active", "recurrence", "relapse")
_SHOWN = 3  # labels told of each type that is not understood
_LONGEST = 300  # characters of one thing that is kept as text
_OLDEST = 130.0


def read_patient(resource: Resource, ident: str) -> Patient:
    """The details of a Patient, ours or another's; what is no value of ours is left out."""
    names = [row for row in rows(resource.get("name")) if own_extension(row, "script") == "local"]
    born = text_of(resource.get("birthDate"))
    gender = text_of(resource.get("gender"))
    age = number_of(own_extension(resource, "age-years"))
    others = [r for r in rows(resource.get("identifier")) if not text_of(r.get("system")).startswith(OWN)]
    interpreter = [
        row.get("valueBoolean") for row in rows(resource.get("extension")) if row.get("url") == INTERPRETER
    ]
    usual = {**resource, "name": [row for row in rows(resource.get("name")) if row not in names]}
    return Patient(
        id=ident,
        name=name_of_patient(usual),
        local_name=next((text_of(row.get("text")) for row in names), ""),
        birth_date=_birth(born),
        age_years=age if age is not None and 0 <= age <= _OLDEST else None,
        sex=gender if gender in ("female", "male", "other") else "",
        identifiers=tuple(dict.fromkeys(v for r in others if (v := text_of(r.get("value"))))),
        phone=_phone(resource),
        address=_address(resource),
        language=next((words_of(r.get("language")) for r in rows(resource.get("communication"))), ""),
        interpreter=next((one for one in interpreter if isinstance(one, bool)), None),
        carer=next((name_of_patient({"name": r.get("name")}) for r in rows(resource.get("contact"))), ""),
        **{name: text_of(own_extension(resource, name.replace("_", "-"))) for name in own_texts()},
    )


def _birth(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _phone(resource: Resource) -> str:
    kinds = [r for r in rows(resource.get("telecom")) if r.get("system") in ("phone", "sms", None)]
    return next((value for r in kinds if (value := text_of(r.get("value")))), "")


def _address(resource: Resource) -> str:
    for row in rows(resource.get("address")):
        given = row.get("line")
        lines: list[Any] = given if isinstance(given, list) else []
        pieces = [*lines, row.get("city"), row.get("district"), row.get("state"), row.get("postalCode")]
        text = text_of(row.get("text")) or ", ".join(word for p in pieces if (word := text_of(p)))
        if text:
            return text
    return ""


class ForeignReader:
    """Gathers what the resources of one patient say; `entries` is what of it the record can hold."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.kept: list[str] = []
        self.left: Counter[str] = Counter()
        self._labels: dict[str, list[str]] = {}
        self._problems: list[str] = []
        self._allergies: list[str] = []
        self._drugs: dict[str, Entry] = {}
        self._labs: list[LabLine] = []
        self._findings: dict[str, set[State]] = {}

    def read(self, resource: Resource) -> None:
        """Take one resource in, or say that it was not understood."""
        kind = resource["resourceType"]
        label = words_of(resource.get("code") or resource.get("type") or resource.get("vaccineCode"))
        if not is_meant(resource):
            self._leave(kind, label)
        elif kind == "Observation" and is_result(resource):
            self._labs += observation_lines(resource, self.kb, label, Person())
        elif kind == "Observation":
            self._observation(resource, label)
        elif kind == "Condition" and label:
            self._problem(resource, label)
        elif kind == "AllergyIntolerance" and label:
            self._allergies.append(_short(label))
        elif kind in ("MedicationStatement", "MedicationRequest"):
            self._drug(resource, kind)
        elif kind != "DiagnosticReport" or not rows(resource.get("result")):
            self._leave(kind, label)

    def _leave(self, kind: str, label: str) -> None:
        self.left[kind] += 1
        if label:
            self._labels.setdefault(kind, []).append(_short(label))
            self.kept.append(f"{kind}: {_short(label)}")

    def _observation(self, resource: Resource, label: str) -> None:
        codings = rows(part(resource.get("code")).get("coding"))
        hpo = next((text_of(c.get("code")) for c in codings if c.get("system") in HPO_SYSTEMS), "")
        told, term = resource.get("valueBoolean"), self.kb.hpo.get(hpo)
        if term is not None and isinstance(told, bool):
            for finding in term.implies if told else term.excludes:
                self._findings.setdefault(finding, set()).add(State.PRESENT if told else State.ABSENT)
            return
        value = text_of(resource.get("valueString")) or words_of(resource.get("valueCodeableConcept"))
        self._leave("Observation", f"{label}: {value}" if label and value else label)

    def _problem(self, resource: Resource, label: str) -> None:
        state, sure = own_state(resource.get("clinicalStatus")), own_state(resource.get("verificationStatus"))
        since = text_of(resource.get("onsetDateTime"))
        marks = [
            state if state not in _CURRENT_PROBLEM else "",
            sure if sure not in ("", "confirmed") else "",
            _("since {day}").format(day=since) if since else "",
        ]
        shown = ", ".join(mark for mark in marks if mark)
        self._problems.append(_short(f"{label} ({shown})" if shown else label))

    def _drug(self, resource: Resource, kind: str) -> None:
        name = words_of(resource.get("medicationCodeableConcept")) or text_of(
            part(resource.get("medicationReference")).get("display")
        )
        if not name or text_of(resource.get("status")) in _PAST:
            self._leave(kind, name)
            return
        known = (
            d.id
            for d in self.kb.drugs.values()
            if plain(name) in {plain(n) for n in (d.id, d.name, *d.brands)}
        )
        dosage = rows(resource.get("dosage")) or rows(resource.get("dosageInstruction"))
        detail = next((text_of(row.get("text")) for row in dosage), "")
        made = Medication(
            name=_short(name), drug=next(known, "") if plain(name) else "", detail=_short(detail)
        )
        self._drugs[made.drug or made.name] = medication(made, by="import")

    def _results(self) -> list[Entry]:
        """The newest value of each test; older ones are kept as text."""
        newest: dict[str, Entry] = {}
        for line in sorted(self._labs, key=lambda one: one.day):
            value = _value(line)
            said = _short(f"{line.label}: {line.text} {line.unit}, {line.day}".strip(", "))
            if value is None:
                self.kept.append(f"{said} ({line.why})" if line.why else said)
                continue
            key = line.analyte or line.label
            if key in newest:
                before = newest[key].value or {}
                self.kept.append(_short(f"{line.label}: {before['text']} {before['unit']}, {before['day']}"))
            made = Measurement(
                analyte=line.analyte,
                label=line.label,
                value=value,
                unit=line.unit,
                text=line.text,
                low=line.low,
                high=line.high,
                day=line.day,
            )
            newest[key] = measurement(made, by="import")
        return list(newest.values())

    def entries(self) -> tuple[Entry, ...]:
        """Everything that was understood, as entries of one visit."""
        out = [
            answer(finding, next(iter(states)), by="import")
            for finding, states in self._findings.items()
            if len(states) == 1 and finding in self.kb.findings
        ]
        out += self._results()
        out += self._drugs.values()
        out.append(note("past", "\n".join(dict.fromkeys(self._problems))))
        out.append(note("allergies", "\n".join(dict.fromkeys(self._allergies))))
        out.append(note("imported", "\n".join(dict.fromkeys(self.kept))))
        return tuple(entry for entry in out if entry.value is not None)

    def notes(self) -> tuple[str, ...]:
        """What was not understood, one sentence a type."""
        out = []
        for kind, count in sorted(self.left.items()):
            labels = list(dict.fromkeys(self._labels.get(kind, ())))
            shown = "; ".join(labels[:_SHOWN]) + (" ..." if len(labels) > _SHOWN else "")
            told = (
                _("{count} {kind} not understood; kept as text only: {labels}.")
                if shown
                else _("{count} {kind} not understood and left out.")
            )
            out.append(told.format(count=count, kind=kind, labels=shown))
        return tuple(out)


def _value(line: LabLine) -> float | None:
    try:
        return None if line.why else number_of(float(line.text))
    except ValueError:
        return None


def _short(text: Any) -> str:
    words = " ".join(text_of(text).split())
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 4]} ..."
