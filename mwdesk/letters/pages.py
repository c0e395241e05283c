"""Pages: which arrangement lets page 1 stand alone, then header, footer and numbers on each page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from mwdesk import __version__
from mwdesk.domain.letter import Letter, Place
from mwdesk.letters import ink
from mwdesk.letters.flow import Flow, draw
from mwdesk.letters.layout import Layout
from mwdesk.letters.typography import LINE, TEXT, Writer, close_doors, load_fonts

_SIDE, _TOP, _BOTTOM = 15 * mm, 11 * mm, 16 * mm
_RUNNING = 6 * mm  # the head of every page but the first
_SCALES = (1.0, 0.95, 0.9)  # smaller type only where it keeps page 1 whole or saves a page
_POINTER = 21.0  # points at the foot of page 1 for where the rest stands
_FOOTER = 48  # characters of name and identifier; both stand whole at the head of page 1


@dataclass(slots=True)
class Laid:
    """A letter with every part in its place."""

    letter: Letter
    layout: Layout
    flow: Flow
    size: tuple[float, float]
    pointer: str = ""
    pages: int = field(init=False)

    def __post_init__(self) -> None:
        self.pages = self.flow.page


def build(letter: Letter, fonts: Path) -> bytes:
    """Lay the letter out and return the PDF."""
    return bind([lay_out(letter, fonts)])


def lay_out(letter: Letter, fonts: Path) -> Laid:
    """The letter in the arrangement in which page 1 stands alone; see `_first_part` for what is tried."""
    close_doors()
    load_fonts(fonts)
    rl_config.useA85 = 0  # plain bytes: smaller, and no time lost
    chosen = _first_part(letter)
    chosen.flow.fill(chosen.layout.annex())
    chosen.pages = chosen.flow.page
    if chosen.pages > 2 and not letter.large and chosen.layout.scale == _SCALES[0]:
        chosen = _fewer_pages(letter, chosen)
    chosen.layout.tell_page(chosen.flow.marks.get("annex"))
    chosen.pointer = _pointer(chosen)
    return chosen


def _first_part(letter: Letter) -> Laid:
    """Everything before the annex. Tried in this order: whole on page 1; key sections on page 1 as they come;
    key sections put first; each in the largest type that does it."""
    usual = _fill(letter, _SCALES[0])
    if letter.large or usual.flow.page == 1:
        return usual
    tried = [usual, _fill(letter, _SCALES[1])]
    if tried[1].flow.page == 1:
        return tried[1]
    for laid in (*(_fill(letter, laid.layout.scale, spills=True) for laid in tried), *_key_first(letter)):
        if _stands_alone(laid):
            return laid
    return _fill(letter, _SCALES[0], spills=True)


def _key_first(letter: Letter) -> Iterator[Laid]:
    for scale in _SCALES:
        yield _fill(letter, scale, spills=True, key_first=True)


def _fewer_pages(letter: Letter, usual: Laid) -> Laid:
    """The same arrangement in smaller type where that saves a page."""
    spills = usual.flow.first < _height(usual.size)
    smaller = _fill(letter, _SCALES[1], spills=spills, key_first=usual.layout.key_first)
    smaller.flow.fill(smaller.layout.annex())
    smaller.pages = smaller.flow.page
    if smaller.pages < usual.pages and _stands_alone(smaller) >= _stands_alone(usual):
        return smaller
    return usual


def _fill(letter: Letter, scale: float, *, spills: bool = False, key_first: bool = False) -> Laid:
    size = LETTER if letter.page_size.lower() == "letter" else A4
    layout = Layout(letter, Writer(), size[0] - 2 * _SIDE, scale=scale, key_first=key_first)
    whole = _height(size)
    flow = Flow(layout.width, whole - (_POINTER if spills else 0), whole - _RUNNING)
    flow.fill(layout.first())
    return Laid(letter, layout, flow, size)


def _height(size: tuple[float, float]) -> float:
    return float(size[1] - _TOP - _BOTTOM)


def _stands_alone(laid: Laid) -> bool:
    """Whether each section that must stand on page 1 ends there."""
    return all(laid.flow.marks.get(f"end/{s.id}", 1) == 1 for s in laid.letter.sections if s.key)


def _pointer(laid: Laid) -> str:
    """Which sections page 1 does not hold, and where they stand; "" where it holds all before the annex."""
    if laid.letter.large or laid.flow.marks.get("end", 1) == 1:
        return ""
    named: dict[int, list[str]] = {}
    for section in laid.letter.sections:
        begin, end = (laid.flow.marks.get(f"{edge}/{section.id}", 1) for edge in ("begin", "end"))
        if section.title and section.place is Place.FIRST and end > 1:
            named.setdefault(max(begin, 2), []).append(("rest of " if begin == 1 else "") + section.title)
    return "; ".join(f"On page {page}: {', '.join(titles)}" for page, titles in sorted(named.items()))


def bind(laid: Sequence[Laid]) -> bytes:
    """Letters one after the other in one file, each with its own page numbers; several have bookmarks."""
    buffer, one = io.BytesIO(), laid[0]
    language = one.letter.language
    canvas = Canvas(buffer, one.size, invariant=1, pageCompression=1, initialFontName=TEXT, lang=language)
    canvas.setTitle(f"{one.letter.title}, {one.letter.reference}")
    canvas.setAuthor(one.letter.author)
    canvas.setSubject(one.letter.subject)
    canvas.setCreator(f"mwdesk {__version__}")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    sheets = sum(part.pages for part in laid) if len(laid) > 1 else 0
    for number, part in enumerate(laid):
        if sheets:
            canvas.bookmarkPage(f"part{number}")
            canvas.addOutlineEntry(part.letter.title, f"part{number}", 0)
        for page in range(1, part.pages + 1):
            _page(canvas, part, page, one.size, sheets)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Canvas, laid: Laid, page: int, size: tuple[float, float], sheets: int) -> None:
    _stamp(canvas, laid, page, size, sheets)
    top = size[1] - _TOP - (_RUNNING if page > 1 else 0)
    draw(canvas, [p for p in laid.flow.placed if p.page == page], _SIDE, top)


def _stamp(canvas: Canvas, laid: Laid, page: int, size: tuple[float, float], sheets: int) -> None:
    """Footer of every page, the running head of all but the first, the pointer at the foot of the first."""
    letter, stamp = laid.letter, laid.letter.stamp
    layout = Layout(letter, Writer(counting=False), size[0] - 2 * _SIDE)
    who = f"{_short(stamp.patient)} · {stamp.birth} · {_short(stamp.identifier)}"
    second = f"Reference {stamp.reference} · {stamp.program}"
    lost = laid.layout.writer.unprintable
    if lost:
        said = "1 character" if lost == 1 else f"{lost} characters"
        second += f" · {said} not printable: written in [ ]"
    number = f"Page {page} of {laid.pages}"
    if sheets:
        number += f" · sheet {canvas.getPageNumber()} of {sheets}"
    rules = [_across(_BOTTOM - 3 * mm, layout.width)]
    for text, style, down in ((who, "tiny", 3.4), (second, "tiny", 6.6), (number, "tiny_right", 3.4)):
        _line(canvas, layout.text(text, style), _BOTTOM - down * mm, layout.width)
    if letter.notice:  # a translation that nobody reviewed says so on each page
        _line(canvas, layout.text(letter.notice, "notice"), _BOTTOM - 9.6 * mm, layout.width)
    if letter.unsigned:
        _line(canvas, layout.text("Draft, unsigned", "draft"), size[1] - _TOP + 3.5 * mm + 11, layout.width)
    if page == 1 and laid.pointer:
        _line(canvas, layout.text(f"→ {laid.pointer}", "small_bold"), _BOTTOM + _POINTER - 2, layout.width)
    if page > 1:
        head = f"{letter.title} · {_short(letter.letterhead.clinic)} · {letter.letterhead.written}"
        top = size[1] - _TOP
        high = _line(canvas, layout.text(head, "tiny"), top, layout.width)
        rules.append(_across(top - high - 2, layout.width))
    ink.put(canvas, [ink.stroke(LINE, 0.5), *rules])


def _across(level: float, width: float) -> str:
    return ink.line((_SIDE, level), (_SIDE + width, level))


def _line(canvas: Canvas, text: Flowable, top: float, width: float) -> float:
    _, height = text.wrap(width, 40)
    text.drawOn(canvas, _SIDE, top - height)
    return float(height)


def _short(text: str) -> str:
    return text if len(text) <= _FOOTER else text[:_FOOTER] + "…"
