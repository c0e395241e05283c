"""What went wrong inside the program, written down without anything of a patient.

A report names versions and places in the code: no values, no local names, not even the message of the error,
because that often quotes what was typed.
"""

from __future__ import annotations

import platform
import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from mwdesk import __version__
from mwdesk.domain.translation import _
from mwdesk.workflow.files import save_bytes

_KEPT = 10  # reports; older ones are removed
_DEEPEST = 60  # places of one error


def report(kind: type[BaseException], trace: TracebackType | None, now: datetime) -> str:
    """The report as text."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    head = (
        f"mwdesk {__version__}",
        f"Python {platform.python_version()} on {system}",
        f"{now:%Y-%m-%d %H:%M}",
        "",
        "No patient data: places in the program only.",
        "",
    )
    places = [
        f"{_short(frame.filename)}:{frame.lineno} in {frame.name}"
        for frame in traceback.extract_tb(trace, limit=-_DEEPEST)
    ]
    return "\n".join((*head, *places, f"{kind.__module__}.{kind.__qualname__}", ""))


def _short(file: str) -> str:
    """The path inside the program or its libraries: the folder above may carry the user's name."""
    parts = Path(file).parts
    for mark in ("mwdesk", "site-packages", "lib"):
        if mark in parts:
            at = len(parts) - 1 - parts[::-1].index(mark)
            return "/".join(parts[at if mark == "mwdesk" else at + 1 :])
    return Path(file).name


def write(folder: Path, kind: type[BaseException], trace: TracebackType | None, now: datetime) -> Path | None:
    """Put the report into the folder; None where the disk refuses. Only the last ten are kept."""
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save_bytes(path, report(kind, trace, now).encode())
        path.chmod(0o600)
        for old in sorted(folder.glob("crash-*.txt"))[:-_KEPT]:
            old.unlink(missing_ok=True)
    except Exception:  # whatever refuses: reporting a fault must not make another
        return None
    return path


def words(path: Path | None) -> str:
    """What the clinician is told."""
    said = _(
        "Something in mwdesk failed just now. Everything that was recorded is saved. Look whether the last "
        "thing you did is there; if the window behaves oddly, close it and start again."
    )
    if path is None:
        return said
    return f"{said} " + _("A report without patient data is in {path}; please send it to us.").format(
        path=path
    )


def show_on_terminal(kind: type[BaseException], trace: TracebackType | None, now: datetime) -> None:
    """The same report where the program was started from a terminal: values stay out of logs, too."""
    if sys.stderr is not None:
        sys.stderr.write(report(kind, trace, now))
