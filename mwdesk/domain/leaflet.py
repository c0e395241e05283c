"""The patient's leaflet in the patient's language: which languages there are, what is said, who read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from mwdesk.domain.translation import N_

if TYPE_CHECKING:
    from mwdesk.domain.guides import Advice
    from mwdesk.domain.knowledge import Condition

ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language of the leaflet: its name in English and in itself, and its tag in a document (BCP 47)."""

    english: str
    own: str
    tag: str


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        ENGLISH: Language(english=N_("English"), own="English", tag="en-GB"),
        "hi": Language(english=N_("Hindi"), own="हिन्दी", tag="hi-IN"),
        "kn": Language(english=N_("Kannada"), own="ಕನ್ನಡ", tag="kn-IN"),
        "es": Language(english=N_("Spanish"), own="Español", tag="es"),
        "fr": Language(english=N_("French"), own="Français", tag="fr"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """One text with the English that it was made from; a machine's until a named reader reviewed it."""

    english: str
    text: str
    reader: str = ""
    date: str = ""  # of the reading, ISO

    @property
    def reviewed(self) -> bool:
        return bool(self.reader and self.date)


def lay_texts(
    words: Mapping[str, str], advice: Mapping[str, Advice], conditions: Mapping[str, Condition]
) -> dict[str, str]:
    """Everything that a leaflet can say out of the knowledge, in English, by the id of its translation."""
    out = {f"leaflet.{ident}": text for ident, text in words.items()}
    for ident, one in advice.items():
        out[f"advice.{ident}.name"] = one.name
        out |= {f"advice.{ident}.{number}": text for number, text in enumerate(one.points, start=1)}
    return out | {f"condition.{ident}": condition.name for ident, condition in conditions.items()}


def leaflet_language(chosen: str, spoken: str, usual: str) -> str:
    """The language to print: chosen for the patient, else spoken where we have it, else the clinic's."""
    if chosen in LANGUAGES:
        return chosen
    heard = spoken.strip().casefold()
    for code, language in LANGUAGES.items():
        if heard in (code, language.english.casefold(), language.own.casefold()):
            return code
    return usual if usual in LANGUAGES else ENGLISH
