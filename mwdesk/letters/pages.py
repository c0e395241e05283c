"""Pages: header, footer, numbers, and the passes that settle on which page the annex begins."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from mwdesk import __version__
from mwdesk.domain.letter import Letter
from mwdesk.letters.layout import Layout
from mwdesk.letters.typography import LINE, TEXT, Writer, close_doors, load_fonts, make_styles

_SIDE, _TOP, _BOTTOM = 15 * mm, 11 * mm, 16 * mm
_PASSES = 4
_FOOTER_NAME = 90  # characters; the name stands whole at the head of page 1


@dataclass(slots=True, kw_only=True)
class Counted:
    """What one pass found out for the next."""

    pages: int = 0
    annex: int | None = None
    unprintable: int = 0
    found: dict[str, int] = field(default_factory=dict)

    def same(self, other: Counted) -> bool:
        return (self.pages, self.annex, self.unprintable) == (other.pages, other.annex, other.unprintable)


def build(letter: Letter, fonts: Path) -> bytes:
    """Lay the letter out until its page numbers stand still, and return the PDF."""
    close_doors()
    load_fonts(fonts)
    known = Counted()
    data = b""
    for _ in range(_PASSES):
        data, found = _pass(letter, known)
        if found.same(known):
            break
        known = found
    return data


def _pass(letter: Letter, known: Counted) -> tuple[bytes, Counted]:
    buffer = io.BytesIO()
    size = LETTER if letter.page_size.lower() == "letter" else A4
    found: dict[str, int] = {}
    writer = Writer()
    document = BaseDocTemplate(
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
    width = size[0] - 2 * _SIDE

    def frame(ident: str, top: float) -> Frame:
        height = size[1] - top - _BOTTOM
        return Frame(_SIDE, _BOTTOM, width, height, 0, 0, 0, 0, id=ident)

    def stamp(canvas: Canvas, _document: Any) -> None:
        _stamp(canvas, letter, known, size)

    first = PageTemplate(id="first", frames=[frame("f1", _TOP)], onPage=stamp, autoNextPageTemplate="later")
    later = PageTemplate(id="later", frames=[frame("f2", _TOP + 6 * mm)], onPage=stamp)
    document.addPageTemplates([first, later])
    document.build(Layout(letter, writer, width, known.annex, found).story())
    counted = Counted(pages=document.page, annex=found.get("annex"), unprintable=writer.unprintable)
    return buffer.getvalue(), counted


def _stamp(canvas: Canvas, letter: Letter, known: Counted, size: tuple[float, float]) -> None:
    """Footer of every page, and the running head of all but the first."""
    styles, writer = make_styles(), Writer(counting=False)
    width = size[0] - 2 * _SIDE
    number = canvas.getPageNumber()
    stamp = letter.stamp
    page = f"Page {number} of {known.pages or number}"
    name = stamp.patient if len(stamp.patient) <= _FOOTER_NAME else stamp.patient[:_FOOTER_NAME] + "…"
    identifier = stamp.identifier if len(stamp.identifier) <= _FOOTER_NAME else stamp.identifier[:_FOOTER_NAME] + "…"
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, _BOTTOM - 3 * mm, _SIDE + width, _BOTTOM - 3 * mm)
    first = f"{name} · {stamp.birth} · {identifier}"
    second = f"Reference {stamp.reference} · {stamp.program}"
    if known.unprintable:
        lost = "1 character" if known.unprintable == 1 else f"{known.unprintable} characters"
        second += f" · {lost} could not be printed: □"
    rows = ((first, "tiny", 3.4), (second, "tiny", 6.6), (page, "tiny_right", 3.4))
    for text, style, down in rows:
        paragraph = writer.paragraph(text, styles[style])
        across = width if style == "tiny_right" else width - 22 * mm
        _, height = paragraph.wrap(across, 40)
        paragraph.drawOn(canvas, _SIDE, _BOTTOM - down * mm - min(height, 17))
    if number > 1:
        head = writer.paragraph(f"{letter.title} · {letter.letterhead.clinic} · {letter.letterhead.written}", styles["tiny"])
        _, height = head.wrap(width, 40)
        head.drawOn(canvas, _SIDE, size[1] - _TOP - height)
        canvas.line(_SIDE, size[1] - _TOP - height - 2, _SIDE + width, size[1] - _TOP - height - 2)
