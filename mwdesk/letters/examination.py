"""The examination in three columns that are never merged: abnormal, tested and normal, not tested."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mwdesk.domain.encounter import GRADE_NUMBERS, LEFT, MIDLINE, NOT_TESTABLE, RIGHT, MrcGrade, State
from mwdesk.domain.knowledge import Muscle, Reflex
from mwdesk.domain.letter import (
    BodyChart,
    Examination,
    Lines,
    More,
    Power,
    PowerTable,
    ReflexFigure,
    ReflexValue,
    Table,
)
from mwdesk.letters.narrative import TESTED_SENSATION
from mwdesk.letters.record import Record
from mwdesk.letters.wording import bare, join, lower, upper

_NORMAL_REFLEXES = "normal-reflexes"  # of the signs the one that is no abnormal one
_FIRST_PAGE_POWERS = 18
_FIRST_PAGE_SIGNS = 8
_FIRST_PAGE_NORMAL = 24
FIRST_PAGE_POINTS = 12
_FULL = "5"
_SIGNS = ("exam.inspection", "exam.tone", "exam.power", "exam.reflexes", "exam.coordination", "exam.general")
_INSPECTED = (
    ("wasting and twitching", "exam.inspection"),
    ("tone", "exam.tone"),
    ("coordination", "exam.coordination"),
)
_CRANIAL_SIGNS = (
    *("tongue-deviation", "horner-syndrome", "small-pupils", "internuclear-ophthalmoplegia"),
    *("sustained-upgaze-fatigue", "ice-pack-test-positive", "eyelid-better-after-rest"),
)
_BREATHING_VALUES = ("spo2", "fvc-percent", "fvc-ml-kg", "fvc-litres", "mip", "single-breath-count")
REFLEX_SYMBOLS = {
    "absent": "0",
    "reinforced": "±",
    "trace": "±",
    "reduced": "+",
    "normal": "++",
    "brisk": "+++",
    "clonus": "clonus",
    "0": "0",
    "1": "+",
    "2": "++",
    "3": "+++",
    "4": "clonus",
    "flexor": "↓",
    "extensor": "↑",
    "equivocal": "↕",
}
LEGEND = (
    "0 absent, ± only with reinforcement, + reduced, ++ normal, +++ brisk, clonus; "
    "plantars ↓ flexor ↑ extensor ↕ equivocal; · not tested"
)
_PLACES = {
    "jaw-jerk": "jaw",
    "biceps-jerk": "biceps",
    "brachioradialis-jerk": "brachioradialis",
    "triceps-jerk": "triceps",
    "finger-jerk": "finger",
    "knee-jerk": "knee",
    "ankle-jerk": "ankle",
    "plantar": "plantar",
}
_NORMAL = {
    "tendon": ("normal", "2"),
    "pathological": ("absent",),
    "superficial": ("present", "flexor", "normal"),
}


def movement(record: Record, ident: str) -> str:
    """The movement in the reader's words: "hip flexion", "finger abduction (index)"."""
    known = record.kb.muscles.get(ident)
    return lower(known.name if known and known.name else ident.replace("-", " "))


def powers(record: Record) -> list[Power]:
    """Every movement that was graded on a side, in the order of the knowledge base."""
    grades = record.encounter.grades
    named = {m for m, _ in grades}
    order = [m for m in record.kb.muscles if m in named] + sorted(named - set(record.kb.muscles))
    return [_power(record, ident) for ident in order]


def _power(record: Record, ident: str) -> Power:
    grades = record.encounter.grades
    sides = {side: grades.get((ident, side)) for side in (RIGHT, LEFT)}
    other = [g for (m, side), g in grades.items() if m == ident and side not in (RIGHT, LEFT)]
    known: Muscle | None = record.kb.muscles.get(ident)
    graded = [g for g in (*sides.values(), *other) if g is not None]
    right, left = sides[RIGHT], sides[LEFT]
    return Power(
        movement=movement(record, ident),
        muscle=known.muscle if known else "",
        roots=", ".join(known.roots) if known else "",
        nerve=known.nerve if known else "",
        region=known.region if known else "",
        right=right.grade if right else other[0].grade if other else "",
        left=left.grade if left else other[0].grade if other else "",
        by_section=_filled(sides, other),
        note="; ".join(dict.fromkeys(g.note for g in graded if g.note)),
    )


def _filled(sides: Mapping[str, MrcGrade | None], other: list[MrcGrade]) -> tuple[str, ...]:
    """The sides whose grade came from "all normal"; one in the midline stands for both."""
    given = {side: graded or (other[0] if other else None) for side, graded in sides.items()}
    return tuple(side for side, graded in given.items() if graded is not None and graded.by == "section")


