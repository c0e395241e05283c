"""From blocks to flowables: titles in a margin of their own, hairlines, nothing boxed but urgency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph

from mwdesk.domain import letter as words
from mwdesk.domain.knowledge import Urgency
from mwdesk.letters import grids
from mwdesk.letters.characters import JOINERS, clean, has_right_to_left
from mwdesk.letters.flow import AnnexBreak, Item, Mark, Need, Together
from mwdesk.letters.grid import Grid, Padding, Panel, Row, Rules
from mwdesk.letters.large import large_story
from mwdesk.letters.logo import Logo
from mwdesk.letters.typeset import Gap, Rule, Run, Text, stack_height
from mwdesk.letters.typography import BOLD, GROUND, INK, LINE, MUTED, TEXT, Writer, make_styles

GUTTER = 27 * mm
_LEVELS = {Urgency.EMERGENCY: HexColor("#9C1C15"), Urgency.URGENT: HexColor("#7A4700")}
_LABEL = 17 * mm
_HEADED = 24.0  # the heading of the annex, with its space
Words = Sequence[tuple[str, bool]]  # pieces of one paragraph, and whether each is bold


class Title(Flowable):  # type: ignore[misc]
    """A section's title in the margin beside its first line; takes no height itself."""

    def __init__(self, paragraph: Flowable) -> None:
        super().__init__()
        self._paragraph = paragraph
        self._high = float(paragraph.wrap(GUTTER - 3 * mm, 1000)[1])

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def drawOn(self, canvas: Canvas, x: float, y: float, _sW: float = 0) -> None:  # noqa: N802, N803
        self._paragraph.drawOn(canvas, x - GUTTER, y - self._high)


