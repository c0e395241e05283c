"""The knowledge between text and use: patterns still apart, numbers not yet inherited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mwdesk.domain.knowledge import (
    AlertRule,
    Analyte,
    Association,
    Condition,
    Drug,
    Finding,
    FindingGroup,
    GroupKind,
    HpoTerm,
    KnowledgeBase,
    LocalisationPattern,
    Muscle,
    Reflex,
    SensoryPoint,
    Site,
    Source,
    Test,
)

SCHEMA = 1  # of the compiled file: raise it whenever its tables or its payload change


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


def inherit(
    condition: Condition,
    patterns: Mapping[str, Pattern],
    sites: Mapping[str, Site],
    groups: Mapping[str, FindingGroup],
) -> Mapping[str, Association]:
    """All findings of a condition: its own row, else its patterns in the order named, else its sites.

    Of tempo, creatine kinase and every other group of which exactly one holds, the nearest level that
    writes any row gives them all: rows of two levels would not sum to one.
    """
    levels = [condition.findings]
    levels += [patterns[name].findings for name in condition.patterns if name in patterns]
    levels += [sites[name].findings for name in condition.sites if name in sites]
    exclusive = [group.findings for group in groups.values() if group.kind is GroupKind.CATEGORICAL]
    rows: dict[str, Association] = {}
    for level in reversed(levels):
        for members in exclusive:
            if any(member in level for member in members):
                for member in members:
                    rows.pop(member, None)
        rows.update(level)
    return rows


def finish(book: Book) -> KnowledgeBase:
    """The knowledge base that the rest of the program reads: every condition with all that it inherits."""
    conditions = {
        ident: replace(condition, findings=inherit(condition, book.patterns, book.sites, book.groups))
        for ident, condition in book.conditions.items()
    }
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
    )
