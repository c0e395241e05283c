"""Which muscle or nerve to take, by what was graded: weak, not end-stage, not lately needled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mwdesk.domain.assessment import Findings, Protocol, SampledMuscle
from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.guides import BiopsyGuide, NeedleMuscle
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.index import prepare
from mwdesk.reasoning.sides import say_grade, weaker_side

# Grades at which a muscle is diseased and not yet replaced; within them the best first.


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A muscle fit for biopsy. `side` "" means either."""

    muscle: NeedleMuscle
    side: str
    grade: float


def biopsy_target(kb: KnowledgeBase, findings: Findings, guide: BiopsyGuide) -> Target | None:
    """The fittest of the guide's muscles, on a side that no needle touched; None where none is fit."""
    settings = prepare(kb).settings
    found: list[tuple[bool, int, str, Target]] = []
    for place, muscle in enumerate(_muscles(kb, guide)):
        for side in (RIGHT, LEFT):
            grade = findings.grades.get((muscle.movement, side))
            if grade is None or side in findings.needled:
                continue
            if not settings.biopsy_from <= grade <= settings.biopsy_to:
                continue
            target = Target(muscle=muscle, side=side, grade=grade)
            found.append((grade < settings.biopsy_best_from, place, side, target))
    if not found:
        return None
    best = min(found, key=lambda one: one[:2])
    alike = [one for one in found if one[:2] == best[:2]]
    if len({one[3].grade for one in alike}) > 1:
        # The weaker side is the more diseased; below the best grades the stronger one is kept better.
        choose = max if best[0] else min
        return choose(alike, key=lambda one: one[3].grade)[3]
    if len(alike) > 1:
        # Both sides are as fit: which one is for the surgeon and the neurophysiologist to agree.
        return Target(muscle=best[3].muscle, side="", grade=best[3].grade)
    return best[3]


def biopsy_protocol(kb: KnowledgeBase, findings: Findings, test: str, guide: BiopsyGuide) -> Protocol:
    """Target, what to avoid, handling and what the request must tell."""
    muscles = _muscles(kb, guide)
    target = biopsy_target(kb, findings, guide) if guide.needed else None
    chosen = _chosen(kb, findings, guide, target)
    lines = (
        ("Take", chosen),
        ("In general", guide.target),
        ("Avoid", guide.avoid),
        ("Side of the needle", _needle(findings) if guide.tissue == "muscle" else ""),
        ("Wait", _wait(guide)),
        ("Handling", guide.handling),
        ("Looks for", guide.expected),
    )
    return Protocol(
        test=test,
        guide=f"biopsy:{guide.id}",
        name=guide.name,
        question=guide.indication,
        short=chosen or guide.target if guide.needed else f"Not needed: {guide.indication}",
        side=target.side if target is not None else "",
        lines=tuple(line for line in lines if line[1]),
        muscles=tuple(_sampled(findings, muscle) for muscle in muscles),
        state=guide.state,
        needed=guide.needed,
    )


def _muscles(kb: KnowledgeBase, guide: BiopsyGuide) -> list[NeedleMuscle]:
    return [kb.needle_muscles[name] for name in guide.muscles if name in kb.needle_muscles]


def _chosen(kb: KnowledgeBase, findings: Findings, guide: BiopsyGuide, target: Target | None) -> str:
    """The muscle and side in words, or why no muscle is named."""
    if guide.tissue == "nerve":
        side = weaker_side(findings)
        named = f" Side: the {side}, which is weaker." if side in (RIGHT, LEFT) else ""
        return f"{guide.target}.{named}" if guide.needed else ""
    if guide.tissue != "muscle" or not guide.needed:
        return ""
    if target is None:
        return _none_fit(kb, findings, _muscles(kb, guide))
    grade = say_grade(findings, target.muscle.movement, target.side or RIGHT)
    side = target.side or "either side"
    why = f"{_movement(kb, target.muscle)} {grade}"
    not_needled = "; not the side of the EMG" if not target.side else ""
    return f"{side[:1].upper()}{side[1:]}: {target.muscle.name} ({why}){not_needled}"


def _none_fit(kb: KnowledgeBase, findings: Findings, muscles: Sequence[NeedleMuscle]) -> str:
    """What the usual muscles showed, so that a better one can be looked for."""
    seen, open_ = [], []
    for muscle in muscles:
        grades = [say_grade(findings, muscle.movement, side) for side in (RIGHT, LEFT)]
        if any(grades):
            seen.append(
                f"{_movement(kb, muscle)} {grades[0] or 'not tested'} and {grades[1] or 'not tested'}"
            )
        else:
            open_.append(_movement(kb, muscle))
    if not seen:
        return f"Grade {', '.join(dict.fromkeys(open_))} first: a muscle of grade 3 to 4+ is wanted"
    return (
        f"No usual muscle is 3 to 4+ on an untouched side ({'; '.join(dict.fromkeys(seen))}): choose by MRI"
    )


def _movement(kb: KnowledgeBase, muscle: NeedleMuscle) -> str:
    known = kb.muscles.get(muscle.movement)
    name = known.name if known is not None and known.name else muscle.movement.replace("-", " ")
    return name[:1].lower() + name[1:]


def _needle(findings: Findings) -> str:
    if not findings.needled:
        done = any(test.startswith("emg") for test in findings.outcomes)
        return "EMG was done, its side is not recorded: ask, and take the other" if done else ""
    return f"EMG was done on the {' and '.join(sorted(findings.needled))}"


def _wait(guide: BiopsyGuide) -> str:
    if guide.wait_weeks is None:
        return ""
    return f"At least {guide.wait_weeks:g} weeks after an attack of muscle breakdown"


def _sampled(findings: Findings, muscle: NeedleMuscle) -> SampledMuscle:
    return SampledMuscle(
        name=muscle.name,
        nerve=muscle.nerve,
        roots=", ".join(muscle.roots),
        right=say_grade(findings, muscle.movement, RIGHT),
        left=say_grade(findings, muscle.movement, LEFT),
    )
