"""Where the pattern of weak, strong, reflex and sensory findings places the lesion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from mwdesk.domain.assessment import Match, PatternVerdict
from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.knowledge import KnowledgeBase, LocalisationPattern
from mwdesk.reasoning.derived import movement
from mwdesk.reasoning.grammar import OTHER, Asked, Bench, Term, evaluate_term, parse_list

SIDES = (RIGHT, LEFT)
KEPT_VERDICTS = 64  # of one pattern
SHOWN_FROM = 0.5  # share of its requirements from which an unfinished pattern is shown
_ORDER = {Match.MATCHES: 0, Match.POSSIBLE: 1, Match.ARGUED_AGAINST: 2, Match.NOT_MATCHED: 3}


@dataclass(frozen=True, slots=True)
class Compiled:
    """One pattern, read once."""

    pattern: LocalisationPattern
    required: tuple[Term, ...]
    against: tuple[Term, ...]
    supportive: tuple[Term, ...]
    sided: bool
    names: frozenset[str]  # what its required lists ask about
    asked: tuple[Asked, ...]  # everything its verdict rests on
    # Verdicts by index side and answers: one more answer in a consultation leaves most patterns as they were
    known: dict[tuple[str, tuple[bool | None, ...]], Judged | None] = field(
        default_factory=dict, compare=False, repr=False
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with what display and ranking sort by; `spell` puts it in words."""

    compiled: Compiled
    side: str  # the index side it was judged with
    match: Match
    share: float = 0.0  # of what the pattern requires, how much is there
    score: float = 0.0
    for_: tuple[Term, ...] = ()
    against: tuple[Term, ...] = ()
    to_test: tuple[Term, ...] = ()
    one_sided: bool = True  # False where nothing that was found has a side

    @property
    def pattern(self) -> LocalisationPattern:
        return self.compiled.pattern

    @property
    def site(self) -> str:
        return self.pattern.site.replace("-", "_")

    @property
    def shown_side(self) -> str:
        """right, left, or "" where nothing that was found has a side."""
        return self.side if self.one_sided else ""


def compile_pattern(pattern: LocalisationPattern) -> Compiled:
    """Read one pattern's lists. Raises GrammarError."""
    required = (
        *parse_list(pattern.must_weak),
        *parse_list(pattern.must_spared),
        *parse_list(pattern.must_signs),
    )
    against, supportive = parse_list(pattern.must_not), parse_list(pattern.supportive)
    atoms = [atom for term in (*required, *against, *supportive) for atom in term.atoms()]
    sided = any(atom.kind not in {"f", "W", "S", "R", "N"} for atom in atoms)
    names = frozenset(name for term in required for atom in term.atoms() for name in (atom.name, atom.state))
    asked = tuple(dict.fromkeys(atom.asked for atom in atoms))
    return Compiled(pattern, required, against, supportive, sided, names, asked)


class Words:
    """Plain words for the atoms of a pattern."""

    def __init__(self, kb: KnowledgeBase, bench: Bench) -> None:
        self.kb, self.bench = kb, bench

    def say(self, term: Term, side: str) -> str:
        """What was asked and, where tested, what was found: "right wrist extension 2"."""
        kind = term.kind
        if kind == "f":
            finding = self.kb.findings.get(term.name)
            return (finding.label if finding is not None else term.name).lower()
        if kind in {"lt", "le"}:
            than = "weaker than" if kind == "lt" else "no stronger than"
            muscles = self.kb.muscles
            return f"{side} {movement(muscles, term.name)} {than} {movement(muscles, term.state)}"
        where = f"{side} and {OTHER[side]}" if kind in {"W", "S", "R", "N"} else side
        if kind in {"cw", "cs", "cr", "cn"}:
            where = OTHER[side]
        if kind[-1] in "rR":
            reflex = self.kb.reflexes.get(term.name)
            return f"{where} {(reflex.name if reflex else _plain(term.name)).lower()} {term.state}"
        if kind[-1] in "nN":
            point = self.kb.sensory.get(term.name)
            return f"{where} {(point.name if point else _plain(term.name)).lower()}: {term.state}"
        return f"{where} {movement(self.kb.muscles, term.name)}{self._grades(term, side)}"

    def _grades(self, term: Term, side: str) -> str:
        sides = SIDES if term.kind in {"W", "S"} else (OTHER[side] if term.kind[0] == "c" else side,)
        known = [self.bench.grade(term.name, at) for at in sides]
        return "".join(f" {grade_word(value)}" for value in known if value is not None)


def grade_word(value: float) -> str:
    """The MRC grade as it is written: 3.7 is "4-"."""
    return {3.7: "4-", 4.4: "4+", 4.9: "5-"}.get(value, f"{value:g}")


