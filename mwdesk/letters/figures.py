"""Drawings: reflexes on a stick figure, power on a body. The patient's right is on the reader's left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.letter import BodyChart, ReflexFigure
from mwdesk.letters import ink
from mwdesk.letters.ink import Point
from mwdesk.letters.typography import BOLD, INK, LINE, MUTED, TEXT, Writer

# Fill, hatch spacing in points (0: none) and whether it is crossed, by grade: paler and wider is stronger.
_SHADES: Mapping[str, tuple[str, float, bool]] = {
    "5": ("#FFFFFF", 0, False),
    "5-": ("#FBF3DC", 6.5, False),
    "4+": ("#F7E6B8", 5.5, False),
    "4": ("#F2CE7C", 4.6, False),
    "4-": ("#EDB65E", 4.0, False),
    "3": ("#E5934A", 3.2, False),
    "2": ("#D4603B", 3.2, True),
    "1": ("#B13A36", 2.2, True),
    "0": ("#7A1F2B", 1.4, True),
}
_DARK = ("2", "1", "0")


def grade_colours(grade: str) -> tuple[Color, Color]:
    """Fill and ink of a grade's cell; white where nothing was graded."""
    fill = _SHADES.get(grade, ("#FFFFFF", 0, False))[0]
    return HexColor(fill), white if grade in _DARK else INK


class Reflexes(Flowable):  # type: ignore[misc]
    """The stick figure with a symbol at each joint, named, on the patient's own sides."""

    _ROWS = (
        ("jaw", "jaw", 0.93),
        ("biceps", "biceps", 0.74),
        ("brachioradialis", "brachior.", 0.645),
        ("triceps", "triceps", 0.55),
        ("finger", "finger", 0.455),
        ("knee", "knee", 0.28),
        ("ankle", "ankle", 0.11),
        ("plantar", "plantar", 0.025),
    )
    _OPTIONAL = ("jaw", "finger")
    _MIDDLE, _ASIDE = 64.0, 27.0  # the spine, and how far from it the symbols stand

    def __init__(self, figure: ReflexFigure, writer: Writer, width: float = 100, height: float = 104) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._values = {v.place: v for v in figure.values}
        self._writer = writer

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        height = self.height - 10
        middle = x + self._MIDDLE
        out = [_stick(self._MIDDLE, height, x, y), ink.fill(MUTED)]
        for name, sign in (("RIGHT", -1), ("LEFT", 1)):
            out.append(ink.centred(canvas, middle + sign * self._ASIDE, y + self.height - 6, name, BOLD, 7))
        signs = [ink.fill(INK)]
        for place, name, level in self._ROWS:
            value = self._values.get(place)
            if value is None or (place in self._OPTIONAL and not (value.right or value.left)):
                continue
            base = y + level * height
            out.append(ink.words(canvas, x, base, name, TEXT, 6.2))
            for said, sign in ((value.right, -1), (value.left, 1)):
                text = self._writer.plain(said) or "·"
                size = 8.2 if len(text) < 4 else 6.2
                aside = middle + sign * self._ASIDE
                signs.append(ink.centred(canvas, aside, base - 0.5, text, BOLD, size))
        ink.put(canvas, [*out, *signs])


@lru_cache(maxsize=64)
def _stick(middle: float, height: float, x: float, y: float) -> str:
    """The figure behind the signs, its spine `middle` right of x."""
    spine, neck, pelvis = x + middle, y + height * 0.85, y + height * 0.46
    out = [ink.stroke(LINE, 1.6), "1 J 1 j", _circle(spine, y + height * 0.915, 6)]
    out.append(ink.line((spine, neck), (spine, pelvis)))
    for sign in (-1, 1):
        elbow, wrist = (9, y + height * 0.64), (15, y + height * 0.47)
        knee, heel, toe = (7, y + height * 0.26), (9, y + height * 0.05), (14, y + height * 0.03)
        for start, limb in ((neck - 4, (elbow, wrist)), (pelvis, (knee, heel, toe))):
            out.append(ink.line((spine, start), *((spine + sign * a, b) for a, b in limb)))
    return " ".join(out)


def _circle(x: float, y: float, radius: float) -> str:
    """A circle of four curves, stroked."""
    k, r = radius * 0.5523, radius
    curves = (
        (r, k, k, r, 0, r),
        (-k, r, -r, k, -r, 0),
        (-r, -k, -k, -r, 0, -r),
        (k, -r, r, -k, r, 0),
    )
    drawn = [" ".join(f"{v + (x, y)[n % 2]:.2f}" for n, v in enumerate(c)) + " c" for c in curves]
    return f"{x + r:.2f} {y:.2f} m {' '.join(drawn)} S"