def weakest(power: Power) -> float:
    """The lower of both sides as a number; 5 where neither was testable."""
    return min([GRADE_NUMBERS[g] for g in (power.right, power.left) if g in GRADE_NUMBERS], default=5.0)


def examination(record: Record) -> Examination:
    """The key examination of the first page; what does not fit is counted and stands in the annex."""
    graded = powers(record)
    weak = [p for p in graded if weakest(p) < GRADE_NUMBERS[_FULL]]
    kept = sorted(sorted(weak, key=weakest)[:_FIRST_PAGE_POWERS], key=weak.index)
    signs = [s for s in _signs(record, State.PRESENT) if s]
    if _told(record, _NORMAL_REFLEXES, State.ABSENT):
        signs.append("reflexes not normal")
    figure = reflex_figure(record)
    abnormal = _reflex_lines(record, normal=False, drawn=_PLACES if figure else ())
    abnormal += _sensation_lines(record, normal=False)
    if _told(record, TESTED_SENSATION, State.ABSENT):
        abnormal.append(Lines(heading="Sensation", lines=("Not normal on examination",)))
    if signs:
        abnormal.append(Lines(heading="Signs", lines=tuple(upper(s) for s in signs[:_FIRST_PAGE_SIGNS])))
    hidden = len(weak) - len(kept) + max(0, len(signs) - _FIRST_PAGE_SIGNS)
    return Examination(
        power=tuple(kept),
        abnormal=tuple(abnormal),
        normal=tuple(_normal(record, graded)),
        not_tested=tuple(_not_tested(record, graded)),
        reflexes=figure,
        more=More(count=hidden, what="abnormal findings") if hidden else None,
    )


def _signs(record: Record, state: State, *, by_section: bool | None = None) -> list[str]:
    found = [f for f in record.within(state, *_SIGNS) if f != _NORMAL_REFLEXES]
    if by_section is not None:
        found = [f for f in found if (record.answers[f].by == "section") is by_section]
    implied = record.implied() if state is State.PRESENT else set()
    return record.phrases(f for f in found if f not in implied)


def _told(record: Record, finding: str, state: State) -> bool:
    answer = record.answers.get(finding)
    return answer is not None and answer.state is state


