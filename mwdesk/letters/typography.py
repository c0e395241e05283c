"""Fonts, styles and safe text: every string is escaped, every character is checked against a font.

Imports ReportLab: import this module only where a PDF is made.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.platypus import Paragraph
from reportlab.platypus.paraparser import ParaFrag

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.letters.characters import JOINERS, clean, has_right_to_left, lines, nearest, parts
from mwdesk.letters.shaping import ScriptFont, install

TEXT, BOLD, ITALIC = "Letter", "Letter-Bold", "Letter-Italic"
_BOLD_ITALIC = "Letter-BoldItalic"
_FILES = {
    TEXT: "dejavu/DejaVuSansCondensed.ttf",
    BOLD: "dejavu/DejaVuSansCondensed-Bold.ttf",
    ITALIC: "dejavu/DejaVuSansCondensed-Oblique.ttf",
    _BOLD_ITALIC: "dejavu/DejaVuSansCondensed-BoldOblique.ttf",
}
# Scripts of their own: read from the disk when the first of their characters comes, and not before.
_SCRIPT_FILES = {
    "Devanagari": "noto/NotoSansDevanagari-Regular.ttf",
    "Devanagari-Bold": "noto/NotoSansDevanagari-Bold.ttf",
    "Kannada": "noto/NotoSansKannada-Regular.ttf",
    "Kannada-Bold": "noto/NotoSansKannada-Bold.ttf",
}
_BLOCKS = {"Devanagari": ((0x0900, 0x097F), (0xA8E0, 0xA8FF)), "Kannada": ((0x0C80, 0x0CFF),)}
_folders: list[Path] = []  # where the fonts were found last

INK: Color = HexColor("#14232E")
MUTED: Color = HexColor("#51616D")
LINE: Color = HexColor("#C9D2D9")
GROUND: Color = HexColor("#F3F6F8")
ACCENT: Color = HexColor("#0B6272")


def load_fonts(folder: Path) -> None:
    """Register the letter's fonts once. Raises DataError where a font file is missing or broken."""
    _folders[:] = [folder]
    registered = pdfmetrics.getRegisteredFontNames()
    for name, file in _FILES.items():
        if name not in registered:
            _register(TTFont, name, folder / file)
    pdfmetrics.registerFontFamily(TEXT, normal=TEXT, bold=BOLD, italic=ITALIC, boldItalic=_BOLD_ITALIC)


def _register(kind: type[TTFont], name: str, path: Path) -> None:
    try:
        pdfmetrics.registerFont(kind(name, str(path)))
    except (TTFError, OSError) as fault:
        raise _bad(
            f"font {path.name}",
            f"the font cannot be read ({fault}).",
            "Install mwdesk again: its folder of fonts is not whole.",
        ) from None


def _script_font(char: str, bold: bool) -> str:
    """The font of the script that this character belongs to, ready for use, or "" where we have none."""
    for script, blocks in _BLOCKS.items():
        if any(low <= ord(char) <= high for low, high in blocks):
            name = f"{script}-Bold" if bold else script
            if name not in pdfmetrics.getRegisteredFontNames():
                _register(ScriptFont, name, _folders[0] / _SCRIPT_FILES[name])
            return name if _has(name, char) else ""
    return ""


def close_doors() -> None:
    """No address and no file may be fetched by anything in a letter; no standard font may slip in."""
    rl_config.trustedHosts = []
    rl_config.trustedSchemes = []
    rl_config.canvas_basefontname = TEXT
    install()


def _bad(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))


def _has(font: str, char: str) -> bool:
    """Whether the font prints it and a reader can copy it: ReportLab maps no text beyond the basic plane."""
    return ord(char) < 0x10000 and ord(char) in pdfmetrics.getFont(font).face.charToGlyph


