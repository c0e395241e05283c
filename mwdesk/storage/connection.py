"""Opening the patient file: ours or not, whole or damaged, older or newer, and never half made."""

from __future__ import annotations

import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.storage import audit, mark, migrations
from mwdesk.storage.engine import condition, connect, copy_database, remove, settle, sound
from mwdesk.storage.errors import damaged, problem
from mwdesk.storage.keys import keys_path

WHOLE_CHECK = (
    2 << 20
)  # bytes; a larger file is checked whole by its daily backup, and page by page as it is read

_PAGE = 4096
_NOISE = 200  # different byte values on a page; encrypted ones have all 256


def _make(path: Path, key: bytes | None) -> None:
    """A new store is made aside and moved into place: an empty file there is damage, not a start."""
    aside = path.with_name(path.name + ".new")
    remove(aside)
    db = connect(aside, key)
    with closing(db.conn):
        migrations.steps.apply(db)
    settle(aside, path)


def _looks_encrypted(path: Path) -> bool:
    """Whether the first page is noise, which a damaged plain file never is."""
    with path.open("rb") as file:
        return len(set(file.read(_PAGE))) > _NOISE


def _must_fit(path: Path, key: bytes | None) -> None:
    """Refuse an encrypted file without a key and a plain one with it, before either is touched."""
    state = condition(path)
    if state == "absent" and mark.read_mark(path) is not None:
        raise problem(
            path,
            _("The patient file is gone, although patients were kept here."),
            _(
                "Connect the disk it is on, or put back a backup ('mwdesk records restore'). To start "
                "with no patients, delete the file {name} there."
            ).format(name=mark.mark_path(path).name),
        )
    if state == "empty":
        raise damaged(path)
    if state == "absent" and key is None and keys_path(path).exists():
        raise problem(
            path,
            _("There is a key file, so these patients are to be encrypted, but they were not unlocked."),
            _("Unlock with your passphrase, or delete {name} if nothing was kept with it.").format(
                name=keys_path(path).name
            ),
        )
    if state == "encrypted" and key is None and _looks_encrypted(path):
        raise problem(
            path,
            _("These patients are encrypted."),
            _("Unlock them with your passphrase or with the printed recovery key."),
        )
    if state == "plain" and key is not None:
        raise problem(path, _("These patients are not encrypted yet."), _("Encrypt the patient file first."))


def check_ours(db: Database, path: Path, key: bytes | None) -> None:
    """Raise DataError unless this is a whole patient file that this version can read."""
    if db.execute("PRAGMA application_id").fetchone()[0] != migrations.APPLICATION_ID:
        raise problem(
            path,
            _("This file is no mwdesk patient file."),
            _("Nothing was changed. Choose another file, or move this one away to start anew."),
        )
    if path.stat().st_size <= WHOLE_CHECK and not sound(db, key, thorough=True):
        raise damaged(path)
    unknown = [m.name for m in migrations.steps.applied(db) if m.name not in migrations.names()]
    if unknown:
        raise problem(
            path,
            _("These patients were saved by a newer version of mwdesk."),
            _("Nothing was changed. Install the newer version again, and open them with it."),
        )


def _check_mark(db: Database, path: Path) -> None:
    """Before entries are missed, keep the journal that may hold them: closing the file would remove it."""
    try:
        mark.check(db, path)
    except DataError:
        journal = path.with_name(path.name + "-wal")
        if journal.exists() and journal.stat().st_size:
            shutil.copy2(journal, path.with_name(path.name + "-wal.kept"))
        raise


def open_database(path: Path, key: bytes | None = None, *, accept: bool = False) -> Database:
    """Open, check and migrate the store at `path`; a database error, OSError or DataError where it fails.

    `accept` takes a file that lacks entries once acknowledged.
    """
    if not (accept and condition(path) == "absent"):
        _must_fit(path, key)
    if condition(path) == "absent":
        _make(path, key)
    db = connect(path, key)
    try:
        check_ours(db, path, key)
        if not accept and "audit" in db.table_names():
            _check_mark(db, path)
        if db.execute("PRAGMA journal_mode = WAL").fetchone()[0] != "wal":
            raise problem(
                path,
                _("In this folder answers cannot be saved safely; it may be on a network or a special disk."),
                _(
                    "Keep the patients on a disk of this computer, "
                    "and put the backups on the network instead."
                ),
            )
        pending = migrations.steps.pending(db)
        if pending:
            copy_database(db, path.with_name(f"{path.stem}.before-{pending[0].name}{path.suffix}"), key)
            migrations.steps.apply(db)
        if not migrations.complete(db):
            raise damaged(path)
        if not migrations.guarded(db):
            with db.atomic():
                migrations.guard(db)
                audit.append(db, "", datetime.now(), "guard", {"note": "missing guards were put back"})
    except BaseException:
        db.conn.close()
        raise
    return db