def _normal(record: Record, graded: list[Power]) -> list[Lines]:
    out: list[Lines] = []
    full = [p for p in graded if weakest(p) == GRADE_NUMBERS[_FULL] and _FULL in (p.right, p.left)]
    for heading, by_section in (("Power 5", False), ("Power 5, normal (by section)", True)):
        names = _cap(
            [name for p in full for name in [_full_words(p, by_section)] if name], _FIRST_PAGE_NORMAL
        )
        if names:
            out.append(Lines(heading=heading, lines=(upper(join(names)),)))
    out += _reflex_lines(record, normal=True) + _sensation_lines(record, normal=True)
    if _told(record, TESTED_SENSATION, State.PRESENT):
        out.append(Lines(heading="Sensation", lines=("Normal on examination",)))
    if _told(record, _NORMAL_REFLEXES, State.PRESENT):
        by_section = record.answers[_NORMAL_REFLEXES].by == "section"
        out.append(Lines(heading="Reflexes", lines=(f"Normal{' (by section)' if by_section else ''}",)))
    for heading, by_section in (("Absent", False), ("Normal (by section), absent", True)):
        gone = [g.removeprefix("positive ") for g in _signs(record, State.ABSENT, by_section=by_section)]
        if gone:
            out.append(Lines(heading=heading, lines=(upper("; ".join(_cap(gone, _FIRST_PAGE_NORMAL // 2))),)))
    return out


def _cap(words: list[str], most: int) -> list[str]:
    """The first so many; how many more the annex has."""
    return words if len(words) <= most else [*words[:most], f"{len(words) - most} more in the annex"]


def _full_words(power: Power, by_section: bool) -> str:
    """A movement of grade 5, or the side of it, that was typed or was filled by section; "" where none."""
    sides = [side for side in (RIGHT, LEFT) if (side in power.by_section) is by_section]
    full = [side for side in sides if getattr(power, side) == _FULL]
    if not full:
        return ""
    return _sided(power) if len(full) == 2 or not power.by_section else f"{power.movement} ({full[0]})"


def _sided(power: Power) -> str:
    if power.right == _FULL and power.left == _FULL:
        return power.movement
    return f"{power.movement} ({'right' if power.right == _FULL else 'left'} only)"


def _not_tested(record: Record, graded: list[Power]) -> list[Lines]:
    out = []
    done = {(p.movement, side) for p in graded for side in (RIGHT, LEFT) if getattr(p, side)}
    missing = _movements_missing(record, done)
    if missing and not graded:
        out.append(Lines(heading="Power", lines=("No movement was graded",)))
    elif missing:
        out.append(Lines(heading="Power", lines=(upper(", ".join(missing)),)))
    failed = [
        f"{p.movement}{f' ({p.note})' if p.note else ''}" for p in graded if NOT_TESTABLE in (p.right, p.left)
    ]
    if failed:
        out.append(Lines(heading="Could not be tested", lines=(upper(", ".join(failed)),)))
    out += _reflexes_missing(record) + _sensation_missing(record)
    untested = _untested(record)
    if untested:
        out.append(Lines(heading="Other", lines=(upper(", ".join(untested)),)))
    return out


def _untested(record: Record) -> list[str]:
    """Parts of the examination of which nothing was seen; what the history tells of them is no test."""
    regions = {record.kb.muscles[m].region for m, _ in record.encounter.grades if m in record.kb.muscles}
    values = {m.analyte for m in record.encounter.measurements.values()}
    out = []
    if not regions & {"eye", "face", "bulbar"} and not any(f in record.answers for f in _CRANIAL_SIGNS):
        out.append("cranial nerves")
    told = record.encounter.note("breathing")
    if not told and "respiratory" not in regions and not values & set(_BREATHING_VALUES):
        out.append("breathing")
    seen = {record.area(f) for f in record.answers}
    out += [name for name, area in _INSPECTED if area not in seen]
    walked = ("romberg-positive", "gowers-sign", "chair-stand-fail")
    return out if any("gait" in f or f in walked for f in record.answers) else [*out, "gait"]


def _movements_missing(record: Record, done: set[tuple[str, str]]) -> list[str]:
    """Core movements nobody graded; a region where none was graded goes by its name."""
    core = [(ident, m.region) for ident, m in record.kb.muscles.items() if m.core]
    begun = {
        m.region
        for ident, m in record.kb.muscles.items()
        if any((movement(record, ident), s) in done for s in (RIGHT, LEFT))
    }
    whole = list(dict.fromkeys(region for _, region in core if region not in begun))
    missing = [f"every movement of {join(whole)}"] if whole else []
    for ident, region in core:
        name = movement(record, ident)
        sides = [side for side in (RIGHT, LEFT) if (name, side) not in done]
        if sides and region in begun:
            missing.append(name + ("" if len(sides) == 2 else f" ({sides[0]})"))
    return missing


def _reflexes_missing(record: Record) -> list[Lines]:
    done = {ident for ident, _ in record.encounter.reflexes}
    told = any(record.area(f) == "exam.reflexes" for f in record.answers)
    missing = [_short(r) for i, r in record.kb.reflexes.items() if r.core and i not in done]
    if not done and not told:
        return [Lines(heading="Reflexes", lines=("None was tested",))]
    if not done:
        return [Lines(heading="Reflexes", lines=("Not recorded one by one",))]
    return [Lines(heading="Reflexes", lines=(upper(", ".join(missing)),))] if missing else []


def _sensation_missing(record: Record) -> list[Lines]:
    done = {ident for ident, _ in record.encounter.sensation}
    told = TESTED_SENSATION in record.answers
    if not done and not told:
        return [Lines(heading="Sensation", lines=("Not tested",))]
    missing = [p.name for i, p in record.kb.sensory.items() if p.core and i not in done] if done else []
    if len(missing) > 8:
        missing = [*missing[:8], f"and {len(missing) - 8} more points"]
    return (
        [Lines(heading="Sensation", lines=(upper("; ".join(lower(m) for m in missing)),))] if missing else []
    )


def _short(reflex: Reflex) -> str:
    name = bare(reflex.name)
    return lower(name.removesuffix(" jerk").removesuffix(" response"))


def _is_normal(reflex: Reflex | None, value: str) -> bool:
    return value in _NORMAL.get(reflex.kind if reflex else "tendon", ("normal",))


def _reflex_lines(record: Record, *, normal: bool, drawn: Collection[str] = ()) -> list[Lines]:
    """Reflexes in words, but for those that the figure beside them shows."""
    grouped: dict[tuple[str, bool], dict[str, list[str]]] = {}
    for (ident, side), grade in record.encounter.reflexes.items():
        reflex = record.kb.reflexes.get(ident)
        if _is_normal(reflex, grade.value) is not normal or ident in drawn:
            continue
        named = grouped.setdefault((grade.value, grade.by == "section"), {})
        named.setdefault(_short(reflex) if reflex else ident, []).append(side)
    lines = []
    for (value, by_section), named in grouped.items():
        words = f"{value}, normal (by section)" if by_section and normal else value
        lines.append(f"{upper(words)}: {_with_sides(named)}")
    return [Lines(heading="Reflexes", lines=tuple(lines))] if lines else []


def _with_sides(named: dict[str, list[str]]) -> str:
    """ "knee and ankle (both sides), biceps (right)"."""
    by_sides: dict[str, list[str]] = {}
    for name, sides in named.items():
        key = "both sides" if {RIGHT, LEFT} <= set(sides) else join(sides)
        by_sides.setdefault(key, []).append(name)
    return ", ".join(f"{join(names)} ({sides})" for sides, names in by_sides.items())


def _sensation_lines(record: Record, *, normal: bool) -> list[Lines]:
    grouped: dict[str, dict[str, list[str]]] = {}
    points = list(dict.fromkeys(ident for ident, _ in record.encounter.sensation))
    shown = points[:FIRST_PAGE_POINTS]
    for (ident, side), grade in record.encounter.sensation.items():
        if ident not in shown:
            continue
        if (grade.value == "normal") is normal:
            point = record.kb.sensory.get(ident)
            name = lower(point.name) if point else ident
            value = "normal (by section)" if grade.by == "section" and normal else grade.value
            grouped.setdefault(value, {}).setdefault(name, []).append(side)
    lines = [f"{upper(value)}: {_with_sides(named)}" for value, named in grouped.items()]
    if len(points) > len(shown) and not normal:
        lines.append(f"{len(points) - len(shown)} more points were tested: annex")
    return [Lines(heading="Sensation", lines=tuple(lines))] if lines else []


def sensation_table(record: Record) -> Table | None:
    """Every point that was tested, where the first page could not hold them all."""
    tested = record.encounter.sensation
    points = list(dict.fromkeys(ident for ident, _ in tested))
    if len(points) <= FIRST_PAGE_POINTS:
        return None
    rows = []
    for ident in points:
        known = record.kb.sensory.get(ident)
        sides = [tested.get((ident, side)) for side in (RIGHT, LEFT, MIDLINE)]
        said = [f"{g.side} {g.value}{' (by section)' if g.by == 'section' else ''}" for g in sides if g]
        rows.append((known.name if known else ident, ", ".join(said)))
    return Table(header=("Point", "Sensation; a side that is missing was not tested"), rows=tuple(rows))


def reflex_figure(record: Record) -> ReflexFigure | None:
    """The stick figure's values, or None where no reflex of the figure was tested."""
    tested = record.encounter.reflexes
    values = []
    for ident, place in _PLACES.items():
        sides = {side: tested.get((ident, side)) for side in (RIGHT, LEFT, MIDLINE)}
        marks = {s: REFLEX_SYMBOLS.get(g.value, g.value) if g else "" for s, g in sides.items()}
        known = record.kb.reflexes.get(ident)
        values.append(
            ReflexValue(
                name=known.name if known else ident,
                place=place,
                right=marks[RIGHT] or marks[MIDLINE],
                left=marks[LEFT] or marks[MIDLINE],
            )
        )
    if not any(v.right or v.left for v in values):
        return None
    return ReflexFigure(values=tuple(values), legend=LEGEND)


def power_table(record: Record) -> PowerTable | None:
    """All graded movements and the core ones that were not, in anatomical order."""
    graded = {p.movement: p for p in powers(record)}
    if not graded:
        return None
    rows = []
    for ident, muscle in record.kb.muscles.items():
        name = movement(record, ident)
        if name in graded or muscle.core:
            rows.append(graded.pop(name) if name in graded else _power(record, ident))
    rows += graded.values()
    return PowerTable(
        rows=tuple(rows), note="A dot: not tested. A movement that is not listed was not tested either."
    )


def body_chart(record: Record) -> BodyChart | None:
    """The weakest grade of each region and side, or None where nothing was graded."""
    lowest: dict[tuple[str, str], str] = {}
    for power in powers(record):
        for side, value in ((RIGHT, power.right), (LEFT, power.left)):
            if value in GRADE_NUMBERS and power.region:
                known = lowest.get((power.region, side))
                if known is None or GRADE_NUMBERS[value] < GRADE_NUMBERS[known]:
                    lowest[power.region, side] = value
    if not lowest:
        return None
    return BodyChart(
        powers=lowest,
        legend="Weakest grade found in each region; denser hatching is weaker; dotted outline is not tested.",
    )
