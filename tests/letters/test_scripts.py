"""Devanagari and Kannada on paper: copied as it was written, joined, never broken inside a syllable."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from mwdesk import paths
from mwdesk.domain.encounter import Encounter, note
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.letters import KINDS, compose, render
from mwdesk.letters.characters import lines, parts
from mwdesk.letters.shaping import ScriptFont, dealt, syllables
from mwdesk.letters.typography import Writer, close_doors, load_fonts, make_styles
from mwdesk.letters.unprinted import unprintable
from tests.letters.conftest import CLINIC, NOW, ROUTINE, alarmed
from tests.letters.test_languages import squeezed

HINDI = "क्षेत्र, ज्ञान, श्री, कर्म, धर्मेंद्र, र्कि, प्रार्थना, विद्यार्थी, ज़्यादा, हिन्दी (CK-जाँच) 38°।"
KANNADA = "ಕ್ಷೇತ್ರ, ಜ್ಞಾನ, ಸ್ತ್ರೀ, ಕೋಟಿ, ಪ್ರಾರ್ಥನೆ, ಕರ್ನಾಟಕ, ವಿದ್ಯಾರ್ಥಿ, ಟ್ರೆಡ್‌ಮಿಲ್ (CK-ಪರೀಕ್ಷೆ) 38°."
SIGNS = [chr(c) for c in (*range(0x0905, 0x0950), *range(0x0C85, 0x0CCE)) if unicodedata.name(chr(c), "")]
INDIC = st.text(alphabet=[*SIGNS, *" a1.,"])


def drawn(text: str, width: float = 400, style: str = "body") -> bytes:
    """A PDF of one paragraph."""
    close_doors()
    load_fonts(paths.resources() / "fonts")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(width + 10, 2000), invariant=1)
    paragraph = Writer().paragraph(text, make_styles()[style])
    _, height = paragraph.wrap(width, 1900)
    paragraph.drawOn(canvas, 5, 1990 - height)
    canvas.save()
    return out.getvalue()


def by_pypdf(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def by_pdfplumber(pdf: bytes) -> str:
    with pdfplumber.open(io.BytesIO(pdf)) as made:
        return "".join(char["text"] for page in made.pages for char in page.chars)


def by_pdfium(pdf: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


READERS = (by_pypdf, by_pdfplumber, by_pdfium)


@pytest.mark.parametrize("style", ["body", "large_bold"])
@pytest.mark.parametrize("text", [HINDI, KANNADA, f"Asha {HINDI} and {KANNADA} first"])
@pytest.mark.parametrize("reader", READERS)
def test_what_is_copied_is_what_was_written(reader: Callable[[bytes], str], text: str, style: str) -> None:
    assert squeezed(reader(drawn(text, style=style))) == squeezed(text)


@pytest.mark.parametrize("code", ["hi", "kn"])
def test_every_translation_is_copied_as_written_and_no_sign_is_lacking(kb: KnowledgeBase, code: str) -> None:
    texts = [entry.text for entry in kb.translations[code].values()]
    load_fonts(paths.resources() / "fonts")
    assert Writer().lacking("".join(texts)) == []
    for start in range(0, len(texts), 60):
        some = texts[start : start + 60]
        assert squeezed(by_pypdf(drawn("\n".join(some)))) == squeezed("".join(some))


@settings(max_examples=60, deadline=None)
@given(INDIC)
def test_any_mix_of_signs_comes_back(text: str) -> None:
    """Signs that no word has, in any order; a sign that stands alone is drawn on a dotted ring."""
    seen = squeezed(by_pypdf(drawn(f"a {text} z"))).replace("\u200b", "")
    assert seen == squeezed(f"a{text}z")


@given(INDIC)
def test_syllables_keep_signs_with_their_letter(text: str) -> None:
    made = syllables(text)
    assert "".join(made) == text
    for before, after in pairwise(made):
        assert not unicodedata.category(after[0]).startswith("M")
        assert before[-1] not in "\u094d\u0ccd"


@given(st.text(max_size=6).filter(lambda text: "\u200b" not in text), st.integers(1, 8))
def test_a_cluster_is_dealt_over_its_glyphs_without_loss(text: str, glyphs: int) -> None:
    parts_ = dealt(text, glyphs)
    assert len(parts_) == glyphs
    assert unicodedata.normalize("NFC", "".join(parts_).replace("\u200b", "")) == unicodedata.normalize(
        "NFC", text
    )


@pytest.mark.parametrize("word", ["प्रार्थनाविद्यार्थीक्षेत्र" * 4, "ಪ್ರಾರ್ಥನೆವಿದ್ಯಾರ್ಥಿಕ್ಷೇತ್ರ" * 4])
def test_a_long_word_is_broken_between_syllables_only(word: str) -> None:
    close_doors()
    load_fonts(paths.resources() / "fonts")
    paragraph = Writer().paragraph(word, make_styles()["body"])
    paragraph.wrap(70, 900)
    said = []
    for line in paragraph.blPara.lines:
        for part in line.words:
            font = pdfmetrics.getFont(part.fontName)
            assert isinstance(font, ScriptFont)
            said.append(font.said(part.text))
    assert len(said) > 3
    assert unicodedata.normalize("NFC", "".join(said)) == unicodedata.normalize("NFC", word)
    ends = {len("".join(syllables(word)[:n])) for n in range(len(syllables(word)) + 1)}
    at = 0
    for line in said:
        at += len(unicodedata.normalize("NFC", line))
        assert at in ends, line


def test_conjuncts_are_joined() -> None:
    """A joined letter is narrower than its parts; the vowel sign i stands before its letter."""
    load_fonts(paths.resources() / "fonts")
    Writer().mark("कಕ")
    for name, joined, apart in (("Devanagari", "क्ष", "क\u094d\u200cष"), ("Kannada", "ಕ್ತ", "ಕ್\u200cತ")):
        font = pdfmetrics.getFont(name)
        widths = [sum(p.x_advance for p in font.shaped(text).__shapeData__) for text in (joined, apart)]
        assert widths[0] < widths[1], name
    font = pdfmetrics.getFont("Devanagari")
    plain, turned = font.shaped("क"), font.shaped("कि")
    glyphs = [font.face.charToGlyph[ord(code)] for code in turned]
    assert glyphs[1] == font.face.charToGlyph[ord(plain[0])]


def test_bold_is_a_face_of_its_own() -> None:
    fonts = PdfReader(io.BytesIO(drawn(HINDI, style="large_bold"))).pages[0]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert any("NotoSansDevanagari-Bold" in name for name in names), names


@pytest.mark.parametrize("kind", KINDS)
def test_names_in_local_script_stand_in_every_document(
    kb: KnowledgeBase, encounter: Encounter, kind: str
) -> None:
    name, doctor, road = "आशा श्रीकांत कुलकर्णी", "ಡಾ. ಪ್ರಜ್ಞಾ ಕೃಷ್ಣಮೂರ್ತಿ", "ಕ್ರಾಸ್ ರಸ್ತೆ 12, ಧಾರವಾಡ"
    person = replace(encounter.patient, name=name, local_name="ಆಶಾ ಕುಲಕರ್ಣಿ", address=road)
    clinic = replace(CLINIC, clinician=doctor, address=road)
    pdf = render(
        compose(kb, replace(encounter, patient=person), alarmed(Urgency.URGENT), clinic, NOW, kind=kind)
    )
    text = squeezed(by_pypdf(pdf))
    for typed in (name, doctor, road):
        assert squeezed(typed) in text, typed
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/FontFile2" in font.get_object()["/FontDescriptor"]


def test_fonts_of_scripts_are_read_only_when_needed() -> None:
    script = """