# The patient's right half in front view; x is mirrored for the left. Units: 150 from sole to crown.
REGIONS: Mapping[str, Sequence[Point]] = {
    "head": ((0, 150), (-5, 149.2), (-8.6, 146), (-9.6, 140), (-8, 133.5), (-4.6, 129), (0, 127.6)),
    "neck": ((0, 127.6), (-4.6, 129), (-5, 122), (0, 122)),
    "chest": ((0, 122), (-5, 122), (-10, 119.6), (-10.5, 110), (-14.4, 104), (-13.6, 93), (0, 93)),
    "trunk": ((0, 93), (-13.6, 93), (-12.8, 84), (-13.8, 77), (0, 77)),
    "shoulder": ((-10, 119.6), (-18, 117.6), (-22.6, 112), (-23.4, 104), (-14.4, 104), (-10.5, 110)),
    "arm": ((-23.4, 104), (-14.8, 104), (-18.2, 84), (-25.6, 83)),
    "forearm": ((-25.6, 83), (-18.2, 84), (-22.6, 62), (-28.6, 61)),
    "hand": ((-28.6, 61), (-22.6, 62), (-22.8, 54), (-25.6, 47.6), (-29.8, 49), (-31, 55)),
    "hip": ((0, 77), (-13.8, 77), (-16.2, 66), (-1, 62), (0, 64)),
    "thigh": ((-16.2, 66), (-1, 62), (-4.2, 36), (-13.4, 36)),
    "leg": ((-13.4, 36), (-4.2, 36), (-5.4, 9), (-10.8, 9)),
    "foot": ((-10.8, 9), (-5.4, 9), (-4.4, 3), (-8, 0.4), (-14.6, 0), (-15.4, 3)),
}
DRAWN_AS = {"eye": "head", "face": "head", "bulbar": "head", "respiratory": "chest"}
# Where a grade stands on its region (patient's right).
_LABELS: Mapping[str, Point] = {
    "head": (-4.6, 139),
    "neck": (-10.5, 125),
    "chest": (-6.5, 105),
    "trunk": (-6.8, 83),
    "shoulder": (-17.5, 110),
    "arm": (-20.6, 92),
    "forearm": (-23.8, 71),
    "hand": (-26.8, 53),
    "hip": (-8, 69),
    "thigh": (-8.8, 50),
    "leg": (-8.4, 22),
    "foot": (-9.8, 3),
}
_ORDER = tuple(_SHADES)


class Body(Flowable):  # type: ignore[misc]
    """The body with the weakest grade of each region: hatched as well as coloured, and always numbered."""

    def __init__(self, chart: BodyChart, writer: Writer, scale: float = 1.32) -> None:
        super().__init__()
        self._scale, self._writer = scale, writer
        self.width, self.height = 80 * scale, 158 * scale
        self._grades: dict[tuple[str, str], str] = {}
        for (region, side), value in chart.powers.items():
            key = (DRAWN_AS.get(region, region), side)
            known = self._grades.get(key)
            if known is None or _ORDER.index(value) > _ORDER.index(known):
                self._grades[key] = value

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        middle, scale, out = x + self.width / 2, self._scale, list[str]()
        for side, sign in ((RIGHT, 1), (LEFT, -1)):
            for region in REGIONS:
                out.append(_region(region, sign, scale, self._grades.get((region, side), "")))
        ink.put(canvas, [f"1 0 0 1 {middle:.2f} {y:.2f} cm", *out])
        plates, numbers = [ink.fill(white)], [ink.fill(INK)]
        for side, sign in ((RIGHT, 1), (LEFT, -1)):
            for region, (aside, level) in _LABELS.items():
                grade = self._grades.get((region, side))
                if grade is not None:
                    at, base = middle + aside * sign * scale, y + level * scale
                    wide = ink.width_of(grade, BOLD) * 7 + 3
                    plates.append(ink.box(at - wide / 2, base - 2.2, wide, 8.6))
                    numbers.append(ink.centred(canvas, at, base, grade, BOLD, 7))
        heads = [ink.fill(MUTED)]
        for name, sign in (("RIGHT", -1), ("LEFT", 1)):
            level = y + self.height - 7
            heads.append(ink.centred(canvas, middle + sign * 28 * scale, level, name, BOLD, 7))
        ink.put(canvas, [*plates, *numbers, *heads])


@lru_cache(maxsize=512)
def _region(region: str, sign: int, scale: float, grade: str) -> str:
    """One region as commands: dotted where it was not tested, else coloured, hatched and outlined."""
    points = [(a * sign * scale, b * scale) for a, b in REGIONS[region]]
    path = ink.outline(points)
    if not grade:
        return f"q {ink.stroke(MUTED, 0.5)} [1 1.8] 0 d {path} S Q"
    colour, spacing, crossed = _SHADES[grade]
    out = ["q", ink.fill(colour), path, "f", path, "W n"]
    if spacing:
        out += _hatch(points, spacing, crossed)
    return " ".join([*out, "Q", ink.stroke(INK, 0.6), path, "S"])


def _hatch(points: Sequence[Point], spacing: float, crossed: bool) -> list[str]:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, high = min(ys), max(ys)
    reach = high - low
    out = [ink.stroke(INK, 0.4)]
    start = min(xs) - reach
    for number in range(int((max(xs) - start) / spacing) + 2):
        x = start + number * spacing
        out.append(ink.line((x, low), (x + reach, high)))
        if crossed:
            out.append(ink.line((x, high), (x + reach, low)))
    return out
