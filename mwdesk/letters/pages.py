"""Pages: header, footer, numbers, and the passes that settle on which page the annex begins."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageBreak, PageTemplate, Paragraph

from mwdesk import __version__
from mwdesk.domain.letter import Letter
from mwdesk.letters.layout import Known, Layout
from mwdesk.letters.typography import LINE, TEXT, Writer, close_doors, load_fonts, make_styles

_SIDE, _TOP, _BOTTOM = 15 * mm, 11 * mm, 16 * mm
_PASSES = 4
_SCALES = (1.0, 0.95)  # the smaller type only where it saves a page
_FOOTER = 48  # characters of name and identifier; both stand whole at the head of page 1


def build(letter: Letter, fonts: Path) -> bytes:
    """Lay the letter out, in slightly smaller type where that saves a page, and return the PDF."""
    close_doors()
    load_fonts(fonts)
    return _fit(letter)[0]


def count_pages(letter: Letter, fonts: Path) -> Known:
    """What laying the letter out finds: its pages, and the size of type that suits it."""
    close_doors()
    load_fonts(fonts)
    return _fit(letter)[1]


def bind(letters: Sequence[Letter], laid: Sequence[Known]) -> bytes:
    """Several documents one after the other in one file, each with its own page numbers and a bookmark."""
    return _draw(list(zip(letters, laid, strict=True)))[0]


def _fit(letter: Letter) -> tuple[bytes, Known]:
    """A first pass on the usual guess; smaller type tried once where that may save a page; then settled."""
    guess = Known(pages=2, end=1, annex=2, scale=_SCALES[0])
    data, known = _draw([(letter, guess)])
    if not letter.large and (known.end > 1 or known.pages > 2):
        hoped = replace(known, pages=known.pages - (known.pages > 2), end=1, annex=2, scale=_SCALES[1])
        smaller, found = _draw([(letter, hoped)])
        if (found.end, found.pages) < (known.end, known.pages):
            return _settle(letter, smaller, hoped, found)
    return _settle(letter, data, guess, known)


def _settle(letter: Letter, data: bytes, printed: Known, found: Known) -> tuple[bytes, Known]:
    """More passes until the page numbers that are printed are those that came out."""
    for _ in range(_PASSES):
        if found == printed:
            break
        printed = found
        data, found = _draw([(letter, printed)])
    return data, found


def _draw(parts: Sequence[tuple[Letter, Known]]) -> tuple[bytes, Known]:
    """One pass over all parts; what it found out of the last one."""
    buffer = io.BytesIO()
    size = LETTER if parts[0][0].page_size.lower() == "letter" else A4
    document, story = _document(parts[0][0], buffer, size), []
    sheets = sum(known.pages for _, known in parts)
    found: dict[str, int] = {}
    writer = Writer()
    for number, (letter, known) in enumerate(parts):
        document.addPageTemplates(_templates(letter, known, size, number, sheets if len(parts) > 1 else 0))
        if number:
            story += [NextPageTemplate(f"first{number}"), PageBreak()]
        found, writer = {}, Writer()
        story += Layout(letter, writer, size[0] - 2 * _SIDE, known, found).story()
    document.build(story)
    last = parts[-1][1]
    counted = Known(
        pages=document.page,
        end=found.get("end", 0),
        annex=found.get("annex"),
        unprintable=writer.unprintable,
        scale=last.scale,
    )
    return buffer.getvalue(), counted


def _templates(
    letter: Letter, known: Known, size: tuple[float, float], number: int, sheets: int
) -> list[PageTemplate]:
    """The first page of a document and those after it; `sheets` in all where several are bound."""

    def frame(ident: str, top: float) -> Frame:
        return Frame(_SIDE, _BOTTOM, size[0] - 2 * _SIDE, size[1] - top - _BOTTOM, 0, 0, 0, 0, id=ident)

    def stamp(canvas: Canvas, document: Any) -> None:
        _stamp(canvas, letter, known, size, first=document.first_page, sheets=sheets)

    def begin(canvas: Canvas, document: Any) -> None:
        document.first_page = canvas.getPageNumber()
        if sheets:
            canvas.bookmarkPage(f"part{number}")
            canvas.addOutlineEntry(letter.title, f"part{number}", 0)
        stamp(canvas, document)

    later = f"later{number}"
    one, two = frame(f"a{number}", _TOP), frame(f"b{number}", _TOP + 6 * mm)
    return [
        PageTemplate(id=f"first{number}", frames=[one], onPage=begin, autoNextPageTemplate=later),
        PageTemplate(id=later, frames=[two], onPage=stamp),
    ]


def _document(letter: Letter, buffer: io.BytesIO, size: tuple[float, float]) -> BaseDocTemplate:
    return BaseDocTemplate(
        buffer,
        pagesize=size,
        leftMargin=_SIDE,
        rightMargin=_SIDE,
        topMargin=_TOP,
        bottomMargin=_BOTTOM,
        title=f"{letter.title}, {letter.reference}",
        author=letter.author,
        subject=letter.subject,
        creator=f"mwdesk {__version__}",
        lang=letter.language,
        invariant=1,
        initialFontName=TEXT,
        pageCompression=1,
    )


def _stamp(
    canvas: Canvas, letter: Letter, known: Known, size: tuple[float, float], *, first: int, sheets: int
) -> None:
    """Footer of every page, and the running head of all but the first."""
    styles, writer = make_styles(), Writer(counting=False)
    width = size[0] - 2 * _SIDE
    number, stamp = canvas.getPageNumber() - first + 1, letter.stamp
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, _BOTTOM - 3 * mm, _SIDE + width, _BOTTOM - 3 * mm)
    who = f"{_short(stamp.patient)} · {stamp.birth} · {_short(stamp.identifier)}"
    second = f"Reference {stamp.reference} · {stamp.program}"
    if known.unprintable:
        lost = "1 character" if known.unprintable == 1 else f"{known.unprintable} characters"
        second += f" · {lost} not printable: written in [ ]"
    page = f"Page {number} of {known.pages or number}"
    if sheets:
        page += f" · sheet {canvas.getPageNumber()} of {sheets}"
    for text, style, down in ((who, "tiny", 3.4), (second, "tiny", 6.6), (page, "tiny_right", 3.4)):
        _line(canvas, writer.paragraph(text, styles[style]), _BOTTOM - down * mm, width)
    if letter.notice:  # a translation that nobody reviewed says so on each page
        _line(canvas, writer.paragraph(letter.notice, styles["notice"]), _BOTTOM - 9.6 * mm, width)
    if letter.unsigned:
        mark = writer.marked("Draft, unsigned", styles["draft"])
        mark.wrap(width, 40)
        mark.drawOn(canvas, _SIDE, size[1] - _TOP + 3.5 * mm)
    if number > 1:
        head = f"{letter.title} · {_short(letter.letterhead.clinic)} · {letter.letterhead.written}"
        top = size[1] - _TOP
        height = _line(canvas, writer.paragraph(head, styles["tiny"]), top, width)
        canvas.line(_SIDE, top - height - 2, _SIDE + width, top - height - 2)


def _line(canvas: Canvas, paragraph: Paragraph, top: float, width: float) -> float:
    _, height = paragraph.wrap(width, 40)
    paragraph.drawOn(canvas, _SIDE, top - height)
    return float(height)


def _short(text: str) -> str:
    return text if len(text) <= _FOOTER else text[:_FOOTER] + "…"