class Layout:
    """Builds the story of one letter; `scale` is the size of type, `key_first` puts what must stand on page 1
    before the rest."""

    def __init__(
        self,
        letter: words.Letter,
        writer: Writer,
        width: float,
        *,
        scale: float = 1.0,
        key_first: bool = False,
    ) -> None:
        self.letter, self.writer, self.width = letter, writer, width
        self.content: float = width - GUTTER
        self.styles = make_styles(scale)
        for name, font in (("name", BOLD), ("name_beside", TEXT)):
            known = ParagraphStyle(name, parent=self.styles["body"], fontName=font)
            known.fontSize, known.leading = 11 * scale, 14 * scale
            self.styles[name] = known
        self.scale, self.key_first = scale, key_first
        self._mores: list[tuple[Text, words.More]] = []

    # text

    def text(
        self, text: str, style: str = "body", where: str = "the letter", colour: Color | None = None
    ) -> Flowable:
        """A paragraph of plain text; line breaks are kept."""
        known = self.styles[style]
        plain = _plain(text, known.fontName)
        if plain is None:
            return self.writer.paragraph(text, known, where=where)
        return Text([Run(plain, known.fontName, colour or known.textColor)], known)

    def pieces(self, pieces: Words, style: str, where: str = "the letter") -> Flowable:
        """A paragraph of pieces, each bold or not."""
        known = self.styles[style]
        runs = []
        for text, bold in pieces:
            plain = _plain(text, BOLD if bold else TEXT)
            if plain is None:
                return self._marked(pieces, style, where)
            runs.append(Run(plain, BOLD if bold else TEXT, known.textColor))
        return Text(runs, known)

    def _marked(self, pieces: Words, style: str, where: str) -> Paragraph:
        made = []
        for text, bold in pieces:
            marked = self.writer.mark(text, where=where, bold=bold)
            made.append(f'<font face="{BOLD}">{marked}</font>' if bold else marked)
        return self.writer.marked("".join(made), self.styles[style])

    def labelled(self, label: str, text: str, style: str = "body", *, quiet: bool = False) -> Flowable:
        """A label, bold or in quiet colour, and what it names."""
        if not quiet:
            return self.pieces([(label, True), (f"  {text}", False)], style, label)
        known, head, plain = self.styles[style], _plain(f"{label}:", TEXT), _plain(text, TEXT)
        if head is None or plain is None:
            marked = f'<font color="#51616D">{self.writer.mark(f"{label}:")}</font> '
            return self.writer.marked(marked + self.writer.mark(text, where=label), known)
        return Text([Run(head, TEXT, MUTED), Run(f" {plain}", TEXT, known.textColor)], known)

    def more(self, block: words.More) -> Text:
        """How many more stand elsewhere; the page is filled in when it is known."""
        style = self.styles["small_bold"]
        made = Text([Run(f"→ {block.words(2)}", BOLD, style.textColor)], style)
        self._mores.append((made, block))
        return made

    def tell_page(self, page: int | None) -> None:
        """Put the page of the annex into every line that points there."""
        for made, block in self._mores:
            made.rewrite([Run(f"→ {block.words(page)}", BOLD, made.style.textColor)])

    # story

    def story(self) -> list[Item]:
        """Every part of the letter in order, the annex on a page of its own."""
        return [*self.first(), *self.annex()]

    def first(self) -> list[Item]:
        """The head and the sections before the annex."""
        if self.letter.large:
            return [Item(part) for part in large_story(self)]
        out = [Item(part) for part in (*self._head(), *self._banner(), *self._patient())]
        sections = [s for s in self.letter.sections if s.place is words.Place.FIRST]
        if self.key_first:
            sections = [s for s in sections if s.key] + [s for s in sections if not s.key]
        for section in sections:
            out += self._section(section)
            out.append(Item(Mark(f"end/{section.id}")))
        return [*out, Item(Mark("end"))]

    def annex(self) -> list[Item]:
        """What stands after the first part; nothing where there is none."""
        sections = [s for s in self.letter.sections if s.place is words.Place.ANNEX]
        if not sections or self.letter.large:
            return []
        story = [item for s in sections for item in self._section(s)]
        least = min(_HEADED + _first_height(story, self.width), 400)  # the heading stays with what it heads
        head = [AnnexBreak(), Need(least), Mark("annex"), self.text("Annex", "annex"), Gap(3)]
        return [*(Item(part) for part in head), *story]

    # head of the first page

    def _head(self) -> list[Flowable]:
        letter, head = self.letter, self.letter.letterhead
        left: list[Flowable] = [Logo(head.logo), Gap(3)] if head.logo else []
        left.append(self.text(head.clinic, "clinic", "the clinic's name"))
        left += [self.text(line, "letterhead", "the clinic's address") for line in head.lines]
        right = [
            self.text(letter.title, "title"),
            self.text(head.written, "right"),
            self.text(f"Reference {letter.reference}", "right"),
        ]
        share = 0.34 if len(letter.title) > 34 else 0.52
        made = Grid([Row([left, right])], [self.width * share, self.width * (1 - share)])
        return [made, Gap(4), Rule(INK, 0.9), Gap(4)]

    def _banner(self) -> list[Flowable]:
        banner = self.letter.banner
        if banner is None:
            return []
        colour = _LEVELS.get(banner.level, INK)
        rows = [("By when", banner.by_when), ("Why", "; ".join(banner.why))]
        lines = [self.labelled(name, said, "banner") for name, said in rows]
        phoned = (("Telephoned", True), (f"  {banner.telephoned} · ", False))
        when = ((" When", True), (f"  {banner.telephoned_when}", False))
        lines.append(self.pieces([*phoned, *when], "banner", "who was telephoned"))
        level = self.text(banner.level.value.upper(), "level")
        tall = sum(float(line.wrap(self.width - 30 * mm - 10, 10000)[1]) for line in lines)
        above = max(3.5, (tall - 13.5) / 2 + 3.5)
        made = Grid(
            [Row([[Gap(above - 3.5), level], lines], fills={0: colour})],
            [30 * mm, self.width - 30 * mm],
            pads=[Padding(3, 3, 3.5, 4.5), Padding(7, 3, 3.5, 4.5)],
            rules=Rules(around=(colour, 1.4)),
        )
        return [made, Gap(5)]

    def _patient(self) -> list[Flowable]:
        rows = dict(self.letter.patient)
        name, local = rows.pop("Name", ""), rows.pop("Local script", "")
        addresses = [self.labelled(label, value, "small") for label, value in self.letter.addresses]
        third = (self.width - 9) / 3
        to = Grid(
            [Row([[addresses[0]], [addresses[-1]]])],
            [third, third * 2],
            pads=Padding(right=4, top=3, bottom=3),
        )
        pairs = list(rows.items())
        lines = []
        for start in range(0, len(pairs), 3):
            cells: list[list[Flowable]] = []
            for label, value in pairs[start : start + 3]:
                cells += [[self.text(label, "label")], [self.text(value, "small", label.lower())]]
            lines.append(Row(cells + [[]] * (6 - len(cells))))
        made = Grid(lines, [_LABEL, third - _LABEL] * 3, pads=Padding(right=4, top=0.6, bottom=0.6))
        parts = [to, Rule(LINE, 0.35), Gap(3), self._name(name, local), Gap(3), made]
        return [Panel(parts, GROUND, Padding(5, 4, 0, 3)), Gap(3)]

    def _name(self, name: str, local: str) -> Flowable:
        if not local:
            return self.text(name, "name", "the patient's name")
        whole = self.writer.mark(name, where="the patient's name", bold=True)
        beside = self.writer.mark(local, where="the name in local script")
        both = f'<font face="{BOLD}">{whole}</font>   {beside}'
        return self.writer.marked(both, self.styles["name_beside"])

    # sections

    def _section(self, section: words.Section) -> list[Item]:
        first = next((b for b in section.blocks), None)
        if isinstance(first, words.ReplySlip):
            return [Item(part) for part in grids.reply_slip(self, first)]
        body: list[Flowable] = []
        for number, block in enumerate(section.blocks):
            if number:
                body.append(Gap(3))
            body += self._block(block, first=section.place is words.Place.FIRST)
        if section.place is words.Place.ANNEX:
            return self._annexed(section, body)
        if not section.title:  # words of a template around the letter
            return [Item(Need(20)), *(Item(part) for part in body), Item(Gap(5))]
        name = self.text(section.title, "gutter")
        out = [Item(Need(38)), Item(Mark(f"begin/{section.id}"))]
        out += [Item(Rule(LINE, 0.5)), Item(Gap(2.6)), Item(Title(name), GUTTER)]
        out += [Item(part, GUTTER) for part in body]
        tall = sum(float(part.wrap(self.content, 100000)[1]) for part in body)
        return [*out, Item(Gap(3 + max(0.0, float(name.wrap(GUTTER - 3 * mm, 1000)[1]) - tall)))]

    def _annexed(self, section: words.Section, body: list[Flowable]) -> list[Item]:
        title: list[Flowable] = [Rule(LINE, 0.5), Gap(3), self.text(section.title, "gutter"), Gap(2)]
        if isinstance(section.blocks[0], words.PowerTable):  # drawn in one piece beside the body
            together = Together([*title, body[0]])
            return [Item(part) for part in (together, *body[1:], Gap(7))]
        return [Item(part) for part in (Need(90), *title, *body, Gap(7))]

    def _block(self, block: words.Block, *, first: bool) -> list[Flowable]:
        match block:
            case words.Prose():
                return self._prose(block)
            case words.KeyValues():
                return [grids.key_values(self, block)]
            case words.Table():
                return grids.table(self, block, first=first)
            case words.Examination():
                return grids.examination(self, block)
            case words.SafetyStrip():
                return grids.safety(self, block)
            case words.PowerTable():
                return grids.powers(self, block)
            case words.BodyChart():
                return []  # drawn beside the power table
            case words.ReflexFigure():
                return [grids.reflexes(self, block), self.text(block.legend, "note")]
            case words.Lines():
                return [self.labelled(block.heading, "; ".join(block.lines))]
            case words.More():
                return [self.more(block)]
            case words.Signature():
                return [grids.signature(self, block)]
            case words.ReplySlip():
                return grids.reply_slip(self, block)

    def _prose(self, block: words.Prose) -> list[Flowable]:
        out: list[Flowable] = []
        for number, paragraph in enumerate(block.paragraphs):
            if number:
                out.append(Gap(3))
            out.append(self.text(paragraph, "verbatim" if block.verbatim else "body"))
        return out


def _first_height(story: Sequence[Item], width: float) -> float:
    """How much the first part of a story asks for, before it goes to a new page by itself."""
    for item in story:
        if isinstance(item.part, Together):
            return stack_height(item.part.parts, width)
        if isinstance(item.part, Need):
            return item.part.least
    return 0.0


def _plain(text: str, font: str) -> str | None:
    """The text if one font draws it as it stands, left to right; None where scripts or signs need more."""
    if text.isascii() and text.isprintable():
        return text
    whole = "".join(clean(text))
    if has_right_to_left(whole):
        return None
    known: Any = pdfmetrics.getFont(font).face.charToGlyph
    if all(c == "\n" or (c not in JOINERS and ord(c) < 0x10000 and ord(c) in known) for c in whole):
        return whole
    return None
