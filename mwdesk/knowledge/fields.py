"""Read one written table key by key, and say plainly what is missing, misspelt or of the wrong kind."""

from __future__ import annotations

import difflib
from enum import StrEnum
from typing import Any, TypeVar

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Association, Basis, OutcomeProbability
from mwdesk.knowledge.sourcefiles import Item, Table

E = TypeVar("E", bound=StrEnum)


class Fields:
    """One table with its path; every key that is read is ticked off, the rest is reported by `close`."""

    def __init__(self, item: Item, issues: list[Issue], body: Table | None = None, under: str = "") -> None:
        self._item = item
        self._issues = issues
        self._body = item.body if body is None else body
        self._read: set[str] = set()
        self.path = f"{item.path}{under}"

    def fault(self, message: str, fix: str, *, at: str = "", level: Level = Level.ERROR) -> None:
        """Report something about this table (or the key `at` in it)."""
        path = f"{self.path} [{at}]" if at else self.path
        self._issues.append(Issue(level=level, path=path, message=message, fix=fix))

    def has(self, key: str) -> bool:
        return key in self._body

    def text(self, key: str, default: str | None = "") -> str:
        """A string; default None means that it must be there."""
        value = self._take(key, str, "text in quotes", default)
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: float | None = None, *, needed: bool = False) -> float | None:
        value = self._take(key, (int, float), "a number", None if needed else default, optional=not needed)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default

    def amount(self, key: str, default: float) -> float:
        """A number that always has a value."""
        value = self.number(key, default)
        return default if value is None else value

    def flag(self, key: str, default: bool = False) -> bool:
        return self._take(key, bool, "true or false", default) is True

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._take(key, list, 'a list such as ["one", "two"]', [])
        words = value if isinstance(value, list) else []
        if all(isinstance(word, str) for word in words):
            return tuple(words)
        self.fault("Every entry here must be text in quotes.", "Put each one in quotes.", at=key)
        return ()

    def choice(self, key: str, kind: type[E], default: E | None) -> E:
        """One word of a fixed list; default None means that it must be there."""
        word = self.text(key, None if default is None else default.value)
        try:
            return kind(word)
        except ValueError:
            if word or default is not None:
                known = ", ".join(member.value for member in kind)
                self.fault(f"'{word}' is not known here.", f"Use one of: {known}.", at=key)
            return default if default is not None else next(iter(kind))

    def table(self, key: str) -> Table:
        value = self._take(key, dict, "a table", {})
        return value if isinstance(value, dict) else {}

    def words(self, key: str) -> dict[str, str]:
        """A table of words, one a line: { normal = "what it means" }."""
        rows = self.table(key)
        for name, value in rows.items():
            if not isinstance(value, str):
                self.fault("This must be text in quotes.", "Put it in quotes.", at=f"{key}.{name}")
        return {name: value for name, value in rows.items() if isinstance(value, str)}

    def tables(self, key: str) -> list[Table]:
        """A list of tables, one a line."""
        value = self._take(key, list, "a list of { ... }", [])
        rows = value if isinstance(value, list) else []
        if all(isinstance(row, dict) for row in rows):
            return rows
        self.fault("Every entry here must be a table in braces.", "Write each as { key = value }.", at=key)
        return []

    def bounds(self, key: str) -> tuple[float | None, float | None]:
        """Lower and upper bound, either of which may be open: [3.5, 5.3], or ["", 5.3]."""
        value = self._take(key, list, 'two bounds such as [3.5, 5.3], with "" for an open one', ["", ""])
        ends = [None if end == "" else end for end in value] if isinstance(value, list) else []
        if len(ends) == 2 and all(end is None or _is_number(end) for end in ends):
            return ends[0], ends[1]
        self.fault("There must be two numbers here.", 'Write [low, high], with "" for an open end.', at=key)
        return None, None

    def span(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        """Lower and upper bound in years; an open end takes the default."""
        low, high = self.bounds(key)
        if low is not None and high is not None and low > high:
            self.fault(f"{low} comes after {high}.", "Write the lower number first.", at=key)
        return (default[0] if low is None else float(low)), (default[1] if high is None else float(high))

    def line(self, row: Table, at: str) -> Fields:
        """One line of a list, to be read and closed like this table."""
        return Fields(self._item, self._issues, row, f" [{at}]")

    def below(self, key: str) -> Fields:
        """The table under `key`, to be read and closed like this one."""
        return Fields(self._item, self._issues, self.table(key), f" [{key}]")

    def close(self) -> None:
        """Report every key that nobody reads: usually a slip of the pen."""
        for key in self._body.keys() - self._read:
            near = difflib.get_close_matches(key, self._read, n=1)
            fix = f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(sorted(self._read))}."
            self.fault(f"'{key}' is not a key that belongs here.", fix, at=key)

    def associations(self, key: str, origin: str) -> dict[str, Association]:
        """Findings with their probabilities, one a line; `origin` says where they were written."""
        found: dict[str, Association] = {}
        for finding, row in self.table(key).items():
            line = self._line(key, finding, row)
            if line is None:
                continue
            p, basis, sources, note = line
            found[finding] = Association(
                finding=finding, p=p, basis=basis, sources=sources, origin=origin, note=note
            )
        return found

    def outcomes(self, key: str) -> dict[str, tuple[OutcomeProbability, ...]]:
        """By test (or condition), the outcomes with their probabilities, one a line."""
        return {
            name: self._outcome_rows(f"{key}.{name}", rows)
            for name, rows in self.table(key).items()
            if isinstance(rows, dict) or self._no_table(key, name)
        }

    def _outcome_rows(self, at: str, rows: Table) -> tuple[OutcomeProbability, ...]:
        found: list[OutcomeProbability] = []
        for outcome, row in rows.items():
            line = self._line(at, outcome, row)
            if line is not None:
                p, basis, sources, note = line
                found.append(
                    OutcomeProbability(outcome=outcome, p=p, basis=basis, sources=sources, note=note)
                )
        return tuple(found)

    def _no_table(self, key: str, name: str) -> bool:
        self.fault(
            "There must be outcomes under this heading.",
            "Write them one a line below it.",
            at=f"{key}.{name}",
        )
        return False

    def _line(self, at: str, name: str, row: Any) -> tuple[float, Basis, tuple[str, ...], str] | None:
        """One number: what it is, its basis, its sources and its note."""
        where = f"{at}.{name}"
        if not isinstance(row, dict):
            self.fault(
                'This must be a line such as { p = 0.3, basis = "estimate" }.', "Write it so.", at=where
            )
            return None
        line = self.line(row, where)
        p = line.number("p", needed=True)
        basis = line.choice("basis", Basis, None)
        sources, note = line.texts("source"), line.text("note")
        line.close()
        if p is None:
            return None
        if not 0 <= p <= 1:
            line.fault(f"{p} is no probability.", "Write a number from 0 to 1 (12 % is 0.12).")
        return p, basis, sources, note

    def _take(self, key: str, kind: Any, word: str, default: Any, *, optional: bool = False) -> Any:
        self._read.add(key)
        if key not in self._body:
            if default is None and not optional:
                self.fault(f"'{key}' is missing.", f"Add {key} = {word}.")
            return default
        value = self._body[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(f"'{key}' must be {word}.", "Mend the value.", at=key)
            return default
        return value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
