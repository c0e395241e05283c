"""One program at a time: a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import getpass
import os
import platform
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from mwdesk.domain.translation import _
from mwdesk.storage.errors import plain_words, problem

_FAR = 1 << 30  # Windows forbids reading what is locked: the byte that is locked lies beyond the words


def _claim(handle: IO[bytes]) -> bool:
    """Take the lock without waiting; False when another program holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(_FAR)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _holder(place: Path) -> str:
    """Who wrote their name into the lock file, as part of a sentence; empty where nobody did."""
    try:
        told = place.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
    return told


def _own_name() -> str:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):
        user = _("somebody")
    host = platform.node() or _("this computer")
    return _("{user} on {host}, since {time}, process {number}").format(
        user=user, host=host, time=f"{datetime.now():%d.%m.%Y %H:%M}", number=os.getpid()
    )


class FileLock:
    """Holds `<store>.lock` until released; a file left by a killed program does not block."""

    def __init__(self, path: Path) -> None:
        """Raise DataError, which names the holder, when another window of mwdesk has this store open."""
        place = path.with_name(path.name + ".lock")
        with plain_words(path):
            handle = place.open("ab")
        if not _claim(handle):
            handle.close()
            holder = _holder(place)
            raise problem(
                path,
                _("mwdesk is already open with these patients ({holder}).").format(holder=holder)
                if holder
                else _("mwdesk is already open with these patients."),
                _("Use the window that is open, or close it and start again."),
            )
        with suppress(OSError):  # the name is a courtesy; a full disk must not keep anybody out
            handle.truncate(0)
            handle.write(_own_name().encode())
            handle.flush()
        self._handle: IO[bytes] | None = handle

    def release(self) -> None:
        """Let go; calling it twice does no harm."""
        if self._handle is not None:
            with suppress(OSError):
                self._handle.truncate(0)
            self._handle.close()
            self._handle = None
