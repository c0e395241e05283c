"""How codes of the knowledge read on a page, and what a number rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mwdesk.domain.citation import citation
from mwdesk.domain.knowledge import (
    Association,
    Basis,
    Condition,
    KnowledgeBase,
    OutcomeProbability,
    Source,
    Urgency,
)
from mwdesk.knowledge.page_values import Fact, Group, Row, Section, SourceLine

ESTIMATE = "estimate"
PRESENT = "In how many of 100 with this cause, weak and seen for the first time, it is present."
OUTCOME = "In how many of 100 with the cause the test says so."
FREQUENCY = {
    "very_common": "very common",
    "common": "common",
    "uncommon": "uncommon",
    "rare": "rare",
    "very_rare": "very rare",
}
URGENCY = {
    Urgency.EMERGENCY: "Emergency",
    Urgency.URGENT: "Urgent",
    Urgency.ROUTINE: "Not urgent by itself",
}
WHEN = {
    "now": "now",
    "same_day": "the same day",
    "within_2_weeks": "within two weeks",
    "after_previous": "after the step before",
    "routine": "routine",
}
EFFECT = {
    "myotoxic": "Can harm muscle",
    "neurotoxic": "Can harm nerves",
    "nmj_worsening": "Can worsen the neuromuscular junction (myasthenia)",
    "hypokalaemia": "Can lower potassium",
    "hyperkalaemia": "Can raise potassium",
    "cholinergic": "Too much gives cholinergic weakness",
    "fatigue": "Can tire without true weakness",
    "myopathy_with_statin_interaction": "Raises the risk of statin myopathy when taken together",
}
_ORDER = (
    *("history." + part for part in ("presentation", "tempo", "distribution", "cranial", "respiratory")),
    *("history." + part for part in ("sensory", "pain", "autonomic", "general", "background", "exposure")),
    *("exam." + part for part in ("power", "reflexes", "tone", "inspection", "coordination", "general")),
    "lab",
)
_SECTIONS = {"exam": "Examination", "history": "History", "lab": "Laboratory"}


def section_words(section: str) -> str:
    """ "history.cranial" -> "History: cranial"."""
    head, _, rest = section.partition(".")
    return _SECTIONS.get(head, head.capitalize()) + (f": {rest.replace('-', ' ')}" if rest else "")


def section_place(section: str) -> int:
    """Where a section stands on a page: as one asks, examines and measures."""
    return _ORDER.index(section) if section in _ORDER else len(_ORDER)


def years(low: float, high: float, open_above: float = 200.0) -> str:
    """An age gate in words; "" where all ages are meant."""
    if low <= 0 and high >= open_above:
        return ""
    if high >= open_above:
        return f"from {low:g} years"
    return f"up to {high:g} years" if low <= 0 else f"{low:g} to {high:g} years"


def basis_of(kb: KnowledgeBase, basis: Basis, sources: Sequence[str]) -> str:
    """The first source where somebody saw this figure, or "estimate"."""
    seen = [kb.sources[name] for name in sources if name in kb.sources and kb.sources[name].citable]
    return citation(seen[0]) if basis.seen and seen else ESTIMATE


def notes_of(kb: KnowledgeBase, row: Association | OutcomeProbability) -> str:
    """The note of a number. An estimate's sources are background, not where it came from."""
    cited = [citation(kb.sources[name]) for name in row.sources if name in kb.sources]
    rest = cited[1:] if row.basis.seen else cited
    also = ("also " if row.basis.seen else "background: ") + ", ".join(dict.fromkeys(rest)) if rest else ""
    return "; ".join(part for part in (row.note, also) if part)


def finding_row(kb: KnowledgeBase, row: Association, owner: str = "") -> Row:
    """A finding with its number; an inherited one says from where."""
    finding = kb.findings.get(row.finding)
    return Row(
        words=finding.label if finding else row.finding,
        number=row.p,
        basis=basis_of(kb, row.basis, row.sources),
        aside="" if row.origin == f"condition:{owner}" else origin_words(kb, row.origin),
        note=notes_of(kb, row),
        link=f"finding:{row.finding}" if finding else "",
    )


def condition_row(kb: KnowledgeBase, condition: Condition, row: Association | OutcomeProbability) -> Row:
    """A cause with the number it gives to a finding or an outcome."""
    inherited = isinstance(row, Association) and row.origin != f"condition:{condition.id}"
    return Row(
        words=condition.name,
        number=row.p,
        basis=basis_of(kb, row.basis, row.sources),
        aside=origin_words(kb, row.origin) if inherited and isinstance(row, Association) else "",
        note=notes_of(kb, row),
        link=f"condition:{condition.id}",
    )


def outcome_row(kb: KnowledgeBase, row: OutcomeProbability) -> Row:
    """An outcome of a test with its number."""
    return Row(
        words=row.outcome,
        number=row.p,
        basis=basis_of(kb, row.basis, row.sources),
        note=notes_of(kb, row),
    )


def origin_words(kb: KnowledgeBase, origin: str) -> str:
    """Where an inherited number was written: "inherited from the site muscle"."""
    kind, _, name = origin.partition(":")
    if kind == "site":
        sites = [kb.sites[s].name.lower() if s in kb.sites else s for s in name.split("+")]
        return f"inherited from the site {' and '.join(sites)}"
    return (
        f"inherited from the pattern {name.replace('-', ' ')}"
        if kind == "pattern"
        else origin.replace(":", " ")
    )


def named(kb: KnowledgeBase, kind: str, ids: Iterable[str]) -> tuple[Row, ...]:
    """Plain rows that lead to the pages of these items; an id that is not there stays as it is."""
    names = {
        "condition": {c.id: c.name for c in kb.conditions.values()},
        "finding": {f.id: f.label for f in kb.findings.values()},
        "localisation": {p.id: p.name for p in kb.localisation.values()},
        "test": {t.id: t.name for t in kb.tests.values()},
    }[kind]
    return tuple(Row(words=names.get(i, i), link=f"{kind}:{i}" if i in names else "") for i in ids)


def plain(ident: str, title: str, rows: Iterable[Row], about: str = "") -> tuple[Section, ...]:
    """A section of one group, or nothing where there are no rows."""
    every = tuple(rows)
    if not every:
        return ()
    return (Section(id=ident, title=title, about=about, groups=(Group(title="", rows=every),)),)


def facts(*pairs: tuple[str, str]) -> tuple[Fact, ...]:
    """Facts of those pairs that say something."""
    return tuple(Fact(label=name, text=text.strip()) for name, text in pairs if text.strip())


def source_lines(kb: KnowledgeBase, names: Iterable[str]) -> tuple[SourceLine, ...]:
    """Each source once: first those seen, then those recalled, each by citation."""
    known = [kb.sources[name] for name in dict.fromkeys(names) if name in kb.sources]
    return tuple(
        SourceLine(id=s.id, citation=s.citation, year=_year(s), locator=s.locator, seen=s.citable)
        for s in sorted(known, key=lambda s: (not s.citable, s.citation.casefold(), s.id))
    )


def _year(source: Source) -> str:
    """The year of a source; of a page without a date, when it was read."""
    return f"undated, read {source.seen}" if source.seen else source.year
