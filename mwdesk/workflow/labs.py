"""Read a laboratory value as typed from a slip; what cannot be or may be another unit is asked back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mwdesk.domain.encounter import Measurement, Patient
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Analyte, KnowledgeBase, Unit
from mwdesk.domain.translation import _
from mwdesk.domain.units import plain_unit
from mwdesk.workflow.catalogue import limits, number
from mwdesk.workflow.kin import by_unit, fitting, kin, typed_unit
from mwdesk.workflow.typed_value import Typed, find_unit, in_own_unit, parse, shown_unit

__all__ = ["Doubt", "Typed", "confirm", "find_unit", "in_own_unit", "parse", "plain_unit", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Issue):
    """A value asked back. `meant` may be typed instead; `may_stand` allows it as it is."""

    meant: tuple[str, ...] = ()
    may_stand: bool = False
    brief: str = ""  # the same beside the value, where name and value are in sight


# Units of one analyte differ by jumps: only a value this many times outside the range may be such a slip.
SLIP = 3.0


def read(
    kb: KnowledgeBase,
    patient: Patient,
    analyte_id: str,
    text: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    *,
    label: str = "",
    day: str = "",
    confirmed: bool = False,
) -> tuple[Measurement | None, tuple[Issue, ...]]:
    """The measurement, or None with issues that ask back. `confirmed`: the clinician said it is right.

    An analyte that the knowledge does not hold is kept as it stands, under its label. A value whose unit
    is that of another one of its kin (FVC in litres for FVC in per cent) becomes a measurement of that one.
    """
    typed, analyte = parse(text), kb.analytes.get(analyte_id)
    if typed is not None and analyte is not None:
        typed = replace(typed, unit=typed_unit(kb, analyte, typed))
        analyte = by_unit(kb, analyte, typed.unit or unit)
        unit = unit if find_unit(analyte, unit) or analyte.id == analyte_id else ""
    name = analyte.name if analyte else label or analyte_id
    if typed is None:
        message = _("'{text}' is no number.").format(text=text.strip())
        return None, (issue(name, message, _("Type the number as it stands on the slip.")),)
    backwards = _range_issues(name, low, high)
    if backwards:
        return None, backwards
    made = Measurement(
        analyte=analyte.id if analyte else "",
        label=name,
        value=typed.values[0],
        unit=typed.unit or unit,
        text=text.strip(),
        low=low,
        high=high,
        day=day,
        confirmed=confirmed,
    )
    noticed = _unit_twice(name, typed.unit, unit)
    if analyte is None:
        return made, (*noticed, _unknown(name))
    chosen = find_unit(analyte, made.unit)
    if chosen is None:
        return None, (_unknown_unit(analyte, made.unit),)
    value, doubt = _settle(kb, analyte, patient, typed, chosen, confirmed)
    if value is None:
        return None, (*noticed, *doubt)
    return replace(made, value=value, unit=chosen.label), noticed


def _unknown(name: str) -> Issue:
    found = issue(
        name, _("mwdesk does not know this value."), _("It is kept for the letter and not reasoned from.")
    )
    return replace(found, level=Level.INFO)


def _unknown_unit(analyte: Analyte, unit: str) -> Issue:
    known = ", ".join(dict.fromkeys([analyte.unit, *(u.label for u in analyte.units)]))
    return issue(
        analyte.name,
        _("the unit '{unit}' is not known.").format(unit=unit),
        _("Use one of {known}.").format(known=known),
    )


def issue(path: str, message: str, fix: str) -> Issue:
    """What keeps a value from being taken, and what to do."""
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def _unit_twice(name: str, typed: str, chosen: str) -> tuple[Issue, ...]:
    if typed and chosen and plain_unit(typed) != plain_unit(chosen):
        return (
            replace(
                issue(
                    name,
                    _("the value says {typed}, the field says {chosen}.").format(typed=typed, chosen=chosen),
                    _("{typed} is taken, as typed with the value.").format(typed=typed),
                ),
                level=Level.WARNING,
            ),
        )
    return ()


def _range_issues(name: str, low: float | None, high: float | None) -> tuple[Issue, ...]:
    if low is not None and high is not None and low > high:
        return (
            issue(
                name,
                _("the range {low} to {high} runs backwards.").format(low=number(low), high=number(high)),
                _("Type the lower limit first, as on the slip."),
            ),
        )
    return ()


def _settle(
    kb: KnowledgeBase, analyte: Analyte, patient: Patient, typed: Typed, unit: Unit, confirmed: bool
) -> tuple[float | None, tuple[Issue, ...]]:
    """The value meant; or None and the question to ask back."""
    possible = [v for v in typed.values if _possible(analyte, in_own_unit(unit, v))]
    if len(possible) > 1:
        first, second = (number(v) for v in possible[:2])
        message = _("this may mean {first} or {second}.").format(first=first, second=second)
        return None, (
            issue(
                analyte.name,
                message,
                _("Type {first} with a point, or {second} without a sign in it.").format(
                    first=first, second=second
                ),
            ),
        )
    value = possible[0] if possible else typed.values[0]
    if confirmed:
        return value, ()
    if not possible:
        return None, (_impossible(kb, analyte, patient, typed, value, unit),)
    if _unusual(analyte, in_own_unit(unit, value)):
        return None, (_ask_unit(analyte, value, unit),)
    other = None if typed.unit else _slipped_unit(analyte, patient, value, unit)
    return (None, (_ask_slip(analyte, value, unit, other),)) if other else (value, ())


def _possible(analyte: Analyte, own: float) -> bool:
    low, high = analyte.plausible_min, analyte.plausible_max
    return (low is None or own >= low) and (high is None or own <= high)


def _unusual(analyte: Analyte, own: float) -> bool:
    return _beyond(own, analyte.confirm_low, analyte.confirm_high)


def _slipped_unit(analyte: Analyte, patient: Patient, value: float, unit: Unit) -> Unit | None:
    """The unit that was probably meant: the value is far out in the preset one, and normal in another.

    Any other unit counts beyond a critical limit; short of that only the customary other one does, or a
    rare unit would be asked about at every raised value.
    """
    low, high = limits(analyte, patient.sex)
    if high is None:
        return None
    if unit.factor != 1.0 or unit.offset:
        return _slipped_back(analyte, value, unit, low, high)
    if not ((low is not None and value < low / SLIP) or value > high * SLIP):
        return None
    critical = _beyond(value, analyte.critical_low, analyte.critical_high)
    others = [u for u in analyte.units if u.factor != 1.0 or u.offset]
    for other in others if critical else others[:1]:
        own = in_own_unit(other, value)
        if (low or high / 20) <= own <= high:
            return other
    return None


def _slipped_back(analyte: Analyte, value: float, unit: Unit, low: float | None, high: float) -> Unit | None:
    """The own unit, where the conventional one is preset and the number would be usual in the own one."""
    own = in_own_unit(unit, value)
    far = (low is not None and own < low / SLIP) or own > high * SLIP
    preset = bool(analyte.conventional) and plain_unit(unit.label) == plain_unit(analyte.conventional)
    meant = (low or high / 20) <= value <= high
    return find_unit(analyte, analyte.unit) if far and preset and meant else None


def _beyond(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _ask_slip(analyte: Analyte, value: float, unit: Unit, other: Unit) -> Issue:
    return _doubt(
        analyte,
        _("{name} {value} {unit} would be far from normal.").format(
            name=analyte.name, value=number(value), unit=unit.label
        ),
        [f"{number(value)} {other.label}"],
        _("Choose the unit as on the slip, or say that this value and unit are right."),
        brief=_("far from normal in {unit}").format(unit=shown_unit(unit.label)),
    )


def _bounds(analyte: Analyte, unit: Unit) -> str:
    """What is possible, in the unit that was typed."""

    def back(own: float | None) -> str:
        return "" if own is None else number((own - unit.offset) / unit.factor)

    low, high = back(analyte.plausible_min), back(analyte.plausible_max)
    if low and high:
        return _("{low} to {high}").format(low=low, high=high)
    return _("up to {high}").format(high=high) if high else _("{low} or more").format(low=low)


def _impossible(
    kb: KnowledgeBase, analyte: Analyte, patient: Patient, typed: Typed, value: float, unit: Unit
) -> Issue:
    told = [f"{number(value)} {a.unit}" for a in fitting(kb, analyte, value)]
    guesses = told or ([] if kin(kb, analyte) else _guesses(analyte, patient, value, unit))
    said = _("{name} {value} {unit} is outside what is possible ({bounds}).").format(
        name=analyte.name, value=number(value), unit=unit.label, bounds=_bounds(analyte, unit)
    )
    stands = bool(typed.unit) or not told  # where another way of telling it fits, not without its unit
    fix = (
        _("Type it again, or say that this value and unit are right.")
        if stands
        else _("Type it again, with its unit.")
    )
    brief = _("not possible ({bounds})").format(bounds=_bounds(analyte, unit))
    doubt = _doubt(analyte, said, guesses, fix, level=Level.ERROR, brief=brief)
    return replace(doubt, may_stand=stands)


def _doubt(
    analyte: Analyte, message: str, meant: list[str], fix: str, level: Level = Level.WARNING, brief: str = ""
) -> Doubt:
    """A value asked back: the one or two that were probably meant, and what else to do."""
    if len(meant) > 1:
        fix = _("Did you mean {value} or {other}?").format(value=meant[0], other=meant[1]) + f" {fix}"
    elif meant:
        fix = _("Did you mean {value}?").format(value=meant[0]) + f" {fix}"
    return Doubt(
        level=level,
        path=analyte.name,
        message=message,
        fix=fix,
        meant=tuple(meant[:2]),
        may_stand=True,
        brief=brief,
    )


def _ask_unit(analyte: Analyte, value: float, unit: Unit) -> Issue:
    others = _other_units(analyte, value, unit)
    return _doubt(
        analyte,
        _("{name} {value} {unit} is possible but very unusual.").format(
            name=analyte.name, value=number(value), unit=unit.label
        ),
        others,
        _("Choose the unit as on the slip, or say that this value and unit are right."),
        brief=_("very unusual in {unit}").format(unit=shown_unit(unit.label)),
    )


def _other_units(analyte: Analyte, value: float, unit: Unit) -> list[str]:
    """The same number in another unit, where that would be possible and not unusual."""
    out = []
    for other in analyte.units:
        own = in_own_unit(other, value)
        same = other.factor == unit.factor and other.offset == unit.offset
        if not same and _possible(analyte, own) and not _unusual(analyte, own):
            out.append(f"{number(value)} {other.label}")
    return out[:2]


def _guesses(analyte: Analyte, patient: Patient, value: float, unit: Unit) -> list[str]:
    """Another unit first, else a slipped decimal sign: the reading nearest to the reference range."""
    units = _other_units(analyte, value, unit)
    low, high = limits(analyte, patient.sex)
    slipped = []
    # Where other units are customary a moved decimal sign must not make a critical value look normal.
    critical = _beyond(in_own_unit(unit, value), analyte.critical_low, analyte.critical_high)
    several = critical and any(u.factor != unit.factor or u.offset for u in analyte.units)
    for factor in (10, 100, 1000):
        for guess in (value / factor, value * factor):
            own = in_own_unit(unit, guess)
            hides = several and not _distance(own, low, high)
            if _possible(analyte, own) and not _unusual(analyte, own) and not hides:
                slipped.append((_distance(own, low, high), factor, number(guess)))
    return units or [text for _, _, text in sorted(slipped)[:1]]


def _distance(own: float, low: float | None, high: float | None) -> float:
    """0 inside the reference range, else how far outside as a share of its limit."""
    if low is not None and own < low:
        return (low - own) / (abs(low) or 1.0)
    if high is not None and own > high:
        return (own - high) / (abs(high) or 1.0)
    return 0.0


def confirm(measurement: Measurement) -> Measurement:
    """The same value, marked as checked by the clinician."""
    return replace(measurement, confirmed=True)
