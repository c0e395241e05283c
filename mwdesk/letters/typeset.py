"""Text in one script as lines on paper, quickly: each word is measured once, each line drawn by one command.

A paragraph of ReportLab does the same with shaping, and stands in wherever `Layout.text` needs that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk.letters import ink

_CENTRE, _RIGHT = 1, 2
_ASCENT = 0.93  # of the size, from the top of a line to its baseline


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one font and colour."""

    text: str
    font: str
    colour: Color


@dataclass(slots=True)
class _Line:
    """One set line: its pieces with their place from the left, its width, its indent."""

    pieces: list[tuple[float, Run]]
    width: float
    indent: float = 0.0


Token = tuple[str, Run, bool]  # a word, its run, whether a space stands before it


class Text(Flowable):  # type: ignore[misc]
    """Runs of text in one style. `wrap` breaks it into lines, `split` parts it between lines."""

    def __init__(self, runs: Sequence[Run], style: ParagraphStyle) -> None:
        super().__init__()
        self.runs, self.style = list(runs), style
        self._lines: list[_Line] = []
        self._for = -1.0
        self._parted = False
        self.height = 0.0

    def rewrite(self, runs: Sequence[Run]) -> None:
        """Other words in the same place."""
        self.runs, self._for = list(runs), -1.0

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        if width != self._for and not self._parted:
            self._lines = _broken(self.runs, self.style, width)
            self._for = width
        self.width, self.height = width, len(self._lines) * self.style.leading
        return width, self.height

    def split(self, width: float, height: float) -> list[Flowable]:
        self.wrap(width, height)
        fit, count = int((height + 0.01) / self.style.leading), len(self._lines)
        if fit >= count:
            return [self]
        if count - fit < 2:  # no single line alone on either page
            fit = count - 2
        if fit < 2:
            return []
        return [self._part(self._lines[:fit]), self._part(self._lines[fit:])]

    def _part(self, lines: list[_Line]) -> Text:
        part = Text(self.runs, self.style)
        part._lines, part._for, part._parted = lines, self._for, True
        part.width, part.height = self.width, len(lines) * self.style.leading
        return part

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        self.wrap(self._for if self._for >= 0 else self.width, 0)
        style, colour, out = self.style, None, list[str]()
        base = y + self.height - style.fontSize * _ASCENT
        for number, line in enumerate(self._lines):
            start = x + line.indent + self._aside(line)
            for offset, run in line.pieces:
                if run.colour is not colour:
                    colour = run.colour
                    out.append(ink.fill(colour))
                baseline = base - number * style.leading
                out.append(ink.words(canvas, start + offset, baseline, run.text, run.font, style.fontSize))
        if out:
            ink.put(canvas, out)

    def _aside(self, line: _Line) -> float:
        free = self._for - line.indent - line.width
        return {_CENTRE: free / 2, _RIGHT: free}.get(self.style.alignment, 0.0)


def _tokens(text: str, run: Run) -> Iterator[Token]:
    parts = text.split(" ")
    for number, part in enumerate(parts):
        if part:
            yield part, run, number > 0


def _broken(runs: Sequence[Run], style: ParagraphStyle, width: float) -> list[_Line]:
    """Lines that fit; a word wider than a line is parted between letters."""
    out: list[_Line] = []
    hard: list[list[Token]] = [[]]
    for run in runs:
        for number, text in enumerate(run.text.split("\n")):
            if number:
                hard.append([])
            hard[-1] += _tokens(text, run)
    first = style.leftIndent + style.firstLineIndent
    for tokens in hard:
        out += _filled(tokens, style.fontSize, width, first, style.leftIndent)
        first = style.leftIndent
    while len(out) > 1 and not out[-1].pieces:
        out.pop()
    return out


def _filled(tokens: Sequence[Token], size: float, width: float, first: float, indent: float) -> list[_Line]:
    lines: list[_Line] = []
    line, at = list[list[Any]](), 0.0  # pieces as [offset, text, run]
    room = width - first

    def close() -> None:
        nonlocal line, at, room
        pieces = [(offset, Run(text, run.font, run.colour)) for offset, text, run in line]
        lines.append(_Line(pieces, at, width - room))
        line, at, room = [], 0.0, width - indent

    for token, run, spaced in tokens:
        word = token
        space = ink.width_of(" ", run.font) * size if spaced and line else 0.0
        long = ink.width_of(word, run.font) * size
        if line and spaced and at + space + long > room:
            close()
            space = 0.0
        while at + space + long > room and len(word) > 1:
            keep = _letters(word, run.font, size, room - at - space)
            if keep == 0 and line:
                close()
                space = 0.0
                continue
            keep = max(1, keep)
            _add(line, at, space, word[:keep], run)
            at += space + ink.width_of(word[:keep], run.font) * size
            close()
            word, space = word[keep:], 0.0
            long = ink.width_of(word, run.font) * size
        if line and at + space + long > room:  # one letter, without a space before it
            close()
            space = 0.0
        _add(line, at, space, word, run)
        at += space + long
    close()
    return lines


def _add(line: list[list[Any]], at: float, space: float, word: str, run: Run) -> None:
    """Lengthen the last piece where it is of the same run: one piece is drawn at once."""
    if line and line[-1][2] is run:
        line[-1][1] += f" {word}" if space else word
    else:
        line.append([at + space, word, run])


def _letters(word: str, font: str, size: float, room: float) -> int:
    """How many letters of a word fit."""
    used = 0.0
    for count, char in enumerate(word):
        used += ink.width_of(char, font) * size
        if used > room:
            return count
    return len(word)


class Gap(Flowable):  # type: ignore[misc]
    """White space, left out at the top of a page."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.width, self.height = 0.0, height

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0.0, self.height

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        return


class Rule(Flowable):  # type: ignore[misc]
    """A line over a share of the width."""

    def __init__(
        self, colour: Color, thick: float, *, share: float = 1.0, below: float = 0.0, dash: str = ""
    ) -> None:
        super().__init__()
        self._colour, self._thick, self._share, self._dash = colour, thick, share, dash
        self._below = below

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        self.width, self.height = width, self._thick + self._below
        return width, self.height

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        level = y + self._below + self._thick / 2
        drawn = ink.line((x, level), (x + self.width * self._share, level))
        ink.put(canvas, [ink.stroke(self._colour, self._thick), self._dash, drawn])


def stack_height(parts: Sequence[Flowable], width: float) -> float:
    """Height of flowables one under the other."""
    return sum(float(part.wrap(width, 100000)[1]) for part in parts)


def split_stack(
    parts: Sequence[Flowable], width: float, height: float
) -> tuple[list[Flowable], list[Flowable]]:
    """What fits in the height, and what does not."""
    room = height
    for number, part in enumerate(parts):
        high = float(part.wrap(width, 100000)[1])
        if high <= room + 0.01:
            room -= high
            continue
        halves = part.split(width, room)
        if len(halves) < 2:
            return list(parts[:number]), list(parts[number:])
        return [*parts[:number], halves[0]], [*halves[1:], *parts[number + 1 :]]
    return list(parts), []
