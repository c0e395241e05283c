"""A page for a patient: one column of large type, headings above, lines to write on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, KeepTogether, Paragraph, Spacer, Table

from mwdesk.domain import letter as words
from mwdesk.letters.grids import BARE
from mwdesk.letters.typography import INK, MUTED

if TYPE_CHECKING:
    from mwdesk.letters.layout import Layout

_BULLET = "• "
_QUIET = ("for_clinician", "version_line")  # small: not for the patient
_BOXED = ("danger_signs",)


def large_story(layout: Layout) -> list[Flowable]:
    """Every section of the leaflet, in its order."""
    letter = layout.letter
    out: list[Flowable] = [
        layout.text(letter.letterhead.clinic, "clinic", "the clinic's name"),
        Spacer(1, 4),
        layout.text("About your weakness", "large_title"),
        Spacer(1, 3),
        HRFlowable(width="100%", thickness=1.2, color=INK, spaceBefore=0, spaceAfter=6),
    ]
    for section in letter.sections:
        out += _section(layout, section)
    return out


def _section(layout: Layout, section: words.Section) -> list[Flowable]:
    quiet = section.id in _QUIET
    head = layout.text(section.title, "small_bold" if quiet else "large_head")
    body = [part for block in section.blocks for part in _block(layout, block, quiet=quiet)]
    if not body:
        return []
    if section.id in _BOXED:
        return [*_box(layout, [head, Spacer(1, 3), *body]), Spacer(1, 9)]
    lead: list[Flowable] = [KeepTogether([head, Spacer(1, 2), body[0]])]
    return [CondPageBreak(60), *lead, *body[1:], Spacer(1, 5 if quiet else 10)]


def _box(layout: Layout, body: list[Flowable]) -> list[Flowable]:
    """A thick frame, row by row, so that a long list goes on over the page."""
    made = Table([[part] for part in body], colWidths=[layout.width], splitInRow=1)
    made.setStyle(BARE)
    made.setStyle(
        [
            ("BOX", (0, 0), (-1, -1), 2.2, INK),
            ("LEFTPADDING", (0, 0), (-1, -1), 9),
            ("RIGHTPADDING", (0, 0), (-1, -1), 9),
            ("TOPPADDING", (0, 0), (-1, 0), 7),
            ("BOTTOMPADDING", (0, -1), (-1, -1), 8),
        ]
    )
    return [made]


def _block(layout: Layout, block: words.Block, *, quiet: bool) -> list[Flowable]:
    match block:
        case words.Prose():
            return [_paragraph(layout, text, quiet=quiet) for text in block.paragraphs]
        case words.KeyValues():
            return [_line(layout, label, value) for label, value in block.rows]
    return []


def _paragraph(layout: Layout, text: str, *, quiet: bool) -> Paragraph:
    if quiet:
        return layout.text(text, "small")
    if text.startswith(_BULLET):
        return layout.text(text, "large_bullet")
    return layout.text(text, "large_bold" if text.endswith(":") else "large")


def _line(layout: Layout, label: str, value: str) -> Flowable:
    """A label with what is known, or a line to write on."""
    wide = 62 * mm
    answer: list[Flowable] = [layout.text(value, "large", label)]
    if not value:
        line = HRFlowable(width="100%", thickness=0.7, color=MUTED, spaceBefore=0, spaceAfter=6)
        answer = [Spacer(1, 15), line]
    row = [[layout.text(label, "large_bold"), answer]]
    return Table(row, colWidths=[wide, layout.width - wide], style=BARE, splitInRow=1)
