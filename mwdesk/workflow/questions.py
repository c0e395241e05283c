"""The history and the signs as questions in sections, the most telling ones marked as core.

Which questions are core is worked out from the knowledge: those that alert rules need, and those that
tell causes apart best. The order never changes with an answer, so nothing moves under the hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass

from mwdesk.domain.encounter import Entry, State, answer
from mwdesk.domain.knowledge import Finding, GroupKind, KnowledgeBase
from mwdesk.workflow.view import View
from mwdesk.workflow.words import finding_words, short

CORE_HISTORY = 25
CORE_EXAM = 12

# Section id -> (page, human title), in the order in which one asks.
TITLES: dict[str, tuple[str, str]] = {
    "history.presentation": ("history", "What troubles the patient"),
    "history.tempo": ("history", "How it began"),
    "history.distribution": ("history", "Which parts"),
    "history.cranial": ("history", "Face, eyes, speech, swallowing"),
    "history.respiratory": ("history", "Breathing"),
    "history.sensory": ("history", "Feeling"),
    "history.autonomic": ("history", "Bladder, bowel, heart, sweating"),
    "history.pain": ("history", "Pain, cramps, stiffness"),
    "history.general": ("history", "General health"),
    "history.exposure": ("history", "Medicines, infections, exposures"),
    "history.background": ("history", "Past and family"),
    "exam.inspection": ("examination", "Looking"),
    "exam.power": ("examination", "Gait and power signs"),
    "exam.tone": ("examination", "Tone"),
    "exam.reflexes": ("examination", "Reflex signs"),
    "exam.coordination": ("examination", "Coordination and balance"),
    "exam.general": ("examination", "General examination"),
    "lab": ("results", "Results told in words"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask or elicit. `state` None is not asked; `group` names a set of which one holds."""

    finding: str
    label: str
    ask: str
    state: State | None
    by: str  # typed, section, import, or "" not asked
    why: str  # why it matters now, or ""
    core: bool
    note: str = ""
    group: str = ""
    red_flag: bool = False
    suggested: bool = False
    derived: str = ""  # what examination, values or drugs already say: "present: right hip flexion 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    id: str
    title: str
    items: tuple[Question, ...]
    page: str = "history"  # history, examination, results

    @property
    def asked(self) -> int:
        return sum(q.state is not None for q in self.items)

    @property
    def unasked(self) -> int:
        return len(self.items) - self.asked


class _Cache:
    """Worked out once for a knowledge base, which never changes while it is open."""

    kb: KnowledgeBase | None = None
    core: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    measured: frozenset[str] = frozenset()


def _fill(kb: KnowledgeBase) -> None:
    if _Cache.kb is kb:
        return
    flags = Counter(f for rule in kb.alerts.values() for f in _rule_findings(kb, rule.rule))
    _Cache.flags = frozenset(flags)
    _Cache.measured = frozenset(r.finding for a in kb.analytes.values() for r in a.rules)
    _Cache.core = _choose_core(kb, flags)
    _Cache.kb = kb


def _rule_findings(kb: KnowledgeBase, rule: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9][a-z0-9-]*", rule) if word in kb.findings}


def core_findings(kb: KnowledgeBase) -> tuple[str, ...]:
    """The questions to ask everybody, in file order."""
    _fill(kb)
    return _Cache.core


def red_flags(kb: KnowledgeBase) -> frozenset[str]:
    """Findings that some alert rule names."""
    _fill(kb)
    return _Cache.flags


def _choose_core(kb: KnowledgeBase, flags: Counter[str]) -> tuple[str, ...]:
    """The best by rank of alert rules and of information, the two taken in turn, for each page."""
    chosen: set[str] = set()
    for page, prefix, count in (("history", "history.", CORE_HISTORY), ("exam", "exam.", CORE_EXAM)):
        pool = [f for f in kb.findings.values() if f.section.startswith(prefix)]
        by_flag = sorted(pool, key=lambda f: -flags[f.id])
        by_gain = sorted(pool, key=lambda f: -information(kb, f))
        picked: list[str] = []
        for pair in zip(by_flag, by_gain, strict=True):
            for finding in pair:
                if finding.id not in picked and page and len(picked) < count:
                    picked.append(finding.id)
        chosen.update(picked)
    return tuple(f for f in kb.findings if f in chosen)


def information(kb: KnowledgeBase, finding: Finding) -> float:
    """Bits that the answer tells about the cause, every cause counted alike."""
    conditions = [c for c in kb.conditions.values() if not c.umbrella]
    if not conditions:
        return 0.0
    ps = [c.findings[finding.id].p if finding.id in c.findings else finding.background for c in conditions]
    return _entropy(sum(ps) / len(ps)) - sum(map(_entropy, ps)) / len(ps)


