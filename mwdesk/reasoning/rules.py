"""Boolean rules over finding ids: AND, OR, NOT and parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_TOKEN = re.compile(r"\s*(\(|\)|[A-Za-z0-9][\w.+-]*)")


class RuleError(ValueError):
    """A rule that cannot be read; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is atom, and, or, not; an atom holds its finding id, the others their parts."""

    kind: str
    finding: str = ""
    parts: tuple[Node, ...] = ()

    def holds(self, present: Callable[[str], bool]) -> bool:
        """Whether the rule is true when `present` says which findings are present; not asked is false."""
        if self.kind == "atom":
            return present(self.finding)
        if self.kind == "not":
            return not self.parts[0].holds(present)
        if self.kind == "and":
            return all(part.holds(present) for part in self.parts)
        return any(part.holds(present) for part in self.parts)

    def atoms(self) -> Iterator[str]:
        """Every finding id of the rule in order, repeated where it is repeated."""
        if self.kind == "atom":
            yield self.finding
        for part in self.parts:
            yield from part.atoms()

    def support(self, present: Callable[[str], bool]) -> Iterator[str]:
        """The present findings that make the rule true, those under NOT left out."""
        if self.kind == "atom":
            if present(self.finding):
                yield self.finding
        elif self.kind != "not" and self.holds(present):
            for part in self.parts:
                if part.holds(present):
                    yield from part.support(present)

    def raising(self, under_not: bool = False) -> Iterator[str]:
        """Findings whose presence can only help the rule to become true."""
        if self.kind == "atom":
            if not under_not:
                yield self.finding
        else:
            for part in self.parts:
                yield from part.raising(under_not != (self.kind == "not"))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        at = 0
        stripped = text.rstrip()
        while at < len(stripped):
            found = _TOKEN.match(stripped, at)
            if found is None:
                raise RuleError(f"cannot read '{stripped[at : at + 12]}' in rule '{text}'")
            self.tokens.append(found.group(1))
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise RuleError(f"rule ends too early: '{self.text}'")
        self.at += 1
        return token

    def joined(self, word: str, below: Callable[[], Node], kind: str) -> Node:
        parts = [below()]
        while self.peek() == word:
            self.take()
            parts.append(below())
        return parts[0] if len(parts) == 1 else Node(kind, parts=tuple(parts))

    def either(self) -> Node:
        return self.joined("OR", self.both, "or")

    def both(self) -> Node:
        return self.joined("AND", self.single, "and")

    def single(self) -> Node:
        token = self.take()
        if token == "NOT":
            return Node("not", parts=(self.single(),))
        if token == "(":
            inner = self.either()
            if self.take() != ")":
                raise RuleError(f"a parenthesis is not closed in rule '{self.text}'")
            return inner
        if token in {")", "AND", "OR"}:
            raise RuleError(f"'{token}' is out of place in rule '{self.text}'")
        return Node("atom", finding=token)


def parse_rule(text: str) -> Node:
    """Read one rule; NOT binds tighter than AND, AND tighter than OR. Raises RuleError."""
    reader = _Reader(text)
    node = reader.either()
    if reader.peek():
        raise RuleError(f"'{reader.peek()}' is out of place in rule '{text}'")
    return node
