"""Characters of a letter that no font of ours holds, named before it is printed, and where they stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from mwdesk import paths
from mwdesk.domain.letter import Letter
from mwdesk.domain.translation import _
from mwdesk.letters.wording import join

_MOST = 5  # characters that are named


def unprintable(letter: Letter, fonts: Path | None = None) -> str:
    """One sentence that names them and says what prints instead; "" where every character prints."""
    from mwdesk.letters.typography import Writer, load_fonts

    load_fonts(fonts if fonts is not None else paths.resources() / "fonts")
    writer = Writer()
    found: dict[str, str] = {}
    for where, text in _texts(letter):
        if not text.isascii():
            for char in writer.lacking(text):
                found.setdefault(char, where)
    if not found:
        return ""
    named = [f"{char} ({_name(char)}), in {where}" for char, where in list(found.items())[:_MOST]]
    named += [f"{len(found) - _MOST} more"] if len(found) > _MOST else []
    return _(
        "No font here has {characters}. Its plain letter, name or code in [ ] prints instead: "
        "write it in other letters."
    ).format(characters=join(named))


def _name(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '').lower()}".strip()


def _texts(letter: Letter) -> Iterator[tuple[str, str]]:
    """Every text with the place that a reader would look for it."""
    for label, value in letter.patient:
        yield f"the patient's {label.lower()}", value
    yield from (("to and from", value) for _label, value in letter.addresses)
    yield from (("the letterhead", text) for text in _strings(letter.letterhead))
    yield from (("the urgency", text) for text in _strings(letter.banner))
    for section in letter.sections:
        yield from ((f"'{section.title}'", text) for text in _strings(section.blocks))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _strings(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _strings(part)
