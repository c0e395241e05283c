"""Checks of the leaflet's translations: none stale, no number changed, no blank lost, readers named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.leaflet import LANGUAGES, Translation, lay_texts
from mwdesk.knowledge.reading import Reading

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BLANK = re.compile(r"\{[^{}]*\}")
_DATE = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


def numbers(text: str) -> Counter[str]:
    """Every number of a text with how often it stands there; a decimal comma is a point."""
    return Counter(found.replace(",", ".") for found in _NUMBER.findall(text))


def check_translations(reading: Reading) -> Iterator[Issue]:
    """Each entry says the same numbers and blanks as the English that stands now, or is called out."""
    book = reading.book
    english = lay_texts(book.leaflet, book.advice, book.conditions)
    for language, entries in book.translations.items():
        for ident, entry in entries.items():
            path = reading.path("translation", f"{language}:{ident}")
            if ident not in english:
                fix = "Remove it, or mend its heading."
                yield Issue(level=Level.ERROR, path=path, message="The leaflet has no such text.", fix=fix)
            elif entry.english != english[ident]:
                yield Issue(
                    level=Level.WARNING,
                    path=path,
                    message=f"The English has changed since this was translated: '{english[ident]}'.",
                    fix="Translate it again, and copy the English of today beside it.",
                )
            yield from _entry(path, entry)
        # A condition without a name in the language prints the one of the notes.
        lacking = [i for i in english if i not in entries and not i.startswith("condition.")]
        if entries and lacking:
            yield Issue(
                level=Level.WARNING,
                path=f"translations/{language}.toml",
                message=f"{LANGUAGES[language].english} lacks {len(lacking)}: {', '.join(lacking[:5])}.",
                fix="Translate them; until then the leaflet prints them in English.",
            )


def _entry(path: str, entry: Translation) -> Iterator[Issue]:
    if not entry.text.strip():
        yield Issue(level=Level.ERROR, path=path, message="It is empty.", fix="Translate it, or remove it.")
    if numbers(entry.english) != numbers(entry.text):
        yield Issue(
            level=Level.ERROR,
            path=path,
            message="The numbers are not those of the English.",
            fix="Write the same numbers, in the figures 0 to 9.",
        )
    if sorted(_BLANK.findall(entry.english)) != sorted(_BLANK.findall(entry.text)):
        yield Issue(
            level=Level.ERROR,
            path=path,
            message="The blanks in braces are not those of the English.",
            fix="Keep each {word} as it is.",
        )
    if bool(entry.reader) != bool(entry.date) or (entry.date and not _DATE.fullmatch(entry.date)):
        yield Issue(
            level=Level.ERROR,
            path=path,
            message="A review needs the name of its reader and its day.",
            fix='Write reader = "Name" and date = "2026-11-21", or neither.',
        )


TRANSLATION_CHECKS = (check_translations,)
