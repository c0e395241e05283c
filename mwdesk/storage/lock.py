"""One program at a time: a lock that the operating system drops when its holder dies."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

from mwdesk.storage.errors import plain_words, problem


def _claim(handle: IO[bytes]) -> bool:
    """Take the lock without waiting; False when another program holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class FileLock:
    """Holds `<store>.lock` until released; a file left by a killed program does not block."""

    def __init__(self, path: Path) -> None:
        """Raise DataError when another window of mwdesk has this store open."""
        place = path.with_name(path.name + ".lock")
        with plain_words(path):
            handle = place.open("ab")
        if not _claim(handle):
            handle.close()
            raise problem(
                path,
                "mwdesk is already open with these patients.",
                "Use the window that is open, or close it and start again.",
            )
        self._handle: IO[bytes] | None = handle

    def release(self) -> None:
        """Let go; calling it twice does no harm."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None