import sys
from datetime import datetime
from mwdesk import paths
from reportlab.pdfbase import pdfmetrics
from mwdesk.letters.typography import Writer, load_fonts
load_fonts(paths.resources() / "fonts")
writer = Writer()
writer.mark("Ordinary words, é, α, שלום")
names = pdfmetrics.getRegisteredFontNames()
assert not [n for n in names if n.startswith(("Devanagari", "Kannada"))], names
writer.mark("आशा")
names = pdfmetrics.getRegisteredFontNames()
assert [n for n in names if n.startswith(("Devanagari", "Kannada"))] == ["Devanagari"], names
"""
    made = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr


# what no font holds


def test_what_no_font_holds_is_named_before_printing(kb: KnowledgeBase, encounter: Encounter) -> None:
    typed = encounter.apply(note("told", "Said ஆம் and 漢"))
    letter = compose(kb, typed, ROUTINE, CLINIC, NOW)
    said = unprintable(letter)
    for char in "ஆ漢":
        assert f"{char} (U+{ord(char):04X}" in said
    assert "in 'Patient told'" in said
    plain = compose(kb, encounter.apply(note("told", f"{HINDI} {KANNADA} שלום é ≥")), ROUTINE, CLINIC, NOW)
    assert unprintable(plain) == ""


def test_every_character_that_is_not_named_prints(kb: KnowledgeBase, encounter: Encounter) -> None:
    typed = encounter.apply(note("told", "漢 is marked"))
    page = by_pypdf(render(compose(kb, typed, ROUTINE, CLINIC, NOW)))
    assert "[character not printable: U+6F22] is marked" in re.sub(r"\s+", " ", page)


# right to left


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("שלום pain in legs עולם", ["עולם", "pain in legs", "שלום"]),
        ("كولكارني took 5 mg يوم", ["يوم", "took 5 mg", "كولكارني"]),
        ("שלום 12 34 עולם", ["עולם", "34", "12", "שלום"]),
    ],
)
def test_latin_words_inside_right_to_left_text_do_not_part_it(text: str, shown: list[str]) -> None:
    runs = [run for run, rtl in parts(text) if rtl]
    assert runs == [text]
    assert [piece.replace("\u00a0", " ") for piece, _ in lines(text)[0]] == shown


def test_a_name_in_an_english_line_leaves_the_line_as_it_is() -> None:
    runs = list(parts("שלום · born 9 March 1986 · HN 4711"))
    assert [run for run, rtl in runs if rtl] == ["שלום"]
