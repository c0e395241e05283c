"""Opening the patient file: ours or not, whole or damaged, older or newer, and never half made."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from mwdesk.storage import migrations
from mwdesk.storage.errors import damaged, problem

BUSY_MS = 3000  # how long another program may hold the file before the user is told


def _connect(path: Path) -> Database:
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000)
    try:
        connection.row_factory = sqlite3.Row
        db = Database(connection, execute_plugins=False)
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("PRAGMA trusted_schema = OFF")
    except BaseException:
        connection.close()
        raise
    return db


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _settle(aside: Path, path: Path) -> None:
    """Move a finished file into place for good, readable by its owner alone."""
    aside.chmod(0o600)
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def _make(path: Path) -> None:
    """A new store is made aside and moved into place: an empty file there is damage, not a start."""
    aside = path.with_name(path.name + ".new")
    aside.unlink(missing_ok=True)
    db = _connect(aside)
    with closing(db.conn):
        migrations.steps.apply(db)
    _settle(aside, path)


def _check(db: Database, path: Path) -> None:
    """Raise DataError unless this is a whole patient file that this version can read."""
    if db.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        raise problem(
            path,
            "This file is no mwdesk patient file.",
            "Nothing was changed. Choose another file, or move this one away to start anew.",
        )
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise damaged(path)
    unknown = [m.name for m in migrations.steps.applied(db) if m.name not in migrations.names()]
    if unknown:
        raise problem(
            path,
            "These patients were saved by a newer version of mwdesk.",
            "Nothing was changed. Install the newer version again, and open them with it.",
        )


def _copy(db: Database, path: Path, before: str) -> Path:
    """Copy the file as it stands, committed pages in the log included."""
    target = path.with_name(f"{path.stem}.before-{before}{path.suffix}")
    aside = target.with_name(target.name + ".part")
    aside.unlink(missing_ok=True)
    with closing(sqlite3.connect(aside)) as copy:
        db.conn.backup(copy)
    _settle(aside, target)
    return target


def open_database(path: Path) -> Database:
    """Open, check and migrate the store at `path`; sqlite3.Error, OSError or DataError where it fails."""
    if not path.exists():
        _make(path)
    elif path.stat().st_size == 0:
        raise damaged(path)
    db = _connect(path)
    try:
        _check(db, path)
        db.execute("PRAGMA journal_mode = WAL")
        pending = migrations.steps.pending(db)
        if pending:
            _copy(db, path, pending[0].name)
            migrations.steps.apply(db)
        if not migrations.guarded(db):
            with db.atomic():
                migrations.guard(db)
    except BaseException:
        db.conn.close()
        raise
    return db
