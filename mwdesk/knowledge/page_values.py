"""A page of the knowledge as values: the screen draws them, the command line prints them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of the summary. `basis` is set where the text holds a number; `link` is "kind:id" or ""."""

    label: str
    text: str
    basis: str = ""
    tone: str = ""  # "emergency", "urgent" or "": how loudly it is said
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a section. `number` is a probability 0 to 1; then `basis` is "estimate" or a citation."""

    words: str
    number: float | None = None
    basis: str = ""
    aside: str = ""  # short, beside the words: "within two weeks, district"
    note: str = ""  # below the words
    link: str = ""
    level: int = 0  # how far it is indented


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Rows that belong together. Its title may lead to a page of its own."""

    title: str
    rows: tuple[Row, ...]
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a page; `about` says what its numbers are the probability of."""

    id: str
    title: str
    groups: tuple[Group, ...]
    about: str = ""

    @property
    def rows(self) -> Iterator[Row]:
        """Every row of every group."""
        return (row for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source at the end of a page. Not `seen`: recalled, and no number rests on it."""

    id: str
    citation: str
    year: str
    locator: str
    seen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One item of the knowledge to read."""

    kind: str
    id: str
    title: str
    kicker: str  # what kind of thing it is: "Cause · neuromuscular junction"
    lead: str = ""  # what it is, in a sentence or two
    review: str = ""  # "draft: ..." or "reviewed ...", of what is reviewed at all
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    sources: tuple[SourceLine, ...] = ()

    @property
    def key(self) -> str:
        """ "kind:id", as links name it."""
        return f"{self.kind}:{self.id}"
