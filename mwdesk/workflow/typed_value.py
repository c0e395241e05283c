"""A laboratory value as typed: its number, its unit, and the many ways in which both are written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mwdesk.domain import units
from mwdesk.domain.knowledge import Analyte, Unit

_VALUE = re.compile(
    r"^\s*(?P<mark><=|>=|≤|≥|<|>|~)?\s*(?P<number>[-+−]?(?:\d[\d  ',.]*\d|\d)(?:[eE][-+]?\d+)?)"
    r"\s*(?P<tail>.*?)\s*$"
)
_FLAG = re.compile(r"(?:^|\s)\(?(?:HH?|LL?|high|low|\*+|!+|↑+|↓+|N|normal)\)?$", re.IGNORECASE)


_DAY = re.compile(r"^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$")
# How a unit is shown; what is recorded and printed keeps the slip's own letters.
_SHOWN = (
    (re.compile(r"^u(?=(?:mol|g|kat|U|IU|m3|L)\b|mol)"), "µ"),
    (re.compile(r"/uL\b"), "/µL"),
    (re.compile(r"^x?10\^9(?=/)"), "×10⁹"),
    (re.compile(r"^x?10\^6(?=/)"), "×10⁶"),
    (re.compile(r"^x?10\^3(?=/)"), "×10³"),
    (re.compile(r"m2\b"), "m²"),
    (re.compile(r"m3\b"), "m³"),
    (re.compile(r"H2O\b"), "H₂O"),
)


def shown_unit(label: str) -> str:
    """A unit as print writes it: µmol/L for umol/L, ×10⁹/L for 10^9/L."""
    for pattern, sign in _SHOWN:
        label = pattern.sub(sign, label)
    return label


def read_day(text: str) -> str | None:
    """An ISO date from '2026-11-21' or '21.11.2026'; "" for blank; None where it is no day."""
    typed = text.strip()
    if not typed:
        return ""
    found = _DAY.match(typed)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the field: every number it may mean (one, unless a comma is open to two readings)."""

    values: tuple[float, ...]
    unit: str
    mark: str = ""
    tail: str = ""  # all that follows the number, a flag that may be a unit ("L") included


def parse(text: str) -> Typed | None:
    """Split a field into number and unit; None where it holds no number."""
    found = _VALUE.match(text)
    if found is None:
        return None
    values = _readings(found["number"])
    unit = _FLAG.sub("", " " + found["tail"]).strip()
    return Typed(values=values, unit=unit, mark=found["mark"] or "", tail=found["tail"]) if values else None


def _readings(raw: str) -> tuple[float, ...]:
    text = re.sub(r"[  ']", "", raw).replace("−", "-")
    candidates = []
    if "," in text and "." in text:  # the last one is the decimal sign
        decimal = max(",.", key=text.rfind)
        whole, _sign, rest = text.rpartition(decimal)
        candidates.append(f"{_ungrouped(whole, ',' if decimal == '.' else '.')}.{rest}")
    elif text.count(",") > 1:
        candidates.append(_ungrouped(text, ","))
    elif "," in text:
        candidates.append(text.replace(",", "."))
        if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", text):
            candidates.append(text.replace(",", ""))
    elif text.count(".") > 1:
        candidates.append(_ungrouped(text, "."))
    else:
        candidates.append(text)
    out = []
    for candidate in candidates:
        try:
            out.append(float(candidate))
        except ValueError:
            continue
    return tuple(out)


def _ungrouped(text: str, sign: str) -> str:
    """A number without its thousands signs; as it stands, and so no number, where they part no thousands."""
    groups = "(?:,\\d{2,3})*,\\d{3}" if sign == "," else "(?:\\.\\d{3})+"  # 1,23,456 is written in India
    return text.replace(sign, "") if re.fullmatch(rf"[-+]?\d{{1,3}}{groups}", text) else text


def find_unit(analyte: Analyte, label: str) -> Unit | None:
    """The unit of this name; the analyte's own where none is given."""
    return units.find_unit(analyte, label or analyte.unit)


def in_own_unit(unit: Unit, value: float) -> float:
    """The value in the analyte's own unit, in which limits are written."""
    return units.convert(value, unit)
