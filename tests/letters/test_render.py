"""PDFs read back: nothing lost, nothing interpreted, every font inside, the same bytes each time."""

from __future__ import annotations

import dataclasses
import io
import itertools
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from mwdesk.domain.encounter import (
    Encounter,
    Measurement,
    Medication,
    Patient,
    State,
    answer,
    grade,
    measurement,
    medication,
    note,
    reflex,
    sensory,
)
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import Letter
from mwdesk.letters import KINDS, compose, render
from mwdesk.letters.pages import build
from tests.letters.conftest import CLINIC, NOW, ROUTINE, alarmed, pages, words

Draft = Callable[..., Letter]
Printed = Callable[..., str]
HOSTILE = "R<L>normal & <b>bold <img src=/etc/hostname> <font color=white>x</font> &lt; ≥ ≤ → ½ µ"


def fonts(pdf: bytes) -> dict[str, bool]:
    """Every font of the file by its real name, and whether it is embedded."""
    out = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for ref in page["/Resources"]["/Font"].values():
            font = ref.get_object()
            font = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = font.get("/FontDescriptor")
            name = str(font["/BaseFont"])
            out[name] = descriptor is not None and "/FontFile2" in descriptor.get_object()
    return out


def test_an_ordinary_letter_is_two_pages_and_the_first_stands_alone(draft: Draft) -> None:
    made = pages(render(draft()))
    assert len(made) == 2
    titles = [
        "What I am asking",
        "Summary",
        "Examination",
        "Tests so far",
        "Safety",
        "Impression",
        "Medicines",
    ]
    titles += ["Background", "Treatment", "Patient told", "Signature"]
    places = [made[0].find(t) for t in titles]
    assert -1 not in places
    assert "Annex" in made[1] and "Reply slip" in made[1]
    assert "Page 1 of 2" in made[0] and "Page 2 of 2" in made[1]


def test_sections_stand_in_order_down_the_page(draft: Draft) -> None:
    with pdfplumber.open(io.BytesIO(render(draft()))) as pdf:
        found = {w["text"]: w["top"] for w in pdf.pages[0].extract_words() if w["x0"] < 60}
    order = ["What", "Summary", "Examination", "Tests", "Safety", "Impression", "Medicines", "Background"]
    tops = [found[w] for w in [*order, "Treatment", "Signature"]]
    assert tops == sorted(tops)


def test_the_title_in_the_margin_never_meets_the_next(draft: Draft) -> None:
    for kind in KINDS:
        with pdfplumber.open(io.BytesIO(render(draft(kind=kind)))) as pdf:
            for page in pdf.pages:
                drawn = page.extract_words(extra_attrs=["fontname", "size"])
                margin = [w for w in drawn if w["x1"] < 115 and "Bold" in w["fontname"] and w["size"] < 9]
                tops = sorted({round(w["top"], 1) for w in margin})
                assert all(later - one > 8 for one, later in itertools.pairwise(tops))


def test_footer_stamps_every_page(draft: Draft, kb: KnowledgeBase) -> None:
    letter = draft()
    for page in pages(render(letter)):
        for stamp in ("Asha Kulkarni", "9 March 1986", "HN 4711", letter.reference, kb.sha256[:12]):
            assert stamp in page


def test_blanks_are_printed(printed: Printed) -> None:
    text = printed()
    assert "Not tested" in text and "Not asked" in text and "Not measured" in text


def test_bytes_are_the_same_each_time(draft: Draft) -> None:
    letter = draft(assessment=alarmed(Urgency.EMERGENCY))
    assert render(letter) == render(letter)


@pytest.mark.parametrize("kind", KINDS)
def test_all_fonts_are_inside_and_none_is_helvetica(draft: Draft, patient: Patient, kind: str) -> None:
    own = "avoid/patient_leaflet" if kind == "patient_leaflet" else "avoid"  # each prints in its own document
    found = fonts(render(draft(*(note(n, "ನರ ತೊಂದರೆ") for n in ("impression", "question", own)), kind=kind)))
    assert found and all(found.values()), found
    assert all("DejaVu" in name or "Noto" in name for name in found)
    assert any("Kannada" in name for name in found)


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_page_size_follows_the_clinic(kb: KnowledgeBase, encounter: Encounter, size: str) -> None:
    pdf = render(compose(kb, encounter, ROUTINE, dataclasses.replace(CLINIC, page_size=size), NOW))
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert round(float(box.width)) == {"A4": 595, "Letter": 612}[size]


def test_metadata_says_what_it_is(draft: Draft) -> None:
    reader = PdfReader(io.BytesIO(render(draft())))
    assert reader.metadata is not None
    assert reader.metadata.title.startswith("Referral to neurology")
    assert reader.metadata.author == "Dr M Joshi"
    assert "Asha Kulkarni" in reader.metadata.subject
    assert reader.trailer["/Root"]["/Lang"] == "en-GB"


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_runs_nothing_and_fetches_nothing(draft: Draft, kind: str) -> None:
    """No script, action, attachment, link or key; its title, not its file name, heads the window."""
    reader = PdfReader(io.BytesIO(render(draft(kind=kind, assessment=alarmed(Urgency.EMERGENCY)))))
    root = reader.trailer["/Root"]
    assert not reader.is_encrypted
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(root)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    for page in reader.pages:
        assert not {"/Annots", "/AA"} & set(page)


def test_what_is_not_claimed_is_not_there(draft: Draft) -> None:
    """Neither tags nor the sign of an archive format: nobody here could check them (docs/letters.md)."""
    pdf = render(draft())
    assert b"pdfaid" not in pdf and "/StructTreeRoot" not in PdfReader(io.BytesIO(pdf)).trailer["/Root"]


