"""A line typed as on the slip, "K 2.9, CK 2560 (40-320), TSH 0.02", read into values before any is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mwdesk.domain.clinic import SI
from mwdesk.domain.encounter import Measurement, Patient
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.workflow import labs
from mwdesk.workflow.catalogue import offered_unit
from mwdesk.workflow.kin import named_only
from mwdesk.workflow.typed_value import parse, read_day

# A comma between two digits is a decimal sign; any other comma ends a value, as do semicolon and line end.
_CUT = re.compile(r"[;\n]+|,(?=\s)|,(?=[^\d\s])|(?<!\d),")
_RANGE = re.compile(
    r"\s*[\[(]?\s*(?:ref\w*\.?|range|usual|normal)?\s*:?\s*"
    r"(?:(?P<low>\d+(?:[.,]\d+)?)\s*(?:-|–|—|to)\s*(?P<high>\d+(?:[.,]\d+)?)"
    r"|(?:<=?|≤|up to)\s*(?P<most>\d+(?:[.,]\d+)?)|(?:>=?|≥|from)\s*(?P<least>\d+(?:[.,]\d+)?))"
    r"\s*[\])]?\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\s*(?:[:=]\s*)?(?P<value>[<>≤≥~]?=?\s*[-+−]?\d.*)$", re.DOTALL)
_NEXT = re.compile(r"(?<=[\d\w%/)\]])\s+(?=[A-Za-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One value of the line. Taken as it is where `measurement` stands; else `issues` say what is asked."""

    source: str  # the words of the line
    analyte: str = ""  # id, "" where no name was known
    name: str = ""
    value: str = ""  # as typed, with the unit
    low: float | None = None
    high: float | None = None
    day: str = ""
    measurement: Measurement | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it can go into a row, to be taken or asked back there."""
        return bool(self.analyte and self.value)


def read_line(kb: KnowledgeBase, patient: Patient, text: str, system: str = SI) -> tuple[Piece, ...]:
    """Every value of a line, in its order; a day standing alone counts for all of them.

    Where no unit was typed, that of the system is meant.
    """
    day, parts = "", []
    for part in (p.strip() for p in _CUT.split(text)):
        found = read_day(part.rstrip(":")) if part else ""
        if found:
            day = found
        elif part:
            parts += _apart(kb, part)
    return tuple(_piece(kb, patient, part, day, system) for part in parts)


def has_value(text: str) -> bool:
    """Whether a line holds a number after a word: else it is only a name to look for."""
    return bool(re.search(r"[^\W\d].*\d|\d.*[^\W\d]", text))


def _apart(kb: KnowledgeBase, part: str) -> list[str]:
    """ "Na 140 K 4.2": a known name after a number, and a number after it, begins the next value."""
    for cut in _NEXT.finditer(part):
        head, tail = part[: cut.start()], part[cut.end() :]
        ident, rest = _name(kb, tail)
        if ident and _NUMBER.match(rest) and _named_value(kb, head):
            return [head, *_apart(kb, tail)]
    return [part]


def _named_value(kb: KnowledgeBase, text: str) -> bool:
    ident, rest = _name(kb, text)
    return bool(ident) and _NUMBER.match(rest) is not None


class _Cache:
    """The names of the knowledge last used: made once, not at every key."""

    kb: KnowledgeBase | None = None
    names: Mapping[str, str] = {}


def _names(kb: KnowledgeBase) -> Mapping[str, str]:
    if _Cache.kb is not kb:
        _Cache.kb, _Cache.names = kb, _all_names(kb)
    return _Cache.names


def _all_names(kb: KnowledgeBase) -> dict[str, str]:
    """Every name of a value, plain, with its id; a name that two values share belongs to neither."""
    known: dict[str, set[str]] = {}
    for analyte in kb.analytes.values():
        for name in (analyte.id, analyte.name, analyte.name.partition(" (")[0], *analyte.synonyms):
            known.setdefault(_plain(name), set()).add(analyte.id)
    return {name: next(iter(ids)) for name, ids in known.items() if len(ids) == 1}


def _plain(text: str) -> str:
    return " ".join(re.split(r"[\s\-_]+", text.casefold().strip()))


def _name(kb: KnowledgeBase, text: str) -> tuple[str, str]:
    """The id whose name begins this text, the longest first, and what follows it; "" where none does."""
    ends = [m.end() for m in re.finditer(r"[^\s:=]+", text)]
    ends += [m.start() for m in re.finditer(r"(?<=[^\W\d])(?=\d)", text)]  # "K2.9"
    for end in sorted(set(ends), reverse=True):
        ident = _names(kb).get(_plain(text[:end]))
        if ident:
            return ident, text[end:]
    return "", text


def _piece(kb: KnowledgeBase, patient: Patient, part: str, day: str, system: str) -> Piece:
    ident, rest = _name(kb, part)
    if not ident:
        return Piece(source=part, issues=(_unread(part, _("no value of this name is known.")),))
    name = kb.analytes[ident].name
    found = _NUMBER.match(rest)
    if found is None:
        return Piece(source=part, analyte=ident, name=name, issues=(_unread(name, _("no number follows.")),))
    value, low, high = _range(found["value"].strip())
    typed = parse(value)
    if typed is not None:
        ident = named_only(kb, kb.analytes[ident], typed).id
        name = kb.analytes[ident].name
    unit = "" if typed is None or typed.unit else offered_unit(kb.analytes[ident], system)
    read, issues = labs.read(kb, patient, ident, value, unit, low, high, day=day)
    return Piece(
        source=part,
        analyte=ident,
        name=name,
        value=value,
        low=low,
        high=high,
        day=day,
        measurement=replace(read, text=_figures(value)) if read is not None else None,
        issues=issues,
    )


def _range(text: str) -> tuple[str, float | None, float | None]:
    """The value without the range that stands after it."""
    for start in (m.start() for m in re.finditer(r"(?<=\S)(?:\s+|(?=[\[(]))", text)):
        found = _RANGE.match(text[start:])
        typed = parse(text[:start])
        if found is None or typed is None:
            continue
        low = _limit(found["low"] or found["least"])
        high = _limit(found["high"] or found["most"])
        return text[:start].strip(), low, high
    return text, None, None


def _figures(value: str) -> str:
    """The number alone, as typed: its unit stands in a field of its own."""
    found = re.match(r"[<>≤≥~]?=?\s*[-+−]?\d(?:[\d., ']*\d)?(?:[eE][-+]?\d+)?", value)
    return found[0] if found else value


def _limit(text: str | None) -> float | None:
    return float(text.replace(",", ".")) if text else None


def _unread(path: str, message: str) -> Issue:
    return labs.issue(path, message, _("Type the name, then the number as on the slip."))
