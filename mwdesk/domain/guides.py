"""How tests are done and what is done meanwhile: protocols, biopsy and imaging guides, care, advice.

Each rests on its sources, where `basis` is not "estimate", or else on the custom of clinicians.
"""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.basis import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedleMuscle:
    """A muscle that a needle can sample or a surgeon can biopsy."""

    id: str
    name: str
    nerve: str
    roots: tuple[str, ...]
    movement: str = ""  # the graded movement that shows its power; "" where none does
    depth: str = ""  # why it is left out where bleeding is a danger; "" where a bleed can be pressed on
    caution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NerveLimit:
    """One limit of normal of a nerve study; laboratories use their own first."""

    name: str  # "distal latency", "amplitude", "velocity"
    unit: str
    low: float | None = None
    high: float | None = None
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NerveStudy:
    """A nerve with where it is stimulated and recorded."""

    id: str
    name: str
    nerve: str
    kind: str  # motor, sensory, mixed, late
    stimulated: str
    recorded: str
    distance: float | None = None  # cm
    technique: str = ""
    limits: tuple[NerveLimit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EdxProtocol:
    """Which nerves and muscles answer a question, when, and what to expect."""

    id: str
    name: str
    question: str  # what the laboratory is asked
    tests: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()  # localisation patterns that call for it
    sites: tuple[str, ...] = ()
    limb: str = ""  # arm, leg; "" either
    side: str = "weak"  # weak: the weaker side; both; one: one side, the other is spared for a biopsy
    nerves: tuple[str, ...] = ()  # nerve studies
    muscles: tuple[str, ...] = ()  # needle muscles, in order
    study: str = ""  # the nerves in words
    sample: str = ""  # the muscles in words
    special: tuple[str, ...] = ()
    timing: str = ""
    conduction_from: float | None = None  # days after a sudden onset from which conduction tells
    needle_from: float | None = None  # days after a sudden onset from which the needle shows denervation
    expected: str = ""
    pitfalls: str = ""
    needed: bool = True  # False: the study is not needed for this question
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BiopsyGuide:
    """Which tissue to take for a question, and how it travels."""

    id: str
    name: str
    tissue: str  # muscle, nerve, skin, fat
    tests: tuple[str, ...]
    indication: str
    target: str
    conditions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    muscles: tuple[str, ...] = ()  # candidates, the most usual first
    avoid: str = ""
    handling: str = ""
    expected: str = ""
    state: tuple[str, ...] = ()  # what the request must tell
    wait_weeks: float | None = None  # after rhabdomyolysis
    needed: bool = True
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagingGuide:
    """Which region and sequences answer a question, and what the request says."""

    id: str
    name: str
    question: str  # what the radiologist is asked
    tests: tuple[str, ...]
    region: str
    sequences: str
    conditions: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    region_arm: str = ""  # where only the arms are weak
    region_leg: str = ""
    contrast: str = ""
    urgency: str = ""
    state: tuple[str, ...] = ()
    safety: str = ""
    pitfalls: str = ""
    needed: bool = True
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What is usually given or done for a group of causes. No doses."""

    id: str
    name: str
    kind: str  # "supplements", "surgery", "physiotherapy" ...
    detail: str
    conditions: tuple[str, ...] = ()  # empty: all with weakness
    when: str = ""
    cautions: str = ""
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a patient can do, in plain words."""

    id: str
    name: str
    points: tuple[str, ...]
    conditions: tuple[str, ...] = ()  # empty: suits everybody
    findings: tuple[str, ...] = ()  # suits whoever has one of these
    not_for: str = ""
    card: int = 0  # the point, from 1, that names medicines to avoid: it prints on the medicine card; 0 none
    basis: Basis = Basis.ESTIMATE
    sources: tuple[str, ...] = ()
