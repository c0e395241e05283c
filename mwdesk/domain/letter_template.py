"""What a practice changes in its documents without touching the program: words around them, order, logo."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingParagraph:
    """A paragraph of the practice's own; `after` is the id of the section before it, "" the last one."""

    title: str
    text: str
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTemplate:
    """Changes to one kind of document. `order` and `leave_out` hold ids of sections; `logo` a PNG or JPEG."""

    greeting: str = ""
    closing: str = ""
    order: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    paragraphs: tuple[StandingParagraph, ...] = ()
    logo: bytes = b""


PLAIN = LetterTemplate()
