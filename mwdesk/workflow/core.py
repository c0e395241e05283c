"""Sections of the history and the signs with their titles, and which questions are core.

Core is worked out from the knowledge: what alert rules need, and what parts causes and sites best.
"""

from __future__ import annotations

import math
import re
from collections import Counter

from mwdesk.domain.knowledge import Condition, Finding, GroupKind, KnowledgeBase
from mwdesk.domain.translation import N_, _

CORE_HISTORY = 25
CORE_EXAM = 12
RARE = 0.05  # of those who come weak: a sign that is commoner is denied by an examination without remarks

# Section id -> (page, human title), in the order in which one asks.
SECTION_TITLES: dict[str, tuple[str, str]] = {
    "history.presentation": ("history", N_("What troubles the patient")),
    "history.tempo": ("history", N_("How it began")),
    "history.distribution": ("history", N_("Which parts")),
    "history.cranial": ("history", N_("Face, eyes, speech, swallowing")),
    "history.respiratory": ("history", N_("Breathing")),
    "history.sensory": ("history", N_("Feeling")),
    "history.autonomic": ("history", N_("Bladder, bowel, heart, sweating")),
    "history.pain": ("history", N_("Pain, cramps, stiffness")),
    "history.general": ("history", N_("General health")),
    "history.exposure": ("history", N_("Medicines, infections, exposures")),
    "history.background": ("history", N_("Past and family")),
    "exam.inspection": ("examination", N_("Looking")),
    "exam.power": ("examination", N_("Gait and power signs")),
    "exam.tone": ("examination", N_("Tone")),
    "exam.reflexes": ("examination", N_("Reflex signs")),
    "exam.coordination": ("examination", N_("Coordination and balance")),
    "exam.general": ("examination", N_("General examination")),
    "lab": ("results", N_("Results told in words")),
}


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
    _Cache.flags = frozenset(f for f in flags if _never_denied(kb.findings[f]))
    _Cache.measured = frozenset(r.finding for a in kb.analytes.values() for r in a.rules)
    _Cache.core = _choose_core(kb, flags)
    _Cache.kb = kb


def measured(kb: KnowledgeBase) -> frozenset[str]:
    """Findings that a laboratory value says, so that nobody need be asked."""
    _fill(kb)
    return _Cache.measured


def title(section: str) -> tuple[str, str]:
    """Page and human title of a section; one that is new to the program is spelled from its id."""
    if section in SECTION_TITLES:
        page, words = SECTION_TITLES[section]
        return page, _(words)
    head, _dot, tail = section.partition(".")
    page = {"history": "history", "exam": "examination"}.get(head, "results")
    return page, (tail or head).replace("-", " ").capitalize()


def title_inside(section: str) -> str:
    """A section's title inside a sentence: "how it began"."""
    heading = title(section)[1]
    return heading[0].lower() + heading[1:]


def _rule_findings(kb: KnowledgeBase, rule: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9][a-z0-9-]*", rule) if word in kb.findings}


def core_findings(kb: KnowledgeBase) -> tuple[str, ...]:
    """The questions to ask everybody, in file order."""
    _fill(kb)
    return _Cache.core


def red_flags(kb: KnowledgeBase) -> frozenset[str]:
    """Findings that some alert rule names and that a section as a whole never denies."""
    _fill(kb)
    return _Cache.flags


def _never_denied(finding: Finding) -> bool:
    """What was told is asked one by one; of what is seen only the rare signs."""
    return finding.section.startswith("history.") or finding.background <= RARE


def _choose_core(kb: KnowledgeBase, flags: Counter[str]) -> tuple[str, ...]:
    """The best of every section, then the best of all; a set of which one holds counts as one question."""
    worth = _worths(kb, flags)
    sets = {f: g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
    chosen: set[str] = set()
    for prefix, each, count in (("history.", 2, CORE_HISTORY), ("exam.", 1, CORE_EXAM)):
        pool = [f for f in kb.findings.values() if f.section.startswith(prefix)]
        ranked = sorted(pool, key=lambda f: -worth[f.id])
        first: list[str] = []
        taken: Counter[str] = Counter()
        for finding in ranked:  # a set that was taken through one member is not taken again
            if taken[finding.section] < each and not chosen.intersection(sets.get(finding.id, ())):
                taken[finding.section] += 1
                first.append(finding.id)
                chosen.update(sets.get(finding.id, (finding.id,)))
        rest = [f.id for f in ranked if f.id not in chosen]
        chosen.update(rest[: max(0, count - len(first))])
    return tuple(f for f in kb.findings if f in chosen)


def _worths(kb: KnowledgeBase, flags: Counter[str]) -> dict[str, float]:
    """How often alert rules need a finding, and how well it parts causes and sites, each on a scale to 1."""
    causes = [[c] for c in kb.conditions.values() if not c.umbrella]
    sites: dict[str, list[Condition]] = {}
    for condition in kb.conditions.values():
        sites.setdefault(condition.site, []).append(condition)
    tables = [
        {f: float(n) for f, n in flags.items()},
        {f.id: information(f, causes) for f in kb.findings.values()},
        {f.id: information(f, list(sites.values())) for f in kb.findings.values()},
    ]
    tops = [max(table.values(), default=0.0) or 1.0 for table in tables]
    return {f: sum(t.get(f, 0.0) / top for t, top in zip(tables, tops, strict=True)) for f in kb.findings}


def information(finding: Finding, classes: list[list[Condition]]) -> float:
    """Bits that the answer tells about which class holds, every class counted alike."""
    if not classes:
        return 0.0
    ps = [sum(_chance(finding, c) for c in members) / len(members) for members in classes]
    return _entropy(sum(ps) / len(ps)) - sum(map(_entropy, ps)) / len(ps)


def _chance(finding: Finding, condition: Condition) -> float:
    known = condition.findings.get(finding.id)
    return known.p if known is not None else finding.background


def _entropy(p: float) -> float:
    return 0.0 if p <= 0 or p >= 1 else -p * math.log2(p) - (1 - p) * math.log2(1 - p)
