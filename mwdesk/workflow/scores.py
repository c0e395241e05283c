"""The MRC sum score: computed whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mwdesk.domain.encounter import LEFT, NOT_TESTABLE, RIGHT
from mwdesk.domain.knowledge import Muscle


@dataclass(frozen=True, slots=True, kw_only=True)
class SumScore:
    """The MRC sum score, or why there is none: a score with untested parts is never computed."""

    total: int | None
    groups: int
    to_test: int
    not_testable: int

    def sentence(self) -> str:
        """The score in words, or what is still to test."""
        if self.total is not None:
            return f"MRC sum score {self.total} of {5 * self.groups}"
        if self.to_test:
            return f"MRC sum score: {self.to_test} of {self.groups} groups still to test"
        return f"MRC sum score: none, {self.not_testable} of {self.groups} groups could not be tested"


def sum_score(muscles: Iterable[Muscle], grades: Mapping[tuple[str, str], str]) -> SumScore:
    """Sum over the groups marked in the knowledge, both sides; a half step counts as its whole grade."""
    keys = [(m.id, side) for m in muscles if m.in_sum_score for side in (RIGHT, LEFT)]
    seen = [grades.get(key) for key in keys]
    to_test, barred = seen.count(None), seen.count(NOT_TESTABLE)
    whole = [int(value[0]) for value in seen if value is not None and value != NOT_TESTABLE]
    total = sum(whole) if keys and not to_test and not barred else None
    return SumScore(total=total, groups=len(keys), to_test=to_test, not_testable=barred)
