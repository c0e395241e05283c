"""A page for a patient: one column of large type, headings above, lines to write on.

Where the text is a translation that nobody reviewed, its English stands small beside it.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from reportlab.lib.colors import white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from mwdesk.domain import letter as words
from mwdesk.letters.flow import Need, Together
from mwdesk.letters.grid import Grid, Padding, Row, Rules
from mwdesk.letters.patient_figure import PatientBody
from mwdesk.letters.typeset import Gap, Rule
from mwdesk.letters.typography import GROUND, INK, MUTED

if TYPE_CHECKING:
    from mwdesk.letters.layout import Layout

Bound = tuple[Flowable, bool]  # a part, and whether it must stand on one page with the next
_BULLET = "• "
_QUIET = ("for_clinician", "version_line")  # small: not for the patient
_BOXED = ("danger_signs",)
_APART = ("translation", "page_title")  # printed on each page, or as its title
_LOUD = {"first_emergency": "large_alarm", "first_urgent": "large_urgent"}
_TALL = ("hi", "kn")  # scripts with signs above and below the line
_ENGLISH = 0.27  # of the width
_AIR = 2.4  # points between one paragraph and the next


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
        Gap(4),
        layout.text(title.title if title is not None else letter.title, "large_title"),
        Gap(3),
        Rule(INK, 1.2, below=8),
    ]
    for section in letter.sections:
        if section.id in _LOUD:
            out += [_loud(layout, section), Gap(10)]
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
    ground = INK if style == "large_alarm" else white
    pads, rules = Padding(11, 11, 7, 9), Rules(around=(INK, 2.6))
    return Grid([Row([lines], fills={0: ground})], [layout.width], pads=pads, rules=rules)


def _section(layout: Layout, section: words.Section) -> list[Flowable]:
    quiet = section.id in _QUIET
    boxed = section.id in _BOXED
    width = layout.width - (18 if boxed else 0)
    head = _pair(
        layout, layout.text(section.title, "small_bold" if quiet else "large_head"), section.beside, width
    )
    body = [part for block in section.blocks for part in _block(layout, block, quiet=quiet, width=width)]
    parts = [part for part, _ in body]
    if not body:
        return []
    if boxed:
        return [_box(layout, head, parts, calls=_calls(section)), Gap(11)]
    if quiet:
        return [Need(60), head, Gap(2), *parts, Gap(5)]
    return [Need(60), *_kept([(head, True), (Gap(3 - _AIR), True), *body]), Gap(12)]


def _kept(body: list[Bound]) -> list[Flowable]:
    """Paragraphs with air between them, each on one page with what it leads to."""
    out: list[Flowable] = []
    group: list[Flowable] = []
    for part, leads in body:
        group += [Gap(_AIR), part] if group else [part]
        if not leads:
            out += [Together(group), Gap(_AIR)]
            group = []
    return [*out[:-1], *group]


def _pair(layout: Layout, part: Flowable, english: str, width: float) -> Flowable:
    """A paragraph with its English small at its right."""
    if not english:
        return part
    narrow = width * _ENGLISH
    row = Row([[part], [layout.text(english, "beside")]])
    rules = Rules(before=(1, (GROUND, 0.5)))
    return Grid([row], [width - narrow, narrow], pads=[Padding(right=8), Padding(left=9)], rules=rules)


def _calls(section: words.Section) -> bool:
    """Whether the first paragraph says whom to call: it is no sign of the list."""
    first = next(
        (text for b in section.blocks if isinstance(b, words.Prose) for text in b.paragraphs), _BULLET
    )
    return not section.edited and not first.startswith(_BULLET)


def _box(layout: Layout, head: Flowable, parts: list[Flowable], *, calls: bool) -> Flowable:
    """A thick frame on one page: whom to call stands above the heading of the list."""
    body = [*parts[:1], head, *parts[1:]] if calls else [head, *parts]
    last = len(body) - 1
    rows = [
        Row([[Gap(7 if n == 0 else _AIR), part, *([Gap(8)] if n == last else [])]])
        for n, part in enumerate(body)
    ]
    made = Grid(rows, [layout.width], pads=Padding(9, 9), rules=Rules(around=(INK, 2.2)))
    return Together([made])


def _block(layout: Layout, block: words.Block, *, quiet: bool, width: float) -> list[Bound]:
    """The paragraphs of a block, each with whether it leads to the next: a name, a row of a short list."""
    match block:
        case words.Prose():
            return [
                (_pair(layout, _paragraph(layout, text, quiet=quiet), english, width), text.endswith(":"))
                for text, english in zip_longest(block.paragraphs, block.beside, fillvalue="")
            ]
        case words.KeyValues():
            rows = zip_longest(block.rows, block.beside, fillvalue="")
            made = [_line(layout, *row, english) for row, english in rows if isinstance(row, tuple)]
            return [(line, number < len(made)) for number, line in enumerate(made, start=1)]
        case words.BodyChart():
            return [(_picture(layout, block), False)]
    return []


def _picture(layout: Layout, block: words.BodyChart) -> Flowable:
    """The body with its sides named, and what the shades mean, in type as large as the rest."""
    body = PatientBody(block, layout.writer)
    names = [layout.text(block.right, "large_side"), body, layout.text(block.left, "large_side")]
    aside = 30 * mm
    rest = layout.width - 2 * aside - body.width
    row = Row([*([name] for name in names), [layout.text(block.legend, "large")]])
    pads = [Padding(), Padding(), Padding(), Padding(left=14)]
    return Grid([row], [aside, body.width, aside, rest], align="middle", pads=pads)


def _paragraph(layout: Layout, text: str, *, quiet: bool) -> Flowable:
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
        answer = [Gap(15), Rule(MUTED, 0.7, below=6)]
    return Grid([Row([name, answer])], [wide, layout.width - wide])
