"""The knowledge base as values: what the clinical content in `db/knowledge` becomes.

Every probability is P(present | condition or site, and weakness, at first contact), 0 to 1, and carries
its basis and its sources. Ids are kebab-case and for ever.
"""

# ruff: noqa: PLC0414 -- everybody reads the parts from here

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mwdesk.domain.basis import Basis as Basis
from mwdesk.domain.criteria import Criterion as Criterion
from mwdesk.domain.criteria import CriterionBand as CriterionBand
from mwdesk.domain.criteria import CriterionItem as CriterionItem
from mwdesk.domain.criteria import CriterionLevel as CriterionLevel
from mwdesk.domain.criteria import Scale as Scale
from mwdesk.domain.criteria import ScaleGrade as ScaleGrade
from mwdesk.domain.examined import Muscle as Muscle
from mwdesk.domain.examined import Reflex as Reflex
from mwdesk.domain.examined import SensoryPoint as SensoryPoint
from mwdesk.domain.guides import (
    Advice,
    BiopsyGuide,
    EdxProtocol,
    ImagingGuide,
    NeedleMuscle,
    NerveStudy,
    Treatment,
)
from mwdesk.domain.leaflet import Translation
from mwdesk.domain.measured import Analyte as Analyte
from mwdesk.domain.measured import LabRule as LabRule
from mwdesk.domain.measured import Unit as Unit
from mwdesk.domain.region import Region
from mwdesk.domain.urgency import Urgency as Urgency

# An outcome of a test that begins so is the usual one.
NORMAL_WORDS = ("normal", "negative", "none", "no change", "not clotted")


class Tier(StrEnum):
    """The least equipped place where a test is usually done."""

    BEDSIDE = "bedside"
    CLINIC = "clinic"
    DISTRICT = "district"
    TERTIARY = "tertiary"


