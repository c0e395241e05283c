"""The separation of look-alikes as text: those hardest to tell apart first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import Condition, KnowledgeBase
from mwdesk.knowledge.separation import Part, Separation, Separator

_PARTS = 5


def separation_text(kb: KnowledgeBase, ident: str = "", *, closest: int = 0) -> str:
    """All pairs of look-alikes, those of one condition with all others, or the closest pairs of all."""
    if ident and ident not in kb.conditions:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=ident,
                message="There is no condition with this id.",
                fix="Search for it with knowledge show.",
            )
        )
    separator = Separator(kb)
    pairs = list(_pairs(kb, ident, closest))
    told = [(separator.between(*pair), pair) for pair in pairs]
    told.sort(key=lambda row: (row[0].everything, row[1][0].id))
    head = "bedside     all  pair (nats, both ways together; what separates most)"
    return "\n".join([head, *(_line(kb, *row) for row in told[: closest or len(told)])])


def _pairs(kb: KnowledgeBase, ident: str, closest: int) -> Iterator[tuple[Condition, Condition]]:
    if ident:
        yield from ((kb.conditions[ident], other) for other in kb.conditions.values() if other.id != ident)
    elif closest:
        # Far sites are never close: only those that share one are worth the time.
        yield from (p for p in combinations(kb.conditions.values(), 2) if set(p[0].sites) & set(p[1].sites))
    else:
        for pair in kb.look_alikes.values():
            first, second = pair.conditions
            yield kb.conditions[first], kb.conditions[second]


def _line(kb: KnowledgeBase, told: Separation, pair: tuple[Condition, Condition]) -> str:
    parts = "; ".join(_words(kb, part) for part in told.parts[:_PARTS])
    return f"{told.bedside:7.1f} {told.everything:7.1f}  {pair[0].id} | {pair[1].id}: {parts}"


def _words(kb: KnowledgeBase, part: Part) -> str:
    name = f"{part.id} {part.outcome}" if part.kind == "test" else part.id
    return f"{name} {part.first:.2g} v {part.second:.2g}"
