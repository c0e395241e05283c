"""From bytes to one JSON object: encodings, cut-off files, numbers that are none, keys that stand twice."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.interchange.reading import Reading

LARGEST = 2_000_000  # bytes; a published patient has about ten thousand
DEEPEST = 60  # a Phenopacket needs about fifteen
_DIGITS = 300  # an integer with more fits no number


def read_object(file: Path | str, reading: Reading) -> dict[str, Any]:
    """The object that a file (or text) holds. Raises DataError where it holds none.

    A number that is none (NaN, 1e999) stays as its text, so that whoever reads it asks it back.
    """
    where, text = reading.where, file if isinstance(file, str) else _read(file)

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(items)
        if len(out) < len(items):
            names = [name for name, _ in items]
            twice = sorted({name for name in names if names.count(name) > 1})
            raise _error(
                where, f"'{twice[0]}' stands twice in one object, so one of the two would be lost.",
                "Keep one of the two.",
            )  # fmt: skip
        return out

    try:
        data = json.loads(
            text, parse_constant=str, parse_float=_float, parse_int=_integer, object_pairs_hook=pairs
        )
    except json.JSONDecodeError as fault:
        raise _not_json(where, text, fault) from None
    except RecursionError:
        raise _error(where, "the file is nested too deeply to be a case.", "Export it again.") from None
    if not isinstance(data, dict):
        raise _error(where, "a case file holds one object.", "Start it with { and give one patient a file.")
    if _depth(data) > DEEPEST:
        raise _error(where, "the file is nested too deeply to be a case.", "Export it again.")
    whole: dict[str, Any] = _printable(data, reading)
    return whole


def _depth(data: Any) -> int:
    """Levels of objects and lists, counted no further than what is too deep."""
    level, depth = [data], 0
    while level and depth <= DEEPEST:
        level = [
            part
            for whole in level
            if isinstance(whole, (dict, list))
            for part in (whole.values() if isinstance(whole, dict) else whole)
        ]
        depth += 1
    return depth


def _not_json(where: str, text: str, fault: json.JSONDecodeError) -> DataError:
    if not text.strip():
        return _error(where, "the file is empty.", "Copy or export it again.")
    place = f"{where}, line {fault.lineno}, column {fault.colno}"
    if fault.pos >= len(text.rstrip()) or fault.msg.startswith("Unterminated"):
        return _error(place, "the file ends in the middle.", "It was cut off: copy or export it again.")
    return _error(place, f"this is not JSON ({fault.msg}).", "Mend that place, or export it again.")


def _float(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _DIGITS else text


def _printable(value: Any, reading: Reading) -> Any:
    """The same with half characters (lone surrogates), which no file and no paper can hold, replaced."""
    if isinstance(value, str):
        if not any("\ud800" <= char <= "\udfff" for char in value):
            return value
        reading.warn(
            "", "there is half a character (a lone surrogate); it became '\ufffd'.", "Write it again."
        )
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, list):
        return [_printable(part, reading) for part in value]
    if isinstance(value, dict):
        return {_printable(key, reading): _printable(part, reading) for key, part in value.items()}
    return value


def _read(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise _error(str(file), "there is no such file.", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise _error(
            str(file), "this is a folder.", "Name a file, or use 'mwdesk evaluate' for folders."
        ) from None
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise _error(
            str(file), f"the file cannot be read ({why}).", "Check its name and permissions."
        ) from None
    if len(raw) > LARGEST:
        raise _error(
            str(file), f"the file is larger than {LARGEST // 1_000_000} MB: no single patient is.",
            "Give one patient a file, without pictures or sequences in it.",
        )  # fmt: skip
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        place = f"{file}, byte {fault.start}"
    raise _error(place, "the text is not UTF-8.", "Save the file again with the encoding UTF-8.")


def _error(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))
