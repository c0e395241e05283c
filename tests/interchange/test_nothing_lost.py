"""Whatever a file holds is used, or told and kept as text for the letter."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mwdesk.domain.encounter import MIDLINE, State
from mwdesk.domain.issue import DataError, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import CaseFile, read_case
from mwdesk.interchange.clinicfile import read_clinic
from mwdesk.interchange.features import onset_words
from mwdesk.interchange.jsonfile import LARGEST


def bare(kb: KnowledgeBase, **parts: Any) -> CaseFile:
    packet = {"id": "a", "phenotypicFeatures": [], **parts}
    return read_case(json.dumps(packet), kb, started=datetime(2026, 1, 1))


def value(number: Any, unit: Any = "mmol/L", label: str = "Potassium", **more: Any) -> dict[str, Any]:
    quantity = {"value": number, "unit": {"label": unit}, **more.pop("quantity", {})}
    return {"assay": {"label": label}, "value": {"quantity": quantity}, **more}


def kept(case: CaseFile) -> str:
    return case.encounter.note("imported")


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ({"diseases": [{"term": {"label": "Botulism"}, "excluded": True}]}, "Botulism"),
        ({"interpretations": [{"diagnosis": {"disease": {"label": "Pompe"}}}]}, "Pompe"),
        ({"subject": {"vitalStatus": {"status": "DECEASED"}}}, "DECEASED"),
        ({"subject": {"timeAtLastEncounter": {"ageRange": {"start": {"iso8601duration": "P4Y"}}}}}, "P4Y"),
        ({"subject": {"timeAtLastEncounter": {"ontologyClass": {"label": "Adult"}}}}, "Adult"),
        ({"subject": {"dateOfBirth": "2090-01-01"}}, "2090-01-01"),
        ({"subject": {"sex": "XYZ"}}, "XYZ"),
        ({"phenotypicFeatures": [{"type": {"id": "MWD:nope", "label": "Odd sign"}}]}, "Odd sign"),
        ({"phenotypicFeatures": ["a stray text"]}, "a stray text"),
        ({"phenotypicFeatures": [{"type": {"id": "MWD:ptosis"}, "excluded": "false"}]}, "ptosis"),
        ({"phenotypicFeatures": [{"type": {"id": "MWD:ptosis"}, "resolution": {"age": "P3Y"}}]}, "ptosis"),
        ({"measurements": [value("4,5")]}, "4,5 mmol/L"),
        (
            {"measurements": [{"assay": {"label": "AChR"}, "value": {"ontologyClass": {"label": "Pos"}}}]},
            "Pos",
        ),
        ({"measurements": [{"assay": {"label": "AChR"}, "value": "strong"}]}, "strong"),
        ({"measurements": [{"assay": {"label": "AChR"}}]}, "AChR"),
        ({"medicalActions": [{"procedure": {"code": {"label": "Thymectomy"}}}]}, "Thymectomy"),
        ({"medicalActions": [{"treatment": {"agent": "a word"}}]}, "a word"),
    ],
)
def test_what_cannot_be_used_is_told_and_kept(part: dict[str, Any], word: str, kb: KnowledgeBase) -> None:
    read = bare(kb, **part)
    assert word in kept(read)
    assert read.issues
    assert not read.encounter.answers


@pytest.mark.parametrize(
    "row",
    [
        {"muscle": "hip-flexion", "side": "west", "grade": "3"},
        {"muscle": "hip-flexon", "side": "left", "grade": "3"},
        {"muscle": "hip-flexion", "side": "left", "grade": "3+ish"},
    ],
)
def test_a_grade_that_cannot_be_used_is_kept(row: dict[str, str], kb: KnowledgeBase) -> None:
    text = json.dumps({"id": "a", "phenopacket": {}, "extra": {"examination": {"mrc": [row]}}})
    read = read_case(text, kb)
    assert not read.encounter.grades
    assert all(word in kept(read) for word in row.values())


def test_a_movement_graded_in_two_ways_is_asked_back(kb: KnowledgeBase) -> None:
    rows = [{"muscle": "hip-flexion", "side": side, "grade": g} for side, g in (("left", "3"), ("both", "5"))]
    text = json.dumps({"id": "a", "phenopacket": {}, "extra": {"examination": {"mrc": rows}}})
    read = read_case(text, kb)
    assert set(read.encounter.grades) == {("hip-flexion", "right")}
    assert any("given twice" in i.message for i in read.issues)
    assert "3 and as" in kept(read)


def test_a_minus_of_any_shape_and_the_midline_are_read(kb: KnowledgeBase) -> None:
    rows = [
        {"muscle": "hip-flexion", "side": "Left ", "grade": "4−"},
        {"muscle": "neck-flexion", "side": "midline", "grade": 4.0},
    ]
    text = json.dumps({"id": "a", "phenopacket": {}, "extra": {"examination": {"mrc": rows}}})
    grades = read_case(text, kb).encounter.grades
    assert grades["hip-flexion", "left"].grade == "4-"
    assert grades["neck-flexion", MIDLINE].grade == "4"


def test_tempo_and_feature_that_disagree_are_asked_back(kb: KnowledgeBase) -> None:
    packet = {"phenotypicFeatures": [{"type": {"id": "MWD:onset-hours-days"}, "excluded": True}]}
    text = json.dumps({"id": "a", "phenopacket": packet, "extra": {"tempo": "hours_days"}})
    read = read_case(text, kb)
    assert "onset-hours-days" not in read.encounter.answers
    assert any("present and as absent" in i.message for i in read.issues)


def test_severity_and_modifiers_stay_with_the_finding(kb: KnowledgeBase) -> None:
    feature = {"type": {"id": "MWD:ptosis"}, "severity": {"id": "HP:0012828", "label": "Severe"}}
    read = bare(kb, phenotypicFeatures=[feature])
    assert read.encounter.answers["ptosis"].state is State.PRESENT
    assert "Severe" in read.encounter.answers["ptosis"].note


def test_one_medicine_in_two_forms_is_listed_twice(kb: KnowledgeBase) -> None:
    name = kb.drugs["prednisolone"].name if "prednisolone" in kb.drugs else next(iter(kb.drugs.values())).name
    actions = [
        {"treatment": {"agent": {"label": n}, "routeOfAdministration": {"label": "oral"}}}
        for n in (name, name.upper())
    ]
    read = bare(kb, medicalActions=actions)
    assert [m.name for m in read.encounter.medications.values()] == [name, name.upper()]
    assert all("oral" in m.detail for m in read.encounter.medications.values())


def test_two_values_of_a_day_are_both_kept_and_told(kb: KnowledgeBase) -> None:
    read = bare(
        kb, measurements=[value(1.9), value(4.0), value(4.1, timeObserved={"timestamp": "2024-03-02"})]
    )
    assert [m.value for m in read.encounter.measurements.values()] == [1.9, 4.0, 4.1]
    assert [m.day for m in read.encounter.measurements.values()] == ["", "", "2024-03-02"]
    assert len([i for i in read.issues if "given twice" in i.message]) == 1


def test_the_parts_of_a_complex_value_are_values(kb: KnowledgeBase) -> None:
    part = {"type": {"label": "Potassium"}, "quantity": {"value": 3.1, "unit": {"label": "mmol/L"}}}
    row = {"assay": {"label": "Electrolytes"}, "complexValue": {"typedQuantities": [part]}}
    read = bare(kb, measurements=[row])
    assert read.encounter.measurements["potassium"].value == 3.1


@pytest.mark.parametrize(
    "limits",
    [{"low": 5, "high": 3}, {"low": "3,5"}, {"low": 3, "high": 5, "unit": {"label": "mg/dL"}}, "3-5"],
)
def test_a_range_that_cannot_be_the_laboratorys_is_not_used(limits: Any, kb: KnowledgeBase) -> None:
    read = bare(kb, measurements=[value(4.0, quantity={"referenceRange": limits})])
    found = read.encounter.measurements["potassium"]
    assert (found.low, found.high) == (None, None)
    assert "reference range" in kept(read)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 400, "9" * 5000])
def test_a_number_that_is_none_is_asked_back(number: str, kb: KnowledgeBase) -> None:
    text = json.dumps({"id": "a", "measurements": [value("#")]}).replace('"#"', number)
    read = read_case(text, kb)
    assert not read.encounter.measurements
    assert number in kept(read)


@pytest.mark.parametrize("odd", [True, 3, "x", [1], None])
def test_a_value_that_is_no_object_is_told(odd: Any, kb: KnowledgeBase) -> None:
    read = bare(kb, measurements=[{"assay": {"label": "CK"}, "value": odd}])
    assert any("no assay with a value" in i.message for i in read.issues)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": "a", "phenotypicFeatures": [], "measurements": [], "measurements": []}', "stands twice"),
        ('{"phenopacket": {"x": ' + "[" * 500 + "]" * 500 + "}}", "too deeply"),
        (" \n", "empty"),
    ],
)
def test_a_file_that_would_lose_something_is_refused(text: str, words: str, kb: KnowledgeBase) -> None:
    with pytest.raises(DataError, match=words):
        read_case(text, kb)


def test_a_file_larger_than_any_patient_is_refused(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(DataError, match="larger than"):
        read_case(file, kb)


def test_a_story_longer_than_any_letter_is_refused(kb: KnowledgeBase) -> None:
    text = json.dumps({"phenopacket": {}, "extra": {"history_text": "x" * 100_001}})
    with pytest.raises(DataError, match="Shorten it"):
        read_case(text, kb)


def test_half_a_character_is_replaced_and_told(kb: KnowledgeBase) -> None:
    read = read_case('{"id": "a\\ud800", "phenotypicFeatures": []}', kb)
    assert read.id == "a\ufffd"
    assert any("half a character" in i.message for i in read.issues)


def test_the_age_told_counts_before_the_birth_date(kb: KnowledgeBase) -> None:
    told = {"dateOfBirth": "1950-01-01", "timeAtLastEncounter": {"age": {"iso8601duration": "P8M"}}}
    read = bare(kb, subject=told)
    assert read.encounter.age == pytest.approx(8 / 12)
    assert "1950-01-01" in kept(read)
    moment = {"dateOfBirth": "1950-01-01", "timeAtLastEncounter": {"timestamp": "1970-06-01T00:00:00Z"}}
    assert bare(kb, subject=moment).encounter.age == 20


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('page_size = "Legal"', "A4 or Letter"),
        ('leaflet_language = "tamil"', "en or hi or kn or es or fr"),
        ('setting = "moon"', "rural or district or tertiary"),
        ("unavailable = [1]", "wrong type"),
        ('unavailable = ["mri-spin"]', "mri-spine"),
        ('endemic = "x"', "wrong type"),
        ("colour = 1", "not known"),
        ("name =", "cannot be read"),
    ],
)
def test_a_fault_of_the_clinic_file_is_said(text: str, words: str, kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=words) as caught:
        read_clinic(file, kb)
    assert len(caught.value.issues) == 1
    assert caught.value.issues[0].level is Level.ERROR


def test_a_clinic_file_of_a_windows_editor_is_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "clinic.toml"
    file.write_text('name = "A & B"\npage_size = "Letter"\nunavailable = ["mri-spine"]', encoding="utf-8-sig")
    clinic = read_clinic(file, kb)
    assert (clinic.name, clinic.page_size, clinic.unavailable) == ("A & B", "Letter", ("mri-spine",))


@pytest.mark.parametrize(
    ("onset", "words"),
    [
        ({"age": {"iso8601duration": "P35Y"}}, "from the age of 35 years"),
        ({"age": {"iso8601duration": "P1Y3M"}}, "from the age of 1 year and 3 months"),
        ({"ontologyClass": {"id": "HP:0003581", "label": "Adult onset"}}, "onset: adult"),
        ({"age": {"iso8601duration": "soon"}}, "onset: age: iso8601duration: soon"),
    ],
)
def test_an_onset_is_told_in_words(onset: dict[str, object], words: str) -> None:
    assert onset_words(onset) == words
