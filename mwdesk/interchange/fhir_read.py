"""FHIR R4 files in: our own documents entry by entry, those of others as far as they are understood."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mwdesk.domain.encounter import Entry, Patient, Setting
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LetterRecord, LogRow, PatientRecord, PatientVersion, VisitRecord
from mwdesk.domain.translation import _
from mwdesk.interchange.fhir_bundle import (
    Shelf,
    open_shelf,
    own_extension,
    own_extensions,
    own_identifier,
    part,
    rows,
)
from mwdesk.interchange.fhir_entries import read_entry, read_letter
from mwdesk.interchange.fhir_foreign import ForeignReader, read_patient
from mwdesk.interchange.fhir_parts import Resource, bare, from_instant, urn
from mwdesk.interchange.reading import text_of
from mwdesk.interchange.record_read import must_read

_FRAME = ("Composition", "Patient", "Encounter", "Organization", "Practitioner", "Device", "Location")
_NOBODY = Patient(id="nobody")
_FAULTS = (ValueError, KeyError, TypeError, AttributeError, DataError)


@dataclass(frozen=True, slots=True, kw_only=True)
class FhirFile:
    """The records that a FHIR file became, and what of it was not understood, in words."""

    records: tuple[PatientRecord, ...]
    notes: tuple[str, ...] = ()


def read_fhir(data: Any, kb: KnowledgeBase, where: str, *, now: datetime) -> FhirFile:
    """Every patient of a FHIR file. `now` dates what has no date of its own. Raises DataError."""
    shelf = open_shelf(data, where)
    reader = _Reader(shelf, kb, now)
    records = {record.id: record for record in reader.records()}
    if not records:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=where,
                message=_("no patient is described in it."),
                fix=_("Choose a file that holds a Patient; open a patient first to take in results alone."),
            )
        )
    return FhirFile(records=tuple(records.values()), notes=tuple(dict.fromkeys(reader.notes)))


class _Reader:
    def __init__(self, shelf: Shelf, kb: KnowledgeBase, now: datetime) -> None:
        self.shelf, self.kb, self.now = shelf, kb, now
        self.notes: list[str] = []
        self._of: dict[int, list[tuple[str, Resource]]] = {}
        for address, resource in shelf.resources:
            if resource["resourceType"] in _FRAME and resource["resourceType"] != "Encounter":
                continue
            patient = shelf.patient_of(resource)
            if patient is not None:
                self._of.setdefault(id(patient), []).append((address, resource))
            else:
                kind = resource["resourceType"]
                told = _("{kind}: it is said of no patient in this file, so it was left out.")
                self.notes.append(told.format(kind=kind))

    def records(self) -> list[PatientRecord]:
        """A record for each patient of the file."""
        return [self._record(address, patient) for address, patient in self.shelf.of("Patient")]

    def _record(self, address: str, resource: Resource) -> PatientRecord:
        ident = own_identifier(resource, "patient") or bare(
            urn("foreign", address or text_of(resource.get("id")), str(resource.get("birthDate")))
        )
        patient = read_patient(resource, ident)
        mine = self._of.get(id(resource), [])
        visits = [v for _at, one in mine if (v := self._visit(one, patient, mine)) is not None]
        own = {visit.id for visit in visits}
        foreign = ForeignReader(self.kb)
        for _at, one in mine:
            if not self._is_ours(one, own):
                foreign.read(one)
        entries = foreign.entries()
        self.notes += foreign.notes()
        if entries or not visits:
            visits.append(
                VisitRecord(id=bare(urn("import", ident)), started=self.now, log=self._log(entries))
            )
        version = PatientVersion(patient=patient, at=self.now)
        return PatientRecord(versions=(version,), visits=tuple(visits))

    def _log(self, entries: tuple[Entry, ...]) -> tuple[LogRow, ...]:
        return tuple(LogRow(step=1, kind="answer", at=self.now, entry=entry) for entry in entries)

    def _is_ours(self, resource: Resource, visits: set[str]) -> bool:
        """Whether this was read with one of our visits, or only repeats what was."""
        if resource["resourceType"] == "Encounter":
            return own_identifier(resource, "visit") in visits
        names = ("entry", "slip", "outcome", "letter-sha256")
        return self._visit_of(resource) in visits and any(own_identifier(resource, name) for name in names)

    def _visit_of(self, resource: Resource) -> str:
        """The id of our visit to which a resource belongs, or ""."""
        linked = rows(part(resource.get("context")).get("encounter")) if "content" in resource else []
        given = linked[0] if linked else resource.get("encounter") or resource.get("context")
        found = self.shelf.resolve(given)
        return own_identifier(found, "visit") if found is not None else ""

    def _visit(
        self, resource: Resource, patient: Patient, mine: list[tuple[str, Resource]]
    ) -> VisitRecord | None:
        ident = own_identifier(resource, "visit") if resource["resourceType"] == "Encounter" else ""
        if not ident:
            return None
        try:
            started = from_instant(text_of(part(resource.get("period")).get("start")))
            setting = Setting(text_of(own_extension(resource, "setting")) or Setting.RURAL.value)
        except ValueError:
            return None
        entries = self._kept_apart(resource, ident)
        letters: list[LetterRecord] = []
        for _at, one in mine:
            if self._visit_of(one) == ident:
                self._take(one, ident, entries, letters)
        visit = VisitRecord(
            id=ident, started=started, setting=setting, log=self._log(tuple(entries)), letters=tuple(letters)
        )
        must_read(visit.encounter(patient))
        return visit

    def _kept_apart(self, resource: Resource, visit: str) -> list[Entry]:
        """That our visit was closed, and its corrections."""
        out = []
        for text in own_extensions(resource, "visit-entry"):
            try:
                key, value, by = json.loads(text)
                entry = Entry(key=key, value=value, by=by)
                if not key.startswith("visit/") or not isinstance(value, dict) or not isinstance(by, str):
                    raise ValueError(key)
                must_read(VisitRecord(id=visit, started=self.now, log=self._log((entry,))).encounter(_NOBODY))
                out.append(entry)
            except (*_FAULTS, RecursionError):
                told = _("{kind} {key}: it was changed since mwdesk wrote it, so it was left out.")
                self.notes.append(told.format(kind="Encounter", key="visit-entry"))
        return out

    def _take(
        self, resource: Resource, visit: str, entries: list[Entry], letters: list[LetterRecord]
    ) -> None:
        """One resource of ours; one that was changed elsewhere is told and left out."""
        key = own_identifier(resource, "entry").removeprefix(f"{visit}/")
        try:
            if own_identifier(resource, "letter-sha256"):
                letters.append(read_letter(resource))
            elif key:
                entry = read_entry(key, resource)
                blank = VisitRecord(id=visit, started=self.now, log=self._log((entry,)))
                must_read(blank.encounter(Patient(id=visit)))
                entries.append(entry)
        except _FAULTS:
            told = _("{kind} {key}: it was changed since mwdesk wrote it, so it was left out.")
            self.notes.append(told.format(kind=resource["resourceType"], key=key or ""))
