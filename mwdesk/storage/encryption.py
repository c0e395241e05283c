"""A plain store becomes an encrypted one: copied, compared row by row, then swapped; never both lost."""

from __future__ import annotations

import hashlib
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database

from mwdesk.domain.translation import _
from mwdesk.storage import migrations
from mwdesk.storage.connection import check_ours, open_database
from mwdesk.storage.engine import condition, connect, encrypting_engine, remove, settle, sound, sync_folder
from mwdesk.storage.errors import disk_errors, plain_words, problem
from mwdesk.storage.lock import FileLock


def encrypt_in_place(path: Path, key: bytes) -> tuple[Path, ...]:
    """Encrypt the store at `path` and the plain copies beside it; returns those copies.

    The plain file stands until the encrypted one was read back and found the same. What a disk keeps of
    deleted files is beyond this: encrypt early. Calling it again after an interruption finishes the work.
    """
    with plain_words(path):
        lock = FileLock(path)
        try:
            if condition(path) == "plain":
                open_database(path).conn.close()  # migrated, and nothing left in a journal
                _convert(path, key)
            with closing(connect(path, key).conn) as opened:
                check_ours(Database(opened, execute_plugins=False), path, key)
            return tuple(copy for copy in _plain_copies(path) if _convert(copy, key))
        finally:
            lock.release()


def _plain_copies(path: Path) -> list[Path]:
    """Copies made before updates and backups, as far as they are plain."""
    beside = [p for p in path.parent.glob(f"{path.stem}.before-*{path.suffix}") if p.is_file()]
    backups = [p for p in (path.parent / "backups").glob(f"{path.stem}-*{path.suffix}") if p.is_file()]
    return [p for p in sorted(beside + backups) if condition(p) == "plain"]


def rotate(path: Path, old: bytes, new: bytes) -> None:
    """Encrypt the store at `path` under a new data key; it must be closed. DataError where anything refuses.

    The file under the old key stands until the new one was read back and found the same.
    """
    with plain_words(path):
        lock = FileLock(path)
        try:
            open_database(path, old).conn.close()
            _convert(path, new, old)
        finally:
            lock.release()


def opens(path: Path, key: bytes) -> bool:
    """Whether this key is that of the file."""
    try:
        with closing(connect(path, key, read_only=True).conn) as opened:
            opened.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except disk_errors():
        return False
    return True


def _convert(path: Path, key: bytes, old: bytes | None = None) -> bool:
    """Swap one file, plain or under the old key, for its encrypted copy, once that proved to be the same."""
    aside = path.with_name(path.name + ".encrypting")
    remove(aside)
    try:
        _release_journal(path, old)
        before = _export(path, aside, key, old)
        with closing(connect(aside, key).conn) as opened:
            db = Database(opened, execute_plugins=False)
            if not sound(db, key, thorough=True) or fingerprint(db) != before:
                raise problem(
                    path,
                    _("The encrypted copy is not the same as the patient file."),
                    _("Nothing was changed. Check the disk, then try again."),
                )
        settle(aside, path)
    except BaseException:
        with suppress(OSError):
            remove(aside)
        raise
    return True


def _release_journal(path: Path, old: bytes | None) -> None:
    """Bring everything into the one file: a journal of the old file must never meet the new one."""
    with closing(connect(path, old).conn) as opened:
        mode = opened.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    if mode != "delete" or path.with_name(path.name + "-wal").exists():
        raise problem(path, _("Another program is using the patient file."), _("Close it, then try again."))
    sync_folder(path.parent)


def _export(path: Path, aside: Path, key: bytes, old: bytes | None) -> str:
    """Write the encrypted copy; returns the fingerprint of what it must hold."""
    aside.touch(mode=0o600)
    opened = encrypting_engine(path).connect(str(path))
    with closing(opened):
        if old is not None:
            opened.execute(f"PRAGMA key = \"x'{old.hex()}'\"")
        opened.execute("PRAGMA cipher_log_level = NONE")
        opened.execute("ATTACH DATABASE ? AS encrypted KEY \"x'" + key.hex() + "'\"", (str(aside),))
        opened.execute("SELECT sqlcipher_export('encrypted')").fetchall()
        opened.execute(f"PRAGMA encrypted.application_id = {migrations.APPLICATION_ID}")
        opened.execute("DETACH DATABASE encrypted")
        return fingerprint(Database(opened, execute_plugins=False))


def fingerprint(db: Database) -> str:
    """SHA-256 over the schema and every row of every ordinary table, in whatever order they stand."""
    total = hashlib.sha256()
    tables = db.execute(
        "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger', 'index') AND sql IS NOT NULL "
        "ORDER BY type, name"
    ).fetchall()
    for name, sql in tables:
        total.update(f"{name}\n{sql}\n".encode())
    for name, sql in tables:
        if sql.upper().startswith("CREATE TABLE") and not name.startswith("patient_find"):
            rows = sorted(
                hashlib.sha256(repr(tuple(row)).encode()).digest()
                for row in db.execute(f'SELECT * FROM "{name}"')
            )
            total.update(name.encode() + b"".join(rows))
    found = db.execute("SELECT rowid, words FROM patient_find ORDER BY rowid") if _has_index(tables) else ()
    for row in found:
        total.update(repr(tuple(row)).encode())
    return total.hexdigest()


def _has_index(tables: list[tuple[str, str]]) -> bool:
    return any(name == "patient_find" for name, _ in tables)
