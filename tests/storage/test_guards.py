"""Nothing that was said can be changed or removed afterwards, by whatever program."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from mwdesk.domain.encounter import Encounter, Patient, State, answer
from mwdesk.storage import Store, merging, migrations

NOON = datetime(2024, 5, 17, 12, 0)


def fill(store: Store, visit: Encounter) -> None:
    store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
    store.save_patient(Patient(id="p2", name="Aasha"), NOON)
    merging.merge(store, "p1", "p2", NOON)
    store.save_letter(visit.id, "k", b"x", NOON, knowledge_version="1", knowledge_sha256="2", app_version="3")


@pytest.mark.parametrize("table", migrations.APPEND_ONLY)
@pytest.mark.parametrize("change", ["UPDATE {} SET at = 'x'", "DELETE FROM {}", "INSERT OR REPLACE"])
def test_another_program_cannot_rewrite_what_was_said(
    store: Store, visit: Encounter, place: Path, table: str, change: str
) -> None:
    fill(store, visit)
    other = sqlite3.connect(place)
    other.execute("PRAGMA recursive_triggers = ON")
    before = other.execute(f"SELECT * FROM {table}").fetchall()
    sql = change.format(table)
    if change.startswith("INSERT"):
        sql = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        other.execute(sql)
    other.rollback()
    assert before
    assert other.execute(f"SELECT * FROM {table}").fetchall() == before
    other.close()


def test_guards_that_somebody_dropped_are_put_back_on_opening(place: Path) -> None:
    Store.open(place).close()
    with sqlite3.connect(place) as other:
        other.execute("DROP TRIGGER answer_log_no_delete")
    other.close()
    Store.open(place).close()
    db = Database(sqlite3.connect(place), execute_plugins=False)
    assert migrations.guarded(db)
    db.conn.close()


def test_every_migration_leaves_the_guards_standing(tmp_path: Path) -> None:
    db = Database(sqlite3.connect(tmp_path / "x.sqlite3"), execute_plugins=False)
    for name in (*migrations.names()[1:], None):
        migrations.steps.apply(db, stop_before=name or ())
        assert migrations.guarded(db), f"before {name}"
    db.conn.close()


def test_a_transformed_table_loses_its_guards_and_guard_brings_them_back(tmp_path: Path) -> None:
    db = Database(sqlite3.connect(tmp_path / "x.sqlite3"), execute_plugins=False)
    migrations.steps.apply(db)
    db.table("answer_log").transform(types={"step": int})
    assert not migrations.guarded(db)
    migrations.guard(db)
    assert migrations.guarded(db)
    db.conn.close()