@dataclass(slots=True)
class Writer:
    """Turns text that anybody may have typed into paragraphs; counts what no font can print."""

    unprintable: int = 0
    counting: bool = True
    _styles: dict[str, ParagraphStyle] = field(default_factory=dict)
    _samples: dict[int, tuple[ParagraphStyle, ParaFrag]] = field(default_factory=dict)

    def paragraph(self, text: str, style: ParagraphStyle, *, where: str = "the letter") -> Paragraph:
        """A paragraph of plain text; line breaks are kept."""
        if text.isascii() and text.isprintable():
            return self._unparsed(text, style)
        return self.marked(self.mark(text, where=where, bold=style.fontName == BOLD), style)

    def _unparsed(self, text: str, style: ParagraphStyle) -> Paragraph:
        """Most text by far: no markup can be in it, so that nothing need be parsed."""
        if id(style) not in self._samples:
            self._samples[id(style)] = (style, Paragraph("x", style).frags[0])
        part = copy(self._samples[id(style)][1])
        part.text = " ".join(text.split())
        return Paragraph("", style, frags=[part])

    def marked(self, markup: str, style: ParagraphStyle) -> Paragraph:
        """A paragraph of our own markup, in which every foreign string went through `mark`."""
        if '<font name="' not in markup:
            return Paragraph(markup, style)
        key = f"{style.name}-shaped"
        shaped = self._styles.setdefault(key, ParagraphStyle(key, parent=style, shaping=1))
        return Paragraph(markup, shaped)

    def mark(self, text: str, *, where: str = "the letter", bold: bool = False) -> str:
        """Escaped markup of plain text, each script in its own font, right-to-left text in its own order."""
        if text.isascii() and text.isprintable():
            return escape(text)
        whole = "".join(clean(text))
        if not has_right_to_left(whole):
            return self._runs(whole, bold)
        return "".join(
            self._reversed(run, bold) if rtl else self._runs(run, bold) for run, rtl in parts(whole)
        )

    def _reversed(self, run: str, bold: bool) -> str:
        """Right-to-left text: a piece is one word for the shaper, which turns it round as a whole."""
        font = BOLD if bold else TEXT
        out = []
        for line in lines(run):
            words = []
            for piece, rtl in line:
                known = rtl and all(_has(font, c) or c == "\u00a0" for c in piece)
                words.append(
                    f'<font name="{font}">{escape(piece)}</font>' if known else self._runs(piece, bold)
                )
            out.append(" ".join(words))
        return f" {'<br/>'.join(out)} "

    def _runs(self, text: str, bold: bool) -> str:
        runs: list[tuple[str, str]] = []
        for char in text:
            if char in JOINERS and not (runs and runs[-1][0] not in ("", "?")):
                continue  # joins nothing outside a shaped script
            font = self._font(char, runs[-1][0] if runs else "", bold)
            if runs and runs[-1][0] == font:
                runs[-1] = (font, runs[-1][1] + char)
            else:
                runs.append((font, char))
        out = []
        for font, run in runs:
            said = self._nearest(run) if font == "?" else run
            words = escape(said).replace("\n", "<br/>")
            out.append(f'<font name="{font}">{words}</font>' if font not in ("", "?") else words)
        return "".join(out)

    def _nearest(self, run: str) -> str:
        self.unprintable += len(run) if self.counting else 0
        return nearest(run, lambda c: _has(TEXT, c))

    def lacking(self, text: str) -> list[str]:
        """The characters of a text that no font has, each once."""
        chars = dict.fromkeys(c for c in clean(text) if c != "\n" and c not in JOINERS)
        return [char for char in chars if self._font(char, "", False) == "?"]

    def plain(self, text: str) -> str:
        """One line for drawing outside a paragraph, in the letter's own font only."""
        drawn = (c for c in clean(text) if c != "\n")
        return "".join(c if _has(TEXT, c) else self._nearest(c) for c in drawn)

    def _font(self, char: str, last: str, bold: bool) -> str:
        """ "" for the letter's own font, a script's font, or "?" where none has the character."""
        if char == "\n":
            return ""
        if char in JOINERS:
            return last
        if _has(BOLD if bold else TEXT, char):
            return ""
        return _script_font(char, bold) or "?"


def _style(name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
    settings: dict[str, object] = {
        "fontName": TEXT,
        "fontSize": size,
        "leading": leading,
        "textColor": INK,
        "splitLongWords": 1,
        "allowWidows": 0,
        "allowOrphans": 0,
        **more,
    }
    return ParagraphStyle(name, **settings)


def make_styles(scale: float = 1.0) -> dict[str, ParagraphStyle]:
    """Every style by name, its sizes times `scale`; made after the fonts are registered."""
    made = [
        _style("body", 9, 11.6),
        _style("verbatim", 9, 11.6),
        _style("small", 8, 10),
        _style("small_bold", 8, 10, fontName=BOLD),
        _style("note", 7.4, 9.2, textColor=MUTED),
        _style("cell", 8.4, 10.4),
        _style("cell_bold", 8.4, 10.4, fontName=BOLD),
        _style("cell_right", 8.4, 10.4, alignment=2),
        _style("grade", 8.4, 10.4, fontName=BOLD, alignment=1),
        _style("grade_quiet", 8.4, 10.4, alignment=1, textColor=MUTED),
        _style("head_cell", 7.4, 9.2, textColor=MUTED),
        _style("head_centre", 7.4, 9.2, textColor=MUTED, alignment=1),
        _style("label", 7.4, 9.2, textColor=MUTED),
        _style("gutter", 8.4, 10.2, fontName=BOLD, textColor=ACCENT),
        _style("column", 8, 9.8, fontName=BOLD),
        _style("clinic", 12.5, 15, fontName=BOLD),
        _style("title", 12.5, 15, fontName=BOLD, alignment=2, textColor=ACCENT),
        _style("right", 8, 10.2, alignment=2, textColor=MUTED),
        _style("letterhead", 8, 10.2, textColor=MUTED),
        _style("level", 11, 13.5, fontName=BOLD, textColor=HexColor("#FFFFFF"), alignment=1),
        _style("banner", 9, 11.4),
        _style("annex", 11, 14, fontName=BOLD),
        _style("draft", 9, 11, fontName=BOLD, alignment=1),
        _style("large", 13, 17.5),
        _style("large_bullet", 13, 17.5, leftIndent=10, firstLineIndent=-10),
        _style("large_head", 15, 19, fontName=BOLD, textColor=ACCENT),
        _style("large_bold", 13, 17.5, fontName=BOLD),
        _style("large_title", 22, 27, fontName=BOLD),
        _style("large_alarm", 17, 23, fontName=BOLD, textColor=HexColor("#FFFFFF")),
        _style("large_urgent", 16, 21, fontName=BOLD),
        _style("large_side", 11, 14, alignment=1),
        _style("beside", 7.6, 9.4, textColor=MUTED),
        _style("beside_dark", 8, 10, textColor=HexColor("#FFFFFF")),
        _style("notice", 7.6, 9.4, fontName=BOLD),
        _style("tiny", 6.6, 8.4, textColor=MUTED),
        _style("tiny_right", 6.6, 8.4, textColor=MUTED, alignment=2),
    ]
    for style in made:
        style.fontSize, style.leading = style.fontSize * scale, style.leading * scale
    return {style.name: style for style in made}
