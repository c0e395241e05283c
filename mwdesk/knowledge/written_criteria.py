"""How criteria, scores and graded scales are written."""

from __future__ import annotations

from mwdesk.domain.knowledge import (
    Criterion,
    CriterionBand,
    CriterionItem,
    CriterionLevel,
    Scale,
    ScaleGrade,
)
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.sourcefiles import Item


def read_criterion(ident: str, f: Fields, _: Item) -> Criterion:
    return Criterion(
        id=ident,
        name=f.text("name", None),
        purpose=f.text("purpose", None),
        conditions=f.texts("conditions"),
        items=_items(f),
        levels=_levels(f),
        bands=_bands(f),
        score=f.text("score"),
        says=f.text("says"),
        provided=f.text("provided"),
        evaluable=f.flag("evaluable", True),
        sources=f.texts("source"),
        recalled=f.texts("recalled"),
        checked=f.text("checked"),
    )


def _items(f: Fields) -> tuple[CriterionItem, ...]:
    found = []
    for number, row in enumerate(f.tables("items"), start=1):
        line = f.line(row, f"item {number}")
        found.append(
            CriterionItem(
                text=line.text("text", None),
                rule=line.text("rule"),
                points=line.amount("points", 1.0),
                part=line.text("part"),
            )
        )
        line.close()
    return tuple(found)


def _levels(f: Fields) -> tuple[CriterionLevel, ...]:
    """`met = "all"` is the short way of writing one level without a name."""
    found = []
    for number, row in enumerate(f.tables("levels"), start=1):
        line = f.line(row, f"level {number}")
        found.append(CriterionLevel(met=line.text("met", None), means=line.text("means", None)))
        line.close()
    met = f.text("met")
    if met and found:
        f.fault("There are both 'met' and 'levels'.", "Keep one of them.", at="met")
    return tuple(found) or ((CriterionLevel(met=met),) if met else ())


def _bands(f: Fields) -> tuple[CriterionBand, ...]:
    found = []
    for number, row in enumerate(f.tables("bands"), start=1):
        line = f.line(row, f"band {number}")
        at_least = line.number("at_least", needed=True)
        found.append(CriterionBand(at_least=at_least or 0.0, means=line.text("means", None)))
        line.close()
    return tuple(found)


def read_scale(ident: str, f: Fields, _: Item) -> Scale:
    grades = []
    for number, row in enumerate(f.tables("grades"), start=1):
        line = f.line(row, f"grade {number}")
        grades.append(
            ScaleGrade(value=line.text("value", None), means=line.text("means", None), note=line.text("note"))
        )
        line.close()
    return Scale(
        id=ident,
        name=f.text("name", None),
        grades=tuple(grades),
        sources=f.texts("source"),
        recalled=f.texts("recalled"),
        estimate=f.flag("estimate"),
    )
