"""Write a file whole or not at all, and say in plain words where the disk refuses."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _


def save_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path` atomically; DataError where that fails, and then an older file still stands."""
    try:
        aside = path.with_name(f".mwdesk-{uuid.uuid4().hex[:12]}.part")
        try:
            with aside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise
    except OSError as fault:
        message, fix = _words(fault, path)
        raise DataError(Issue(level=Level.ERROR, path=str(path), message=message, fix=fix)) from fault


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
    return _("The file could not be written ({strerror}).").format(strerror=fault.strerror), _(
        "Choose another folder."
    )
