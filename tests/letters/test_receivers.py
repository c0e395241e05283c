"""What the receiver of a document must not be misled by, as printed with the shipped knowledge."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from pypdf import PdfReader

from mwdesk.domain.assessment import Context
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Entry,
    Measurement,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    note,
    reflex,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import Examination, Letter, Table
from mwdesk.letters import compose, render
from mwdesk.reasoning import assess, interpret
from tests.letters.conftest import CLINIC, pages, words

NOW = datetime(2026, 11, 21, 12, 30)
_LEGS = ("hip-flexion", "knee-extension", "ankle-dorsiflexion", "ankle-plantarflexion")


def weak(*entries: Entry, sex: str = "male") -> Encounter:
    start = Encounter(id="e", patient=Patient(id="p", name="Ravi", age_years=70, sex=sex), started=NOW)
    found = ("onset-days-weeks", "paraparesis", "symmetric-weakness", "ascending-weakness")
    return start.apply(
        *(answer(f, State.PRESENT) for f in found),
        *(grade(m, s, "3") for m in _LEGS for s in ("right", "left")),
        *entries,
    )


def decided(kind: str, *idents: str, decision: Decision = Decision.ACCEPTED) -> list[Entry]:
    return [verdict(Verdict(kind=kind, id=i, decision=decision)) for i in idents]


def made(kb: KnowledgeBase, encounter: Encounter, kind: str) -> Letter:
    found = assess(kb, interpret(kb, encounter), Context(setting="district"))
    return compose(kb, encounter, found, CLINIC, NOW, kind=kind)


def said(kb: KnowledgeBase, encounter: Encounter, kind: str, section: str) -> str:
    found = made(kb, encounter, kind).section(section)
    assert found is not None
    return found.draft or ""


@pytest.mark.parametrize("test", ["nerve-biopsy", "muscle-biopsy", "skin-biopsy-ienfd", "fat-pad-biopsy"])
def test_a_biopsy_asks_nothing_that_tells_of_another_patient(kb: KnowledgeBase, test: str) -> None:
    """When a tissue is taken is a rule for whoever orders: printed, it reads as this patient's findings."""
    patient = weak(*decided("test", test), note("question", "Is this vasculitis?"))
    asked = said(kb, patient, "biopsy_request", "question")
    assert asked.startswith("Is this vasculitis?")
    for guide in kb.biopsies.values():
        assert guide.indication not in asked


def test_what_was_written_of_breathing_is_not_called_untested(kb: KnowledgeBase) -> None:
    told = "FVC 1.6 L, counts to 14 in one breath"
    patient = weak(note("breathing", told), note("circulation", "ECG: peaked T waves"))
    assert "not tested" not in said(kb, patient, "emergency_transfer", "breathing")
    assert "not recorded" not in said(kb, patient, "emergency_transfer", "circulation")
    bare = said(kb, weak(), "emergency_transfer", "breathing")
    assert bare.count("not tested") == 3 and "neck-flexion strength" not in bare
    assert "ECG: not recorded" in said(kb, weak(), "emergency_transfer", "circulation")


def test_neck_flexion_is_told_of_both_sides(kb: KnowledgeBase) -> None:
    patient = weak(grade("neck-flexion", "right", "4"), grade("neck-flexion", "left", "2"))
    assert "Neck flexion: right 4, left 2." in said(kb, patient, "emergency_transfer", "breathing")


@pytest.mark.parametrize("kind", ["neurology_referral", "emergency_transfer", "biopsy_request"])
def test_care_by_the_program_does_not_read_as_given(kb: KnowledgeBase, kind: str) -> None:
    patient = weak(*decided("condition", "gbs"), note("treatment", "Oxygen"), note("avoid", "Opiates"))
    text = said(kb, patient, kind, "treatment")
    given, _, rest = text.partition("\n\n")
    assert given == "Given: Oxygen."
    assert rest.startswith("Suggested by the program for the cause that I accepted")
    avoid = said(kb, patient, kind, "avoid") if kind == "emergency_transfer" else text
    assert "Opiates. Suggested by the program for the cause that I accepted" in avoid


