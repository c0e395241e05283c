"""Analytes that tell one quantity in different ways: FVC in per cent, in litres, in mL per kg."""

from __future__ import annotations

from mwdesk.domain.knowledge import Analyte, KnowledgeBase
from mwdesk.domain.units import convert, find_unit
from mwdesk.workflow.typed_value import Typed


def kin(kb: KnowledgeBase, analyte: Analyte) -> tuple[Analyte, ...]:
    """The others with the same name before its comma and no unit in common, in file order.

    "Glucose, random" and "Glucose, fasting" share their units: no number or unit tells which was meant.
    """
    head, comma, _rest = analyte.name.partition(",")
    if not comma:
        return ()
    alike = (a for a in kb.analytes.values() if a.name.partition(",")[:2] == (head, comma))
    return tuple(a for a in alike if not any(find_unit(a, unit.label) for unit in analyte.units))


def typed_unit(kb: KnowledgeBase, analyte: Analyte, typed: Typed) -> str:
    """The unit typed with a number; "L" is litres, no flag for low, where the quantity is told in litres."""
    told = any(find_unit(a, typed.tail) for a in (analyte, *kin(kb, analyte))) if typed.tail else False
    return typed.unit or (typed.tail if told else "")


def by_unit(kb: KnowledgeBase, analyte: Analyte, unit: str) -> Analyte:
    """The one of the kin that knows this unit; the analyte itself where it does, or none."""
    if not unit or find_unit(analyte, unit):
        return analyte
    return next((a for a in kin(kb, analyte) if find_unit(a, unit)), analyte)


def fitting(kb: KnowledgeBase, analyte: Analyte, value: float) -> tuple[Analyte, ...]:
    """The kin for which a number without a unit is possible."""
    return tuple(a for a in kin(kb, analyte) if _possible(a, value))


def named_only(kb: KnowledgeBase, analyte: Analyte, typed: Typed) -> Analyte:
    """Which is meant where only the quantity was named: by the unit, else the one number fits one of them."""
    unit = typed_unit(kb, analyte, typed)
    if unit:
        return by_unit(kb, analyte, unit)
    if any(_possible(analyte, value) for value in typed.values):
        return analyte
    found = {a.id: a for value in typed.values for a in fitting(kb, analyte, value)}
    return next(iter(found.values())) if len(found) == 1 else analyte


def _possible(analyte: Analyte, value: float) -> bool:
    own = find_unit(analyte, analyte.unit)
    number = convert(value, own) if own else value
    low, high = analyte.plausible_min, analyte.plausible_max
    return (low is None or number >= low) and (high is None or number <= high)
