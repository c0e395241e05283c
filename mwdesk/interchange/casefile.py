"""Read one case file (a Phenopacket, bare or wrapped) into an encounter, with an issue for each doubt.

Nothing in a file is dropped in silence: what the knowledge base does not know becomes an issue with a fix,
and stays in the encounter as free text where a letter should carry it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting, note
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.examination import read_examination
from mwdesk.interchange.features import read_features, read_tempo
from mwdesk.interchange.measurements import read_measurements, read_medicines

# Case files carry an age, no date: any fixed day serves, and none may come from the clock.
_DAY_OF_NO_DATE = datetime(2000, 1, 1, 12, 0)
_SEX = {"MALE": "male", "FEMALE": "female", "OTHER_SEX": "other", "UNKNOWN_SEX": ""}
_AGE = re.compile(r"^P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A published patient. `truth` is for `evaluate` alone; nothing that assesses may read it."""

    id: str
    encounter: Encounter
    title: str = ""
    kind: str = ""  # case_report, exam_vignette, textbook_case
    truth: Mapping[str, Any] | None = None
    issues: tuple[Issue, ...] = ()


def read_case(
    file: Path | str,
    kb: KnowledgeBase,
    *,
    setting: Setting = Setting.RURAL,
    started: datetime | None = None,
) -> CaseFile:
    """Read a case from a path, or from JSON text. Raises DataError with one issue for each fault.

    `started` is the day of the encounter (for ages from birth dates); without it the file's own
    `metaData.created` counts.
    """
    where, data = _parse(file)
    wrapped = "phenopacket" in data
    packet = data["phenopacket"] if wrapped else data
    extra = data.get("extra", {}) if wrapped else {}
    for name, part in (("phenopacket", packet), ("extra", extra)):
        if not isinstance(part, dict):
            raise _error(f"{where}, {name}", "this part is not an object.", "Write it as { ... }.")
    if not wrapped and not packet.keys() & {"subject", "phenotypicFeatures", "measurements"}:
        raise _error(
            where,
            "this is no case: neither a Phenopacket nor a file with a 'phenopacket' in it.",
            "Give a file with 'phenotypicFeatures' or 'phenopacket'.",
        )
    ident = str(data.get("id") or packet.get("id") or Path(where).stem)
    issues: list[Issue] = []
    entries: list[Entry] = []
    answers, unmatched = read_features(packet.get("phenotypicFeatures"), kb, where, issues)
    entries += answers
    entries += read_tempo(extra.get("tempo"), kb, where, issues)
    entries += read_measurements(packet.get("measurements"), kb, where, issues)
    entries += read_medicines(packet.get("medicalActions"), kb, where, issues)
    entries += read_examination(extra.get("examination"), kb, where, issues)
    told = str(extra.get("history_text") or "")
    if unmatched:
        told = f"{told} Also recorded: {'; '.join(unmatched)}.".strip()
    entries += [note("history", told), note("duration", str(extra.get("duration_text") or ""))]
    errors = tuple(i for i in issues if i.level is Level.ERROR)
    if errors:
        raise DataError(*errors)
    encounter = Encounter(
        id=ident,
        patient=_patient(ident, packet, where, issues),
        started=started or _created(packet),
        setting=setting,
    ).apply(*entries)
    source = data.get("source") if isinstance(data.get("source"), dict) else {}
    truth = data.get("truth") if wrapped else None
    return CaseFile(
        id=ident,
        encounter=encounter,
        title=str((source or {}).get("title", "")),
        kind=str((source or {}).get("kind", "")),
        truth=truth if isinstance(truth, dict) else None,
        issues=tuple(issues),
    )


def _parse(file: Path | str) -> tuple[str, dict[str, Any]]:
    if isinstance(file, str):
        where, text = "case", file
    else:
        where, text = str(file), _read(file)
    try:
        data = json.loads(text)
    except json.JSONDecodeError as fault:
        place = f"{where}, line {fault.lineno}, column {fault.colno}"
        if fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated"):
            raise _error(
                place, "the file ends in the middle.", "It was cut off: copy or export it again."
            ) from None
        raise _error(
            place, f"this is not JSON ({fault.msg}).", "Mend that place, or export it again."
        ) from None
    except RecursionError:
        raise _error(where, "the file is nested too deeply to be a case.", "Export it again.") from None
    if not isinstance(data, dict):
        raise _error(where, "a case file holds one object.", "Start it with { and give one patient a file.")
    return where, data


def _read(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise _error(str(file), "there is no such file.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise _error(
            str(file), "this is a folder.", "Name a file, or use 'mwdesk evaluate' for folders."
        ) from None
    except OSError as fault:
        raise _error(
            str(file), f"the file cannot be read ({fault.strerror}).", "Check its permissions."
        ) from None
    for encoding in ("utf-8-sig", "utf-16") if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as fault:
            place = f"{file}, byte {fault.start}"
    raise _error(place, "the text is not UTF-8.", "Save the file again with the encoding UTF-8.")


def _patient(ident: str, packet: Mapping[str, Any], where: str, issues: list[Issue]) -> Patient:
    subject = packet.get("subject")
    subject = subject if isinstance(subject, dict) else {}
    sex = str(subject.get("sex", "")).upper()
    if sex and sex not in _SEX:
        issues.append(
            _warn(f"{where}, subject.sex", f"'{sex}' is not known.", "Use MALE, FEMALE or OTHER_SEX.")
        )
    other = subject.get("alternateIds")
    return Patient(
        id=str(subject.get("id") or ident),
        identifiers=tuple(str(i) for i in other) if isinstance(other, list) else (),
        age_years=_age(subject, where, issues),
        birth_date=_birth(subject, where, issues),
        sex=_SEX.get(sex, ""),
    )


def _age(subject: Mapping[str, Any], where: str, issues: list[Issue]) -> float | None:
    told = subject.get("timeAtLastEncounter")
    age = told.get("age") if isinstance(told, dict) else None
    text = age.get("iso8601duration") if isinstance(age, dict) else age
    if text is None:
        return None
    match = _AGE.match(str(text))
    years = (
        sum(float(n or 0) / per for n, per in zip(match.groups(), (1, 12, 52.18, 365.25), strict=True))
        if match
        else 0
    )
    place = f"{where}, subject.timeAtLastEncounter"
    if not match or not any(match.groups()):
        issues.append(_warn(place, f"'{text}' is no age.", "Write it as P24Y or P8M."))
        return None
    if years > 120:
        issues.append(
            _warn(place, f"an age of {years:g} years is not possible.", "Check it; no age was used.")
        )
        return None
    return years


def _birth(subject: Mapping[str, Any], where: str, issues: list[Issue]) -> date | None:
    text = subject.get("dateOfBirth")
    if not text:
        return None
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        issues.append(
            _warn(f"{where}, subject.dateOfBirth", f"'{text}' is no date.", "Write it as 1968-05-31.")
        )
        return None


def _created(packet: Mapping[str, Any]) -> datetime:
    meta = packet.get("metaData")
    try:
        return datetime.fromisoformat(str(meta["created"])) if isinstance(meta, dict) else _DAY_OF_NO_DATE
    except (KeyError, ValueError):
        return _DAY_OF_NO_DATE


def _error(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))


def _warn(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.WARNING, path=path, message=message, fix=fix)
