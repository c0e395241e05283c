"""An assessment as the plain object that `mwdesk assess --format json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mwdesk.domain.assessment import Assessment, ConditionScore, Contribution, NextTest, Protocol
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import KnowledgeBase

_DIGITS = 4


def write_assessment(
    ident: str, assessment: Assessment, kb: KnowledgeBase, issues: Iterable[Issue]
) -> dict[str, Any]:
    """Every key of the command contract, in its order; probabilities 0 to 1, weights in natural logs."""
    return {
        "id": ident,
        "knowledge": {"version": kb.version, "sha256": kb.sha256},
        "urgency": assessment.urgency.value,
        "alerts": [
            {
                "id": alert.id,
                "urgency": alert.urgency.value,
                "suspects": list(alert.suspects),
                "findings": list(alert.findings),
                "not_assessed": list(alert.not_assessed),
                "why": alert.why,
                "action": alert.action,
                "sources": list(alert.sources),
            }
            for alert in assessment.alerts
        ],
        "sites": [{"id": s.id, "probability": _round(s.probability)} for s in assessment.sites],
        "patterns": [
            {
                "id": p.pattern,
                "side": p.side,
                "match": p.match.value,
                "for": list(p.for_),
                "against": list(p.against),
                "to_test": list(p.to_test),
            }
            for p in assessment.patterns
        ],
        "true_weakness": None if assessment.true_weakness is None else _round(assessment.true_weakness),
        "together": [
            {"ids": [t.first, t.second], "gain": _round(t.gain), "explains": list(t.explains)}
            for t in assessment.together
        ],
        "conditions": [_condition(c) for c in assessment.conditions],
        "next_findings": [
            {"id": n.id, "gain": _round(n.gain), "why": n.why, "separates": list(n.separates)}
            for n in assessment.next_findings
        ],
        "next_tests": [_test(t, assessment.protocols.get(t.id)) for t in assessment.next_tests],
        "not_yet": [{"id": n.id, "why": n.why} for n in assessment.not_yet],
        "criteria": [
            {
                "id": c.id,
                "state": c.state.value,
                "met": list(c.met),
                "not_met": list(c.not_met),
                "missing": list(c.missing),
                "points": c.points,
                "meaning": c.meaning,
            }
            for c in assessment.criteria
        ],
        "outcome": assessment.outcome.value,
        "issues": [
            {"level": i.level.value, "path": i.path, "message": i.message, "fix": i.fix}
            for i in (*issues, *assessment.issues)
        ],
    }


def _condition(score: ConditionScore) -> dict[str, Any]:
    return {
        "id": score.id,
        "name": score.name,
        "site": score.site,
        "probability": _round(score.probability),
        "band": score.band,
        "for": [_reason(r) for r in score.for_],
        "against": [_reason(r) for r in score.against],
        "expected_absent": [_reason(r) for r in score.expected_absent],
        "not_asked": [{"finding": n.finding, "gain": _round(n.gain)} for n in score.not_asked],
    }


def _reason(reason: Contribution) -> dict[str, Any]:
    return {
        "finding": reason.finding,
        "state": reason.state.value,
        "weight": _round(reason.weight),
        "basis": reason.basis.value,
        "sources": list(reason.sources),
    }


def _protocol(how: Protocol) -> dict[str, Any]:
    return {
        "guide": how.guide,
        "question": how.question,
        "side": how.side,
        "needed": how.needed,
        "early": how.early,
        "lines": [{"label": label, "text": text} for label, text in how.lines],
        "muscles": [muscle.name for muscle in how.muscles],
        "state": list(how.state),
    }


def _test(test: NextTest, how: Protocol | None) -> dict[str, Any]:
    return {
        "id": test.id,
        "name": test.name,
        "category": test.category,
        "tier": test.tier.value,
        "group": test.group,
        "value": _round(test.value),
        "burden": _round(test.burden),
        "score": _round(test.score),
        "why": test.why,
        "separates": list(test.separates),
        "cautions": list(test.cautions),
        "after": list(test.after),
        "protocol": _protocol(how) if how is not None else None,
    }


def _round(number: float) -> float:
    return round(number, _DIGITS)
