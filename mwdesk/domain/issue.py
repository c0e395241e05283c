"""Problems said in plain words: where, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One problem in somebody's data, with a proposed fix.

    `path` says where (file, key, row); `message` what is wrong; `fix` what to do about it.
    """

    level: Level
    path: str
    message: str
    fix: str

    def sentence(self) -> str:
        """One line for a screen or standard error."""
        return f"{self.path}: {self.message} {self.fix}".strip()


class DataError(Exception):
    """The user's data or disk is at fault, not the program; carries every issue found."""

    def __init__(self, *issues: Issue) -> None:
        super().__init__("; ".join(issue.sentence() for issue in issues))
        self.issues = issues
