"""A criterion or a scale as a page to read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from mwdesk.domain.knowledge import Criterion, KnowledgeBase, Scale

WIDTH = 100


def criterion_page(kb: KnowledgeBase, c: Criterion) -> Iterator[str]:
    """Items with their rules, the threshold, and where it was published."""
    kind = "evaluated against the record" if c.evaluable else "to read, not evaluated"
    yield from (c.name, f"criterion {c.id}, {kind}", "=" * min(WIDTH, len(c.name)))
    yield from _text("For", c.purpose)
    yield from _text("Belongs to", ", ".join(c.conditions))
    yield from _text("Score", c.score)
    for item in c.items:
        points = f"{item.points:g} points; " if item.points != 1 else ""
        part = f"{item.part}: " if item.part else ""
        yield from _text("-", f"{part}{item.text}  [{points}{item.rule or 'not in the record'}]")
    for level in c.levels:
        yield from _text("Met", f"{level.met}{f' = {level.means}' if level.means else ''}")
    for band in c.bands:
        yield from _text(f"From {band.at_least:g}", band.means)
    yield from _text("Published", c.says)
    yield from _text("Provided", c.provided)
    yield from _text("Checked", c.checked)
    yield from _sources(kb, c.sources, c.recalled)


def scale_page(kb: KnowledgeBase, s: Scale) -> Iterator[str]:
    """Every grade on a line."""
    yield from (s.name, f"scale {s.id}", "=" * min(WIDTH, len(s.name)))
    for grade in s.grades:
        yield from _text(grade.value, f"{grade.means}{f' ({grade.note})' if grade.note else ''}")
    yield from _sources(kb, s.sources, s.recalled)


def _sources(kb: KnowledgeBase, sources: tuple[str, ...], recalled: tuple[str, ...]) -> Iterator[str]:
    for name in sources:
        source = kb.sources.get(name)
        yield from _text("Source", f"{source.citation} {source.locator}" if source else name)
    if recalled:
        yield from _text("Source recalled, not yet seen", ", ".join(recalled))


def _text(head: str, text: str) -> Iterator[str]:
    if text:
        yield from textwrap.wrap(
            f"{head}{' ' if head == '-' else ': '}{text}", WIDTH, subsequent_indent="    "
        )
