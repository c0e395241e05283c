"""The pages of findings, tests, medicines, warnings and sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mwdesk.domain.criterion_rules import CriterionRuleError, Rule, read_rule
from mwdesk.domain.knowledge import (
    AlertRule,
    Condition,
    Drug,
    Finding,
    KnowledgeBase,
    OutcomeProbability,
    Source,
    Test,
    Urgency,
)
from mwdesk.knowledge.page_guides import citing_rows, how_sections
from mwdesk.knowledge.page_history import reading_words
from mwdesk.knowledge.page_values import Fact, Group, Page, Row, Section
from mwdesk.knowledge.page_words import (
    EFFECT,
    ESTIMATE,
    PRESENT,
    URGENCY,
    condition_row,
    facts,
    named,
    outcome_row,
    plain,
    section_words,
    source_lines,
    years,
)

_OFTEN = (("In more than half", 0.5), ("Often", 0.2), ("Sometimes", 0.05), ("Seldom", 0.0))
_BURDEN = ("none", "slight", "some", "marked", "heavy", "very heavy")
_COST = ("free", "very low", "low", "middling", "high", "very high")


def finding_page(kb: KnowledgeBase, f: Finding) -> Page:
    """How it is asked or elicited, and which causes make it likely."""
    pairs = [(c, c.findings[f.id]) for c in kb.conditions.values() if f.id in c.findings]
    pairs.sort(key=lambda pair: (-pair[1].p, pair[0].name.casefold()))
    groups, ceiling = [], 2.0
    for title, floor in _OFTEN:
        rows = tuple(condition_row(kb, c, row) for c, row in pairs if floor <= row.p < ceiling)
        ceiling = floor
        if rows:
            groups.append(Group(title=f"{title}: {len(rows)}", rows=rows))
    asked = "Ask" if f.section.startswith("history") else "How"
    elsewhere = Row(
        words="Where no cause, pattern or site says anything", number=f.background, basis=ESTIMATE
    )
    alerts = [alert for alert in kb.alerts.values() if f.id in _atoms(alert)]
    return Page(
        kind="finding",
        id=f.id,
        title=f.label,
        kicker=f"Finding · {section_words(f.section)}",
        facts=facts(
            (asked, f.ask),
            ("Asked of", _asked_of(f)),
            ("Also called", "; ".join(f.synonyms)),
            ("HPO term", f"{f.hpo} {f.hpo_label}".strip()),
        ),
        sections=(
            *((Section(id="causes", title="Causes", about=PRESENT, groups=tuple(groups)),) if groups else ()),
            *plain("elsewhere", "Otherwise", (elsewhere,)),
            *plain("implies", "Implies, when present", named(kb, "finding", f.narrower_than)),
            *plain("implied", "Implied by", named(kb, "finding", _narrower(kb, f))),
            *plain("alerts", "Warnings that ask about it", (alert_row(alert) for alert in alerts)),
            *plain("drugs", "Medicines that make it present", _drugs(kb, f)),
        ),
        sources=source_lines(kb, (s for _, row in pairs for s in row.sources)),
    )


def _asked_of(f: Finding) -> str:
    """ "women, 11 to 55 years"; "" where everybody is asked."""
    who = {"female": "women", "male": "men"}.get(f.sex, "")
    return ", ".join(part for part in (who, years(f.age_min, f.age_max, 120.0)) if part)


def _narrower(kb: KnowledgeBase, f: Finding) -> list[str]:
    return [other.id for other in kb.findings.values() if f.id in other.narrower_than]


def _drugs(kb: KnowledgeBase, f: Finding) -> Iterator[Row]:
    for drug in kb.drugs.values():
        if f.id in drug.findings:
            yield Row(words=drug.name, aside=drug.drug_class, link=f"drug:{drug.id}")


def alert_row(alert: AlertRule) -> Row:
    """A warning that leads to its page."""
    title = alert.title or alert.id
    return Row(words=title, aside=alert.urgency.value, note=alert.why, link=f"alert:{alert.id}")


def test_page(kb: KnowledgeBase, t: Test) -> Page:
    """What it answers and costs, when not to do it, and what it shows in which cause."""
    cited = [
        *t.sources,
        *(s for c in kb.conditions.values() for o in c.outcomes.get(t.id, ()) for s in o.sources),
    ]
    cited += [s for rows in t.in_look_alikes.values() for o in rows for s in o.sources]
    return Page(
        kind="test",
        id=t.id,
        title=t.name,
        kicker=f"Test · {t.category}",
        facts=facts(
            ("Answers", t.answers),
            ("Where", t.tier.value),
            ("Burden", _burden_words(t)),
            ("Time", t.patient_time),
            ("Not when", t.not_when),
            ("Contraindications", t.contraindications),
            ("Cautions", t.cautions),
            ("Preparation", t.preparation),
            ("Request text", t.request),
            ("Substitute", t.substitute),
            ("LOINC", t.loinc),
        ),
        sections=(
            *plain("means", "What an outcome means", (Row(words=f"{o}: {w}") for o, w in t.means.items())),
            *_outcomes(kb, t),
            *_in_look_alikes(kb, t),
            *how_sections(kb, t.id),
            *plain("after", "Comes after", named(kb, "test", t.after)),
            *plain("before", "Comes before", named(kb, "test", _later(kb, t))),
            *plain("steps", "Step of the order of tests in", _steps(kb, t)),
        ),
        sources=source_lines(kb, cited),
    )


def _burden_words(t: Test) -> str:
    return "; ".join(
        part
        for part in (
            f"burden {_BURDEN[min(5, round(t.invasiveness))]}",
            f"cost {_COST[min(5, round(t.cost))]}",
            f"result in {t.turnaround}" if t.turnaround else "",
        )
        if part
    )


def _later(kb: KnowledgeBase, t: Test) -> list[str]:
    return [other.id for other in kb.tests.values() if t.id in other.after]


def _outcomes(kb: KnowledgeBase, t: Test) -> tuple[Section, ...]:
    by_outcome: dict[str, list[tuple[Condition, OutcomeProbability]]] = defaultdict(list)
    for outcome in t.outcomes:
        by_outcome[outcome] = []
    for c in kb.conditions.values():
        for row in c.outcomes.get(t.id, ()):
            by_outcome[row.outcome].append((c, row))
    groups = tuple(
        Group(
            title=outcome,
            rows=tuple(
                condition_row(kb, c, row)
                for c, row in sorted(pairs, key=lambda pair: (-pair[1].p, pair[0].name.casefold()))
            ),
        )
        for outcome, pairs in by_outcome.items()
    )
    about = "In how many of 100 with the cause the test says so."
    return (Section(id="outcomes", title="Outcomes by cause", about=about, groups=groups),) if groups else ()


def _in_look_alikes(kb: KnowledgeBase, t: Test) -> tuple[Section, ...]:
    groups = tuple(
        Group(
            title=f"Instead of {kb.conditions[other].name if other in kb.conditions else other}",
            rows=tuple(outcome_row(kb, o) for o in rows),
            link=f"condition:{other}" if other in kb.conditions else "",
        )
        for other, rows in t.in_look_alikes.items()
    )
    about = "In how many of 100 who have a look-alike of the cause the test says so."
    return (Section(id="alike", title="In look-alikes", about=about, groups=groups),) if groups else ()


def _steps(kb: KnowledgeBase, t: Test) -> Iterator[Row]:
    for c in kb.conditions.values():
        for step in c.pathway:
            if step.test == t.id:
                yield Row(words=c.name, note=step.why, link=f"condition:{c.id}")


def drug_page(kb: KnowledgeBase, d: Drug) -> Page:
    """What it can do to muscle, nerve, junction and potassium, and how that looks."""
    return Page(
        kind="drug",
        id=d.id,
        title=d.name,
        kicker=f"Medicine · {d.drug_class}",
        facts=facts(("Brands", ", ".join(d.brands)), ("Looks like", d.presentation), ("Begins", d.onset)),
        sections=(
            *plain("effects", "Effects", (Row(words=EFFECT.get(e, e.replace("_", " "))) for e in d.effects)),
            *plain("findings", "Taking it counts as", named(kb, "finding", d.findings)),
        ),
        sources=source_lines(kb, d.sources),
    )


def alert_page(kb: KnowledgeBase, a: AlertRule) -> Page:
    """What may be going on, what to do now, and exactly when it warns."""
    head = Fact(label="Urgency", text=URGENCY[a.urgency], tone=a.urgency.value)
    try:
        rule = tuple(_rule_rows(kb, read_rule(a.rule)))
    except CriterionRuleError:
        rule = (Row(words=a.rule),)
    return Page(
        kind="alert",
        id=a.id,
        title=a.title or a.id,
        kicker="Warning",
        review=reading_words(kb, a),
        facts=(
            *((head,) if a.urgency is not Urgency.ROUTINE else ()),
            *facts(("Do", a.action), ("Why", a.why), ("Age", years(a.age_min, a.age_max))),
            *facts(("Rests on", "clinical judgement; no source is cited" if a.estimate else "")),
        ),
        sections=(
            *plain("rule", "Warns when", rule, "A finding that nobody asked about counts as not present."),
            *plain("suspects", "Suspects", named(kb, "condition", a.suspects)),
        ),
        sources=source_lines(kb, a.sources),
    )


def _atoms(alert: AlertRule) -> set[str]:
    return set(alert.rule.replace("(", " ").replace(")", " ").split())


def _rule_rows(kb: KnowledgeBase, rule: Rule, level: int = 0, lead: str = "") -> Iterator[Row]:
    """A rule as an indented list, so that brackets need not be counted."""
    if rule.kind == "not":
        yield from _rule_rows(kb, rule.parts[0], level, "not ")
    elif rule.kind in ("and", "or"):
        words = {"and": "all of these", "or": "any of these"}[rule.kind]
        if lead:
            words = {"and": "not all of these", "or": "none of these"}[rule.kind]
        yield Row(words=f"{words}:", level=level)
        for part in rule.parts:
            yield from _rule_rows(kb, part, level + 1)
    else:
        finding = kb.findings.get(rule.name)
        words = finding.label if finding else rule.name or rule.kind
        link = f"finding:{rule.name}" if finding else ""
        yield Row(words=f"{lead}{words}", link=link, level=level)


def source_page(kb: KnowledgeBase, s: Source) -> Page:
    """Where to find it, what it supports, and what here cites it."""
    citing = [
        Row(words=c.name, link=f"condition:{c.id}")
        for c in kb.conditions.values()
        if s.id in c.sources
        or any(s.id in row.sources for row in c.findings.values())
        or any(s.id in row.sources for rows in c.outcomes.values() for row in rows)
    ]
    tests = (Row(words=t.name, link=f"test:{t.id}") for t in kb.tests.values() if s.id in t.sources)
    alerts = (alert_row(a) for a in kb.alerts.values() if s.id in a.sources)
    return Page(
        kind="source",
        id=s.id,
        title=s.citation,
        kicker=" · ".join(p for p in ("Source", s.kind.replace("_", " "), s.year) if p),
        facts=facts(
            ("Where", s.locator),
            ("Supports", s.supports),
            ("Seen", "seen" if s.citable else "recalled: no number may rest on it"),
        ),
        sections=plain("cited", "Cited by", (*citing, *tests, *alerts, *citing_rows(kb, s.id))),
        sources=source_lines(kb, (s.id,)),
    )
