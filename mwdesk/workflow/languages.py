"""Which languages the interface speaks, which one this computer's user chose, and to speak it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mwdesk import paths
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import ENGLISH, Catalogue, _, install
from mwdesk.domain.translation_file import head, read_catalogue

_FILE = "language"  # beside the records, readable before they are unlocked
_HEAD = 4000  # characters, in which the head of a file ends
CHECKED = "checked"  # in the head of a file, once a clinician who speaks the language has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language by its code ("es") and its own name ("Español")."""

    code: str
    name: str
    checked: bool

    @property
    def title(self) -> str:
        """Its name, and who translated it where nobody has read it through."""
        if self.checked:
            return self.name
        return _("{language} (machine translation, not reviewed)").format(language=self.name)


_OWN = Language(code="en", name="English", checked=True)


def folder() -> Path:
    """Where the files of the languages are."""
    return paths.resources() / "locale"


def languages(place: Path | None = None) -> tuple[Language, ...]:
    """English, then every language there is a file for, by its own name."""
    return (_OWN, *sorted(_others(place or folder()), key=lambda language: language.name.casefold()))


def _others(place: Path) -> Iterator[Language]:
    for file in place.glob("*.po"):
        try:
            with file.open(encoding="utf-8") as lines:
                told = head(lines.read(_HEAD))
        except (OSError, UnicodeDecodeError):
            continue  # a file that cannot be read is no language to choose
        name = told.get("X-Language-Name", file.stem)
        yield Language(code=file.stem, name=name, checked=told.get("X-Review", "") == CHECKED)


def chosen(home: Path | None = None) -> str:
    """The code that was chosen; English where nobody chose, or the file cannot be read."""
    try:
        return ((home or paths.user_data()) / _FILE).read_text(encoding="ascii").strip() or "en"
    except (OSError, UnicodeDecodeError):
        return "en"


def choose(code: str, home: Path | None = None) -> None:
    """Keep the choice for the next start. Raises DataError where the disk refuses."""
    place = (home or paths.user_data()) / _FILE
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(code + "\n", encoding="ascii")
    except OSError as fault:
        reason = fault.strerror or str(fault)
        message = _("The language could not be kept ({reason}).").format(reason=reason)
        fix = _("Allow writing to this folder.")
        raise DataError(Issue(level=Level.ERROR, path=str(place), message=message, fix=fix)) from fault


def read(code: str, place: Path | None = None) -> Catalogue:
    """The texts of a language; English where there is no file for it, or it cannot be read."""
    if code == "en" or not code.replace("-", "").isalnum():
        return ENGLISH
    try:
        text = ((place or folder()) / f"{code}.po").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ENGLISH
    return read_catalogue(text, code)


def speak(home: Path | None = None) -> str:
    """Speak the language that was chosen, from now on; returns its code."""
    catalogue = read(chosen(home))
    install(catalogue)
    return catalogue.language


def spoken(code: str) -> Language:
    """The language of a code, as the menu has it."""
    return next((language for language in languages() if language.code == code), _OWN)
