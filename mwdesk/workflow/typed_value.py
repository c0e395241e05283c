"""A laboratory value as typed: its number, its unit, and the many ways in which both are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwdesk.domain import units
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
    return units.find_unit(analyte, label or analyte.unit)


def in_own_unit(unit: Unit, value: float) -> float:
    """The value in the analyte's own unit, in which limits are written."""
    return units.convert(value, unit)
