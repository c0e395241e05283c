"""From blocks to flowables: titles in a margin of their own, hairlines, nothing boxed but urgency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import HexColor, white
from reportlab.lib.units import mm
from reportlab.platypus import (
    ActionFlowable,
    CondPageBreak,
    Flowable,
    HRFlowable,
    Indenter,
    KeepTogether,
    Paragraph,
    Spacer,
    Table,
)

from mwdesk.domain import letter as words
from mwdesk.domain.knowledge import Urgency
from mwdesk.letters import grids
from mwdesk.letters.figures import Reflexes
from mwdesk.letters.large import large_story
from mwdesk.letters.typography import (
    BOLD,
    GROUND,
    INK,
    LINE,
    MUTED,
    TEXT,
    Writer,
    make_styles,
)

GUTTER = 27 * mm
_LEVELS = {Urgency.EMERGENCY: HexColor("#9C1C15"), Urgency.URGENT: HexColor("#7A4700")}


class Title(Flowable):  # type: ignore[misc]
    """A section's title in the margin beside its first line; takes no height itself."""

    def __init__(self, paragraph: Paragraph) -> None:
        super().__init__()
        self._paragraph = paragraph

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        self._paragraph.wrap(GUTTER - 3 * mm, 1000)
        return 0, 0

    def draw(self) -> None:
        self._paragraph.drawOn(self.canv, -GUTTER, -self._paragraph.height)


