"""A witness beside the patient file: how far the history had come when the last answer was acknowledged.

A journal that was cut short, or an older file put in place of this one, opens without complaint in SQLite;
the witness tells. It holds a number and a hash, nothing of a patient.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from sqlite_utils import Database

from mwdesk.domain.translation import _, _n
from mwdesk.storage import audit
from mwdesk.storage.errors import problem


def mark_path(path: Path) -> Path:
    """Where the witness of the store at `path` stands."""
    return path.with_name(path.name + ".mark")


def _line(number: int, hash_: str) -> bytes:
    text = f"{number:012d} {hash_}"
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:16]}\n".encode()


def read_mark(path: Path) -> tuple[int, str] | None:
    """Number and hash of the last acknowledged audit entry; None where there is no readable witness."""
    try:
        line = mark_path(path).read_bytes()
        number, hash_, _ = line.decode("ascii").split()
        return (int(number), hash_) if line == _line(int(number), hash_) else None
    except (OSError, ValueError):
        return None


class Mark:
    """Keeps the witness; it is rewritten in place, which needs no room on the disk."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(mark_path(path), os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)

    def note(self, number: int, hash_: str) -> None:
        """Remember the entry; called after its commit, so it never runs ahead of the disk."""
        with suppress(OSError):  # the answers are safe: a witness that cannot be written must not stop work
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, _line(number, hash_))

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def check(db: Database, path: Path) -> None:
    """Raise DataError where entries that were once acknowledged are not in the file."""
    told = read_mark(path)
    if told is None:
        return
    number, hash_ = told
    row = db.execute("SELECT hash FROM audit WHERE seq = ?", (number,)).fetchone()
    if row is not None and row[0] == hash_:
        return
    last = audit.head(db)[0]
    what = (
        _n(
            "{count} of the last saved entries is missing from the patient file.",
            "{count} of the last saved entries are missing from the patient file.",
            number - last,
        ).format(count=number - last)
        if last < number
        else _("This is not the patient file that was last used here: its history is another.")
    )
    raise problem(
        path,
        what,
        _(
            "Put back the last backup ('mwdesk records restore'), or, if you put an older copy here "
            "on purpose, accept it with 'mwdesk records accept'."
        ),
    )
