"""Interface text in the language of the reader: English is the key, and the text where nothing is installed.

`_("Save")` and `_("{count} rows left").format(count=n)`: whole sentences with named places, never pieces.
Words in a constant are marked with `N_("...")` and translated where they are used, because the language can
change while the program runs. One process has one interface language, hence the state of this module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

CONTEXT_MARK = "\x04"  # parts context and text, as in the files that gettext compiles
RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


def english_form(count: int) -> int:
    """Which form of a plural English takes: 0 for one, 1 for all else."""
    return 0 if count == 1 else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The texts of one language. `texts` is by English text (with context: context, mark, text); `plurals` by
    the English singular; `form` gives the place of a count in them."""

    language: str = "en"
    texts: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = english_form


ENGLISH = Catalogue()
_texts: dict[str, str] = {}
_catalogues = [ENGLISH]


def install(catalogue: Catalogue) -> None:
    """Speak this language from now on; what is already on the screen stays until it is drawn anew."""
    _texts.clear()
    _texts.update(catalogue.texts)
    _catalogues[0] = catalogue


def language() -> str:
    """The code of the language that is spoken: "en", "es", "pt-BR"."""
    return _catalogues[0].language


def reads_right_to_left() -> bool:
    """Whether the language is written from right to left."""
    return language().partition("-")[0] in RIGHT_TO_LEFT


def _(text: str) -> str:
    """The text in the language that is spoken; itself where that language has no words for it."""
    return _texts.get(text, text)


def _p(context: str, text: str) -> str:
    """The same for a word that means different things: the context says which, and is never shown."""
    return _texts.get(context + CONTEXT_MARK + text, text)


def _n(one: str, many: str, count: int) -> str:
    """The form that the count takes; the caller fills in `{count}`."""
    catalogue = _catalogues[0]
    forms = catalogue.plurals.get(one)
    return forms[catalogue.form(count)] if forms else (one if count == 1 else many)


def N_(text: str) -> str:  # noqa: N802
    """Marks a text for translation and returns it unchanged: `_` is called where it is shown."""
    return text
