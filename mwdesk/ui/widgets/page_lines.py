"""A page of the knowledge as lines for a list: one line is one thing to read, reach by arrow, and copy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mwdesk.domain.translation import _
from mwdesk.workflow.browse import Fact, Page, Row, Section, SourceLine, fact_text, row_text, source_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`kind` is head, lead, review, fact, section, group, row or source; the rest as far as it has it."""

    kind: str
    text: str
    label: str = ""  # of a fact; above the title of a page
    note: str = ""
    number: float | None = None
    basis: str = ""
    link: str = ""
    level: int = 0
    tone: str = ""
    section: str = ""  # where a section begins, its id
    spoken: str = ""  # the whole line as plain text, to copy and to read aloud


def lines_of(page: Page) -> tuple[Line, ...]:
    """Every line of a page in order."""
    return tuple(_lines(page))


def _lines(page: Page) -> Iterator[Line]:
    yield Line(kind="head", text=page.title, label=page.kicker, spoken=f"{page.title}\n{page.kicker}")
    if page.lead:
        yield Line(kind="lead", text=page.lead, spoken=page.lead)
    if page.review:
        yield Line(kind="review", text=page.review, spoken=page.review)
    for fact in page.facts:
        yield _fact(fact)
    for section in page.sections:
        yield from _section(section)
    if page.sources:
        yield Line(kind="section", text=_("Sources"), section="sources", spoken=_("Sources"))
    for source in page.sources:
        yield _source(source)


def _fact(fact: Fact) -> Line:
    return Line(
        kind="fact",
        text=fact.text,
        label=fact.label,
        basis=fact.basis,
        tone=fact.tone,
        link=fact.link,
        spoken=fact_text(fact),
    )


def _section(section: Section) -> Iterator[Line]:
    spoken = "\n".join(part for part in (section.title, section.about) if part)
    yield Line(kind="section", text=section.title, note=section.about, section=section.id, spoken=spoken)
    for group in section.groups:
        if group.title:
            yield Line(kind="group", text=group.title, link=group.link, spoken=group.title)
        yield from (_row(row) for row in group.rows)


def _row(row: Row) -> Line:
    return Line(
        kind="row",
        text=row.words,
        note=" · ".join(part for part in (row.aside, row.note) if part),
        number=row.number,
        basis=row.basis,
        link=row.link,
        level=row.level,
        spoken=row_text(row).strip(),
    )


def _source(source: SourceLine) -> Line:
    return Line(
        kind="source",
        text=" · ".join(
            p for p in (source.citation, "" if source.year in source.citation else source.year) if p
        ),
        note=source.locator,
        basis="seen" if source.seen else "recalled",
        link=f"source:{source.id}",
        spoken=source_text(source.citation, source.year, source.locator, source.seen),
    )
