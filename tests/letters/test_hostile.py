"""Whatever anybody types: no kind of document crashes, drops it silently, or lets it run off the paper."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable, Iterator

import pdfplumber
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from mwdesk import paths
from mwdesk.domain.encounter import Encounter, Measurement, Medication, Patient, measurement, medication, note
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import (
    Examination,
    KeyValues,
    Letter,
    PowerTable,
    Prose,
    SafetyStrip,
    Signature,
    Table,
)
from mwdesk.letters import KINDS, compose, packet, render
from mwdesk.letters.characters import lines, parts
from mwdesk.letters.typeset import Run, Text
from mwdesk.letters.typography import INK, TEXT, Writer, load_fonts, make_styles
from tests.letters.conftest import CLINIC, NOW, alarmed, words

Printed = Callable[..., str]
MARKUP = "R<L>normal & <b>bold <img src=/etc/hostname> <font color=white>x</font> &lt; </para>"
HEBREW, ARABIC = "שלום עולם", "آشا كولكارني"
_NOTES = (
    "question",
    "history",
    "impression",
    "treatment",
    "told",
    "avoid",
    "goals",
    "pedigree",
    "next_visit",
)


def overflow(pdf: bytes) -> list[str]:
    """Characters outside the printable part of their page."""
    out = []
    with pdfplumber.open(io.BytesIO(pdf)) as made:
        for page in made.pages:
            out += [c["text"] for c in page.chars if c["x1"] > page.width - 30 or c["x0"] < 30]
            out += [c["text"] for c in page.chars if c["bottom"] > page.height - 15 or c["top"] < 10]
    return out


@pytest.fixture
def besieged(encounter: Encounter) -> Encounter:
    """300 characters of name, 40 medicines, 60 values, markup, emoji and right-to-left text everywhere."""
    patient = Patient(
        id="p1",
        name="W" * 300,
        local_name=" ".join([ARABIC] * 12),
        sex="female",
        identifiers=(MARKUP, "9" * 120),
        phone="0" * 90,
        address=f"{HEBREW} 12 {HEBREW} " + "Street" * 40,
        language="<i>",
        carer=MARKUP,
        transport="🚑 " + "x" * 200,
    )
    return dataclasses.replace(encounter, patient=patient).apply(
        *(note(name, f"{MARKUP} 😀 漢字 {HEBREW} end of {name}") for name in _NOTES),
        *(medication(Medication(name=f"Medicine{n}", detail=MARKUP)) for n in range(40)),
        *(
            measurement(Measurement(analyte="", label=f"Value{n} <td>", value=n, unit="<u>", text=f"{n}"))
            for n in range(60)
        ),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_crashes_or_overflows(kb: KnowledgeBase, besieged: Encounter, kind: str) -> None:
    clinic = dataclasses.replace(CLINIC, name="<Clinic>" * 40, address=HEBREW, clinician=MARKUP)
    letter = compose(kb, besieged, alarmed(Urgency.EMERGENCY), clinic, NOW, kind=kind)
    pdf = render(letter)
    text = words(pdf)
    assert overflow(pdf) == []
    with pdfplumber.open(io.BytesIO(pdf)) as made:  # a line with a shaped word is set letter by letter
        squeezed = "".join(c["text"] for page in made.pages for c in page.chars if not c["text"].isspace())
    assert "W" * 300 in squeezed
    if kind not in ("patient_leaflet", "reply_slip"):
        for name in _NOTES:
            assert f"endof{name}" in squeezed, name
        assert all(f"Medicine{n} " in text for n in range(40))
        assert all(f"Value{n} <td>" in text for n in range(60))
    assert "<imgsrc=/etc/hostname>" in squeezed
    assert "not printable: written in [ ]" in text


def test_a_packet_of_all_of_it(kb: KnowledgeBase, besieged: Encounter) -> None:
    every = [compose(kb, besieged, alarmed(Urgency.URGENT), CLINIC, NOW, kind=kind) for kind in KINDS]
    assert overflow(packet(every)) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("pain 😀 today", "pain [grinning face] today"),
        (
            "said 漢 and 字字 now",
            "[character not printable: U+6F22] and [characters not printable: U+5B57 U+5B57]",
        ),
        ("grade Ａ", "grade A"),
        ("to 🚑\ufe0f now", "to [ambulance] now"),
    ],
)
def test_what_no_font_has_is_said_in_words_or_codes(printed: Printed, typed: str, said: str) -> None:
    text = printed(note("told", typed))
    assert said in text


def test_the_footer_counts_what_was_not_printable(printed: Printed) -> None:
    assert "3 characters not printable: written in [ ]" in printed(note("told", "漢字 😀"))
    assert "not printable" not in printed(note("told", "ordinary"))


def drawn(markup_of: Callable[[Writer], str]) -> bytes:
    """A line of text as drawing commands without the shaper's own bookkeeping."""
    load_fonts(paths.resources() / "fonts")
    writer, out = Writer(), io.BytesIO()
    canvas = Canvas(out, pagesize=(400, 50), pageCompression=0, invariant=1)
    line = writer.marked(markup_of(writer), make_styles()["body"])
    line.wrap(390, 40)
    line.drawOn(canvas, 5, 20)
    canvas.save()
    with pdfplumber.open(io.BytesIO(out.getvalue())) as made:
        return "".join(c["text"] for c in sorted(made.pages[0].chars, key=lambda c: c["x0"])).encode()


