"""The small language in which an item of a criterion says when it is met; db/README.md teaches it.

`areflexia AND NOT fever`, `lab:ck >= 5xULN`, `test:ncs = 'demyelinating'`, `mrc:neck-flexion < 4`,
`mrc:neck-flexion < mrc:neck-extension`, `age >= 50`, `sex = male`, `sum-score <= 40`. UNKNOWN is never
known: `rash AND UNKNOWN` is not met without the rash, and with it stays open for the clinician.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

OPERATORS = ("<", "<=", ">", ">=")
SEXES = ("female", "male")
_OP = r"(?P<op>>=|<=|>|<)"
_NUMBER = r"(?P<number>\d+(?:\.\d+)?)"
_TOKENS = re.compile(
    rf"""\s*(?:
      (?P<bracket>[()])
    | lab:(?P<lab>[a-z0-9-]+) \s* {_OP} \s* {_NUMBER} (?P<uln>xULN)?
    | test:(?P<test>[a-z0-9-]+) \s* = \s* '(?P<outcome>[^']+)'
    | mrc:(?P<mrc>[a-z-]+) \s* (?P<mrcop>>=|<=|>|<) \s* (?:mrc:(?P<than>[a-z-]+)|(?P<grade>\d(?:\.\d)?))
    | (?P<fact>age|sum-score) \s* (?P<factop>>=|<=|>|<) \s* (?P<limit>\d+(?:\.\d+)?)
    | sex \s* = \s* (?P<sex>[a-z]+)
    | (?P<word>[A-Za-z0-9][A-Za-z0-9-]*)
    )""",
    re.VERBOSE,
)
_CLAUSE = re.compile(
    r"(?P<count>all|any|at least (?P<least>\d+))(?: of (?P<part>[a-z0-9 -]+))?"
    r"|at least (?P<points>\d+(?:\.\d+)?) points?|below (?P<below>\d+(?:\.\d+)?) points?"
)


class CriterionRuleError(ValueError):
    """A rule or a threshold that cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`kind` is and, or, not, finding, lab, uln, test, mrc, age, sum-score, sex
    or unknown.

    `name` is an id (or the sex), `other` an outcome or the second movement of a comparison.
    """

    kind: str
    name: str = ""
    op: str = ""
    number: float = 0.0
    other: str = ""
    parts: tuple[Rule, ...] = ()

    def atoms(self) -> Iterator[Rule]:
        """Everything that the rule asks of the record, in order."""
        if self.parts:
            for part in self.parts:
                yield from part.atoms()
        else:
            yield self


@dataclass(frozen=True, slots=True)
class Clause:
    """One demand of a threshold: `least` items (None: all of them) of `part`, or points.

    `points` is the least sum, `below` what the sum must stay under.
    """

    least: int | None = None
    part: str = ""
    points: float | None = None
    below: float | None = None


def compare(value: float, op: str, limit: float) -> bool:
    """One of the four comparisons."""
    if op in (">=", "<=") and value == limit:
        return True
    return value > limit if op[0] == ">" else value < limit


@lru_cache(maxsize=4096)
def read_rule(text: str) -> Rule:
    """NOT binds tighter than AND, AND tighter than OR; raises CriterionRuleError."""
    reader = _Reader(text)
    rule = reader.either()
    if reader.at < len(reader.tokens):
        raise CriterionRuleError(f"'{reader.tokens[reader.at][1]}' stands where the rule should end")
    return rule


@lru_cache(maxsize=1024)
def read_met(text: str) -> tuple[Clause, ...]:
    """A threshold such as "all", "at least 3", "all of mandatory; any of major", "at least 5.5 points"."""
    return tuple(_clause(part.strip()) for part in text.split(";"))


def _clause(text: str) -> Clause:
    found = _CLAUSE.fullmatch(text)
    if found is None:
        raise CriterionRuleError(f"'{text}' is no threshold")
    if found["points"] is not None:
        return Clause(points=float(found["points"]))
    if found["below"] is not None:
        return Clause(below=float(found["below"]))
    part = found["part"] or ""
    if found["count"] == "all":
        return Clause(part=part)
    return Clause(least=int(found["least"] or 1), part=part)


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[Rule | None, str]] = []
        self.at = 0
        at, whole = 0, text.strip()
        while at < len(whole):
            found = _TOKENS.match(whole, at)
            if found is None:
                raise CriterionRuleError(f"'{whole[at : at + 20]}' cannot be read")
            self.tokens.append((_atom(found), found.group(0).strip()))
            at = found.end()

    def word(self) -> str:
        """The next bracket or joining word, "" where something else comes."""
        if self.at >= len(self.tokens):
            return ""
        rule, text = self.tokens[self.at]
        return "" if rule is not None else text

    def either(self) -> Rule:
        parts = [self.both()]
        while self.word() == "OR":
            self.at += 1
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Rule("or", parts=tuple(parts))

    def both(self) -> Rule:
        parts = [self.single()]
        while self.word() == "AND":
            self.at += 1
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else Rule("and", parts=tuple(parts))

    def single(self) -> Rule:
        if self.at >= len(self.tokens):
            raise CriterionRuleError("the rule ends too early")
        rule, text = self.tokens[self.at]
        self.at += 1
        if rule is not None:
            return rule
        if text == "NOT":
            return Rule("not", parts=(self.single(),))
        if text != "(":
            raise CriterionRuleError(f"'{text}' stands where a finding should")
        inner = self.either()
        if self.word() != ")":
            raise CriterionRuleError("a bracket is not closed")
        self.at += 1
        return inner


def _atom(found: re.Match[str]) -> Rule | None:
    """What a token asks of the record; None for brackets and joining words."""
    if found["lab"]:
        kind = "uln" if found["uln"] else "lab"
        return Rule(kind, found["lab"], found["op"], float(found["number"]))
    if found["test"]:
        return Rule("test", found["test"], "=", other=found["outcome"])
    if found["mrc"]:
        return Rule("mrc", found["mrc"], found["mrcop"], float(found["grade"] or 0), found["than"] or "")
    if found["fact"]:
        return Rule(found["fact"], "", found["factop"], float(found["limit"]))
    if found["sex"]:
        return Rule("sex", found["sex"], "=")
    if found["bracket"] or found["word"] in ("AND", "OR", "NOT"):
        return None
    if found["word"] == "UNKNOWN":
        return Rule("unknown")
    return Rule("finding", found["word"])
