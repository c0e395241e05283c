"""How muscles, reflexes, sensory points and laboratory values are written."""

from __future__ import annotations

from mwdesk.domain.knowledge import Analyte, LabRule, Muscle, Reflex, SensoryPoint, Unit, Urgency
from mwdesk.knowledge.fields import Fields
from mwdesk.knowledge.sourcefiles import Item


def read_muscle(ident: str, f: Fields, _: Item) -> Muscle:
    return Muscle(
        id=ident,
        name=f.text("name", None),
        action=f.text("action", None),
        muscle=f.text("muscle"),
        sided=not f.flag("midline"),
        roots=f.texts("roots"),
        nerve=f.text("nerve"),
        plexus=f.text("plexus"),
        region=f.text("region", None),
        gradient=f.text("gradient", None),
        how=f.text("how"),
        core=f.flag("core"),
        in_sum_score=f.flag("in_sum_score"),
        sources=f.texts("source"),
    )


def read_reflex(ident: str, f: Fields, _: Item) -> Reflex:
    return Reflex(
        id=ident,
        name=f.text("name", None),
        kind=f.text("kind", None),
        sided=f.flag("sided", True),
        roots=f.texts("roots"),
        nerve=f.text("nerve"),
        how=f.text("how"),
        normal=f.text("normal"),
        values=f.texts("values"),
        abnormal_means=f.text("abnormal_means"),
        pitfalls=f.text("pitfalls"),
        core=f.flag("core"),
        synonyms=f.texts("synonyms"),
        sources=f.texts("source"),
    )


def read_sensory(ident: str, f: Fields, _: Item) -> SensoryPoint:
    return SensoryPoint(
        id=ident,
        kind=f.text("kind", None),
        name=f.text("name", None),
        landmark=f.text("landmark"),
        territory=f.text("territory"),
        modality=f.text("modality"),
        core=f.flag("core"),
        note=f.text("note"),
        sources=f.texts("source"),
    )


def read_analyte(ident: str, f: Fields, _: Item) -> Analyte:
    unit = f.text("unit")
    low, high = f.bounds("normal")
    low_male, high_male = f.bounds("normal_male")
    low_female, high_female = f.bounds("normal_female")
    critical_low, critical_high = f.bounds("critical")
    plausible_min, plausible_max = f.bounds("plausible")
    confirm_low, confirm_high = f.bounds("confirm_unit")
    return Analyte(
        id=ident,
        name=f.text("name", None),
        unit=unit,
        units=(Unit(label=unit, factor=1.0), *_units(f)),
        conventional=f.text("conventional"),
        loinc=f.texts("loinc"),
        synonyms=f.texts("synonyms"),
        low=low,
        high=high,
        low_male=low_male,
        high_male=high_male,
        low_female=low_female,
        high_female=high_female,
        critical_low=critical_low,
        critical_high=critical_high,
        critical_urgency=_critical_urgency(f),
        plausible_min=plausible_min,
        plausible_max=plausible_max,
        confirm_low=confirm_low,
        confirm_high=confirm_high,
        rules=_lab_rules(f),
        note=f.text("note"),
        core=f.flag("core"),
        sources=f.texts("source"),
    )


def _critical_urgency(f: Fields) -> Urgency:
    urgency = f.choice("critical_urgency", Urgency, Urgency.EMERGENCY)
    if urgency is Urgency.ROUTINE:
        f.fault(
            "A critical limit cannot be routine.",
            "Write urgent, or leave out the limit.",
            at="critical_urgency",
        )
    if f.has("critical_urgency") and not f.has("critical"):
        f.fault(
            "There is no critical limit that this speaks of.",
            "Write critical = [low, high], or leave it out.",
            at="critical_urgency",
        )
    return urgency


def _units(f: Fields) -> list[Unit]:
    units: list[Unit] = []
    for row in f.tables("units"):
        line = f.line(row, "units")
        label = line.text("unit", None)
        units.append(Unit(label=label, factor=line.amount("times", 1.0), offset=line.amount("plus", 0.0)))
        line.close()
    return units


def _lab_rules(f: Fields) -> tuple[LabRule, ...]:
    rules: list[LabRule] = []
    for row in f.tables("means"):
        line = f.line(row, "means")
        age_min, age_max = line.span("age", (0.0, 200.0))
        above, at_least = line.number("above"), line.number("at_least")
        below, at_most = line.number("below"), line.number("at_most")
        rules.append(
            LabRule(
                finding=line.text("finding", None),
                low=at_least if above is None else above,
                high=at_most if below is None else below,
                low_inclusive=at_least is not None,
                high_inclusive=at_most is not None,
                of_uln=line.flag("of_uln"),
                sex=line.text("sex"),
                age_min=age_min,
                age_max=age_max,
                absent_otherwise=not line.flag("says_nothing_otherwise"),
            )
        )
        line.close()
    return tuple(rules)
