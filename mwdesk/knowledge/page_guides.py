"""The pages of protocols, nerve studies, biopsy and imaging guides, care and advice; links to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mwdesk.domain.guides import (
    Advice,
    BiopsyGuide,
    EdxProtocol,
    ImagingGuide,
    NeedleMuscle,
    NerveLimit,
    NerveStudy,
    Treatment,
)
from mwdesk.domain.knowledge import Basis, KnowledgeBase
from mwdesk.knowledge.page_values import Fact, Page, Row, Section
from mwdesk.knowledge.page_words import ESTIMATE, basis_of, facts, named, plain, source_lines

_SIDE = {
    "weak": "the weaker side, compared with the other",
    "both": "both sides",
    "one": "one side; the other is left for a biopsy",
}
CUSTOM = "custom of clinicians; no source was seen"
_GUIDES = ("edx", "biopsy", "imaging")


def edx_page(kb: KnowledgeBase, p: EdxProtocol) -> Page:
    """Which nerves and muscles answer the question, when, and what each result means."""
    about = () if p.needed else (Fact(label="Needed", text="No: a normal study is expected."),)
    return Page(
        kind="edx",
        id=p.id,
        title=p.name,
        kicker="EMG and nerve conduction",
        lead=p.question,
        facts=(
            *about,
            *facts(
                ("Nerves", p.study),
                ("Muscles", p.sample),
                ("Side", _SIDE.get(p.side, p.side)),
                ("When", p.timing),
                ("Expected", p.expected),
                ("Pitfalls", p.pitfalls),
                ("Rests on", _rests_words(p.basis)),
            ),
        ),
        sections=(
            *plain("nerves", "Nerves to study", (_nerve_row(kb, name) for name in p.nerves)),
            *plain("muscles", "Muscles to sample, in order", (_needle_row(kb, name) for name in p.muscles)),
            *plain("special", "Besides", (Row(words=words) for words in p.special)),
            *_calls(kb, p.tests, p.conditions, p.patterns, p.sites),
        ),
        sources=source_lines(kb, p.sources),
    )


def nerve_study_page(kb: KnowledgeBase, s: NerveStudy) -> Page:
    """Where it is stimulated and recorded, and its limits of normal."""
    distance = f"{s.distance:g} cm" if s.distance is not None else ""
    used = [p.id for p in kb.edx.values() if s.id in p.nerves]
    return Page(
        kind="nerve_study",
        id=s.id,
        title=s.name,
        kicker=f"Nerve study · {s.kind}",
        facts=facts(
            ("Nerve", s.nerve),
            ("Stimulated", s.stimulated),
            ("Recorded", s.recorded),
            ("Distance", distance),
            ("Technique", s.technique),
        ),
        sections=(
            *plain(
                "limits",
                "Limits of normal",
                (_limit_row(kb, limit) for limit in s.limits),
                "Of all adults; the laboratory's own limits come first.",
            ),
            *plain("protocols", "Part of", (_guide_row(kb, "edx", name) for name in used)),
        ),
        sources=source_lines(kb, (name for limit in s.limits for name in limit.sources)),
    )


def biopsy_page(kb: KnowledgeBase, b: BiopsyGuide) -> Page:
    """When to take tissue, from where, how it travels and what it shows."""
    about = () if b.needed else (Fact(label="Needed", text="No."),)
    wait = f"at least {b.wait_weeks:g} weeks after rhabdomyolysis" if b.wait_weeks is not None else ""
    return Page(
        kind="biopsy",
        id=b.id,
        title=b.name,
        kicker=f"Biopsy · {b.tissue}",
        lead=b.indication,
        facts=(
            *about,
            *facts(
                ("Take", b.target),
                ("Avoid", b.avoid),
                ("Wait", wait),
                ("Handling", b.handling),
                ("Looks for", b.expected),
                ("State", "; ".join(b.state)),
                ("Rests on", _rests_words(b.basis)),
            ),
        ),
        sections=(
            *plain("muscles", "Muscles, the most usual first", (_needle_row(kb, name) for name in b.muscles)),
            *_calls(kb, b.tests, b.conditions, (), b.sites),
        ),
        sources=source_lines(kb, b.sources),
    )


def imaging_page(kb: KnowledgeBase, g: ImagingGuide) -> Page:
    """Region, sequences, contrast, how soon, and what the request tells."""
    about = () if g.needed else (Fact(label="Needed", text="No."),)
    return Page(
        kind="imaging",
        id=g.id,
        title=g.name,
        kicker="Imaging guide",
        lead=g.question,
        facts=(
            *about,
            *facts(
                ("Region", g.region),
                ("Only arms weak", g.region_arm),
                ("Only legs weak", g.region_leg),
                ("Sequences", g.sequences),
                ("Contrast", g.contrast),
                ("How soon", g.urgency),
                ("State", "; ".join(g.state)),
                ("Safety", g.safety),
                ("Pitfalls", g.pitfalls),
                ("Rests on", _rests_words(g.basis)),
            ),
        ),
        sections=_calls(kb, g.tests, g.conditions, g.patterns, g.sites),
        sources=source_lines(kb, g.sources),
    )


def treatment_page(kb: KnowledgeBase, t: Treatment) -> Page:
    """What is done, when, and what to mind. No doses."""
    return Page(
        kind="treatment",
        id=t.id,
        title=t.name,
        kicker=f"Care · {t.kind}",
        lead=t.detail,
        facts=facts(("When", t.when), ("Mind", t.cautions), ("Rests on", _rests_words(t.basis))),
        sections=plain("causes", "For", _for(kb, t.conditions)),
        sources=source_lines(kb, t.sources),
    )


def advice_page(kb: KnowledgeBase, a: Advice) -> Page:
    """What a patient can do, in plain words, and for whom it is not."""
    return Page(
        kind="advice",
        id=a.id,
        title=a.name,
        kicker="Advice for patients",
        facts=facts(("Not for", a.not_for), ("Rests on", _rests_words(a.basis))),
        sections=(
            *plain("points", "What to say", (Row(words=point) for point in a.points)),
            *plain("causes", "For", _for(kb, a.conditions, a.findings)),
        ),
        sources=source_lines(kb, a.sources),
    )


def how_sections(kb: KnowledgeBase, test: str) -> tuple[Section, ...]:
    """On a test's page: the protocols and guides that say how it is done."""
    rows = [row for kind in _GUIDES for row in _naming(kb, kind, "tests", test)]
    return plain("how", "How it is done, by question", rows)


