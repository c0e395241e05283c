"""Laboratory values and medicines of a Phenopacket, verbatim."""

from __future__ import annotations

import re
from typing import Any

from mwdesk.domain.encounter import Entry, Measurement, Medication, measurement, medication
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Analyte, KnowledgeBase
from mwdesk.interchange.features import rows as objects


def read_measurements(given: Any, kb: KnowledgeBase, where: str, issues: list[Issue]) -> list[Entry]:
    """Each quantity as it was reported; whether it is plausible is judged where it is interpreted."""
    entries: list[Entry] = []
    used: set[str] = set()
    for number, row in enumerate(objects(given, f"{where}, measurements", issues)):
        place = f"{where}, measurements[{number}]"
        found = _read_one(row, kb, place, issues)
        if found is None:
            continue
        key = found.analyte or found.label
        while key in used:  # the same value twice: both are kept
            key += "+"
        used.add(key)
        entries.append(measurement(found, key=key, by="import"))
    return entries


def _read_one(row: Any, kb: KnowledgeBase, place: str, issues: list[Issue]) -> Measurement | None:
    assay = row.get("assay") if isinstance(row, dict) else None
    quantity = ((row.get("value") or {}).get("quantity")) if isinstance(assay, dict) else None
    if not isinstance(assay, dict) or not isinstance(quantity, dict):
        issues.append(_warn(place, "no assay with a quantity.", "Give assay.label and value.quantity."))
        return None
    label = str(assay.get("label") or assay.get("id") or "")
    number = quantity.get("value")
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        issues.append(
            _warn(place, f"the value of {label} is not a number ({number!r}).", "Write it as a number.")
        )
        return None
    unit = quantity.get("unit")
    analyte = _analyte(str(assay.get("id", "")), label, kb)
    if analyte is None:
        issues.append(
            Issue(
                level=Level.INFO,
                path=place,
                message=f"{label} is not in the laboratory table: it is kept as text and not interpreted.",
                fix="Use the LOINC code or the usual name if it should count.",
            )
        )
    limits = quantity.get("referenceRange")
    limits = limits if isinstance(limits, dict) else {}
    return Measurement(
        analyte=analyte.id if analyte else "",
        label=label,
        value=float(number),
        unit=str(unit.get("label") or unit.get("id") or "") if isinstance(unit, dict) else str(unit or ""),
        text=f"{number:g}" if isinstance(number, float) else str(number),
        low=_number(limits.get("low")),
        high=_number(limits.get("high")),
    )


def _analyte(ident: str, label: str, kb: KnowledgeBase) -> Analyte | None:
    """By LOINC code first, else by exact name or synonym; never by guess."""
    code = ident.removeprefix("LOINC:")
    plain = _plain(label)
    by_name = None
    for analyte in kb.analytes.values():
        if code and code in analyte.loinc:
            return analyte
        if (
            by_name is None
            and plain
            and plain in {_plain(n) for n in (analyte.id, analyte.name, *analyte.synonyms)}
        ):
            by_name = analyte
    return by_name


def read_medicines(actions: Any, kb: KnowledgeBase, where: str, issues: list[Issue]) -> list[Entry]:
    """Medicines by name; an exact name or brand is linked to the drug table, anything else stays text."""
    entries = []
    for number, action in enumerate(objects(actions, f"{where}, medicalActions", issues)):
        treatment = action.get("treatment") if isinstance(action, dict) else None
        agent = treatment.get("agent") if isinstance(treatment, dict) else None
        name = str(agent.get("label") or agent.get("id") or "") if isinstance(agent, dict) else ""
        if not name:
            issues.append(
                _warn(f"{where}, medicalActions[{number}]", "no medicine named.", "Give agent.label.")
            )
            continue
        plain = _plain(name)
        drug = next(
            (d.id for d in kb.drugs.values() if plain in {_plain(n) for n in (d.id, d.name, *d.brands)}), ""
        )
        entries.append(medication(Medication(name=name, drug=drug), by="import"))
    return entries


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _warn(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.WARNING, path=path, message=message, fix=fix)
