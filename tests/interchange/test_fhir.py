"""FHIR R4: what goes out is valid and true, and what comes back is what went out."""

from __future__ import annotations

import base64
import hashlib
import json
import warnings
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Measurement,
    State,
    Verdict,
    answer,
    measurement,
    note,
    verdict,
)
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LetterRecord, PatientRecord
from mwdesk.domain.units import find_unit
from mwdesk.interchange import read_case
from mwdesk.interchange.fhir_codes import LOINC, UCUM, loinc_of, ucum, unit_label
from mwdesk.interchange.fhir_document import Visit, write_collection, write_document
from mwdesk.interchange.fhir_labs import read_lab_fhir
from mwdesk.interchange.fhir_read import read_fhir
from tests.interchange.encounters import encounter, records

MADE = datetime(2026, 11, 21, 9, 0, 1)
CLINIC = Clinic(name="Hill clinic", clinician="Dr A. Rao", degree="MD", registration="KMC 1", phone="1")
CASES = sorted((Path(__file__).parents[2] / "db" / "vignettes").glob("*.json"))
KEPT = (Decision.ACCEPTED, Decision.ADDED, Decision.CONFIRMED)


def _document(
    kb: KnowledgeBase, *visits: Encounter, letters: tuple[LetterRecord, ...] = ()
) -> dict[str, Any]:
    given_visits = [Visit(encounter=v, letters=letters) for v in visits]
    made = write_document(kb, given_visits, CLINIC, made=MADE, program="1.0")
    return json.loads(json.dumps(made, ensure_ascii=False))  # as it stands in a file


def _resources(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in document["entry"] if e["resource"]["resourceType"] == kind]


def _valid(document: dict[str, Any]) -> None:
    """Against the definitions of fhir.resources: types, cardinalities, required elements, code patterns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from fhir.resources.R4B import get_fhir_model_class

    get_fhir_model_class("Bundle").model_validate(document)


def _may_leave(visit: Encounter) -> dict[str, Any]:
    """The entries that a document carries: refusals and the clinician's word on alerts stay at home."""
    out = {}
    for key, entry in visit.entries.items():
        kind, _sep, rest = key.partition("/")
        if kind == "verdict":
            said = visit.verdicts[rest.split("/")[0], rest.partition("/")[2]]
            if said.decision not in KEPT or said.kind == "alert":
                continue
        out[key] = (dict(entry.value or {}), entry.by)
    return out


