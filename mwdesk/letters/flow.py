"""Where each part of a story comes to lie: pages are filled first and drawn afterwards, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.letters.typeset import Gap, stack_height


class _Sign(Flowable):  # type: ignore[misc]
    """Tells something to the flow and is never drawn."""

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0.0, 0.0


class Mark(_Sign):
    """Notes on which page it came to lie."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Need(_Sign):
    """A new page where less than this height is left."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.least = height


class AnnexBreak(_Sign):
    """The annex begins on the second page, or after the text that already went there."""


class Together(_Sign):
    """Parts that stand on one page wherever a page can hold them."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the story, and how far it stands in from the left."""

    part: Flowable
    indent: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its page (from 1) and its lower left corner, counted from the left and top of the text."""

    page: int
    part: Flowable
    indent: float
    down: float


@dataclass(slots=True)
class Flow:
    """Fills pages of a width; the first page and the later ones have heights of their own."""

    width: float
    first: float
    later: float
    page: int = 1
    used: float = 0.0
    placed: list[Placed] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def room(self) -> float:
        return (self.first if self.page == 1 else self.later) - self.used

    def turn(self) -> None:
        """Go on at the top of the next page."""
        self.page, self.used = self.page + 1, 0.0

    def fill(self, story: Sequence[Item]) -> None:
        """Place every part of the story, splitting what goes over a page."""
        for item in story:
            self._take(item.part, item.indent)

    def _take(self, part: Flowable, indent: float) -> None:
        match part:
            case Mark():
                self.marks[part.name] = self.page
            case Need():
                if self.room < part.least:
                    self.turn()
            case AnnexBreak():
                if self.page == 1:
                    self.turn()
            case Together():
                tall = stack_height(part.parts, self.width - indent)
                if self.room < tall <= self.later:
                    self.turn()
                for one in part.parts:
                    self._place(one, indent)
            case _:
                self._place(part, indent)

    def _place(self, part: Flowable, indent: float) -> None:
        wide = self.width - indent
        while True:
            tall = float(part.wrap(wide, self.room)[1])
            if isinstance(part, Gap) and (self.used == 0 or tall > self.room):
                return
            if tall <= self.room + 0.01:
                break
            halves = part.split(wide, self.room)
            if len(halves) > 1:
                self._put(halves[0], indent, float(halves[0].wrap(wide, self.room)[1]))
                part = halves[1]
            elif self.used == 0:
                break  # nothing can be done: it is taller than a page and stands in one piece
            self.turn()
        self._put(part, indent, tall)

    def _put(self, part: Flowable, indent: float, tall: float) -> None:
        self.used += tall
        self.placed.append(Placed(self.page, part, indent, self.used))


def draw(canvas: Canvas, placed: Sequence[Placed], left: float, top: float) -> None:
    """Draw parts of one page whose text begins at the point (left, top)."""
    for one in placed:
        one.part.canv = canvas  # some of ReportLab's own parts look for it
        one.part.drawOn(canvas, left + one.indent, top - one.down)
