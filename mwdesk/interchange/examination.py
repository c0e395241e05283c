"""MRC grades, reflexes and sensory points of a case file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from mwdesk.domain.encounter import (
    GRADES,
    LEFT,
    NOT_TESTABLE,
    RIGHT,
    SENSATION,
    Entry,
    grade,
    reflex,
    sensory,
)
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase, Muscle, Reflex


def read_examination(part: Any, kb: KnowledgeBase, where: str, issues: list[Issue]) -> list[Entry]:
    """What was examined; an unknown movement, reflex or grade is asked back, never guessed."""
    if part is None:
        return []
    place = f"{where}, extra.examination"
    if not isinstance(part, dict):
        issues.append(
            Issue(level=Level.ERROR, path=place, message="this is not an object.", fix="Write { ... }.")
        )
        return []
    reader = _Reader(kb=kb, place=place, issues=issues)
    entries: list[Entry] = []
    for name, read in (("mrc", reader.mrc), ("reflexes", reader.reflex), ("sensation", reader.sensation)):
        rows = part.get(name)
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            if isinstance(row, dict):
                entries += read(row, f"{place}.{name}[{number}]")
            else:
                reader.warn(
                    f"{place}.{name}[{number}]", "this row is not an object.", "It was left out; mend it."
                )
    return entries


class _Reader:
    def __init__(self, *, kb: KnowledgeBase, place: str, issues: list[Issue]) -> None:
        self.kb, self.place, self.issues = kb, place, issues
        self.muscles: dict[str, Muscle] = dict(kb.muscles)
        self.reflexes: dict[str, Reflex] = {}
        for item in kb.reflexes.values():
            for name in (*item.synonyms, item.name.lower(), item.id):
                self.reflexes.setdefault(name, item)

    def warn(self, path: str, message: str, fix: str) -> None:
        self.issues.append(Issue(level=Level.WARNING, path=path, message=message, fix=fix))

    def sides(self, row: dict[str, Any], place: str) -> tuple[str, ...]:
        side = str(row.get("side", "")).lower()
        if side in {RIGHT, LEFT}:
            return (side,)
        if side in {"both", "bilateral"}:
            return (RIGHT, LEFT)
        self.warn(place, f"side '{side}' is not known.", "Use right, left or both; the row was left out.")
        return ()

    def unknown(self, place: str, what: str, name: str, known: Any) -> None:
        near = get_close_matches(name, list(known), n=1)
        hint = f"Did you mean '{near[0]}'?" if near else "See 'mwdesk knowledge show' for the names."
        self.warn(place, f"{what} '{name}' is not known and was left out.", hint)

    def mrc(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = str(row.get("muscle", "")), str(row.get("grade", "")).strip()
        if name not in self.muscles:
            self.unknown(place, "movement", name, self.muscles)
            return []
        if value not in (*GRADES, NOT_TESTABLE):
            self.warn(place, f"'{value}' is no MRC grade.", f"Use {', '.join(GRADES)} or {NOT_TESTABLE}.")
            return []
        return [grade(name, side, value, by="import") for side in self.sides(row, place)]

    def reflex(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = str(row.get("reflex", "")).lower(), str(row.get("value", "")).lower()
        item = self.reflexes.get(name)
        if item is None:
            self.unknown(place, "reflex", name, self.reflexes)
            return []
        if value not in item.values:
            self.warn(place, f"'{value}' is no value of {item.name}.", f"Use {', '.join(item.values)}.")
            return []
        return [reflex(item.id, side, value, by="import") for side in self.sides(row, place)]

    def sensation(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = str(row.get("point", "")), str(row.get("value", "")).lower()
        if name not in self.kb.sensory:
            self.unknown(place, "sensory point", name, self.kb.sensory)
            return []
        if value not in SENSATION:
            self.warn(place, f"'{value}' is no grade of sensation.", f"Use {', '.join(SENSATION)}.")
            return []
        return [sensory(name, side, value, by="import") for side in self.sides(row, place)]
