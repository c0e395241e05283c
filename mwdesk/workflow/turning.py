"""What would change a cause's place: the most telling question nobody asked, and the most telling test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, State, answer
from mwdesk.domain.knowledge import Condition, KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.workflow.session import compute_assessment
from mwdesk.workflow.words import finding_words, percent, short

_TRIED = 3  # questions whose both answers are worked out: each costs two whole assessments
_SLACK = 0.02
_LEAST = 0.03  # a smaller difference between the answers tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """One thing to find out: `words` says what either answer would do; `kind` and `id` lead there."""

    kind: str  # finding or test
    id: str
    name: str
    words: str


def turnings(
    kb: KnowledgeBase, clinic: Clinic, encounter: Encounter, assessment: Assessment, condition: str
) -> tuple[Turning, ...]:
    """The question and the test that would tell most about one cause; empty where nothing is left."""
    found = (
        _question(kb, clinic, encounter, assessment, condition),
        _test(kb, encounter, assessment, condition),
    )
    return tuple(t for t in found if t is not None)


def place_turnings(
    kb: KnowledgeBase, clinic: Clinic, encounter: Encounter, assessment: Assessment, site: str
) -> tuple[Turning, ...]:
    """The same for a place of the lesion: the question and the test that would tell most about it."""
    meant = _plain(site)
    open_ = [n.id for n in assessment.next_findings]
    now = _place_share(assessment, meant)
    question = _best(kb, clinic, encounter, open_, lambda then: _place_share(then, meant), now)
    here = {c.id for c in assessment.conditions if _plain(c.site) == meant}
    tests = [
        t
        for t in assessment.next_tests
        if t.id not in encounter.outcomes and here & set(t.separates) and set(t.separates) - here
    ]
    best = max(tests, key=lambda t: t.value, default=None)
    test = Turning(kind="test", id=best.id, name=best.name, words=best.why) if best is not None else None
    return tuple(t for t in (question, test) if t is not None)


def _plain(site: str) -> str:
    return site.replace("-", "_")


def _place_share(assessment: Assessment, site: str) -> float:
    return next((s.probability for s in assessment.sites if _plain(s.id) == site), 0.0)


def _question(
    kb: KnowledgeBase, clinic: Clinic, encounter: Encounter, assessment: Assessment, condition: str
) -> Turning | None:
    score = next((c for c in assessment.conditions if c.id == condition), None)
    open_ = [n.finding for n in sorted(score.not_asked, key=lambda n: -n.gain)] if score else []
    now = score.probability if score else 0.0
    return _best(kb, clinic, encounter, open_, lambda then: _share(then, condition), now)


def _best(
    kb: KnowledgeBase,
    clinic: Clinic,
    encounter: Encounter,
    findings: Sequence[str],
    share: Callable[[Assessment], float],
    now: float,
) -> Turning | None:
    """The finding whose two answers lie furthest apart; `share` is what they are to move, 0 to 1."""
    tried = []
    for finding in findings[:_TRIED]:
        if finding in kb.findings and finding not in encounter.answers:
            yes, no = (
                share(compute_assessment(kb, encounter.apply(answer(finding, state)), clinic))
                for state in (State.PRESENT, State.ABSENT)
            )
            tried.append((abs(yes - no), finding, yes, no))
    # An answer that is bound up with others can shift it either way; it explains nothing about this one.
    plain = [
        one for one in tried if one[0] >= _LEAST and min(one[2:]) - _SLACK <= now <= max(one[2:]) + _SLACK
    ]
    if not plain:
        return None
    _gap, finding, yes, no = max(plain)
    words = _("now {now} in 100; if present {yes}, if absent {no}").format(
        now=percent(now), yes=percent(yes), no=percent(no)
    )
    return Turning(kind="finding", id=finding, name=finding_words(kb, finding), words=words)


def _share(assessment: Assessment, condition: str) -> float:
    return next((c.probability for c in assessment.conditions if c.id == condition), 0.0)


def _test(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, condition: str) -> Turning | None:
    """The best suggested test that parts this cause from others, else the next of its own pathway."""
    known = kb.conditions.get(condition)
    done = set(encounter.outcomes)
    parting = [t for t in assessment.next_tests if condition in t.separates and t.id not in done]
    if parting:
        best = max(parting, key=lambda t: t.value)
        return Turning(kind="test", id=best.id, name=best.name, words=_named(kb, known, best.id, best.why))
    steps = sorted(known.pathway, key=lambda s: s.step) if known is not None else []
    step = next((s for s in steps if s.test not in done and s.test in kb.tests), None)
    if step is None:
        return None
    return Turning(kind="test", id=step.test, name=kb.tests[step.test].name, words=step.why)


def _named(kb: KnowledgeBase, known: Condition | None, test: str, why: str) -> str:
    """Why this test for this cause: the words of its own pathway where it has some."""
    own = next((s.why for s in known.pathway if s.test == test), "") if known is not None else ""
    return short(own) if own else why
