"""Reads a birth date or an age as one types it."""

from __future__ import annotations

import re
from datetime import date

from mwdesk.domain.translation import N_, _, _n

OLDEST = 120  # years
_DATE = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_AGE = re.compile(r"^(\d{1,3}(?:[.,]\d)?)\s*([^\W\d_]*)\.?$")
_UNITS = (  # what an age may be given in: the words that are taken for it, and how many make a year
    (N_("y yr yrs year years"), 1.0),
    (N_("m mo month months"), 12.0),
    (N_("w week weeks"), 52.18),
    (N_("d day days"), 365.25),
)


def read_birth(text: str, today: date) -> tuple[date | None, float | None, str]:
    """Birth date, or age in years, or a sentence that says what is wrong and what to type.

    "21-03-1970", "1970-03-21", "54", "8 months". An empty text is nothing known, and no mistake.
    """
    typed = " ".join(text.split())
    if not typed:
        return None, None, ""
    day = _DATE.match(typed)
    iso = _ISO.match(typed)
    if day or iso:
        parts = (day[3], day[2], day[1]) if day else (iso[1], iso[2], iso[3]) if iso else ("0", "0", "0")
        return _read_date(typed, parts, today)
    age = _AGE.match(typed)
    per_year = _per_year(age[2]) if age else None
    if age and per_year:
        years = float(age[1].replace(",", ".")) / per_year
        if years > OLDEST:
            return (
                None,
                None,
                _("{typed} is more than {oldest} years. Type the age in years, or a birth date.").format(
                    typed=typed, oldest=OLDEST
                ),
            )
        return None, round(years, 3), ""
    return (
        None,
        None,
        _("“{typed}” is no date or age. Type it as 21-03-1970, or as 54 or 8 months.").format(typed=typed),
    )


def _per_year(word: str) -> float | None:
    """How many of a unit make a year: in English and in the language of the screen; no word is years."""
    said = word.casefold()
    for words, number in _UNITS:
        if not said or said in words.split() or said in _(words).casefold().split():
            return number
    return None


def _read_date(typed: str, parts: tuple[str, str, str], today: date) -> tuple[date | None, float | None, str]:
    try:
        born = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None, None, _("There is no {typed}. Type day, month and year: 21-03-1970.").format(typed=typed)
    if born > today:
        return None, None, _("{typed} is in the future. Check the year.").format(typed=typed)
    if today.year - born.year > OLDEST:
        return (
            None,
            None,
            _("{typed} is more than {oldest} years ago. Check the year.").format(typed=typed, oldest=OLDEST),
        )
    return born, None, ""


def show_birth(birth_date: date | None, age_years: float | None) -> str:
    """The text of the field for what is known."""
    if birth_date is not None:
        return f"{birth_date:%d-%m-%Y}"
    if age_years is None:
        return ""
    if 0 < age_years < 2 and age_years != round(age_years):
        return _n("{count} month", "{count} months", round(age_years * 12)).format(
            count=round(age_years * 12)
        )
    return f"{age_years:g}"
