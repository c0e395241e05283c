"""Two records of one person become one on the screen, and part again exactly as they were."""

from __future__ import annotations

import random
import sqlite3
import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mwdesk.domain.encounter import Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, merging, transfer
from tests.storage.conftest import NOON, told

STAMPS = {"knowledge_version": "1", "knowledge_sha256": "2", "app_version": "3"}
TODAY = date(2024, 6, 1)


@pytest.fixture
def twice(store: Store) -> Store:
    """One person entered twice, and somebody else."""
    store.who = "Dr Rao"
    people = (
        Patient(id="a", name="Asha Kulkarni", age_years=38, identifiers=("88123",)),
        Patient(id="b", name="Aasha Kulkarnee", age_years=39, phone="98765 43210"),
        Patient(id="c", name="Devi Nair", age_years=30),
    )
    for number, person in enumerate(people):
        at = NOON + timedelta(days=number)
        store.save_patient(person, at)
        visit = store.start_encounter(person.id, Setting.RURAL, at)
        store.append(visit.id, [note("impression", f"of {person.id}")], at)
        store.save_letter(visit.id, "neurology_referral", f"%PDF {person.id}".encode(), at, **STAMPS)
    return store


def logs(store: Store, *patients: str) -> list[object]:
    """Every row that was written for these patients, as it stands in the file."""
    out: list[object] = []
    for ident in patients:
        out += [tuple(r) for r in store._rows("SELECT * FROM patient_log WHERE patient_id = ?", ident)]
        visits = store._rows("SELECT * FROM encounter WHERE patient_id = ?", ident)
        out += [tuple(r) for r in visits]
        for visit in visits:
            for table in ("answer_log", "letter"):
                rows = store._rows(f"SELECT * FROM {table} WHERE encounter_id = ?", visit["id"])
                out += [tuple(r) for r in rows]
    return out


def test_the_other_record_is_noticed(twice: Store) -> None:
    (found,) = merging.similar(twice, twice.patient("a"), TODAY)
    assert (found.patient.id, found.why) == ("b", ("similar name and age",))
    new = Patient(id="", name="Somebody", phone="9876543210")
    assert [one.why for one in merging.similar(twice, new, TODAY)] == [("same phone",)]
    assert merging.similar(twice, twice.patient("c"), TODAY) == ()
    assert merging.similar(twice, Patient(id=""), TODAY) == ()


def test_visits_and_letters_of_both_stand_under_the_one_that_stays(twice: Store) -> None:
    before = logs(twice, "a", "b", "c")
    merging.merge(twice, "a", "b", NOON + timedelta(days=9))
    assert [row.id for row in twice.patients()] == ["c", "a"]
    visits = twice.encounters("a")
    assert [v.note("impression") for v in visits] == ["of a", "of b"] and twice.encounters("b") == visits
    assert {v.patient.name for v in visits} == {"Asha Kulkarni"}
    assert [len(twice.letters(v.id)) for v in visits] == [1, 1]
    (row,) = twice.patients("kulkarni")
    assert (row.id, row.encounters, row.last_seen) == ("a", 2, NOON + timedelta(days=1))
    assert [r.id for r in twice.patients("aasha")] == ["a"], "found by the other spelling, too"
    assert [r.id for r in twice.patients("9876543210")] == ["a"]
    assert twice.start_encounter("b", Setting.RURAL, NOON).patient.id == "a"
    assert logs(twice, "a", "b", "c")[: len(before) - 1] != [] and twice.verify().holds
    assert twice.events()[1].kind == "merge" and twice.events()[1].who == "Dr Rao"
    (gone,) = merging.merged(twice, "a")
    assert (gone.patient.id, gone.who) == ("b", "Dr Rao")
    assert transfer.patient_ids(twice) == ("a", "c")


def test_parting_restores_both_logs_exactly(twice: Store) -> None:
    before = logs(twice, "a", "b")
    rows = twice.patients()
    merging.merge(twice, "b", "a", NOON)
    assert [r.id for r in twice.patients()] == ["c", "b"]
    merging.part(twice, "a", NOON)
    assert logs(twice, "a", "b") == before
    assert twice.patients() == rows
    assert [len(twice.encounters(p)) for p in "abc"] == [1, 1, 1]
    assert [e.kind for e in twice.events(2)] == ["part", "merge"]
    assert twice.verify().holds
    twice.rebuild_index()
    assert twice.verify().holds and twice.patients() == rows


