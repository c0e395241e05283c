"""MRC grades to findings: only from what was graded, and absent only where it was tested in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.knowledge import KnowledgeBase, Muscle
from mwdesk.reasoning.derived import SIDE_WORD, Derived, absent, movement, present
from mwdesk.reasoning.localise import grade_word

Grades = Mapping[tuple[str, str], float]
SIDES = (RIGHT, LEFT)
ARM = ("shoulder", "arm", "forearm", "hand")
LEG = ("hip", "thigh", "leg", "foot")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where weakness begins, on the numbers that stand for MRC grades."""

    weak_below: float = 4.9
    true_at_most: float = 4.0  # no doubt of true weakness from here down
    drop_at_most: float = 3.7  # a foot or wrist that drops
    unequal_by: float = 1.0  # grades between the sides that make weakness asymmetric
    gradient: float = 0.6  # grades between proximal and distal that make a gradient

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Limits:
        """The knowledge's own limits where it has them."""
        return cls(
            **{
                name: kb.settings[f"mrc_{name}"]
                for name in cls.__dataclass_fields__
                if f"mrc_{name}" in kb.settings
            }
        )


@dataclass(frozen=True, slots=True)
class Area:
    """Some muscles, and which of them must be strong on both sides before weakness there is denied."""

    finding: str
    holds: Callable[[Muscle], bool]
    needs_other: int = 0  # further muscles of the area to test besides those of the sum score


def _within(regions: Iterable[str], gradient: str = "") -> Callable[[Muscle], bool]:
    wanted = frozenset(regions)
    return lambda muscle: muscle.region in wanted and gradient in ("", muscle.gradient)


def _named(*ids: str) -> Callable[[Muscle], bool]:
    wanted = frozenset(ids)
    return lambda muscle: muscle.id in wanted


AREAS = (
    Area("proximal-arm-weakness", _within(("shoulder", "arm"), "proximal")),
    Area("distal-arm-weakness", _within(("forearm", "hand"), "distal"), 1),
    Area("proximal-leg-weakness", _within(("hip", "thigh"), "proximal")),
    Area("distal-leg-weakness", _within(("leg", "foot"), "distal"), 1),
    Area("upper-limb-weakness", _within(ARM), 1),
    Area("lower-limb-weakness", _within(LEG), 1),
)
# One movement (or a few) that is the finding: weak on either side, or every one strong on both.
MOVEMENTS = {
    "neck-flexor-weakness": ("neck-flexion",),
    "quadriceps-weakness": ("knee-extension",),
    "finger-flexor-weakness": (
        "finger-flexion-index",
        "finger-flexion-superficial",
        "finger-flexion-little",
        "thumb-flexion",
    ),
    "jaw-weakness": ("jaw-closure", "jaw-opening"),
    "ptosis": ("eyelid-elevation",),
    "ophthalmoparesis": ("eye-elevation", "eye-depression", "eye-adduction", "eye-abduction"),
    "axial-weakness": ("trunk-flexion", "trunk-extension", "neck-extension"),
    "respiratory-muscle-weakness": ("diaphragm",),
    "ankle-inversion-weak": ("ankle-inversion",),
    "hamstring-or-plantarflexion-weak": ("knee-flexion", "ankle-plantarflexion"),
    "hip-abduction-weak": ("hip-abduction",),
    "hip-adduction-weak": ("hip-adduction",),
}
# Asked of the weak limb, to tell nerve from root: strong there is an answer whatever the other side is.
OF_THE_WEAK_LIMB = frozenset(
    {"ankle-inversion-weak", "hamstring-or-plantarflexion-weak", "hip-adduction-weak"}
)
DROPS = {"foot-drop": "ankle-dorsiflexion", "wrist-drop": "wrist-extension"}


class Chart:
    """Grades asked by muscle and side."""

    def __init__(self, kb: KnowledgeBase, grades: Grades, limits: Limits) -> None:
        self.muscles = kb.muscles
        self.grades = {key: value for key, value in grades.items() if key[0] in kb.muscles}
        self.limits = limits

    def weak(self, holds: Callable[[Muscle], bool], side: str = "") -> list[tuple[str, str]]:
        """The weak muscles among some, on one side or either."""
        return [
            key
            for key, value in self.grades.items()
            if value < self.limits.weak_below and (not side or key[1] == side) and holds(self.muscles[key[0]])
        ]

    def tested(self, holds: Callable[[Muscle], bool], side: str) -> list[tuple[str, str]]:
        return [key for key in self.grades if key[1] == side and holds(self.muscles[key[0]])]

    def strong(self, holds: Callable[[Muscle], bool], side: str) -> bool:
        """Something was tested there, and all that was tested is strong."""
        return bool(self.tested(holds, side)) and not self.weak(holds, side)

    def cleared(self, area: Area) -> bool:
        """Both sides tested in full and strong: every muscle of the sum score, and what else is needed."""
        needed = [m.id for m in self.muscles.values() if m.in_sum_score and area.holds(m)]
        for side in SIDES:
            if not self.strong(area.holds, side) or any((m, side) not in self.grades for m in needed):
                return False
            if len(self.tested(area.holds, side)) < len(needed) + area.needs_other:
                return False
        return bool(needed)

    def say(self, keys: Iterable[tuple[str, str]]) -> list[str]:
        """ "right hip flexion 3" for each."""
        return [
            f"{SIDE_WORD.get(s, '')}{movement(self.muscles, m)} {grade_word(self.grades[m, s])}"
            for m, s in keys
        ]


