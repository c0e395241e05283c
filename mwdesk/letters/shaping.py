"""Devanagari and Kannada on paper: joined as they are read, broken only between syllables, copied right.

ReportLab shapes a word with the font of its first letter alone, names a glyph by the first character that
shows it, and parts long words anywhere. So each stretch is shaped here in its own font; each glyph has a code
of its own for the characters that it stands for, which the file tells whoever copies or searches.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

import uharfbuzz
from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import (
    SUBSETN,
    ShapeData,
    ShapedFragWord,
    ShapedStr,
    TTFont,
    makeShapedFragWord,
)
from reportlab.pdfgen.textobject import PDFTextObject
from reportlab.platypus import paragraph

from mwdesk.letters.characters import has_right_to_left

_FIRST = 0xF0000  # private codes beyond all characters: one for each glyph and what it stands for
_VIRAMAS = "\u094d\u0ccd"
_JOINERS = "\u200c\u200d"
_FEATURES = {"kern": True, "liga": True, "dlig": False}
_PLAIN = {"kern": True, "liga": False, "dlig": False}  # else "st" prints as one old-fashioned sign
_NOTHING = "\u200b"  # a glyph that no character asked for: the ring under a sign without its letter
_BLOCK = 100  # entries that one block of a character map may hold


def install() -> None:
    """Make every paragraph use what is here; safe to repeat."""
    paragraph.shapeFragWord = shape_word
    paragraph._fragWordIter = units
    PDFTextObject.setRise = set_rise


def set_rise(text: Any, rise: float) -> None:
    """Raise or lower what follows. ReportLab's own fails on a sign that begins a line raised, and forgets the
    height of two in a row, so that the letters after them would stay raised."""
    text._y += text._rise - rise
    text._rise = rise
    if text._code and text._code[-1].endswith(" Ts"):
        text._code.pop()
    text._code.append(f"{rise:.4g} Ts")


def syllables(text: str) -> list[str]:
    """The text in parts that may not be broken: a consonant cluster with all its signs."""
    out: list[str] = []
    for char in text:
        joined = unicodedata.category(char).startswith("M") or char in _JOINERS
        if out and (joined or out[-1].rstrip(_JOINERS)[-1:] in _VIRAMAS or not out[-1].rstrip(_JOINERS)):
            out[-1] += char
        else:
            out.append(char)
    return out


def dealt(text: str, glyphs: int) -> list[str]:
    """The characters of one cluster over its glyphs, in order; a glyph too many stands for no width."""
    if len(text) < glyphs:
        text = unicodedata.normalize("NFD", text)
    parts = [*text[: glyphs - 1], text[glyphs - 1 :]]
    parts = [*parts, *[""] * (glyphs - len(parts))]
    return [part or _NOTHING for part in parts]


class ScriptFont(TTFont):  # type: ignore[misc]
    """A font whose words are shaped, and whose glyphs say the characters that they stand for."""

    def __init__(self, name: str, path: str) -> None:
        super().__init__(name, path, shapable=True)
        self._codes: dict[tuple[int, str], int] = {}
        self._texts: dict[int, str] = {}
        self._shaper = uharfbuzz.Font(self.hbFace)

    def _code(self, glyph: int, text: str) -> int:
        code = self._codes.get((glyph, text))
        if code is None:
            code = self._codes[glyph, text] = _FIRST + len(self._codes)
            self._texts[code] = text
            self.face.charToGlyph[code] = glyph
            self.face.charWidths[code] = self.pdfScale(self._shaper.get_glyph_h_advance(glyph))
        return code

    def shaped(self, text: str) -> ShapedStr:
        """The glyphs of a stretch without spaces, as codes with their places."""
        buffer = uharfbuzz.Buffer()
        buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._shaper, buffer, _FEATURES)
        infos, scale = buffer.glyph_infos, self.pdfScale
        starts = sorted({0, *(info.cluster for info in infos)})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        held: dict[int, list[str]] = {}
        for info in infos:
            held.setdefault(info.cluster, []).append("")
        texts = {c: iter(dealt(text[c if c != min(held) else 0 : ends[c]], len(held[c]))) for c in held}
        codes, data = [], []
        for info, place in zip(infos, buffer.glyph_positions, strict=True):
            code = self._code(info.codepoint, next(texts[info.cluster]))
            codes.append(chr(code))
            moved = (place.x_advance, place.y_advance, place.x_offset, place.y_offset)
            data.append(ShapeData(info.cluster, *map(scale, moved), self.face.charWidths[code]))
        return ShapedStr("".join(codes), shapeData=data)

    def said(self, codes: str) -> str:
        """The characters that a string of codes stands for."""
        return "".join(self._texts.get(ord(c), c) for c in codes)

    def addObjects(self, doc: Any) -> None:  # noqa: N802 -- ReportLab's own name
        """As any font, but with a map that tells the text of each glyph."""
        subsets = [list(subset) for subset in self.state[doc].subsets] if doc in self.state else []
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            parts = (SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)
            name = b"".join(parts).decode("pdfdoc")
            texts = [self._texts.get(code, chr(code)) for code in subset]
            doc.idToObject[f"toUnicodeCMap:{name}"].content = unicode_map(name, texts)


def unicode_map(name: str, texts: list[str]) -> str:
    """A character map of a font of at most 256 codes (PDF 32000-1, 9.10.3)."""
    lines = [f"<{n:02X}> <{t.encode('utf-16-be').hex().upper()}>" for n, t in enumerate(texts)]
    blocks = [lines[i : i + _BLOCK] for i in range(0, len(lines), _BLOCK)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
    )


def shape_word(word: Any) -> Any:
    """A word of ReportLab's, each stretch shaped in its own font; one without such a stretch as it is."""
    if isinstance(word, ShapedFragWord) or not any(_shapes(f, s) for f, s in word[1:]):
        return word
    made, width = [], 0.0
    for frag, text in word[1:]:
        if hasattr(frag, "cbDefn") or not text:
            made.append((frag, text))
            continue
        # What a page break left over was shaped before.
        drawn = text if isinstance(text, ShapedStr) else _drawn(frag, text)
        made.append((frag, drawn))
        width += _width(frag, drawn)
    return makeShapedFragWord(word)([width, *made])


