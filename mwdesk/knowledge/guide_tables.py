"""Protocols, guides, care and advice as rows, so that any SQLite tool can ask them questions."""

from __future__ import annotations

from typing import Any

from mwdesk.knowledge.book import Book

KEYS: dict[str, Any] = {
    "guide": ("kind", "id"),
    "guide_for": ("kind", "id", "what", "target"),
    "guide_source": ("kind", "id", "source"),
    "needle_muscle": "id",
    "nerve_limit": ("study", "limit"),
    "outcome_meaning": ("test", "outcome"),
}
_PLACES = {
    "edx": "edx",
    "biopsy": "biopsies",
    "imaging": "imaging",
    "treatment": "treatments",
    "advice": "advice",
}
# What a guide is for or made of: the name of the row, and the field that lists it.
_LINKS = {
    "test": "tests",
    "condition": "conditions",
    "pattern": "patterns",
    "site": "sites",
    "nerve": "nerves",
    "muscle": "muscles",
    "finding": "findings",
}
_TEXT = ("question", "indication", "detail", "target", "region", "timing")


def guide_rows(book: Book) -> dict[str, list[dict[str, Any]]]:
    """By table name; the same content as the payload."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in KEYS}
    for kind, place in _PLACES.items():
        for ident, entry in getattr(book, place).items():
            said = next((text for key in _TEXT if (text := getattr(entry, key, ""))), "")
            row = {"kind": kind, "id": ident, "name": entry.name, "basis": entry.basis.value, "says": said}
            tables["guide"].append(row)
            for what, key in _LINKS.items():
                targets = dict.fromkeys(getattr(entry, key, ()))
                tables["guide_for"] += [
                    {"kind": kind, "id": ident, "what": what, "target": target} for target in targets
                ]
            sources = dict.fromkeys(entry.sources)
            tables["guide_source"] += [{"kind": kind, "id": ident, "source": source} for source in sources]
    for muscle in book.needle_muscles.values():
        row = {"id": muscle.id, "name": muscle.name, "nerve": muscle.nerve, "roots": " ".join(muscle.roots)}
        tables["needle_muscle"].append(row | {"movement": muscle.movement, "depth": muscle.depth})
    for study in book.nerve_studies.values():
        for limit in study.limits:
            row = {"study": study.id, "limit": limit.name, "low": limit.low, "high": limit.high}
            row |= {"unit": limit.unit, "basis": limit.basis.value}
            tables["nerve_limit"].append(row | {"sources": "; ".join(limit.sources)})
    for test in book.tests.values():
        for outcome, words in test.means.items():
            tables["outcome_meaning"].append({"test": test.id, "outcome": outcome, "means": words})
    return tables