def derive_power(kb: KnowledgeBase, grades: Grades) -> list[Derived]:
    """All that the grades say."""
    chart = Chart(kb, grades, Limits.of(kb))
    if not chart.grades:
        return []
    out = [*_areas(chart), *_movements(chart), *_drops(chart), *_gradients(chart)]
    return [*out, *_true(chart), *_symmetry(chart), *_limbs(chart), *_face(chart)]


def _areas(chart: Chart) -> Iterable[Derived]:
    for area in AREAS:
        weak = chart.weak(area.holds)
        if weak:
            yield present(area.finding, *chart.say(weak[:3]))
        elif chart.cleared(area):
            yield absent(area.finding, "tested on both sides and strong")


def _movements(chart: Chart) -> Iterable[Derived]:
    for finding, ids in MOVEMENTS.items():
        weak = chart.weak(_named(*ids))
        known = [m for m in ids if m in chart.muscles]
        if weak:
            yield present(finding, *chart.say(weak[:3]))
        elif known and all(_both_strong(chart, m) for m in known):
            yield absent(finding, "tested on both sides and strong")
        elif finding in OF_THE_WEAK_LIMB and known and all(_strong_where_weak(chart, m) for m in known):
            yield absent(finding, *chart.say([key for key in chart.grades if key[0] in known]))


def _both_strong(chart: Chart, muscle: str) -> bool:
    if (muscle, "midline") in chart.grades:
        return chart.grades[muscle, "midline"] >= chart.limits.weak_below
    return all(chart.grades.get((muscle, side), 0.0) >= chart.limits.weak_below for side in SIDES)


def _strong_where_weak(chart: Chart, muscle: str) -> bool:
    """Some leg is weak, and in every leg that is weak this movement was tested and strong."""
    sides = {side for _, side in chart.weak(_within(LEG))}
    return bool(sides) and all(
        chart.grades.get((muscle, side), 0.0) >= chart.limits.weak_below for side in sides
    )


def _drops(chart: Chart) -> Iterable[Derived]:
    """A foot or wrist that drops out of proportion; in a limb weak throughout it says nothing more."""
    for finding, muscle in DROPS.items():
        low = [(muscle, s) for s in SIDES if chart.grades.get((muscle, s), 5.0) <= chart.limits.drop_at_most]
        if low and not any(_stands_out(chart, key) for key in low):
            continue
        if low:
            yield present(finding, *chart.say(low))
        elif muscle in chart.muscles and _both_strong(chart, muscle):
            yield absent(finding, "tested on both sides and strong")


def _stands_out(chart: Chart, key: tuple[str, str]) -> bool:
    """Clearly weaker than the same limb near the trunk, or nothing near the trunk was tested."""
    muscle, side = key
    regions = LEG if chart.muscles[muscle].region in LEG else ARM
    near = chart.tested(_within(regions, "proximal"), side)
    return not near or chart.grades[key] + chart.limits.gradient < _mean(chart, near)


def _mean(chart: Chart, keys: list[tuple[str, str]]) -> float:
    return sum(chart.grades[key] for key in keys) / len(keys)


def _gradients(chart: Chart) -> Iterable[Derived]:
    """Proximal or distal weakness: where both ends were tested, the clearly stronger one is not named."""
    named: dict[str, list[tuple[str, str]]] = {"proximal-weakness": [], "distal-weakness": []}
    for regions in (ARM, LEG):
        near, far = _within(regions, "proximal"), _within(regions, "distal")
        for side in SIDES:
            ends = {"proximal-weakness": chart.tested(near, side), "distal-weakness": chart.tested(far, side)}
            means = {name: _mean(chart, keys) for name, keys in ends.items() if keys}
            lowest = min(means.values(), default=5.0)
            for name, mean in means.items():
                weak = chart.weak(near if name == "proximal-weakness" else far, side)
                if weak and mean <= lowest + chart.limits.gradient:
                    named[name] += weak
    for name, weak in named.items():
        if weak:
            yield present(name, *chart.say(weak[:3]))
            continue
        wanted = ("proximal-arm-weakness", "proximal-leg-weakness")
        if name == "distal-weakness":
            wanted = ("distal-arm-weakness", "distal-leg-weakness")
        if all(chart.cleared(area) for area in AREAS if area.finding in wanted):
            yield absent(name, "arms and legs tested on both sides and strong")


