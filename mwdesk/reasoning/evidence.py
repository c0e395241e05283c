"""Which observed findings count, and how much each weighs for each condition after damping and caps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mwdesk.domain.assessment import Findings
from mwdesk.domain.encounter import State
from mwdesk.reasoning.index import GroupKey, Index, clamp, remember


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that was seen, with its weight for every condition before damping."""

    finding: str
    state: State
    weights: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`single` counts in full; each of `groups` is damped within itself."""

    single: tuple[Item, ...]
    groups: dict[str, tuple[Item, ...]]

    @property
    def items(self) -> tuple[Item, ...]:
        return (*self.single, *(item for items in self.groups.values() for item in items))


def damp(weights: Sequence[float], damping: float, cap: float) -> list[float]:
    """Damp and cap what speaks for and what speaks against: the k-th strongest counts damping**k.

    Taken apart, a further finding for a cause never lowers it.
    """
    out = [0.0] * len(weights)
    for sign in (1.0, -1.0):
        order = sorted(
            (at for at, w in enumerate(weights) if w * sign > 0), key=lambda at: (-abs(weights[at]), at)
        )
        factor, total = 1.0, 0.0
        for at in order:
            out[at] = weights[at] * factor
            total += out[at]
            factor *= damping
        if abs(total) > cap:
            for at in order:
                out[at] *= cap / abs(total)
    return out


def counted(index: Index, findings: Findings) -> list[tuple[str, State]]:
    """The observed findings that count: those known, without what a narrower one already says."""
    present = {
        name
        for name, seen in findings.observed.items()
        if seen.state is State.PRESENT and name in index.probability
    }
    absent = {
        name
        for name, seen in findings.observed.items()
        if seen.state is State.ABSENT and name in index.probability
    }
    implied = {above for name in present for above in index.broader.get(name, ())}
    excluded = {below for name in absent for below in index.narrower.get(name, ())}
    kept = [(name, State.PRESENT) for name in present if name not in implied]
    kept += [(name, State.ABSENT) for name in absent if name not in excluded]
    return sorted(kept)


def _one_variable(index: Index, members: Sequence[str], seen: dict[str, State]) -> Item | None:
    """A group of which at most one holds, as one item: those present, or else not those ruled out."""
    known = [name for name in members if name in seen]
    chosen = [name for name in known if seen[name] is State.PRESENT]
    if not known or len(chosen) == len(members) or (not chosen and len(known) == len(members)):
        return None
    used = tuple(chosen or known)
    weights = index.unions.get((used, bool(chosen)))
    if weights is None:
        weights = remember(index.unions, (used, bool(chosen)), _union_weights(index, used, bool(chosen)))
    return Item(finding=used[0], state=seen[used[0]], weights=weights)


def _union_weights(index: Index, used: Sequence[str], present: bool) -> list[float]:
    """By condition: what it weighs that one of `used` holds, or that none of them does; in nats, capped."""
    cap, floor = index.settings.finding_cap, index.settings.probability_floor
    average = sum(index.average[name] for name in used)
    sums = [sum(parts) for parts in zip(*(index.probability[name] for name in used), strict=True)]
    if not present:
        average, sums = 1 - average, [1 - total for total in sums]
    average = min(1 - floor, max(floor, average))
    return [clamp(math.log(min(1 - floor, max(floor, total)) / average), cap) for total in sums]


def gather(index: Index, findings: Findings) -> Evidence:
    """Sort what was seen into single items and damped groups."""
    kept = counted(index, findings)
    seen = dict(kept)
    single: list[Item] = []
    groups: dict[str, list[Item]] = {}
    for members in index.variables.values():
        item = _one_variable(index, members, seen)
        if item is not None:
            single.append(item)
    for name, state in kept:
        group = index.group_of.get(name, "")
        if group in index.variables:
            continue
        item = Item(finding=name, state=state, weights=index.column(name, state is State.PRESENT))
        if group:
            groups.setdefault(group, []).append(item)
        else:
            single.append(item)
    return Evidence(
        single=tuple(single) + tuple(items[0] for items in groups.values() if len(items) == 1),
        groups={group: tuple(items) for group, items in groups.items() if len(items) > 1},
    )


def log_likelihoods(index: Index, evidence: Evidence) -> list[float]:
    """By condition: the sum of all weights after damping and caps, in nats against the average."""
    columns = [item.weights for item in evidence.single]
    columns += [_group_weights(index, items) for items in evidence.groups.values()]
    if not columns:
        return [0.0] * len(index.conditions)
    return [math.fsum(row) for row in zip(*columns, strict=True)]


def _group_weights(index: Index, items: Sequence[Item]) -> list[float]:
    key = _group_key(items)
    known = index.damped.get(key)
    if known is None:
        damping, cap = index.settings.group_damping, index.settings.group_cap
        rows = zip(*(item.weights for item in items), strict=True)
        known = remember(index.damped, key, [sum_damped(row, damping, cap) for row in rows])
    return known


def sum_damped(weights: Iterable[float], damping: float, cap: float) -> float:
    """The sum of what `damp` gives, without the parts."""
    up = down = 0.0
    up_factor = down_factor = 1.0
    for w in sorted(weights, key=abs, reverse=True):
        if w > 0:
            up += w * up_factor
            up_factor *= damping
        else:
            down += w * down_factor
            down_factor *= damping
    return min(cap, up) + max(-cap, down)


def weights_for(index: Index, evidence: Evidence, at: int) -> list[tuple[Item, float]]:
    """Every item with its weight for one condition after damping and caps."""
    out = [(item, item.weights[at]) for item in evidence.single]
    for items in evidence.groups.values():
        out += zip(items, _damped_at(index, items, at), strict=True)
    return out


def _damped_at(index: Index, items: Sequence[Item], at: int) -> list[float]:
    key = (at, _group_key(items))
    known = index.damped_at.get(key)
    if known is None:
        damping, cap = index.settings.group_damping, index.settings.group_cap
        known = remember(index.damped_at, key, damp([item.weights[at] for item in items], damping, cap))
    return known


def _group_key(items: Sequence[Item]) -> GroupKey:
    return tuple((item.finding, item.state is State.PRESENT) for item in items)
