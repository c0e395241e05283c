"""Sections of the history that were left out on purpose: "not assessed" is said, never taken for "no"."""

from __future__ import annotations

from mwdesk.domain.encounter import Encounter, Entry

_PREFIX = "skip/"


def skip(section: str, on: bool = True) -> Entry:
    """Leave a section ("history.sensory") out, or take that back."""
    return Entry(key=_PREFIX + section, value={"skipped": True} if on else None)


def skipped(encounter: Encounter) -> frozenset[str]:
    """The sections that were left out."""
    return frozenset(key.removeprefix(_PREFIX) for key in encounter.entries if key.startswith(_PREFIX))
