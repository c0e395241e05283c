"""A finding worked out from what was graded, measured or taken."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.encounter import MIDLINE, State

SIDE_WORD = {"right": "right ", "left": "left ", MIDLINE: ""}


@dataclass(frozen=True, slots=True)
class Derived:
    """`why` in plain words: "right hip flexion 3"."""

    finding: str
    state: State
    why: str


def present(finding: str, *why: str) -> Derived:
    """Seen."""
    return Derived(finding, State.PRESENT, ", ".join(dict.fromkeys(why)))


def absent(finding: str, *why: str) -> Derived:
    """Looked for in full and not there."""
    return Derived(finding, State.ABSENT, ", ".join(dict.fromkeys(why)))
