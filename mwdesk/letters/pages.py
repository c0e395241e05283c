"""Pages: header, footer, numbers, and the passes that settle on which page the annex begins."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

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
    data, known = _settle(letter, _SCALES[0])
    if not letter.large and (known.end > 1 or known.pages > 2):
        smaller, found = _settle(letter, _SCALES[1])
        if (found.end, found.pages) < (known.end, known.pages):
            return smaller
    return data


def _settle(letter: Letter, scale: float) -> tuple[bytes, Known]:
    """Passes until the page numbers that are printed are those that came out."""
    known, data = Known(scale=scale), b""
    for _ in range(_PASSES):
        data, found = _pass(letter, known)
        if found == known:
            break
        known = found
    return data, known


def _pass(letter: Letter, known: Known) -> tuple[bytes, Known]:
    buffer = io.BytesIO()
    size = LETTER if letter.page_size.lower() == "letter" else A4
    found: dict[str, int] = {}
    writer = Writer()
    document = _document(letter, buffer, size)
    width = size[0] - 2 * _SIDE

    def frame(ident: str, top: float) -> Frame:
        height = size[1] - top - _BOTTOM
        return Frame(_SIDE, _BOTTOM, width, height, 0, 0, 0, 0, id=ident)

    def stamp(canvas: Canvas, _document: Any) -> None:
        _stamp(canvas, letter, known, size)

    document.addPageTemplates(
        [
            PageTemplate(id="first", frames=[frame("f1", _TOP)], onPage=stamp, autoNextPageTemplate="later"),
            PageTemplate(id="later", frames=[frame("f2", _TOP + 6 * mm)], onPage=stamp),
        ]
    )
    document.build(Layout(letter, writer, width, known, found).story())
    counted = Known(
        pages=document.page,
        end=found.get("end", 0),
        annex=found.get("annex"),
        unprintable=writer.unprintable,
        scale=known.scale,
    )
    return buffer.getvalue(), counted


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


def _stamp(canvas: Canvas, letter: Letter, known: Known, size: tuple[float, float]) -> None:
    """Footer of every page, and the running head of all but the first."""
    styles, writer = make_styles(), Writer(counting=False)
    width = size[0] - 2 * _SIDE
    number, stamp = canvas.getPageNumber(), letter.stamp
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, _BOTTOM - 3 * mm, _SIDE + width, _BOTTOM - 3 * mm)
    first = f"{_short(stamp.patient)} · {stamp.birth} · {_short(stamp.identifier)}"
    second = f"Reference {stamp.reference} · {stamp.program}"
    if known.unprintable:
        lost = "1 character" if known.unprintable == 1 else f"{known.unprintable} characters"
        second += f" · {lost} could not be printed: □"
    page = f"Page {number} of {known.pages or number}"
    for text, style, down in ((first, "tiny", 3.4), (second, "tiny", 6.6), (page, "tiny_right", 3.4)):
        _line(canvas, writer.paragraph(text, styles[style]), _BOTTOM - down * mm, width)
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