def _true(chart: Chart) -> Iterable[Derived]:
    low = [key for key, value in chart.grades.items() if value <= chart.limits.true_at_most]
    if low:
        yield present("true-weakness", *chart.say(low[:3]))
        return
    whole = Area("true-weakness", lambda muscle: muscle.gradient in {"proximal", "distal"})
    if chart.cleared(whole) and not chart.weak(lambda _: True):
        yield absent("true-weakness", "all movements of the sum score tested and strong")


def _symmetry(chart: Chart) -> Iterable[Derived]:
    """Both sides compared, limb by limb movement; one-sided testing says nothing."""
    pairs = []
    for muscle in chart.muscles.values():
        right, left = chart.grades.get((muscle.id, RIGHT)), chart.grades.get((muscle.id, LEFT))
        if right is not None and left is not None and muscle.gradient in {"proximal", "distal"}:
            pairs.append((muscle.id, right, left))
    weak = [pair for pair in pairs if min(pair[1:]) < chart.limits.weak_below]
    unequal = [m for m, right, left in weak if abs(right - left) >= chart.limits.unequal_by]
    if unequal:
        words = chart.say([(m, s) for m in unequal[:2] for s in SIDES])
        yield present("asymmetric-weakness", *words)
        yield absent("symmetric-weakness", *words)
    elif weak:
        words = chart.say([(m, s) for m, _, _ in weak[:2] for s in SIDES])
        yield present("symmetric-weakness", *words)
        yield absent("asymmetric-weakness", *words)


def _limbs(chart: Chart) -> Iterable[Derived]:
    """Which limbs are weak: one, one side, both legs, all; only where the others were tested strong."""
    limbs = {(name, side): regions for name, regions in (("arm", ARM), ("leg", LEG)) for side in SIDES}
    weak = {key: chart.weak(_within(regions), key[1]) for key, regions in limbs.items()}
    strong = {key for key, regions in limbs.items() if chart.strong(_within(regions), key[1])}
    affected = {key for key, keys in weak.items() if keys}
    words = chart.say([keys[0] for keys in weak.values() if keys])
    if len(affected) + len(strong) < len(limbs) or not affected:
        return
    if len(affected) == 1:
        yield present("monoparesis", *words, "other limbs strong")
    elif affected in ({("arm", RIGHT), ("leg", RIGHT)}, {("arm", LEFT), ("leg", LEFT)}):
        yield present("hemiparesis", *words, "other side strong")
    elif affected == {("leg", RIGHT), ("leg", LEFT)} and all(_whole(chart, limbs, key) for key in affected):
        yield present("paraparesis", *words, "arms strong")
    elif len(affected) == 4 and all(_whole(chart, limbs, key) for key in affected):
        yield present("tetraparesis", *words)


def _whole(chart: Chart, limbs: Mapping[tuple[str, str], tuple[str, ...]], key: tuple[str, str]) -> bool:
    """Weak near the trunk and far from it: a weak limb, not weak shoulders or hands alone."""
    regions, side = limbs[key], key[1]
    return bool(
        chart.weak(_within(regions, "proximal"), side) and chart.weak(_within(regions, "distal"), side)
    )


def _face(chart: Chart) -> Iterable[Derived]:
    lower, eye, brow = (_named(name) for name in ("lip-seal-smile", "eye-closure", "brow-elevation"))
    face = _named("lip-seal-smile", "eye-closure", "brow-elevation")
    weak = {side: chart.weak(face, side) for side in SIDES}
    words = chart.say([key for keys in weak.values() for key in keys][:3])
    if weak[RIGHT] and weak[LEFT]:
        yield present("facial-weakness-bilateral", *words)
        return
    for side, other in ((RIGHT, LEFT), (LEFT, RIGHT)):
        if not weak[side] or not chart.strong(face, other):
            continue
        yield absent("facial-weakness-bilateral", *words, f"{other} face strong")
        if chart.weak(brow, side) or chart.weak(eye, side):
            yield present("facial-weakness-unilateral-lmn", *words)
        elif chart.weak(lower, side) and chart.strong(brow, side):
            yield present("facial-weakness-unilateral-umn", *words, "brow strong")
