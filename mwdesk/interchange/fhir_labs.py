"""Laboratory results of a FHIR file: a Bundle, one Observation, or a DiagnosticReport with its contents."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.interchange import fhir_codes as codes
from mwdesk.interchange.fhir_bundle import (
    Shelf,
    is_meant,
    open_shelf,
    own_code,
    own_extension,
    part,
    rows,
    words_of,
)
from mwdesk.interchange.fhir_parts import Resource
from mwdesk.interchange.labs_line import LabFile, LabLine, Person, match_analyte
from mwdesk.interchange.reading import text_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_lab_fhir(data: Any, kb: KnowledgeBase, where: str) -> LabFile:
    """Every result with whom it is of. Raises DataError where the file holds no FHIR resource."""
    shelf = open_shelf(data, where)
    lines = []
    others: dict[str, int] = {}
    for number, (_address, resource) in enumerate(shelf.resources, start=1):
        kind = resource["resourceType"]
        if kind == "Observation" and is_result(resource):
            place = _("result {number}").format(number=number)
            lines += observation_lines(resource, kb, place, _person(shelf, resource))
        elif kind not in ("Patient", "DiagnosticReport", "Composition", "Encounter"):
            others[kind] = others.get(kind, 0) + 1
    told = _("Left aside, being no laboratory result: {kinds}.")
    shown = ", ".join(f"{count} {kind}" for kind, count in sorted(others.items()))
    return LabFile(lines=tuple(lines), notes=(told.format(kinds=shown),) if shown else ())


def is_result(resource: Resource) -> bool:
    """Whether an Observation is a measured value: of the laboratory, or a quantity of anything."""
    kinds = [
        text_of(c.get("code")) for one in rows(resource.get("category")) for c in rows(one.get("coding"))
    ]
    measured = any(isinstance(one.get("valueQuantity"), dict) for one in (resource, *_components(resource)))
    own = own_code(resource.get("code"), "finding") or own_code(resource.get("code"), "test")
    return not own and (measured or "laboratory" in kinds)


def _components(resource: Resource) -> list[dict[str, Any]]:
    return rows(resource.get("component"))


def _person(shelf: Shelf, resource: Resource) -> Person:
    found = shelf.patient_of(resource)
    if found is not None:
        return person_of(found)
    shown = text_of(part(resource.get("subject")).get("display")).strip()
    return Person(name=shown)


def person_of(patient: Resource) -> Person:
    """Name, birth date and identifiers of a Patient."""
    birth = text_of(patient.get("birthDate"))
    ids = (text_of(row.get("value")) for row in rows(patient.get("identifier")))
    return Person(
        name=name_of_patient(patient),
        birth=birth if _DAY.fullmatch(birth) else "",
        ids=tuple(one for one in ids if one),
    )


def name_of_patient(patient: Resource) -> str:
    """The usual name as text; put together from its parts where no text is given."""
    names = rows(patient.get("name"))
    for row in sorted(
        names,
        key=lambda r: ("official", "usual").index(r["use"]) if r.get("use") in ("official", "usual") else 2,
    ):
        text = text_of(row.get("text")).strip()
        given = [text_of(one) for one in row["given"]] if isinstance(row.get("given"), list) else []
        built = " ".join(filter(None, [*given, text_of(row.get("family"))]))
        if text or built:
            return text or built
    return ""


def observation_lines(resource: Resource, kb: KnowledgeBase, place: str, person: Person) -> list[LabLine]:
    """The values of one Observation: its own, and those of its components."""
    day, doubt = _day(resource)
    whole = words_of(resource.get("code"))
    out = []
    pieces = [resource, *_components(resource)]
    for piece in pieces:
        if piece is resource and len(pieces) > 1 and not _has_value(piece):
            continue
        label = words_of(piece.get("code")) or whole
        shown = label if piece is resource or not whole else f"{whole}, {label}"
        out.append(
            _line(
                piece,
                kb,
                LabLine(place=place, label=shown or _("no name"), person=person, day=day, doubt=doubt),
                resource,
            )
        )
    return out


def _has_value(piece: Resource) -> bool:
    return any(key.startswith("value") for key in piece)


def _line(piece: Resource, kb: KnowledgeBase, blank: LabLine, resource: Resource) -> LabLine:
    from dataclasses import replace

    label = words_of(piece.get("code"))
    code = next(
        (
            text_of(c.get("code"))
            for c in rows(part(piece.get("code")).get("coding"))
            if c.get("system") == codes.LOINC
        ),
        "",
    )
    own = own_code(piece.get("code"), "analyte")
    analyte = kb.analytes.get(own) or match_analyte(label, code, kb)
    blank = replace(blank, analyte=analyte.id if analyte else "")
    if not is_meant(resource):
        return replace(blank, why=_("it was withdrawn, or is marked in a way that is not understood."))
    if text_of(resource.get("status")) in ("registered", "preliminary"):
        blank = replace(blank, doubt=f"{blank.doubt} {_('It is preliminary.')}".strip())
    if piece.get("valueQuantity") is None:
        text = (
            text_of(piece.get("valueString"))
            or text_of(piece.get("valueInteger"))
            or words_of(piece.get("valueCodeableConcept"))
        )
        return replace(
            blank,
            text=text,
            why="" if text[:1].isdigit() else _("it holds no number ({value}).").format(value=text or "-"),
        )
    amount = part(piece.get("valueQuantity"))
    value = number_of(amount.get("value"))
    unit = codes.unit_label(analyte, text_of(amount.get("code")), text_of(amount.get("unit")).strip())
    sign = text_of(amount.get("comparator"))
    if value is None:
        shown = f"{sign}{text_of(amount.get('value'))} {unit}".strip()
        return replace(
            blank, unit=unit, text=shown, why=_("it holds no number ({value}).").format(value=shown or "-")
        )
    low, high, told = _range(piece, text_of(amount.get("unit")), text_of(amount.get("code")))
    text = f"{sign}{value:.15g}"
    return replace(blank, text=text, unit=unit, low=low, high=high, doubt=f"{blank.doubt} {told}".strip())


def number_of(value: Any) -> float | None:
    """A finite number, or None."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _range(piece: Resource, unit: str, code: str) -> tuple[float | None, float | None, str]:
    """The laboratory's own range where it is in the unit of the value; the words of another are told."""
    ranges = rows(piece.get("referenceRange"))
    if not ranges:
        return None, None, ""
    ends = [part(ranges[0].get(end)) for end in ("low", "high")]
    numbers = [number_of(end.get("value")) for end in ends]
    same = all(
        not end or text_of(end.get("unit")) in ("", unit) or (code and text_of(end.get("code")) == code)
        for end in ends
    )
    low, high = numbers
    if len(ranges) > 1 or not same or (low is not None and high is not None and low > high):
        return None, None, _("its range was not used.")
    return low, high, ""


def _day(resource: Resource) -> tuple[str, str]:
    """The day of the sample; of the report ("issued") only as a doubt."""
    for given in (resource.get("effectiveDateTime"), part(resource.get("effectivePeriod")).get("start")):
        text = text_of(given)[:10]
        try:
            if text:
                return date.fromisoformat(text).isoformat() if len(text) == 10 else "", ""
        except ValueError:
            return "", _("'{text}' is no day, so none was used.").format(text=text)
    own = own_extension(resource, "day")
    return (own, "") if isinstance(own, str) else ("", "")
