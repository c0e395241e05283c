"""How numbers went over the visits: MRC sum score and every value measured at two or more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mwdesk.domain.encounter import Encounter, Measurement
from mwdesk.domain.knowledge import Analyte, KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.domain.units import convert, find_unit
from mwdesk.workflow.catalogue import limits, number, range_text
from mwdesk.workflow.scores import sum_score
from mwdesk.workflow.words import short

SUM_SCORE = "mrc-sum-score"
# What is followed first in a weak patient; the rest comes in the order of the knowledge.
_FIRST = ("ck", "fvc-percent", "fvc-ml-kg", "potassium")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One value on one day, in the trend's unit."""

    day: date
    value: float
    text: str  # "8200"
    visit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """One number over the visits, the earliest first; `low` and `high` are what is usual."""

    id: str
    name: str
    unit: str
    points: tuple[Point, ...]
    low: float | None = None
    high: float | None = None

    @property
    def usual(self) -> str:
        """The usual range in words, or ""."""
        if self.id == SUM_SCORE and self.low is not None:
            return _("full power {score}").format(score=number(self.low))
        words = range_text(self.low, self.high)
        return _("usual {words}").format(words=words) if words else ""

    def sentence(self) -> str:
        """The whole trend in words, for those who do not see the chart."""
        told = ", ".join(
            _("{value} on {date}").format(value=p.text, date=f"{p.day.day} {p.day:%B %Y}")
            for p in self.points
        )
        unit = f" {self.unit}" if self.unit else ""
        return f"{self.name}{unit}: {told}" + (f"; {self.usual}" if self.usual else "")


def trends(kb: KnowledgeBase, visits: Sequence[Encounter]) -> tuple[Trend, ...]:
    """Every number that two or more of these visits hold; one value alone is no trend."""
    ordered = sorted(visits, key=lambda v: v.started)
    found = [_sum_scores(kb, ordered)]
    wanted = sorted(kb.analytes.values(), key=lambda a: _FIRST.index(a.id) if a.id in _FIRST else len(_FIRST))
    found += [_values(analyte, ordered) for analyte in wanted]
    return tuple(t for t in found if t is not None and len(t.points) > 1)


def _sum_scores(kb: KnowledgeBase, visits: Sequence[Encounter]) -> Trend | None:
    points, top = [], 0
    for visit in visits:
        score = sum_score(kb.muscles.values(), {k: g.grade for k, g in visit.grades.items()})
        top = 5 * score.groups
        if score.total is not None:
            text = str(score.total)
            points.append(
                Point(day=visit.started.date(), value=float(score.total), text=text, visit=visit.id)
            )
    return Trend(
        id=SUM_SCORE,
        name=_("MRC sum score"),
        unit=_("of {top}").format(top=top),
        points=tuple(points),
        low=float(top),
        high=None,
    )


def _values(analyte: Analyte, visits: Sequence[Encounter]) -> Trend | None:
    points = []
    for visit in visits:
        for m in visit.measurements.values():
            own = _own(analyte, m) if m.analyte == analyte.id else None
            if own is not None:
                points.append(Point(day=_day(m, visit), value=own, text=number(own), visit=visit.id))
    sex = visits[-1].patient.sex if visits else ""
    low, high = limits(analyte, sex)
    ordered = tuple(sorted(points, key=lambda p: p.day))
    return Trend(
        id=analyte.id, name=short(analyte.name), unit=analyte.unit, points=ordered, low=low, high=high
    )


def _own(analyte: Analyte, m: Measurement) -> float | None:
    """The value in the analyte's own unit; None where its unit is not known."""
    unit = find_unit(analyte, m.unit)
    return convert(m.value, unit) if unit is not None else None


def _day(m: Measurement, visit: Encounter) -> date:
    try:
        return date.fromisoformat(m.day) if m.day else visit.started.date()
    except ValueError:
        return visit.started.date()