def test_a_wide_finding_gets_no_narrow_term(kb: KnowledgeBase) -> None:
    patient = weak(answer("hypogonadism-symptoms", State.PRESENT), answer("tremor", State.PRESENT))
    text = words(render(made(kb, patient, "genetics_referral")))
    assert "Amenorrhea" not in text and "HP:0000141" not in text
    assert "body hair (no HPO term)" in text and "Tremor (HP:0001337)" in text


def test_the_region_of_one_request_stays_out_of_the_others(kb: KnowledgeBase) -> None:
    own = note("side/biopsy_request", "right sural nerve")
    patient = weak(*decided("test", "nerve-biopsy", "mri-spine", "ncs"), own)
    assert "right sural nerve" in words(render(made(kb, patient, "biopsy_request")))
    for kind in ("imaging_request", "edx_request", "neurology_referral"):
        assert "right sural nerve" not in words(render(made(kb, patient, kind))), kind


def test_an_accepted_cause_is_not_called_probable(kb: KnowledgeBase) -> None:
    text = said(kb, weak(*decided("condition", "gbs")), "rehab_referral", "diagnosis_status")
    assert "Probable" not in text and "not confirmed: Guillain-Barre syndrome" in text


def test_slight_points_against_a_cause_are_not_told(kb: KnowledgeBase) -> None:
    patient = weak(*decided("condition", "gbs"), answer("dyspnoea", State.PRESENT))
    text = said(kb, patient, "neurology_referral", "impression")
    assert "for it" in text and "breathlessness" not in text


def test_what_a_value_says_is_not_called_without_a_value(kb: KnowledgeBase) -> None:
    value = Measurement(analyte="potassium", label="Potassium", value=2.1, unit="mmol/L", text="2.1")
    told = (answer("hypokalaemia", State.PRESENT), answer("hypomagnesaemia", State.PRESENT))
    text = words(render(made(kb, weak(measurement(value), *told), "neurology_referral")))
    assert "Recorded without a value: low magnesium." in text
    alone = words(render(made(kb, weak(*told), "neurology_referral")))
    assert "Recorded without a value: low potassium; low magnesium." in alone


def test_names_of_muscles_are_not_broken(kb: KnowledgeBase) -> None:
    letter = made(kb, weak(*decided("test", "ncs", "emg")), "edx_request")
    sample = letter.section("sample")
    assert sample is not None and isinstance(sample.blocks[0], Table)
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(render(letter))).pages)
    lines = [line.strip() for line in printed.splitlines()]
    for row in sample.blocks[0].rows:
        assert any(line.startswith(row[0]) for line in lines), row[0]


@pytest.mark.parametrize("more", range(0, 44, 4))
def test_the_heading_of_the_annex_stays_with_what_it_heads(kb: KnowledgeBase, more: int) -> None:
    grown = note("treatment", "Given as planned. " * 8 * more)
    patient = weak(reflex("knee-jerk", "right", "absent"), grown, *decided("condition", "gbs"))
    for text in pages(render(made(kb, patient, "emergency_transfer"))):
        assert ("Power by movement" in text) or ("Annex" not in text)


def test_short_notes_do_not_fill_a_page(kb: KnowledgeBase) -> None:
    kinds = ("goals", "course", "home", "vaccines", "pedigree", "consent", "sample", "sampling", "attacks")
    patient = weak(*(note(name, f"the {name} in a few words") for name in kinds))
    printed = pages(render(made(kb, patient, "neurology_referral")))
    assert len(printed) == 2
    assert all(f"the {name} in a few words" in " ".join(printed) for name in kinds)


def test_normal_reflexes_are_no_abnormal_sign(kb: KnowledgeBase) -> None:
    for state, place in ((State.PRESENT, "normal"), (State.ABSENT, "abnormal")):
        section = made(kb, weak(answer("normal-reflexes", state)), "neurology_referral").section(
            "examination"
        )
        block = section.blocks[0] if section is not None else None
        assert isinstance(block, Examination)
        told = {"normal": str(block.normal).lower(), "abnormal": str(block.abnormal).lower()}
        assert "normal" in told[place] and "reflexes" in told[place], state
        other = told["normal" if place == "abnormal" else "abnormal"]
        assert "reflexes" not in other, state


def test_no_name_of_the_files_stands_in_a_test(kb: KnowledgeBase) -> None:
    for test in kb.tests.values():
        for text in (test.preparation, test.contraindications, test.cautions):
            assert "_" not in text, (test.id, text)
