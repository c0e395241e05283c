"""Connections: SQLite for plain files, SQLCipher for encrypted ones, behind one sqlite-utils database."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

from sqlite_utils import Database

from mwdesk.domain.translation import _
from mwdesk.storage.errors import problem

BUSY_MS = 3000  # how long another program may hold the file before the user is told
KEY_BYTES = 32
_PLAIN_HEADER = b"SQLite format 3\x00"

Condition = Literal["absent", "empty", "plain", "encrypted"]


def condition(path: Path) -> Condition:
    """What stands at `path`, without a key; anything that does not begin as SQLite does may be encrypted."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_PLAIN_HEADER))
    except FileNotFoundError:
        return "absent"
    if not start:
        return "empty"
    return "plain" if start == _PLAIN_HEADER else "encrypted"


def encrypting_engine(path: Path) -> Any:
    """The SQLCipher module; DataError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise problem(
            path,
            _(
                "Encrypted patient files cannot be opened here, "
                "because the package sqlcipher3 is not installed."
            ),
            _("Install it with 'pip install sqlcipher3', then start mwdesk again."),
        ) from error
    return dbapi2


def connect(path: Path, key: bytes | None = None, *, read_only: bool = False) -> Database:
    """A database ready for use; `key` is the raw 32-byte data key of an encrypted file."""
    if key is not None and len(key) != KEY_BYTES:
        raise ValueError(f"a data key has {KEY_BYTES} bytes")
    engine = sqlite3 if key is None else encrypting_engine(path)
    place = path.absolute().as_uri() + "?mode=ro" if read_only else str(path)
    connection = engine.connect(place, timeout=BUSY_MS / 1000, uri=read_only)
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{bytes(key).hex()}'\"")
            connection.execute("PRAGMA cipher_log_level = NONE")  # its complaints go to the user in words
        connection.row_factory = engine.Row
        db = Database(connection, execute_plugins=False)
        for pragma in ("foreign_keys = ON", "synchronous = FULL", "trusted_schema = OFF"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("PRAGMA temp_store = MEMORY")  # nothing of a patient in a temporary file
    except BaseException:
        connection.close()
        raise
    return db


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """One transaction, whole or not at all. It waits for another writer now and not half way, where a
    row that was read before the other one wrote could not be followed by a write any more."""
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        db.conn.rollback()
        raise


def sound(db: Database, key: bytes | None, *, thorough: bool = False) -> bool:
    """Whether every page is whole: by its authentication code where encrypted, by its structure anyway."""
    if key is not None and db.execute("PRAGMA cipher_integrity_check").fetchall():
        return False
    check = "integrity_check" if thorough else "quick_check"
    return bool(db.execute(f"PRAGMA {check}(1)").fetchone()[0] == "ok")


def copy_database(source: Database, target: Path, key: bytes | None) -> None:
    """Copy committed content to a new file with the same key, without a journal beside it; synced."""
    aside = target.with_name(target.name + ".part")
    remove(aside)
    db = connect(aside, key)
    try:
        with closing(db.conn):
            source.conn.backup(db.conn)
            db.execute("PRAGMA journal_mode = DELETE").fetchall()
        settle(aside, target)
    except BaseException:
        with suppress(OSError):
            remove(aside)
        raise


def remove(path: Path) -> None:
    """Delete a database and the journals beside it, where they are."""
    for name in (path.name, path.name + "-wal", path.name + "-shm", path.name + "-journal"):
        path.with_name(name).unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle(aside: Path, path: Path) -> None:
    """Move a finished file into place for good, readable by its owner alone."""
    aside.chmod(0o600)
    with aside.open("rb+") as handle:
        os.fsync(handle.fileno())
    aside.replace(path)
    sync_folder(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Put a small private file in place whole or not at all."""
    aside = path.with_name(path.name + ".part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        settle(aside, path)
    except BaseException:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
