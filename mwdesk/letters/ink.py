"""Drawing commands as text: lines, boxes and words, written straight into a page.

ReportLab's own calls format every number and keep a state for every stroke; a letter has thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from reportlab.lib.colors import Color, toColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

Point = tuple[float, float]


@lru_cache(maxsize=256)
def _rgb(colour: Color | str) -> str:
    known = toColor(colour)
    return f"{known.red:.4g} {known.green:.4g} {known.blue:.4g}"


def fill(colour: Color | str) -> str:
    return f"{_rgb(colour)} rg"


def stroke(colour: Color | str, width: float) -> str:
    """Colour and width (points) of the lines that follow."""
    return f"{_rgb(colour)} RG {width:.3g} w"


def line(*points: Point) -> str:
    """A path through these points, stroked."""
    (x, y), *others = points
    return f"{x:.2f} {y:.2f} m " + " ".join(f"{a:.2f} {b:.2f} l" for a, b in others) + " S"


def outline(points: Sequence[Point]) -> str:
    """A closed path that is not drawn yet: end it by f, S, or W n."""
    (x, y), *others = points
    return f"{x:.2f} {y:.2f} m " + " ".join(f"{a:.2f} {b:.2f} l" for a, b in others) + " h"


def box(x: float, y: float, width: float, height: float, operator: str = "f") -> str:
    """A rectangle by its lower left corner; "f" fills it, "S" strokes it."""
    return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re {operator}"


def put(canvas: Canvas, commands: Iterable[str]) -> None:
    """Write the commands into the page; nothing of their colours and widths is left behind."""
    canvas.addLiteral(f"q {' '.join(commands)} Q")


@lru_cache(maxsize=20000)
def width_of(text: str, font: str) -> float:
    """Width of the text at one point of size."""
    face = pdfmetrics.getFont(font).face
    widths, usual = face.charWidths, face.defaultWidth
    return 0.001 * float(sum(widths.get(ord(char), usual) for char in text))


def words(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> str:
    """One run of text in one font, its baseline at (x, y); the page must know the colour already."""
    document, known, out = canvas._doc, pdfmetrics.getFont(font), []
    for subset, codes in known.splitString(text, document):
        name = known.getSubsetInternalName(subset, document)
        out.append(f"{name} {size:.4g} Tf ({_escaped(codes)}) Tj")
    return f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {' '.join(out)} ET"


@lru_cache(maxsize=4096)
def _escaped(codes: bytes) -> str:
    return "".join(
        f"\\{chr(c)}" if c in b"()\\" else chr(c) if 32 <= c < 127 else f"\\{c:03o}" for c in codes
    )


def centred(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> str:
    """The same, its middle at x."""
    return words(canvas, x - width_of(text, font) * size / 2, y, text, font, size)
