"""What the first page shows to the one who acts on it: grades, sides, implants, values that matter."""

from __future__ import annotations

import pytest

from mwdesk.domain.assessment import Context
from mwdesk.domain.encounter import (
    Encounter,
    Measurement,
    State,
    answer,
    grade,
    measurement,
    note,
    reflex,
    safety,
    sensory,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import NOT_ASKED, Examination, SafetyItem, SafetyStrip
from mwdesk.letters import render
from mwdesk.letters.distribution import where_weak
from mwdesk.letters.record import Record
from mwdesk.reasoning import assess, interpret
from tests.letters.conftest import CLINIC, NOW, pages
from tests.letters.test_receivers import decided, made, weak

_DEVICE = "pacemaker 2018 (Medtronic, conditional unknown)"
_SIDES = ("right", "left")
_MANY = ("shoulder-abduction", "elbow-flexion", "elbow-extension", "wrist-extension", "finger-extension")


@pytest.mark.parametrize("kind", ["imaging_request", "edx_request", "biopsy_request"])
def test_the_implant_stands_beside_the_safety_answers(kb: KnowledgeBase, kind: str) -> None:
    """Make, model and date of a device decide whether the scan can be done: not among further notes."""
    patient = weak(safety("pacemaker", State.PRESENT), note("past", f"AF, {_DEVICE}"))
    letter = made(kb, patient, kind)
    section = letter.section("safety")
    assert section is not None and _DEVICE in str(section.blocks)
    everything = pages(render(letter))
    assert sum(page.count("Medtronic") for page in everything) == 1
    if kind == "imaging_request":
        assert "Medtronic" in everything[0]


@pytest.mark.parametrize(("value", "flagged"), [(2.4, True), (1.0, False)])
def test_a_value_beyond_its_range_is_marked_in_the_safety_strip(
    kb: KnowledgeBase, value: float, flagged: bool
) -> None:
    inr = Measurement(analyte="inr", label="INR", value=value, unit="", text=str(value), low=0.9, high=1.2)
    for kind in ("edx_request", "biopsy_request"):
        section = made(kb, weak(measurement(inr)), kind).section("safety")
        assert section is not None and isinstance(section.blocks[0], SafetyStrip)
        item = next(i for i in section.blocks[0].items if i.name == "INR")
        assert item.flagged is flagged and ("high" in item.detail) is flagged


def test_weak_grades_come_first_and_the_figure_is_not_repeated_in_words(kb: KnowledgeBase) -> None:
    entries = [grade(m, s, "4") for m in _MANY for s in ("right", "left")]
    jerks = [reflex(j, s, "absent") for j in ("knee-jerk", "ankle-jerk") for s in ("right", "left")]
    section = made(kb, weak(*entries, *jerks, reflex("hoffmann", "right", "present")), "edx_request").section(
        "examination"
    )
    assert section is not None and isinstance(section.blocks[0], Examination)
    found = section.blocks[0]
    assert found.more is None and len(found.power) >= 9
    said = " ".join(line for group in found.abnormal for line in group.lines)
    assert "knee" not in said and "ankle" not in said and "offmann" in said
    assert found.reflexes is not None and any(v.right == "0" for v in found.reflexes.values)


def _words(kb: KnowledgeBase, patient: Encounter) -> str:
    found = assess(kb, interpret(kb, patient), Context(setting="district"))
    return where_weak(Record(kb=kb, encounter=patient, assessment=found, clinic=CLINIC, now=NOW, edits={}))


def test_the_worse_side_is_named_from_the_grades(kb: KnowledgeBase) -> None:
    start = Encounter(id="e", patient=weak().patient, started=NOW).apply(
        answer("asymmetric-weakness", State.PRESENT),
        grade("great-toe-extension", "right", "0"),
        grade("great-toe-extension", "left", "4+"),
        grade("finger-abduction-index", "right", "5"),
        grade("finger-abduction-index", "left", "2"),
    )
    assert _words(kb, start).endswith(", worse in the left hand and right lower leg")
    near = start.apply(
        grade("great-toe-extension", "right", "4"), grade("finger-abduction-index", "left", None)
    )
    assert "worse" not in _words(kb, near)  # less than a grade apart; a side that was not graded
    assert "worse" not in _words(kb, start.apply(answer("symmetric-weakness", State.PRESENT)))


def test_multifocal_motor_neuropathy_asks_for_block_in_the_weak_nerves(kb: KnowledgeBase) -> None:
    """A generic polyneuropathy protocol begins at the foot and never asks for the block that is treatable."""
    signs = ("asymmetric-weakness", "single-nerve-distribution", "normal-sensation", "onset-months-years")
    patient = Encounter(id="e", patient=weak().patient, started=NOW).apply(
        *(answer(f, State.PRESENT) for f in (*signs, "muscle-cramps", "distal-arm-weakness", "wrist-drop")),
        *(answer(f, State.ABSENT) for f in ("babinski-sign", "bulbar-palsy", "sensory-loss-distal")),
        *(
            grade(m, s, g)
            for m in ("wrist-extension", "finger-extension")
            for s, g in zip(_SIDES, "14", strict=True)
        ),
        *(grade(m, s, "5") for m in ("eye-abduction", "hip-flexion") for s in _SIDES),
        *decided("test", "ncs", "emg"),
    )
    letter = made(kb, patient, "edx_request")
    asked, protocol, sample = (letter.section(s) for s in ("question", "protocol", "sample"))
    assert asked is not None and "motor conduction block" in (asked.draft or "")
    assert protocol is not None and "radial where the wrist drops" in (protocol.draft or "")
    assert sample is not None and "Extensor carpi radialis" in str(sample.blocks)


def test_a_symmetrical_weakness_leaves_the_side_to_the_operator(kb: KnowledgeBase) -> None:
    letter = made(kb, weak(*decided("condition", "gbs"), *decided("test", "ncs")), "edx_request")
    text = " ".join(s.draft or "" for s in letter.sections)
    assert "either side" in text and "one side" not in text


def test_rehabilitation_is_told_of_lost_sensation_and_of_implants(kb: KnowledgeBase) -> None:
    found = (sensory("derm-s1", "right", "absent"), sensory("derm-l5", "left", "reduced"))
    patient = weak(*found, safety("pacemaker", State.PRESENT), safety("anticoagulant", State.PRESENT))
    items = _precautions(kb, patient)
    assert items["Numb skin"].answer == "Yes" and "S1" in items["Numb skin"].detail
    assert items["Pacemaker or ICD"].answer == "Yes" and items["Anticoagulant"].answer == "Yes"
    blank = _precautions(kb, weak(sensory("derm-s1", "right", "normal")))
    assert {blank[n].answer for n in ("Numb skin", "Pacemaker or ICD", "Anticoagulant")} == {NOT_ASKED}


def _precautions(kb: KnowledgeBase, patient: Encounter) -> dict[str, SafetyItem]:
    section = made(kb, patient, "rehab_referral").section("precautions")
    assert section is not None and isinstance(section.blocks[0], SafetyStrip)
    return {item.name: item for item in section.blocks[0].items}


def test_an_absent_sign_is_not_called_positive(kb: KnowledgeBase) -> None:
    section = made(kb, weak(answer("romberg-positive", State.ABSENT)), "edx_request").section("examination")
    assert section is not None and isinstance(section.blocks[0], Examination)
    said = " ".join(line for group in section.blocks[0].normal for line in group.lines)
    assert "Romberg sign" in said and "ositive" not in said


def test_a_weak_grade_is_never_preserved_strength(kb: KnowledgeBase) -> None:
    tired = answer("fatigue-without-weakness", State.PRESENT)
    start = Encounter(id="e", patient=weak().patient, started=NOW).apply(tired)
    assert _words(kb, start) == "tiredness with preserved strength"
    assert "preserved" not in _words(kb, start.apply(grade("hip-flexion", "right", "3")))


def test_a_question_and_its_answer_stand_on_one_page(kb: KnowledgeBase) -> None:
    """Wherever the page ends: an answer without its question is no answer."""
    for lines in range(0, 44, 2):
        patient = weak(answer("falls", State.PRESENT), answer("dysphagia", State.ABSENT))
        pdf = render(made(kb, patient.apply(note("goals", "\n".join(["Walk"] * lines))), "rehab_referral"))
        assert any("Falls Yes" in page and "Swallowing No" in page for page in pages(pdf)), lines