@pytest.mark.parametrize("file", CASES[::3], ids=lambda f: f.stem)
def test_published_patients_go_out_valid_and_come_back(kb: KnowledgeBase, file: Path) -> None:
    visit = read_case(file, kb, started=datetime(2026, 11, 3, 9, 12)).encounter
    document = _document(kb, visit)
    _valid(document)
    found = read_fhir(document, kb, "file", now=MADE)
    assert found.notes == ()
    (record,) = found.records
    assert record.patient == visit.patient
    (back,) = record.encounters()
    assert (back.id, back.started, back.setting) == (visit.id, visit.started, visit.setting)
    assert {k: (dict(e.value or {}), e.by) for k, e in back.entries.items()} == _may_leave(visit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_record_goes_out_valid_and_comes_back(kb: KnowledgeBase, data: st.DataObject) -> None:
    record: PatientRecord = data.draw(records(kb))
    if not record.visits:
        return
    visits = [
        Visit(encounter=e, letters=v.letters) for e, v in zip(record.encounters(), record.visits, strict=True)
    ]
    document = json.loads(json.dumps(write_document(kb, visits, CLINIC, made=MADE, program="1.0")))
    _valid(document)
    found = read_fhir(document, kb, "file", now=MADE)
    assert found.notes == ()
    (back,) = found.records
    assert back.patient == record.patient
    assert [v.letters for v in back.visits] == [v.letters for v in record.visits]
    for one, other in zip(back.encounters(), record.encounters(), strict=True):
        assert {k: (dict(e.value or {}), e.by) for k, e in one.entries.items()} == _may_leave(other)


def test_could_not_be_told_is_never_false(kb: KnowledgeBase) -> None:
    names = [f for f in kb.findings if f.startswith("p")][:3]
    said = dict(zip(names, State, strict=True))
    document = _document(kb, encounter(kb, *(answer(f, s) for f, s in said.items())))
    told = {o["code"]["coding"][-1]["code"]: o for o in _resources(document, "Observation")}
    for finding, state in said.items():
        observation = told[finding]
        if state is State.UNKNOWN:
            assert "valueBoolean" not in observation
            assert observation["dataAbsentReason"]["coding"][0]["code"] == "asked-unknown"
        else:
            assert observation["valueBoolean"] is (state is State.PRESENT)
            assert "dataAbsentReason" not in observation


def test_only_the_clinicians_own_word_leaves(kb: KnowledgeBase) -> None:
    names = list(kb.conditions)[:4]
    words = [
        verdict(Verdict(kind="condition", id=name, decision=decision))
        for name, decision in zip(names, Decision, strict=True)
    ]
    document = _document(kb, encounter(kb, *words, note("impression", "Mine")))
    sure = {
        c["code"]["text"]: c["verificationStatus"]["coding"][0]["code"]
        for c in _resources(document, "Condition")
    }
    expected = {
        kb.conditions[n].name: "confirmed" if d is Decision.CONFIRMED else "provisional"
        for n, d in zip(names, Decision, strict=True)
        if d is not Decision.REFUSED
    }
    assert sure == expected | {"Mine": "provisional"}
    refused = kb.conditions[names[list(Decision).index(Decision.REFUSED)]].name
    assert refused not in json.dumps(document)


def test_a_document_begins_with_its_composition_and_every_reference_is_in_it(kb: KnowledgeBase) -> None:
    document = _document(kb, encounter(kb, answer("ptosis", State.PRESENT)), encounter(kb, ident="e2"))
    assert document["entry"][0]["resource"]["resourceType"] == "Composition"
    assert document["identifier"]["value"]
    assert document["timestamp"][-6] in "+-"
    addresses = [e["fullUrl"] for e in document["entry"]]
    assert len(set(addresses)) == len(addresses)
    text = json.dumps(document)
    for part in text.split('"reference": "')[1:]:
        assert part.split('"')[0] in addresses


def test_letters_go_along_as_printed(kb: KnowledgeBase) -> None:
    pdf = b"%PDF-1.7 a letter"
    letter = LetterRecord(kind="neurology_referral", pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), at=MADE)
    document = _document(kb, encounter(kb), letters=(letter,))
    (attached,) = _resources(document, "DocumentReference")
    held = attached["content"][0]["attachment"]
    assert base64.b64decode(held["data"]) == pdf
    assert base64.b64decode(held["hash"]) == hashlib.sha1(pdf, usedforsecurity=False).digest()
    held["data"] = base64.b64encode(b"%PDF-1.7 another").decode()
    found = read_fhir(document, kb, "file", now=MADE)
    assert found.records[0].visits[0].letters == ()
    assert any("changed since" in told for told in found.notes)


def test_hostile_words_are_escaped_in_the_narrative(kb: KnowledgeBase) -> None:
    document = _document(kb, encounter(kb, note("history", "<script>x</script> & \x07 end")))
    _valid(document)
    divs = [e["resource"]["text"]["div"] for e in document["entry"] if "text" in e["resource"]]
    assert any("&lt;script&gt;" in div for div in divs)
    assert not any("<script" in div or "\x07" in div for div in divs)


# laboratory codes


def test_a_loinc_code_never_stands_beside_another_kind_of_unit(kb: KnowledgeBase) -> None:
    mass = {"2160-0", "2345-7", "17861-6", "2132-9", "1975-2", "3094-0"}
    coded = 0
    for analyte in kb.analytes.values():
        for unit in analyte.units:
            code = loinc_of(analyte, unit.label)
            coded += bool(code)
            if code in mass:
                assert "mol" not in ucum(unit.label)
            elif code and "mol" in ucum(unit.label):
                assert code not in mass
    assert coded > 150
    assert loinc_of(kb.analytes["creatinine"], "mg/dL") == "2160-0"
    assert loinc_of(kb.analytes["creatinine"], "umol/L") == "14682-9"
    assert loinc_of(kb.analytes["calcium-total"], "mEq/L") == ""  # equivalents are another property


def test_every_ucum_code_leads_back_to_the_same_unit(kb: KnowledgeBase) -> None:
    ambiguous = []
    for analyte in kb.analytes.values():
        for unit in analyte.units:
            code = ucum(unit.label)
            if not code:
                continue
            found = find_unit(analyte, unit_label(analyte, code, ""))
            if found is None:
                ambiguous.append((analyte.id, code))
            else:
                assert (found.factor, found.offset) == (unit.factor, unit.offset), (analyte.id, unit)
    assert set(ambiguous) == {("urea", "mg/dL")}  # of urea, or of its nitrogen: asked, never guessed


def test_our_own_values_are_read_as_laboratory_results(kb: KnowledgeBase) -> None:
    value = Measurement(analyte="ck", label="CK", value=410.5, unit="U/L", low=40, high=200, day="2026-11-03")
    file = read_lab_fhir(_document(kb, encounter(kb, measurement(value))), kb, "file")
    (line,) = file.lines
    assert (line.analyte, line.text, line.unit, line.low, line.high, line.day) == (
        "ck", "410.5", "U/L", 40, 200, "2026-11-03",
    )  # fmt: skip
    assert line.person.name == "Asha Rao"
    assert line.person.birth == "1970-03-01"


