"""Sensory points to findings, only where the picture is clear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.derived import SIDE_WORD, Derived, absent, present
from mwdesk.reasoning.index import prepare

SIDES = (RIGHT, LEFT)
LOST = frozenset({"reduced", "absent"})
Table = Mapping[tuple[str, str], str]
# any of these points lost: finding; all of them tested (those marked core enough) and normal: absent
POINTS: dict[str, tuple[str, ...]] = {
    "sensory-level": ("pattern-sensory-level",),
    "saddle-anaesthesia": ("pattern-saddle", "derm-s3", "derm-s4-5", "nerve-pudendal"),
    "sensory-loss-hemi": ("pattern-hemi",),
    "vibration-proprioception-loss": ("mod-vibration-toe", "mod-jps-toe", "mod-vibration-finger"),
    "dissociated-sensory-loss": ("pattern-cape",),
    "hypopigmented-anaesthetic-patch": ("pattern-trigger-zone-patch",),
}
DISTAL = (
    "pattern-stocking",
    "pattern-glove",
    "mod-vibration-toe",
    "mod-monofilament-foot",
    "mod-temperature-foot",
)


def derive_sensation(kb: KnowledgeBase, recorded: Table) -> list[Derived]:
    """All that the sensory points say clearly."""
    table = {key: value for key, value in recorded.items() if key[0] in kb.sensory}
    if not table:
        return []
    return [*_points(kb, table), *_distal(kb, table), *_dermatomal(kb, table), *_normal(kb, table)]


def _say(kb: KnowledgeBase, table: Table, keys: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{SIDE_WORD.get(s, '')}{kb.sensory[name].name.lower()} {table[name, s]}"
        for name, s in list(keys)[:4]
    ]


def _points(kb: KnowledgeBase, table: Table) -> Iterable[Derived]:
    for finding, points in POINTS.items():
        lost = [key for key, value in table.items() if key[0] in points and value in LOST]
        if lost:
            yield present(finding, *_say(kb, table, lost))
        elif _both_normal(table, points[0]):
            yield absent(finding, f"{kb.sensory[points[0]].name.lower()} tested, normal")


def _both_normal(table: Table, point: str) -> bool:
    if table.get((point, MIDLINE)) == "normal":
        return True
    return all(table.get((point, side)) == "normal" for side in SIDES)


def _distal(kb: KnowledgeBase, table: Table) -> Iterable[Derived]:
    for point in DISTAL:
        lost = [key for key in table if key[0] == point and table[key] in LOST]
        if len(lost) == len(SIDES) or any(side == MIDLINE for _, side in lost):
            yield present("sensory-loss-distal", *_say(kb, table, lost))
            return
    if sum(_both_normal(table, point) for point in DISTAL) >= 2:
        yield absent("sensory-loss-distal", "toes and feet tested on both sides, normal")


def _dermatomal(kb: KnowledgeBase, table: Table) -> Iterable[Derived]:
    """One or two neighbouring dermatomes lost on one side among normal ones."""
    order = [point.id for point in kb.sensory.values() if point.kind == "dermatome"]
    around = prepare(kb).settings.dermatomes_around
    for side in SIDES:
        tested = [name for name in order if (name, side) in table]
        lost = [name for name in tested if table[name, side] in LOST]
        normal = [name for name in tested if table[name, side] == "normal"]
        other = SIDES[1 - SIDES.index(side)]
        mirrored = any(table.get((name, other)) in LOST for name in lost)
        if _neighbours(order, lost) and len(normal) >= around and not mirrored:
            yield present("sensory-loss-dermatomal", *_say(kb, table, [(name, side) for name in lost]))
            return


def _neighbours(order: Sequence[str], lost: Sequence[str]) -> bool:
    if not 1 <= len(lost) <= 2:
        return False
    places = [order.index(name) for name in lost]
    return max(places) - min(places) <= 1


def _normal(kb: KnowledgeBase, table: Table) -> Iterable[Derived]:
    lost = [key for key, value in table.items() if value in LOST]
    if lost:
        yield absent("normal-sensation", *_say(kb, table, lost))
        return
    names = {name for name, _ in table}
    normal = [name for name in names if _both_normal(table, name)]
    kinds = {kb.sensory[name].kind for name in normal}
    enough = prepare(kb).settings.sensory_points_normal
    if len(normal) >= enough and len(kinds) > 1 and all(value == "normal" for value in table.values()):
        yield present("normal-sensation", f"{len(normal)} points tested on both sides, all normal")
