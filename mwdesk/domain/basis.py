"""Where a number comes from."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """Where a number comes from. Only the first four rest on what somebody saw."""

    STUDY = "study"
    REVIEW = "review"
    GUIDELINE = "guideline"
    CURATED = "curated"
    ESTIMATE = "estimate"

    @property
    def seen(self) -> bool:
        return self is not Basis.ESTIMATE
