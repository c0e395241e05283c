"""A finding worked out from what was graded, measured or taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mwdesk.domain.encounter import MIDLINE, State
from mwdesk.domain.knowledge import Muscle

SIDE_WORD = {"right": "right ", "left": "left ", MIDLINE: ""}


@dataclass(frozen=True, slots=True)
class Derived:
    """`why` in plain words: "right hip flexion 3"."""

    finding: str
    state: State
    why: str


def movement(muscles: Mapping[str, Muscle], ident: str) -> str:
    """The name of a movement inside a sentence: "hip flexion"."""
    known = muscles.get(ident)
    name = known.name if known is not None and known.name else ident.replace("-", " ")
    return name[:1].lower() + name[1:]


def present(finding: str, *why: str) -> Derived:
    """Seen."""
    return Derived(finding, State.PRESENT, ", ".join(dict.fromkeys(why)))


def absent(finding: str, *why: str) -> Derived:
    """Looked for in full and not there."""
    return Derived(finding, State.ABSENT, ", ".join(dict.fromkeys(why)))
