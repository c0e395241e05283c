"""The schema of the patient file, as steps that each take it one version further.

`table.transform()` drops triggers, so every step ends by putting the guards back.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x4D574453  # "MWDS" in the header of the file: this is ours

APPEND_ONLY = ("answer_log", "patient_log", "letter")

steps = Migrations("mwdesk-cases")


def guard(db: Database) -> None:
    """Make the append-only tables refuse every change and removal."""
    present = set(db.table_names())
    for table in APPEND_ONLY:
        if table not in present:
            continue
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            db.execute(f"DROP TRIGGER IF EXISTS {name}")
            db.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def guarded(db: Database) -> bool:
    """Whether every guard stands."""
    rows = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    standing = {row[0] for row in rows}
    return all(f"{table}_no_{verb}" in standing for table in APPEND_ONLY for verb in ("update", "delete"))


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


def names() -> tuple[str, ...]:
    """Every migration this version knows, in order."""
    return tuple(step.name for step in steps._migrations)