def _drawn(frag: Any, text: str) -> str:
    font = pdfmetrics.getFont(frag.fontName)
    if isinstance(font, ScriptFont):
        shaped: str = font.shaped(text)
        return shaped
    if has_right_to_left(text):
        turned = ttfonts.shapeFragWord([0, (frag, text)], _PLAIN)
        drawn: str = turned[1][1] if isinstance(turned, ShapedFragWord) else text
        return drawn
    return text


def _shapes(frag: Any, text: str) -> bool:
    if hasattr(frag, "cbDefn") or not text:
        return False
    return isinstance(pdfmetrics.getFont(frag.fontName), ScriptFont) or has_right_to_left(text)


def _width(frag: Any, text: str) -> float:
    if isinstance(text, ShapedStr):
        advance = sum(part.x_advance for part in text.__shapeData__)
        return float(advance * frag.fontSize / 1000)
    return float(pdfmetrics.stringWidth(text, frag.fontName, frag.fontSize))


def units(word: Any) -> Iterator[tuple[Any, float, str]]:
    """The parts of a word that is too long for its line, none of which may be broken."""
    for frag, text in word[1:]:
        font = pdfmetrics.getFont(frag.fontName) if not hasattr(frag, "cbDefn") else None
        if isinstance(text, ShapedStr) and isinstance(font, ScriptFont):
            for part in _clusters(font, text):
                yield frag, _width(frag, part), part
        elif hasattr(frag, "cbDefn"):
            yield frag, getattr(frag.cbDefn, "width", 0), text
        elif text:
            for char in text:
                yield frag, _width(frag, char), char
        else:
            yield frag, 0, text


def _clusters(font: ScriptFont, text: ShapedStr) -> Iterator[ShapedStr]:
    """Glyphs together until what they stand for begins a new syllable."""
    begun = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _parts(font.said(text[begun:at]), font.said(text[at : at + 1])):
            yield text[begun:at]
            begun = at


def _parts(before: str, after: str) -> bool:
    return bool(before and after) and len(syllables(before)) + len(syllables(after)) == len(
        syllables(before + after)
    )
