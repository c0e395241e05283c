"""Where each dermatome and each nerve lies on the figure: outlines of one half of the body."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from mwdesk.ui.widgets import body_shapes
from mwdesk.ui.widgets.body_shapes import LEFT, RIGHT

Corners = tuple[tuple[float, float], ...]
FRONT, BACK = False, True


def _band(top: float, bottom: float, wide: float = 56.0) -> Corners:
    return ((0, top), (wide, top), (wide, bottom), (0, bottom))


# Trunk levels: the top of each band, from the collar bone to the groin (nipple T4, navel T10).
_TOPS = (97, 105, 114, 123, 132, 141, 150, 160, 171, 185, 198, 211, 226)
_TRUNK: dict[str, Corners] = {
    f"derm-{name}": _band(top, bottom, 46 if top < 130 else 56)
    for name, top, bottom in zip(
        ("t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9", "t10", "t11", "t12", "l1"),
        _TOPS,
        _TOPS[1:],
        strict=False,
    )
}
_ARM: dict[str, Corners] = {
    "derm-c4": ((0, 82), (30, 82), (60, 92), (46, 97), (0, 97)),
    "derm-c5": ((46, 97), (60, 88), (80, 100), (80, 182), (64, 182), (57, 140)),
    "derm-t1": ((50, 150), (60, 150), (72, 243), (60, 243), (50, 185)),
    "derm-c6": ((64, 182), (84, 172), (92, 243), (104, 250), (104, 272), (90, 268), (84, 244), (72, 243)),
    "derm-c7": ((80, 244), (84, 244), (90, 268), (100, 300), (83, 300)),
    "derm-c8": ((68, 243), (80, 244), (83, 300), (68, 300)),
}
_DERMATOMES: Mapping[str, tuple[tuple[bool, Corners], ...]] = {
    "derm-c2": ((BACK, _band(0, 46)),),
    "derm-c3": ((FRONT, _band(66, 82)), (BACK, _band(46, 82))),
    **{name: ((FRONT, shape), (BACK, shape)) for name, shape in {**_ARM, **_TRUNK}.items()},
    "derm-l2": ((FRONT, ((0, 226), (56, 226), (56, 268), (0, 300))),),
    "derm-l3": ((FRONT, ((0, 300), (56, 268), (56, 318), (36, 356), (0, 362))),),
    "derm-l4": ((FRONT, ((0, 362), (36, 356), (32, 456), (22, 478), (0, 478))),),
    "derm-l5": ((FRONT, ((36, 356), (56, 318), (56, 440), (40, 480), (22, 478), (32, 456))),),
    "derm-s1": (
        (FRONT, ((56, 440), (60, 480), (40, 480), (44, 462))),
        (BACK, ((28, 262), (56, 240), (60, 480), (14, 480), (14, 446), (28, 356))),
    ),
    "derm-s2": ((BACK, ((0, 282), (28, 262), (28, 356), (14, 446), (0, 446))),),
    "derm-s3": ((BACK, ((0, 226), (26, 236), (28, 262), (0, 282))),),
    "derm-s4-5": ((BACK, ((0, 252), (13, 254), (13, 268), (0, 272))),),
}
# Nerves as ovals: back or front, middle, and half width and height.
_NERVES: Mapping[str, tuple[tuple[bool, float, float, float, float], ...]] = {
    "nerve-v1": ((FRONT, 11, 16, 11, 9),),
    "nerve-v2": ((FRONT, 12, 36, 9, 8),),
    "nerve-v3": ((FRONT, 7, 55, 7, 7),),
    "nerve-great-auricular": ((FRONT, 20, 50, 5, 7), (BACK, 17, 52, 6, 7)),
    "nerve-supraclavicular": ((FRONT, 30, 91, 19, 7),),
    "nerve-axillary": ((FRONT, 63, 120, 8, 15), (BACK, 62, 120, 8, 15)),
    "nerve-medial-brachial": ((FRONT, 54, 152, 5, 20),),
    "nerve-posterior-antebrachial": ((BACK, 72, 212, 6, 26),),
    "nerve-lateral-antebrachial": ((FRONT, 77, 208, 6, 27),),
    "nerve-medial-antebrachial": ((FRONT, 66, 208, 5, 27),),
    "nerve-radial-superficial": ((BACK, 90, 256, 6, 10),),
    "nerve-median-palmar": ((FRONT, 87, 257, 6, 8),),
    "nerve-median-digits": ((FRONT, 89, 280, 5, 9),),
    "nerve-ring-split": ((FRONT, 82.2, 282, 2.4, 9),),
    "nerve-ulnar-digit": ((FRONT, 77, 276, 3.4, 11),),
    "nerve-dorsal-ulnar": ((BACK, 78, 264, 6, 13),),
    "nerve-ilioinguinal": ((FRONT, 9, 224, 8, 8),),
    "nerve-lateral-femoral-cutaneous": ((FRONT, 46, 282, 7, 32),),
    "nerve-femoral-anterior": ((FRONT, 28, 292, 11, 36),),
    "nerve-obturator": ((FRONT, 10, 290, 5, 18),),
    "nerve-saphenous": ((FRONT, 24, 404, 5, 42),),
    "nerve-lateral-sural": ((FRONT, 42, 378, 5, 20), (BACK, 42, 378, 5, 20)),
    "nerve-superficial-peroneal": ((FRONT, 36, 438, 6, 26),),
    "nerve-deep-peroneal": ((FRONT, 31, 468, 4, 5),),
    "nerve-sural": ((FRONT, 43, 467, 4, 7), (BACK, 40, 456, 5, 11)),
    "nerve-tibial-plantar": ((BACK, 33, 471, 9, 4),),
    "nerve-calcaneal": ((BACK, 29, 458, 6, 7),),
    "nerve-posterior-femoral": ((BACK, 26, 304, 13, 42),),
    "nerve-pudendal": ((BACK, 6, 258, 7, 11),),
}


def _polygon(corners: Corners) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    path.closeSubpath()
    return path


def _oval(x: float, y: float, wide: float, high: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(x, y), wide, high)
    return path


@lru_cache(maxsize=1)
def areas() -> dict[tuple[str, str], tuple[QPainterPath, ...]]:
    """Each point that has a place, by (id, side): its outlines on the front and the back."""
    halves: dict[str, list[tuple[bool, QPainterPath]]] = {}
    for ident, shapes in _DERMATOMES.items():
        halves[ident] = [(back, _polygon(corners)) for back, corners in shapes]
    for ident, ovals in _NERVES.items():
        halves[ident] = [(back, _oval(*place)) for back, *place in ovals]
    return {
        (ident, side): tuple(body_shapes.half(side, back=back).map(path) for back, path in paths)
        for ident, paths in halves.items()
        for side in (RIGHT, LEFT)
    }
