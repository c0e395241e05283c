"""What is examined, as values: movements with their muscles, reflexes, and points of sensation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Muscle:
    """A movement that is graded, and the muscle, roots and nerve behind it."""

    id: str
    action: str
    muscle: str
    sided: bool
    roots: tuple[str, ...]
    nerve: str
    plexus: str
    region: str
    gradient: str  # proximal, distal, axial, cranial
    how: str
    core: bool = False
    in_sum_score: bool = False
    sources: tuple[str, ...] = ()
    name: str = ""  # the movement as an examiner calls it: "Hip flexion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflex:
    id: str
    name: str
    kind: str  # tendon, pathological, superficial
    roots: tuple[str, ...]
    nerve: str
    how: str
    normal: str
    values: tuple[str, ...]  # what may be recorded, in order
    abnormal_means: str = ""
    pitfalls: str = ""
    core: bool = False
    synonyms: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    sided: bool = True  # False: elicited once, in the middle


@dataclass(frozen=True, slots=True, kw_only=True)
class SensoryPoint:
    id: str
    kind: str  # dermatome, nerve, ...
    name: str
    landmark: str
    territory: str
    modality: str
    core: bool = False
    note: str = ""
    sources: tuple[str, ...] = ()
