"""The knowledge between text and use: patterns still apart, numbers not yet inherited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mwdesk.domain.guides import (
    Advice,
    BiopsyGuide,
    EdxProtocol,
    ImagingGuide,
    NeedleMuscle,
    NerveStudy,
    Treatment,
)
from mwdesk.domain.knowledge import (
    AlertRule,
    Analyte,
    Association,
    Basis,
    Condition,
    Criterion,
    Drug,
    Finding,
    FindingGroup,
    GroupKind,
    HpoTerm,
    KnowledgeBase,
    LocalisationPattern,
    LookAlike,
    Muscle,
    Reflex,
    Retired,
    Review,
    Scale,
    SensoryPoint,
    Site,
    Source,
    Test,
)
from mwdesk.domain.leaflet import Translation
from mwdesk.domain.region import Region

SCHEMA = 14  # of the compiled file: raise it whenever its tables or its payload change


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What several conditions have in common; they name it, and inherit what they do not write themselves."""

    id: str
    name: str
    about: str
    findings: Mapping[str, Association]


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """All content as written. A condition's `findings` are its own rows only."""

    version: str
    sha256: str
    sites: Mapping[str, Site]
    patterns: Mapping[str, Pattern]
    findings: Mapping[str, Finding]
    groups: Mapping[str, FindingGroup]
    conditions: Mapping[str, Condition]
    tests: Mapping[str, Test]
    alerts: Mapping[str, AlertRule]
    localisation: Mapping[str, LocalisationPattern]
    muscles: Mapping[str, Muscle]
    reflexes: Mapping[str, Reflex]
    sensory: Mapping[str, SensoryPoint]
    analytes: Mapping[str, Analyte]
    drugs: Mapping[str, Drug]
    hpo: Mapping[str, HpoTerm]
    sources: Mapping[str, Source]
    settings: Mapping[str, float]
    criteria: Mapping[str, Criterion]
    scales: Mapping[str, Scale]
    needle_muscles: Mapping[str, NeedleMuscle]
    nerve_studies: Mapping[str, NerveStudy]
    edx: Mapping[str, EdxProtocol]
    biopsies: Mapping[str, BiopsyGuide]
    imaging: Mapping[str, ImagingGuide]
    treatments: Mapping[str, Treatment]
    advice: Mapping[str, Advice]
    leaflet: Mapping[str, str]  # fixed words of the patient's leaflet, by "heading.name"
    translations: Mapping[str, Mapping[str, Translation]]  # by language, then by the id of the text
    reviews: Mapping[str, Review]
    look_alikes: Mapping[str, LookAlike]
    retired: Mapping[str, Retired]
    regions: Mapping[str, Region]


def finish(book: Book) -> KnowledgeBase:
    """The knowledge base that the rest of the program reads: every condition with all that it inherits."""
    groups = [group for group in book.groups.values() if group.kind is not GroupKind.DAMPED]
    conditions: dict[str, Condition] = {}
    reviewed = {name for r in book.reviews.values() if r.status == "reviewed" for name in r.conditions}
    for ident, condition in book.conditions.items():
        levels = [_mean(book, [book.sites[name] for name in condition.sites if name in book.sites])]
        levels += [book.patterns[n].findings for n in reversed(condition.patterns) if n in book.patterns]
        levels.append(condition.findings)
        status = "reviewed" if condition.status == "draft" and ident in reviewed else condition.status
        conditions[ident] = replace(condition, findings=_inherited(levels, groups), status=status)
    return KnowledgeBase(
        version=book.version,
        sha256=book.sha256,
        sites=book.sites,
        findings=book.findings,
        groups=book.groups,
        conditions=conditions,
        tests=book.tests,
        alerts=book.alerts,
        localisation=book.localisation,
        muscles=book.muscles,
        reflexes=book.reflexes,
        sensory=book.sensory,
        analytes=book.analytes,
        drugs=book.drugs,
        hpo=book.hpo,
        sources=book.sources,
        settings=book.settings,
        criteria=book.criteria,
        scales=book.scales,
        needle_muscles=book.needle_muscles,
        nerve_studies=book.nerve_studies,
        edx=book.edx,
        biopsies=book.biopsies,
        imaging=book.imaging,
        treatments=book.treatments,
        advice=book.advice,
        leaflet=book.leaflet,
        translations=book.translations,
        reviews=book.reviews,
        look_alikes=book.look_alikes,
        retired=book.retired,
        regions=book.regions,
    )


def _inherited(
    levels: list[Mapping[str, Association]], groups: Iterable[FindingGroup]
) -> Mapping[str, Association]:
    """All findings of a condition, from the farthest level to the nearest: the nearest row wins.

    Of a categorical group (tempo, creatine kinase) the nearest level that writes any row gives them all.
    Of an exclusive group a nearer row leaves less room for those behind it, which shrink to fit.
    """
    rows: dict[str, Association] = {}
    for level in levels:
        rows.update(level)
    for group in groups:
        if group.kind is GroupKind.CATEGORICAL:
            nearest = next((lv for lv in reversed(levels) if not lv.keys().isdisjoint(group.findings)), {})
            for finding in group.findings:
                if finding in rows and finding not in nearest:
                    del rows[finding]
        elif group.kind is GroupKind.EXCLUSIVE:
            _fit(rows, levels, group.findings)
    return rows


def _fit(
    rows: dict[str, Association], levels: list[Mapping[str, Association]], names: tuple[str, ...]
) -> None:
    """Shrink the farther rows of an exclusive group until all of it sums to one at most."""
    room, open_ = 1.0, {name for name in names if name in rows}
    for level in reversed(levels):
        here = [name for name in names if name in open_ and name in level]
        total = sum(level[name].p for name in here)
        if room < 1.0 and total > room:
            for name in here:
                rows[name] = replace(rows[name], p=round(rows[name].p * room / total, 4))
            total = room
        room = max(room - total, 0.0)
        open_.difference_update(here)


def _mean(book: Book, sites: list[Site]) -> Mapping[str, Association]:
    """The findings of one site as written, of several their mean: a silent one has the background."""
    if len(sites) == 1:
        return sites[0].findings
    origin = "site:" + "+".join(site.id for site in sites)
    return {
        finding: Association(
            finding=finding,
            p=round(sum(_at(book, site, finding) for site in sites) / len(sites), 4),
            basis=Basis.ESTIMATE,
            origin=origin,
        )
        for finding in dict.fromkeys(finding for site in sites for finding in site.findings)
    }


def _at(book: Book, site: Site, finding: str) -> float:
    row = site.findings.get(finding)
    if row is not None:
        return row.p
    return book.findings[finding].background if finding in book.findings else 0.0
