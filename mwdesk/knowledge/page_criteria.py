"""A criterion or a scale as a page."""

from __future__ import annotations

from mwdesk.domain.citation import citation
from mwdesk.domain.knowledge import Criterion, KnowledgeBase, Scale
from mwdesk.knowledge.page_values import Fact, Group, Page, Row, Section
from mwdesk.knowledge.page_words import ESTIMATE, facts, named, plain, source_lines


def _basis(kb: KnowledgeBase, sources: tuple[str, ...]) -> str:
    known = [kb.sources[name] for name in sources if name in kb.sources]
    return citation(known[0]) if known else ESTIMATE


def criterion_page(kb: KnowledgeBase, c: Criterion) -> Page:
    """Items with their rules, the threshold, and where it was published."""
    parts: dict[str, list[Row]] = {}
    for item in c.items:
        points = "" if item.points == 1 else f"{item.points:g} points"
        rule = item.rule or "not in the record: the clinician judges"
        parts.setdefault(item.part, []).append(Row(words=item.text, aside=points, note=rule))
    groups = tuple(Group(title=part.capitalize(), rows=tuple(rows)) for part, rows in parts.items())
    levels = [Row(words=level.means or "met", aside=level.met) for level in c.levels] + [
        Row(words=band.means, aside=f"from {band.at_least:g}") for band in c.bands
    ]
    kind = "worked out from the record" if c.evaluable else "to read, not worked out"
    says = Fact(label="Published", text=c.says, basis=_basis(kb, c.sources))
    return Page(
        kind="criterion",
        id=c.id,
        title=c.name,
        kicker=f"Criteria · {kind}",
        lead=c.purpose,
        facts=(
            *((says,) if c.says else ()),
            *facts(("Score", c.score), ("Provided", c.provided), ("Checked", c.checked)),
        ),
        sections=(
            *((Section(id="items", title="Items", groups=groups),) if groups else ()),
            *plain("levels", "Met when", levels),
            *plain("conditions", "Belongs to", named(kb, "condition", c.conditions)),
        ),
        sources=source_lines(kb, (*c.sources, *c.recalled)),
    )


def scale_page(kb: KnowledgeBase, s: Scale) -> Page:
    """Every grade on a line."""
    rows = (Row(words=f"{g.value}: {g.means}", note=g.note) for g in s.grades)
    own = "Custom of clinicians, published nowhere that we know." if s.estimate else ""
    return Page(
        kind="scale",
        id=s.id,
        title=s.name,
        kicker="Scale",
        lead=own,
        sections=plain("grades", "Grades", rows),
        sources=source_lines(kb, (*s.sources, *s.recalled)),
    )