# what others write


def _foreign(*resources: dict[str, Any]) -> dict[str, Any]:
    patient = {
        "resourceType": "Patient",
        "id": "x1",
        "name": [{"use": "official", "family": "Rao", "given": ["Asha", "K"]}],
        "gender": "female",
        "birthDate": "1970-03-01",
        "identifier": [{"system": "http://hospital", "value": "MRN 7"}],
    }
    subject = {"subject": {"reference": "Patient/x1"}}
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": patient}, *({"resource": subject | r} for r in resources)],
    }


def _lab(value: Any, unit: str, code: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}], "text": f"Lab {code}"},
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
        **more,
    }


def test_a_foreign_bundle_is_taken_as_far_as_it_is_understood(kb: KnowledgeBase) -> None:
    found = read_fhir(
        _foreign(
            _lab(410, "U/L", "2157-6", effectiveDateTime="2026-11-03T08:00:00+05:30"),
            _lab(300, "U/L", "2157-6", effectiveDateTime="2025-01-03"),
            _lab(12, "10*9/L", "6690-2"),
            {
                "resourceType": "Condition",
                "code": {"text": "Hypothyroidism"},
                "clinicalStatus": {"coding": [{"code": "active"}]},
            },
            {
                "resourceType": "Condition",
                "code": {"text": "Not this"},
                "verificationStatus": {"coding": [{"code": "refuted"}]},
            },
            {
                "resourceType": "MedicationRequest",
                "status": "active",
                "medicationCodeableConcept": {"text": "Atorvastatin"},
                "dosageInstruction": [{"text": "at night"}],
            },
            {
                "resourceType": "MedicationStatement",
                "status": "stopped",
                "medicationCodeableConcept": {"text": "Old drug"},
            },
            {"resourceType": "Procedure", "status": "completed", "code": {"text": "Appendicectomy"}},
            {"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}},
        ),
        kb,
        "file",
        now=MADE,
    )
    (record,) = found.records
    (visit,) = record.encounters()
    assert (record.patient.name, record.patient.identifiers) == ("Asha K Rao", ("MRN 7",))
    assert visit.measurements["ck"].value == 410
    assert visit.measurements["ck"].day == "2026-11-03"
    assert visit.measurements["wbc"].unit == "10^9/L"
    assert visit.note("past") == "Hypothyroidism"
    assert "Penicillin" in visit.note("allergies")
    assert [m.drug for m in visit.medications.values()] == ["atorvastatin"]
    told = " ".join(found.notes)
    assert "Procedure" in told
    assert "Old drug" in told
    assert "Not this" in told
    kept = visit.note("imported")
    assert "Appendicectomy" in kept
    assert "300" in kept  # the earlier value is not lost


def test_results_of_nobody_in_the_file_are_left_out_and_told(kb: KnowledgeBase) -> None:
    bundle = _foreign()
    bundle["entry"].append(
        {"resource": _lab(410, "U/L", "2157-6") | {"subject": {"reference": "Patient/zz"}}}
    )
    found = read_fhir(bundle, kb, "file", now=MADE)
    assert found.records[0].encounters()[0].measurements == {}
    assert any("no patient" in told for told in found.notes)


def test_a_modifier_that_is_not_known_keeps_a_resource_out(kb: KnowledgeBase) -> None:
    odd = _lab(410, "U/L", "2157-6", modifierExtension=[{"url": "http://x", "valueBoolean": True}])
    file = read_lab_fhir(_foreign(odd), kb, "file")
    assert file.lines[0].why


def test_a_collection_holds_everybody(kb: KnowledgeBase) -> None:
    one = encounter(kb, answer("ptosis", State.ABSENT))
    other = replace(one, id="e9", patient=replace(one.patient, id="p9", name="Ravi"))
    both = json.loads(json.dumps(write_collection([_document(kb, one), _document(kb, other)], made=MADE)))
    _valid(both)
    found = read_fhir(both, kb, "file", now=MADE)
    assert [r.patient.name for r in found.records] == ["Asha Rao", "Ravi"]
    assert all(r.encounters()[0].answers["ptosis"].state is State.ABSENT for r in found.records)


def test_no_patient_and_no_resource_are_refused_in_words(kb: KnowledgeBase) -> None:
    for data in ({}, [], {"resourceType": "Bundle"}, _lab(1, "U/L", "2157-6")):
        with pytest.raises(DataError):
            read_fhir(data, kb, "file", now=MADE)
