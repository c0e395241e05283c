"""Whole records out of a store and into another: read as they stand; written all of them or none."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from mwdesk.domain.encounter import Patient
from mwdesk.domain.record import LetterRecord, LogRow, PatientRecord, PatientVersion, VisitRecord
from mwdesk.storage import audit, cases
from mwdesk.storage.errors import problem, readable
from mwdesk.storage.merging import similar
from mwdesk.storage.store import Store


def patient_ids(store: Store) -> tuple[str, ...]:
    """Every patient of the store, in the order in which they were entered; a merged one goes with its own."""
    return tuple(
        row["id"] for row in store._rows("SELECT id FROM patient WHERE merged_into IS NULL ORDER BY rowid")
    )


def known_patients(store: Store) -> frozenset[str]:
    """Every id that stands for a patient here, those of merged records included."""
    return frozenset(row["id"] for row in store._rows("SELECT id FROM patient"))


def alike(store: Store, patient: Patient, today: date) -> tuple[Patient, ...]:
    """Up to three patients here who may be the same person."""
    return tuple(like.patient for like in similar(store, patient, today))


def read_record(store: Store, patient_id: str) -> PatientRecord:
    """All that the store holds of a patient; DataError where a row or a letter is damaged."""
    store.patient(patient_id)  # an unknown one is refused in plain words
    rows = store._rows("SELECT body, at FROM patient_log WHERE patient_id = ? ORDER BY seq", patient_id)
    with readable(store.path):
        versions = tuple(
            PatientVersion(patient=cases.patient_from(r["body"]), at=datetime.fromisoformat(r["at"]))
            for r in rows
        )
    visits = tuple(
        VisitRecord(
            id=visit.id,
            started=visit.started,
            setting=visit.setting,
            log=_log(store, visit.id),
            letters=tuple(_letter(store, letter) for letter in store.letters(visit.id)),
        )
        for visit in store.encounters(patient_id)
    )
    return PatientRecord(versions=versions, visits=visits)


def _log(store: Store, visit: str) -> tuple[LogRow, ...]:
    rows = store._rows("SELECT * FROM answer_log WHERE encounter_id = ? ORDER BY seq", visit)
    with readable(store.path):
        return tuple(
            LogRow(
                step=r["step"],
                kind=r["kind"],
                at=datetime.fromisoformat(r["at"]),
                entry=cases.entry_from(r),
            )
            for r in rows
        )


def _letter(store: Store, letter: cases.StoredLetter) -> LetterRecord:
    if not letter.intact:
        raise problem(
            store.path,
            f"The stored letter of {letter.at:%d.%m.%Y} is damaged, so the record cannot be exported whole.",
            "Put back a backup from before ('mwdesk records restore'), or export another patient.",
        )
    return LetterRecord(
        kind=letter.kind,
        pdf=letter.pdf,
        sha256=letter.sha256,
        at=letter.at,
        knowledge_version=letter.knowledge_version or "",
        knowledge_sha256=letter.knowledge_sha256 or "",
        app_version=letter.app_version or "",
    )


def known_visits(store: Store, ids: Sequence[str]) -> frozenset[str]:
    """Those of these visit ids that the store holds already."""
    given = json.dumps(list(ids))
    rows = store._rows("SELECT id FROM encounter WHERE id IN (SELECT value FROM json_each(?))", given)
    return frozenset(row["id"] for row in rows)


def write_records(
    store: Store,
    records: Sequence[PatientRecord],
    now: datetime,
    note: str,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> None:
    """Add records whose ids are new here, all of them or none; `note` goes into the audit chain.

    Times of the log stay as they were; the chain says when the import was made, and by whom. `tell` is told
    how many of how many are written; what it raises takes all of it back.
    """
    with store._writing() as db:
        for number, record in enumerate(records):
            tell(number, len(records))
            _write(store, db, record, now, note)
        tell(len(records), len(records))


def _write(store: Store, db: Database, record: PatientRecord, now: datetime, note: str) -> None:
    first, last = record.versions[0], record.versions[-1]
    if store._rows("SELECT 1 FROM patient WHERE id = ?", record.id):
        raise problem(
            "import", f"The patient '{record.id}' is here already.", "Keep both under another id, or skip it."
        )
    start = {table: audit.last_number(db, table) for table in audit.COVERED}
    body = cases.patient_body(last.patient)
    db.table("patient").insert(
        {
            "id": record.id,
            "body": body,
            "search": cases.search_text(last.patient),
            "created_at": first.at.isoformat(),
            "updated_at": last.at.isoformat(),
        }
    )
    versions = (
        {"patient_id": record.id, "body": cases.patient_body(v.patient), "at": v.at.isoformat()}
        for v in record.versions
    )
    audit.add(db, "patient_log", versions)
    for visit in record.visits:
        _write_visit(store, db, record.id, visit, now)
    store._find_anew(record.id)
    covers = [
        audit.cover(db, table, start[table] + 1, end)
        for table in audit.COVERED
        if (end := audit.last_number(db, table)) > start[table]
    ]
    store._tell(now, "import", patient=record.id, note=note, covers=covers)


def _write_visit(store: Store, db: Database, patient_id: str, visit: VisitRecord, now: datetime) -> None:
    row: dict[str, Any] = {
        "id": visit.id,
        "patient_id": patient_id,
        "started": visit.started.isoformat(),
        "setting": visit.setting.value,
    }
    db.table("encounter").insert(row)
    store._tell(now, "visit", visit={"id": visit.id, "sha256": audit.visit_digest(row.values())})
    if visit.log:
        lines = (
            {
                "encounter_id": visit.id,
                "step": line.step,
                "kind": line.kind,
                "at": line.at.isoformat(),
                **cases.entry_row(line.entry),
            }
            for line in visit.log
        )
        audit.add(db, "answer_log", lines)
    for letter in visit.letters:
        stored = {
            "encounter_id": visit.id,
            "kind": letter.kind,
            "pdf": letter.pdf,
            "sha256": letter.sha256,
            "knowledge_version": letter.knowledge_version,
            "knowledge_sha256": letter.knowledge_sha256,
            "app_version": letter.app_version,
            "at": letter.at.isoformat(),
        }
        audit.add(db, "letter", (stored,))
