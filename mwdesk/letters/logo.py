"""The practice's own logo at the head of its letters."""

from __future__ import annotations

import io

from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.domain.issue import DataError, Issue, Level

_WIDE, _HIGH = 60 * mm, 16 * mm
_MOST = 4_000_000  # pixels: a photograph of the whole practice is no logo


def logo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture in pixels. Raises DataError where it is none, or far too large."""
    try:
        width, height = ImageReader(io.BytesIO(content)).getSize()
    except Exception as fault:  # the picture library raises many kinds
        raise _bad("This is no PNG or JPEG picture.") from fault
    if width * height > _MOST:
        raise _bad(f"It has {width} by {height} points.")
    return width, height


def _bad(message: str) -> DataError:
    return DataError(
        Issue(
            level=Level.ERROR, path="logo", message=message, fix="Use a PNG or JPEG of at most 2000 by 2000."
        )
    )


class Logo(Flowable):  # type: ignore[misc]
    """Drawn as large as its place at the head allows."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content
        width, height = logo_size(content)
        scale = min(_WIDE / width, _HIGH / height)
        self.width, self.height = width * scale, height * scale

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return self.width, self.height

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        picture = ImageReader(io.BytesIO(self._content))
        canvas.drawImage(picture, x, y, self.width, self.height, mask="auto")
