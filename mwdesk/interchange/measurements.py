"""Laboratory values of a Phenopacket, verbatim: whether they are plausible is judged where they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mwdesk.domain.encounter import Entry, Measurement, measurement
from mwdesk.domain.knowledge import Analyte, KnowledgeBase
from mwdesk.domain.units import find_unit
from mwdesk.interchange.reading import Reading, in_words, name_of, rest_of, text_of

_USED = ("assay", "value", "complexValue", "timeObserved")


def read_measurements(given: Any, kb: KnowledgeBase, reading: Reading) -> list[Entry]:
    """Each quantity as it was reported; a value without a number is kept as text."""
    entries: list[Entry] = []
    seen: dict[str, Measurement] = {}
    for place, row in reading.rows(given, "measurements"):
        for found in _read_one(row, place, kb, reading):
            key = found.analyte or found.label
            first = seen.setdefault(key, found)
            if first is not found and first.day == found.day and first.value != found.value:
                reading.warn(
                    place, f"{found.label} is given twice, as {_said(first)} and as {_said(found)}.",
                    "Give the day of each (timeObserved), or take out the wrong one; both were used.",
                )  # fmt: skip
            number = sum(e.key == f"lab/{key}" or e.key.startswith(f"lab/{key}+") for e in entries)
            entries.append(measurement(found, key=key + "+" * number, by="import"))
    return entries


def _said(item: Measurement) -> str:
    return f"{item.text} {item.unit}".strip()


def _read_one(row: dict[str, Any], place: str, kb: KnowledgeBase, reading: Reading) -> Iterator[Measurement]:
    assay, value, complex_value = row.get("assay"), row.get("value"), row.get("complexValue")
    parts = complex_value.get("typedQuantities") if isinstance(complex_value, dict) else None
    if not name_of(assay) or not (isinstance(value, dict) or isinstance(parts, list)):
        reading.warn(
            place,
            "there is no assay with a value.",
            "Give assay.label and value.quantity.",
            keep=in_words(row),
        )
        return
    day = _day(row.get("timeObserved"), place, reading, name_of(assay))
    left = rest_of(row, _USED)
    if left:
        reading.tell(
            place, f"what is said further of {name_of(assay)} is kept as text ({left}).", "",
            keep=f"{name_of(assay)}: {left}",
        )  # fmt: skip
    if isinstance(value, dict):
        yield from _quantity(assay, value, "", day, place, kb, reading)
    for part in parts if isinstance(parts, list) else ():
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(kind, dict) and name_of(kind):
            yield from _quantity(kind, part, name_of(assay), day, place, kb, reading)
        else:
            reading.warn(
                place, f"a part of {name_of(assay)} has no type.", "Give type and quantity.",
                keep=f"{name_of(assay)}: {in_words(part)}",
            )  # fmt: skip


def _quantity(
    assay: Any, value: Mapping[str, Any], of: str, day: str, place: str, kb: KnowledgeBase, reading: Reading
) -> Iterator[Measurement]:
    """`of` names what this is a part of ("blood pressure"), or ""."""
    label, quantity = name_of(assay), value.get("quantity")
    told = f"{label}: {rest_of(value, ('type',))}"
    if not isinstance(quantity, dict):
        reading.tell(
            place, f"{told} is no quantity: it is kept as text and not interpreted.",
            "Add the finding that it shows (MWD:...) if it should count.", keep=told,
        )  # fmt: skip
        return
    number, unit = quantity.get("value"), quantity.get("unit")
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        reading.warn(
            place, f"the value of {label} is not a number ({in_words(number) or 'none'}).",
            "Write it as a number, with a point for decimals.", keep=f"{label}: {_plain_quantity(quantity)}",
        )  # fmt: skip
        return
    words = name_of(unit) or text_of(unit)
    analyte = find_analyte(text_of(assay.get("id")), label, kb, words)
    if analyte is None:
        reading.tell(
            place, f"{label} is not in the laboratory table: it is kept as text and not interpreted.",
            "Use the LOINC code or the usual name if it should count.",
        )  # fmt: skip
    low, high = _range(quantity.get("referenceRange"), words, label, place, reading)
    yield Measurement(
        analyte=analyte.id if analyte else "",
        label=f"{of}, {label}" if of and analyte is None else label,
        value=float(number),
        unit=words,
        text=f"{number!r}",
        low=low,
        high=high,
        day=day,
    )


def _plain_quantity(quantity: Mapping[str, Any]) -> str:
    unit = quantity.get("unit")
    left = rest_of(quantity, ("value", "unit"))
    said = f"{in_words(quantity.get('value'))} {name_of(unit) or in_words(unit)}".strip()
    return f"{said} ({left})" if left else said


def _range(
    given: Any, unit: str, label: str, place: str, reading: Reading
) -> tuple[float | None, float | None]:
    """The laboratory's own range; one that cannot be its range is left out and kept as text."""
    if given is None:
        return None, None
    limits = [given.get(end) if isinstance(given, dict) else None for end in ("low", "high")]
    numbers = [float(n) if isinstance(n, (int, float)) and not isinstance(n, bool) else None for n in limits]
    low, high = numbers
    other = name_of(given.get("unit")) or text_of(given.get("unit")) if isinstance(given, dict) else ""
    why = ""
    if not isinstance(given, dict) or any(
        n is None and t is not None for n, t in zip(numbers, limits, strict=True)
    ):
        why = "is not two numbers"
    elif low is not None and high is not None and low > high:
        why = "has its low end above its high end"
    elif other and other.strip().lower() != unit.strip().lower():
        why = f"is in {other}, the value in {unit or 'no unit'}"
    if why:
        reading.warn(
            place, f"the reference range of {label} {why}, so it was not used.",
            "Copy it again from the slip.", keep=f"{label}, reference range: {in_words(given)}",
        )  # fmt: skip
        return None, None
    return low, high


def _day(given: Any, place: str, reading: Reading, label: str) -> str:
    """The ISO date of `timeObserved`, or "" with the words kept."""
    if not given:
        return ""
    stamp = given.get("timestamp") if isinstance(given, dict) else given
    try:
        return datetime.fromisoformat(text_of(stamp)).date().isoformat()
    except ValueError:
        words = in_words(given)
        reading.tell(
            place, f"{label} was observed at '{words}', which is no date: it is kept as text.",
            "Give timeObserved.timestamp.", keep=f"{label}: observed {words}",
        )  # fmt: skip
        return ""


def find_analyte(ident: str, label: str, kb: KnowledgeBase, unit: str = "") -> Analyte | None:
    """By LOINC code first, else by exact name or synonym; never by guess.

    Of one quantity told in several ways (FVC in per cent, in litres) the one that knows the unit.
    """
    code = ident.removeprefix("LOINC:")
    wanted = plain(label)
    by_name = None
    for analyte in kb.analytes.values():
        if code and code in analyte.loinc:
            return analyte
        names = (analyte.id, analyte.name, *analyte.synonyms)
        if by_name is None and wanted and wanted in {plain(n) for n in names}:
            by_name = analyte
    if by_name is None or not unit or find_unit(by_name, unit):
        return by_name
    head = by_name.name.partition(",")[0]
    alike = (a for a in kb.analytes.values() if a.name.partition(",")[0] == head and find_unit(a, unit))
    return next(alike, by_name)


def plain(text: str) -> str:
    """A name for comparison: small letters and figures."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()
