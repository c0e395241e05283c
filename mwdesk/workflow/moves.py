"""What the last answer moved: the causes and places that rose or fell enough to be worth a mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mwdesk.workflow.panel import UNRANKED, Panel

LEAST = 0.03  # of 1: a smaller change is within what the estimates can tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """By id: 1 risen, -1 fallen. What did not move is not there."""

    causes: Mapping[str, int] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)


def moves(before: Panel | None, now: Panel) -> Moves:
    """What changed since the panel before; nothing where that one was of another visit or ranked nothing."""
    if before is None or before.visit != now.visit or UNRANKED & {before.outcome, now.outcome}:
        return Moves()
    old = {row.id: row.probability for row in (*before.causes, *before.more_causes)}
    new = {row.id: row.probability for row in (*now.causes, *now.more_causes)}
    return Moves(
        causes=_moved(old, new),
        sites=_moved({r.id: r.share for r in before.sites}, {r.id: r.share for r in now.sites}),
    )


def _moved(old: Mapping[str, float], new: Mapping[str, float]) -> dict[str, int]:
    gaps = {name: share - old.get(name, 0.0) for name, share in new.items()}
    return {name: 1 if gap > 0 else -1 for name, gap in gaps.items() if abs(gap) >= LEAST}
