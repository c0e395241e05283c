"""The pages of what is examined and measured: movements, reflexes, sensory points, places, values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mwdesk.domain.citation import citation
from mwdesk.domain.knowledge import (
    Analyte,
    KnowledgeBase,
    LabRule,
    LocalisationPattern,
    Muscle,
    Reflex,
    SensoryPoint,
    Site,
)
from mwdesk.knowledge.page_values import Fact, Page, Row
from mwdesk.knowledge.page_words import (
    ESTIMATE,
    facts,
    finding_row,
    named,
    plain,
    source_lines,
    years,
)

_ITEM = re.compile(r"\b(w|W|cw|sv|s|S|cs|lt|le|r|R|cr|n|N|cn|f):([a-z0-9-]+)(?:([<:])([a-z0-9-]+))?")
_MARKS = {
    "w": "weak",
    "W": "weak on both sides",
    "cw": "weak on the other side",
    "sv": "weak to grade 3 or less",
    "s": "strong",
    "S": "strong on both sides",
    "cs": "strong on the other side",
}
_SIDES = {
    "R": " on both sides",
    "N": " on both sides",
    "cr": " on the other side",
    "cn": " on the other side",
}
_CALLS = {"any(": "any of (", "all(": "all of (", "n2(": "two of (", "n3(": "three of (", "not(": "not ("}


def rule_words(kb: KnowledgeBase, rule: str) -> str:
    """A localisation rule with names instead of marks: "Hip flexion weak; Knee jerk absent"."""
    if rule.strip() in ("", "none"):
        return ""
    for mark, words in _CALLS.items():
        rule = re.sub(rf"\b{re.escape(mark)}", words, rule)
    words = _ITEM.sub(lambda found: _item(kb, found), rule)
    return re.sub(r"\s*([;,])\s*", r"\1 ", words).strip()


def _item(kb: KnowledgeBase, found: re.Match[str]) -> str:
    mark, name, _, other = found.groups()
    if mark in ("lt", "le"):
        compared = "weaker than" if mark == "lt" else "not stronger than"
        return f"{_movement(kb, name)} {compared} {_movement(kb, other or '')}"
    if mark in _MARKS:
        return f"{_movement(kb, name)} {_MARKS[mark]}"
    if mark == "f":
        return kb.findings[name].label if name in kb.findings else name
    if mark in ("r", "R", "cr"):
        what = kb.reflexes[name].name if name in kb.reflexes else name
    else:
        what = f"sensation at {kb.sensory[name].name if name in kb.sensory else name}"
    return f"{what} {other or ''}{_SIDES.get(mark, '')}"


def _movement(kb: KnowledgeBase, name: str) -> str:
    muscle = kb.muscles.get(name)
    return (muscle.name or muscle.action) if muscle else name


def localisation_page(kb: KnowledgeBase, p: LocalisationPattern) -> Page:
    """One place where a lesion can be: what must be weak, spared and found."""
    site = kb.sites[p.site].name if p.site in kb.sites else p.site
    return Page(
        kind="localisation",
        id=p.id,
        title=p.name,
        kicker=f"Place · {site}",
        lead=p.explanation,
        facts=facts(
            ("Level", p.level),
            ("Must be weak", rule_words(kb, p.must_weak)),
            ("Must be spared", rule_words(kb, p.must_spared)),
            ("Must be found", rule_words(kb, p.must_signs)),
            ("Argues against", rule_words(kb, p.must_not)),
            ("Supports", rule_words(kb, p.supportive)),
        ),
        sections=(
            *plain("compare", "Compare with", named(kb, "localisation", p.compare_with)),
            *plain("tests", "Tests", named(kb, "test", p.tests)),
        ),
        sources=source_lines(kb, p.sources),
    )


def muscle_page(kb: KnowledgeBase, m: Muscle) -> Page:
    """One movement: how it is tested, and what moves it."""
    return Page(
        kind="muscle",
        id=m.id,
        title=m.name or m.action,
        kicker="Movement",
        facts=facts(
            ("How", m.how),
            ("Action", m.action),
            ("Muscle", m.muscle),
            ("Roots", ", ".join(m.roots)),
            ("Nerve", m.nerve),
            ("Plexus", m.plexus),
            ("Region", ", ".join(p for p in (m.region, m.gradient) if p)),
        ),
        sources=source_lines(kb, m.sources),
    )


def reflex_page(kb: KnowledgeBase, r: Reflex) -> Page:
    """One reflex: how it is elicited and read."""
    return Page(
        kind="reflex",
        id=r.id,
        title=r.name,
        kicker=f"Reflex · {r.kind}",
        facts=facts(
            ("How", r.how),
            ("Also called", "; ".join(r.synonyms)),
            ("Normal", r.normal),
            ("Abnormal means", r.abnormal_means),
            ("Pitfalls", r.pitfalls),
            ("Roots", ", ".join(r.roots)),
            ("Nerve", r.nerve),
            ("Recorded as", ", ".join(r.values)),
        ),
        sources=source_lines(kb, r.sources),
    )


def sensory_page(kb: KnowledgeBase, s: SensoryPoint) -> Page:
    """One point where sensation is tested."""
    return Page(
        kind="sensory",
        id=s.id,
        title=s.name,
        kicker=f"Sensory point · {s.kind}",
        facts=facts(
            ("Where to touch", s.landmark),
            ("Territory", s.territory),
            ("Modality", s.modality),
            ("Note", s.note),
        ),
        sources=source_lines(kb, s.sources),
    )


def analyte_page(kb: KnowledgeBase, a: Analyte) -> Page:
    """One laboratory value: limits, units, and which findings it means."""
    cited = [kb.sources[s] for s in a.sources if s in kb.sources and kb.sources[s].citable]
    basis = citation(cited[0]) if cited else ESTIMATE
    return Page(
        kind="analyte",
        id=a.id,
        title=a.name,
        kicker="Laboratory value",
        lead=a.note,
        facts=(
            *(Fact(label=name, text=text, basis=basis) for name, text in _limits(a)),
            *facts(
                ("Units", ", ".join(dict.fromkeys(unit.label for unit in a.units))),
                ("Also called", "; ".join(a.synonyms)),
                ("LOINC", ", ".join(a.loinc)),
            ),
        ),
        sections=plain(
            "means",
            "Means",
            (
                Row(
                    words=kb.findings[rule.finding].label if rule.finding in kb.findings else rule.finding,
                    aside=_rule(a, rule),
                    basis=basis,
                    link=f"finding:{rule.finding}" if rule.finding in kb.findings else "",
                )
                for rule in a.rules
            ),
        ),
        sources=source_lines(kb, a.sources),
    )


def _limits(a: Analyte) -> Iterator[tuple[str, str]]:
    for name, low, high in (
        ("Usual limits", a.low, a.high),
        ("Limits, men", a.low_male, a.high_male),
        ("Limits, women", a.low_female, a.high_female),
    ):
        if low is not None or high is not None:
            yield name, f"{_range(low, high)} {a.unit}".strip()
    warns = [f"below {a.critical_low:g}"] if a.critical_low is not None else []
    warns += [f"above {a.critical_high:g}"] if a.critical_high is not None else []
    if warns:
        yield "Warns by itself", f"{' or '.join(warns)} {a.unit} ({a.critical_urgency.value})"


def _range(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"up to {high:g}" if high is not None else f"from {low:g}"


def _rule(a: Analyte, rule: LabRule) -> str:
    """ "above 5.5 mmol/L, women"."""
    unit = "times the upper limit" if rule.of_uln else a.unit
    parts = []
    if rule.low is not None:
        parts.append(f"{'from' if rule.low_inclusive else 'above'} {rule.low:g}")
    if rule.high is not None:
        parts.append(f"{'up to' if rule.high_inclusive else 'below'} {rule.high:g}")
    who = {"male": "men", "female": "women"}.get(rule.sex, "")
    age = years(rule.age_min, rule.age_max)
    return ", ".join(p for p in (f"{' and '.join(parts)} {unit}".strip(), who, age) if p)


def site_page(kb: KnowledgeBase, s: Site) -> Page:
    """Where a lesion can be, and what one there does in general."""
    rows = sorted(s.findings.values(), key=lambda r: (-r.p, r.finding))
    return Page(
        kind="site",
        id=s.id,
        title=s.name,
        kicker="Site",
        lead="What every cause at this site shows unless it says otherwise.",
        sections=plain(
            "findings",
            "Findings",
            (finding_row(kb, row, owner="") for row in rows),
            "In how many of 100 with a lesion here it is present.",
        ),
        sources=source_lines(kb, (name for row in rows for name in row.sources)),
    )