def test_banner_prints_only_when_urgent(printed: Printed) -> None:
    assert "EMERGENCY" not in printed() and "Telephoned" not in printed()
    text = printed(assessment=alarmed(Urgency.EMERGENCY))
    assert "EMERGENCY" in text and "today, now" in text and "Telephoned Not recorded" in text


@pytest.mark.parametrize(
    "name",
    ["question", "history", "impression", "treatment", "told", "past", "copies", "telephoned", "odd_one"],
)
def test_hostile_text_prints_verbatim_wherever_it_is_typed(printed: Printed, name: str) -> None:
    assert HOSTILE in printed(note(name, HOSTILE), assessment=alarmed(Urgency.URGENT))


def test_hostile_names_and_cells_print_verbatim(kb: KnowledgeBase, encounter: Encounter) -> None:
    patient = dataclasses.replace(
        encounter.patient, name=HOSTILE, identifiers=("<i>7",), address="<a href=file:///x>", carer="</para>"
    )
    entries = (
        measurement(Measurement(analyte="", label="<td>", value=1, unit="<u>", text="<1")),
        medication(Medication(name="<pill>", detail="&c")),
        answer("diabetes", State.PRESENT, note="<note>"),
        grade("hip-flexion", "right", "3", note="<pain>"),
        reflex("ankle-jerk", "right", "<odd>"),
    )
    clinic = dataclasses.replace(CLINIC, name="<Clinic>", clinician="Dr <X>")
    text = words(
        render(
            compose(kb, dataclasses.replace(encounter, patient=patient).apply(*entries), ROUTINE, clinic, NOW)
        )
    )
    for typed in (
        HOSTILE,
        "<i>7",
        "<a href=file:///x>",
        "</para>",
        "<td>",
        "<1 <u>",
        "<pill> &c",
        "<note>",
        "<pain>",
    ):
        assert typed in text, typed
    assert "<Clinic>" in text and "Dr <X>" in text and "<odd>" in text


def test_long_things_go_on_over_more_pages_whole(kb: KnowledgeBase, encounter: Encounter) -> None:
    name = " ".join(f"Name{n}" for n in range(50))
    story = " ".join(f"word{n}" for n in range(3000))
    entries = [
        note("history", story),
        note("question", " ".join(f"ask{n}" for n in range(400))),
        *(medication(Medication(name=f"Medicine{n}", detail=f"strength{n}")) for n in range(40)),
        *(
            measurement(Measurement(analyte="", label=f"Value{n}", value=n, unit="U/L", day="2024-05-01"))
            for n in range(60)
        ),
        *(answer(f, State.ABSENT if n % 2 else State.PRESENT) for n, f in enumerate(kb.findings)),
        *(grade(m, side, "4") for m in kb.muscles for side in ("right", "left")),
        *(reflex(r, s, v.values[0]) for r, v in kb.reflexes.items() for s in ("right", "left")),
        *(sensory(p, s, "absent") for p in kb.sensory for s in ("right", "left")),
    ]
    patient = dataclasses.replace(encounter.patient, name=name, address="Very long road " * 60)
    whole = dataclasses.replace(encounter, patient=patient).apply(*entries)
    made = pages(render(compose(kb, whole, ROUTINE, CLINIC, NOW)))
    text = " ".join(made)
    for typed in [f"word{n}" for n in range(3000)] + [f"ask{n}" for n in range(400)] + name.split():
        assert typed in text
    for n in range(40):
        assert f"Medicine{n} strength{n}" in text
    assert all(f"Value{n} " in text for n in range(60))
    assert all(word in text for f in kb.findings.values() for word in f.label.split())
    assert f"Page {len(made)} of {len(made)}" in made[-1]


def test_more_names_the_page_it_is_on(draft: Draft) -> None:
    values = [measurement(Measurement(analyte="", label=f"Value{n}", value=n, unit="U/L")) for n in range(15)]
    made = pages(render(draft(*values)))
    at = next(n for n, page in enumerate(made, start=1) if "Annex" in page)
    assert f"more results on page {at}" in made[0]


def test_scripts_are_shaped_in_their_own_fonts(draft: Draft, kb: KnowledgeBase, encounter: Encounter) -> None:
    patient = dataclasses.replace(encounter.patient, local_name="आशा कुलकर्णी")
    pdf = render(compose(kb, dataclasses.replace(encounter, patient=patient), ROUTINE, CLINIC, NOW))
    assert any("NotoSansDevanagari" in name for name in fonts(pdf))
    assert "could not be printed" not in words(pdf)
    assert "Asha Kulkarni" in words(pdf)


def test_control_characters_leave_and_their_neighbours_stay(printed: Printed) -> None:
    assert "rest at home" in printed(note("told", "rest\x00 at\x07 ho\u202eme"))


def test_a_missing_font_is_said_in_plain_words(
    draft: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reportlab.pdfbase import pdfmetrics

    monkeypatch.setattr(pdfmetrics, "_fonts", {})
    with pytest.raises(DataError, match="the font cannot be read"):
        build(draft(), tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(
        alphabet=st.characters(codec="latin-1", categories=("L", "N", "P", "S", "Zs", "Cc")), max_size=300
    )
)
def test_any_typed_text_prints_and_keeps_its_words(printed: Printed, typed: str) -> None:
    shown = "".join(c for c in typed.replace("\u00a0", " ") if c.isprintable() or c.isspace())
    text = printed(edits={"told": "begin " + typed + " end"}).replace(" ", "")
    kept = "".join(c for c in shown if not c.isspace() and c.isprintable())
    assert f"begin{kept}end" in text
