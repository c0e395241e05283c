"""Checks of what is told of the knowledge itself: sources, readings, and ids that are for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Review
from mwdesk.knowledge.book import Book
from mwdesk.knowledge.check_numbers import unknown
from mwdesk.knowledge.reading import Reading

CLINICIANS = (
    *("neurologist", "neuromuscular specialist", "paediatric neurologist", "general practitioner"),
    *("physician", "emergency physician", "rheumatologist", "infectious disease physician", "nurse"),
    *("physiotherapist", "clinical neurophysiologist", "clinical geneticist"),
)
READERS = ("language model", *CLINICIANS)
STATUSES = ("read", "reviewed")
CONDITION_STATUSES = ("draft", "archived")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_DATE = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?")


def _error(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def check_sources(reading: Reading) -> Iterator[Issue]:
    """Every source is cited by something and says of which year it is, or when its page was seen."""
    cited = cited_sources(reading.book)
    for source in reading.book.sources.values():
        path = reading.path("source", source.id)
        if source.id not in cited:
            yield _error(
                path,
                "Nothing cites this source.",
                "Cite it where it supports a number, or remove it.",
            )
        if not _YEAR.search(source.year) and not _YEAR.fullmatch(source.seen):
            yield _error(
                f"{path} [year]",
                "The citation has no year.",
                "Look the year up; of a page without a date, write the year it was read as seen.",
            )


def cited_sources(book: Book) -> set[str]:
    """Every source that something names, as its support or as recalled."""
    found: set[str] = set()
    for part in fields(book):
        entries = getattr(book, part.name)
        if isinstance(entries, dict) and part.name != "sources":
            for entry in entries.values():
                found.update(_named_by(entry))
    return found


def _named_by(entry: Any) -> Iterator[str]:
    yield from getattr(entry, "sources", ())
    yield from getattr(entry, "recalled", ())
    rows = getattr(entry, "findings", ())
    lines = list(rows.values()) if isinstance(rows, dict) else []
    for key in ("outcomes", "in_look_alikes"):
        tables = getattr(entry, key, ())
        if isinstance(tables, dict):
            lines += [row for outcomes in tables.values() for row in outcomes]
    for key in ("pathway", "limits"):
        lines += getattr(entry, key, ())
    for line in lines:
        yield from line.sources


def check_reviews(reading: Reading) -> Iterator[Issue]:
    """Readings name who, when and what; only a clinician's makes anything reviewed."""
    book = reading.book
    for review in book.reviews.values():
        path = reading.path("review", review.id)
        known = (("condition", review.conditions, book.conditions), ("alert", review.alerts, book.alerts))
        for kind, names, entries in known:
            yield from (
                unknown(f"{path} [{kind}s]", name, kind, entries) for name in names if name not in entries
            )
        yield from _reading(path, review)
    for condition in book.conditions.values():
        if condition.status not in CONDITION_STATUSES:
            yield _error(
                reading.path("condition", condition.id, "status"),
                f"'{condition.status}' cannot be said here.",
                "Write draft or archived; who has read it is said in reviews.toml.",
            )


def _reading(path: str, review: Review) -> Iterator[Issue]:
    if review.status not in STATUSES:
        yield _error(f"{path} [status]", f"'{review.status}' is not known here.", "Write read or reviewed.")
    if review.reader not in READERS:
        yield _error(
            f"{path} [reader]",
            f"'{review.reader}' is no kind of reader.",
            f"Use one of: {', '.join(READERS)}.",
        )
    elif review.status == "reviewed" and review.reader not in CLINICIANS:
        yield _error(
            f"{path} [status]",
            f"A {review.reader} cannot have reviewed anything.",
            'Write "read": only a clinician who answers for patients reviews.',
        )
    if not _DATE.fullmatch(review.date):
        yield _error(f"{path} [date]", f"'{review.date}' is no date.", "Write it as 2026-11 or 2026-11-05.")
    if not review.conditions and not review.alerts:
        yield _error(path, "The reading names nothing.", "List the conditions or alerts that were read.")


def check_released(reading: Reading) -> Iterator[Issue]:
    """Ids are for ever: what was released stands, or is retired with what replaced it."""
    retired = reading.book.retired
    kinds = {kind for kind, _ in reading.paths}
    for kind, ident in sorted(reading.released):
        if (kind, ident) not in reading.paths and f"{kind}:{ident}" not in retired:
            yield _error(
                "released.toml",
                f"The {kind} '{ident}' was released and stands no longer.",
                f"Put it back, or write [{kind}.{ident}] with why and instead in retired.toml.",
            )
    for entry in retired.values():
        kind, _, ident = entry.id.partition(":")
        path = reading.path("retired", kind, ident)
        if (kind, ident) in reading.paths:
            yield _error(path, f"The {kind} '{ident}' is retired but stands.", "Remove one of the two.")
        known = [name for other, name in reading.paths if other == kind] if kind in kinds else []
        yield from (unknown(f"{path}", name, kind, known) for name in entry.instead if name not in known)


HISTORY_CHECKS = (check_sources, check_reviews, check_released)