class AnnexBreak(ActionFlowable):  # type: ignore[misc]
    """The annex begins on the second page, or after the text that already went there."""

    def __init__(self) -> None:
        super().__init__(("annexBreak",))

    def apply(self, document: Any) -> None:
        if document.page == document.first_page:
            document.handle_pageBreak()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What earlier passes found out: pages in all, where the annex begins, the size of type to use."""

    pages: int = 0
    end: int = 0  # page on which the first part ends
    annex: int | None = None
    unprintable: int = 0
    scale: float = 1.0


class Mark(Flowable):  # type: ignore[misc]
    """Notes on which page it came to lie."""

    def __init__(self, found: dict[str, int], name: str) -> None:
        super().__init__()
        self._found, self._name = found, name

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        return 0, 0

    def draw(self) -> None:
        self._found[self._name] = self.canv.getPageNumber()


class Layout:
    """Builds the story of one letter from what the passes before have found out."""

    def __init__(
        self,
        letter: words.Letter,
        writer: Writer,
        width: float,
        known: Known,
        found: dict[str, int],
    ) -> None:
        self.letter, self.writer, self.width = letter, writer, width
        self.content: float = width - GUTTER
        self.annex_page, self.found = known.annex, found
        self.styles = make_styles(known.scale)

    def text(self, text: str, style: str = "body", where: str = "the letter") -> Paragraph:
        return self.writer.paragraph(text, self.styles[style], where=where)

    def story(self) -> list[Flowable]:
        """Every flowable of the letter, the annex on a page of its own."""
        if self.letter.large:
            return large_story(self)
        out: list[Flowable] = [*self._head(), *self._banner(), *self._patient()]
        annex = False
        for section in self.letter.sections:
            if section.place is words.Place.ANNEX and not annex:
                annex = True
                out.append(Mark(self.found, "end"))
                out += [AnnexBreak(), Mark(self.found, "annex"), self.text("Annex", "annex"), Spacer(1, 3)]
            out += self._section(section)
        return out

    # head of the first page

    def _head(self) -> list[Flowable]:
        letter, head = self.letter, self.letter.letterhead
        left = [self.text(head.clinic, "clinic", "the clinic's name")]
        left += [self.text(line, "letterhead", "the clinic's address") for line in head.lines]
        right = [
            self.text(letter.title, "title"),
            self.text(head.written, "right"),
            self.text(f"Reference {letter.reference}", "right"),
        ]
        table = Table([[left, right]], colWidths=[self.width * 0.52, self.width * 0.48], style=grids.BARE)
        return [table, Spacer(1, 4), _rule(INK, 0.9), Spacer(1, 4)]

    def _banner(self) -> list[Flowable]:
        banner = self.letter.banner
        if banner is None:
            return []
        colour = _LEVELS.get(banner.level, INK)
        rows = [("By when", (banner.by_when,)), ("Why", banner.why)]
        lines = [self._labelled(name, "; ".join(said), "banner") for name, said in rows]
        phoned = self.writer.mark(banner.telephoned, where="whom was telephoned")
        when = self.writer.mark(banner.telephoned_when, where="when was telephoned")
        lines.append(
            self.writer.marked(
                f"{_bold('Telephoned')}  {phoned} · {_bold('When')}  {when}", self.styles["banner"]
            )
        )
        level = self.text(banner.level.value.upper(), "level")
        table = Table([[level, lines]], colWidths=[30 * mm, self.width - 30 * mm], splitInRow=1)
        table.setStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), TEXT),
                ("BACKGROUND", (0, 0), (0, -1), colour),
                ("BOX", (0, 0), (-1, -1), 1.4, colour),
                ("VALIGN", (0, 0), (0, -1), "MIDDLE"),
                ("VALIGN", (1, 0), (1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 3),
                ("RIGHTPADDING", (0, 0), (0, -1), 3),
                ("LEFTPADDING", (1, 0), (1, -1), 7),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ]
        )
        return [table, Spacer(1, 5)]

    def _labelled(self, label: str, text: str, style: str) -> Paragraph:
        return self.writer.marked(
            f"{_bold(label)}  {self.writer.mark(text, where=label)}", self.styles[style]
        )

    def _patient(self) -> list[Flowable]:
        rows = dict(self.letter.patient)
        name = self.writer.mark(rows.pop("Name", ""), where="the patient's name", bold=True)
        local = rows.pop("Local script", "")
        local = self.writer.mark(local, where="the name in local script") if local else ""
        first = f'<font face="{BOLD}" size="11">{name}</font>' + (f"   {local}" if local else "")
        paragraph = self.writer.marked(first, self.styles["body"])
        pairs = list(rows.items())
        lines = [pairs[i : i + 3] for i in range(0, len(pairs), 3)]
        addresses = [self._labelled(label, value, "small") for label, value in self.letter.addresses]
        cells: list[list[Any]] = [
            [addresses[0], "", addresses[-1], "", "", ""],
            [paragraph, "", "", "", "", ""],
        ]
        for line in lines:
            made: list[Any] = []
            for label, value in line:
                made += [self.text(label, "label"), self.text(value, "small", label.lower())]
            cells.append([*made, *[""] * (6 - len(made))])
        label_width = 17 * mm
        value_width = (self.width - 3 * label_width - 8) / 3
        table = Table(
            cells,
            colWidths=[label_width + 4, value_width, label_width, value_width, label_width, value_width + 4],
        )
        table.setStyle(grids.PATIENT)
        return [table, Spacer(1, 3)]

    # sections

    def _section(self, section: words.Section) -> list[Flowable]:
        first = next((b for b in section.blocks), None)
        if isinstance(first, words.ReplySlip):
            return grids.reply_slip(self, first)
        body: list[Flowable] = []
        for number, block in enumerate(section.blocks):
            if number:
                body.append(Spacer(1, 3))
            body += self._block(block)
        if section.place is words.Place.ANNEX:
            title: list[Flowable] = [
                _rule(LINE, 0.5),
                Spacer(1, 3),
                self.text(section.title, "gutter"),
                Spacer(1, 2),
            ]
            if isinstance(
                first, words.PowerTable
            ):  # drawn in one piece beside the body: the title goes along
                return [KeepTogether([*title, body[0]]), *body[1:], Spacer(1, 7)]
            return [CondPageBreak(90), *title, *body, Spacer(1, 7)]
        head: list[Flowable] = [CondPageBreak(38), _rule(LINE, 0.5), Spacer(1, 2.6), Indenter(left=GUTTER)]
        name = self.text(section.title, "gutter")
        if all(isinstance(b, words.Prose | words.KeyValues) for b in section.blocks):
            body.append(Spacer(1, max(0.0, _height(name, GUTTER - 3 * mm) - self._tall(body))))
        return [*head, Title(name), *body, Indenter(left=-GUTTER), Spacer(1, 3)]

    def _tall(self, body: list[Flowable]) -> float:
        return sum(_height(part, self.width - GUTTER) for part in body)

    def _block(self, block: words.Block) -> list[Flowable]:
        match block:
            case words.Prose():
                return self._prose(block)
            case words.KeyValues():
                return [grids.key_values(self, block)]
            case words.Table():
                return grids.table(self, block)
            case words.Examination():
                return grids.examination(self, block)
            case words.SafetyStrip():
                return [grids.safety(self, block)]
            case words.PowerTable():
                return grids.powers(self, block)
            case words.BodyChart():
                return []  # drawn beside the power table
            case words.ReflexFigure():
                return [Reflexes(block, self.writer), self.text(block.legend, "note")]
            case words.Lines():
                return [self._labelled(block.heading, "; ".join(block.lines), "body")]
            case words.More():
                return [self.more(block)]
            case words.Signature():
                return [grids.signature(self, block)]
            case words.ReplySlip():
                return grids.reply_slip(self, block)

    def more(self, block: words.More) -> Paragraph:
        return self.text(f"→ {block.words(self.annex_page)}", "small_bold")

    def _prose(self, block: words.Prose) -> list[Flowable]:
        out: list[Flowable] = []
        for number, paragraph in enumerate(block.paragraphs):
            if number:
                out.append(Spacer(1, 3))
            out.append(self.text(paragraph, "verbatim" if block.verbatim else "body"))
        return out


def _height(part: Flowable, width: float) -> float:
    return float(part.wrap(width, 10000)[1])


def _bold(label: str) -> str:
    return f'<font face="{BOLD}">{label}</font>'


def _rule(colour: Any, width: float) -> HRFlowable:
    return HRFlowable(width="100%", thickness=width, color=colour, spaceBefore=0, spaceAfter=0)


def columns(total: float, *shares: float) -> Sequence[float]:
    """Column widths that fill `total` in these shares."""
    return [total * share / sum(shares) for share in shares]


__all__ = ["GROUND", "GUTTER", "MUTED", "Layout", "columns", "white"]
