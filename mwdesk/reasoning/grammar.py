"""The localisation grammar: patterns over graded muscles, reflexes, sensory points and findings.

Lists are separated by ';' and all of them are required. Atoms: `w:` / `W:` / `cw:` muscle weak on the index
side / both sides / the other side; `sv:` weak to grade 3 or less; `s:` / `S:` / `cs:` strong;
`lt:a<b` and `le:a<b` compare grades on the index side; `r:` / `R:` / `cr:` reflex and state;
`n:` / `N:` / `cn:` sensory point and loss or normal; `f:` finding. Around them any(), all(), n2(), n3(),
not(); `none` is always true. Three-valued: what was not tested is unknown, never normal.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from mwdesk.domain.assessment import Findings
from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT, State

WEAK_BELOW = 4.9  # grammar of the patterns: weak means below 4.9, severe grade 3 or less
SEVERE_AT_MOST = 3.0
OTHER = {RIGHT: LEFT, LEFT: RIGHT}
_ATOM = re.compile(r"^(w|W|cw|sv|s|S|cs|lt|le|r|R|cr|n|N|cn|f):(.+)$")
_CALL = re.compile(r"^(any|all|not|n\d+)\((.*)\)$", re.DOTALL)
_REFLEX_STATES = {
    "0": "absent",
    "1": "reduced",
    "2": "normal",
    "3": "brisk",
    "4": "clonus",
    "upgoing": "extensor",
    "downgoing": "flexor",
    "mute": "absent",
}
_ASKED = {  # the recorded states that satisfy an asked state
    "reduced": frozenset({"reduced", "absent"}),
    "brisk": frozenset({"brisk", "clonus"}),
}


Asked = tuple[str, str, str]  # an atom: kind, name, state


class GrammarError(ValueError):
    """A pattern that cannot be read."""


@dataclass(frozen=True, slots=True)
class Term:
    """One node: `kind` is an atom's prefix, or count (at least so many of its parts), not, none."""

    kind: str
    name: str = ""
    state: str = ""
    count: int = 0
    parts: tuple[Term, ...] = ()

    @property
    def asked(self) -> Asked:
        """What an atom asks, without which side."""
        return self.kind, self.name, self.state

    def atoms(self) -> Iterator[Term]:
        """Every atom below, this one included."""
        if not self.parts and self.kind != "none":
            yield self
        for part in self.parts:
            yield from part.atoms()


def _split(text: str, separator: str) -> list[str]:
    out, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            raise GrammarError(f"a parenthesis too many in '{text}'")
        if char == separator and depth == 0:
            out.append(text[start:at])
            start = at + 1
    if depth:
        raise GrammarError(f"a parenthesis is not closed in '{text}'")
    out.append(text[start:])
    return [part.strip() for part in out if part.strip()]


def _atom(text: str) -> Term:
    found = _ATOM.match(text)
    if found is None:
        raise GrammarError(f"'{text}' is no condition of the localisation grammar")
    kind, rest = found.group(1), found.group(2).strip()
    if kind in {"lt", "le"}:
        name, sign, state = rest.partition("<")
        if not sign:
            raise GrammarError(f"'{text}' compares nothing")
        return Term(kind, name.strip(), state.strip())
    if kind in {"r", "R", "cr", "n", "N", "cn"}:
        name, sign, state = rest.rpartition(":")
        if not sign:
            raise GrammarError(f"'{text}' names no state")
        return Term(kind, name.strip(), state.strip())
    return Term(kind, rest)


def parse_term(text: str) -> Term:
    """Read one condition of the grammar. Raises GrammarError."""
    text = text.strip()
    if text == "none":
        return Term("none")
    call = _CALL.match(text)
    if call is None:
        return _atom(text)
    word, inner = call.groups()
    parts = tuple(parse_term(part) for part in _split(inner, ","))
    if not parts:
        raise GrammarError(f"'{text}' holds nothing")
    if word == "not":
        return Term("not", parts=parts)
    count = {"any": 1, "all": len(parts)}.get(word) or int(word[1:])
    return Term("count", count=count, parts=parts)


def parse_list(text: str) -> tuple[Term, ...]:
    """Read a ';' list; all its terms are required. Raises GrammarError."""
    return tuple(parse_term(part) for part in _split(text, ";"))


