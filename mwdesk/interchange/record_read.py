"""mwdesk's own file read back: whole and proven, or refused in plain words; nothing in between."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.record import LetterRecord, LogRow, PatientRecord, PatientVersion, VisitRecord
from mwdesk.domain.translation import _
from mwdesk.interchange.record_write import FORMAT, VERSION, digest

_KINDS = ("answer", "undo", "redo", "close", "correct")
_NO_TEXTS = (
    "birth_date",
    "age_years",
    "identifiers",
    "interpreter",
)  # every other field of a patient is text
_OLDEST = 130.0  # years


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFile:
    """What a file of ours holds."""

    records: tuple[PatientRecord, ...]
    made: datetime
    program: str


def is_records(data: Any) -> bool:
    """Whether this JSON value says that it is a file of ours."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def load_json(content: bytes, where: str) -> Any:
    """The JSON value of a file. Raises DataError where it is none."""
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _error(where, _("the text is not UTF-8."), _("Export the file again.")) from None
    except json.JSONDecodeError as fault:
        said = _("this is not JSON (line {line}, column {column}), or it was cut off.")
        message = said.format(line=fault.lineno, column=fault.colno)
        raise _error(where, message, _("Copy or export it again.")) from None
    except (ValueError, RecursionError):
        raise _error(
            where, _("there are values in it that no record holds."), _("Export it again.")
        ) from None


def read_records(data: Any, where: str) -> RecordFile:
    """The records of a parsed file of ours; DataError where anything in it is not as it was written."""
    if not is_records(data):
        raise _error(where, _("this is no file of mwdesk records."), _("Choose a file that mwdesk exported."))
    if data.get("version") != VERSION:
        raise _error(
            where, _("it was written by a newer version of mwdesk."), _("Update mwdesk, then import again.")
        )
    try:
        patients = data["patients"]
        if digest(patients) != data["sha256"]:
            raise UnlikeError("sha256")
        records = tuple(_record(one) for one in _rows(patients))
        made, program = datetime.fromisoformat(data["made"]), _text(data["program"])
        if len({record.id for record in records}) < len(records):
            raise UnlikeError("id")
        visits = [visit.id for record in records for visit in record.visits]
        if len(set(visits)) < len(visits):
            raise UnlikeError("visit")
    except (UnlikeError, ValueError, KeyError, TypeError, AttributeError, RecursionError, DataError) as fault:
        raise _error(
            where,
            _("the file was changed or damaged after it was written, so nothing of it was taken in."),
            _("Copy or export it again."),
        ) from fault
    return RecordFile(records=records, made=made, program=program)


class UnlikeError(Exception):
    """Something is not as this program writes it."""


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _error(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))


def _rows(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise UnlikeError("list")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnlikeError("text")
    return value


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is not None:  # ours are local times; a mixture could not be put in order
        raise UnlikeError("zone")
    return moment


def _record(one: Any) -> PatientRecord:
    versions = tuple(
        PatientVersion(patient=_patient(row["patient"]), at=_moment(row["at"]))
        for row in _rows(one["versions"])
    )
    if not versions or len({v.patient.id for v in versions}) != 1 or not versions[0].patient.id:
        raise UnlikeError("versions")
    record = PatientRecord(versions=versions, visits=tuple(_visit(v) for v in _rows(one["visits"])))
    for encounter in record.encounters():
        must_read(encounter)
    return record


def _patient(body: Any) -> Patient:
    texts = [name for name in Patient.__dataclass_fields__ if name not in _NO_TEXTS]
    told = {name: _text(body.get(name, "")) for name in texts}
    born, age, interpreter = body.get("birth_date"), body.get("age_years"), body.get("interpreter")
    if age is not None and (isinstance(age, bool) or not isinstance(age, (int, float)) or not _aged(age)):
        raise UnlikeError("age")
    if interpreter not in (None, True, False):
        raise UnlikeError("interpreter")
    return Patient(
        **told,
        birth_date=None if born is None else date.fromisoformat(_text(born)),
        age_years=age,
        identifiers=tuple(_text(one) for one in _rows(body.get("identifiers", []))),
        interpreter=interpreter,
    )


def _aged(age: float) -> bool:
    return math.isfinite(age) and 0 <= age <= _OLDEST


def _visit(one: Any) -> VisitRecord:
    if not _text(one["id"]):
        raise UnlikeError("id")
    return VisitRecord(
        id=one["id"],
        started=_moment(one["started"]),
        setting=Setting(one["setting"]),
        log=tuple(_row(row) for row in _rows(one["log"])),
        letters=tuple(_letter(letter) for letter in _rows(one["letters"])),
    )


def _row(row: Any) -> LogRow:
    step, value = row["step"], row["value"]
    if not isinstance(step, int) or isinstance(step, bool) or not 0 < step < 1 << 53:
        raise UnlikeError("step")
    if row["kind"] not in _KINDS or not (value is None or isinstance(value, dict)):
        raise UnlikeError("row")
    key, by = _text(row["key"]), _text(row["by"])
    if "/" not in key:
        raise UnlikeError("key")
    return LogRow(
        step=step, kind=row["kind"], at=_moment(row["at"]), entry=Entry(key=key, value=value, by=by)
    )


def _letter(one: Any) -> LetterRecord:
    stamps = ("knowledge_version", "knowledge_sha256", "app_version")
    letter = LetterRecord(
        kind=_text(one["kind"]),
        pdf=base64.b64decode(_text(one["pdf"]), validate=True),
        sha256=_text(one["sha256"]),
        at=_moment(one["at"]),
        **{name: _text(one[name]) for name in stamps},
    )
    if not letter.intact:
        raise UnlikeError("letter")
    return letter


def must_read(encounter: Encounter) -> None:
    """Fail now on an entry that no page could show: ValueError, KeyError, TypeError or AttributeError."""
    for entry in encounter.entries.values():
        if entry.key.split("/")[0] in ("note", "safety") and not isinstance(entry.value, Mapping):
            raise TypeError(entry.key)
    for name in ("answers", "grades", "reflexes", "sensation", "medications", "outcomes", "verdicts"):
        getattr(encounter, name)
    for item in encounter.measurements.values():
        numbers = [n for n in (item.value, item.low, item.high) if n is not None]
        words = (item.analyte, item.label, item.unit, item.text, item.day)
        if any(isinstance(n, bool) or not math.isfinite(n) for n in numbers) or item.value is None:
            raise ValueError(item.label)
        if not all(isinstance(w, str) for w in words):
            raise TypeError(item.label)
    for drug in encounter.medications.values():
        _all_text(drug.name, drug.drug, drug.detail)
    for result in encounter.outcomes.values():
        _all_text(result.outcome, result.text, result.day)
    for key in encounter.entries:
        kind, _sep, name = key.partition("/")
        if kind == "note":
            encounter.note(name)
        elif kind == "safety":
            encounter.safety(name)
        elif kind == "visit":
            _must_tell_when(name, encounter.entries[key].value)


def _must_tell_when(name: str, value: Mapping[str, Any] | None) -> None:
    """That a visit was closed, or why it was corrected: with its moment, a correction with its number."""
    told = value or {}
    datetime.fromisoformat(told["at"])
    if name != "closed":
        int(name.removeprefix("correction/"))
        _all_text(told["reason"], told["who"])


def _all_text(*words: Any) -> None:
    if not all(isinstance(word, str) for word in words):
        raise TypeError("text")
