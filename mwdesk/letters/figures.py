"""Drawings: reflexes on a stick figure, power on a body. The patient's right is on the reader's left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportlab.lib.colors import Color, HexColor, white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.letter import BodyChart, ReflexFigure
from mwdesk.letters.typography import BOLD, INK, LINE, MUTED, TEXT, Writer

Point = tuple[float, float]

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
        ("plantar", "plantar", 0.01),
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

    def draw(self) -> None:
        canvas: Canvas = self.canv
        height = self.height - 10
        middle = self._MIDDLE
        self._stick(canvas, middle, height)
        canvas.setFillColor(MUTED)
        canvas.setFont(BOLD, 7)
        canvas.drawCentredString(middle - self._ASIDE, self.height - 6, "RIGHT")
        canvas.drawCentredString(middle + self._ASIDE, self.height - 6, "LEFT")
        for place, name, level in self._ROWS:
            value = self._values.get(place)
            if value is None or (place in self._OPTIONAL and not (value.right or value.left)):
                continue
            self._row(canvas, name, value.right, value.left, level * height)

    def _row(self, canvas: Canvas, name: str, right: str, left: str, y: float) -> None:
        canvas.setFillColor(MUTED)
        canvas.setFont(TEXT, 6.2)
        canvas.drawString(0, y, name)
        canvas.setFillColor(INK)
        for value, sign in ((right, -1), (left, 1)):
            text = self._writer.plain(value) or "·"
            canvas.setFont(BOLD, 8.2 if len(text) < 4 else 6.2)
            canvas.drawCentredString(self._MIDDLE + sign * self._ASIDE, y - 0.5, text)

    @staticmethod
    def _stick(canvas: Canvas, x: float, height: float) -> None:
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(1.6)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.circle(x, height * 0.915, 6)
        neck, pelvis = height * 0.85, height * 0.46
        canvas.line(x, neck, x, pelvis)
        for sign in (-1, 1):
            for limb in (
                ((x, neck - 4), (x + sign * 9, height * 0.64), (x + sign * 15, height * 0.47)),
                (
                    (x, pelvis),
                    (x + sign * 7, height * 0.26),
                    (x + sign * 9, height * 0.05),
                    (x + sign * 14, height * 0.03),
                ),
            ):
                path = canvas.beginPath()
                path.moveTo(*limb[0])
                for point in limb[1:]:
                    path.lineTo(*point)
                canvas.drawPath(path)


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

    def draw(self) -> None:
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.translate(self.width / 2, 0)
        for side, sign in ((RIGHT, 1), (LEFT, -1)):
            for region, points in REGIONS.items():
                placed = [(x * sign * self._scale, y * self._scale) for x, y in points]
                self._region(canvas, placed, self._grades.get((region, side)))
        for side, sign in ((RIGHT, 1), (LEFT, -1)):
            for region, (x, y) in _LABELS.items():
                grade = self._grades.get((region, side))
                if grade is not None:
                    self._number(canvas, x * sign * self._scale, y * self._scale, grade)
        canvas.setFillColor(MUTED)
        canvas.setFont(BOLD, 7)
        top = self.height - 7
        canvas.drawCentredString(-28 * self._scale, top, "RIGHT")
        canvas.drawCentredString(28 * self._scale, top, "LEFT")
        canvas.restoreState()

    @staticmethod
    def _region(canvas: Canvas, points: Sequence[Point], grade: str | None) -> None:
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        path.close()
        if grade is None:
            canvas.saveState()
            canvas.setDash(1, 1.8)
            canvas.setStrokeColor(MUTED)
            canvas.setLineWidth(0.5)
            canvas.drawPath(path, stroke=1, fill=0)
            canvas.restoreState()
            return
        fill, spacing, crossed = _SHADES[grade]
        canvas.saveState()
        canvas.setFillColor(HexColor(fill))
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.clipPath(path, stroke=0, fill=0)
        if spacing:
            _hatch(canvas, points, spacing, crossed)
        canvas.restoreState()
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.6)
        outline = canvas.beginPath()
        outline.moveTo(*points[0])
        for point in points[1:]:
            outline.lineTo(*point)
        outline.close()
        canvas.drawPath(outline, stroke=1, fill=0)

    @staticmethod
    def _number(canvas: Canvas, x: float, y: float, grade: str) -> None:
        width = canvas.stringWidth(grade, BOLD, 7) + 3
        canvas.setFillColor(white)
        canvas.roundRect(x - width / 2, y - 2.4, width, 9, 2, stroke=0, fill=1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 7)
        canvas.drawCentredString(x, y, grade)


def _hatch(canvas: Canvas, points: Sequence[Point], spacing: float, crossed: bool) -> None:
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    low, high = min(ys), max(ys)
    reach = high - low
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(0.4)
    start = min(xs) - reach
    for number in range(int((max(xs) - start) / spacing) + 2):
        x = start + number * spacing
        canvas.line(x, low, x + reach, high)
        if crossed:
            canvas.line(x, high, x + reach, low)
