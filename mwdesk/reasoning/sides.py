"""Which side and which limb a protocol is about, from what was graded and told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mwdesk.domain.assessment import Findings, Match, PatternVerdict
from mwdesk.domain.encounter import GRADE_NUMBERS, LEFT, RIGHT, State
from mwdesk.domain.guides import NeedleMuscle
from mwdesk.domain.knowledge import KnowledgeBase

FULL = 5.0
WEAK = 4.9  # below this a grade counts as weak
CLEAR = 0.5  # difference of the mean grades of both sides from which one is the weaker
BOTH = "both"
_ARM = ("shoulder", "arm", "forearm", "hand")
_LEG = ("hip", "thigh", "leg", "foot")
_WRITTEN = {number: text for text, number in GRADE_NUMBERS.items()}


def say_grade(findings: Findings, movement: str, side: str) -> str:
    """The MRC grade as it is written, or "" where it was not tested."""
    number = findings.grades.get((movement, side))
    return _WRITTEN.get(number, f"{number:g}") if number is not None else ""


def weaker_side(findings: Findings, movements: Iterable[str] = ()) -> str:
    """right or left where one is clearly weaker, both where both are weak alike, "" where nothing tells.

    Of these movements where both sides of any were graded, else of all.
    """
    wanted = set(movements)
    for names in (wanted, {name for name, _ in findings.grades}):
        pairs = [
            (findings.grades[name, RIGHT], findings.grades[name, LEFT])
            for name in sorted(names)
            if (name, RIGHT) in findings.grades and (name, LEFT) in findings.grades
        ]
        if any(min(pair) < WEAK for pair in pairs):
            lost = (sum(FULL - r for r, _ in pairs), sum(FULL - le for _, le in pairs))
            if abs(lost[0] - lost[1]) < CLEAR:
                return BOTH
            return RIGHT if lost[0] > lost[1] else LEFT
    alone = {side for (_, side), grade in findings.grades.items() if grade < WEAK and side in (RIGHT, LEFT)}
    return alone.pop() if len(alone) == 1 else ""


def pattern_side(verdicts: Sequence[PatternVerdict], patterns: Iterable[str]) -> str:
    """The side on which the best matching pattern of these was found, or ""."""
    wanted = set(patterns)
    matching = (v for v in verdicts if v.pattern in wanted and v.match is Match.MATCHES)
    return next((v.side for v in matching), "")


def weak_limb(kb: KnowledgeBase, findings: Findings) -> str:
    """arm or leg where only one of them is weak, else ""."""
    regions = {
        kb.muscles[name].region
        for (name, _), grade in findings.grades.items()
        if grade < WEAK and name in kb.muscles
    }
    arm = any(region in _ARM for region in regions) or _present(findings, "upper-limb-weakness", "wrist-drop")
    leg = any(region in _LEG for region in regions) or _present(findings, "lower-limb-weakness", "foot-drop")
    if arm == leg:
        return ""
    return "arm" if arm else "leg"


def bleeds(findings: Findings) -> bool:
    """Whether an anticoagulant or a bleeding disorder was told: deep muscles are then left alone."""
    told = ("anticoagulant", "bleeding-disorder", "bleeding_disorder")
    asked = any(findings.safety.get(name) is State.PRESENT for name in told)
    return asked or _present(findings, "anticoagulant", "thrombocytopenia")


def lowest(findings: Findings, muscle: NeedleMuscle) -> float:
    """The lower grade of both sides of what this muscle moves; above 5 where it was not tested."""
    return min((findings.grades.get((muscle.movement, side), 9.0) for side in (RIGHT, LEFT)), default=9.0)


def _present(findings: Findings, *names: str) -> bool:
    return any(findings.state(name) is State.PRESENT for name in names)
