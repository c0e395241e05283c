"""mwdesk's own file: whole records, nothing lost, with a hash over all of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from mwdesk.domain.encounter import Patient
from mwdesk.domain.record import LetterRecord, LogRow, PatientRecord, PatientVersion, VisitRecord

FORMAT = "mwdesk-records"
VERSION = 1


def write_records(records: Iterable[PatientRecord], *, made: datetime, program: str) -> bytes:
    """The file as UTF-8 JSON. `made` is the moment of the export, `program` the version that wrote it."""
    patients = [record_body(record) for record in records]
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made": made.isoformat(),
        "program": program,
        "sha256": digest(patients),
        "patients": patients,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def digest(patients: Any) -> str:
    """SHA-256 over the records in one spelling, so that a changed letter or answer is noticed."""
    text = json.dumps(patients, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record_body(record: PatientRecord) -> dict[str, Any]:
    """One record as plain values."""
    return {
        "versions": [_version(one) for one in record.versions],
        "visits": [_visit(one) for one in record.visits],
    }


def _version(one: PatientVersion) -> dict[str, Any]:
    return {"at": one.at.isoformat(), "patient": patient_body(one.patient)}


def patient_body(patient: Patient) -> dict[str, Any]:
    """Every field by its name; the birth date as ISO text."""
    body: dict[str, Any] = {name: getattr(patient, name) for name in Patient.__dataclass_fields__}
    body["birth_date"] = patient.birth_date.isoformat() if patient.birth_date else None
    body["identifiers"] = list(patient.identifiers)
    return body


def _visit(visit: VisitRecord) -> dict[str, Any]:
    return {
        "id": visit.id,
        "started": visit.started.isoformat(),
        "setting": visit.setting.value,
        "log": [_row(row) for row in visit.log],
        "letters": [_letter(letter) for letter in visit.letters],
    }


def _row(row: LogRow) -> dict[str, Any]:
    return {
        "step": row.step,
        "kind": row.kind,
        "at": row.at.isoformat(),
        "key": row.entry.key,
        "value": None if row.entry.value is None else dict(row.entry.value),
        "by": row.entry.by,
    }


def _letter(letter: LetterRecord) -> dict[str, Any]:
    return {
        "kind": letter.kind,
        "at": letter.at.isoformat(),
        "sha256": letter.sha256,
        "knowledge_version": letter.knowledge_version,
        "knowledge_sha256": letter.knowledge_sha256,
        "app_version": letter.app_version,
        "pdf": base64.b64encode(letter.pdf).decode(),
    }
