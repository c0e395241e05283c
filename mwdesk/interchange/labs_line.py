"""Laboratory results as a file gives them, before anybody judged whether they can be so."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mwdesk.domain.knowledge import Analyte, KnowledgeBase
from mwdesk.interchange.measurements import find_analyte

_IN_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
_SPECIMEN = re.compile(r"^(serum|s\.|plasma|p\.)\s*[,-]?\s*|[,\s-]+(serum|plasma|s/p)$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Whom a file says the results are of; what it does not say is empty."""

    name: str = ""
    birth: str = ""  # ISO date
    ids: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        """Whether the file names anybody."""
        return bool(self.name or self.birth or self.ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabLine:
    """One result, verbatim. `why` says in words why it cannot be read; then nothing of it is used."""

    place: str  # "line 4"
    label: str
    text: str = ""  # the value as it stands
    unit: str = ""
    analyte: str = ""  # id, or "" where the knowledge holds none of that name or code
    low: float | None = None
    high: float | None = None
    day: str = ""  # ISO date, or ""
    doubt: str = ""  # what could not be used beside the value, in words
    why: str = ""
    person: Person = Person()


@dataclass(frozen=True, slots=True, kw_only=True)
class LabFile:
    """All results of a file, and what was left aside, in words."""

    lines: tuple[LabLine, ...]
    notes: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whom the file names, each once."""
        return tuple(dict.fromkeys(line.person for line in self.lines if line.person.is_told))


def match_analyte(label: str, code: str, kb: KnowledgeBase) -> Analyte | None:
    """By LOINC code, else by exact name or synonym; words in brackets and "serum" do not count against it.

    None where two readings of the label name different analytes.
    """
    exact = find_analyte(code, label, kb)
    if exact is not None:
        return exact
    outside = _IN_BRACKETS.sub(" ", label).strip()
    tries = [outside, *(m.strip() for m in _IN_BRACKETS.findall(label))]
    tries += [_SPECIMEN.sub("", one).strip() for one in tries]
    found = {a.id: a for one in tries if one and (a := find_analyte("", one, kb)) is not None}
    return next(iter(found.values())) if len(found) == 1 else None
