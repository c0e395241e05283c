"""Laboratory units: how their labels are compared, and conversion into the analyte's own unit."""

from __future__ import annotations

import re

from mwdesk.domain.knowledge import Analyte, Unit

_SAME = str.maketrans({"µ": "u", "μ": "u", "×": "x", "²": "2", "⁹": "9"})


def plain_unit(label: str) -> str:
    """A unit for comparing: case, spaces and the ways of writing micro, powers and times do not count."""
    text = re.sub(r"[\s^*]+", "", label.casefold().replace("¹²", "12").translate(_SAME))
    text = re.sub(r"micro(?=[gmk])", "u", text.replace("mcg", "ug"))
    return re.sub(r"^x(?=10)", "", text).replace("litre", "l").replace("liter", "l")


def find_unit(analyte: Analyte, label: str) -> Unit | None:
    """The accepted unit with this label, or None; no label is no unit."""
    wanted = plain_unit(label)
    exact = next((unit for unit in analyte.units if unit.label == label), None)
    return exact or next((unit for unit in analyte.units if plain_unit(unit.label) == wanted), None)


def convert(value: float, unit: Unit) -> float:
    """Into the analyte's own unit, in which limits are written."""
    return value * unit.factor + unit.offset


def convert_back(value: float, unit: Unit) -> float:
    """From the analyte's own unit."""
    return (value - unit.offset) / unit.factor
