"""MRC grades, reflexes and sensory points of a case file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from mwdesk.domain.encounter import (
    GRADES,
    LEFT,
    MIDLINE,
    NOT_TESTABLE,
    RIGHT,
    SENSATION,
    Entry,
    grade,
    reflex,
    sensory,
)
from mwdesk.domain.knowledge import KnowledgeBase, Reflex
from mwdesk.interchange.reading import Reading, in_words, rest_of, text_of

_PARTS = ("mrc", "reflexes", "sensation")
_SIDES = {
    "right": (RIGHT,),
    "left": (LEFT,),
    "both": (RIGHT, LEFT),
    "bilateral": (RIGHT, LEFT),
    "midline": (MIDLINE,),
}
_MINUS = str.maketrans("−–", "--")


def read_examination(part: Any, kb: KnowledgeBase, reading: Reading) -> list[Entry]:
    """What was examined; an unknown or twofold grade is asked back and kept as text, never guessed."""
    if part is None:
        return []
    place = "extra.examination"
    if not isinstance(part, dict):
        reading.error(place, "this is not an object.", "Write { ... }.")
        return []
    examiner = _Examiner(kb=kb, reading=reading)
    read: tuple[Callable[[dict[str, Any], str], list[Entry]], ...] = (
        examiner.mrc,
        examiner.reflex,
        examiner.sensation,
    )
    entries: list[Entry] = []
    for name, read_row in zip(_PARTS, read, strict=True):
        for where, row in reading.rows(part.get(name), f"{place}.{name}"):
            entries += read_row(row, where)
    left = rest_of(part, _PARTS)
    if left:
        reading.tell(
            place, f"kept as text: {left}.", f"Use {', '.join(_PARTS)}.", keep=f"Examination: {left}"
        )
    return _agreed(entries, place, reading)


def _agreed(entries: Iterable[Entry], place: str, reading: Reading) -> list[Entry]:
    """Entries said once, or twice alike; what was said in two ways is not used."""
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        by_key.setdefault(entry.key, []).append(entry)
    agreed = []
    for key, told in by_key.items():
        if all(entry.value == told[0].value for entry in told):
            agreed.append(told[-1])
            continue
        what = key.replace("/", " ")
        values = " and as ".join(in_words(dict(entry.value or {})) for entry in told)
        reading.warn(
            place, f"{what} is given twice, as {values}; neither was used.", "Keep one of the two.",
            keep=f"{what}: given as {values}",
        )  # fmt: skip
    return agreed


class _Examiner:
    def __init__(self, *, kb: KnowledgeBase, reading: Reading) -> None:
        self.kb, self.reading = kb, reading
        self.reflexes: dict[str, Reflex] = {}
        for item in kb.reflexes.values():
            for name in (*item.synonyms, item.name.lower(), item.id):
                self.reflexes.setdefault(name, item)

    def sides(self, row: dict[str, Any], place: str, *, sided: bool = True) -> tuple[str, ...]:
        side = text_of(row.get("side")).strip().lower()
        if not sided and side in {"", *_SIDES}:
            return (MIDLINE,)
        if side not in _SIDES:
            self.left_out(row, place, f"side '{side}' is not known", "Use right, left or both.")
        return _SIDES.get(side, ())

    def left_out(self, row: dict[str, Any], place: str, why: str, fix: str) -> None:
        self.reading.warn(place, f"{why}; the row was left out.", fix, keep=f"Examination: {in_words(row)}")

    def unknown(self, row: dict[str, Any], place: str, what: str, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), n=1)
        hint = f"Did you mean '{near[0]}'?" if near else "See 'mwdesk knowledge show' for the names."
        self.left_out(row, place, f"{what} '{name}' is not known", hint)

    def remark(self, row: dict[str, Any], place: str, *used: str) -> None:
        left = rest_of(row, (*used, "side"))
        if left:
            self.reading.tell(place, f"kept as text: {left}.", "", keep=f"Examination: {in_words(row)}")

    def mrc(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = text_of(row.get("muscle")).strip(), _grade(row.get("grade"))
        muscle = self.kb.muscles.get(name)
        if muscle is None:
            self.unknown(row, place, "movement", name, self.kb.muscles)
            return []
        if value not in (*GRADES, NOT_TESTABLE):
            self.left_out(
                row, place, f"'{value}' is no MRC grade", f"Use {', '.join(GRADES)} or {NOT_TESTABLE}."
            )
            return []
        sides = self.sides(row, place, sided=muscle.sided)
        if sides:
            self.remark(row, place, "muscle", "grade")
        return [grade(name, side, value, by="import") for side in sides]

    def reflex(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = (text_of(row.get(key)).strip().lower() for key in ("reflex", "value"))
        item = self.reflexes.get(name)
        if item is None:
            self.unknown(row, place, "reflex", name, self.reflexes)
            return []
        if value not in item.values:
            self.left_out(
                row, place, f"'{value}' is no value of {item.name}", f"Use {', '.join(item.values)}."
            )
            return []
        sides = self.sides(row, place, sided=item.sided)
        if sides:
            self.remark(row, place, "reflex", "value")
        return [reflex(item.id, side, value, by="import") for side in sides]

    def sensation(self, row: dict[str, Any], place: str) -> list[Entry]:
        name, value = text_of(row.get("point")).strip(), text_of(row.get("value")).strip().lower()
        if name not in self.kb.sensory:
            self.unknown(row, place, "sensory point", name, self.kb.sensory)
            return []
        if value not in SENSATION:
            self.left_out(row, place, f"'{value}' is no grade of sensation", f"Use {', '.join(SENSATION)}.")
            return []
        sides = self.sides(row, place)
        if sides:
            self.remark(row, place, "point", "value")
        return [sensory(name, side, value, by="import") for side in sides]


def _grade(given: Any) -> str:
    """A grade as the record writes it: 4.0 is 4, and any dash is a minus."""
    if isinstance(given, float) and given.is_integer():
        return f"{given:.0f}"
    return text_of(given).strip().translate(_MINUS)
