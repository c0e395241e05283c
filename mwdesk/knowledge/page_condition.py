"""The page of a cause: what it is, what to do, what it shows, how it is proven."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from mwdesk.domain.knowledge import AlertRule, Association, Condition, KnowledgeBase, Urgency
from mwdesk.knowledge.page_guides import work_up_sections
from mwdesk.knowledge.page_history import mistaken_sections, mistaken_sources, reading_words
from mwdesk.knowledge.page_values import Fact, Group, Page, Row, Section
from mwdesk.knowledge.page_words import (
    ESTIMATE,
    FREQUENCY,
    OUTCOME,
    PRESENT,
    URGENCY,
    WHEN,
    facts,
    finding_row,
    named,
    outcome_row,
    plain,
    section_place,
    section_words,
    source_lines,
    years,
)

_HARDLY_EVER = 50  # times as often: the other sex hardly ever
_ALIKE = 10  # causes named together in warnings; more would be a list, not a thought


def condition_page(kb: KnowledgeBase, c: Condition) -> Page:
    """Everything that the knowledge holds of one cause."""
    alerts = [alert for alert in kb.alerts.values() if c.id in alert.suspects]
    cited = [*c.sources, *(s for row in c.findings.values() for s in row.sources)]
    cited += [s for rows in c.outcomes.values() for row in rows for s in row.sources]
    cited += [s for step in c.pathway for s in step.sources]
    return Page(
        kind="condition",
        id=c.id,
        title=c.name,
        kicker=" · ".join(part for part in ("Cause", group_words(c)) if part),
        lead=c.summary,
        review=reading_words(kb, c),
        facts=tuple(_facts(kb, c)),
        sections=(
            *_findings(kb, c),
            *_tests(kb, c),
            *_pathway(kb, c),
            *work_up_sections(kb, c.id),
            *mistaken_sections(kb, c),
            *plain("alike", "Look-alikes: suspected by the same warnings", _alike(kb, c, alerts)),
            *plain("contains", "Contains", named(kb, "condition", _children(kb, c))),
            *plain("alerts", "Warnings that suspect it", (_alert_row(alert) for alert in alerts)),
            *plain("criteria", "Published criteria", _criteria(kb, c)),
        ),
        sources=source_lines(kb, [*cited, *mistaken_sources(kb, c)]),
    )


def group_words(c: Condition) -> str:
    """ "perceived_fatigue" -> "perceived fatigue"."""
    return c.group.replace("_", " ")


def _facts(kb: KnowledgeBase, c: Condition) -> Iterator[Fact]:
    tone = c.urgency.value if c.urgency is not Urgency.ROUTINE else ""
    missed = ", must not be missed" if c.must_not_miss else ""
    refer = f". Refer to: {c.refer_to}" if c.refer_to else ""
    yield Fact(label="Urgency", text=f"{URGENCY[c.urgency]}{missed}{refer}", tone=tone)
    yield from facts(("Meanwhile", c.interim), ("Avoid", c.avoid), ("Advice", c.advice))
    yield from facts(("No test confirms it", c.clinical_diagnosis))
    yield Fact(label="Who", text=_who(c), basis=ESTIMATE)
    where = ", ".join(kb.sites[s].name if s in kb.sites else s for s in c.sites)
    yield from facts(("Where", where), ("Also called", "; ".join(c.synonyms)))
    if c.parent in kb.conditions:
        yield Fact(label="Part of", text=kb.conditions[c.parent].name, link=f"condition:{c.parent}")
    patterns = ", ".join(name.replace("-", " ") for name in c.patterns)
    yield from facts(("Inherits from", "; ".join(p for p in (patterns, where.lower()) if p)))


def _who(c: Condition) -> str:
    peak = f", most at {c.age_peak:g}" if c.age_peak is not None else ""
    ages = (years(c.age_min, c.age_max, 120.0) or "any age") + peak
    ratio = "women as often as men"
    if c.female_to_male > 1:
        ratio = _ratio(c.female_to_male, "women", "man")
    elif c.female_to_male < 1:
        ratio = _ratio(1 / c.female_to_male, "men", "woman") if c.female_to_male > 0 else "men only"
    region = ", common only where endemic" if c.regional else ""
    return f"{ages}; {ratio}; {FREQUENCY.get(c.frequency, c.frequency)} in primary care{region}"


def _ratio(times: float, many: str, one: str) -> str:
    """ "3.5 women to 1 man"; a ratio beyond counting is said in words."""
    if times >= _HARDLY_EVER:
        return f"nearly always {many}"
    return f"{times:.0f} {many} to 1 {one}" if times >= 10 else f"{times:.2g} {many} to 1 {one}"


def _findings(kb: KnowledgeBase, c: Condition) -> tuple[Section, ...]:
    by_section: dict[str, list[Association]] = defaultdict(list)
    for row in c.findings.values():
        by_section[kb.findings[row.finding].section if row.finding in kb.findings else ""].append(row)
    groups = tuple(
        Group(
            title=section_words(section),
            rows=tuple(finding_row(kb, r, c.id) for r in sorted(rows, key=lambda r: (-r.p, r.finding))),
        )
        for section, rows in sorted(by_section.items(), key=lambda pair: section_place(pair[0]))
    )
    return (Section(id="findings", title="Findings", about=PRESENT, groups=groups),) if groups else ()


def _tests(kb: KnowledgeBase, c: Condition) -> tuple[Section, ...]:
    groups = []
    for ident, outcomes in c.outcomes.items():
        test = kb.tests.get(ident)
        rows = [outcome_row(kb, o) for o in sorted(outcomes, key=lambda o: (-o.p, o.outcome))]
        alike = test.in_look_alikes.get(c.id, ()) if test else ()
        for outcome in sorted(alike, key=lambda o: (-o.p, o.outcome)):
            row = outcome_row(kb, outcome)
            rows.append(
                Row(
                    words=row.words,
                    number=row.number,
                    basis=row.basis,
                    note=row.note,
                    aside="in those who have a look-alike instead",
                )
            )
        link = f"test:{ident}" if test else ""
        groups.append(Group(title=test.name if test else ident, rows=tuple(rows), link=link))
    if not groups:
        return ()
    return (Section(id="tests", title="Tests", about=OUTCOME, groups=tuple(groups)),)


def _pathway(kb: KnowledgeBase, c: Condition) -> tuple[Section, ...]:
    return plain(
        "order",
        "Order of tests",
        (
            Row(
                words=f"{step.step}. {kb.tests[step.test].name if step.test in kb.tests else step.test}",
                aside=", ".join(p for p in (WHEN.get(step.when, step.when), step.tier.value) if p),
                note=step.why,
                link=f"test:{step.test}" if step.test in kb.tests else "",
            )
            for step in sorted(c.pathway, key=lambda s: s.step)
        ),
    )


def _alike(kb: KnowledgeBase, c: Condition, alerts: list[AlertRule]) -> Iterator[Row]:
    """Causes that the same warnings name; most often together first."""
    together = Counter(s for alert in alerts for s in alert.suspects if s != c.id and s in kb.conditions)
    for ident, _ in sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[:_ALIKE]:
        other = kb.conditions[ident]
        yield Row(words=other.name, aside=group_words(other), link=f"condition:{ident}")


def _children(kb: KnowledgeBase, c: Condition) -> list[str]:
    return [other.id for other in kb.conditions.values() if other.parent == c.id]


def _alert_row(alert: AlertRule) -> Row:
    return Row(
        words=alert.title or alert.id,
        aside=alert.urgency.value,
        note=alert.why,
        link=f"alert:{alert.id}",
    )


def _criteria(kb: KnowledgeBase, c: Condition) -> Iterator[Row]:
    for criterion in kb.criteria.values():
        if c.id in criterion.conditions:
            yield Row(words=criterion.name, note=criterion.purpose, link=f"criterion:{criterion.id}")
