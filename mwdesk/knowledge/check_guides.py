"""Checks of protocols, guides, care and advice: every id stands, every source was seen, no dose is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Basis
from mwdesk.knowledge.check_numbers import check_cited, unknown
from mwdesk.knowledge.doses import dose_in
from mwdesk.knowledge.reading import Reading

SIDES = ("weak", "both", "one")
LIMBS = ("", "arm", "leg")
# Where the entries of each kind are in the book; the same words stand in the paths of issues.
KINDS = {
    "needle_muscle": "needle_muscles",
    "nerve_study": "nerve_studies",
    "edx": "edx",
    "biopsy": "biopsies",
    "imaging": "imaging",
    "treatment": "treatments",
    "advice": "advice",
}


def _entries(reading: Reading) -> Iterator[tuple[str, str, Any]]:
    for kind, place in KINDS.items():
        for ident, entry in getattr(reading.book, place).items():
            yield kind, ident, entry


def check_links(reading: Reading) -> Iterator[Issue]:
    """Tests, conditions, patterns, sites, nerves and muscles that a guide names are there."""
    book = reading.book
    known: dict[str, tuple[str, Mapping[str, Any]]] = {
        "tests": ("test", book.tests),
        "conditions": ("condition", book.conditions),
        "patterns": ("localisation pattern", book.localisation),
        "sites": ("site", book.sites),
        "nerves": ("nerve study", book.nerve_studies),
        "muscles": ("needle muscle", book.needle_muscles),
        "findings": ("finding", book.findings),
    }
    for kind, ident, entry in _entries(reading):
        for key, (word, there) in known.items():
            for name in getattr(entry, key, ()):
                if name not in there:
                    yield unknown(reading.path(kind, ident, key), name, word, there)
    for muscle in book.needle_muscles.values():
        if muscle.movement and muscle.movement not in book.muscles:
            path = reading.path("needle_muscle", muscle.id, "movement")
            yield unknown(path, muscle.movement, "movement", book.muscles)


def check_rests(reading: Reading) -> Iterator[Issue]:
    """What rests on a source names it, and the source was seen; a limit says which way."""
    for kind, ident, entry in _entries(reading):
        if hasattr(entry, "basis"):
            yield from _rests(reading, reading.path(kind, ident, "source"), entry.basis, entry.sources)
    for study in reading.book.nerve_studies.values():
        for limit in study.limits:
            path = reading.path("nerve_study", study.id, f"{study.id}.limits.{limit.name.replace(' ', '-')}")
            yield from _rests(reading, path, limit.basis, limit.sources)
            if limit.low is None and limit.high is None:
                yield _error(path, "This limit has no number.", "Write low, high or both.")


def _rests(reading: Reading, path: str, basis: Basis, sources: tuple[str, ...]) -> Iterator[Issue]:
    if basis.seen and not sources:
        yield _error(
            path, f"The basis is {basis.value}, but no source is named.", 'Name it, or write "estimate".'
        )
    yield from check_cited(reading, path, sources)


def check_guides(reading: Reading) -> Iterator[Issue]:
    """A guide can be reached: it names a test, and a cause, pattern or site that calls for it."""
    book = reading.book
    for kind in ("edx", "biopsy", "imaging"):
        for ident, guide in getattr(book, KINDS[kind]).items():
            path = reading.path(kind, ident)
            if not guide.tests:
                yield _error(f"{path} [tests]", "No test is named.", "Name the tests that it is for.")
            if not (guide.conditions or guide.sites or getattr(guide, "patterns", ())):
                yield _error(path, "Nothing calls for this guide.", "Name conditions, patterns or sites.")
    for protocol in book.edx.values():
        path = reading.path("edx", protocol.id)
        if protocol.side not in SIDES or protocol.limb not in LIMBS:
            yield _error(f"{path} [side]", "Side or limb is not known.", "weak, both, one; arm, leg or none.")
    for advice in book.advice.values():
        if not advice.points:
            yield _error(reading.path("advice", advice.id), "It advises nothing.", "Write its points.")
        if not 0 <= advice.card <= len(advice.points):
            path = f"{reading.path('advice', advice.id)} [card]"
            yield _error(path, "There is no such point.", "Give its number, from 1, or leave it out.")


def check_outcome_words(reading: Reading) -> Iterator[Issue]:
    """What an outcome means is said of an outcome that the test has."""
    for test in reading.book.tests.values():
        for outcome in test.means:
            if outcome not in test.outcomes:
                path = reading.path("test", test.id, f"{test.id}.means")
                yield unknown(path, outcome, "outcome", test.outcomes)


def check_doses(reading: Reading) -> Iterator[Issue]:
    """No dose stands in any text of a guide or of what an outcome means."""
    for kind, ident, entry in _entries(reading):
        for field in fields(entry):
            value = getattr(entry, field.name)
            texts = value if isinstance(value, tuple) else (value,)
            yield from (_dose(reading, kind, ident, field.name, text) for text in texts if _is_dose(text))
    for test in reading.book.tests.values():
        yield from (_dose(reading, "test", test.id, "means", t) for t in test.means.values() if _is_dose(t))


def _is_dose(text: object) -> bool:
    return isinstance(text, str) and bool(dose_in(text))


def _dose(reading: Reading, kind: str, ident: str, key: str, text: str) -> Issue:
    return _error(
        reading.path(kind, ident, key),
        f"This gives a dose: '{dose_in(text)}'.",
        "Name the drug and write (dose by local formulary).",
    )


def _error(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


GUIDE_CHECKS = (check_links, check_rests, check_guides, check_outcome_words, check_doses)
