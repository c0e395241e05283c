"""Values that were typed and asked back about, and that nobody answered for yet: never lost in silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mwdesk.domain.translation import _
from mwdesk.workflow.typed_value import shown_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands in the fields of one row, not yet read."""

    analyte: str
    label: str
    text: str
    unit: str
    low: float | None
    high: float | None
    day: str

    @property
    def key(self) -> str:
        """The key under which the record would keep this value."""
        return self.analyte or self.label


def untaken_lines(slips: Iterable[Slip]) -> tuple[str, ...]:
    """One line each, for what is still to check."""
    line = _("{value}: typed, not taken. Answer the question beside it in Results.")
    return tuple(line.format(value=_words(slip)) for slip in slips)


def _words(slip: Slip) -> str:
    bare = not any(sign.isalpha() or sign == "%" for sign in slip.text)
    unit = shown_unit(slip.unit) if bare else ""
    return f"{slip.label.partition(' (')[0]} {slip.text} {unit}".strip()