def _entropy(p: float) -> float:
    return 0.0 if p <= 0 or p >= 1 else -p * math.log2(p) - (1 - p) * math.log2(1 - p)


def sections(kb: KnowledgeBase, view: View, page: str = "") -> tuple[Section, ...]:
    """Every section of a page ("" all pages), core questions first, in an order that never changes."""
    _fill(kb)
    asked = _Asked(kb, view)
    found: dict[str, list[Question]] = {ident: [] for ident in TITLES}
    for finding in kb.findings.values():
        if finding.section == "lab" and finding.id in _Cache.measured:
            continue  # a value says it
        found.setdefault(finding.section, []).append(asked.question(finding))
    out = []
    for ident, items in found.items():
        where, title = TITLES.get(ident, _unknown_title(ident))
        if items and page in ("", where):
            ordered = tuple(sorted(items, key=lambda q: not q.core))
            out.append(Section(id=ident, title=title, items=ordered, page=where))
    return tuple(out)


def suggested(kb: KnowledgeBase, view: View) -> tuple[Question, ...]:
    """What would tell most now, best first: to be shown above the sections, if at all."""
    _fill(kb)
    asked = _Asked(kb, view)
    return tuple(
        asked.question(kb.findings[n.id]) for n in view.assessment.next_findings if n.id in kb.findings
    )


def question(kb: KnowledgeBase, view: View, finding: str) -> Question:
    """One question by its finding id (as found by a search)."""
    _fill(kb)
    return _Asked(kb, view).question(kb.findings[finding])


def _unknown_title(ident: str) -> tuple[str, str]:
    head, _, tail = ident.partition(".")
    page = {"history": "history", "exam": "examination"}.get(head, "results")
    return page, (tail or head).replace("-", " ").capitalize()


class _Asked:
    """What the encounter and the assessment say of each finding."""

    def __init__(self, kb: KnowledgeBase, view: View) -> None:
        self.kb = kb
        self.answers = view.encounter.answers
        self.why = {n.id: n.why for n in view.assessment.next_findings}
        self.core = frozenset(_Cache.core)
        self.observed = view.assessment.findings.observed if view.assessment.findings else {}
        self.group = {
            f: g.id for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings
        }

    def question(self, finding: Finding) -> Question:
        given = self.answers.get(finding.id)
        seen = self.observed.get(finding.id)
        derived = f"{seen.state.value}: {', '.join(seen.origin)}" if seen and seen.derived else ""
        return Question(
            finding=finding.id,
            label=finding.label,
            ask=finding.ask or f"{short(finding.label)}?",
            state=given.state if given else None,
            by=given.by if given else "",
            why=self.why.get(finding.id, ""),
            core=finding.id in self.core,
            note=given.note if given else "",
            group=self.group.get(finding.id, ""),
            red_flag=finding.id in _Cache.flags,
            suggested=finding.id in self.why,
            derived=derived,
        )


def all_normal(section: Section, visible: frozenset[str] | None = None) -> tuple[Entry, ...]:
    """Entries that say "absent" for what is untouched, visible, no red flag and no choice of one.

    `visible` names the findings on screen; None takes the whole section.
    """
    return tuple(
        answer(q.finding, State.ABSENT, by="section")
        for q in section.items
        if q.state is None
        and not q.red_flag
        and not q.group
        and not q.derived
        and not _says_normal(q)
        and (visible is None or q.finding in visible)
    )


def _says_normal(q: Question) -> bool:
    """A finding that is itself normality must not be denied by calling the section normal."""
    return "normal" in q.finding.split("-")


def choose(
    kb: KnowledgeBase, view: View, finding: str, state: State | None = State.PRESENT
) -> tuple[Entry, ...]:
    """Answer one question; "present" in a set of which one holds takes back the others of the set."""
    entries = [answer(finding, state)]
    if state is State.PRESENT:
        answers = view.encounter.answers
        for group in kb.groups.values():
            if group.kind is GroupKind.CATEGORICAL and finding in group.findings:
                entries += [
                    answer(other, None)
                    for other in group.findings
                    if other != finding and other in answers and answers[other].state is State.PRESENT
                ]
    return tuple(entries)


def describe(kb: KnowledgeBase, q: Question) -> str:
    """One spoken sentence for assistive technology: the question and its answer."""
    said = "not asked" if q.state is None else q.state.value
    return f"{finding_words(kb, q.finding)}: {said}" + (" (by section)" if q.by == "section" else "")
