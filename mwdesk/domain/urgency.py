"""How soon somebody must act."""

from __future__ import annotations

from enum import StrEnum


class Urgency(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    ROUTINE = "routine"

    @property
    def rank(self) -> int:
        """0 is the most urgent."""
        return ("emergency", "urgent", "routine").index(self.value)
