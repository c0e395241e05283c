"""What comes up while one file is read: doubts, and what the letter carries as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mwdesk.domain.issue import Issue, Level


@dataclass(slots=True)
class Reading:
    """`where` names the file; `kept` is what no part of the record could hold, in words."""

    where: str
    issues: list[Issue] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def error(self, place: str, message: str, fix: str) -> None:
        """The file cannot be used."""
        self._say(Level.ERROR, place, message, fix)

    def warn(self, place: str, message: str, fix: str, *, keep: str = "") -> None:
        """Something was not used that was meant to be."""
        self._say(Level.WARNING, place, message, fix)
        self._keep(keep)

    def tell(self, place: str, message: str, fix: str, *, keep: str = "") -> None:
        """Something is kept that the program does not reason with."""
        self._say(Level.INFO, place, message, fix)
        self._keep(keep)

    def rows(self, given: Any, place: str) -> list[tuple[str, dict[str, Any]]]:
        """The objects of a list with the place of each; anything else in it is kept as text."""
        if given is None:
            return []
        if not isinstance(given, list):
            self.error(place, "this is not a list.", "Write it as [ ... ].")
            return []
        good = []
        for number, row in enumerate(given):
            if isinstance(row, dict):
                good.append((f"{place}[{number}]", row))
            else:
                name = place.rsplit(", ", 1)[-1]
                self.warn(
                    f"{place}[{number}]", "this row is not an object.", "It was left out; mend it.",
                    keep=f"{name}: {in_words(row)}",
                )  # fmt: skip
        return good

    def _say(self, level: Level, place: str, message: str, fix: str) -> None:
        self.issues.append(
            Issue(
                level=level, path=f"{self.where}, {place}" if place else self.where, message=message, fix=fix
            )
        )

    def _keep(self, words: str) -> None:
        if words and words not in self.kept:
            self.kept.append(words)


def text_of(value: Any) -> str:
    """A string or a number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    return f"{value}" if isinstance(value, (int, float)) and not isinstance(value, bool) else ""


def name_of(term: Any) -> str:
    """The label of an ontology class, or its id; "" where there is neither."""
    if not isinstance(term, Mapping):
        return ""
    return text_of(term.get("label")) or text_of(term.get("id"))


def in_words(value: Any) -> str:
    """Any part of a file as text: labels with their codes, otherwise "key: value"."""
    if isinstance(value, Mapping):
        if set(value) <= {"id", "label"} and name_of(value):
            code = text_of(value.get("id"))
            return f"{name_of(value)} ({code})" if code and code != name_of(value) else name_of(value)
        said = ((key, in_words(part)) for key, part in value.items())
        return ", ".join(f"{key}: {words}" for key, words in said if words)
    if isinstance(value, list):
        return "; ".join(filter(None, map(in_words, value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def rest_of(row: Mapping[str, Any], used: Iterable[str]) -> str:
    """What a row holds besides the used keys, in words."""
    return in_words({key: part for key, part in row.items() if key not in set(used)})
