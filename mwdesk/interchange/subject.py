"""Who the patient of a file is: age, sex, identifiers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from mwdesk.domain.encounter import Patient
from mwdesk.interchange.reading import Reading, in_words, rest_of, text_of

_SEX = {"MALE": "male", "FEMALE": "female", "OTHER_SEX": "other", "UNKNOWN_SEX": ""}
_AGE = re.compile(
    r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(?:T[\dHMS.]+)?"
)
_PER_YEAR = (1, 12, 52.18, 365.25)
_OLDEST = 120
_USED = ("id", "alternateIds", "sex", "dateOfBirth", "timeAtLastEncounter")
_HUMAN = "NCBITaxon:9606"


def read_subject(ident: str, packet: Mapping[str, Any], reading: Reading, today: date) -> Patient:
    """The patient; `today` is the day of the encounter. What cannot be used is kept as text."""
    subject = packet.get("subject")
    if not isinstance(subject, dict):
        if subject is not None:
            reading.warn(
                "subject", "this is not an object.", "Write { ... }.", keep=f"Subject: {in_words(subject)}"
            )
        subject = {}
    born = _birth(subject, reading, today)
    age = _age(subject, born, reading)
    if born is not None and age is not None:
        by_birth = Patient(id="", birth_date=born).age_on(today) or 0.0
        if abs(by_birth - age) >= 1:
            reading.tell(
                "subject",
                f"the age told ({age:.3g} years) counts, not that by the birth date ({by_birth:.3g}).",
                "Take out the one that is wrong.",
                keep=f"Date of birth: {born.isoformat()}",
            )
            born = None
    others = subject.get("alternateIds")
    identifiers = [text_of(subject.get("id")), *map(text_of, others if isinstance(others, list) else ())]
    left = {k: v for k, v in subject.items() if k not in _USED}
    if isinstance(left.get("taxonomy"), dict) and left["taxonomy"].get("id") == _HUMAN:
        del left["taxonomy"]
    if in_words(left):
        reading.tell("subject", f"kept as text: {in_words(left)}.", "", keep=f"Patient: {in_words(left)}")
    return Patient(
        id=identifiers[0] or ident,
        identifiers=tuple(dict.fromkeys(i for i in identifiers if i)),
        age_years=age,
        birth_date=born,
        sex=_sex(subject.get("sex"), reading),
    )


def _sex(given: Any, reading: Reading) -> str:
    if given in (None, ""):
        return ""
    word = text_of(given).strip().upper()
    if word not in _SEX:
        words = in_words(given)
        reading.warn(
            "subject.sex", f"'{words}' is not known.", "Use MALE, FEMALE or OTHER_SEX.", keep=f"Sex: {words}"
        )
    return _SEX.get(word, "")


def _age(subject: Mapping[str, Any], born: date | None, reading: Reading) -> float | None:
    told = subject.get("timeAtLastEncounter")
    if told is None:
        return None
    place = "subject.timeAtLastEncounter"
    keep = f"Age at the encounter: {in_words(told)}"
    if isinstance(told, dict) and told.get("timestamp") is not None:
        day = _date(told["timestamp"])
        if day is not None and born is not None:
            return Patient(id="", birth_date=born).age_on(day)
        reading.tell(place, "a moment without a birth date gives no age.", "Give age as P24Y.", keep=keep)
        return None
    age = told.get("age") if isinstance(told, dict) else None
    text = age.get("iso8601duration") if isinstance(age, dict) else age
    if text is None:
        reading.warn(
            place, "there is no exact age here, so none was used.", "Give age as P24Y or P8M.", keep=keep
        )
        return None
    match = _AGE.fullmatch(text_of(text).strip())
    if match is None or not any(match.groups()):
        reading.warn(place, f"'{in_words(text)}' is no age.", "Write it as P24Y or P8M.", keep=keep)
        return None
    years = sum(float(n or 0) / per for n, per in zip(match.groups(), _PER_YEAR, strict=True))
    if years > _OLDEST:
        reading.warn(
            place, f"an age of {years:g} years is not possible.", "Check it; no age was used.", keep=keep
        )
        return None
    left = rest_of(told, ("age",)) if isinstance(told, dict) else ""
    if left:
        reading.tell(place, f"kept as text: {left}.", "", keep=f"Encounter: {left}")
    return years


def _birth(subject: Mapping[str, Any], reading: Reading, today: date) -> date | None:
    given = subject.get("dateOfBirth")
    if not given:
        return None
    day, words = _date(given), in_words(given)
    place, keep = "subject.dateOfBirth", f"Date of birth: {in_words(given)}"
    if day is None:
        reading.warn(place, f"'{words}' is no date.", "Write it as 1968-05-31.", keep=keep)
    elif day > today or today.year - day.year > _OLDEST:
        reading.warn(
            place, f"{words} cannot be the birth of this patient.", "Check it; it was not used.", keep=keep
        )
        return None
    return day


def _date(given: Any) -> date | None:
    try:
        return datetime.fromisoformat(text_of(given)).date()
    except ValueError:
        return None
