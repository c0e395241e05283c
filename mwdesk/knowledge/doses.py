"""Find doses in text: no dose is shown unless its source was read, so none is written at all."""

from __future__ import annotations

import re

_AMOUNT = r"\d[\d.,]*(?:\s*(?:-|–|to|or)\s*\d[\d.,]*)?\s*"
# Capitals matter: mg is a milligram, Mg magnesium, MG myasthenia.
_DOSE = re.compile(
    rf"""
    {_AMOUNT} (?:mg|milligrams?|mcg|micrograms?|µg|IU|MU|mega\s?units?) \b
              (?! \s* (?:/|per\s) \s* (?:dl|dL|l|L|mmol|mol|g)\b | % )  # but mg/dL is a level, not a dose
  | {_AMOUNT} (?:g|ml|mL|mmol|units?|mEq|kcal) \s* (?:/|per\s) \s* (?:kg|day|24\s?h|dose)\b
  | {_AMOUNT} units? \s (?:of\s)? (?:insulin|heparin)
  | \b(?:3|5|10|20|25|50) \s? % \s (?:calcium|dextrose|glucose|saline|sodium)
    """,
    re.VERBOSE,
)
# Measures of breathing and of excretion are per kilogram or per day too, and are no doses.
_MEASURE = re.compile(
    r"(?:F?VC|vital capacity|hypercalcaemia|[0-9] % of|urine|protein|creatinine|calcium)[^.;]{0,40}$",
    re.IGNORECASE,
)


def dose_in(text: str) -> str:
    """The first dose in a text as it stands there, or "" where there is none."""
    for found in _DOSE.finditer(text):
        if not _MEASURE.search(text[: found.start()]):
            return found.group(0).strip()
    return ""
