"""The outlines of the body, front and back side by side: smooth shapes, one for each region and side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QTransform

WIDTH, HEIGHT = 200.0, 480.0
GAP = 14.0  # between the front and the back
SPAN = 2 * WIDTH + GAP
BACK = "back-"  # how the regions of the back are told from those of the front
SKIN = 7.0  # how much wider the figure is than its regions, both sides together
RIGHT, LEFT = "right", "left"

# One half of the body, as points from the midline (x = 0) outwards; the other half is its mirror image.
_HALF: Mapping[str, Sequence[tuple[float, float]]] = {
    "neck": ((1.2, 69), (9.5, 66), (11, 75), (16, 82), (30, 88.5), (16, 91), (1.2, 92)),
    "shoulder": (
        (34, 91),
        (45, 90),
        (55.5, 95),
        (63, 106),
        (66, 121),
        (64, 133),
        (58, 135.5),
        (52.5, 128),
        (47.5, 116),
        (41, 103),
    ),
    "respiratory": (
        (1.2, 95),
        (16, 94),
        (31.5, 92.5),
        (38, 104),
        (44.5, 117),
        (48, 130),
        (45.5, 144),
        (41, 156),
        (22, 158),
        (1.2, 157),
    ),
    "trunk": (
        (1.2, 160.5),
        (22, 161.5),
        (39, 159.5),
        (36.5, 172),
        (35, 186),
        (36.5, 198),
        (39.5, 207),
        (22, 213),
        (1.2, 219),
    ),
    "arm": (
        (51.5, 131),
        (58, 138.5),
        (64.5, 136.5),
        (67.5, 148),
        (69.5, 162),
        (70.5, 176),
        (66, 180.5),
        (59.5, 179),
        (56, 166),
        (52.5, 150),
    ),
    "forearm": (
        (60.5, 182.5),
        (66, 184),
        (71, 179.5),
        (76.5, 192),
        (79, 206),
        (80.5, 222),
        (82.5, 239),
        (77.5, 241.5),
        (73, 239.5),
        (69, 224),
        (63.5, 204),
    ),
    "hand": (
        (73.5, 243),
        (78, 244.8),
        (83, 242.5),
        (88.5, 249),
        (95.5, 260),
        (94.5, 265),
        (90.5, 263),
        (90, 272),
        (89, 283),
        (86, 290),
        (80.5, 290),
        (77, 281),
        (74.5, 268),
        (72.5, 254),
    ),
    "hip": (
        (2, 222.5),
        (22, 216.5),
        (40.5, 210.5),
        (45, 220),
        (48.5, 234),
        (49.5, 246),
        (34, 248),
        (20, 253.5),
        (9, 259.5),
        (2.5, 254),
    ),
    "thigh": (
        (3.5, 263),
        (9, 263.5),
        (21, 257),
        (35, 251.5),
        (49.8, 249.5),
        (50.5, 268),
        (48.5, 295),
        (44.5, 322),
        (40.5, 344),
        (32, 349.5),
        (23, 346),
        (17, 326),
        (11, 298),
        (6, 276),
    ),
    "leg": (
        (22.5, 356),
        (31, 353),
        (40, 354),
        (43.5, 372),
        (44.5, 390),
        (41.5, 410),
        (37, 430),
        (35, 446),
        (30, 449),
        (25.5, 446),
        (23.5, 428),
        (20, 406),
        (18, 386),
        (19.5, 368),
    ),
    "foot": (
        (25, 451),
        (30, 453),
        (35.5, 450.5),
        (39, 458),
        (46, 467),
        (45.5, 473),
        (36, 475),
        (27.5, 473.5),
        (24, 464),
    ),
}
_HEAD = ((0, 4), (13, 7), (21, 18), (22.5, 31), (20, 45), (13.5, 57), (5, 63.5), (0, 64.5))
_FACE_BANDS = {"eye": (20.0, 35.4), "face": (37.4, 48.6), "bulbar": (50.6, 66.0)}
# Where the number stands: (x from the midline, y).
_LABELS = {
    "eye": (10.6, 28),
    "face": (9.8, 43),
    "bulbar": (6.6, 55.8),
    "neck": (7.6, 80),
    "shoulder": (51.5, 112),
    "respiratory": (22, 126),
    "trunk": (18.5, 187),
    "arm": (60, 158),
    "forearm": (71.5, 209),
    "hand": (81.5, 264),
    "hip": (29, 233),
    "thigh": (30.5, 298),
    "leg": (31.5, 392),
    "foot": (34, 464),
}


def smooth(points: Sequence[tuple[float, float]], tension: float = 0.5) -> QPainterPath:
    """A closed curve through the points (Catmull-Rom, as cubic pieces)."""
    path = QPainterPath(QPointF(*points[0]))
    count = len(points)
    for i in range(count):
        before, start, end, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        first = QPointF(
            start[0] + (end[0] - before[0]) * tension / 3, start[1] + (end[1] - before[1]) * tension / 3
        )
        second = QPointF(
            end[0] - (after[0] - start[0]) * tension / 3, end[1] - (after[1] - start[1]) * tension / 3
        )
        path.cubicTo(first, second, QPointF(*end))
    path.closeSubpath()
    return path


def half(side: str, *, back: bool = False) -> QTransform:
    """Puts a half body where it stands: seen from the front, the patient's right is on the viewer's left."""
    outwards = -1 if (side == RIGHT) is not back else 1
    return QTransform(outwards, 0, 0, 1, WIDTH / 2 + (WIDTH + GAP if back else 0), 0)


@lru_cache(maxsize=1)
def regions() -> dict[tuple[str, str], QPainterPath]:
    """The outlines of the front by (region, side); the patient's right is on the viewer's left."""
    shapes = {name: smooth(points) for name, points in _HALF.items()}
    head = half_head()
    for name, (top, bottom) in _FACE_BANDS.items():
        band = QPainterPath()
        band.addRoundedRect(QRectF(1.0, top, 19.2, bottom - top), 5.5, 5.5)
        shapes[name] = head.intersected(band)
    return {(name, side): half(side).map(shape) for name, shape in shapes.items() for side in (RIGHT, LEFT)}


@lru_cache(maxsize=1)
def everywhere() -> dict[tuple[str, str], QPainterPath]:
    """Front and back; on the back the patient's right is on the viewer's right."""
    out = dict(regions())
    for name, points in _HALF.items():
        for side in (RIGHT, LEFT):
            out[BACK + name, side] = half(side, back=True).map(smooth(points))
    return out


@lru_cache(maxsize=1)
def skin() -> QPainterPath:
    """Everything inside the outline of both figures, to clip what is drawn on them."""
    stroker = QPainterPathStroker()
    stroker.setWidth(SKIN)
    stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    out = QPainterPath()
    out.setFillRule(Qt.FillRule.WindingFill)
    for part in silhouette():
        out.addPath(part.toReversed() if _runs_backwards(part) else part)
        out.addPath(stroker.createStroke(part))
    return out


def _runs_backwards(path: QPainterPath) -> bool:
    """Whether an outline runs against the clock; mirrored halves do, and would cut holes."""
    polygon = path.toFillPolygon()
    points = [polygon.at(i) for i in range(polygon.size())]
    area: float = sum(a.x() * b.y() - b.x() * a.y() for a, b in pairwise(points))
    return area < 0


def half_head() -> QPainterPath:
    """The viewer's right half of the head, from the midline."""
    mirror = [(-x, y) for x, y in reversed(_HEAD[1:-1])]
    whole = smooth((*_HEAD, *mirror), 0.55)
    half = QPainterPath()
    half.addRect(QRectF(0, 0, 40, 80))
    return whole.intersected(half)


@lru_cache(maxsize=2)
def silhouette(*, both: bool = True) -> tuple[QPainterPath, ...]:
    """The parts of the figure, both views or the front; widened by `SKIN` they make one soft outline."""
    # Uniting them into one path looks the same and takes half a second.
    views = (False, True) if both else (False,)
    heads = (half(side, back=back).map(half_head()) for side in (RIGHT, LEFT) for back in views)
    return (*(everywhere() if both else regions()).values(), *heads)


def label_point(region: str, side: str) -> QPointF:
    """Where the grade of a region is written."""
    back = region.startswith(BACK)
    return half(side, back=back).map(QPointF(*_LABELS[region.removeprefix(BACK)]))
