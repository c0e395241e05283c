"""A laboratory value as typed: its number, its unit, and the many ways in which both are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwdesk.domain.knowledge import Analyte, Unit

_VALUE = re.compile(
    r"^\s*(?P<mark><=|>=|≤|≥|<|>|~)?\s*(?P<number>[-+−]?(?:\d[\d  ',.]*\d|\d)(?:[eE][-+]?\d+)?)"
    r"\s*(?P<tail>.*?)\s*$"
)
_FLAG = re.compile(r"(?:^|\s)\(?(?:HH?|LL?|high|low|\*+|!+|↑+|↓+|N|normal)\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the field: every number it may mean (one, unless a comma is open to two readings)."""

    values: tuple[float, ...]
    unit: str
    mark: str = ""


def plain_unit(label: str) -> str:
    """A unit for comparing: case, spaces and the kinds of micro and times sign do not count."""
    text = label.casefold().replace("µ", "u").replace("μ", "u").replace("×", "x").replace("⁹", "9")
    text = re.sub(r"[\s^*]", "", text).replace("¹²", "12").replace("mcg", "ug").replace("litre", "l")
    return text.removeprefix("x") if re.match(r"x10", text) else text


def parse(text: str) -> Typed | None:
    """Split a field into number and unit; None where it holds no number."""
    found = _VALUE.match(text)
    if found is None:
        return None
    values = _readings(found["number"])
    unit = _FLAG.sub("", " " + found["tail"]).strip()
    return Typed(values=values, unit=unit, mark=found["mark"] or "") if values else None


def _readings(raw: str) -> tuple[float, ...]:
    text = re.sub(r"[  ']", "", raw).replace("−", "-")
    candidates = []
    if "," in text and "." in text:  # the last one is the decimal sign
        decimal = max(",.", key=text.rfind)
        other = "," if decimal == "." else "."
        candidates.append(text.replace(other, "").replace(decimal, "."))
    elif text.count(",") > 1:
        candidates.append(text.replace(",", ""))
    elif "," in text:
        candidates.append(text.replace(",", "."))
        if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text):
            candidates.append(text.replace(",", ""))
    elif text.count(".") > 1:
        candidates.append(text.replace(".", ""))
    else:
        candidates.append(text)
    out = []
    for candidate in candidates:
        try:
            out.append(float(candidate))
        except ValueError:
            continue
    return tuple(out)


def find_unit(analyte: Analyte, label: str) -> Unit | None:
    """The unit of this name; the analyte's own where none is given."""
    wanted = plain_unit(label or analyte.unit)
    for unit in analyte.units:
        if plain_unit(unit.label) == wanted:
            return unit
    if wanted == plain_unit(analyte.unit):
        return Unit(label=analyte.unit, factor=1.0)
    return None


def in_own_unit(unit: Unit, value: float) -> float:
    """The value in the analyte's own unit, in which limits are written."""
    return value * unit.factor + unit.offset
