"""What can be examined and measured, as rows for grids and lists."""

from __future__ import annotations

from dataclasses import dataclass

from mwdesk.domain.clinic import CONVENTIONAL, SI
from mwdesk.domain.encounter import LEFT, MIDLINE, RIGHT, Patient
from mwdesk.domain.knowledge import Analyte, KnowledgeBase, Reflex
from mwdesk.domain.translation import _
from mwdesk.domain.units import convert_back, find_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """One movement of the MRC grid; `sides` is right and left, or the midline alone."""

    id: str
    action: str
    muscle: str
    roots: str
    nerve: str
    region: str
    gradient: str
    how: str
    core: bool
    sides: tuple[str, ...]
    in_sum_score: bool = False
    name: str = ""  # "Hip flexion"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflexRow:
    """One reflex of the grid; `values` is what may be recorded, in order."""

    id: str
    name: str
    kind: str
    roots: str
    how: str
    normal: str
    values: tuple[str, ...]
    core: bool
    sides: tuple[str, ...]
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensoryRow:
    """One point where sensation is tested."""

    id: str
    name: str
    kind: str
    landmark: str
    territory: str
    modality: str
    core: bool
    sides: tuple[str, ...] = (RIGHT, LEFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyteRow:
    """One laboratory value; `reference` is the range for this patient as text, "" where unknown."""

    id: str
    name: str
    unit: str
    units: tuple[str, ...]
    low: float | None
    high: float | None
    reference: str
    core: bool
    note: str = ""


def reflex_sides(reflex: Reflex) -> tuple[str, ...]:
    """Right and left, or the midline alone."""
    return (RIGHT, LEFT) if reflex.sided else (MIDLINE,)


def movements(kb: KnowledgeBase, core_only: bool = False) -> tuple[MovementRow, ...]:
    """Movements in file order, core ones first."""
    rows = (
        MovementRow(
            id=m.id,
            action=m.action,
            muscle=m.muscle,
            roots=", ".join(m.roots),
            nerve=m.nerve,
            region=m.region,
            gradient=m.gradient,
            how=m.how,
            core=m.core,
            sides=(RIGHT, LEFT) if m.sided else (MIDLINE,),
            in_sum_score=m.in_sum_score,
            name=m.name or m.action,
        )
        for m in kb.muscles.values()
        if m.core or not core_only
    )
    return tuple(sorted(rows, key=lambda row: not row.core))


def reflexes(kb: KnowledgeBase, core_only: bool = False) -> tuple[ReflexRow, ...]:
    """Reflexes from the head down, core ones first."""
    rows = (
        ReflexRow(
            id=r.id,
            name=r.name,
            kind=r.kind,
            roots=", ".join(r.roots),
            how=r.how,
            normal=r.normal,
            values=r.values,
            core=r.core,
            sides=reflex_sides(r),
            means=r.abnormal_means,
        )
        for r in kb.reflexes.values()
        if r.core or not core_only
    )
    return tuple(sorted(rows, key=lambda row: not row.core))


def sensory_points(kb: KnowledgeBase, core_only: bool = False) -> tuple[SensoryRow, ...]:
    """Points in file order, core ones first."""
    rows = (
        SensoryRow(
            id=s.id,
            name=s.name,
            kind=s.kind,
            landmark=s.landmark,
            territory=s.territory,
            modality=s.modality,
            core=s.core,
        )
        for s in kb.sensory.values()
        if s.core or not core_only
    )
    return tuple(sorted(rows, key=lambda row: not row.core))


def limits(analyte: Analyte, sex: str = "") -> tuple[float | None, float | None]:
    """The reference range in the analyte's own unit; a range by sex only where the sex is known."""
    low, high = analyte.low, analyte.high
    if sex == "male":
        low = analyte.low_male if analyte.low_male is not None else low
        high = analyte.high_male if analyte.high_male is not None else high
    elif sex == "female":
        low = analyte.low_female if analyte.low_female is not None else low
        high = analyte.high_female if analyte.high_female is not None else high
    return low, high


def offered_unit(analyte: Analyte, system: str) -> str:
    """The unit in which a value is offered where laboratories use this system."""
    return (analyte.conventional if system == CONVENTIONAL else "") or analyte.unit


def limits_in(
    analyte: Analyte, label: str, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """Limits of the analyte's own unit in another, to three figures; as they are where that is not known."""
    unit = find_unit(analyte, label)
    if unit is None or (unit.factor == 1.0 and not unit.offset):
        return low, high
    return tuple(None if v is None else float(f"{convert_back(v, unit):.3g}") for v in (low, high))  # type: ignore[return-value]


def number(value: float) -> str:
    """A number as one writes it: 4.5, 250000, 0.05."""
    return f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"


def range_text(low: float | None, high: float | None) -> str:
    """ "3.5 to 5.3", "up to 320", "from 60", or ""."""
    if low is not None and high is not None:
        return _("{low} to {high}").format(low=number(low), high=number(high))
    if high is not None:
        return _("up to {high}").format(high=number(high))
    return _("from {low}").format(low=number(low)) if low is not None else ""


def analytes(
    kb: KnowledgeBase, patient: Patient | None = None, core_only: bool = False, system: str = SI
) -> tuple[AnalyteRow, ...]:
    """Analytes, core ones first, with the reference range for this patient's sex in the own unit of each.

    The unit offered first is that of the system.
    """
    rows = []
    for a in kb.analytes.values():
        low, high = limits(a, patient.sex if patient else "")
        if a.core or not core_only:
            rows.append(
                AnalyteRow(
                    id=a.id,
                    name=a.name,
                    unit=a.unit,
                    units=tuple(dict.fromkeys((offered_unit(a, system), *(u.label for u in a.units)))),
                    low=low,
                    high=high,
                    reference=range_text(low, high),
                    core=a.core,
                    note=a.note,
                )
            )
    return tuple(sorted(rows, key=lambda row: not row.core))
