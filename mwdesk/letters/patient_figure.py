"""The body as a patient reads it: where it is weak, without numbers. Seen from in front."""

from __future__ import annotations

from reportlab.lib.colors import white
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.domain.encounter import LEFT, RIGHT
from mwdesk.domain.letter import BodyChart
from mwdesk.letters.figures import DRAWN_AS, REGIONS
from mwdesk.letters.typography import INK, MUTED, Writer

_STRONG = "5"


class PatientBody(Flowable):  # type: ignore[misc]
    """Dark where weak, white where strong, dotted where nobody tested."""

    def __init__(self, chart: BodyChart, writer: Writer, scale: float = 0.76) -> None:
        super().__init__()
        self._scale, self._writer = scale, writer
        self.width, self.height = 76 * scale, 154 * scale
        self._weak: dict[tuple[str, str], bool] = {}
        for (region, side), grade in chart.powers.items():
            key = (DRAWN_AS.get(region, region), side)
            self._weak[key] = self._weak.get(key, False) or grade != _STRONG

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas: Canvas = self.canv
        canvas.saveState()
        canvas.translate(self.width / 2, 2)
        for side, sign in ((RIGHT, 1), (LEFT, -1)):
            for region, points in REGIONS.items():
                weak = self._weak.get((region, side))
                path = canvas.beginPath()
                path.moveTo(points[0][0] * sign * self._scale, points[0][1] * self._scale)
                for x, y in points[1:]:
                    path.lineTo(x * sign * self._scale, y * self._scale)
                path.close()
                canvas.setDash(*((1, 1.8) if weak is None else ()))
                canvas.setStrokeColor(MUTED if weak is None else INK)
                canvas.setLineWidth(0.5 if weak is None else 0.9)
                canvas.setFillColor(INK if weak else white)
                canvas.drawPath(path, stroke=1, fill=int(weak is not None))
        canvas.restoreState()
