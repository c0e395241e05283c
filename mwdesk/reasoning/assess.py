"""One pure function from findings to an assessment: sites, causes, alerts, next questions and tests."""

from __future__ import annotations

import math
from collections.abc import Sequence

from mwdesk.domain.assessment import Alert, Assessment, Context, Findings, Outcome
from mwdesk.domain.encounter import State
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.reasoning.alerts import fire, still_needed
from mwdesk.reasoning.criteria import judge_criteria
from mwdesk.reasoning.explain import explain_conditions, explain_sites
from mwdesk.reasoning.grammar import Bench
from mwdesk.reasoning.index import Index, prepare
from mwdesk.reasoning.localise import localise, shown, site_gains
from mwdesk.reasoning.parting import find_partings
from mwdesk.reasoning.plan import plan
from mwdesk.reasoning.protocols import choose_protocols
from mwdesk.reasoning.questions import next_findings, open_findings
from mwdesk.reasoning.rank import Ranking, rank, site_probabilities
from mwdesk.reasoning.together import together

TRUE_WEAKNESS = "true-weakness"
# Sections whose findings, when present, mean that weakness or what imitates it is the matter.
_ABOUT_WEAKNESS = (
    "history.presentation",
    "history.distribution",
    "history.cranial",
    "history.respiratory",
    "exam.power",
    "exam.tone",
    "exam.reflexes",
)
_WEAKNESS_TEMPO = ("weakness", "episodic", "transient", "fatigable")


def assess(kb: KnowledgeBase, findings: Findings, context: Context) -> Assessment:
    """Everything the program says of these findings; same input, same output."""
    index = prepare(kb)
    bench = Bench.of(findings)
    judged = localise(index.patterns, bench)
    gain = site_gains(judged, index.settings.pattern_gain)
    ranking = rank(index, findings, context, gain)
    alerts = fire(index, findings, ranking.posterior)
    outcome = judge_outcome(index, findings, ranking)
    open_ = open_findings(index, findings)
    needed = still_needed(index, findings, ranking.posterior)
    tests, waiting = plan(index, findings, context, ranking, alerts)
    causes = explain_conditions(index, findings, ranking, open_)
    leading = [cause.id for cause in causes] if outcome is Outcome.RANKED else []
    patterns = shown(kb, bench, judged)
    wanted = dict.fromkeys([*(t.id for t in tests), *sorted(findings.wanted)])
    return Assessment(
        urgency=overall_urgency(index, ranking, alerts, outcome),
        outcome=outcome,
        alerts=alerts,
        sites=explain_sites(index, ranking, site_probabilities(index, ranking, gain)),
        partings=find_partings(judged, index.patterns, bench),
        together=together(index, ranking) if outcome is Outcome.RANKED else (),
        patterns=patterns,
        conditions=causes,
        next_findings=next_findings(index, findings, ranking, open_, needed),
        next_tests=tests,
        not_yet=waiting,
        true_weakness=true_weakness(index, findings, ranking),
        findings=findings,
        issues=findings.issues,
        criteria=judge_criteria(index, findings, leading, sorted(context.accepted)),
        protocols=choose_protocols(index, findings, ranking, patterns, wanted),
    )


def true_weakness(index: Index, findings: Findings, ranking: Ranking) -> float | None:
    """P(true rather than perceived weakness); None where nothing was found to judge by."""
    if not ranking.evidence.items and not findings.outcomes:
        return None
    column = index.probability.get(TRUE_WEAKNESS)
    if column is None:
        return None
    told = findings.state(TRUE_WEAKNESS)
    floor = index.settings.probability_floor
    if told is not None:
        # An examiner's own grade or word decides; the causes only keep it from being certain.
        return 1 - 2 * floor if told is State.PRESENT else 2 * floor
    known = sum(ranking.posterior)
    mixed = sum(mass * p for mass, p in zip(ranking.posterior, column, strict=True))
    return mixed + max(0.0, 1 - known) * index.average[TRUE_WEAKNESS]


def judge_outcome(index: Index, findings: Findings, ranking: Ranking) -> Outcome:
    """Whether there is a ranking to show, or too little is known, nothing fits, or it is not our matter."""
    if _told(findings, ranking) < index.settings.least_findings:
        return Outcome.INSUFFICIENT
    if not _about_weakness(index, findings):
        return Outcome.OUTSIDE_SCOPE
    if ranking.other >= index.settings.nothing_fits_at:
        return Outcome.NOTHING_FITS
    return Outcome.RANKED


def _told(findings: Findings, ranking: Ranking) -> int:
    """How much is known apart: whatever follows from one grade or one value was told once."""
    told = set(findings.outcomes)
    for item in ranking.evidence.items:
        seen = findings.observed.get(item.finding)
        told.update(seen.origin if seen is not None and seen.derived and seen.origin else (item.finding,))
    return len(told)


def _about_weakness(index: Index, findings: Findings) -> bool:
    if any(grade < 5 for grade in findings.grades.values()):
        return True
    for name, seen in findings.observed.items():
        finding = index.kb.findings.get(name)
        if finding is None or seen.state is not State.PRESENT:
            continue
        if finding.section in _ABOUT_WEAKNESS or any(word in name for word in _WEAKNESS_TEMPO):
            return True
    return False


def overall_urgency(index: Index, ranking: Ranking, alerts: Sequence[Alert], outcome: Outcome) -> Urgency:
    """The most urgent of the alerts and the ranking; the ranking adds urgency, never removes it."""
    levels = [alert.urgency for alert in alerts]
    if outcome is Outcome.RANKED:
        levels.append(_ranked_urgency(index, ranking))
    return min(levels, key=lambda level: level.rank, default=Urgency.ROUTINE)


def _ranked_urgency(index: Index, ranking: Ranking) -> Urgency:
    mass = {
        level: math.fsum(ranking.posterior[at] for at in positions)
        for level, positions in index.by_urgency.items()
    }
    emergency, urgent = mass[Urgency.EMERGENCY], mass[Urgency.EMERGENCY] + mass[Urgency.URGENT]
    if emergency >= index.settings.emergency_at:
        return Urgency.EMERGENCY
    return Urgency.URGENT if urgent >= index.settings.urgent_at else Urgency.ROUTINE
