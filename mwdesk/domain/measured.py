"""What a laboratory measures, as values: analytes, their units, and what a result means."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.urgency import Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """value in the analyte's own unit = entered value * factor + offset."""

    label: str
    factor: float
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRule:
    """`finding` is present when the value, in the analyte's own unit, lies in [low, high] as marked.

    Bounds may be multiples of the upper limit of normal (`of_uln`). `sex` "" means either; ages in years.
    `absent_otherwise`: a value outside means the finding was looked for and is absent.
    """

    finding: str
    low: float | None = None
    high: float | None = None
    low_inclusive: bool = False
    high_inclusive: bool = False
    of_uln: bool = False
    sex: str = ""  # "", male, female
    age_min: float = 0.0
    age_max: float = 200.0
    absent_otherwise: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    id: str
    name: str
    unit: str  # the unit in which limits are written
    conventional: str = ""  # the unit outside the SI, where laboratories that do not use the SI agree on one
    units: tuple[Unit, ...]  # every unit accepted, the own one included
    loinc: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    low_male: float | None = None
    high_male: float | None = None
    low_female: float | None = None
    high_female: float | None = None
    critical_low: float | None = None
    critical_high: float | None = None
    critical_urgency: Urgency = Urgency.EMERGENCY  # of a value beyond its critical limit
    plausible_min: float | None = None
    plausible_max: float | None = None
    confirm_low: float | None = None  # outside these the unit is asked back, though the value is possible
    confirm_high: float | None = None
    rules: tuple[LabRule, ...] = ()
    note: str = ""
    core: bool = False
    sources: tuple[str, ...] = ()
