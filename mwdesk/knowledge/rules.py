"""The two small languages of the knowledge: alert rules and localisation rules, read only to be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"[()]|[^\s()]+")
_CALLS = {"any": 1, "all": 1, "n2": 2, "n3": 3, "not": 1}
_MUSCLE = ("w", "W", "cw", "sv", "s", "S", "cs")
_COMPARE = ("lt", "le")
_REFLEX = ("r", "R", "cr")
_SENSORY = ("n", "N", "cn")
REFLEX_STATES = frozenset(
    {"absent", "reduced", "normal", "brisk", "clonus", "present", "flexor", "extensor", "mute"}
)
SENSORY_STATES = frozenset({"loss", "normal"})


class MalformedError(ValueError):
    """A rule that cannot be read; the message says where."""


def alert_findings(rule: str) -> frozenset[str]:
    """The finding ids of an alert rule; raises MalformedError where AND, OR, NOT or brackets do not fit."""
    words = _WORD.findall(rule)
    found: set[str] = set()
    end = _either(words, 0, found)
    if end != len(words):
        raise MalformedError(f"'{words[end]}' stands where the rule should end")
    return frozenset(found)


def _either(words: list[str], at: int, found: set[str]) -> int:
    at = _both(words, at, found)
    while at < len(words) and words[at] == "OR":
        at = _both(words, at + 1, found)
    return at


def _both(words: list[str], at: int, found: set[str]) -> int:
    at = _one(words, at, found)
    while at < len(words) and words[at] == "AND":
        at = _one(words, at + 1, found)
    return at


def _one(words: list[str], at: int, found: set[str]) -> int:
    if at >= len(words):
        raise MalformedError("the rule ends too early")
    word = words[at]
    if word == "NOT":
        return _one(words, at + 1, found)
    if word == "(":
        at = _either(words, at + 1, found)
        if at >= len(words) or words[at] != ")":
            raise MalformedError("a bracket is not closed")
        return at + 1
    if word in (")", "AND", "OR"):
        raise MalformedError(f"'{word}' stands where a finding should")
    found.add(word)
    return at + 1


def localisation_words(rule: str) -> tuple[tuple[str, str, str], ...]:
    """(kind, id, state) of every item: kind is muscle, reflex, sensory or finding; raises MalformedError."""
    return tuple(found for item in _split(rule, ";") for found in _item(item))


def _item(text: str) -> Iterator[tuple[str, str, str]]:
    text = text.strip()
    if text in ("", "none"):
        return
    call = re.fullmatch(r"(\w+)\((.*)\)", text)
    if call:
        name, inner = call.groups()
        parts = _split(inner, ",")
        if name not in _CALLS:
            raise MalformedError(f"'{name}(' is not known; use any( all( n2( n3( not(")
        if len(parts) < _CALLS[name]:
            raise MalformedError(f"'{text}' needs at least {_CALLS[name]} items")
        for part in parts:
            yield from _item(part)
        return
    kind, _, rest = text.partition(":")
    if kind in _MUSCLE and rest:
        yield "muscle", rest, ""
    elif kind in _COMPARE and rest.count("<") == 1:
        for muscle in rest.split("<"):
            yield "muscle", muscle, ""
    elif kind in (*_REFLEX, *_SENSORY) and rest.count(":") == 1:
        ident, state = rest.split(":")
        yield ("reflex" if kind in _REFLEX else "sensory"), ident, state
    elif kind == "f" and rest:
        yield "finding", rest, ""
    else:
        raise MalformedError(f"'{text}' cannot be read")


def _split(text: str, mark: str) -> list[str]:
    """Split at the mark, but not within brackets."""
    parts, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth < 0:
            raise MalformedError("a bracket is closed that was not opened")
        if letter == mark and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    if depth:
        raise MalformedError("a bracket is not closed")
    return [part for part in (*parts, text[start:]) if part.strip()]
