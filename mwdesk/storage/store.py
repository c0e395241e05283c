"""The store: patients, encounters, answers, letters and settings in one SQLite file."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting
from mwdesk.domain.translation import _
from mwdesk.storage import audit, cases, find, merging
from mwdesk.storage.connection import open_database
from mwdesk.storage.engine import BUSY_MS, connect, writing
from mwdesk.storage.errors import database_errors, plain_words, problem, readable
from mwdesk.storage.lock import FileLock
from mwdesk.storage.mark import Mark
from mwdesk.storage.place import is_remote

if TYPE_CHECKING:
    from mwdesk.storage.backup import Backup

LIST_LIMIT = 300  # rows in a patient list; beyond that somebody searches
_CLOCK_SLACK = timedelta(minutes=10)
_LONG_MS = 60_000


class Store:
    """One open patient file. Everything written is on the disk and in the audit chain when the call returns.

    `who` is the clinician named in the chain. `notices` are sentences to show once, after opening.
    """

    def __init__(self, path: Path, db: Database, lock: FileLock | None, key: bytes | None = None) -> None:
        self.path = path
        self.who = ""
        self.notices: tuple[str, ...] = ()
        self.closed = False  # whoever looks a moment later must ask
        self._db = db
        self._lock = lock
        self._key = key
        self._head = audit.head(db)
        self._mark = Mark(path)
        self._mark.note(*self._head)

    @classmethod
    def open(
        cls, path: Path | str, key: bytes | None = None, *, who: str = "", accept: bool = False
    ) -> Store:
        """Open or make the store, migrating an older one. DataError where the file or the disk refuses.

        `key` is the data key of an encrypted store. `accept` takes a file that lacks entries once saved.
        """
        place = Path(path)
        with plain_words(place):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(place)
            try:
                db = open_database(place, key, accept=accept)
                try:
                    store = cls(place, db, lock, key)
                except BaseException:
                    db.conn.close()
                    raise
            except BaseException:
                lock.release()
                raise
        store.who = who
        try:
            store._compare_clock(datetime.now())
            if is_remote(place.parent):
                store.notices += (
                    _(
                        "The records are in a network folder: two computers could write there at once, and a "
                        "broken line could damage the file. Move them to a disk of this computer."
                    ),
                )
            if accept:
                store.log_event("accept", "a file that lacked entries, or an older one, was accepted")
        except BaseException:
            store.close()
            raise
        return store

    def _compare_clock(self, now: datetime) -> None:
        """Answers keep their order whatever the clock says; whoever reads their times must know."""
        rows = self._rows("SELECT at FROM audit ORDER BY seq DESC LIMIT 1")
        with readable(self.path):
            last = datetime.fromisoformat(rows[0]["at"]) if rows else None
        if last is not None and last.replace(tzinfo=None) > now + _CLOCK_SLACK:
            self.notices += (
                _(
                    "The clock of this computer says {now}, but the last entry is of {last}. Set the clock "
                    "right: nothing is lost, but times would be wrong."
                ).format(now=f"{now:%d.%m.%Y %H:%M}", last=f"{last:%d.%m.%Y %H:%M}"),
            )

    def elsewhere(self) -> Callable[[], Store]:
        """What opens a second connection to this open file, on the thread that is to use it.

        Whoever uses it closes it; closing this one does not.
        """
        path, key, who = self.path, self._key, self.who

        def begin() -> Store:
            with plain_words(path):
                db = connect(path, key)
                try:
                    store = Store(path, db, None, key)
                except BaseException:
                    db.conn.close()
                    raise
            store.who = who
            store.wait_long(True)
            return store

        return begin

    def wait_long(self, yes: bool) -> None:
        """Wait a minute for another connection to end its writing, not seconds: no answer is refused then."""
        with plain_words(self.path):
            self._db.execute(f"PRAGMA busy_timeout = {_LONG_MS if yes else BUSY_MS}").fetchall()

    @property
    def encrypted(self) -> bool:
        """Whether the file on the disk is encrypted."""
        return self._key is not None

    def forgo_safety(self) -> None:
        """Do not wait for the disk: only for a store that is thrown away, as of the example patients."""
        self._db.execute("PRAGMA synchronous = OFF")

    def close(self) -> None:
        """Close the file and let another window have it."""
        self._key = None
        self.closed = True
        try:
            with plain_words(self.path):
                self._db.conn.close()
        finally:
            self._mark.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Database]:
        before = self._head
        with plain_words(self.path):
            try:
                with writing(self._db):
                    yield self._db
            except BaseException:
                self._head = before
                raise
        # Until now only the journal held it; with the file holding it too, a journal cut short loses nothing.
        with suppress(*database_errors()):  # it is durable already
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._mark.note(*self._head)

    def _tell(self, at: datetime, kind: str, **detail: Any) -> None:
        """Add to the audit chain within the transaction that is open."""
        self._head = audit.append(self._db, self.who, at, kind, detail)

    def _rows(self, sql: str, *args: Any) -> list[Any]:
        with plain_words(self.path):
            return list(self._db.execute(sql, args).fetchall())

    # keys and copies

    @staticmethod
    def encrypt_in_place(path: Path | str, key: bytes) -> tuple[Path, ...]:
        """Turn a plain store into an encrypted one; see `encryption.encrypt_in_place`."""
        from mwdesk.storage.encryption import encrypt_in_place

        return encrypt_in_place(Path(path), key)

    def back_up(self, folder: Path | None = None, now: datetime | None = None) -> Backup:
        """Make and prove a backup now, and let old ones go; see `backup.back_up`."""
        from mwdesk.storage import backup

        made = backup.back_up(self.path, self._key, folder, now)
        self.log_event("backup", made.path.name, now)
        return made

    def back_up_if_due(self, folder: Path | None = None, now: datetime | None = None) -> Backup | None:
        """The first backup of the day; None where there is one already or nothing was written since."""
        from mwdesk.storage import backup

        moment = now or datetime.now()
        if not backup.due(self.path, self._head[0], folder, moment):
            return None
        return self.back_up(folder, moment)

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
            self._find_anew(self._root(patient.id))
            audit.add(db, "patient_log", ({"patient_id": patient.id, "body": body, "at": at},))
            covers = [audit.cover_last(db, "patient_log")]
            self._tell(now, "patient", patient=patient.id, covers=covers)

    def _find_anew(self, patient_id: str) -> None:
        """Index a patient by what is known now and by when they were last seen."""
        find.reindex(self._db, patient_id, find.last_seen(self._db, patient_id))

    def patient(self, patient_id: str) -> Patient:
        """The patient as last saved."""
        rows = self._rows("SELECT body FROM patient WHERE id = ?", patient_id)
        if not rows:
            raise problem(
                self.path,
                _("There is no patient '{patient_id}' here.").format(patient_id=patient_id),
                _("Choose one from the list."),
            )
        with readable(self.path):
            return cases.patient_from(rows[0]["body"])

    def patients(self, search: str = "") -> tuple[cases.PatientRow, ...]:
        """Patients seen last first; every word of `search` must occur in name, number, phone or birth date.

        One or two letters are looked for at the start of a word only. At most 300 are listed.
        """
        wanted = find.match(search)
        hits = (
            "SELECT rowid AS seen FROM patient_find WHERE patient_find MATCH ?"
            if wanted
            else "SELECT seen FROM patient"
        )
        rows = self._rows(
            f"WITH hit AS ({hits} ORDER BY 1 DESC LIMIT {LIST_LIMIT}) "
            "SELECT p.id, p.body, count(e.id) AS encounters, max(e.started) AS last_seen "
            "FROM hit JOIN patient p ON p.seen = hit.seen LEFT JOIN encounter e ON e.patient_id IN "
            "(SELECT p.id UNION ALL SELECT id FROM patient WHERE merged_into = p.id) "
            "GROUP BY p.seen ORDER BY p.seen DESC",
            *([wanted] if wanted else []),
        )
        with readable(self.path):
            return tuple(cases.patient_row(row) for row in rows)

    def _root(self, patient_id: str) -> str:
        """Who stands for this patient; itself where it was not merged."""
        rows = self._rows("SELECT merged_into FROM patient WHERE id = ?", patient_id)
        return str(rows[0]["merged_into"] or patient_id) if rows else patient_id

    def _age_told(self, patient: Patient) -> datetime | None:
        """When the age in years was last told or changed."""
        return cases.age_told(
            self._rows("SELECT body, at FROM patient_log WHERE patient_id = ? ORDER BY seq", patient.id)
        )

    # encounters

    def start_encounter(self, patient_id: str, setting: Setting, now: datetime) -> Encounter:
        """Begin a consultation with nothing carried over."""
        self.patient(patient_id)  # an unknown one is refused in plain words
        patient_id = self._root(patient_id)
        ident = uuid.uuid4().hex
        row = {
            "id": ident,
            "patient_id": patient_id,
            "started": now.isoformat(),
            "setting": Setting(setting).value,
        }
        with self._writing() as db:
            db.table("encounter").insert(row)
            self._find_anew(patient_id)
            self._tell(now, "visit", visit={"id": ident, "sha256": audit.visit_digest(row.values())})
        return self.encounter(ident)

    def encounters(self, patient_id: str) -> tuple[Encounter, ...]:
        """Every consultation of a patient and of all merged with it, the earliest first.

        Those of one record stand in the order in which they were begun, whatever the clock said then.
        """
        rows = self._rows(
            "SELECT id FROM encounter WHERE patient_id IN (SELECT id FROM patient WHERE id = ?1 "
            "OR merged_into = ?1) ORDER BY max(started) OVER (PARTITION BY patient_id ORDER BY rowid "
            "ROWS UNBOUNDED PRECEDING), rowid",
            self._root(patient_id),
        )
        return tuple(self.encounter(row["id"]) for row in rows)

    def encounter(self, encounter_id: str) -> Encounter:
        """The consultation as its log says."""
        rows = self._rows("SELECT * FROM encounter WHERE id = ?", encounter_id)
        if not rows:
            raise problem(
                self.path,
                _("There is no consultation '{encounter_id}' here.").format(encounter_id=encounter_id),
                _("Choose one from the list."),
            )
        patient = self.patient(self._root(rows[0]["patient_id"]))
        with readable(self.path):
            started = datetime.fromisoformat(rows[0]["started"])
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
        rows = self._rows("SELECT * FROM answer_log WHERE encounter_id = ? ORDER BY seq", encounter_id)
        with readable(self.path):
            return cases.steps_from(rows)

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
            first = audit.last_number(db, "answer_log") + 1
            shared = {"encounter_id": encounter_id, "step": step, "kind": kind, "at": now.isoformat()}
            last = audit.add(db, "answer_log", (shared | cases.entry_row(entry) for entry in entries))
            if entries:
                covers = [audit.cover(db, "answer_log", first, last)]
                self._tell(now, kind, encounter=encounter_id, covers=covers)
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
            ident = audit.add(db, "letter", (row,))
            covers = [audit.cover_last(db, "letter")]
            self._tell(now, "letter", encounter=encounter_id, letter=kind, covers=covers)
        return next(letter for letter in self.letters(encounter_id) if letter.id == ident)

    def letters(self, encounter_id: str) -> tuple[cases.StoredLetter, ...]:
        """Finished letters, the earliest first; ask each whether it is `intact` before relying on it."""
        rows = self._rows("SELECT * FROM letter WHERE encounter_id = ? ORDER BY id", encounter_id)
        with readable(self.path):
            return tuple(cases.letter_from(row) for row in rows)

    # settings

    def setting(self, name: str) -> Any:
        """A stored setting as JSON gives it, or None."""
        rows = self._rows("SELECT value_json FROM setting WHERE name = ?", name)
        with readable(self.path):
            return json.loads(rows[0]["value_json"]) if rows else None

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a setting that JSON can hold."""
        body = json.dumps(value, ensure_ascii=False)
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO setting (name, value_json) VALUES (?, ?)", (name, body))
            digest = hashlib.sha256(body.encode()).hexdigest()
            self._tell(datetime.now(), "setting", name=name, sha256=digest)

    # audit

    def log_event(self, kind: str, detail: str = "", now: datetime | None = None, **more: str) -> None:
        """Put an event (export, print, unlock, ...) into the audit chain, durable before it returns."""
        with self._writing():
            self._tell(now or datetime.now(), kind, note=detail, **more)

    def events(self, limit: int = 200) -> tuple[audit.Event, ...]:
        """Who did what when, the newest first."""
        with plain_words(self.path), readable(self.path):
            return audit.events(self._db, limit)

    def verify(self, anchors: Mapping[int, str] | None = None) -> audit.Proof:
        """Prove the audit chain and every row it covers; see `audit.verify`."""
        with plain_words(self.path):
            proof = audit.verify(self._db, anchors)
            faults = (*merging.faults(self._db), *find.faults(self._db))
            return replace(proof, faults=(*proof.faults, *faults))

    def rebuild_index(self) -> None:
        """Make the search index anew from the patients."""
        with self._writing() as db:
            find.rebuild(db)
