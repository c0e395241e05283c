"""Which muscle, reflex or sensory point, not tested yet, would part two places the lesion may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mwdesk.domain.assessment import Match, Parting
from mwdesk.reasoning.grammar import OTHER, Bench, Term
from mwdesk.reasoning.localise import Compiled, Judged

LEADING = 4  # places that are worth parting from their neighbours
SHOWN = 3
_KINDS = {"w": "muscle", "sv": "muscle", "s": "muscle", "r": "reflex", "n": "sensory"}
_TOUCHED = {"reduced": True, "absent": True, "loss": True, "normal": False}

Said = dict[tuple[str, str], bool]  # by kind and id: whether the lesion touches it


def find_partings(
    judged: Sequence[Judged], patterns: Iterable[Compiled], bench: Bench
) -> tuple[Parting, ...]:
    """At most one parting for each pair of places; the leading places first.

    Weakness that is the same on both sides lies in no root or nerve: nothing is parted there.
    """
    by_id = {one.pattern.id: one for one in patterns}
    weak = {(one.pattern.id, one.side): _weak(one) for one in judged}
    focal = [
        one
        for one in judged
        if _focal(one) and weak[one.pattern.id, one.side] > weak.get((one.pattern.id, OTHER[one.side]), 0)
    ]
    leading = sorted(focal, key=lambda one: (-_weak(one), -one.score))[:LEADING]
    out: dict[tuple[str, str], Parting] = {}
    for one in leading:
        others = [other.compiled for other in leading if other.side == one.side]
        others += [by_id[name] for name in one.pattern.compare_with if name in by_id]
        refuted = {j.pattern.id for j in judged if j.side == one.side and j.match is Match.NOT_MATCHED}
        for other in others:
            pair = (min(one.pattern.id, other.pattern.id), max(one.pattern.id, other.pattern.id))
            if other.pattern.id == one.pattern.id or other.pattern.id in refuted or pair in out:
                continue
            found = next(_parting(one, other, bench), None)
            if found is not None and all((p.kind, p.id) != (found.kind, found.id) for p in out.values()):
                out[pair] = found
    return tuple(out.values())[:SHOWN]


def _focal(one: Judged) -> bool:
    """A place that some muscles speak for, and that weak and spared muscles together would prove."""
    return (
        one.match in {Match.MATCHES, Match.POSSIBLE}
        and _weak(one) > 0
        and {"w", "s"} <= {atom.kind for term in one.compiled.required for atom in term.atoms()}
    )


def _weak(one: Judged) -> int:
    return sum(atom.kind in {"w", "sv"} for atom in one.for_)


def _parting(one: Judged, other: Compiled, bench: Bench) -> Iterator[Parting]:
    mine, theirs = _says(one.compiled), _says(other)
    for (kind, ident), touched in mine.items():
        if theirs.get((kind, ident)) is not (not touched) or _tested(bench, kind, ident, one.side):
            continue
        here, there = one.pattern.id, other.pattern.id
        yield Parting(
            kind=kind,
            id=ident,
            side=one.side,
            touched_in=here if touched else there,
            spared_in=there if touched else here,
        )


def _says(compiled: Compiled) -> Said:
    """What a place says of muscles, reflexes and points on its own side; what it requires counts first."""
    out: Said = {}
    for terms, spared in ((compiled.required, False), (compiled.supportive, False), (compiled.against, True)):
        for atom in (atom for term in terms if term.kind != "not" for atom in term.atoms()):
            touched = _touched(atom)
            if touched is not None:
                out.setdefault((_KINDS[atom.kind], atom.name), touched is not spared)
    return out


def _touched(atom: Term) -> bool | None:
    if atom.kind in {"w", "sv"}:
        return True
    if atom.kind == "s":
        return False
    return _TOUCHED.get(atom.state) if atom.kind in {"r", "n"} else None


def _tested(bench: Bench, kind: str, ident: str, side: str) -> bool:
    if kind == "muscle":
        return bench.grade(ident, side) is not None
    table = bench.reflexes if kind == "reflex" else bench.sensation
    return (ident, side) in table
