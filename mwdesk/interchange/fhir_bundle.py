"""What a FHIR file holds, as a flat list of resources; nothing is taken for granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _
from mwdesk.interchange.fhir_codes import OWN
from mwdesk.interchange.fhir_parts import Resource
from mwdesk.interchange.reading import text_of

MOST = 200_000  # resources
_DEEPEST = 4  # bundles within bundles
_NOT_MEANT = ("entered-in-error", "cancelled", "not-done")


@dataclass(slots=True)
class Shelf:
    """The resources of a file by their addresses."""

    where: str
    resources: list[tuple[str, Resource]] = field(default_factory=list)
    by_address: dict[str, Resource] = field(default_factory=dict)

    def of(self, kind: str) -> Iterator[tuple[str, Resource]]:
        """Resources of one type with their addresses."""
        return ((a, r) for a, r in self.resources if r["resourceType"] == kind)

    def resolve(self, given: Any) -> Resource | None:
        """What a reference points to, where it is in the file."""
        address = text_of(given.get("reference")) if isinstance(given, Mapping) else ""
        if not address:
            return None
        return self.by_address.get(address) or self.by_address.get("/".join(address.split("/")[-2:]))

    def patient_of(self, resource: Resource) -> Resource | None:
        """The Patient whom a resource is about, where that is in the file."""
        found = self.resolve(resource.get("subject") or resource.get("patient"))
        return found if found is not None and found["resourceType"] == "Patient" else None


def open_shelf(data: Any, where: str) -> Shelf:
    """All resources of a Bundle (or of bundles in it), or the one that stands alone. Raises DataError."""
    shelf = Shelf(where)
    _put(data, "", shelf, 0)
    if not shelf.resources:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=where,
                message=_("there is no FHIR resource in it."),
                fix=_("Choose a FHIR R4 file in JSON: a Bundle, an Observation or a DiagnosticReport."),
            )
        )
    return shelf


def _put(data: Any, address: str, shelf: Shelf, depth: int) -> None:
    if not isinstance(data, dict) or not isinstance(data.get("resourceType"), str):
        return
    if len(shelf.resources) >= MOST or depth > _DEEPEST:
        return
    if data["resourceType"] == "Bundle":
        for row in rows(data.get("entry")):
            _put(row.get("resource"), text_of(row.get("fullUrl")), shelf, depth + 1)
        return
    shelf.resources.append((address, data))
    ident = text_of(data.get("id"))
    for name in (address, f"{data['resourceType']}/{ident}" if ident else ""):
        if name:
            shelf.by_address.setdefault(name, data)
    for part in rows(data.get("contained")):
        inner = text_of(part.get("id"))
        if inner and isinstance(part.get("resourceType"), str):
            shelf.resources.append((f"#{inner}", part))
            shelf.by_address.setdefault(f"#{inner}", part)


def rows(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; one object alone counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def part(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}


def own_identifier(resource: Resource, name: str) -> str:
    """The value of an identifier of ours, or ""."""
    for row in rows(resource.get("identifier")):
        if row.get("system") == f"{OWN}{name}":
            return text_of(row.get("value"))
    return ""


def own_extension(resource: Resource, name: str) -> Any:
    """The value of an extension of ours, or None."""
    return next(iter(own_extensions(resource, name)), None)


def own_extensions(resource: Resource, name: str) -> list[Any]:
    """The values of every extension of ours of this name."""
    ours = (row for row in rows(resource.get("extension")) if row.get("url") == f"{OWN}{name}")
    return [next((value for key, value in row.items() if key.startswith("value")), None) for row in ours]


def own_code(concept: Any, name: str) -> str:
    """The code that a concept has in a system of ours, or ""."""
    for row in rows(part(concept).get("coding")):
        if row.get("system") == f"{OWN}{name}":
            return text_of(row.get("code"))
    return ""


def words_of(concept: Any) -> str:
    """A concept in words: its text, a display, or a code."""
    whole = part(concept)
    text = text_of(whole.get("text")).strip()
    codings = rows(whole.get("coding"))
    shown = (text_of(row.get("display")).strip() or text_of(row.get("code")).strip() for row in codings)
    return text or next((word for word in shown if word), "")


def is_meant(resource: Resource) -> bool:
    """Whether a resource says something: not withdrawn, and without a modifier that we do not know."""
    sure = own_state(resource.get("verificationStatus"))
    return (
        text_of(resource.get("status")) not in _NOT_MEANT
        and sure not in ("entered-in-error", "refuted")
        and not resource.get("modifierExtension")
    )


def own_state(concept: Any) -> str:
    """The first code of a concept, whatever its system."""
    return next((text_of(row.get("code")) for row in rows(part(concept).get("coding"))), "")