def test_a_chain_of_merges_parts_at_any_link(twice: Store) -> None:
    merging.merge(twice, "a", "b", NOON)
    merging.merge(twice, "c", "a", NOON)
    assert len(twice.encounters("c")) == 3 and [r.id for r in twice.patients()] == ["c"]
    assert twice.verify().holds
    merging.part(twice, "a", NOON)
    assert [len(twice.encounters(p)) for p in "ac"] == [2, 1]
    merging.part(twice, "b", NOON)
    assert [len(twice.encounters(p)) for p in "abc"] == [1, 1, 1] and twice.verify().holds


@pytest.mark.parametrize(("kept", "gone"), [("a", "a"), ("a", "x"), ("x", "a"), ("c", "b"), ("b", "c")])
def test_what_makes_no_sense_is_refused(twice: Store, kept: str, gone: str) -> None:
    merging.merge(twice, "a", "b", NOON)
    number = twice.events()[0].number
    with pytest.raises(DataError):
        merging.merge(twice, kept, gone, NOON)
    with pytest.raises(DataError, match="not merged"):
        merging.part(twice, "c", NOON)
    assert twice.events()[0].number == number


def test_merges_are_append_only_and_proven(twice: Store) -> None:
    merging.merge(twice, "a", "b", NOON)
    for sql in ("UPDATE merge_log SET kept = 'c'", "DELETE FROM merge_log"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            twice._db.execute(sql)
    twice._db.execute("UPDATE patient SET merged_into = 'c' WHERE id = 'b'")
    assert any("Merged records" in fault for fault in twice.verify().faults)


def test_any_order_of_merging_and_parting_loses_nothing(store: Store) -> None:
    chance, names = random.Random(4), [f"p{n}" for n in range(6)]
    for ident in names:
        store.save_patient(Patient(id=ident, name=f"Name {ident}", age_years=40), NOON)
        visit = store.start_encounter(ident, Setting.RURAL, NOON)
        store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
    before, done = logs(store, *names), 0
    for _turn in range(150):
        try:
            if chance.random() < 0.6:
                merging.merge(store, *chance.sample(names, 2), NOON)
            else:
                merging.part(store, chance.choice(names), NOON)
            done += 1
        except DataError:
            continue
        shown = store.patients()
        assert sum(row.encounters for row in shown) == len(names)
        assert sorted(v.id for row in shown for v in store.encounters(row.id)) == sorted(
            v["id"] for v in store._rows("SELECT id FROM encounter")
        )
    while left := merging.edges(store._db):
        merging.part(store, next(iter(left)), NOON)
    assert logs(store, *names) == before and store.verify().holds
    told(f"merges and partings in any order: {done}, 0 rows lost or moved")
    assert done > 40


def test_looking_for_likeness_takes_no_time_among_many(store: Store) -> None:
    firsts = ["Asha", "Sita", "Mohammed", "Ravi", "Lakshmi", "Fatima", "Ivan", "Maria", "Kim", "Li"]
    lasts = ["Rao", "Devi", "Khan", "Nair", "Singh", "Petrov", "Silva", "Patel", "Begum", "Kumar"]
    chance = random.Random(1)
    with store._writing() as db:
        for number in range(5000):
            name = f"{chance.choice(firsts)} {chance.choice(lasts)} {chance.choice(lasts)}"
            body = merging_row(f"q{number}", name, 30 + chance.randrange(20))
            db.table("patient").insert(body)
        store._db.execute("SELECT 1")
    store.rebuild_index()
    start = time.perf_counter()
    found = merging.similar(store, replace(store.patient("q77"), id=""), TODAY)
    spent = time.perf_counter() - start
    told(f"likeness among 5,000 patients with few names: {1000 * spent:.0f} ms")
    assert found and spent < 0.25


def merging_row(ident: str, name: str, age: int) -> dict[str, object]:
    from mwdesk.storage import cases

    person = Patient(id=ident, name=name, age_years=age)
    at = NOON.isoformat()
    return {
        "id": ident, "body": cases.patient_body(person), "search": cases.search_text(person),
        "created_at": at, "updated_at": at,
    }  # fmt: skip
