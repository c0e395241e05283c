"""One consultation as FHIR R4 resources: each entry of the record becomes one resource that names its key.

A finding that could not be told has a dataAbsentReason, never false. Suggestions never go out: only what the
clinician accepted, added or confirmed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mwdesk.domain.encounter import NOT_TESTABLE, Decision, Encounter, Entry, Measurement, State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import fhir_codes as codes
from mwdesk.interchange.fhir_parts import (
    Resource,
    clean,
    concept,
    extension,
    identifier,
    instant,
    narrative,
    quantity,
    reference,
    urn,
)
from mwdesk.interchange.phenopacket import says_the_same

TAKEN = (Decision.ACCEPTED, Decision.ADDED, Decision.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A resource with its address, its section of the document, and itself in one line."""

    address: str
    resource: Resource
    section: str  # told, examined, results, impression, plan, medicines, letters
    line: str


class VisitWriter:
    """Makes the resources of one visit."""

    def __init__(self, kb: KnowledgeBase, encounter: Encounter, subject: str) -> None:
        self.kb, self.encounter, self.subject = kb, encounter, subject
        self.address = urn("visit", encounter.patient.id, encounter.id)

    def visit(self, organization: str, practitioner: str, *, over: bool) -> Resource:
        """The Encounter; `over` says whether the consultation is finished."""
        started = instant(self.encounter.started)
        out: Resource = {
            "resourceType": "Encounter",
            "extension": [extension("setting", "Code", self.encounter.setting.value), *self._kept_apart()],
            "identifier": [identifier("visit", self.encounter.id)],
            "status": "finished" if over else "in-progress",
            "class": codes.coding(codes.ACT_CODE, "AMB", "ambulatory"),
            "subject": reference(self.subject),
            "period": {"start": started},
        }
        if practitioner:
            out["participant"] = [{"individual": reference(practitioner)}]
        if organization:
            out["serviceProvider"] = reference(organization)
        return out

    def _kept_apart(self) -> list[Resource]:
        """That it was closed, and each correction with its reason: FHIR has no place for them."""
        told = [e for e in self.encounter.entries.values() if e.key.startswith("visit/") and e.value]
        return [
            extension("visit-entry", "String", json.dumps([e.key, dict(e.value or {}), e.by])) for e in told
        ]

    def parts(self) -> list[Part]:
        """Every entry that has a place in FHIR, in the order of the record."""
        makers: Mapping[str, Callable[[str, Entry], list[Part]]] = {
            "finding": self._finding,
            "safety": self._safety,
            "mrc": self._grade,
            "reflex": self._reflex,
            "sensory": self._sensation,
            "lab": self._lab,
            "result": self._result,
            "drug": self._drug,
            "verdict": self._verdict,
            "note": self._note,
        }
        out: list[Part] = []
        for key, entry in self.encounter.entries.items():
            kind, _sep, name = key.partition("/")
            if kind in makers and entry.value is not None:
                out += makers[kind](name, entry)
        return [*out, *self._slips(out)]

    # what they share

    def _base(self, kind: str, entry: Entry, *more: dict[str, Any]) -> Resource:
        """Who and when: subject, visit, and the key by which the record knows it."""
        extras = [*([extension("recorded-by", "String", entry.by)] if entry.by != "typed" else []), *more]
        return {
            "resourceType": kind,
            **({"extension": extras} if extras else {}),
            "identifier": [identifier("entry", f"{self.encounter.id}/{entry.key}")],
            "subject": reference(self.subject),
            ("context" if kind == "MedicationStatement" else "encounter"): reference(self.address),
        }

    def _observation(self, entry: Entry, code: Resource, category: str = "", *more: Any) -> Resource:
        kinds = [concept("", codes.coding(codes.CATEGORY, category))] if category else []
        note = str((entry.value or {}).get("note", ""))
        return {
            **self._base("Observation", entry, *more),
            "status": "final",
            **({"category": kinds} if kinds else {}),
            "code": code,
            "effectiveDateTime": instant(self.encounter.started),
            **({"note": [{"text": clean(note)}]} if note.strip() else {}),
        }

    def _part(self, entry: Entry, resource: Resource, section: str, line: str) -> Part:
        resource["text"] = narrative([line])
        return Part(
            address=urn("entry", self.encounter.patient.id, self.encounter.id, entry.key),
            resource=resource,
            section=section,
            line=line,
        )

    def _said(self, entry: Entry, resource: Resource, label: str, section: str) -> Part:
        """Present, absent, or asked and could not be told."""
        state = State(entry.value["state"]) if entry.value else State.UNKNOWN
        if state is State.UNKNOWN:
            resource["dataAbsentReason"] = concept(
                "asked, and could not be told", codes.coding(codes.ABSENT_REASON, "asked-unknown")
            )
        else:
            resource["valueBoolean"] = state is State.PRESENT
        words = {State.PRESENT: "present", State.ABSENT: "absent", State.UNKNOWN: "could not be told"}
        return self._part(entry, resource, section, f"{label}: {words[state]}")

    # each kind of entry

    def _finding(self, name: str, entry: Entry) -> list[Part]:
        finding = self.kb.findings.get(name)
        label = finding.label if finding else name
        own = [codes.coding(f"{codes.OWN}finding", name, label)]
        absent = bool(entry.value) and entry.value["state"] == State.ABSENT.value  # type: ignore[index]
        if finding is not None and says_the_same(self.kb, finding, excluded=absent):
            own.insert(0, codes.coding(codes.HPO, finding.hpo, finding.hpo_label))
        section = finding.section if finding else ""
        category = {"exam": "exam", "lab": "laboratory"}.get(section.partition(".")[0], "")
        place = {"exam": "examined", "laboratory": "results"}.get(category, "told")
        return [self._said(entry, self._observation(entry, concept(label, *own), category), label, place)]

    def _safety(self, name: str, entry: Entry) -> list[Part]:
        label = f"Before tests: {name.replace('_', ' ').replace('-', ' ')}"
        code = concept(label, codes.coding(f"{codes.OWN}safety", name))
        return [self._said(entry, self._observation(entry, code), label, "told")]

    def _grade(self, name: str, entry: Entry) -> list[Part]:
        ident, _sep, side = name.rpartition("/")
        muscle = self.kb.muscles.get(ident)
        words = (muscle.name or muscle.action) if muscle else ident
        label = f"{words}, {side}" if side != "midline" else words
        code = concept(f"MRC grade, {label}", codes.coding(f"{codes.OWN}movement", ident, words))
        resource = self._observation(entry, code, "exam")
        resource["bodySite"] = concept(f"{side} {muscle.muscle}" if muscle else label)
        grade = str(entry.value["grade"]) if entry.value else ""
        if grade == NOT_TESTABLE:
            resource["dataAbsentReason"] = concept(
                "could not be tested", codes.coding(codes.ABSENT_REASON, "not-performed")
            )
        else:
            resource["valueCodeableConcept"] = concept(grade, codes.coding(f"{codes.OWN}mrc", grade))
        shown = "could not be tested" if grade == NOT_TESTABLE else grade
        return [self._part(entry, resource, "examined", f"MRC {label}: {shown}")]

    def _reflex(self, name: str, entry: Entry) -> list[Part]:
        ident, _sep, side = name.rpartition("/")
        known = self.kb.reflexes.get(ident)
        return [self._sided(entry, "reflex", ident, known.name if known else ident, side)]

    def _sensation(self, name: str, entry: Entry) -> list[Part]:
        ident, _sep, side = name.rpartition("/")
        known = self.kb.sensory.get(ident)
        return [self._sided(entry, "sensation", ident, known.name if known else ident, side)]

    def _sided(self, entry: Entry, kind: str, ident: str, label: str, side: str) -> Part:
        value = str(entry.value["value"]) if entry.value else ""
        whole = f"{label}, {side}" if side != "midline" else label
        code = concept(f"{kind.capitalize()}: {whole}", codes.coding(f"{codes.OWN}{kind}", ident, label))
        resource = self._observation(entry, code, "exam")
        resource["bodySite"] = concept(whole)
        resource["valueCodeableConcept"] = concept(value, codes.coding(f"{codes.OWN}{kind}-grade", value))
        return self._part(entry, resource, "examined", f"{whole}: {value}")

    def _lab(self, name: str, entry: Entry) -> list[Part]:
        m = self.encounter.measurements[name]
        analyte = self.kb.analytes.get(m.analyte)
        coded = []
        if analyte is not None:
            loinc = codes.loinc_of(analyte, m.unit)
            coded = [codes.coding(codes.LOINC, loinc)] if loinc else []
            coded.append(codes.coding(f"{codes.OWN}analyte", analyte.id, analyte.name))
        more = [extension("as-typed", "String", m.text)] if m.text.strip() else []
        if m.confirmed:
            more.append(extension("confirmed", "Boolean", True))
        resource = self._observation(
            entry, concept(m.label.strip() or m.analyte or "Unnamed value", *coded), "laboratory", *more
        )
        del resource["effectiveDateTime"]  # the day of the sample, or none: never that of the visit
        _dated(resource, m.day)
        resource["valueQuantity"] = quantity(m.value, m.unit)
        limits = {"low": m.low, "high": m.high}
        ends = {end: quantity(value, m.unit) for end, value in limits.items() if value is not None}
        if ends:
            resource["referenceRange"] = [ends]
        return [self._part(entry, resource, "results", lab_line(m))]

    def _slips(self, parts: list[Part]) -> list[Part]:
        """The values of one day as one report."""
        days: dict[str, list[Part]] = {}
        for part in parts:
            if part.resource["identifier"][0]["value"].startswith(f"{self.encounter.id}/lab/"):
                days.setdefault(part.resource.get("effectiveDateTime", ""), []).append(part)
        out = []
        for day, rows in days.items():
            report: Resource = {
                "resourceType": "DiagnosticReport",
                "identifier": [identifier("slip", f"{self.encounter.id}/{day}")],
                "status": "final",
                "category": [concept("Laboratory")],
                "code": concept("Laboratory values"),
                "subject": reference(self.subject),
                "encounter": reference(self.address),
                **({"effectiveDateTime": day} if day else {}),
                "result": [reference(row.address, row.line) for row in rows],
                "text": narrative([row.line for row in rows]),
            }
            address = urn("slip", self.encounter.patient.id, self.encounter.id, day)
            out.append(
                Part(address=address, resource=report, section="results", line=f"Laboratory values {day}")
            )
        return out

    def _result(self, name: str, entry: Entry) -> list[Part]:
        found, test = self.encounter.outcomes[name], self.kb.tests.get(name)
        label = test.name if test else name
        own = [codes.coding(f"{codes.OWN}test", name, label)]
        if test is not None and test.loinc:
            own.insert(0, codes.coding(codes.LOINC, test.loinc))
        report: Resource = {
            **self._base("DiagnosticReport", entry),
            "status": "final",
            "code": concept(label, *own),
        }
        day = _dated(report, found.day)
        parts = []
        if found.outcome:
            outcome: Resource = {
                "resourceType": "Observation",
                "identifier": [identifier("outcome", f"{self.encounter.id}/{name}")],
                "status": "final",
                "code": concept(label, codes.coding(f"{codes.OWN}test", name, label)),
                "subject": reference(self.subject),
                "encounter": reference(self.address),
                **({"effectiveDateTime": day} if day else {}),
                "valueCodeableConcept": concept(found.outcome),
                "text": narrative([f"{label}: {found.outcome}"]),
            }
            address = urn("outcome", self.encounter.patient.id, self.encounter.id, name)
            report["result"] = [reference(address, found.outcome)]
            report["extension"] = [
                *report.get("extension", []),
                extension("outcome", "String", found.outcome),
            ]
            line = f"{label}: {found.outcome}"
            parts.append(Part(address=address, resource=outcome, section="results", line=line))
        if found.text.strip():
            report["conclusion"] = clean(found.text)
        words = "; ".join(word for word in (found.outcome, found.text) if word.strip())
        return [self._part(entry, report, "results", f"{label}: {words or 'done'}"), *parts]

    def _drug(self, name: str, entry: Entry) -> list[Part]:
        m = self.encounter.medications[name]
        own = [codes.coding(f"{codes.OWN}drug", m.drug)] if m.drug else []
        resource = self._base("MedicationStatement", entry)
        resource["status"] = "active"
        resource["medicationCodeableConcept"] = concept(m.name.strip() or m.drug or "Unnamed medicine", *own)
        if m.detail.strip():
            resource["dosage"] = [{"text": clean(m.detail)}]
        line = f"{m.name or m.drug} {m.detail}".strip()
        return [self._part(entry, resource, "medicines", line)]

    def _verdict(self, name: str, entry: Entry) -> list[Part]:
        kind, _sep, ident = name.partition("/")
        verdict = self.encounter.verdicts[kind, ident]
        if verdict.decision not in TAKEN or kind not in ("condition", "test"):
            return []
        known = (self.kb.conditions if kind == "condition" else self.kb.tests).get(ident)
        label = known.name if known else ident
        made = extension("decision", "Code", verdict.decision.value)
        code = concept(label, codes.coding(f"{codes.OWN}{kind}", ident, label))
        if kind == "condition":
            sure = verdict.decision is Decision.CONFIRMED
            resource = self._condition(entry, code, sure, made)
            line = f"{label} ({'confirmed' if sure else 'working impression'})"
        else:
            resource = {**self._base("ServiceRequest", entry, made), "status": "active", "intent": "plan"}
            resource["code"] = code
            line = f"Planned: {label}"
        if verdict.reason.strip():
            resource["note"] = [{"text": clean(verdict.reason)}]
        return [self._part(entry, resource, "impression" if kind == "condition" else "plan", line)]

    def _condition(self, entry: Entry, code: Resource, sure: bool, *more: dict[str, Any]) -> Resource:
        return {
            **self._base("Condition", entry, *more),
            "clinicalStatus": concept("", codes.coding(codes.CONDITION_STATE, "active")),
            "verificationStatus": concept(
                "", codes.coding(codes.CONDITION_SURE, "confirmed" if sure else "provisional")
            ),
            "category": [concept("", codes.coding(codes.CONDITION_CATEGORY, "encounter-diagnosis"))],
            "code": code,
        }

    def _note(self, name: str, entry: Entry) -> list[Part]:
        text = self.encounter.note(name)
        if not text.strip():
            return []
        if name == "impression":
            own = self._condition(entry, concept(text), sure=False)
            own["extension"] = [*own.get("extension", []), extension("as-typed", "String", text)]
            return [self._part(entry, own, "impression", f"{text} (the clinician's own words)")]
        label = name.replace("_", " ").replace("/", ", ").capitalize()
        code = concept(label, codes.coding(f"{codes.OWN}note", name))
        resource = self._observation(entry, code)
        resource["valueString"] = clean(text)
        return [self._part(entry, resource, "told", f"{label}: {text}")]


def lab_line(m: Measurement) -> str:
    """A laboratory value in one line, with its range and day as far as they are known."""
    ends = [f"{end:g}" if end is not None else "" for end in (m.low, m.high)]
    span = f" (range {ends[0] or '-'} to {ends[1] or '-'})" if any(ends) else ""
    said = f"{m.label or m.analyte}: {m.value:g} {m.unit}".rstrip()
    return f"{said}{span}{f', {m.day}' if m.day else ''}"


def _dated(resource: Resource, day: str) -> str:
    """The day as FHIR's own where it is one, else as it was typed; returns the FHIR date or ""."""
    if not day:
        return ""
    try:
        whole = date.fromisoformat(day).isoformat()
    except ValueError:
        whole = ""
    if whole == day:
        resource["effectiveDateTime"] = day
        return day
    resource["extension"] = [*resource.get("extension", []), extension("day", "String", day)]
    return ""
