"""What SQLite and the operating system complain of, in plain words with what to do."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import N_, _


def problem(path: Path | str, message: str, fix: str) -> DataError:
    """A DataError about the store at `path`."""
    return DataError(Issue(level=Level.ERROR, path=str(path), message=message, fix=fix))


_DAMAGED = (
    N_("The patient file is damaged or is no mwdesk file."),
    N_(
        "Do not delete it: copy it to a safe place, then put back the last backup "
        "('mwdesk records restore'; files named '.before-' beside it are copies made before an update)."
    ),
)
_FULL = (
    N_("The disk is full, so this could not be saved."),
    N_("Free some space on the disk, then try again."),
)
_READ_ONLY = (
    N_("The patient file or its folder cannot be written."),
    N_("Allow writing to this file and its folder, or choose another folder."),
)
_LOCKED = (
    N_("Another program is using the patient file."),
    N_("Close the other program (a database viewer, a backup), then try again."),
)
_UNREADABLE = (
    N_("The patient file could not be opened."),
    N_("Check that the folder exists, that the disk is connected and that you may read and write there."),
)
_BROKEN_DISK = (
    N_("The disk reported an error while the patient file was read or written."),
    N_("Check that the disk or USB stick is connected, then start mwdesk again."),
)


def database_errors() -> tuple[type[Exception], ...]:
    """The error families of both engines; that of the encrypting one only where it is in use."""
    encrypting = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if encrypting is None else (sqlite3.Error, encrypting.Error)


def disk_errors() -> tuple[type[Exception], ...]:
    """Those, what the operating system says, and text of SQLite that a damaged file made unreadable."""
    return (OSError, UnicodeDecodeError, *database_errors())


def _words(error: Exception) -> tuple[str, str] | None:
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            return _FULL
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return _READ_ONLY
        return _UNREADABLE
    if isinstance(error, UnicodeDecodeError):
        return _DAMAGED
    name = getattr(error, "sqlite_errorname", None) or ""
    text = str(error).lower()
    if name.startswith("SQLITE_FULL") or "disk is full" in text:
        return _FULL
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM")) or "readonly" in text:
        return _READ_ONLY
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "is locked" in text:
        return _LOCKED
    if (
        name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
        or "malformed" in text
        or "not a database" in text
        or "could not decode" in text
    ):
        return _DAMAGED
    if name.startswith("SQLITE_CANTOPEN"):
        return _UNREADABLE
    if name.startswith("SQLITE_IOERR") or "disk i/o error" in text:
        return _BROKEN_DISK
    return None


def damaged(path: Path) -> DataError:
    """The file is there and cannot be trusted."""
    return problem(path, *map(_, _DAMAGED))


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Turn a stored row that cannot be read as what it was written as into DataError."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path) from error


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Turn errors of disk and database into DataError; everything else is our bug and passes through."""
    try:
        yield
    except disk_errors() as error:
        words = _words(error)
        if words is None:
            raise
        raise problem(path, *map(_, words)) from error
