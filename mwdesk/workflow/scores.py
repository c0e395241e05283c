"""The MRC sum score: computed whole, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from mwdesk.domain.encounter import LEFT, NOT_TESTABLE, RIGHT
from mwdesk.domain.knowledge import Muscle
from mwdesk.domain.translation import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SumScore:
    """The MRC sum score, or why there is none: a score with untested parts is never computed."""

    total: int | None
    groups: int
    to_test: int
    not_testable: int
    by_section: int = 0  # groups that "all normal" filled

    def sentence(self) -> str:
        """The score in words, or what is still to test."""
        if self.total is not None:
            said = _("MRC sum score {total} of {number}")
            if self.by_section:
                said = _("MRC sum score {total} of {number} ({count} by section)")
            return said.format(total=self.total, number=5 * self.groups, count=self.by_section)
        if self.to_test:
            return _("MRC sum score: {to_test} of {groups} groups still to test").format(
                to_test=self.to_test, groups=self.groups
            )
        return _("MRC sum score: none, {not_testable} of {groups} groups could not be tested").format(
            not_testable=self.not_testable, groups=self.groups
        )


def sum_score(
    muscles: Iterable[Muscle],
    grades: Mapping[tuple[str, str], str],
    by_section: Collection[tuple[str, str]] = (),
) -> SumScore:
    """Sum over the groups marked in the knowledge, both sides; a half step counts as its whole grade."""
    keys = [(m.id, side) for m in muscles if m.in_sum_score for side in (RIGHT, LEFT)]
    seen = [grades.get(key) for key in keys]
    to_test, barred = seen.count(None), seen.count(NOT_TESTABLE)
    whole = [int(value[0]) for value in seen if value is not None and value != NOT_TESTABLE]
    total = sum(whole) if keys and not to_test and not barred else None
    filled = sum(key in by_section for key in keys)
    return SumScore(total=total, groups=len(keys), to_test=to_test, not_testable=barred, by_section=filled)
