"""Small parts that every FHIR resource is made of, and the text that FHIR allows."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from mwdesk.interchange.fhir_codes import OWN, UCUM, ucum

Resource = dict[str, Any]

_SPACE = uuid.UUID("6d776465-736b-5000-8000-000000000000")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_CODE = re.compile(r"\S+(\s\S+)*")
BY = f"{OWN}recorded-by"


def clean(text: str) -> str:
    """Text without what FHIR forbids (control characters, halves of characters)."""
    return _FORBIDDEN.sub("\ufffd", text)


def urn(*names: str) -> str:
    """The same address for the same thing, whenever it is exported."""
    told = "\x1f".join(clean(name) for name in names)
    return f"urn:uuid:{uuid.uuid5(_SPACE, told)}"


def bare(address: str) -> str:
    """The id of a resource whose address is a URN."""
    return address.rpartition(":")[2]


def reference(address: str, display: str = "") -> dict[str, str]:
    """A reference to a resource of the same bundle."""
    shown = clean(display).strip()
    return {"reference": address, **({"display": shown} if shown else {})}


def concept(text: str, *codings: dict[str, Any]) -> dict[str, Any]:
    """A concept with its words; codes that FHIR could not hold are left to the words."""
    good = [one for one in codings if _CODE.fullmatch(one["code"])]
    words = clean(text).strip()
    return {**({"coding": good} if good else {}), **({"text": words} if words else {})}


def identifier(name: str, value: str) -> dict[str, str]:
    """An identifier of our own."""
    return {"system": f"{OWN}{name}", "value": clean(value)}


def extension(name: str, kind: str, value: Any) -> dict[str, Any]:
    """What FHIR has no place for; `kind` is the type of the value ("String", "Code", ...)."""
    return {"url": f"{OWN}{name}", f"value{kind}": clean(value) if isinstance(value, str) else value}


def quantity(value: float, unit: str) -> dict[str, Any]:
    """A number with its unit in words, and with its UCUM code where there is one."""
    out: dict[str, Any] = {"value": value}
    if unit.strip():
        out["unit"] = clean(unit)
    code = ucum(unit)
    return {**out, "system": UCUM, "code": code} if code else out


def instant(moment: datetime) -> str:
    """A moment with its offset from universal time, which FHIR demands beside a time of day."""
    aware = moment if moment.tzinfo else moment.astimezone()
    offset = aware.utcoffset()
    if offset is None or offset.total_seconds() % 60:  # local mean time of long ago
        aware = aware.astimezone(UTC)
    return aware.isoformat()


def from_instant(text: str) -> datetime:
    """The local moment of a FHIR dateTime; a date alone is noon. ValueError where it is neither."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.fromisoformat(text).replace(hour=12)
    moment = datetime.fromisoformat(text)
    return moment.astimezone().replace(tzinfo=None) if moment.tzinfo else moment


def narrative(lines: Iterable[str], title: str = "") -> dict[str, str]:
    """The words that any reader can show, escaped."""
    head = f"<p><b>{_safe(title)}</b></p>" if title else ""
    items = "".join(f"<li>{_safe(line)}</li>" for line in lines if line.strip())
    body = head + (f"<ul>{items}</ul>" if items else "")
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body or "<p>Nothing recorded.</p>"}</div>',
    }


def _safe(text: str) -> str:
    return html.escape(clean(text), quote=True).replace("\n", "<br/>")


def entry(address: str, resource: Resource) -> dict[str, Any]:
    """A resource in a bundle, with the id of its address."""
    return {
        "fullUrl": address,
        "resource": {"resourceType": resource["resourceType"], "id": bare(address), **resource},
    }
