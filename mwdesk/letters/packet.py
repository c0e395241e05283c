"""Several documents as one file, under a list of what is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mwdesk import paths
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.letter import Letter, Section, Table

_HEADER = ("Document", "Sheets", "To", "Reference", "Urgency")


def packet(letters: Sequence[Letter], fonts: Path | None = None) -> bytes:
    """One PDF: a cover with the list of documents, then each of them as it prints by itself.

    Raises DataError where there is no document, and as `render` does.
    """
    from mwdesk.letters.pages import bind, lay_out

    if not letters:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path="packet",
                message="It holds no document.",
                fix="Name one kind at least.",
            )
        )
    folder = fonts if fonts is not None else paths.resources() / "fonts"
    laid = [lay_out(letter, folder) for letter in letters]
    front, before = cover(letters, [known.pages for known in laid], 1), 0
    for _ in range(2):  # a long list may take the cover to a second page, which moves every sheet
        first = lay_out(front, folder)
        if first.pages == before:
            break
        before = first.pages
        front = cover(letters, [known.pages for known in laid], before)
    return bind([first, *laid])


def cover(letters: Sequence[Letter], pages: Sequence[int], before: int) -> Letter:
    """The list of documents with their sheets; `before` is how many sheets the cover takes."""
    rows, start = [], before + 1
    for letter, count in zip(letters, pages, strict=True):
        urgency = letter.banner.level.value if letter.banner is not None else ""
        span = f"{start}" if count == 1 else f"{start} to {start + count - 1}"
        rows.append((letter.title, span, dict(letter.addresses).get("To", ""), letter.reference, urgency))
        start += count
    one = letters[0]
    digest = hashlib.sha256("|".join(letter.reference for letter in letters).encode()).hexdigest()
    reference = f"{one.reference.split('-')[0]}-{digest[:6].upper()}"
    listed = Table(header=_HEADER, rows=tuple(rows), flags=tuple("high" if r[4] else "" for r in rows))
    return replace(
        one,
        kind="packet",
        title="Documents about one patient",
        reference=reference,
        banner=next((letter.banner for letter in letters if letter.banner is not None), None),
        addresses=tuple((k, "Those named below" if k == "To" else v) for k, v in one.addresses),
        sections=(Section(id="list", title=f"{len(letters)} in this packet", blocks=(listed,)),),
        stamp=replace(one.stamp, reference=reference),
        subject=one.subject.replace(one.title, "Packet"),
        large=False,
    )
