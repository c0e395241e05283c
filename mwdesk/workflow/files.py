"""Write a file whole or not at all, and say in plain words where the disk refuses."""

from __future__ import annotations

import errno
import os
import uuid
from contextlib import suppress
from pathlib import Path

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _

_BINARY = getattr(os, "O_BINARY", 0)  # Windows would turn line ends


def save_bytes(path: Path, content: bytes, *, private: bool = False) -> None:
    """Put `content` at `path` atomically; DataError where that fails, and then an older file still stands.

    `private`: only this user may read it, where the file system knows users.
    """
    try:
        aside = path.with_name(f".mwdesk-{uuid.uuid4().hex[:12]}.part")
        try:
            rights = 0o600 if private else 0o666
            with os.fdopen(
                os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, rights), "wb"
            ) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
            _sync(path.parent)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    except OSError as fault:
        message, fix = _words(fault, path)
        raise DataError(Issue(level=Level.ERROR, path=str(path), message=message, fix=fix)) from fault


def _sync(folder: Path) -> None:
    """Make the rename durable, where the system can; what it cannot is no fault of the file."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _words(fault: OSError, path: Path) -> tuple[str, str]:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _("The disk is full; nothing was written."), _("Free some space, or save to another disk.")
    if fault.errno == errno.ENAMETOOLONG:
        return _("This file name is too long."), _("Choose a shorter name.")
    if path.is_dir():
        return _("This is a folder, not a file."), _("Give the letter a name.")
    if fault.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            _("This folder cannot be written, or the file is open in another program."),
            _("Choose another folder, or close the file there."),
        )
    if fault.errno in (errno.ENOENT, errno.ENOTDIR):
        return _("This folder does not exist."), _("Choose a folder that is there.")
    return _("The file could not be written ({reason}).").format(reason=fault.strerror), _(
        "Choose another folder."
    )
