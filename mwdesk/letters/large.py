"""A page for a patient: one column of large type, headings above, lines to write on.

Where the text is a translation that nobody reviewed, its English stands small beside it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, Flowable, HRFlowable, KeepTogether, Paragraph, Spacer, Table

from mwdesk.domain import letter as words
from mwdesk.letters.grids import BARE
from mwdesk.letters.patient_figure import PatientBody
from mwdesk.letters.typography import GROUND, INK, MUTED

if TYPE_CHECKING:
    from mwdesk.letters.layout import Layout

_BULLET = "• "
_QUIET = ("for_clinician", "version_line")  # small: not for the patient
_BOXED = ("danger_signs",)
_APART = ("translation", "page_title")  # printed on each page, or as its title
_LOUD = {"first_emergency": "large_alarm", "first_urgent": "large_urgent"}
_TALL = ("hi", "kn")  # scripts with signs above and below the line
_ENGLISH = 0.27  # of the width


def large_story(layout: Layout) -> list[Flowable]:
    """Every section of the leaflet, in its order."""
    letter = layout.letter
    if letter.language[:2] in _TALL:
        for name, style in layout.styles.items():
            if name.startswith("large"):
                style.leading *= 1.18
    title = letter.section("page_title")
    out: list[Flowable] = [
        layout.text(letter.letterhead.clinic, "clinic", "the clinic's name"),
        Spacer(1, 4),
        layout.text(title.title if title is not None else letter.title, "large_title"),
        Spacer(1, 3),
        HRFlowable(width="100%", thickness=1.2, color=INK, spaceBefore=0, spaceAfter=8),
    ]
    for section in letter.sections:
        if section.id in _LOUD:
            out += [_loud(layout, section), Spacer(1, 10)]
        elif section.id not in _APART:
            out += _section(layout, section)
    return out


def _loud(layout: Layout, section: words.Section) -> Flowable:
    """Where to go now: white on black in an emergency, thickly framed if urgent; any printer shows it."""
    style = _LOUD[section.id]
    lines: list[Flowable] = []
    for block in section.blocks:
        if isinstance(block, words.Prose):
            lines += [layout.text(text, style) for text in block.paragraphs]
            dark = style == "large_alarm"
            lines += [layout.text(text, "beside_dark" if dark else "beside") for text in block.beside if text]
    look: list[Any] = [("BOX", (0, 0), (-1, -1), 2.6, INK), ("BOTTOMPADDING", (0, 0), (-1, -1), 9)]
    look += [("BACKGROUND", (0, 0), (-1, -1), INK if style == "large_alarm" else white)]
    look += [(side, (0, 0), (-1, -1), 11) for side in ("LEFTPADDING", "RIGHTPADDING")]
    return Table([[lines]], colWidths=[layout.width], style=[*look, ("TOPPADDING", (0, 0), (-1, -1), 7)])


def _section(layout: Layout, section: words.Section) -> list[Flowable]:
    quiet = section.id in _QUIET
    boxed = section.id in _BOXED
    width = layout.width - (18 if boxed else 0)
    head = _pair(
        layout, layout.text(section.title, "small_bold" if quiet else "large_head"), section.beside, width
    )
    body = [part for block in section.blocks for part in _block(layout, block, quiet=quiet, width=width)]
    if not body:
        return []
    if boxed:
        return [*_box(layout, [head, Spacer(1, 3), *body]), Spacer(1, 11)]
    if quiet:
        return [CondPageBreak(60), head, Spacer(1, 2), *body, Spacer(1, 5)]
    return [CondPageBreak(60), KeepTogether([head, Spacer(1, 3), body[0]]), *body[1:], Spacer(1, 11)]


def _pair(layout: Layout, part: Flowable, english: str, width: float) -> Flowable:
    """A paragraph with its English small at its right."""
    if not english:
        return part
    narrow = width * _ENGLISH
    cells = [[part, layout.text(english, "beside")]]
    made = Table(cells, colWidths=[width - narrow, narrow], style=BARE, splitInRow=1)
    made.setStyle([("LEFTPADDING", (1, 0), (1, 0), 9), ("LINEBEFORE", (1, 0), (1, 0), 0.5, GROUND)])
    return made


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


def _block(layout: Layout, block: words.Block, *, quiet: bool, width: float) -> list[Flowable]:
    match block:
        case words.Prose():
            return [
                _pair(layout, _paragraph(layout, text, quiet=quiet), english, width)
                for text, english in zip_longest(block.paragraphs, block.beside, fillvalue="")
            ]
        case words.KeyValues():
            rows = zip_longest(block.rows, block.beside, fillvalue="")
            return [_line(layout, *row, english) for row, english in rows if isinstance(row, tuple)]
        case words.BodyChart():
            return [_picture(layout, block)]
    return []


def _picture(layout: Layout, block: words.BodyChart) -> Flowable:
    """The body with its sides named, and what the shades mean, in type as large as the rest."""
    body = PatientBody(block, layout.writer)
    names = [layout.text(block.right, "large_side"), body, layout.text(block.left, "large_side")]
    aside = 30 * mm
    rest = layout.width - 2 * aside - body.width
    row = [[*names, layout.text(block.legend, "large")]]
    made = Table(row, colWidths=[aside, body.width, aside, rest], style=BARE)
    made.setStyle([("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    return made


def _paragraph(layout: Layout, text: str, *, quiet: bool) -> Paragraph:
    if quiet:
        return layout.text(text, "small")
    if text.startswith(_BULLET):
        return layout.text(text, "large_bullet")
    return layout.text(text, "large_bold" if text.endswith(":") else "large")


def _line(layout: Layout, label: str, value: str, english: str) -> Flowable:
    """A label with what is known, or a line to write on."""
    wide = 62 * mm
    name: list[Flowable] = [layout.text(label, "large_bold")]
    name += [layout.text(english, "beside")] if english else []
    answer: list[Flowable] = [layout.text(value, "large", label)]
    if not value:
        line = HRFlowable(width="100%", thickness=0.7, color=MUTED, spaceBefore=0, spaceAfter=6)
        answer = [Spacer(1, 15), line]
    return Table([[name, answer]], colWidths=[wide, layout.width - wide], style=BARE, splitInRow=1)
