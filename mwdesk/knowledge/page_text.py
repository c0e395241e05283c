"""A page as plain text: what the command line prints and the screen copies."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mwdesk.knowledge.page_values import Fact, Page, Row

WIDTH = 100


def percent(p: float) -> str:
    """A probability in percent as written: 99, 16.5, 0.3; never rounded to 0 or 100."""
    return f"{100 * p:.3g}"


def page_text(page: Page) -> str:
    """The whole page, wrapped to a hundred columns."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield page.title
    yield "=" * min(len(page.title), WIDTH)
    yield " · ".join(part for part in (page.kicker, page.key) if part)
    yield from _wrapped(page.review)
    if page.lead:
        yield ""
        yield from _wrapped(page.lead)
    yield ""
    for fact in page.facts:
        yield from _wrapped(fact_text(fact), "  ")
    for section in page.sections:
        yield from ("", section.title.upper())
        yield from _wrapped(section.about)
        for group in section.groups:
            if group.title:
                yield from _wrapped(group.title, "    ", "  ")
            for row in group.rows:
                yield from _wrapped(row_text(row), "             ", "    " + "  " * row.level)
    if page.sources:
        yield from ("", "SOURCES")
    for source in page.sources:
        yield from _wrapped(
            source_text(source.citation, source.year, source.locator, source.seen), "    ", "  "
        )


def fact_text(fact: Fact) -> str:
    """A fact on one line, with what its numbers rest on."""
    return f"{fact.label}: {fact.text}" + (f" ({fact.basis})" if fact.basis else "")


def row_text(row: Row) -> str:
    """A row on one line: number, words, what it rests on, notes."""
    head = f"{percent(row.number):>5} %  " if row.number is not None else ""
    rest = "; ".join(part for part in (row.basis, row.aside, row.note) if part)
    return f"{head}{row.words}" + (f"  ({rest})" if rest else "")


def source_text(citation: str, year: str, locator: str, seen: bool) -> str:
    """A source on one line: citation, year where it is not in it, locator, and whether it was seen."""
    parts = [citation.rstrip("."), year if year not in citation else "", locator]
    return ". ".join(part for part in parts if part) + (" [seen]" if seen else " [recalled, not yet seen]")


def _wrapped(text: str, then: str = "", first: str = "") -> Iterator[str]:
    yield from textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=then) if text else ()
