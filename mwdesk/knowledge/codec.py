"""Domain values to plain JSON lists and back, by their own type hints: loading must not be felt."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from mwdesk.domain.knowledge import Association, Basis, Condition, OutcomeProbability

Plain = Any


def encode(value: Any) -> Plain:
    """A value as JSON: a dataclass becomes the list of its fields, less the last ones that are as usual."""
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
        for field in reversed(fields(value)):
            if parts[-1] != _usual(field):
                break
            parts.pop()
        return [encode(part) for part in parts]
    if isinstance(value, Mapping):
        return {key: encode(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    return value


def _usual(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


def _rows(kind: type, known: type[StrEnum]) -> Callable[[Plain], Any]:
    """The same as `_record`, written out for the two kinds of which there are twenty thousand.

    Their fields in order: name, p, basis, sources, and one or two texts.
    """
    name, p, basis, sources, *texts = [getattr(kind, part.name).__set__ for part in fields(kind)]
    first, second = texts[0], texts[-1]
    two = len(texts) == 2
    words = {member.value: member for member in known}
    nothing: tuple[str, ...] = ()
    new: Callable[[type], Any] = object.__new__

    def make(row: list[Plain]) -> Any:
        value = new(kind)
        length = len(row)
        name(value, row[0])
        p(value, row[1])
        basis(value, words[row[2]])
        sources(value, tuple(row[3]) if length > 3 and row[3] else nothing)
        first(value, row[4] if length > 4 else "")
        if two:
            second(value, row[5] if length > 5 else "")
        return value

    return make


@cache
def decoder(kind: Any) -> Callable[[Plain], Any]:
    """The function that makes a value of this type from what `encode` wrote."""
    if kind is Association or kind is OutcomeProbability:
        return _rows(kind, Basis)
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__
    origin, parts = get_origin(kind), get_args(kind)
    if origin is tuple:
        part = decoder(parts[0])
        return tuple if part is _same else lambda row: tuple(map(part, row))
    if origin is Mapping:
        part = decoder(parts[1])
        if part is _same:
            return _same
        return lambda rows: (
            Deferred(kind, rows) if isinstance(rows, str) else {key: part(row) for key, row in rows.items()}
        )
    return _same  # text, numbers, float | None


def _same(value: Plain) -> Any:
    return value


def _record(kind: type) -> Callable[[Plain], Any]:
    hints = get_type_hints(kind)
    parts = fields(kind)
    changed = [
        (at, maker)
        for at, maker in enumerate(decoder(hints[part.name]) for part in parts)
        if maker is not _same
    ]
    # Straight into the slots: a frozen constructor takes twice as long, felt over twenty thousand values.
    slots = [getattr(kind, part.name).__set__ for part in parts]
    usual = [part.default for part in parts]
    fresh = {at: part.default_factory for at, part in enumerate(parts) if part.default_factory is not MISSING}
    new: Callable[[type], Any] = object.__new__

    def make(row: list[Plain]) -> Any:
        length = len(row)
        value = new(kind)
        for at, maker in changed:
            if at >= length:
                break
            row[at] = maker(row[at])
        for fill, content in zip(slots, row, strict=False):
            fill(value, content)
        for at in range(length, len(slots)):
            slots[at](value, fresh[at]() if at in fresh else usual[at])
        return value

    return make


class Deferred(Mapping[str, Any]):
    """A mapping that is read when it is first looked into: what most encounters never need costs nothing."""

    __slots__ = ("_body", "_kind", "_rows")

    def __init__(self, kind: Any, body: str) -> None:
        self._kind = kind
        self._body = body
        self._rows: dict[str, Any] | None = None

    def _whole(self) -> dict[str, Any]:
        if self._rows is None:
            self._rows = decoder(self._kind)(json.loads(self._body))
            self._body = ""
        return self._rows

    def __getitem__(self, key: str) -> Any:
        return self._whole()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())


def encode_conditions(conditions: Mapping[str, Condition]) -> Plain:
    """Conditions as JSON, their own rows without the origin that `with_origins` knows.

    Outcomes of tests go as text within the text: they are read only when a test is weighed.
    """
    at = [part.name for part in fields(Condition)].index("outcomes")
    rows = {}
    for ident, c in conditions.items():
        findings = {name: replace(row, origin="") for name, row in c.findings.items()}
        row = encode(replace(c, findings=findings))
        if len(row) > at:
            row[at] = json.dumps(row[at], ensure_ascii=False, separators=(",", ":"))
        rows[ident] = row
    return rows


def with_origins(conditions: Mapping[str, Condition]) -> Mapping[str, Condition]:
    """Say of every row of a condition, straight after decoding, that it is written there."""
    put = getattr(Association, "origin").__set__  # noqa: B009 -- the slot, not a value
    for ident, condition in conditions.items():
        origin = f"condition:{ident}"
        for row in condition.findings.values():
            put(row, origin)
    return conditions
