"""Which kind of file somebody chose, and the records in it."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from mwdesk.domain.encounter import Encounter, Entry
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LogRow, PatientRecord, PatientVersion, VisitRecord
from mwdesk.domain.translation import _
from mwdesk.interchange.fhir_read import read_fhir
from mwdesk.interchange.record_read import is_records, load_json, read_records
from mwdesk.interchange.record_teaching import is_teaching, read_teaching

Format = Literal["records", "fhir", "phenopacket", "teaching"]
ENDINGS: dict[Format, str] = {
    "records": ".mwdesk",
    "fhir": ".json",
    "phenopacket": ".json",
    "teaching": ".json",
}
NAMELESS = "case"  # the id of somebody whom a file does not name
LARGEST = 1_000_000_000  # bytes; ten thousand patients with letters


class SealedError(DataError):
    """The file needs a passphrase, or another one than was given."""


def read_whole(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file. Raises DataError in plain words."""
    try:
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise _error(path, _("there is no such file."), _("Check the name and the folder.")) from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        message = _("the file cannot be read ({why}).").format(why=why)
        raise _error(path, message, _("Check its name and permissions.")) from None
    if len(content) > largest:
        raise _error(path, _("the file is too large."), _("Export fewer patients into one file."))
    return content


def read_arrivals(
    path: Path, kb: KnowledgeBase, now: datetime, passphrase: str = ""
) -> tuple[Format, tuple[PatientRecord, ...], tuple[str, ...]]:
    """Kind, records and what was not understood. SealedError where a passphrase is missing or wrong."""
    content = _opened(path, read_whole(path), passphrase)
    data = load_json(content, path.name)
    if is_records(data):
        return "records", read_records(data, path.name).records, ()
    if isinstance(data, dict) and "resourceType" in data:
        found = read_fhir(data, kb, path.name, now=now)
        return "fhir", found.records, found.notes
    if is_teaching(data):
        title, visits = read_teaching(data, kb, path.name)
        return "teaching", (_record(visits, now, title),), ()
    return ("phenopacket", *_case(content, kb, now))


def _opened(path: Path, content: bytes, passphrase: str) -> bytes:
    from mwdesk.storage import sealed

    if not sealed.is_sealed(content):
        return content
    if not passphrase:
        raise SealedError(
            *_error(path, _("this file is encrypted."), _("Type its passphrase, then open it again.")).issues
        )
    try:
        return sealed.unseal(content, passphrase, path.name)
    except DataError as fault:
        raise SealedError(*fault.issues) from None


def _case(
    content: bytes, kb: KnowledgeBase, now: datetime
) -> tuple[tuple[PatientRecord, ...], tuple[str, ...]]:
    from mwdesk.interchange import read_case

    case = read_case(content.decode("utf-8-sig"), kb, started=now)
    notes = tuple(issue.sentence() for issue in case.issues if issue.level is not Level.INFO)
    return (_record((case.encounter,), now),), notes


def _record(visits: tuple[Encounter, ...], now: datetime, title: str = "") -> PatientRecord:
    """Encounters of one patient as a record with one step in each log."""
    patient = visits[-1].patient
    if patient.id == NAMELESS:
        patient = replace(patient, id=uuid.uuid4().hex, identifiers=())
    patient = replace(patient, name=title or patient.name)
    return PatientRecord(
        versions=(PatientVersion(patient=patient, at=now),),
        visits=tuple(
            VisitRecord(
                id=f"{patient.id}-{number}",
                started=visit.started,
                setting=visit.setting,
                log=tuple(_row(entry, now) for entry in visit.entries.values()),
            )
            for number, visit in enumerate(visits, start=1)
        ),
    )


def _row(entry: Entry, now: datetime) -> LogRow:
    value: Any = None if entry.value is None else json.loads(json.dumps(dict(entry.value)))
    return LogRow(
        step=1, kind="answer", at=now, entry=Entry(key=entry.key, value=value, by=entry.by or "import")
    )


def _error(path: Path, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path.name, message=message, fix=fix))
