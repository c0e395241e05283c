"""Laboratory values to findings: units first, the laboratory's own range first, doubt asked back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mwdesk.domain.assessment import CriticalValue
from mwdesk.domain.encounter import Measurement, State
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Analyte, KnowledgeBase, LabRule
from mwdesk.domain.units import convert, find_unit, plain_unit
from mwdesk.reasoning.derived import Derived


@dataclass(slots=True)
class Read:
    """What the values say: findings, alarms, doubts, and which analytes could be used."""

    derived: list[Derived] = field(default_factory=list)
    critical: list[CriticalValue] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    measured: set[str] = field(default_factory=set)
    values: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the value belongs to; None and "" are not known."""

    age: float | None
    sex: str


def read_measurements(kb: KnowledgeBase, measurements: Mapping[str, Measurement], person: Person) -> Read:
    """Interpret every value; one that is doubtful is asked back and not used."""
    out = Read()
    for key, item in sorted(measurements.items()):
        analyte = kb.analytes.get(item.analyte)
        if analyte is None:
            out.issues.append(
                _issue(
                    Level.INFO,
                    key,
                    f"{item.label or item.analyte} is not a test that the program can interpret.",
                    "It is kept and printed as written; answer the finding itself where one fits.",
                )
            )
            continue
        _read_one(analyte, item, person, out)
    return out


def _issue(level: Level, key: str, message: str, fix: str) -> Issue:
    return Issue(level=level, path=f"lab/{key}", message=message, fix=fix)


def said(item: Measurement) -> str:
    """The value as it was written, with its unit."""
    return f"{item.text or f'{item.value:g}'} {item.unit}".strip()


def _read_one(analyte: Analyte, item: Measurement, person: Person, out: Read) -> None:
    unit = find_unit(analyte, item.unit)
    if unit is None and item.confirmed and not item.unit.strip():
        unit = next((one for one in analyte.units if one.label == analyte.unit), None)
    if unit is None:
        labels = ", ".join(one.label for one in analyte.units)
        what = f"the unit '{item.unit}' is not known" if item.unit.strip() else "no unit was given"
        out.issues.append(
            _issue(
                Level.ERROR,
                analyte.id,
                f"{analyte.name} {said(item)}: {what}, so the value is not used.",
                f"Choose one of: {labels}.",
            )
        )
        return
    value = convert(item.value, unit)
    if not item.confirmed and not _plausible(analyte, value):
        out.issues.append(_asked_back(analyte, item, value))
        return
    doubt = _doubt(analyte, item, value)
    if doubt is not None:
        out.issues.append(doubt)
    own = (
        None if item.low is None else convert(item.low, unit),
        None if item.high is None else convert(item.high, unit),
    )
    name = analyte.name[0].lower() + analyte.name[1:] if analyte.name[1:2].islower() else analyte.name
    words = f"{name} {said(item)}"
    out.measured.add(analyte.id)
    out.values[analyte.id] = value
    upper = {upper_limit(analyte, own[1], sex) for sex in sexes_of(person)}
    if len(upper) == 1 and (limit := upper.pop()) is not None:
        out.upper[analyte.id] = limit
    out.derived += findings_of(analyte, value, own, person, words)
    critical = critical_value(analyte, value, words)
    if critical is not None:
        out.critical.append(critical)


def _plausible(analyte: Analyte, value: float) -> bool:
    low, high = analyte.plausible_min, analyte.plausible_max
    return (low is None or value >= low) and (high is None or value <= high)


def _asked_back(analyte: Analyte, item: Measurement, value: float) -> Issue:
    fits = [
        one.label
        for one in analyte.units
        if plain_unit(one.label) != plain_unit(item.unit) and _plausible(analyte, convert(item.value, one))
    ]
    shifted = [item.value / 10, item.value * 10]
    hint = f"Is the unit {' or '.join(fits)}?" if fits else ""
    if not hint:
        near = [
            f"{v:g}" for v in shifted if _plausible(analyte, v * (value / item.value if item.value else 1.0))
        ]
        hint = f"Is it {' or '.join(near)} {item.unit}?" if near else ""
    return _issue(
        Level.ERROR,
        analyte.id,
        f"{analyte.name} {said(item)} is hardly possible, so it is not used.",
        f"{hint} Check the slip; correct it, or confirm that value and unit are right.".strip(),
    )


