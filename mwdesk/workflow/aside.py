"""Warnings that were set aside: for what was known then. What is found later brings them back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.encounter import Decision, Encounter, Entry

RETURNED = "returned"  # `by` of the entry that brings a warning back
_PREFIX = "verdict/alert/"

Compute = Callable[[Encounter], Assessment]


def complete(encounter: Encounter, entries: tuple[Entry, ...], compute: Compute) -> tuple[Entry, ...]:
    """The entries with what a refusal was given on, and with the refusals that they take back.

    A warning comes back where a finding supports it that was not there when it was set aside. Computes an
    assessment only where a warning is or was refused.
    """
    refusing = [e for e in entries if _refuses(e) and "on" not in (e.value or {})]
    if refusing:
        known = _support(compute(encounter))
        entries = tuple(_given_on(e, known) if e in refusing else e for e in entries)
    after = encounter.apply(*entries)
    kept = [e for e in after.entries.values() if _refuses(e) and "on" in (e.value or {})]
    if not kept:
        return entries
    found = _support(compute(after))
    back = [Entry(key=e.key, value=None, by=RETURNED) for e in kept if not _covers(e, found)]
    return (*entries, *back)


def _refuses(entry: Entry) -> bool:
    value = entry.value or {}
    return entry.key.startswith(_PREFIX) and value.get("decision") == Decision.REFUSED.value


def _support(assessment: Assessment) -> dict[str, frozenset[str]]:
    return {alert.id: frozenset(alert.findings) for alert in assessment.alerts}


def _given_on(entry: Entry, known: dict[str, frozenset[str]]) -> Entry:
    on = sorted(known.get(entry.key.removeprefix(_PREFIX), ()))
    return replace(entry, value={**(entry.value or {}), "on": on})


def _covers(entry: Entry, found: dict[str, frozenset[str]]) -> bool:
    """Whether all that supports the warning now was there when it was refused."""
    on: Iterable[str] = (entry.value or {}).get("on", ())
    return found.get(entry.key.removeprefix(_PREFIX), frozenset()) <= frozenset(on)
