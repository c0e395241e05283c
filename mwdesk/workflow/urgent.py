"""What a standing emergency wants at once, and which questions are too remote to come first."""

from __future__ import annotations

import re
from collections.abc import Container

from mwdesk.domain.assessment import Alert, Assessment, NextFinding
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.knowledge import KnowledgeBase, Tier, Urgency
from mwdesk.workflow.words import first_sentence

TESTS = 2  # bedside tests of the standing emergencies that come before everything else
NOW = "now"  # when a pathway wants a test at once
REMOTE = 0.01  # a cause below this chance makes no question the first
_WORD = re.compile(r"[a-z0-9-]+")


def set_aside(encounter: Encounter) -> frozenset[str]:
    """The warnings that the clinician refused."""
    said = encounter.verdicts
    return frozenset(
        ident for (kind, ident), v in said.items() if kind == "alert" and v.decision is Decision.REFUSED
    )


def emergencies(encounter: Encounter, assessment: Assessment) -> list[Alert]:
    """The emergencies that nobody set aside, the gravest first."""
    refused = set_aside(encounter)
    return [a for a in assessment.alerts if a.urgency is Urgency.EMERGENCY and a.id not in refused]


def own_tests(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, unavailable: Container[str]
) -> list[tuple[str, str]]:
    """Bedside tests that the likelier suspects want now, each with why; those of the gravest come first."""
    out: dict[str, str] = {}
    for alert in emergencies(encounter, assessment):
        for test, why in _tests_of(kb, encounter, assessment, alert, unavailable):
            out.setdefault(test, why)
    return list(out.items())[:TESTS]


def _tests_of(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, alert: Alert, unavailable: Container[str]
) -> list[tuple[str, str]]:
    chance = {c.id: c.probability for c in assessment.conditions}
    here = {t.id for t in assessment.next_tests if t.group == "here"}
    worth: dict[str, float] = {}
    why: dict[str, tuple[float, str]] = {}
    for suspect in alert.suspects:
        mass = chance.get(suspect, 0.0)
        for step in kb.conditions[suspect].pathway if suspect in kb.conditions else ():
            test = kb.tests.get(step.test)
            free = test is not None and (test.tier is Tier.BEDSIDE or step.test in here)
            done = step.test in encounter.outcomes or step.test in unavailable
            if step.when == NOW and free and not done:
                worth[step.test] = worth.get(step.test, 0.0) + mass
                why[step.test] = max(why.get(step.test, (-1.0, "")), (mass, step.why))
    best = sorted((t for t in worth if worth[t] > 0), key=lambda t: (-worth[t], list(worth).index(t)))
    return [(test, why[test][1]) for test in best]


def own_act(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, unavailable: Container[str]
) -> Alert | None:
    """The emergency whose act is a step of its own: the gravest one, where no bedside test stands for it.

    A critical value says little; a warning that the same value fired says what to do about it.
    """
    standing = emergencies(encounter, assessment)
    if not standing or _tests_of(kb, encounter, assessment, standing[0], unavailable):
        return None
    first, known = standing[0], assessment.findings
    texts = {c.text for c in known.critical if first.id == f"critical-{c.analyte}"} if known else set()
    by_value = {f for f, seen in known.observed.items() if texts & set(seen.origin)} if known else set()
    due = [(len(by_value & set(a.findings)) / len(a.findings), a) for a in standing if a.findings]
    most, closest = max(due, key=lambda one: one[0], default=(0.0, first))
    return closest if most else first


def act_words(alert: Alert) -> str:
    """What to do at once, as a step: the first sentence without its full stop."""
    return first_sentence(alert.action)[0].rstrip(".")


def in_worth(kb: KnowledgeBase, assessment: Assessment, found: list[NextFinding]) -> list[NextFinding]:
    """Questions in their order, those about a remote or denied cause after the others."""
    return sorted(found, key=lambda n: _is_remote(kb, assessment, n))


def _is_remote(kb: KnowledgeBase, assessment: Assessment, n: NextFinding) -> bool:
    """Whether a "yes" speaks only for causes under `REMOTE`, or for a warning that was mostly denied."""
    chance = {c.id: c.probability for c in assessment.conditions}
    if not chance:
        return False
    title = first_sentence(n.why)[0].partition(": ")[2].rstrip(".")
    rule = next((r for r in kb.alerts.values() if r.title and r.title == title), None)
    causes = [*(rule.suspects if rule is not None else ()), *n.separates[:1]]
    likeliest = max((chance.get(c, 0.0) for c in causes), default=1.0)
    known = assessment.findings.observed if assessment.findings else {}
    told = [known[f].state for f in set(_WORD.findall(rule.rule)) if f in known] if rule is not None else []
    denied = told.count(State.ABSENT) > told.count(State.PRESENT)
    return likeliest < REMOTE or (denied and chance.get(next(iter(n.separates), ""), 0.0) < REMOTE)
