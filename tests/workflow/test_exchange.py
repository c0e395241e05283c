"""Records out and in over a real store: asked about, whole or not at all, and in the audit chain."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import (
    Decision,
    Measurement,
    Medication,
    Patient,
    Setting,
    State,
    Verdict,
    answer,
    measurement,
    medication,
    note,
    outcome,
    verdict,
)
from mwdesk.domain.encounter import TestOutcome as Result
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.storage.transfer import read_record
from mwdesk.workflow.exchange import Exchange
from mwdesk.workflow.exchange_files import SealedError
from mwdesk.workflow.exchange_labs import entries, preview, read_results
from mwdesk.workflow.exchange_teaching import free_texts, remains

NOW = datetime(2026, 11, 21, 9, 0, 1)
SECRET = "four words of my own"
PDF = b"%PDF-1.7 a letter"


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    from mwdesk import paths
    from mwdesk.knowledge import open_knowledge

    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.fixture
def store(tmp_path: Path, kb: KnowledgeBase) -> Iterator[Store]:
    with Store.open(tmp_path / "patients.sqlite3", who="Dr A. Rao") as opened:
        for number in (1, 2):
            patient = Patient(
                id=f"p{number}",
                name=f"Asha Rao {number}",
                birth_date=date(1930, 3, number),
                sex="female",
                phone="98450",
                address="Hulikal",
                identifiers=(f"MRN {number}",),
            )
            opened.save_patient(patient, datetime(2026, 11, 3, 9))
            visit = opened.start_encounter(patient.id, Setting.RURAL, datetime(2026, 11, 3, 9, 5))
            opened.append(visit.id, _entries(kb), datetime(2026, 11, 3, 9, 6))
            stamps = {"knowledge_version": "1", "knowledge_sha256": "a", "app_version": "1"}
            opened.save_letter(visit.id, "neurology_referral", PDF, datetime(2026, 11, 3, 9, 7), **stamps)
        yield opened


def _entries(kb: KnowledgeBase) -> list:  # type: ignore[type-arg]
    value = Measurement(analyte="ck", label="CK of Asha", value=410, unit="U/L", day="2026-11-01")
    test = next(iter(kb.tests))
    return [
        answer("ptosis", State.PRESENT, note="Asha says so"),
        measurement(value),
        medication(Medication(name="Asha's herbs", detail="from Hulikal")),
        outcome(test, Result(test=test, outcome="", text="Asha came late", day="2026-11-02")),
        note("history", "Asha of Hulikal cannot lift the pot"),
        verdict(
            Verdict(kind="condition", id=_rare(kb), decision=Decision.ACCEPTED, reason="Asha's mother too")
        ),
    ]


def _rare(kb: KnowledgeBase) -> str:
    return next(c.id for c in kb.conditions.values() if c.frequency in ("rare", "very_rare"))


@pytest.fixture
def desk(kb: KnowledgeBase, store: Store) -> Exchange:
    return Exchange(kb, store, Clinic(name="Hill clinic", clinician="Dr A. Rao"), lambda: NOW)


@pytest.fixture
def other(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Exchange]:
    with Store.open(tmp_path / "other" / "patients.sqlite3") as opened:
        yield Exchange(kb, opened, Clinic(), lambda: NOW)


# out and in


@pytest.mark.parametrize("secret", ["", SECRET])
def test_everybody_travels_without_loss(desk: Exchange, other: Exchange, tmp_path: Path, secret: str) -> None:
    path = desk.export_records(tmp_path / "all.mwdesk", passphrase=secret)
    assert (b"Asha" in path.read_bytes()) is not bool(secret)
    found = other.look(path, secret)
    assert [one.same for one in found.each] == ["", ""]
    assert "2 patients were added" in other.take(found)
    for ident in ("p1", "p2"):
        assert read_record(other.store, ident) == read_record(desk.store, ident)
    assert other.store.verify().holds
    kinds = [e.kind for e in other.store.events()]
    assert kinds.count("import") == 2


def test_the_export_is_in_the_chain_with_who(desk: Exchange, tmp_path: Path) -> None:
    desk.export_records(tmp_path / "one.mwdesk", "p1", SECRET)
    event = desk.store.events(1)[0]
    assert (event.kind, event.who, event.detail["patient"]) == ("export", "Dr A. Rao", "p1")
    assert "encrypted" in event.detail["note"]


def test_a_sealed_file_needs_its_passphrase_and_every_bit(desk: Exchange, tmp_path: Path) -> None:
    path = desk.export_records(tmp_path / "one.mwdesk", "p1", SECRET)
    for wrong in ("", "another four words"):
        with pytest.raises(SealedError):
            desk.look(path, wrong)
    whole = path.read_bytes()
    for at in (5, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DataError):
            desk.look(path, SECRET)


def test_a_weak_passphrase_writes_nothing(desk: Exchange, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        desk.export_records(tmp_path / "one.mwdesk", "p1", "short")
    assert not (tmp_path / "one.mwdesk").exists()


def test_who_is_here_and_differs_is_asked_about(desk: Exchange, tmp_path: Path) -> None:
    path = desk.export_records(tmp_path / "all.mwdesk")
    same = desk.look(path)
    assert [one.same for one in same.each] == ["identical", "identical"]
    desk.store.save_patient(Patient(id="p1", name="Asha Rao 1", phone="1"), NOW)
    found = desk.look(path)
    assert [one.same for one in found.each] == ["differs", "identical"]
    before = desk.store.events(1)[0].number
    with pytest.raises(DataError, match="keep both, or skip"):
        desk.take(found)
    assert desk.store.events(1)[0].number == before
    assert "skipped" in desk.take(found, {"p1": "skip"})
    desk.take(found, {"p1": "both", "p2": "skip"})
    assert desk.store.patient("p1").phone == "1"  # nothing was overwritten
    assert [p.name for p in desk.store.patients()].count("Asha Rao 1") == 2
    assert desk.store.verify().holds


def test_an_import_that_fails_in_the_middle_leaves_nothing(
    desk: Exchange, other: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = other.look(desk.export_records(tmp_path / "all.mwdesk"))
    before = other.store.events(1)[0].number
    whole, calls = type(other.store)._find_anew, []

    def full(self: Store, ident: str) -> None:
        calls.append(ident)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(self, ident)

    monkeypatch.setattr(Store, "_find_anew", full)
    with pytest.raises(DataError, match="full"):
        other.take(found)
    monkeypatch.undo()
    assert other.store.patients() == ()
    assert other.store.events(1)[0].number == before
    assert other.store.verify().holds
    other.take(found)
    assert len(other.store.patients()) == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_files_are_private(desk: Exchange, tmp_path: Path) -> None:
    made = [
        desk.export_records(tmp_path / "a.mwdesk", "p1"),
        desk.export_fhir(tmp_path / "a.json", "p1"),
        desk.export_teaching(tmp_path / "t.json", "p1"),
        desk.export_phenopacket(tmp_path / "p.json", desk.encounters("p1")[0]),
    ]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert sorted(p.name for p in tmp_path.glob(".mwdesk-*")) == []


def test_a_disk_that_refuses_is_told_and_the_chain_says_so(
    desk: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = desk.export_fhir(tmp_path / "a.json", "p1").read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mwdesk.workflow.files.os.fsync", full)
    with pytest.raises(DataError, match="disk is full"):
        desk.export_fhir(tmp_path / "a.json", "p1")
    monkeypatch.undo()
    assert (tmp_path / "a.json").read_bytes() == earlier
    assert desk.store.events(1)[0].kind == "export failed"
    with pytest.raises(DataError, match="does not exist"):
        desk.export_fhir(tmp_path / "nowhere" / "a.json", "p1")


def test_fhir_from_one_store_into_another(desk: Exchange, other: Exchange, tmp_path: Path) -> None:
    found = other.look(desk.export_fhir(tmp_path / "all.json"))
    assert (found.format, len(found.each), found.notes) == ("fhir", 2, ())
    other.take(found)
    here, there = desk.encounters("p1")[0], other.encounters("p1")[0]
    assert there.patient == here.patient
    assert there.entries == here.entries
    assert other.store.letters(there.id)[0].pdf == PDF
    again = other.look(tmp_path / "all.json")
    assert [one.same for one in again.each] == ["identical", "identical"]


def test_somebody_of_the_same_name_is_pointed_out(desk: Exchange, tmp_path: Path, kb: KnowledgeBase) -> None:
    with Store.open(tmp_path / "third" / "patients.sqlite3") as store:
        store.save_patient(
            Patient(id="zz", name="Asha Rao 1", birth_date=date(1930, 3, 1), sex="female"), NOW
        )
        found = Exchange(kb, store, Clinic(), lambda: NOW).look(desk.export_records(tmp_path / "a.mwdesk"))
    assert found.each[0].alike and "Asha Rao 1" in found.each[0].alike[0]


# for teaching


def test_a_teaching_case_names_nobody(desk: Exchange, other: Exchange, tmp_path: Path) -> None:
    desk.store.start_encounter("p1", Setting.RURAL, datetime(2026, 11, 17, 9))
    path = desk.export_teaching(tmp_path / "t.json", "p1")
    text = path.read_text(encoding="utf-8")
    for word in ("Asha", "Hulikal", "98450", "MRN", "1930", "2026-11", "2026-1", "p1", "mother"):
        assert word not in text.replace('"version": "2026', ""), word
    case = json.loads(text)
    assert case["age"] == "90+"
    assert [visit["day"] for visit in case["visits"]] == [0, 14]
    assert case["visits"][0]["case"]["phenopacket"]["measurements"][0]["timeObserved"] == {
        "timestamp": "1999-12-30T00:00:00Z"  # two days before day 0
    }
    found = other.look(path)
    other.take(found)
    (row,) = other.store.patients()
    assert (row.name, row.age_years) == ("Teaching case", 90)
    visits = other.encounters(row.id)
    assert visits[0].answers["ptosis"].state is State.PRESENT
    assert (visits[1].started - visits[0].started).days == 14


def test_free_text_stays_out_unless_it_was_read_and_kept(desk: Exchange, tmp_path: Path) -> None:
    visits = desk.encounters("p1")
    typed = {one.key: one.text for one in free_texts(desk.kb, visits)}
    assert "Asha of Hulikal cannot lift the pot" in typed.values()
    assert "Asha's herbs" in typed.values()
    kept = {(0, "note/history"): "Cannot lift a pot"}
    text = desk.export_teaching(tmp_path / "t.json", "p1", kept).read_text(encoding="utf-8")
    assert "Cannot lift a pot" in text
    assert "herbs" not in text
    assert "came late" not in text


def test_what_remains_is_said(desk: Exchange) -> None:
    said = " ".join(remains(desk.kb, desk.encounters("p1"), 1))
    assert desk.kb.conditions[_rare(desk.kb)].name in said
    assert "Do not say where" in said
    assert "1 free text was kept" in said


# laboratory results


def _csv(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "labs.csv"
    path.write_text("\n".join(("Patient,DOB,Test,Result,Unit,Range,Date", *rows)), encoding="utf-8")
    return path


def test_the_preview_parts_added_asked_back_and_not_understood(desk: Exchange, tmp_path: Path) -> None:
    path = _csv(
        tmp_path,
        "Asha Rao 1,1930-03-01,TSH,2.1,mIU/L,0.4-4,2026-11-03",
        "Asha Rao 1,1930-03-01,Potassium,41,mmol/L,3.5-5.1,2026-11-03",
        "Asha Rao 1,1930-03-01,Sodium,pending,mmol/L,,2026-11-03",
        "Asha Rao 1,1930-03-01,Sodium,140,furlongs,,2026-11-03",
        "Asha Rao 1,1930-03-01,CK,410,U/L,40-200,2026-11-01",
        "Asha Rao 1,1930-03-01,Calcium,9.5,,,2026-11-01",
        "Asha Rao 1,1930-03-01,Magnesium,0.9,,,2026-11-01",
        "Asha Rao 1,1930-03-01,Platelets,200,10^9/L,,2026-11-01",
        "Asha Rao 1,1930-03-01,Platelets,180,10^9/L,,2026-10-01",
        "Asha Rao 1,1930-03-01,Chloride,100,mmol/L,,2027-10-01",
        "Ravi,1950-01-01,TSH,99,mIU/L,,2026-11-03",
    )
    visit = desk.encounters("p1")[0]
    looked = preview(desk.kb, visit, read_results(path, desk.kb), NOW)
    assert looked.match.state == "same"
    states = {(one.line.label, one.line.text): one.state for one in looked.each}
    assert states == {
        ("TSH", "2.1"): "add",
        ("Potassium", "41"): "ask",
        ("Sodium", "pending"): "unread",
        ("Sodium", "140"): "unread",
        ("CK", "410"): "here",
        ("Calcium", "9.5"): "ask",  # no unit: never guessed
        ("Magnesium", "0.9"): "ask",
        ("Platelets", "200"): "add",
        ("Platelets", "180"): "older",
        ("Chloride", "100"): "ask",
    }
    assert any("another patient" in told for told in looked.notes)
    chosen = [n for n, one in enumerate(looked.each) if one.state == "add"]
    new = entries(desk.kb, visit.patient, looked, chosen, is_this_patient=False)
    assert {e.key for e in new} == {"lab/tsh", "lab/platelets"}
    assert all(e.by == "import" for e in new)


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ("Ravi Kumar,1950-01-01,TSH,2.1,mIU/L,,", "differs"),
        ("Asha Rao 1,1931-03-01,TSH,2.1,mIU/L,,", "differs"),
        ("Asha,,TSH,2.1,mIU/L,,", "differs"),  # a first name alone is no proof
        (",,TSH,2.1,mIU/L,,", "unnamed"),
        ('"Rao 1, Asha",,TSH,2.1,mIU/L,,', "same"),
    ],
)
def test_the_patient_is_never_guessed(desk: Exchange, tmp_path: Path, row: str, state: str) -> None:
    visit = desk.encounters("p1")[0]
    looked = preview(desk.kb, visit, read_results(_csv(tmp_path, row), desk.kb), NOW)
    assert looked.match.state == state
    if state != "same":
        with pytest.raises(DataError):
            entries(desk.kb, visit.patient, looked, [0], is_this_patient=False)
        assert len(entries(desk.kb, visit.patient, looked, [0], is_this_patient=True)) == 1


def test_results_of_several_others_cannot_be_taken_at_all(desk: Exchange, tmp_path: Path) -> None:
    path = _csv(tmp_path, "Ravi,1950-01-01,TSH,2,mIU/L,,", "Maya,1951-01-01,TSH,3,mIU/L,,")
    visit = desk.encounters("p1")[0]
    looked = preview(desk.kb, visit, read_results(path, desk.kb), NOW)
    assert looked.match.state == "several"
    with pytest.raises(DataError):
        entries(desk.kb, visit.patient, looked, [0], is_this_patient=True)


def test_a_value_asked_back_and_chosen_counts_as_confirmed(desk: Exchange, tmp_path: Path) -> None:
    visit = desk.encounters("p1")[0]
    path = _csv(tmp_path, "Asha Rao 1,1930-03-01,CK,90000,U/L,40-200,2026-11-09")
    looked = preview(desk.kb, visit, read_results(path, desk.kb), NOW)
    assert looked.each[0].state == "differs"  # another CK is recorded: chosen, it replaces that one
    assert "410" in looked.each[0].words
