"""One item of the knowledge as a page to read: every number with its basis, its origin and its sources."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import (
    AlertRule,
    Association,
    Condition,
    Drug,
    Finding,
    KnowledgeBase,
    Source,
    Test,
)
from mwdesk.knowledge.page_criteria import criterion_page, scale_page

WIDTH = 100


def page(kb: KnowledgeBase, ident: str) -> str:
    """The item with this id, of whichever kind; raises DataError where there is none."""
    kinds: tuple[tuple[Any, Callable[[KnowledgeBase, Any], Iterator[str]]], ...] = (
        (kb.conditions, _condition),
        (kb.findings, _finding),
        (kb.tests, _test),
        (kb.drugs, _drug),
        (kb.alerts, _alert),
        (kb.analytes, _plain),
        (kb.muscles, _plain),
        (kb.reflexes, _plain),
        (kb.sensory, _plain),
        (kb.localisation, _plain),
        (kb.criteria, criterion_page),
        (kb.scales, scale_page),
        (kb.sources, _source),
    )
    pages = ["\n".join(write(kb, items[ident])) for items, write in kinds if ident in items]
    if pages:
        return "\n\n".join(pages)
    near = difflib.get_close_matches(ident, [name for items, _ in kinds for name in items], n=3)
    raise DataError(
        Issue(
            level=Level.ERROR,
            path=ident,
            message="Nothing in the knowledge has this id.",
            fix=f"Did you mean {', '.join(near)}?" if near else "Ids are small letters and hyphens.",
        )
    )


def _condition(kb: KnowledgeBase, c: Condition) -> Iterator[str]:
    yield from _title(c.name, f"condition {c.id}, {c.group}, status {c.status}")
    yield from _text("", c.summary)
    yield from _text("Also called", "; ".join(c.synonyms))
    yield from _text("Where", ", ".join(kb.sites[s].name if s in kb.sites else s for s in c.sites))
    ages = f"{c.age_min:g} to {c.age_max:g} years" + (f", most at {c.age_peak:g}" if c.age_peak else "")
    region = ", common only where endemic" if c.regional else ""
    yield from _text("Who", f"{ages}; women to men {c.female_to_male:g}; {c.frequency}{region}")
    missed = ", must not be missed" if c.must_not_miss else ""
    yield from _text("Urgency", f"{c.urgency.value}{missed}; refer to {c.refer_to or 'nobody in particular'}")
    yield from _text("Meanwhile", c.interim)
    yield from _text("Avoid", c.avoid)
    yield from _text("Advice", c.advice)
    yield from _text("Inherits from", ", ".join((*c.patterns, *c.sites)))
    yield from _rows(kb, c)
    yield from ("", "TESTS: P(outcome | this condition)")
    for test, outcomes in c.outcomes.items():
        yield f"  {kb.tests[test].name if test in kb.tests else test} [{test}]"
        for o in sorted(outcomes, key=lambda o: -o.p):
            yield f"    {o.p:6.3g}  {o.outcome}  ({_grounds(o.basis.value, o.sources, o.note)})"
    if c.pathway:
        yield from ("", "PATHWAY")
    for step in c.pathway:
        yield from _text(f"  {step.step}. {step.test}", f"{step.when}, {step.tier.value}: {step.why}")
    cited = {name for row in c.findings.values() for name in row.sources} | set(c.sources)
    cited |= {name for rows in c.outcomes.values() for row in rows for name in row.sources}
    yield from _sources(kb, cited)


def _rows(kb: KnowledgeBase, c: Condition) -> Iterator[str]:
    yield from ("", "FINDINGS: P(present | this condition, and weakness, at first contact)")
    section = ""
    order = {finding: place for place, finding in enumerate(kb.findings)}
    for row in sorted(c.findings.values(), key=lambda r: (order.get(r.finding, 0), r.finding)):
        finding = kb.findings.get(row.finding)
        if finding is not None and finding.section != section:
            section = finding.section
            yield f"  {section}"
        yield f"    {row.p:6.3g}  {finding.label if finding else row.finding}  ({_of(row, c.id)})"


def _of(row: Association, owner: str) -> str:
    """The grounds of a row, and its origin where it is inherited."""
    own = row.origin == f"condition:{owner}"
    return _grounds(row.basis.value, row.sources, row.note) + ("" if own else f"; from {row.origin}")


def _grounds(basis: str, sources: tuple[str, ...], note: str) -> str:
    # An estimate's sources are background, not where the number came from, and must not look so.
    named = f"{'background ' if basis == 'estimate' else ''}{', '.join(sources)}" if sources else ""
    return "; ".join(part for part in (basis, named, note) if part)


def _finding(kb: KnowledgeBase, f: Finding) -> Iterator[str]:
    yield from _title(f.label, f"finding {f.id}, {f.section}")
    yield from _text("Ask", f.ask)
    yield from _text("Also called", "; ".join(f.synonyms))
    yield from _text("HPO", f"{f.hpo} {f.hpo_label}".strip())
    yield from _text("Implies", ", ".join(f.narrower_than))
    yield from _text("Elsewhere", f"present in {f.background:.3g} where nothing else is written")
    rows = [(c, c.findings[f.id]) for c in kb.conditions.values() if f.id in c.findings]
    yield from ("", f"CONDITIONS that speak of it: {len(rows)}")
    for c, row in sorted(rows, key=lambda pair: (-pair[1].p, pair[0].id)):
        yield f"    {row.p:6.3g}  {c.name} [{c.id}]  ({_of(row, c.id)})"
    alerts = [a.id for a in kb.alerts.values() if f.id in a.rule.replace("(", " ").replace(")", " ").split()]
    yield from _text("Alerts", ", ".join(alerts))
    yield from _sources(kb, {name for _, row in rows for name in row.sources})


def _test(kb: KnowledgeBase, t: Test) -> Iterator[str]:
    yield from _title(t.name, f"test {t.id}, {t.category}, {t.tier.value}")
    for word, text in (
        ("Answers", t.answers),
        ("Outcomes", "; ".join(t.outcomes)),
        ("Burden", f"invasiveness {t.invasiveness:g} of 5, cost {t.cost:g} of 5, {t.turnaround}"),
        ("After", ", ".join(t.after)),
        ("Cautions", t.cautions),
        ("Contraindications", t.contraindications),
        ("Preparation", t.preparation),
        ("Request", t.request),
        ("Not when", t.not_when),
        ("Instead", t.substitute),
        ("LOINC", t.loinc),
    ):
        yield from _text(word, text)
    yield from ("", "CONDITIONS: P(outcome | condition)")
    cited = set(t.sources)
    for c in kb.conditions.values():
        for o in c.outcomes.get(t.id, ()):
            cited |= set(o.sources)
            yield f"    {o.p:6.3g}  {o.outcome}: {c.name}  ({_grounds(o.basis.value, o.sources, o.note)})"
    for other, rows in t.in_look_alikes.items():
        for o in rows:
            cited |= set(o.sources)
            grounds = _grounds(o.basis.value, o.sources, o.note)
            yield f"    {o.p:6.3g}  {o.outcome}: look-alikes of {other}  ({grounds})"
    yield from _sources(kb, cited)


def _drug(kb: KnowledgeBase, d: Drug) -> Iterator[str]:
    yield from _title(d.name, f"drug {d.id}, {d.drug_class}")
    yield from _text("Brands", ", ".join(d.brands))
    yield from _text("Can do", ", ".join(d.effects))
    yield from _text("Looks like", d.presentation)
    yield from _text("Onset", d.onset)
    yield from _text("Answers", ", ".join(kb.findings[f].label for f in d.findings if f in kb.findings))
    yield from _sources(kb, d.sources)


def _alert(kb: KnowledgeBase, a: AlertRule) -> Iterator[str]:
    yield from _title(
        a.title or a.id, f"alert {a.id}, {a.urgency.value}, {a.age_min:g} to {a.age_max:g} years"
    )
    yield from _text("Rule", a.rule)
    yield from _text("Suspects", ", ".join(kb.conditions[c].name for c in a.suspects if c in kb.conditions))
    yield from _text("Why", a.why)
    yield from _text("Do", a.action)
    yield from _sources(kb, a.sources)


def _source(_: KnowledgeBase, s: Source) -> Iterator[str]:
    yield from _title(s.citation, f"source {s.id}, {s.kind}, {s.year}")
    yield from _text("Where", s.locator)
    yield from _text("Supports", s.supports)
    yield from _text("Seen", "yes" if s.citable else "no, recalled: may not be cited")


def _plain(kb: KnowledgeBase, item: Any) -> Iterator[str]:
    """Any other item: its fields by name."""
    yield from _title(getattr(item, "name", "") or item.id, f"{type(item).__name__} {item.id}")
    for name in item.__dataclass_fields__:
        value = getattr(item, name)
        if name in ("id", "name", "sources") or value in ("", None, (), False):
            continue
        yield from _text(name.replace("_", " "), _words(value))
    yield from _sources(kb, item.sources)


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(_words(part) for part in value)
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return f"{value:g}" if isinstance(value, float) else str(value)
    parts = ((name, getattr(value, name)) for name in names)
    return ", ".join(f"{name} {_words(part)}" for name, part in parts if part not in ("", None, False))


def _title(name: str, below: str) -> Iterator[str]:
    yield from (name, "=" * min(len(name), WIDTH), below, "")


def _text(label: str, text: str) -> Iterator[str]:
    if text.strip():
        lead = f"{label}: " if label else ""
        yield from textwrap.wrap(lead + text, WIDTH, subsequent_indent="  ")


def _sources(kb: KnowledgeBase, names: Iterable[str]) -> Iterator[str]:
    known = [kb.sources[name] for name in sorted(set(names)) if name in kb.sources]
    if known:
        yield from ("", "SOURCES")
    for source in known:
        yield from _text(f"  {source.id}", f"{source.citation}. {source.year}. {source.locator}")
