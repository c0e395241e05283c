"""What the clinician's own words tell of time, of earlier needles and of tests that are wanted."""

from __future__ import annotations

import re

from mwdesk.domain.encounter import LEFT, RIGHT, Decision, Encounter
from mwdesk.domain.knowledge import KnowledgeBase

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_SHORT = {"h": "hour", "hr": "hour", "d": "day", "w": "week", "wk": "week", "mo": "month", "y": "year"}
_SHORT |= {"yr": "year", "mth": "month"}
_WORDS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {word: float(at) for at, word in enumerate(_WORDS, start=1)} | {"a": 1.0, "an": 1.0}
_SPAN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)?|\b(?:{'|'.join(_NUMBERS)})\b)(?:\s*(?:-|–|to)\s*(?P<upper>\d+))?\s*"
    r"(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mths?|mo|years?|yrs?|y)\b",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"\b(?P<number>\d+)\s*/\s*(?P<of>7|52|12)\b")  # 3/7 are days, 3/52 weeks, 3/12 months
_OF = {"7": "day", "52": "week", "12": "month"}
_SIDE = re.compile(r"\b(right|left)\b", re.IGNORECASE)


def read_days(text: str) -> float | None:
    """The longest time that is told, in days ("for 2 years, worse for 3 weeks"); None where none is."""
    found = [
        float(m["upper"] or _number(m["number"])) * _DAYS[_unit(m["unit"])] for m in _SPAN.finditer(text)
    ]
    found += [float(m["number"]) * _DAYS[_OF[m["of"]]] for m in _FRACTION.finditer(text)]
    return max(found, default=None)


def _number(text: str) -> float:
    known = _NUMBERS.get(text.lower())
    return known if known is not None else float(text.replace(",", "."))


def _unit(text: str) -> str:
    word = text.lower()
    bare = word if word in _SHORT else word.removesuffix("s")
    return _SHORT.get(bare, bare)


def needled_sides(kb: KnowledgeBase, encounter: Encounter) -> frozenset[str]:
    """The sides that the result of a needle EMG, or the note on earlier studies, names."""
    texts = [
        result.text
        for ident, result in encounter.outcomes.items()
        if ident in kb.tests and kb.tests[ident].category in ("EMG", "SFEMG")
    ]
    earlier = encounter.note("previous_studies")
    if "EMG" in earlier.upper():
        texts.append(earlier)
    named = {side.lower() for text in texts for side in _SIDE.findall(text)}
    return frozenset(named & {RIGHT, LEFT})


def wanted_tests(encounter: Encounter) -> frozenset[str]:
    """Tests that the clinician accepted or added and that have no outcome yet."""
    agreed = (Decision.ACCEPTED, Decision.ADDED)
    return frozenset(
        ident
        for (kind, ident), verdict in encounter.verdicts.items()
        if kind == "test" and verdict.decision in agreed and ident not in encounter.outcomes
    )