def _plain(name: str) -> str:
    return name.replace("-", " ")


def judge(compiled: Compiled, bench: Bench, side: str) -> Judged | None:
    """The verdict on one pattern with one index side; None where nothing speaks for it."""
    key = side, tuple(map(bench.answers(side).__getitem__, compiled.asked))
    if key not in compiled.known:
        if len(compiled.known) >= KEPT_VERDICTS:
            compiled.known.clear()
        compiled.known[key] = _judge(compiled, bench, side)
    return compiled.known[key]


def _judge(compiled: Compiled, bench: Bench, side: str) -> Judged | None:
    answers: list[bool | None] = []
    true = 0
    for term in compiled.required:
        answer = evaluate_term(term, bench, side)
        answers.append(answer)
        true += answer is True and _seen(term, bench, side)
    if not true:
        return None
    if False in answers:
        return Judged(compiled, side, Match.NOT_MATCHED)
    support = [term for term in compiled.supportive if evaluate_term(term, bench, side) is True]
    against = [term for term in compiled.against if evaluate_term(term, bench, side) is True]
    match = Match.MATCHES
    if against or None in answers:
        match = Match.ARGUED_AGAINST if against else Match.POSSIBLE
    share = true / max(len(answers), 1)
    met = [term for term, answer in zip(compiled.required, answers, strict=True) if answer is True]
    unmet = [term for term, answer in zip(compiled.required, answers, strict=True) if answer is not True]
    return Judged(
        compiled,
        side,
        match,
        share,
        share * compiled.pattern.specificity + 0.25 * len(support) - len(against),
        for_=_atoms((*met, *support), bench, side, wanted=True),
        against=_atoms(against, bench, side, wanted=True),
        to_test=_atoms(unmet, bench, side, wanted=None),
    )


def _atoms(terms: Iterable[Term], bench: Bench, side: str, *, wanted: bool | None) -> tuple[Term, ...]:
    """The atoms of these terms that were answered so; None: not tested yet."""
    return tuple(atom for term in terms for atom in term.atoms() if bench.ask(atom, side) is wanted)


def _seen(term: Term, bench: Bench, side: str) -> bool:
    """Whether something that was really seen makes the term true, not only `none`."""
    if term.kind == "not":
        return True
    return any(bench.ask(atom, side) is True for atom in term.atoms())


def spell(judged: Judged, words: Words) -> PatternVerdict:
    """A verdict in plain words."""

    def say(atoms: Iterable[Term]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(words.say(atom, judged.side) for atom in atoms))

    return PatternVerdict(
        pattern=judged.pattern.id,
        side=judged.shown_side,
        match=judged.match,
        for_=say(judged.for_),
        against=say(judged.against),
        to_test=say(judged.to_test),
    )


def localise(compiled: Iterable[Compiled], bench: Bench) -> tuple[Judged, ...]:
    """Every pattern that something speaks for, best first; both sides where the pattern has sides."""
    known = bench.names()
    out: list[Judged] = []
    for item in compiled:
        if known.isdisjoint(item.names):
            continue
        judged = [judge(item, bench, side) for side in (SIDES if item.sided else SIDES[:1])]
        kept = [one for one in judged if one is not None]
        if kept and (not item.sided or (len(kept) == 2 and _same(kept[0], kept[1]))):
            kept = [replace(kept[0], one_sided=False)]
        out += kept
    out.sort(key=lambda one: (_ORDER[one.match], -one.score, one.pattern.id, one.shown_side))
    return tuple(out)


def _same(first: Judged, second: Judged) -> bool:
    """A pattern that says the same on both sides because only unsided findings speak."""
    return (
        first.score == second.score
        and first.match is second.match
        and all(atom.kind == "f" for atom in first.for_)
    )


def shown(
    kb: KnowledgeBase, bench: Bench, judged: Iterable[Judged], limit: int = 12
) -> tuple[PatternVerdict, ...]:
    """The verdicts worth a place on the screen: what matches, and what is at least half there."""
    kept = (
        one
        for one in judged
        if one.match is Match.MATCHES or (one.match is not Match.NOT_MATCHED and one.share >= SHOWN_FROM)
    )
    words = Words(kb, bench)
    return tuple(spell(one, words) for one in islice(kept, limit))


def site_gains(judged: Iterable[Judged], gain: float) -> Mapping[str, float]:
    """Log weight by site with a matching pattern: its best one counts, `gain` nats a specificity step."""
    out: dict[str, float] = {}
    for one in judged:
        if one.match is Match.MATCHES and one.pattern.specificity > 1:
            out[one.site] = max(out.get(one.site, 0.0), gain * (one.pattern.specificity - 1))
    return out
