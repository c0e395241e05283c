"""Why a cause or a place stands where it stands: every reason with its weight and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from mwdesk.domain.assessment import Assessment, ConditionScore, Contribution, Observed, SiteScore
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Decision, Encounter
from mwdesk.domain.knowledge import Condition, KnowledgeBase, Tier, Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow.words import basis_words, finding_words, percent

# Natural-log likelihood ratios in words: about 3, and about 10, times as likely.
MODERATE, STRONG = 1.1, 2.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing found that speaks for or against. `share` 0 to 1 of the strongest reason shown beside it.

    Findings that follow from the same grades or values are one thing found: `words` says the weightiest of
    them, `also` the others, and `weight` is their sum.
    """

    finding: str
    words: str  # "ptosis", "no ptosis"
    strength: str  # strongly, clearly, slightly
    weight: float
    share: float
    basis: str  # "estimate", or "Grob 2008"
    origin: str = ""  # where the finding came from: "answered", "right hip flexion 3"
    derived: bool = False  # worked out from grades, values or drugs rather than answered
    also: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """The finding with what it was worked out from: "knee flexion weak (right knee flexion 4)"."""
        return f"{self.words} ({self.origin})" if self.derived and self.origin else self.words


@dataclass(frozen=True, slots=True, kw_only=True)
class StillToAsk:
    """A finding that nobody asked and that would move this cause."""

    finding: str
    words: str
    ask: str
    section: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a cause's recommended order of tests."""

    test: str
    name: str
    why: str
    when: str
    tier: Tier
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseDetail:
    """Everything the Assessment page shows of one cause. Texts are "" where the knowledge has none."""

    id: str
    name: str
    band: str
    percent: str
    site: str
    urgency: Urgency
    must_not_miss: bool
    for_: tuple[Reason, ...]
    against: tuple[Reason, ...]
    unexplained: tuple[Reason, ...]  # present, and this cause says nothing of it
    expected_absent: tuple[Reason, ...]
    not_asked: tuple[StillToAsk, ...]
    pathway: tuple[Step, ...]
    summary: str = ""
    interim: str = ""
    avoid: str = ""
    advice: str = ""
    refer_to: str = ""
    sources: tuple[str, ...] = ()
    draft: bool = False  # the knowledge of this cause was not reviewed yet
    decision: Decision | None = None


def cause_detail(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, condition_id: str
) -> CauseDetail:
    """One cause with all its reasons; a cause that is not ranked has none, and says so by having none."""
    score = next((c for c in assessment.conditions if c.id == condition_id), None)
    condition = kb.conditions[condition_id]
    verdict = encounter.verdicts.get(("condition", condition_id))
    against, silent = score.split_against(condition.findings) if score else ((), ())
    parts = tuple(
        weigh(kb, assessment, part)
        for part in ((score.for_, against, silent, score.expected_absent) if score else ((),) * 4)
    )
    for_, against_, unexplained, expected = shared(*parts)
    return CauseDetail(
        id=condition.id,
        name=condition.name,
        band=score.band if score else "",
        percent=percent(score.probability) if score else "",
        site=kb.sites[condition.site].name if condition.site in kb.sites else condition.site,
        urgency=condition.urgency,
        must_not_miss=condition.must_not_miss,
        for_=for_,
        against=against_,
        unexplained=unexplained,
        expected_absent=expected,
        not_asked=_still_to_ask(kb, score),
        pathway=_pathway(kb, encounter, condition),
        summary=condition.summary,
        interim=condition.interim,
        avoid=condition.avoid,
        advice=condition.advice,
        refer_to=condition.refer_to,
        sources=tuple(
            citation(kb.sources[s]) for s in condition.sources if s in kb.sources and kb.sources[s].citable
        ),
        draft=condition.status == "draft",
        decision=verdict.decision if verdict else None,
    )


