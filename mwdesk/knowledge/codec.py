"""Domain values to plain JSON lists and back, by their own type hints: loading must not be felt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Plain = Any


def encode(value: Any) -> Plain:
    """A value as JSON: a dataclass becomes the list of its fields in their order."""
    if isinstance(value, StrEnum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return [encode(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return {key: encode(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    return value


@cache
def decoder(kind: Any) -> Callable[[Plain], Any]:
    """The function that makes a value of this type from what `encode` wrote."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _record(kind)
    origin, parts = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {member.value: member for member in kind}.__getitem__
    if origin is tuple:
        part = decoder(parts[0])
        return tuple if part is _same else lambda row: tuple(map(part, row))
    if origin is not None and issubclass(origin, Mapping) if isinstance(origin, type) else False:
        part = decoder(parts[1])
        return _same if part is _same else lambda rows: {key: part(row) for key, row in rows.items()}
    if origin is Union or parts:
        return _same  # float | None
    return _same


def _same(value: Plain) -> Any:
    return value


def _record(kind: type) -> Callable[[Plain], Any]:
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    makers = [decoder(hints[name]) for name in names]
    changed = [(at, maker) for at, maker in enumerate(makers) if maker is not _same]

    def make(row: list[Plain]) -> Any:
        for at, maker in changed:
            row[at] = maker(row[at])
        return kind(**dict(zip(names, row, strict=True)))

    return make