def work_up_sections(kb: KnowledgeBase, condition: str) -> tuple[Section, ...]:
    """On a cause's page: how its tests are done, what is usually given, what the patient can do."""
    guides = [row for kind in _GUIDES for row in _naming(kb, kind, "conditions", condition)]
    return (
        *plain("how", "How its tests are done", guides),
        *plain("care", "Usual care", _naming(kb, "treatment", "conditions", condition), "No doses."),
        *plain("patient", "Advice for the patient", _naming(kb, "advice", "conditions", condition)),
    )


def citing_rows(kb: KnowledgeBase, source: str) -> Iterator[Row]:
    """On a source's page: the guides, studies, care and advice that rest on it."""
    for kind in (*_GUIDES, "treatment", "advice"):
        yield from _naming(kb, kind, "sources", source)
    for study in kb.nerve_studies.values():
        if any(source in limit.sources for limit in study.limits):
            yield Row(words=study.name, link=f"nerve_study:{study.id}")


def _naming(kb: KnowledgeBase, kind: str, key: str, ident: str) -> Iterator[Row]:
    place = {"biopsy": "biopsies", "treatment": "treatments"}.get(kind, kind)
    for name, entry in getattr(kb, place).items():
        if ident in getattr(entry, key):
            yield _guide_row(kb, kind, name)


def _guide_row(kb: KnowledgeBase, kind: str, ident: str) -> Row:
    if kind == "edx":
        return Row(words=kb.edx[ident].name, note=kb.edx[ident].question, link=f"edx:{ident}")
    if kind == "biopsy":
        return Row(words=kb.biopsies[ident].name, note=kb.biopsies[ident].target, link=f"biopsy:{ident}")
    if kind == "imaging":
        guide = kb.imaging[ident]
        note = ": ".join(part for part in (guide.region, guide.question) if part)
        return Row(words=guide.name, aside="imaging", note=note, link=f"imaging:{ident}")
    if kind == "treatment":
        care = kb.treatments[ident]
        return Row(words=care.name, aside=care.kind, note=care.detail, link=f"treatment:{ident}")
    advice = kb.advice[ident]
    return Row(words=advice.name, note=advice.points[0] if advice.points else "", link=f"advice:{ident}")


def _calls(
    kb: KnowledgeBase,
    tests: Iterable[str],
    conditions: Iterable[str],
    patterns: Iterable[str],
    sites: Iterable[str],
) -> tuple[Section, ...]:
    """What it is done by, and what calls for it."""
    where = (Row(words=kb.sites[s].name, link=f"site:{s}") for s in sites if s in kb.sites)
    return (
        *plain("tests", "Done by", named(kb, "test", tests)),
        *plain("causes", "For", named(kb, "condition", conditions)),
        *plain("patterns", "Where the signs fit", named(kb, "localisation", patterns)),
        *plain("sites", "Otherwise for any lesion of", where),
    )


def _for(kb: KnowledgeBase, conditions: Iterable[str], findings: Iterable[str] = ()) -> tuple[Row, ...]:
    rows = (*named(kb, "condition", conditions), *named(kb, "finding", findings))
    return rows or (Row(words="Everybody who is weak"),)


def _nerve_row(kb: KnowledgeBase, ident: str) -> Row:
    study = kb.nerve_studies.get(ident)
    if study is None:
        return Row(words=ident)
    return Row(words=study.name, note=study.technique, link=f"nerve_study:{ident}")


def _needle_row(kb: KnowledgeBase, ident: str) -> Row:
    muscle: NeedleMuscle | None = kb.needle_muscles.get(ident)
    if muscle is None:
        return Row(words=ident)
    anatomy = ", ".join((muscle.nerve, *muscle.roots))
    deep = f"not where bleeding is a danger: {muscle.depth}" if muscle.depth else ""
    link = f"muscle:{muscle.movement}" if muscle.movement in kb.muscles else ""
    note = "; ".join(part for part in (muscle.caution, deep) if part)
    return Row(words=muscle.name, aside=anatomy, note=note, link=link)


def _limit_row(kb: KnowledgeBase, limit: NerveLimit) -> Row:
    parts = []
    if limit.low is not None:
        parts.append(f"at least {limit.low:g} {limit.unit}")
    if limit.high is not None:
        parts.append(f"at most {limit.high:g} {limit.unit}")
    rests = basis_of(kb, limit.basis, limit.sources)
    name = limit.name[:1].upper() + limit.name[1:]
    return Row(words=f"{name}: {', '.join(parts)}", aside=rests or ESTIMATE, note=limit.note)


def _rests_words(basis: Basis) -> str:
    return "the sources below" if basis.seen else CUSTOM