def site_reasons(kb: KnowledgeBase, assessment: Assessment, site: str) -> tuple[Reason, ...]:
    """What speaks for (weight above 0) and against a lesion at this site, the strongest first.

    A place rests on what its likeliest cause rests on that has a source for the finding.
    """
    wanted = site.replace("-", "_")
    score: SiteScore | None = next((s for s in assessment.sites if s.id.replace("-", "_") == wanted), None)
    if score is None:
        return ()
    here = [kb.conditions[c.id] for c in assessment.conditions if c.site.replace("-", "_") == wanted]
    sourced = (_sourced(kb, here, c) for c in score.reasons)
    (reasons,) = shared(weigh(kb, assessment, sourced))
    return reasons


def _sourced(kb: KnowledgeBase, conditions: Iterable[Condition], reason: Contribution) -> Contribution:
    for condition in conditions:
        row = condition.findings.get(reason.finding)
        if row is not None and row.basis.seen and any(kb.sources[s].citable for s in row.sources):
            return replace(reason, basis=row.basis, sources=row.sources)
    return reason


def strength(weight: float) -> str:
    """A weight of evidence in words; the sign does not count."""
    size = abs(weight)
    return _("strongly") if size >= STRONG else _("clearly") if size >= MODERATE else _("slightly")


def weigh(
    kb: KnowledgeBase, assessment: Assessment, contributions: Iterable[Contribution]
) -> tuple[Reason, ...]:
    """Contributions as reasons, the weightiest first; what follows from one grade or value is one of them."""
    observed = assessment.findings.observed if assessment.findings else {}
    things = _things(assessment, contributions)
    return tuple(_reason(kb, members, observed.get(members[0].finding)) for members in things)


def names_of(kb: KnowledgeBase, assessment: Assessment, contributions: Iterable[Contribution]) -> list[str]:
    """The same reasons by their words alone, for a line."""
    things = _things(assessment, contributions)
    return [finding_words(kb, members[0].finding, members[0].state) for members in things]


def _things(assessment: Assessment, contributions: Iterable[Contribution]) -> list[list[Contribution]]:
    """Contributions by what was found, the weightiest thing and the weightiest of each first."""
    observed = assessment.findings.observed if assessment.findings else {}
    things: dict[tuple[str, ...], list[Contribution]] = {}
    for c in sorted(contributions, key=lambda c: -abs(c.weight)):
        seen = observed.get(c.finding)
        apart = seen is None or not seen.derived or not seen.origin
        things.setdefault((c.finding,) if apart or seen is None else ("", *sorted(seen.origin)), []).append(c)
    return sorted(things.values(), key=lambda members: -abs(sum(c.weight for c in members)))


def _reason(kb: KnowledgeBase, members: list[Contribution], seen: Observed | None) -> Reason:
    first, weight = members[0], sum(c.weight for c in members)
    return Reason(
        finding=first.finding,
        words=finding_words(kb, first.finding, first.state),
        strength=strength(weight),
        weight=weight,
        share=0.0,
        basis=basis_words(kb, first),
        origin=", ".join(seen.origin) if seen else "",
        derived=seen.derived if seen else False,
        also=tuple(finding_words(kb, c.finding, c.state) for c in members[1:]),
    )


def shared(*parts: tuple[Reason, ...]) -> tuple[tuple[Reason, ...], ...]:
    """The same lists with their shares: all bars on one scale, the weightiest reason of all fills it."""
    top = max((abs(r.weight) for part in parts for r in part), default=0.0)
    return tuple(tuple(replace(r, share=abs(r.weight) / top if top else 0.0) for r in part) for part in parts)


def _still_to_ask(kb: KnowledgeBase, score: ConditionScore | None) -> tuple[StillToAsk, ...]:
    return tuple(
        StillToAsk(
            finding=n.finding,
            words=finding_words(kb, n.finding),
            ask=kb.findings[n.finding].ask,
            section=kb.findings[n.finding].section,
        )
        for n in (score.not_asked if score else ())
        if n.finding in kb.findings
    )


def _pathway(kb: KnowledgeBase, encounter: Encounter, condition: Condition) -> tuple[Step, ...]:
    done = set(encounter.outcomes)
    return tuple(
        Step(
            test=step.test,
            name=kb.tests[step.test].name if step.test in kb.tests else step.test,
            why=step.why,
            when=step.when,
            tier=step.tier,
            done=step.test in done,
        )
        for step in sorted(condition.pathway, key=lambda s: s.step)
    )
