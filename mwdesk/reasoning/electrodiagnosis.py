"""The protocol of an EMG, nerve conduction or junction study in this patient."""

from __future__ import annotations

from collections.abc import Sequence

from mwdesk.domain.assessment import Findings, PatternVerdict, Protocol, SampledMuscle
from mwdesk.domain.encounter import LEFT, RIGHT, State
from mwdesk.domain.guides import EdxProtocol, NeedleMuscle, NerveStudy
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.biopsies import Target
from mwdesk.reasoning.sides import (
    BOTH,
    WEAK,
    bleeds,
    lowest,
    pattern_side,
    say_grade,
    weaker_side,
)

OTHER = {RIGHT: LEFT, LEFT: RIGHT}
SHORT = 4  # names in half a line
KINDS = ("motor", "sensory", "mixed")
_NEEDLE = ("EMG", "SFEMG")
_SUDDEN = ("onset-seconds-hours", "onset-hours-days")


def edx_protocol(
    kb: KnowledgeBase,
    findings: Findings,
    test: str,
    guide: EdxProtocol,
    verdicts: Sequence[PatternVerdict],
    spared: Target | None,
) -> Protocol:
    """Nerves, muscles, side, timing and question; `spared` is what a biopsy would take."""
    needle = kb.tests[test].category in _NEEDLE if test in kb.tests else False
    muscles = [kb.needle_muscles[name] for name in guide.muscles if name in kb.needle_muscles]
    side = _side(findings, guide, muscles, verdicts, spared)
    where = _where(guide, side, spared)
    early = _early(findings, guide, needle)
    nerves = [kb.nerve_studies[name] for name in guide.nerves if name in kb.nerve_studies]
    careful = bleeds(findings)
    deep = [m.name for m in muscles if m.depth] if careful else []
    lines = (
        ("Side", where),
        ("Nerves", guide.study or _listed([n.name for n in nerves])),
        ("Muscles", guide.sample or _listed([m.name for m in muscles])),
        ("Left out", f"{_listed(deep)}: bleeding could not be pressed on" if deep else ""),
        ("Besides", "; ".join(guide.special)),
        ("When", guide.timing),
        ("Early", early),
        ("Pitfalls", guide.pitfalls),
    )
    return Protocol(
        test=test,
        guide=f"edx:{guide.id}",
        name=guide.name,
        question=guide.question,
        short=_short(guide, muscles, nerves, findings, where, needle=needle, careful=careful),
        side=side,
        lines=tuple(line for line in lines if line[1]),
        muscles=tuple(_sampled(findings, m, careful=careful) for m in muscles),
        early=early,
        needed=guide.needed,
    )


def _side(
    findings: Findings,
    guide: EdxProtocol,
    muscles: Sequence[NeedleMuscle],
    verdicts: Sequence[PatternVerdict],
    spared: Target | None,
) -> str:
    if guide.side == BOTH:
        return BOTH
    if spared is not None and spared.side:
        return OTHER[spared.side]
    weaker = weaker_side(findings, (m.movement for m in muscles if m.movement))
    weaker = weaker or pattern_side(verdicts, guide.patterns)
    return "" if guide.side == "one" and weaker == BOTH else weaker


def _where(guide: EdxProtocol, side: str, spared: Target | None) -> str:
    """The side in words."""
    if not guide.needed:
        return ""
    if spared is not None and side in OTHER:
        return f"{side} only; leave the {OTHER[side]} untouched for biopsy"
    if guide.side == "one":
        named = side or "either side"
        kept = "; leave the other untouched for biopsy" if spared is not None else ""
        return named + kept
    if side in OTHER:
        return f"{side}, compared with the {OTHER[side]}"
    return "both sides" if side == BOTH else "the weaker side, compared with the other"


def _early(findings: Findings, guide: EdxProtocol, needle: bool) -> str:
    """What does not tell yet, so soon after the onset."""
    wait = guide.needle_from if needle else guide.conduction_from
    if not wait:
        return ""
    what = "the needle shows denervation" if needle else "conduction is reliable"
    if findings.since_days is not None:
        if findings.since_days >= wait:
            return ""
        left = max(1, round(wait - findings.since_days))
        days = "day" if left == 1 else "days"
        return f"{what[:1].upper()}{what[1:]} from about day {wait:g} after the onset: in {left} {days}"
    if any(findings.state(name) is State.PRESENT for name in _SUDDEN):
        return f"The onset was sudden: {what} only from about day {wait:g}"
    return ""


def _sampled(findings: Findings, muscle: NeedleMuscle, *, careful: bool) -> SampledMuscle:
    note = f"leave out: {muscle.depth}" if careful and muscle.depth else muscle.caution
    return SampledMuscle(
        name=muscle.name,
        nerve=muscle.nerve,
        roots=", ".join(muscle.roots),
        right=say_grade(findings, muscle.movement, RIGHT),
        left=say_grade(findings, muscle.movement, LEFT),
        note=note,
    )


def _short(
    guide: EdxProtocol,
    muscles: Sequence[NeedleMuscle],
    nerves: Sequence[NerveStudy],
    findings: Findings,
    where: str,
    *,
    needle: bool,
    careful: bool,
) -> str:
    """Half a line: side, then the first nerves or the weakest muscles."""
    if not guide.needed:
        return f"{guide.name}: a normal study is expected"
    if needle or not nerves:
        usable = [m for m in muscles if not (careful and m.depth)]
        weak = sorted((m for m in usable if lowest(findings, m) < WEAK), key=lambda m: lowest(findings, m))
        names = [m.name for m in (*weak, *(m for m in usable if m not in weak))]
    else:
        return f"{where[:1].upper()}{where[1:]}: {_by_kind(nerves)}"
    more = f" and {len(names) - SHORT} more" if len(names) > SHORT else ""
    return f"{where[:1].upper()}{where[1:]}: {', '.join(names[:SHORT])}{more}"


def _by_kind(nerves: Sequence[NerveStudy]) -> str:
    """ "peroneal, tibial motor; superficial peroneal, sural sensory"."""
    named: dict[str, list[str]] = {}
    for study in nerves:
        group = named.setdefault(study.name if study.kind == "late" else study.kind, [])
        if study.nerve not in group:
            group.append(study.nerve)
    return "; ".join(
        kind if kind not in KINDS else f"{', '.join(names[:SHORT])} {kind}" for kind, names in named.items()
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(
        name[:1].lower() + name[1:] if at and name[1:2].islower() else name for at, name in enumerate(names)
    )
