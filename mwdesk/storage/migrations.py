"""The schema of the patient file, as steps that each take it one version further.

`table.transform()` drops triggers, so every step ends with `seal`, which puts the guards back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database, Migrations

from mwdesk.storage import audit, find

APPLICATION_ID = 0x4D574453  # "MWDS" in the header of the file: this is ours

APPEND_ONLY = ("answer_log", "patient_log", "letter", "audit", "merge_log")
_NUMBER = {"letter": "id"}  # the others count in seq

steps = Migrations("mwdesk-cases")


def _guards(table: str) -> dict[str, str]:
    """Name and definition of each guard; a replacement is an insertion over a row that is there."""
    number = _NUMBER.get(table, "seq")
    stop = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {number} = NEW.{number})"
    return {
        f"{table}_no_update": f"BEFORE UPDATE ON {table} {stop}",
        f"{table}_no_delete": f"BEFORE DELETE ON {table} {stop}",
        f"{table}_no_replace": f"BEFORE INSERT ON {table} {there} {stop}",
    }


def _wanted(db: Database) -> dict[str, str]:
    present = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()}
    return {
        name: f"CREATE TRIGGER {name} {what}"
        for table in APPEND_ONLY
        if table in present
        for name, what in _guards(table).items()
    }


def guard(db: Database) -> None:
    """Make the append-only tables refuse every change, removal and replacement."""
    for name, sql in _wanted(db).items():
        db.execute(f"DROP TRIGGER IF EXISTS {name}")
        db.execute(sql)


def unguard(db: Database, tables: tuple[str, ...]) -> None:
    """Let rows be removed, inside a transaction that ends with `guard`."""
    for table in tables:
        db.execute(f"DROP TRIGGER IF EXISTS {table}_no_delete")


def guarded(db: Database) -> bool:
    """Whether every guard stands as it was written."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    standing = {row[0]: row[1] for row in rows}
    return all(standing.get(name) == sql for name, sql in _wanted(db).items())


def seal(db: Database, kind: str, detail: Mapping[str, Any]) -> None:
    """End a migration: guards put back, and the new structure told to the audit chain."""
    guard(db)
    audit.append(db, "", datetime.now(), kind, {**detail, "schema": audit.schema_digest(db)})


_NEEDED = {
    **audit.COVERED,
    "patient": ("id", "body", "search", "created_at", "updated_at", "seen", "merged_into"),
    "patient_key": ("key", "patient_id"),
    "encounter": ("id", "patient_id", "started", "setting"),
    "setting": ("name", "value_json"),
    "audit": ("seq", "at", "who", "kind", "detail", "hash"),
    "patient_find": ("words",),
}


def complete(db: Database) -> bool:
    """Whether every table and column that this version reads is there under its name."""
    return all(
        set(columns) <= {row[1] for row in db.execute(f"PRAGMA table_info({table})").fetchall()}
        for table, columns in _NEEDED.items()
    )


@steps()
def m0001_first(db: Database) -> None:
    """Patients, encounters, the answer log, letters and settings."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _make_patients(db)
    _make_records(db)
    db.table("answer_log").create_index(["encounter_id", "seq"])
    db.table("patient_log").create_index(["patient_id", "seq"])
    db.table("encounter").create_index(["patient_id", "started"])
    db.table("setting").create({"name": str, "value_json": str}, pk="name", not_null={"value_json"})
    guard(db)


def _make_patients(db: Database) -> None:
    db.table("patient").create(
        {"id": str, "body": str, "search": str, "created_at": str, "updated_at": str},
        pk="id",
        not_null={"body", "search", "created_at", "updated_at"},
    )
    db.table("patient_log").create(
        {"seq": int, "patient_id": str, "body": str, "at": str},
        pk="seq",
        not_null={"patient_id", "body", "at"},
        foreign_keys=[("patient_id", "patient", "id")],
    )
    db.table("encounter").create(
        {"id": str, "patient_id": str, "started": str, "setting": str},
        pk="id",
        not_null={"patient_id", "started", "setting"},
        foreign_keys=[("patient_id", "patient", "id")],
    )


def _make_records(db: Database) -> None:
    db.table("answer_log").create(
        {
            "seq": int,
            "encounter_id": str,
            "step": int,
            "key": str,
            "value_json": str,
            "by": str,
            "kind": str,
            "at": str,
        },
        pk="seq",
        not_null={"encounter_id", "step", "key", "by", "kind", "at"},
        foreign_keys=[("encounter_id", "encounter", "id")],
    )
    db.table("letter").create(
        {
            "id": int,
            "encounter_id": str,
            "kind": str,
            "pdf": bytes,
            "sha256": str,
            "knowledge_version": str,
            "knowledge_sha256": str,
            "app_version": str,
            "at": str,
        },
        pk="id",
        not_null={"encounter_id", "kind", "pdf", "sha256", "at"},
        foreign_keys=[("encounter_id", "encounter", "id")],
    )


@steps()
def m0002_audit(db: Database) -> None:
    """The audit chain over all that is there, and the index that finds patients."""
    db.table("audit").create(
        {"seq": int, "at": str, "who": str, "kind": str, "detail": str, "hash": str},
        pk="seq",
        not_null={"at", "who", "kind", "detail", "hash"},
    )
    db.execute("ALTER TABLE patient ADD COLUMN seen INTEGER")
    db.execute("CREATE UNIQUE INDEX patient_seen ON patient (seen)")
    find.rebuild(db)
    seal(db, "begin", audit.cover_existing(db))


@steps()
def m0003_merges(db: Database) -> None:
    """Who stands for whom, and the keys by which two records of one person are noticed."""
    db.table("merge_log").create(
        {"seq": int, "kind": str, "kept": str, "gone": str, "at": str},
        pk="seq",
        not_null={"kind", "kept", "gone", "at"},
    )
    db.execute("ALTER TABLE patient ADD COLUMN merged_into TEXT")
    db.execute("CREATE INDEX patient_merged ON patient (merged_into) WHERE merged_into IS NOT NULL")
    db.execute(
        "CREATE TABLE patient_key (key TEXT NOT NULL, patient_id TEXT NOT NULL, "
        "PRIMARY KEY (key, patient_id)) WITHOUT ROWID"
    )
    db.execute("CREATE INDEX patient_key_patient ON patient_key (patient_id)")
    find.rebuild(db)
    seal(db, "merges", {})


def names() -> tuple[str, ...]:
    """Every migration this version knows, in order."""
    return tuple(step.name for step in steps._migrations)
