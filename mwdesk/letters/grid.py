"""A grid of cells that goes on over pages: between rows, and within a row that is taller than a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.letters import ink
from mwdesk.letters.typeset import split_stack, stack_height

Cell = Sequence[Flowable]
Frame = tuple[Color | str, float]  # colour and width of a line

_WHOLE = 60.0  # points: a lower row is not parted, else a name stands on one page and its answer on the next


@dataclass(frozen=True, slots=True)
class Padding:
    left: float = 0.0
    right: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


@dataclass(slots=True)
class Row:
    """Cells of a row, and by column what is behind or around them."""

    cells: list[list[Flowable]]
    fills: Mapping[int, Color | str] = field(default_factory=dict)
    frames: Mapping[int, Frame] = field(default_factory=dict)
    least: float = 0.0  # height at least
    high: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Lines of a grid: under each row but the last, between all cells, around it, left of a column."""

    under: Frame | None = None
    last: bool = False  # the last row has its line too
    columns: tuple[int, ...] = ()  # only under these
    inner: Frame | None = None
    around: Frame | None = None
    before: tuple[int, Frame] | None = None


_NONE, _TIGHT = Rules(), Padding()


class Grid(Flowable):  # type: ignore[misc]
    """Rows of cells in columns of given widths; the first `head` rows are repeated on every page."""

    def __init__(
        self,
        rows: Sequence[Row],
        widths: Sequence[float],
        *,
        pads: Padding | Sequence[Padding] = _TIGHT,
        rules: Rules = _NONE,
        head: int = 0,
        align: str = "top",
        head_pads: Padding | None = None,
    ) -> None:
        super().__init__()
        self._rows, self._widths, self._rules = list(rows), list(widths), rules
        self._pads = [pads] * len(self._widths) if isinstance(pads, Padding) else list(pads)
        self._head, self._align, self._head_pads = head, align, head_pads
        self.width = sum(self._widths)
        self._measured = False

    def _pad(self, row: int, column: int) -> Padding:
        return self._head_pads if row < self._head and self._head_pads is not None else self._pads[column]

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        if not self._measured:
            for number, row in enumerate(self._rows):
                tall = [row.least]
                for column, cell in enumerate(row.cells):
                    pad = self._pad(number, column)
                    inner = self._widths[column] - pad.left - pad.right
                    tall.append(stack_height(cell, inner) + pad.top + pad.bottom)
                row.high = max(tall)
            self._measured = True
        self.height = sum(row.high for row in self._rows)
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        used = fit = 0.0
        count = 0
        for row in self._rows:
            used += row.high
            if used > height + 0.01:
                break
            fit, count = used, count + 1
        if count == len(self._rows):
            return [self]
        heads, (rows, rest) = self._rows[: self._head], (self._rows[:count], self._rows[count:])
        if count > self._head:
            return [self._like(rows), self._like([*heads, *rest])]
        return self._within(count, height - fit)

    def _within(self, number: int, room: float) -> list[Flowable]:
        """A row that does not fit, parted: as much of each cell as there is room for."""
        row = self._rows[number]
        if row.high < _WHOLE:
            return []
        above: list[list[Flowable]] = []
        below: list[list[Flowable]] = []
        for column, cell in enumerate(row.cells):
            pad = self._pad(number, column)
            inner = self._widths[column] - pad.left - pad.right
            fits, rest = split_stack(cell, inner, room - pad.top - pad.bottom)
            above.append(fits)
            below.append(rest)
        if not any(above) or not any(below):
            return []
        heads = self._rows[: self._head]
        upper, lower = replace(row, cells=above, least=0.0), replace(row, cells=below, least=0.0)
        return [
            self._like([*self._rows[:number], upper]),
            self._like([*heads, lower, *self._rows[number + 1 :]]),
        ]

    def _like(self, rows: Sequence[Row]) -> Grid:
        return Grid(
            [replace(row) for row in rows],
            self._widths,
            pads=self._pads,
            rules=self._rules,
            head=self._head,
            align=self._align,
            head_pads=self._head_pads,
        )

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        self.wrap(self.width, 0)
        edges = [x]
        for width in self._widths:
            edges.append(edges[-1] + width)
        self._decorate(canvas, edges, y)
        top = y + self.height
        for number, row in enumerate(self._rows):
            for column, cell in enumerate(row.cells):
                self._draw_cell(canvas, number, column, cell, edges[column], top)
            top -= row.high

    def _draw_cell(self, canvas: Canvas, number: int, column: int, cell: Cell, x: float, top: float) -> None:
        if not cell:
            return
        pad, row = self._pad(number, column), self._rows[number]
        inner = self._widths[column] - pad.left - pad.right
        free = row.high - pad.top - pad.bottom
        level = top - pad.top
        if self._align != "top":
            spare = free - stack_height(cell, inner)
            level -= spare / 2 if self._align == "middle" else spare
        for part in cell:
            high = float(part.wrap(inner, 100000)[1])
            level -= high
            part.drawOn(canvas, x + pad.left, level)

    def _decorate(self, canvas: Canvas, edges: Sequence[float], y: float) -> None:
        """Grounds first, then lines, frames of single cells last."""
        out, frames = list[str](), list[str]()
        rules, top = self._rules, y + self.height
        for number, row in enumerate(self._rows):
            low = top - row.high
            for column, colour in row.fills.items():
                wide = edges[column + 1] - edges[column]
                out += [ink.fill(colour), ink.box(edges[column], low, wide, row.high)]
            for column, (colour, thick) in row.frames.items():
                wide = edges[column + 1] - edges[column]
                frames += [ink.stroke(colour, thick), ink.box(edges[column], low, wide, row.high, "S")]
            if rules.under is not None and (rules.last or number < len(self._rows) - 1):
                out.append(ink.stroke(*rules.under))
                if rules.columns:
                    out += [ink.line((edges[c], low), (edges[c + 1], low)) for c in rules.columns]
                else:
                    out.append(ink.line((edges[0], low), (edges[-1], low)))
            if rules.inner is not None and number < len(self._rows) - 1:
                out += [ink.stroke(*rules.inner), ink.line((edges[0], low), (edges[-1], low))]
            top = low
        top = y + self.height
        if rules.inner is not None:
            out.append(ink.stroke(*rules.inner))
            out += [ink.line((edge, y), (edge, top)) for edge in edges[1:-1]]
        if rules.around is not None:
            out += [ink.stroke(*rules.around), ink.box(edges[0], y, edges[-1] - edges[0], self.height, "S")]
        if rules.before is not None:
            column, (colour, thick) = rules.before
            out += [ink.stroke(colour, thick), ink.line((edges[column], y), (edges[column], top))]
        if out or frames:
            ink.put(canvas, [*out, *frames])


class Panel(Flowable):  # type: ignore[misc]
    """Parts one under the other on a ground of their own."""

    def __init__(self, parts: Sequence[Flowable], ground: Color, padding: Padding) -> None:
        super().__init__()
        self._parts, self._ground, self._padding = list(parts), ground, padding

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        pad = self._padding
        self.width = width
        self.height = stack_height(self._parts, width - pad.left - pad.right) + pad.top + pad.bottom
        return self.width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        pad = self._padding
        room = height - pad.top - pad.bottom
        fits, rest = split_stack(self._parts, width - pad.left - pad.right, room)
        if not fits or not rest:
            return []
        return [Panel(fits, self._ground, pad), Panel(rest, self._ground, pad)]

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        ink.put(canvas, [ink.fill(self._ground), ink.box(x, y, self.width, self.height)])
        pad = self._padding
        level, inner = y + self.height - pad.top, self.width - pad.left - pad.right
        for part in self._parts:
            level -= float(part.wrap(inner, 100000)[1])
            part.drawOn(canvas, x + pad.left, level)
