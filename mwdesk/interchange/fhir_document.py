"""FHIR R4 document bundles out: one patient with one or more visits; and all patients in one collection."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LetterRecord
from mwdesk.interchange import fhir_codes as codes
from mwdesk.interchange.fhir_parts import (
    Resource,
    clean,
    concept,
    entry,
    extension,
    identifier,
    instant,
    narrative,
    reference,
    urn,
)
from mwdesk.interchange.fhir_people import (
    organization_resource,
    patient_resource,
    practitioner_resource,
    program_resource,
)
from mwdesk.interchange.fhir_visit import Part, VisitWriter

# Section -> title and LOINC code of the section.
SECTIONS: Mapping[str, tuple[str, str]] = {
    "told": ("History", "10164-2"),
    "examined": ("Examination", "29545-1"),
    "results": ("Results", "30954-2"),
    "impression": ("Impression", "51848-0"),
    "plan": ("Plan", "18776-5"),
    "medicines": ("Medicines", "10160-0"),
    "letters": ("Letters", ""),
}
_CONSULTATION, _EPISODE = ("11488-4", "Consult note"), ("34133-9", "Summarization of episode note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One consultation with its finished letters; `titles` are the letters' names by kind."""

    encounter: Encounter
    letters: tuple[LetterRecord, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)


def write_document(
    kb: KnowledgeBase, visits: Sequence[Visit], clinic: Clinic, *, made: datetime, program: str
) -> Resource:
    """A document Bundle of one patient's visits, the earliest first. `made` is the moment of the export."""
    if not visits:
        raise ValueError("a document needs a visit")
    patient = visits[-1].encounter.patient
    subject = urn("patient", patient.id)
    people = _people(clinic, program)
    by_kind = {resource["resourceType"]: address for address, resource in people}
    rest = [(subject, patient_resource(patient)), *people]
    parts: dict[str, list[Part]] = {}
    for visit in visits:
        writer = VisitWriter(kb, visit.encounter, subject)
        organization, practitioner = by_kind.get("Organization", ""), by_kind.get("Practitioner", "")
        over = visit.encounter.started.date() < made.date()
        rest.append((writer.address, writer.visit(organization, practitioner, over=over)))
        own = [*writer.parts(), *(_letter(visit, one, subject, writer.address) for one in visit.letters)]
        parts[writer.address] = own
        rest += [(part.address, part.resource) for part in own]
    authors = by_kind.get("Practitioner") or by_kind.get("Organization") or by_kind["Device"]
    head = _composition(visits, parts, subject, authors, by_kind.get("Organization", ""), made)
    name = urn("document", patient.id, *(v.encounter.id for v in visits), made.isoformat())
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": name},
        "type": "document",
        "timestamp": instant(made),
        "entry": [entry(address, resource) for address, resource in [(f"{name}", head), *rest]],
    }


def write_collection(documents: Sequence[Resource], *, made: datetime) -> Resource:
    """The documents of many patients in one Bundle."""
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": instant(made),
        "entry": [
            {"fullUrl": urn("bundle", document["identifier"]["value"]), "resource": document}
            for document in documents
        ],
    }


def _people(clinic: Clinic, program: str) -> list[tuple[str, Resource]]:
    organization, practitioner = organization_resource(clinic), practitioner_resource(clinic)
    out = []
    if organization is not None:
        out.append((urn("clinic", clinic.name), organization))
    if practitioner is not None:
        out.append((urn("clinician", clinic.name, clinic.clinician), practitioner))
    return out or [(urn("program", program), program_resource(program))]


def _composition(
    visits: Sequence[Visit],
    parts: Mapping[str, Sequence[Part]],
    subject: str,
    author: str,
    custodian: str,
    made: datetime,
) -> Resource:
    several = len(visits) > 1
    patient = visits[-1].encounter.patient
    code, display = _EPISODE if several else _CONSULTATION
    first, last = visits[0].encounter.started, visits[-1].encounter.started
    days = f"{first:%d.%m.%Y} to {last:%d.%m.%Y}" if several else f"{first:%d.%m.%Y}"
    title = f"Weakness: consultation{'s' if several else ''} of {days}"
    sections: list[Resource] = []
    for visit, (_address, own) in zip(visits, parts.items(), strict=True):
        sections += _sections(own, f"{visit.encounter.started:%d.%m.%Y}: " if several else "")
    name = patient.name or "Patient without a recorded name"
    out: Resource = {
        "resourceType": "Composition",
        "identifier": identifier("document", "/".join(v.encounter.id for v in visits)),
        "status": "preliminary",  # nobody signed this file: the signed letters are attached to it
        "type": concept(display, codes.coding(codes.LOINC, code)),
        "subject": reference(subject, name),
        "date": instant(made),
        "author": [reference(author)],
        "title": title,
        "text": narrative([name, title], "mwdesk"),
        "section": sections,
    }
    if not several:
        out["encounter"] = reference(next(iter(parts)))
    if custodian:
        out["custodian"] = reference(custodian)
    return out if sections else {key: value for key, value in out.items() if key != "section"}


def _sections(parts: Sequence[Part], before: str) -> list[Resource]:
    out = []
    for name, (title, code) in SECTIONS.items():
        own = [part for part in parts if part.section == name]
        if not own:
            continue
        coded: dict[str, Any] = {"code": concept(title, codes.coding(codes.LOINC, code))} if code else {}
        out.append(
            {
                "title": f"{before}{title}",
                **coded,
                "text": narrative(part.line for part in own),
                "entry": [reference(part.address) for part in own],
            }
        )
    return out


def _letter(visit: Visit, letter: LetterRecord, subject: str, address: str) -> Part:
    title = visit.titles.get(letter.kind, letter.kind.replace("_", " ").capitalize())
    stamps = {
        "kind": letter.kind,
        "knowledge-version": letter.knowledge_version,
        "knowledge-sha256": letter.knowledge_sha256,
        "app-version": letter.app_version,
    }
    line = f"{title}, {letter.at:%d.%m.%Y}"
    sha1 = hashlib.sha1(letter.pdf, usedforsecurity=False).digest()
    resource: Resource = {
        "resourceType": "DocumentReference",
        "extension": [extension(name, "String", value) for name, value in stamps.items() if value.strip()],
        "identifier": [
            identifier("letter", f"{visit.encounter.id}/{letter.sha256}"),
            identifier("letter-sha256", letter.sha256),
        ],
        "status": "current",
        "type": concept(title),
        "subject": reference(subject),
        "date": instant(letter.at),
        "description": clean(line),
        "content": [
            {
                "attachment": {
                    "contentType": "application/pdf",
                    "data": base64.b64encode(letter.pdf).decode(),
                    "hash": base64.b64encode(sha1).decode(),  # R4 asks for SHA-1; ours is in the identifier
                    "size": len(letter.pdf),
                    "title": clean(title),
                    "creation": instant(letter.at),
                }
            }
        ],
        "context": {"encounter": [reference(address)]},
        "text": narrative([line]),
    }
    where = urn("letter", visit.encounter.patient.id, visit.encounter.id, letter.sha256, instant(letter.at))
    return Part(address=where, resource=resource, section="letters", line=line)
