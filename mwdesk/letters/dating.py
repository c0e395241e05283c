"""A value typed at the visit without a date of its own is of that day; an imported one is of none."""

from __future__ import annotations

from dataclasses import replace

from mwdesk.domain.encounter import Encounter


def dated(encounter: Encounter) -> Encounter:
    """The same visit, its own values under the day on which it began (ISO)."""
    day = encounter.started.date().isoformat()
    own = [
        replace(entry, value={**entry.value, "day": day})
        for key, entry in encounter.entries.items()
        if key.startswith("lab/") and entry.value is not None
        if entry.by != "import" and not entry.value.get("day")
    ]
    return encounter.apply(*own) if own else encounter
