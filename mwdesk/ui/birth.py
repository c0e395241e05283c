"""Reads a birth date or an age as one types it."""

from __future__ import annotations

import re
from datetime import date

OLDEST = 120  # years
_DATE = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_AGE = re.compile(
    r"^(\d{1,3}(?:[.,]\d)?)\s*(y|yr|yrs|year|years|m|mo|month|months|w|week|weeks|d|day|days)?\.?$", re.I
)
_PER_YEAR = {"y": 1.0, "m": 12.0, "w": 52.18, "d": 365.25}


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
    if age:
        years = float(age[1].replace(",", ".")) / _PER_YEAR[(age[2] or "y")[0].lower()]
        if years > OLDEST:
            return None, None, f"{typed} is more than {OLDEST} years. Type the age in years, or a birth date."
        return None, round(years, 3), ""
    return None, None, f"“{typed}” is no date or age. Type it as 21-03-1970, or as 54 or 8 months."


def _read_date(typed: str, parts: tuple[str, str, str], today: date) -> tuple[date | None, float | None, str]:
    try:
        born = date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None, None, f"There is no {typed}. Type day, month and year: 21-03-1970."
    if born > today:
        return None, None, f"{typed} is in the future. Check the year."
    if today.year - born.year > OLDEST:
        return None, None, f"{typed} is more than {OLDEST} years ago. Check the year."
    return born, None, ""


def show_birth(birth_date: date | None, age_years: float | None) -> str:
    """The text of the field for what is known."""
    if birth_date is not None:
        return f"{birth_date:%d-%m-%Y}"
    if age_years is None:
        return ""
    if 0 < age_years < 2 and age_years != round(age_years):
        return f"{round(age_years * 12)} months"
    return f"{age_years:g}"
