"""Safety for tests: each item Yes, No or Not asked; a blank is never a no."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mwdesk.domain.encounter import State
from mwdesk.domain.letter import NOT_ASKED, SAFETY_QUESTIONS, SafetyItem, SafetyStrip
from mwdesk.letters.record import Record
from mwdesk.letters.results import flag_of, name_of, say_value
from mwdesk.letters.wording import join, say_iso, upper

GENERAL = (
    "anticoagulant",
    "antiplatelet",
    "pacemaker",
    "implants",
    "metal-in-eye",
    "pregnancy",
    "allergy",
    "contrast-reaction",
    "claustrophobia",
    "egfr",
)
ELECTRODIAGNOSTIC = (
    "anticoagulant",
    "inr",
    "antiplatelet",
    "bleeding-disorder",
    "pacemaker",
    "implants",
    "pregnancy",
    "infection",
    "botulinum-toxin",
    "pyridostigmine",
    "needle-fear",
)
IMAGING = (
    "pacemaker",
    "implants",
    "metal-in-eye",
    "pregnancy",
    "claustrophobia",
    "lie-flat",
    "allergy",
    "contrast-reaction",
    "egfr",
    "anticoagulant",
    "infection",
)
BIOPSY = (
    "anticoagulant",
    "inr",
    "antiplatelet",
    "bleeding-disorder",
    "allergy",
    "infection",
    "pregnancy",
    "needle-fear",
)
# Answers to findings that say the same as a safety question.
_FINDINGS = {
    "anticoagulant": ("anticoagulant",),
    "pyridostigmine": ("anticholinesterase-use",),
    "pregnancy": ("pregnancy-postpartum",),
}
# International name stems, so that a medicine typed by hand is not missed.
_STEMS = {
    "anticoagulant": re.compile(
        r"warfarin|coumarol|coumon|heparin|parin\b|xaban|gatran|fluindione|parinux", re.I
    ),
    "antiplatelet": re.compile(
        r"aspirin|acetylsalicylic|clopidogrel|prasugrel|ticagrelor|dipyridamole|ticlopidine", re.I
    ),
    "pyridostigmine": re.compile(r"stigmine", re.I),
}
_MEASURED = {"egfr": re.compile(r"\begfr\b|glomerular", re.I), "inr": re.compile(r"\binr\b", re.I)}
_NAMES = {"egfr": "eGFR", "inr": "INR"}
_WORDS = {State.PRESENT: "Yes", State.ABSENT: "No", State.UNKNOWN: "Could not be told"}


def safety_strip(record: Record, wanted: tuple[str, ...]) -> SafetyStrip:
    """The wanted items in order, then every other safety answer in the record."""
    prefix = "safety/"
    asked = [_plain(k[len(prefix) :]) for k in record.encounter.entries if k.startswith(prefix)]
    items = [*wanted, *(a for a in dict.fromkeys(asked) if a not in wanted)]
    return SafetyStrip(items=safety_items(record, items))


def safety_items(record: Record, wanted: Iterable[str]) -> tuple[SafetyItem, ...]:
    """These items alone, as the strip of a test says them."""
    return tuple(_item(record, ident) for ident in wanted)


def _plain(name: str) -> str:
    return name.replace("_", "-")


def _item(record: Record, ident: str) -> SafetyItem:
    name = _NAMES.get(ident) or SAFETY_QUESTIONS.get(ident) or upper(ident.replace("-", " "))
    if ident in _MEASURED:
        return _value(record, ident, name)
    state = _state(record, ident)
    taken = _taken(record, ident)
    if taken:
        detail = join(taken) + (" is listed, though the answer was no" if state is State.ABSENT else "")
        return SafetyItem(name=name, answer="Yes", detail=detail)
    if state is None and ident == "pregnancy" and record.encounter.patient.sex == "male":
        return SafetyItem(name=name, answer="Does not apply", detail="male")
    detail = record.encounter.note("allergies") if ident == "allergy" else ""
    if detail and state is None:
        return SafetyItem(name=name, answer="See medicines", detail="")
    if ident == "pregnancy" and record.present("pregnancy-postpartum"):
        detail = "or within 12 weeks after birth"
    return SafetyItem(name=name, answer=_WORDS[state] if state else NOT_ASKED, detail=detail)


def _state(record: Record, ident: str) -> State | None:
    state = record.encounter.safety(ident) or record.encounter.safety(ident.replace("-", "_"))
    for finding in _FINDINGS.get(ident, ()):
        answer = record.answers.get(finding)
        if answer is not None and (state is None or answer.state is State.PRESENT):
            state = answer.state
    return state


def _taken(record: Record, ident: str) -> list[str]:
    """Medicines of the record that answer the question by themselves."""
    stem = _STEMS.get(ident)
    out = []
    for medicine in record.encounter.medications.values():
        known = record.kb.drugs.get(medicine.drug)
        by_kb = known is not None and (
            ident in known.drug_class.lower() or any(f in known.findings for f in _FINDINGS.get(ident, ()))
        )
        words = f"{medicine.name} {known.name if known else ''}"
        if by_kb or (stem is not None and stem.search(words)):
            out.append(medicine.name)
    return out


def _value(record: Record, ident: str, name: str) -> SafetyItem:
    for measured in reversed(list(record.encounter.measurements.values())):
        if _MEASURED[ident].search(f"{measured.analyte.replace('-', ' ')} {name_of(record, measured)}"):
            flag, words = flag_of(record, measured)
            detail = ", ".join(part for part in (words, say_iso(measured.day)) if part)
            return SafetyItem(name=name, answer=say_value(measured), detail=detail, flagged=bool(flag))
    state = record.encounter.safety(ident)
    return SafetyItem(name=name, answer=_WORDS[state] if state else "Not measured")