def _doubt(analyte: Analyte, item: Measurement, value: float) -> Issue | None:
    low, high = analyte.confirm_low, analyte.confirm_high
    if item.confirmed or ((low is None or value >= low) and (high is None or value <= high)):
        return None
    return _issue(
        Level.WARNING,
        analyte.id,
        f"{analyte.name} {said(item)} is possible but unusual: the unit may be another.",
        "Check value and unit on the slip and confirm them.",
    )


def critical_value(analyte: Analyte, value: float, words: str) -> CriticalValue | None:
    """The alarm of a value beyond its critical limit, limits being in the analyte's own unit."""
    for direction, limit in (("low", analyte.critical_low), ("high", analyte.critical_high)):
        if limit is not None and (value < limit if direction == "low" else value > limit):
            return CriticalValue(
                analyte=analyte.id,
                name=analyte.name,
                text=words,
                direction=direction,
                limit=limit,
                unit=analyte.unit,
                urgency=analyte.critical_urgency,
                sources=analyte.sources,
            )
    return None


def sexes_of(person: Person) -> tuple[str, ...]:
    """The person's sex, or both where it is not known."""
    return (person.sex,) if person.sex in {"female", "male"} else ("female", "male")


def upper_limit(analyte: Analyte, own: float | None, sex: str) -> float | None:
    """The laboratory's own upper limit, else that for the sex, else the general one."""
    by_sex = {"male": analyte.high_male, "female": analyte.high_female}.get(sex)
    return own if own is not None else (by_sex if by_sex is not None else analyte.high)


def _bound(
    analyte: Analyte, limit: float | None, own: Sequence[float | None], rule: LabRule, sex: str
) -> float | None:
    if limit is None:
        return None
    if rule.of_uln:
        upper = upper_limit(analyte, own[1], sex)
        return None if upper is None else limit * upper
    lows = {analyte.low, analyte.low_male, analyte.low_female} - {None}
    highs = {analyte.high, analyte.high_male, analyte.high_female} - {None}
    # A rule at the edge of the usual range moves with the laboratory's own range.
    if limit in lows and own[0] is not None:
        return own[0]
    return own[1] if limit in highs and own[1] is not None else limit


def holds(
    analyte: Analyte, rule: LabRule, value: float, own: Sequence[float | None], sex: str
) -> bool | None:
    """Whether the value lies where the rule says; None where its bounds cannot be known."""
    low = _bound(analyte, rule.low, own, rule, sex)
    high = _bound(analyte, rule.high, own, rule, sex)
    if (low is None) != (rule.low is None) or (high is None) != (rule.high is None):
        return None
    above = low is None or value > low or (rule.low_inclusive and value == low)
    below = high is None or value < high or (rule.high_inclusive and value == high)
    return above and below


def _for_sex(
    analyte: Analyte,
    rules: Iterable[LabRule],
    value: float,
    own: Sequence[float | None],
    age: float | None,
    sex: str,
) -> State | None:
    answers = []
    for rule in rules:
        whole = rule.age_min <= 0 and rule.age_max >= 120
        if rule.sex not in ("", sex) or (age is None and not whole):
            continue
        if age is not None and not rule.age_min <= age < max(rule.age_max, rule.age_min + 1e-9):
            continue
        answers.append((holds(analyte, rule, value, own, sex), rule.absent_otherwise))
    if any(answer is True for answer, _ in answers):
        return State.PRESENT
    if answers and all(answer is False and otherwise for answer, otherwise in answers):
        return State.ABSENT
    return None


def findings_of(
    analyte: Analyte, value: float, own: Sequence[float | None], person: Person, words: str
) -> list[Derived]:
    """What a value in the analyte's own unit says; without the sex, only what both sexes agree on."""
    by_finding: dict[str, list[LabRule]] = {}
    for rule in analyte.rules:
        by_finding.setdefault(rule.finding, []).append(rule)
    sexes = sexes_of(person)
    out = []
    for finding, rules in by_finding.items():
        states = {_for_sex(analyte, rules, value, own, person.age, sex) for sex in sexes}
        state = states.pop() if len(states) == 1 else None
        if state is not None:
            out.append(Derived(finding, state, words))
    return out
