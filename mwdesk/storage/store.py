"""The store: patients, encounters, answers, letters and settings in one SQLite file."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting
from mwdesk.storage import cases
from mwdesk.storage.connection import open_database
from mwdesk.storage.errors import plain_words, problem
from mwdesk.storage.lock import FileLock

LIST_LIMIT = 500  # rows in a patient list; beyond that somebody searches


class Store:
    """One open patient file. Everything written is on the disk before the call returns."""

    def __init__(self, path: Path, db: Database, lock: FileLock) -> None:
        self.path = path
        self._db = db
        self._lock = lock

    @classmethod
    def open(cls, path: Path | str) -> Store:
        """Open or make the store, migrating an older one. DataError where the file or the disk refuses."""
        place = Path(path)
        with plain_words(place):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(place)
            try:
                return cls(place, open_database(place), lock)
            except BaseException:
                lock.release()
                raise

    def close(self) -> None:
        """Close the file and let another window have it."""
        try:
            self._db.conn.close()
        finally:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        with plain_words(self.path), self._db.atomic():
            yield self._db

    def _rows(self, sql: str, *args: Any) -> list[Any]:
        with plain_words(self.path):
            return list(self._db.execute(sql, args).fetchall())

    # patients

    def save_patient(self, patient: Patient, now: datetime) -> None:
        """Save a new or changed patient; every earlier version stays in the log."""
        body, at = cases.patient_body(patient), now.isoformat()
        with self._writing() as db:
            known = self._rows("SELECT body FROM patient WHERE id = ?", patient.id)
            if known and known[0]["body"] == body:
                return
            row = {"body": body, "search": cases.search_text(patient), "updated_at": at}
            if known:
                db.table("patient").update(patient.id, row)
            else:
                db.table("patient").insert({"id": patient.id, "created_at": at, **row})
            db.table("patient_log").insert({"patient_id": patient.id, "body": body, "at": at})

    def patient(self, patient_id: str) -> Patient:
        """The patient as last saved."""
        rows = self._rows("SELECT body FROM patient WHERE id = ?", patient_id)
        if not rows:
            raise problem(self.path, f"There is no patient '{patient_id}' here.", "Choose one from the list.")
        return cases.patient_from(rows[0]["body"])

    def patients(self, search: str = "") -> tuple[cases.PatientRow, ...]:
        """Patients seen last first; every word of `search` must occur in name, identifier or phone."""
        words = [cases.folded(word) for word in search.split()]
        where = " AND ".join(["instr(p.search, ?) > 0"] * len(words)) or "1"
        rows = self._rows(
            "SELECT p.id, p.body, count(e.id) AS encounters, max(e.started) AS last_seen FROM patient p "
            f"LEFT JOIN encounter e ON e.patient_id = p.id WHERE {where} GROUP BY p.id "
            f"ORDER BY coalesce(max(e.started), p.created_at) DESC, p.rowid DESC LIMIT {LIST_LIMIT}",
            *words,
        )
        return tuple(_patient_row(row) for row in rows)

    def _age_told(self, patient: Patient) -> datetime | None:
        """When the age in years was last told or changed."""
        told: datetime | None = None
        before: float | None = None
        for row in self._rows(
            "SELECT body, at FROM patient_log WHERE patient_id = ? ORDER BY seq", patient.id
        ):
            age = cases.patient_from(row["body"]).age_years
            if told is None or age != before:
                told, before = datetime.fromisoformat(row["at"]), age
        return told

    # encounters

    def start_encounter(self, patient_id: str, setting: Setting, now: datetime) -> Encounter:
        """Begin a consultation with nothing carried over."""
        self.patient(patient_id)  # an unknown one is refused in plain words
        ident = uuid.uuid4().hex
        row = {
            "id": ident,
            "patient_id": patient_id,
            "started": now.isoformat(),
            "setting": Setting(setting).value,
        }
        with self._writing() as db:
            db.table("encounter").insert(row)
        return self.encounter(ident)

    def encounters(self, patient_id: str) -> tuple[Encounter, ...]:
        """Every consultation of a patient, the earliest first."""
        rows = self._rows("SELECT id FROM encounter WHERE patient_id = ? ORDER BY started, rowid", patient_id)
        return tuple(self.encounter(row["id"]) for row in rows)

    def encounter(self, encounter_id: str) -> Encounter:
        """The consultation as its log says."""
        rows = self._rows("SELECT * FROM encounter WHERE id = ?", encounter_id)
        if not rows:
            raise problem(
                self.path, f"There is no consultation '{encounter_id}' here.", "Choose one from the list."
            )
        started = datetime.fromisoformat(rows[0]["started"])
        patient = self.patient(rows[0]["patient_id"])
        told = self._age_told(patient) if patient.birth_date is None else None
        encounter = Encounter(
            id=encounter_id,
            patient=cases.aged(patient, told, started) if told else patient,
            started=started,
            setting=Setting(rows[0]["setting"]),
        )
        return encounter.apply(*(entry for step in self.steps(encounter_id) for entry in step.entries))

    def steps(self, encounter_id: str) -> tuple[cases.Step, ...]:
        """The log of a consultation, in the order and the groups in which it was written."""
        return cases.steps_from(
            self._rows("SELECT * FROM answer_log WHERE encounter_id = ? ORDER BY seq", encounter_id)
        )

    def append(
        self,
        encounter_id: str,
        entries: Sequence[Entry],
        now: datetime,
        kind: str = cases.ANSWER,
        step: int | None = None,
    ) -> int:
        """Append entries as one step and return its number; an undo or redo names the step it concerns."""
        with self._writing() as db:
            if step is None:
                last = self._rows("SELECT max(step) FROM answer_log WHERE encounter_id = ?", encounter_id)[0][
                    0
                ]
                step = (last or 0) + 1
            shared = {"encounter_id": encounter_id, "step": step, "kind": kind, "at": now.isoformat()}
            db.table("answer_log").insert_all([shared | cases.entry_row(entry) for entry in entries])
        return step

    # letters

    def save_letter(
        self,
        encounter_id: str,
        kind: str,
        pdf: bytes,
        now: datetime,
        *,
        knowledge_version: str,
        knowledge_sha256: str,
        app_version: str,
    ) -> cases.StoredLetter:
        """Keep a finished letter for ever: its bytes, their SHA-256 and what made them."""
        row = {
            "encounter_id": encounter_id,
            "kind": kind,
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "knowledge_version": knowledge_version,
            "knowledge_sha256": knowledge_sha256,
            "app_version": app_version,
            "at": now.isoformat(),
        }
        with self._writing() as db:
            ident = db.table("letter").insert(row).last_pk
        return next(letter for letter in self.letters(encounter_id) if letter.id == ident)

    def letters(self, encounter_id: str) -> tuple[cases.StoredLetter, ...]:
        """Finished letters, the earliest first; ask each whether it is `intact` before relying on it."""
        rows = self._rows("SELECT * FROM letter WHERE encounter_id = ? ORDER BY id", encounter_id)
        return tuple(
            cases.StoredLetter(**{**dict(row), "at": datetime.fromisoformat(row["at"])}) for row in rows
        )

    # settings

    def setting(self, name: str) -> Any:
        """A stored setting as JSON gives it, or None."""
        rows = self._rows("SELECT value_json FROM setting WHERE name = ?", name)
        return json.loads(rows[0]["value_json"]) if rows else None

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting that JSON can hold."""
        with self._writing() as db:
            db.table("setting").upsert(
                {"name": name, "value_json": json.dumps(value, ensure_ascii=False)}, pk="name"
            )


def _patient_row(row: Any) -> cases.PatientRow:
    patient = cases.patient_from(row["body"])
    return cases.PatientRow(
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