class GroupKind(StrEnum):
    CATEGORICAL = "categorical"  # exactly one holds: tempo, CK band
    EXCLUSIVE = "exclusive"  # at most one holds, though asked one by one: level of the reflexes, symmetry
    DAMPED = "damped"  # correlated findings: together they count for less than their sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    id: str
    citation: str
    year: str
    locator: str  # DOI, PMID or address
    kind: str  # study, review, systematic_review, guideline, agency, textbook
    verified: str  # "search": seen; "memory": recalled, so it may not be cited
    supports: str = ""
    seen: str = ""  # the year in which a page without a date of its own was read

    @property
    def citable(self) -> bool:
        return self.verified == "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """P(finding present | condition), with where the number was written."""

    finding: str
    p: float
    basis: Basis
    sources: tuple[str, ...] = ()
    origin: str = ""  # "condition:gbs", "pattern:perceived-fatigue", "site:nerve"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeProbability:
    """P(test outcome | condition)."""

    outcome: str
    p: float
    basis: Basis
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    id: str
    label: str
    section: str  # history.tempo, exam.power, lab, ...
    background: float  # P(present) where neither condition, pattern nor site says anything
    hpo: str = ""
    hpo_label: str = ""
    ask: str = ""  # the plain question, or how to elicit the sign
    synonyms: tuple[str, ...] = ()
    narrower_than: tuple[str, ...] = ()  # findings that this one implies when present
    age_min: float = 0.0  # years between which it is asked about or looked for
    age_max: float = 120.0
    sex: str = ""  # female or male where only they are asked

    def suits(self, age: float | None, sex: str) -> bool:
        """Whether it is asked of somebody of this age and sex; what is not known rules nothing out."""
        if self.sex and sex in {"female", "male"} and sex != self.sex:
            return False
        return age is None or self.age_min <= age <= self.age_max


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingGroup:
    id: str
    kind: GroupKind
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    id: str  # brain, cord, anterior_horn, root, plexus, nerve, nmj, muscle, systemic, functional, multiple
    name: str
    order: int  # along the neuraxis, from brain to muscle
    findings: Mapping[str, Association]


@dataclass(frozen=True, slots=True, kw_only=True)
class PathwayStep:
    step: int
    test: str
    why: str
    when: str
    tier: Tier
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A cause of true or perceived weakness. `findings` is resolved: own rows over pattern over site."""

    id: str
    name: str
    site: str
    sites: tuple[str, ...]  # where the lesion may be; "multiple" is spelled out here where known
    group: str
    parent: str = ""  # umbrella condition that contains this one
    key: bool = False  # common, dangerous or treatable: its figures are read from the literature first
    umbrella: bool = False
    patterns: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    age_min: float = 0.0  # years
    age_max: float = 120.0
    age_peak: float | None = None
    female_to_male: float = 1.0
    frequency: str = "uncommon"  # very_common, common, uncommon, rare, very_rare (primary care)
    regional: bool = False  # common only where endemic
    must_not_miss: bool = False
    urgency: Urgency = Urgency.ROUTINE
    refer_to: str = ""
    summary: str = ""
    interim: str = ""
    avoid: str = ""
    advice: str = ""
    sources: tuple[str, ...] = ()
    status: str = "draft"
    findings: Mapping[str, Association] = field(default_factory=dict)
    outcomes: Mapping[str, tuple[OutcomeProbability, ...]] = field(default_factory=dict)  # by test id
    pathway: tuple[PathwayStep, ...] = ()
    clinical_diagnosis: str = ""  # why no test confirms it: the diagnosis is made at the bedside


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    id: str
    name: str
    category: str  # blood, bedside, imaging, genetic, NCS, EMG, RNS, SFEMG, CSF, biopsy, ...
    answers: str
    tier: Tier
    invasiveness: float  # 0 none .. 5
    cost: float  # 0 free .. 5
    turnaround: str  # minutes, hours, days, weeks
    patient_time: str = ""
    contraindications: str = ""
    cautions: str = ""
    after: tuple[str, ...] = ()  # tests that come before this one
    preparation: str = ""
    request: str = ""  # what to write on the request
    not_when: str = ""
    substitute: str = ""
    loinc: str = ""
    outcomes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    # P(outcome | somebody who has a look-alike of the condition instead), by condition then outcome
    in_look_alikes: Mapping[str, tuple[OutcomeProbability, ...]] = field(default_factory=dict)
    means: Mapping[str, str] = field(default_factory=dict)  # what an outcome means for the next step

    @property
    def usual(self) -> str:
        """The outcome of somebody without any of the conditions that it looks for."""
        for outcome in self.outcomes:
            if outcome.lower().startswith(NORMAL_WORDS):
                return outcome
        return self.outcomes[-1] if self.outcomes else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRule:
    """A boolean rule over finding ids (AND, OR, NOT, parentheses), independent of the ranking."""

    id: str
    rule: str
    suspects: tuple[str, ...]
    why: str
    action: str
    urgency: Urgency
    sources: tuple[str, ...] = ()
    age_min: float = 0.0
    age_max: float = 200.0
    title: str = ""  # in a few plain words, what may be going on
    estimate: bool = False  # a clinical judgement that cites nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalisationPattern:
    """Which muscles, reflexes and sensory points place a lesion. Conditions use the grammar in db/README."""

    id: str
    name: str
    family: str
    must_weak: str
    must_spared: str
    must_signs: str
    must_not: str
    supportive: str
    site: str
    level: str
    explanation: str
    specificity: int = 1
    compare_with: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    id: str
    name: str
    brands: tuple[str, ...]
    drug_class: str
    effects: tuple[str, ...]
    findings: tuple[str, ...]  # findings that taking it makes present
    presentation: str = ""
    onset: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HpoTerm:
    """An HPO term at or below one of our findings' terms (or above: then only its exclusion speaks)."""

    id: str
    label: str
    implies: tuple[str, ...] = ()  # findings present when the term is observed
    excludes: tuple[str, ...] = ()  # findings absent when the term is excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One reading of a part of the knowledge by one kind of reader. What none names is a draft."""

    id: str
    status: str  # "read"; "reviewed" only where the reader is a clinician
    reader: str  # "language model", "neurologist", "general practitioner" ...
    date: str  # 2026-11 or 2026-11-05
    record: str = ""  # what was read and changed, below db/
    conditions: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Two conditions that are easily mistaken for each other, and how to begin telling them apart."""

    id: str
    conditions: tuple[str, ...]  # two of them
    tells: tuple[str, ...] = ()  # findings that a reader would ask first
    first: str = ""  # what to do first, or what decides
    sources: tuple[str, ...] = ()  # none: a clinical judgement

    def other(self, condition: str) -> str:
        """The one that this one is mistaken for; "" where it is not of the pair."""
        if condition not in self.conditions:
            return ""
        return next((name for name in self.conditions if name != condition), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An id that was released once and stands no longer; old records may still name it."""

    id: str  # "finding:old-id"
    instead: tuple[str, ...] = ()  # ids of the same kind that say it now
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeBase:
    """All clinical content, read-only. Every mapping is by id, in file order."""

    version: str
    sha256: str
    sites: Mapping[str, Site]
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
    settings: Mapping[
        str, float
    ]  # named numbers of the model (priors, damping), each documented in model.toml
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    scales: Mapping[str, Scale] = field(default_factory=dict)
    reviews: Mapping[str, Review] = field(default_factory=dict)
    look_alikes: Mapping[str, LookAlike] = field(default_factory=dict)
    retired: Mapping[str, Retired] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)
    needle_muscles: Mapping[str, NeedleMuscle] = field(default_factory=dict)
    nerve_studies: Mapping[str, NerveStudy] = field(default_factory=dict)
    edx: Mapping[str, EdxProtocol] = field(default_factory=dict)
    biopsies: Mapping[str, BiopsyGuide] = field(default_factory=dict)
    imaging: Mapping[str, ImagingGuide] = field(default_factory=dict)
    treatments: Mapping[str, Treatment] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    leaflet: Mapping[str, str] = field(default_factory=dict)  # the leaflet's fixed words, in English
    translations: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)  # by language, id
