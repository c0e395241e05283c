"""The protocol of an imaging test in this patient: region, sequences, contrast, and what to tell."""

from __future__ import annotations

from collections.abc import Sequence

from mwdesk.domain.assessment import Findings, Match, PatternVerdict, Protocol
from mwdesk.domain.encounter import State
from mwdesk.domain.guides import ImagingGuide
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.sides import pattern_side

_KIDNEY = ("creatinine-high", "chronic-kidney-disease", "renal-dialysis")


def imaging_protocol(
    kb: KnowledgeBase,
    findings: Findings,
    test: str,
    guide: ImagingGuide,
    verdicts: Sequence[PatternVerdict],
    limb: str,
) -> Protocol:
    """Region by the weak limb, the level that the signs fit, contrast with what is known of the kidney."""
    region = {"arm": guide.region_arm, "leg": guide.region_leg}.get(limb, "") or guide.region
    level = _level(kb, guide, verdicts)
    lines = (
        ("Region", region),
        ("Signs fit", level),
        ("Sequences", guide.sequences),
        ("Contrast", _contrast(findings, guide)),
        ("How soon", guide.urgency),
        ("Safety", guide.safety),
        ("Pitfalls", guide.pitfalls),
    )
    contrast = "" if _without(guide) else guide.contrast.split(";")[0]
    short = "; ".join(p for p in (region, f"contrast: {contrast}" if contrast else "", guide.urgency) if p)
    return Protocol(
        test=test,
        guide=f"imaging:{guide.id}",
        name=guide.name,
        question=guide.question,
        short=f"{short[:1].upper()}{short[1:]}" if guide.needed else f"Not needed: {guide.pitfalls}",
        side=pattern_side(verdicts, guide.patterns),
        lines=tuple(line for line in lines if line[1]) if guide.needed else (),
        state=guide.state,
        needed=guide.needed,
    )


def _level(kb: KnowledgeBase, guide: ImagingGuide, verdicts: Sequence[PatternVerdict]) -> str:
    """ "left L5 root", of the best pattern that fits and that the guide is for."""
    for verdict in verdicts:
        pattern = kb.localisation.get(verdict.pattern)
        if verdict.match is Match.MATCHES and verdict.pattern in guide.patterns and pattern is not None:
            return " ".join(part for part in (verdict.side, pattern.name) if part)
    return ""


def _without(guide: ImagingGuide) -> bool:
    """Whether the guide asks for no contrast, at least at first."""
    return not guide.contrast or guide.contrast.startswith(("none", "not needed"))


def _contrast(findings: Findings, guide: ImagingGuide) -> str:
    if _without(guide):
        return guide.contrast
    egfr = findings.values.get("egfr")
    if egfr is not None:
        return f"{guide.contrast} (eGFR {egfr:g})"
    if any(findings.state(name) is State.PRESENT for name in _KIDNEY):
        return f"{guide.contrast} (kidney function is reduced: give the eGFR)"
    return f"{guide.contrast} (eGFR not known)"
