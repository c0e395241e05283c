"""What a page says of its own standing: who read it, what it is mistaken for, and how far they are apart."""

from __future__ import annotations

from collections.abc import Iterator

from mwdesk.domain.knowledge import AlertRule, Condition, KnowledgeBase, LookAlike
from mwdesk.knowledge.page_text import percent
from mwdesk.knowledge.page_values import Group, Row, Section
from mwdesk.knowledge.page_words import ESTIMATE, basis_of, source_lines
from mwdesk.knowledge.separation import CARE, HARD, Part, Separator

_SIGNS, _TESTS = 4, 2  # findings and tests that separate a pair: more would be a list, not a thought
_WORTH = 0.3  # nats: what gives less is not shown
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def reading_words(kb: KnowledgeBase, item: Condition | AlertRule) -> str:
    """How far others have read what stands here: only a clinician's reading makes it reviewed."""
    if isinstance(item, Condition) and item.status == "archived":
        return "Archived: something else replaced it"
    reviews = [r for r in kb.reviews.values() if item.id in (*r.conditions, *r.alerts)]
    said = sorted(reviews, key=lambda r: (r.status == "reviewed", r.date))
    if not said:
        return "Draft: written, not yet read through by anybody else"
    last = said[-1]
    who = f"by a {last.reader}, {_when(last.date)}"
    if last.status == "reviewed":
        return f"Reviewed {who}"
    return f"Draft: read {who}; not yet reviewed by a clinician"


def _when(date: str) -> str:
    """ "2026-11-05" -> "5 November 2026"."""
    year, month, *day = date.split("-")
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day[0])} {words}" if day else words


def mistaken_sections(kb: KnowledgeBase, c: Condition) -> tuple[Section, ...]:
    """What it is easily mistaken for, what to do first, and what parts the two by the numbers."""
    separator = Separator(kb)
    pairs = [(pair, kb.conditions.get(pair.other(c.id))) for pair in kb.look_alikes.values()]
    groups = tuple(
        Group(
            title=other.name,
            rows=tuple(_pair_rows(kb, separator, pair, c, other)),
            link=f"condition:{other.id}",
        )
        for pair, other in pairs
        if other is not None
    )
    about = "What separates them most: in how many of 100 with this cause, and with the other."
    return (
        (Section(id="mistaken", title="Easily mistaken for", about=about, groups=groups),) if groups else ()
    )


def mistaken_sources(kb: KnowledgeBase, c: Condition) -> list[str]:
    """Sources of its pairs."""
    return [name for pair in kb.look_alikes.values() if c.id in pair.conditions for name in pair.sources]


def _pair_rows(
    kb: KnowledgeBase, separator: Separator, pair: LookAlike, c: Condition, other: Condition
) -> Iterator[Row]:
    told = separator.between(c, other)
    if pair.first:
        seen = [line.citation for line in source_lines(kb, pair.sources)]
        yield Row(words=pair.first, note="; ".join(seen))
    yield Row(words=apart_words(told.bedside))
    parts = [part for part in told.parts if part.worth >= _WORTH]
    signs = [part for part in parts if part.bedside]
    tests = [part for part in parts if not part.bedside]
    first = [part for part in signs[_SIGNS:] if part.id in pair.tells]  # what a reader would ask, too
    for part in (*signs[:_SIGNS], *first, *tests[:_TESTS]):
        yield _part_row(kb, part, c)


def apart_words(bedside: float) -> str:
    """How far history and examination alone part two causes, in words."""
    if bedside < HARD:
        return "Hardly separable by history and examination"
    return f"{'Separable' if bedside < CARE else 'Well separable'} by history and examination"


def _part_row(kb: KnowledgeBase, part: Part, c: Condition) -> Row:
    if part.kind == "test":
        name = kb.tests[part.id].name
        words = f"{name}: {part.outcome}"
        rows = [row for row in c.outcomes.get(part.id, ()) if row.outcome == part.outcome]
        basis = basis_of(kb, rows[0].basis, rows[0].sources) if rows else ESTIMATE
    else:
        words = kb.findings[part.id].label
        row = c.findings.get(part.id)
        basis = basis_of(kb, row.basis, row.sources) if row else ESTIMATE
    return Row(
        words=words,
        number=round(part.first, 3),
        basis=basis,
        aside=f"against {percent(round(part.second, 3))} %",
        link=f"{part.kind}:{part.id}",
    )
