"""Reads the text of a .po file, as gettext and translators' programs write it, into a catalogue."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter

from mwdesk.domain.translation import CONTEXT_MARK, Catalogue, english_form

_LINE = re.compile(r'^(?:(msgctxt|msgid_plural|msgid|msgstr)(?:\[(\d+)\])?\s+)?"(.*)"$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_PLURAL = re.compile(r"nplurals\s*=\s*(\d+)\s*;\s*plural\s*=\s*([^;\n]+)")


@dataclass(slots=True)
class Entry:
    """One text: `parts` by keyword, "msgstr[0]" and so on for the forms of a plural."""

    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def english(self) -> tuple[str, ...]:
        """The English text, or one and many."""
        return tuple(self.parts[key] for key in ("msgid", "msgid_plural") if key in self.parts)

    @property
    def translated(self) -> tuple[str, ...]:
        """The text in the other language, or every form of a plural; "" where nobody wrote it yet."""
        return tuple(words for key, words in self.parts.items() if key.startswith("msgstr"))

    @property
    def whole(self) -> bool:
        """Whether every form is written and nobody doubts it."""
        return not self.fuzzy and bool(self.translated) and all(self.translated)

    @property
    def fits(self) -> bool:
        """Whether it has the places of the English text and no others; a plural may leave out its count."""
        wanted = places(self.english[-1])
        if any(places(words) is None for words in self.translated) or wanted is None:
            return False
        spare = {"count"} if "msgid_plural" in self.parts else set()
        return all(wanted - spare <= (places(words) or set()) <= wanted for words in self.translated)


def places(text: str) -> set[str] | None:
    """The names between braces; None where the braces do not match or a place has no name."""
    try:
        found = {name for _text, name, _spec, _how in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
    return None if "" in found else found


def entries(text: str) -> Iterator[Entry]:
    """Every entry of a file, its head (an empty msgid) too; what was crossed out (#~) is passed over."""
    entry, at = Entry(), ""
    for line in text.splitlines():
        if line.startswith("#,"):
            entry.fuzzy = entry.fuzzy or "fuzzy" in line
        found = _LINE.match(line.strip())
        if not line.strip() and entry.parts:
            yield entry
            entry, at = Entry(), ""
        elif found:
            at = (found[1] + (f"[{found[2]}]" if found[2] else "")) if found[1] else at
            entry.parts[at] = entry.parts.get(at, "") + _ESCAPE.sub(_unescaped, found[3])
    if entry.parts:
        yield entry


def _unescaped(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[1], found[1])


def head(text: str) -> Mapping[str, str]:
    """The fields at the head of a file by their names: Language, Plural-Forms and so on."""
    first = next(entries(text), Entry())
    if first.parts.get("msgid"):
        return {}
    lines = (line.partition(":") for line in first.parts.get("msgstr", "").split("\n"))
    return {name.strip(): words.strip() for name, _colon, words in lines if words.strip()}


def read_catalogue(text: str, language: str) -> Catalogue:
    """The texts that are ready: what is doubted, unfinished or lacks a place is left in English."""
    number, form = plural_rule(head(text).get("Plural-Forms", ""))
    texts: dict[str, str] = {}
    plurals: dict[str, tuple[str, ...]] = {}
    for entry in entries(text):
        english = entry.english
        if not english or not english[0] or not entry.whole or not entry.fits:
            continue
        context = entry.parts.get("msgctxt")
        if len(english) > 1:
            if len(entry.translated) == number:
                plurals[english[0]] = entry.translated
                texts.setdefault(english[0], entry.translated[form(1)])  # as gettext does
        else:
            texts[english[0] if context is None else context + CONTEXT_MARK + english[0]] = entry.translated[
                0
            ]
    return Catalogue(language=language, texts=texts, plurals=plurals, form=form)


def plural_rule(words: str) -> tuple[int, Callable[[int], int]]:
    """How many forms there are and which a count takes, from the head; English where it cannot be read."""
    found = _PLURAL.search(words)
    if found is None:
        return 2, english_form
    from gettext import c2py  # takes the rule apart without evaluating it as Python

    try:
        rule = c2py(found[2].strip())
    except ValueError:
        return 2, english_form
    number = int(found[1])
    return number, lambda count: min(int(rule(count)), number - 1)
