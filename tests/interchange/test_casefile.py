"""Case files in: what is read, and what a broken file is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.encounter import State
from mwdesk.domain.issue import DataError, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import read_case


def case(**parts: Any) -> str:
    packet = {
        "id": "a",
        "subject": {"sex": "MALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P66Y"}}},
        **parts.pop("phenopacket", {}),
    }
    return json.dumps({"id": "a", "phenopacket": packet, **parts})


def feature(ident: str, *, excluded: bool = False) -> dict[str, Any]:
    return {"type": {"id": ident}, "excluded": excluded}


def test_every_published_patient_is_read_without_an_error(vignette: Path, kb: KnowledgeBase) -> None:
    read = read_case(vignette, kb)
    told = json.loads(vignette.read_text(encoding="utf-8"))
    assert read.id == told["id"]
    assert read.truth is not None
    assert not [i for i in read.issues if i.level is not Level.INFO], read.issues
    own = {
        f["type"]["id"][4:]
        for f in told["phenopacket"]["phenotypicFeatures"]
        if f["type"]["id"].startswith("MWD:")
    }
    assert own <= set(read.encounter.answers)
    assert len(read.encounter.measurements) == len(told["phenopacket"].get("measurements", []))
    assert len(read.encounter.grades) == len(told["extra"].get("examination", {}).get("mrc", []))
    assert len(read.encounter.reflexes) == len(told["extra"].get("examination", {}).get("reflexes", []))


def test_present_absent_and_unmentioned_are_three_things(kb: KnowledgeBase) -> None:
    text = case(
        phenopacket={"phenotypicFeatures": [feature("MWD:ptosis"), feature("MWD:diplopia", excluded=True)]}
    )
    answers = read_case(text, kb).encounter.answers
    assert answers["ptosis"].state is State.PRESENT
    assert answers["diplopia"].state is State.ABSENT
    assert "dysphagia" not in answers


def test_a_narrower_hpo_term_implies_the_finding_and_an_excluded_broader_one_excludes_it(
    kb: KnowledgeBase,
) -> None:
    observed = read_case(
        case(phenopacket={"phenotypicFeatures": [feature("HP:0030237")]}), kb
    )  # hand weakness
    assert observed.encounter.answers["upper-limb-weakness"].state is State.PRESENT
    excluded = read_case(case(phenopacket={"phenotypicFeatures": [feature("HP:0006824", excluded=True)]}), kb)
    assert excluded.encounter.answers, "an excluded cranial nerve palsy excludes what lies below it"
    assert {a.state for a in excluded.encounter.answers.values()} == {State.ABSENT}


def test_raised_ck_of_unknown_degree_is_none_of_the_bands(kb: KnowledgeBase) -> None:
    answers = read_case(
        case(phenopacket={"phenotypicFeatures": [feature("HP:0003236")]}), kb
    ).encounter.answers
    assert not {"ck-mild", "ck-moderate", "ck-high"} & set(answers)


def test_a_finding_said_both_ways_is_asked_back_and_not_used(kb: KnowledgeBase) -> None:
    both = [feature("MWD:ptosis"), feature("MWD:ptosis", excluded=True), feature("MWD:ptosis")]
    read = read_case(case(phenopacket={"phenotypicFeatures": both}), kb)
    assert "ptosis" not in read.encounter.answers
    assert "present and as absent" in read.issues[0].message


def test_unknown_ids_are_named_with_the_nearest_known_one(kb: KnowledgeBase) -> None:
    text = case(
        phenopacket={"phenotypicFeatures": [feature("MWD:ptosiss")]},
        extra={"examination": {"mrc": [{"muscle": "hip-flexon", "side": "left", "grade": "3"}]}},
    )
    said = [i.sentence() for i in read_case(text, kb).issues]
    assert any("ptosiss" in s and "'ptosis'" in s for s in said)
    assert any("hip-flexon" in s and "'hip-flexion'" in s for s in said)


@pytest.mark.parametrize(
    "row",
    [
        {"muscle": "hip-flexion", "side": "left", "grade": "6"},
        {"muscle": "hip-flexion", "side": "west", "grade": "3"},
        {"muscle": "hip-flexion", "grade": "3"},
    ],
)
def test_a_wrong_grade_or_side_is_left_out_and_said(row: dict[str, str], kb: KnowledgeBase) -> None:
    read = read_case(case(extra={"examination": {"mrc": [row]}}), kb)
    assert not read.encounter.grades
    assert read.issues[0].level is Level.WARNING


def test_a_bare_phenopacket_is_accepted(kb: KnowledgeBase) -> None:
    text = json.dumps({"id": "bare", "phenotypicFeatures": [feature("MWD:ptosis")]})
    assert read_case(text, kb).encounter.answers["ptosis"].state is State.PRESENT


@pytest.mark.parametrize("cut", [1, 40, 400, 900])
def test_a_truncated_file_is_said_to_be_cut_off(
    cut: int, vignette: Path, kb: KnowledgeBase, tmp_path: Path
) -> None:
    broken = tmp_path / "cut.json"
    broken.write_bytes(vignette.read_bytes()[:cut])
    with pytest.raises(DataError, match=r"cut off|not JSON"):
        read_case(broken, kb)


def test_a_foreign_encoding_a_folder_and_a_missing_file_are_told_apart(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    latin = tmp_path / "latin.json"
    latin.write_bytes('{"id": "Müller"}'.encode("latin-1"))
    for place, words in ((latin, "UTF-8"), (tmp_path, "folder"), (tmp_path / "none.json", "no such file")):
        with pytest.raises(DataError, match=words):
            read_case(place, kb)


def test_utf16_from_a_windows_editor_is_read(kb: KnowledgeBase, tmp_path: Path) -> None:
    file = tmp_path / "wide.json"
    file.write_bytes(case().encode("utf-16"))
    assert read_case(file, kb).id == "a"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    features=json_values,
    measurements=json_values,
    actions=json_values,
    examination=json_values,
    subject=json_values,
    tempo=json_values,
)
def test_no_shape_of_file_crashes(kb: KnowledgeBase, tempo: Any, examination: Any, **packet: Any) -> None:
    packet = {
        "phenotypicFeatures": packet["features"],
        "measurements": packet["measurements"],
        "medicalActions": packet["actions"],
        "subject": packet["subject"],
    }
    text = json.dumps(
        {"id": "x", "phenopacket": packet, "extra": {"tempo": tempo, "examination": examination}}
    )
    try:
        read_case(text, kb)
    except DataError as fault:
        assert all(i.message and i.fix and i.path for i in fault.issues)


@pytest.mark.parametrize(
    ("unit", "analyte"), [("L", "fvc-litres"), ("%", "fvc-percent"), ("mL/kg", "fvc-ml-kg")]
)
def test_a_vital_capacity_goes_where_its_unit_belongs(kb: KnowledgeBase, unit: str, analyte: str) -> None:
    packet = {
        "measurements": [{"assay": {"label": "FVC"}, "value": {"quantity": {"value": 20, "unit": unit}}}]
    }
    read = read_case(case(phenopacket=packet), kb).encounter.measurements
    assert [m.analyte for m in read.values()] == [analyte]
