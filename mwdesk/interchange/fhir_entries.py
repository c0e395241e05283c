"""Resources that this program wrote, back as the entries that they were."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from mwdesk.domain.encounter import (
    NOT_TESTABLE,
    Decision,
    Entry,
    Measurement,
    Medication,
    State,
    TestOutcome,
    Verdict,
    answer,
    grade,
    measurement,
    medication,
    note,
    outcome,
    reflex,
    safety,
    sensory,
    verdict,
)
from mwdesk.domain.record import LetterRecord
from mwdesk.interchange.fhir_bundle import (
    own_code,
    own_extension,
    own_identifier,
    own_state,
    part,
    rows,
    words_of,
)
from mwdesk.interchange.fhir_labs import number_of
from mwdesk.interchange.fhir_parts import Resource, from_instant
from mwdesk.interchange.reading import text_of


def read_entry(key: str, resource: Resource) -> Entry:
    """The entry of the record with this key. ValueError, KeyError or DataError where it was changed."""
    kind, _sep, name = key.partition("/")
    by = own_extension(resource, "recorded-by")
    made = _READERS[kind](name, resource)
    entry = Entry(key=key, value=made.value, by=by if isinstance(by, str) and by else "typed")
    if entry.value is None or (made.key != key and kind not in ("lab", "drug")):
        raise ValueError(key)
    return entry


def _text(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("text")
    return value


def _first_note(resource: Resource) -> str:
    return next((_text(row.get("text")) for row in rows(resource.get("note"))), "")


def _state(resource: Resource) -> State:
    told = resource.get("valueBoolean")
    if told is None:
        if own_state(resource.get("dataAbsentReason")) != "asked-unknown":
            raise ValueError("state")
        return State.UNKNOWN
    if not isinstance(told, bool):
        raise ValueError("state")
    return State.PRESENT if told else State.ABSENT


def _finding(name: str, resource: Resource) -> Entry:
    return answer(name, _state(resource), note=_first_note(resource))


def _safety(name: str, resource: Resource) -> Entry:
    return safety(name, _state(resource))


def _grade(name: str, resource: Resource) -> Entry:
    ident, _sep, side = name.rpartition("/")
    value = words_of(resource.get("valueCodeableConcept"))
    if not value and own_state(resource.get("dataAbsentReason")) == "not-performed":
        value = NOT_TESTABLE
    return grade(ident, side, value, note=_first_note(resource))


def _reflex(name: str, resource: Resource) -> Entry:
    ident, _sep, side = name.rpartition("/")
    return reflex(ident, side, words_of(resource.get("valueCodeableConcept")) or None)


def _sensory(name: str, resource: Resource) -> Entry:
    ident, _sep, side = name.rpartition("/")
    return sensory(ident, side, words_of(resource.get("valueCodeableConcept")) or None)


def _day(resource: Resource) -> str:
    return _text(resource.get("effectiveDateTime")) or _text(own_extension(resource, "day"))


def _number(value: Any) -> float:
    number = number_of(value)
    if number is None:
        raise ValueError("number")
    return number


def _lab(name: str, resource: Resource) -> Entry:
    amount = part(resource.get("valueQuantity"))
    ends: list[float | None] = [None, None]
    for row in rows(resource.get("referenceRange")):
        for at, end in enumerate(("low", "high")):
            if isinstance(row.get(end), dict):
                ends[at] = _number(row[end].get("value"))
    made = Measurement(
        analyte=own_code(resource.get("code"), "analyte"),
        label=words_of(resource.get("code")),
        value=_number(amount.get("value")),
        unit=_text(amount.get("unit")),
        text=_text(own_extension(resource, "as-typed")),
        low=ends[0],
        high=ends[1],
        day=_day(resource),
        confirmed=own_extension(resource, "confirmed") is True,
    )
    return measurement(made, key=name)


def _result(name: str, resource: Resource) -> Entry:
    told = own_extension(resource, "outcome")
    made = TestOutcome(
        test=name, outcome=_text(told), text=_text(resource.get("conclusion")), day=_day(resource)
    )
    return outcome(name, made)


def _drug(name: str, resource: Resource) -> Entry:
    what = resource.get("medicationCodeableConcept")
    detail = next((_text(row.get("text")) for row in rows(resource.get("dosage"))), "")
    return medication(Medication(name=words_of(what), drug=own_code(what, "drug"), detail=detail), key=name)


def _verdict(name: str, resource: Resource) -> Entry:
    kind, _sep, ident = name.partition("/")
    decision = Decision(_text(own_extension(resource, "decision")))
    return verdict(Verdict(kind=kind, id=ident, decision=decision, reason=_first_note(resource)))


def _note(name: str, resource: Resource) -> Entry:
    text = own_extension(resource, "as-typed") if name == "impression" else resource.get("valueString")
    return note(name, _text(text))


_READERS = {
    "finding": _finding,
    "safety": _safety,
    "mrc": _grade,
    "reflex": _reflex,
    "sensory": _sensory,
    "lab": _lab,
    "result": _result,
    "drug": _drug,
    "verdict": _verdict,
    "note": _note,
}


def read_letter(resource: Resource) -> LetterRecord:
    """A letter of ours, byte for byte. ValueError where its bytes are no longer those that were printed."""
    data = next((part(row.get("attachment")).get("data") for row in rows(resource.get("content"))), None)
    try:
        pdf = base64.b64decode(_text(data), validate=True)
    except binascii.Error as fault:
        raise ValueError("letter") from fault
    stamps = {
        field: _text(own_extension(resource, name))
        for field, name in (
            ("kind", "kind"),
            ("knowledge_version", "knowledge-version"),
            ("knowledge_sha256", "knowledge-sha256"),
            ("app_version", "app-version"),
        )
    }
    letter = LetterRecord(
        pdf=pdf,
        sha256=own_identifier(resource, "letter-sha256"),
        at=from_instant(text_of(resource.get("date"))),
        **stamps,
    )
    if not letter.intact or not letter.kind:
        raise ValueError("letter")
    return letter
