"""What a leaflet says, in its language and in English beside it; nothing untranslated is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.leaflet import ENGLISH, Translation
from mwdesk.letters.wording import closed, upper

TRANSLATED, TYPED, MISSING, STALE = "translated", "typed", "missing", "stale"
_STOP = "।"  # ends a sentence in Devanagari
_WORST = (STALE, MISSING, TRANSLATED, TYPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text as it prints, and its English. `state`: translated, typed by somebody, missing or stale."""

    text: str
    english: str
    state: str = TRANSLATED
    reviewed: bool = False


def typed(text: str) -> Said:
    """Somebody's own words: they print as typed, in every language."""
    return Said(text=text, english=text, state=TYPED, reviewed=True)


def joined(parts: Iterable[Said], between: str = " ") -> Said:
    """Several texts as one paragraph; it is as doubtful as its most doubtful part."""
    said = [part for part in parts if part.text]
    states = {part.state for part in said}
    return Said(
        text=between.join(part.text for part in said),
        english=between.join(part.english for part in said),
        state=next((state for state in _WORST if state in states), TYPED),
        reviewed=all(part.reviewed for part in said),
    )


def bullet(said: Said) -> Said:
    """The text as one point of a list: a capital, a full stop."""
    return Said(
        text=f"• {_sentence(said.text)}",
        english=f"• {_sentence(said.english)}",
        state=said.state,
        reviewed=said.reviewed,
    )


def _sentence(text: str) -> str:
    ended = closed(text)
    if ended != text and any("\u0900" <= char <= "\u097f" for char in text):
        ended = text if text.endswith(_STOP) else text + _STOP
    return upper(ended)


@dataclass(slots=True)
class Tongue:
    """Says the leaflet's texts in one language; remembers who reviewed what it said, and whether all was."""

    kb: KnowledgeBase
    language: str = ENGLISH
    readers: dict[str, str] = field(default_factory=dict)  # who read what was said, with the day
    unreviewed: bool = False
    _entries: Mapping[str, Translation] = field(init=False)
    _by_english: dict[str, Translation] = field(init=False)

    def __post_init__(self) -> None:
        self._entries = self.kb.translations.get(self.language, {})
        # By the English itself: an entry stays good when its text only moves to another place in a list.
        self._by_english = {entry.english: entry for entry in self._entries.values()}

    def say(self, ident: str, **blanks: str | Said) -> Said:
        """A fixed text of the leaflet by "heading.name", its blanks filled in."""
        said = self.text(f"leaflet.{ident}", self.kb.leaflet[ident])
        if not blanks:
            return said
        parts = {name: typed(part) if isinstance(part, str) else part for name, part in blanks.items()}
        whole = joined([said, *parts.values()])
        return Said(
            text=said.text.format(**{name: part.text for name, part in parts.items()}),
            english=said.english.format(**{name: part.english for name, part in parts.items()}),
            state=whole.state,
            reviewed=whole.reviewed,
        )

    def text(self, ident: str, english: str) -> Said:
        """Any text of the knowledge by the id of its translation; in English where there is none of today."""
        if self.language == ENGLISH:
            return Said(text=english, english=english, reviewed=True)
        entry = self._entries.get(ident)
        if entry is None or entry.english != english:
            stale = entry is not None
            entry = self._by_english.get(english)
            if entry is None:
                return Said(text=english, english=english, state=STALE if stale else MISSING, reviewed=True)
        if entry.reviewed:
            self.readers[entry.reader] = entry.date
        else:
            self.unreviewed = True
        return Said(text=entry.text, english=english, reviewed=entry.reviewed)

    def heading(self, ident: str) -> str:
        """A title in the language alone: its English stands beside the section."""
        return self.say(f"title.{ident}").text

    def day(self, day: date) -> Said:
        """21 November 2026, the month in words."""
        return self.say("date.day", day=str(day.day), month=self.say(f"date.{day.month}"), year=str(day.year))

    def beside(self, said: Said) -> str:
        """What stands in English beside a paragraph for the clinician to check; "" where nothing need be."""
        if self.language == ENGLISH or not said.text:
            return ""
        if said.state in (MISSING, STALE):
            note = self.say(f"mark.{said.state}")
            return note.english if said.text == said.english else f"{said.english} [{note.english}]"
        return "" if said.reviewed else said.english
