"""Write down every id that a release names: from then on the check keeps them for ever."""

from __future__ import annotations

from pathlib import Path

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.knowledge.checks import check_source
from mwdesk.knowledge.reading import Reading
from mwdesk.knowledge.written import read_book
from mwdesk.knowledge.written_history import LASTING

NAME = "released.toml"


def write_released(source: Path) -> int:
    """Write the ids that stand now as those of this release, and count them.

    Raises DataError where the check fails or the file cannot be written.
    """
    errors = [issue for issue in check_source(source) if issue.level is Level.ERROR]
    if errors:
        raise DataError(*errors)
    reading = read_book(source)
    text, number = _text(reading)
    try:
        (source / NAME).write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=str(source / NAME),
                message=f"The ids cannot be written: {problem.strerror or problem}.",
                fix="Check the disk and the rights.",
            )
        ) from problem
    return number


def _text(reading: Reading) -> tuple[str, int]:
    lines = [
        "# Every id of the last release, written by `mwdesk knowledge release`. Not to be edited by hand.",
        f'version = "{reading.book.version}"',
        "",
        "[ids]",
    ]
    number = 0
    for kind in LASTING:
        names = sorted(ident for other, ident in reading.paths if other == kind)
        number += len(names)
        lines += [f"{kind} = [", *(f'  "{name}",' for name in names), "]"]
    return "\n".join(lines) + "\n", number