def test_hebrew_stands_in_its_own_order() -> None:
    """From left to right the page shows the letters last to first, the words too."""
    seen = drawn(lambda w: w.mark(HEBREW)).decode().replace("\u00a0", " ").strip()
    assert seen == HEBREW[::-1]


def test_a_number_within_right_to_left_text_keeps_its_figures() -> None:
    seen = drawn(lambda w: w.mark("שלום 120.5 עולם")).decode()
    assert "120.5" in seen
    assert seen.index("ם") < seen.index("120.5")  # what was written last stands left


def test_arabic_letters_are_joined() -> None:
    """A joined word is narrower than its letters one by one."""
    load_fonts(paths.resources() / "fonts")
    writer, style = Writer(), make_styles()["body"]
    made = [writer.marked(writer.mark(t), style) for t in ("كولكارني", "\n".join("كولكارني"))]
    for paragraph in made:
        paragraph.wrap(300, 200)
    joined, apart = ([300 - line.extraSpace for line in p.blPara.lines] for p in made)
    assert len(joined) == 1 and joined[0] < 0.9 * sum(apart)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="אבגש آكر12٣ab.,(-\n", max_size=80))
def test_runs_lose_no_character(text: str) -> None:
    assert "".join(run for run, _ in parts(text)) == text
    for run, rtl in parts(text):
        if rtl:
            kept = "".join(piece for line in lines(run) for piece, _ in line)
            assert sorted(kept.replace("\u00a0", "")) == sorted("".join(run.split()))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_no_text_at_all_stops_a_letter(draft: Callable[..., Letter], typed: str) -> None:
    pdf = render(draft(edits={"told": f"begin {typed} finish"}))
    assert "finish" in words(pdf)


def test_latin_sentences_between_two_names_keep_their_order() -> None:
    text = drawn(lambda w: w.mark("Seen by שלום and then by עולם today")).decode()
    assert [text.index(w) for w in ("Seen", "and", "then", "today")] == sorted(
        text.index(w) for w in ("Seen", "and", "then", "today")
    )


def said(letter: Letter) -> Iterator[str]:
    """Every text that a document holds, but for what it draws as a figure."""
    if not letter.large:
        yield from (value for _, value in (*letter.addresses, *letter.patient))
    if letter.banner is not None:
        yield from (letter.banner.by_when, *letter.banner.why, letter.banner.telephoned)
    for section in letter.sections:
        for block in section.blocks:
            match block:
                case Prose():
                    yield from block.paragraphs
                case Table():
                    yield from (cell for row in block.rows for cell in row)
                case KeyValues() | Signature():
                    yield from (value for _, value in block.rows)
                case SafetyStrip():
                    yield from (f"{item.name} {item.detail}" for item in block.items)
                case Examination():
                    columns = (*block.abnormal, *block.normal, *block.not_tested)
                    yield from (line for lines in columns for line in lines.lines)
                case PowerTable():
                    yield from (power.movement[1:] for power in block.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_every_kind_is_on_paper(kb: KnowledgeBase, besieged: Encounter, kind: str) -> None:
    """Whatever the document says in letters that a font has stands on some page, in one piece."""
    letter = compose(kb, besieged, alarmed(Urgency.EMERGENCY), CLINIC, NOW, kind=kind)
    with pdfplumber.open(io.BytesIO(render(letter))) as made:
        paper = "".join(c["text"] for page in made.pages for c in page.chars if not c["text"].isspace())
    words = {w for text in said(letter) for w in text.split() if w.isascii() and w.isprintable()}
    words = {part for word in words for part in word.split("-")}  # a line may end at a hyphen
    lost = [word for word in words if len(word) <= 30 and word not in paper]
    assert words and lost == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_besieged_document_is_the_same_each_time_and_on_either_paper(
    kb: KnowledgeBase, besieged: Encounter, kind: str, size: str
) -> None:
    clinic = dataclasses.replace(CLINIC, page_size=size, name="<b>" * 90)
    letter = compose(kb, besieged, alarmed(Urgency.EMERGENCY), clinic, NOW, kind=kind)
    pdf = render(letter)
    assert overflow(pdf) == []
    assert render(letter) == pdf


@settings(max_examples=40, deadline=None)
@example(["<<", "<<", "<"], 30.0)
@given(
    st.lists(st.text(alphabet="ab cd-<&>\n  é≥", max_size=120), min_size=1, max_size=4),
    st.floats(min_value=30, max_value=400),
)
def test_lines_hold_every_letter_and_fit_their_width(texts: list[str], width: float) -> None:
    """The typesetter's own property: nothing added, nothing lost, nothing wider than its column."""
    load_fonts(paths.resources() / "fonts")
    style = make_styles()["body"]
    text = Text([Run(t, TEXT, INK) for t in texts], style)
    text.wrap(width, 1000)
    set_ = "".join(run.text for line in text._lines for _, run in line.pieces)
    assert set_.replace(" ", "") == "".join(texts).replace(" ", "").replace("\n", "")
    assert all(line.width <= width + 0.01 for line in text._lines)
    halves = text.split(width, style.leading * 2.5)
    if len(halves) == 2:
        again = "".join(run.text for half in halves for line in half._lines for _, run in line.pieces)
        assert again == set_
