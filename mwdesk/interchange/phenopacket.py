"""Write an encounter as a GA4GH Phenopacket v2, with what that format has no place for beside it.

Nothing that names the patient goes out: no name, address, telephone number or identifier, and the age
instead of the birth date. Free text is left out unless asked for, because it may name somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mwdesk.domain.encounter import Encounter, Measurement, State
from mwdesk.domain.knowledge import Finding, KnowledgeBase

_SEX = {"female": "FEMALE", "male": "MALE", "other": "OTHER_SEX"}
_TEXTS = {"history": "history_text", "duration": "duration_text"}
SCHEMA = "2.0"


def write_case(
    kb: KnowledgeBase, encounter: Encounter, *, ident: str = "case", with_text: bool = False
) -> dict[str, Any]:
    """A case file: `phenopacket`, which stands alone, and `extra`. `read_case` reads it back."""
    return {
        "id": ident,
        "phenopacket": {
            "id": ident,
            "subject": _subject(encounter, ident),
            "phenotypicFeatures": list(_features(kb, encounter)),
            "measurements": [_measurement(kb, m) for m in encounter.measurements.values()],
            "medicalActions": [_medicine(kb, m.name, m.drug) for m in encounter.medications.values()],
            "metaData": {
                "created": encounter.started.isoformat(),
                "createdBy": "mwdesk",
                "phenopacketSchemaVersion": SCHEMA,
                "resources": _resources(kb),
            },
        },
        "extra": {
            "examination": _examination(encounter),
            "unknown": sorted(f for f, a in encounter.answers.items() if a.state is State.UNKNOWN),
            "results": [
                {"test": o.test, "outcome": o.outcome, **({"text": o.text} if with_text and o.text else {})}
                for o in encounter.outcomes.values()
            ],
            **({name: encounter.note(key) for key, name in _TEXTS.items()} if with_text else {}),
        },
    }


def _subject(encounter: Encounter, ident: str) -> dict[str, Any]:
    out: dict[str, Any] = {"id": ident}
    if encounter.age is not None:
        out["timeAtLastEncounter"] = {"age": {"iso8601duration": _duration(encounter.age)}}
    if encounter.patient.sex:
        out["sex"] = _SEX.get(encounter.patient.sex, "UNKNOWN_SEX")
    return out


def _duration(years: float) -> str:
    """ISO 8601 in whole years, and months under two years."""
    months = round(years * 12)
    return f"P{months}M" if months < 24 else f"P{round(years)}Y"


def _features(kb: KnowledgeBase, encounter: Encounter) -> Iterator[dict[str, Any]]:
    """One feature an answer. "Could not be told" is neither observed nor excluded and stands in `extra`."""
    for name, answer in encounter.answers.items():
        if answer.state is State.UNKNOWN:
            continue
        excluded = answer.state is State.ABSENT
        finding = kb.findings.get(name)
        kind = {"id": f"MWD:{name}", "label": finding.label if finding else name}
        if finding is not None and says_the_same(kb, finding, excluded=excluded):
            kind = {"id": finding.hpo, "label": finding.hpo_label or finding.label}
        yield {"type": kind, "excluded": excluded}


def says_the_same(kb: KnowledgeBase, finding: Finding, *, excluded: bool) -> bool:
    """Whether the HPO term, read back, says of our findings just this one: no more than was asked."""
    term = kb.hpo.get(finding.hpo)
    return term is not None and tuple(term.excludes if excluded else term.implies) == (finding.id,)


def _measurement(kb: KnowledgeBase, value: Measurement) -> dict[str, Any]:
    analyte = kb.analytes.get(value.analyte)
    loinc = f"LOINC:{analyte.loinc[0]}" if analyte is not None and analyte.loinc else ""
    quantity: dict[str, Any] = {"value": value.value, "unit": {"label": value.unit}}
    limits = {"low": value.low, "high": value.high}
    if None not in limits.values():
        quantity["referenceRange"] = {"unit": {"label": value.unit}, **limits}
    return {
        "assay": {**({"id": loinc} if loinc else {}), "label": value.label},
        "value": {"quantity": quantity},
        **({"timeObserved": {"timestamp": f"{value.day}T00:00:00Z"}} if value.day else {}),
    }


def _medicine(kb: KnowledgeBase, name: str, drug: str) -> dict[str, Any]:
    known = kb.drugs[drug].name if drug in kb.drugs else name
    return {"treatment": {"agent": {"id": f"MWD:{drug or 'unlisted'}", "label": known}}}


def _examination(encounter: Encounter) -> dict[str, Any]:
    return {
        "mrc": [{"muscle": g.muscle, "side": g.side, "grade": g.grade} for g in encounter.grades.values()],
        "reflexes": [
            {"reflex": r.reflex, "side": r.side, "value": r.value} for r in encounter.reflexes.values()
        ],
        "sensation": [
            {"point": s.point, "side": s.side, "value": s.value} for s in encounter.sensation.values()
        ],
    }


def _resources(kb: KnowledgeBase) -> list[dict[str, str]]:
    return [
        {
            "id": "mwd",
            "name": "mwdesk findings",
            "namespacePrefix": "MWD",
            "version": kb.version,
        },
        {"id": "hp", "name": "Human Phenotype Ontology", "namespacePrefix": "HP", "version": "2025-01-16"},
    ]
