"""What to do next, in words: a free finding ahead of any test."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.assessment import Assessment, NextFinding, NextTest, Outcome
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase
from mwdesk.workflow.core import SECTION_TITLES, core_findings, title_inside
from mwdesk.workflow.words import duration, finding_words, first_sentence

STEPS_SHOWN = 3
GROUP_WORDS = {"here": "here", "request": "request", "refer": "refer for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something to do next: ask or examine a finding, or do a test."""

    kind: str  # finding, test
    id: str
    label: str
    note: str  # "here · 2 minutes · separates A from B"
    where: str  # here, request, refer
    why: str
    section: str = ""  # of a finding
    cautions: tuple[str, ...] = ()
    decision: Decision | None = None


def next_steps(kb: KnowledgeBase, encounter: Encounter, assessment: Assessment) -> tuple[NextStep, ...]:
    """What to do next: a free finding ahead of any test, each kind in the order of its worth."""
    if assessment.outcome is Outcome.INSUFFICIENT:
        return tuple(_opening_step(kb, ident, words) for ident, words in opening(kb, assessment))
    findings = [_finding_step(kb, n) for n in assessment.next_findings if n.id in kb.findings]
    tests = [_test_step(kb, encounter, n) for n in assessment.next_tests]
    free, paid = [t for t in tests if t.where == "here"], [t for t in tests if t.where != "here"]
    head = [*findings[:1], *free[:1], *paid[:1]]
    rest = [step for step in (*findings, *tests) if step not in head]
    return tuple(head + rest)


def opening(kb: KnowledgeBase, assessment: Assessment) -> list[tuple[str, str]]:
    """While little is known: the core questions of the history still open, as (finding, words).

    What an empty record would "tell most" is chance; a history has its own beginning.
    """
    known = assessment.findings
    closed = (set(known.observed) | known.unknown) if known else set()
    present = {f for f, seen in known.observed.items() if seen.state is State.PRESENT} if known else set()
    sets = {f: g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    for ident in core_findings(kb):
        section = kb.findings[ident].section
        members = set(sets.get(ident, (ident,)))
        if not section.startswith("history.") or members & (present | seen) or members <= closed:
            continue
        seen |= members
        out.append((ident, finding_words(kb, ident) if len(members) == 1 else title_inside(section)))
    order = list(SECTION_TITLES)
    return sorted(out, key=lambda item: order.index(kb.findings[item[0]].section))


def _opening_step(kb: KnowledgeBase, ident: str, words: str) -> NextStep:
    return NextStep(
        kind="finding",
        id=ident,
        label=f"Ask: {words}",
        note="here · 1 minute",
        where="here",
        why="",
        section=kb.findings[ident].section,
    )


def _finding_step(kb: KnowledgeBase, n: NextFinding) -> NextStep:
    finding = kb.findings[n.id]
    verb = "examine" if finding.section.startswith("exam") else "ask"
    words = finding_words(kb, n.id)
    return NextStep(
        kind="finding",
        id=n.id,
        label=f"{verb.capitalize()}: {words}",
        note=" · ".join(part for part in ("here", "1 minute", _clause(n.why)) if part),
        where="here",
        why=n.why,
        section=finding.section,
    )


def _test_step(kb: KnowledgeBase, encounter: Encounter, n: NextTest) -> NextStep:
    test = kb.tests.get(n.id)
    parts = (GROUP_WORDS.get(n.group, n.group), duration(test) if test else "", _clause(n.why))
    return NextStep(
        kind="test",
        id=n.id,
        label=n.name,
        note=" · ".join(part for part in parts if part),
        where=n.group,
        why=n.why,
        cautions=n.cautions,
        decision=verdict_on(encounter, "test", n.id)[0],
    )


def _clause(text: str) -> str:
    """The first sentence, without its full stop, to stand between middle dots."""
    return first_sentence(text)[0].rstrip(".")


def not_yet(kb: KnowledgeBase, assessment: Assessment) -> tuple[NextStep, ...]:
    """Tests better left for later, each with its reason."""
    return tuple(
        NextStep(
            kind="test",
            id=n.id,
            label=kb.tests[n.id].name if n.id in kb.tests else n.id,
            note=n.why,
            where="not_yet",
            why=n.why,
        )
        for n in assessment.not_yet
    )


def verdict_on(encounter: Encounter, kind: str, ident: str) -> tuple[Decision | None, str]:
    """The clinician's verdict on a suggestion and its reason; (None, "") where there is none."""
    verdict = encounter.verdicts.get((kind, ident))
    return (verdict.decision, verdict.reason) if verdict else (None, "")