class Answers(dict[Asked, bool | None]):
    """The answers of one index side, worked out when first asked for."""

    def __init__(self, work_out: Callable[[Asked], bool | None]) -> None:
        self._work_out = work_out

    def __missing__(self, asked: Asked) -> bool | None:
        answer = self[asked] = self._work_out(asked)
        return answer


@dataclass(frozen=True, slots=True)
class Bench:
    """What was tested, asked as a question of three answers: True, False or None for not tested."""

    grades: dict[tuple[str, str], float]
    reflexes: dict[tuple[str, str], str]
    sensation: dict[tuple[str, str], str]
    states: dict[str, bool]
    seen: dict[str, Answers] = field(default_factory=dict)  # by index side

    @classmethod
    def of(cls, findings: Findings) -> Bench:
        """Lay out the findings for asking."""
        return cls(
            dict(findings.grades),
            {key: reflex_state(value) for key, value in findings.reflexes.items()},
            dict(findings.sensation),
            {name: seen.state is State.PRESENT for name, seen in findings.observed.items()},
        )

    def names(self) -> frozenset[str]:
        """Everything something is known of."""
        tables = (self.grades, self.reflexes, self.sensation)
        return frozenset(key[0] for table in tables for key in table) | frozenset(self.states)

    def grade(self, muscle: str, side: str) -> float | None:
        value = self.grades.get((muscle, side))
        return value if value is not None else self.grades.get((muscle, MIDLINE))

    def ask(self, term: Term, side: str) -> bool | None:
        """The answer to one atom with `side` as the index side."""
        return self.answers(side)[term.asked]

    def answers(self, side: str) -> Answers:
        """Every atom's answer with `side` as the index side."""
        known = self.seen.get(side)
        if known is None:
            known = self.seen[side] = Answers(lambda asked: self._ask(asked, side))
        return known

    def _ask(self, asked: Asked, side: str) -> bool | None:
        kind, name, state = asked
        if kind == "f":
            return self.states.get(name)
        if kind in {"lt", "le"}:
            first, second = self.grade(name, side), self.grade(state, side)
            if first is None or second is None:
                return None
            return first < second if kind == "lt" else first <= second
        sides: tuple[str, ...] = (side,)
        if kind in {"W", "S", "R", "N"}:
            sides = (side, OTHER[side])
        elif kind in {"cw", "cs", "cr", "cn"}:
            sides = (OTHER[side],)
        return at_least(
            len(sides),
            (self._one("sv" if kind == "sv" else kind[-1].lower(), name, state, at) for at in sides),
        )

    def _one(self, kind: str, name: str, state: str, side: str) -> bool | None:
        if kind in {"w", "s", "sv"}:
            grade = self.grade(name, side)
            if grade is None:
                return None
            if kind == "s":
                return grade >= WEAK_BELOW
            return grade < WEAK_BELOW if kind == "w" else grade <= SEVERE_AT_MOST
        table = self.reflexes if kind == "r" else self.sensation
        value = table.get((name, side)) or table.get((name, MIDLINE))
        if value is None:
            return None
        if kind == "r":
            return value in _ASKED.get(state, (state,))
        return value in {"reduced", "absent"} if state == "loss" else value == "normal"


def reflex_state(value: str) -> str:
    """The word for a recorded reflex: absent, reduced, normal, brisk, clonus, flexor, extensor, present."""
    word = value.strip().lower()
    return _REFLEX_STATES.get(word, word)


def at_least(count: int, answers: Iterable[bool | None]) -> bool | None:
    """Whether at least `count` answers are true; None where the unknown ones decide."""
    true = unknown = 0
    for answer in answers:
        true += answer is True
        unknown += answer is None
    if true >= count:
        return True
    return None if true + unknown >= count else False


def evaluate_term(term: Term, bench: Bench, side: str) -> bool | None:
    """The three-valued truth of a term with `side` as the index side."""
    if term.kind == "none":
        return True
    if term.kind == "not":
        inner = evaluate_term(term.parts[0], bench, side)
        return None if inner is None else not inner
    if term.kind == "count":
        return at_least(term.count, (evaluate_term(part, bench, side) for part in term.parts))
    return bench.ask(term, side)
