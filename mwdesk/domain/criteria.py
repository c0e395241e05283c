"""Published criteria and scales, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionItem:
    """One line of a criterion. Without a rule the record cannot tell: it stays missing."""

    text: str
    rule: str = ""  # see domain/criterion_rules.py
    points: float = 1.0
    part: str = ""  # items of one part are counted apart; of points, only the highest of a part counts


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionLevel:
    """A threshold and what reaching it means: "all", "any of major", "at least 5.5 points"."""

    met: str
    means: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionBand:
    """What a score from `at_least` up to the next band means."""

    at_least: float
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """Published criteria, or a score. Its levels stand surest first; a pure score has bands alone."""

    id: str
    name: str
    purpose: str
    conditions: tuple[str, ...]
    items: tuple[CriterionItem, ...] = ()
    levels: tuple[CriterionLevel, ...] = ()
    bands: tuple[CriterionBand, ...] = ()  # lowest first
    score: str = ""  # "sum-score", "lab:potassium" or "uln:ck" where the score is this value itself
    says: str = ""  # the published threshold and how sure it is, in words
    provided: str = ""  # what no record can tell and the clinician must judge, shown with every result
    evaluable: bool = True  # False: text to read only
    sources: tuple[str, ...] = ()  # seen
    recalled: tuple[str, ...] = ()  # sources recalled and not yet seen: shown as such, never cited
    checked: str = ""  # what was compared with its publication, or how the record stands in for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleGrade:
    value: str
    means: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A graded scale, or a timed or measured function with its limits."""

    id: str
    name: str
    grades: tuple[ScaleGrade, ...]
    sources: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    estimate: bool = False  # custom of clinicians, published nowhere that we know
