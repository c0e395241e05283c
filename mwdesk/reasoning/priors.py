"""How likely each condition is before anything was found: frequency, age, sex, setting and place."""

from __future__ import annotations

import math

from mwdesk.domain.assessment import Context
from mwdesk.domain.knowledge import Condition
from mwdesk.reasoning.index import Index, Settings, frequency_weight, remember


def age_factor(condition: Condition, age: float | None, settings: Settings) -> float:
    """1 near the usual age, falling softly outside the range; 1 for everybody where the age is not known."""
    if age is None:
        return 1.0
    low, high = condition.age_min, max(condition.age_max, condition.age_min)
    width = max(high - low, 1.0)
    outside = max(low - age, age - high, 0.0)
    if outside > 0:
        # Near a border the range is soft by a share of its own width and of the age itself.
        soft = max(settings.age_softness * width, settings.age_softness * age, 0.5)
        return float(max(settings.age_floor, math.exp(-outside / soft)))
    if condition.age_peak is None:
        return 1.0
    spread = max(width / 3, 1.0)
    hill = math.exp(-0.5 * ((age - condition.age_peak) / spread) ** 2)
    return 1 - settings.age_peak_weight + settings.age_peak_weight * 1.5 * hill


def sex_factor(condition: Condition, sex: str, settings: Settings) -> float:
    """The chance of this sex among patients, over a half."""
    if sex not in {"female", "male"}:
        return 1.0
    ratio = max(condition.female_to_male, 0.0)
    share = ratio / (1 + ratio)
    return max(settings.sex_floor, 2 * (share if sex == "female" else 1 - share))


def log_priors(index: Index, age: float | None, sex: str, context: Context) -> tuple[float, ...]:
    """By condition: the natural log of its share of all, before anything was found."""
    key = (age, sex, context.setting, context.endemic)
    known = index.priors.get(key)
    if known is None:
        known = remember(index.priors, key, tuple(map(math.log, _weigh(index, age, sex, context))))
    return known


def _weigh(index: Index, age: float | None, sex: str, context: Context) -> list[float]:
    settings = index.settings
    power = settings.prior_power_tertiary if context.setting == "tertiary" else settings.prior_power
    out = []
    for condition in index.conditions:
        weight = frequency_weight(condition, settings) ** power
        weight *= age_factor(condition, age, settings) ** settings.age_power
        weight *= sex_factor(condition, sex, settings)
        if condition.id in context.endemic:
            weight *= settings.regional_endemic
        elif condition.regional:
            weight *= settings.regional_elsewhere
        out.append(weight)
    total = sum(out) or 1.0
    return [weight / total for weight in out]
