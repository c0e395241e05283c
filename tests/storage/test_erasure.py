"""A patient removed on request is gone from every byte of the file; the others and the proof stay whole."""

from __future__ import annotations

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, backup, erasure, merging
from mwdesk.storage.connection import open_database
from mwdesk.storage.encryption import fingerprint
from tests.storage.conftest import KEY, NOON, told
from tests.storage.test_faults import posix

STAMPS = {"knowledge_version": "1", "knowledge_sha256": "2", "app_version": "3"}
WORDS = ("Zebraic", "zebraic", "Zanzibar", "zanzibar", "quagga", "4711-0815", "47110815")


def person(store: Store, ident: str, name: str, word: str, phone: str = "") -> None:
    store.save_patient(Patient(id=ident, name=name, age_years=40, phone=phone, address=word), NOON)
    store.save_patient(Patient(id=ident, name=name, age_years=41, phone=phone, address=word), NOON)
    visit = store.start_encounter(ident, Setting.RURAL, NOON + timedelta(days=1))
    for number in range(30):
        store.append(visit.id, [note(f"n{number}", f"{word} said " * 9)], NOON)
    store.save_letter(visit.id, "neurology_referral", f"%PDF {word}".encode() * 40, NOON, **STAMPS)
    store.set_setting(f"half typed: {ident}", {"visit": visit.id, "text": word})


def fill(place: Path, key: bytes | None) -> None:
    with Store.open(place, key, who="Dr Rao") as store:
        person(store, "first-one", "Asha Rao", "plains")
        person(store, "the-gone", "Zebraic Zanzibar", "quagga", "4711-0815")
        person(store, "the-other", "Devi Nair", "hills")
        person(store, "gone-too", "Zebraic Zanzibari", "quagga")
        merging.merge(store, "the-gone", "gone-too", NOON)


def rows(store: Store) -> list[object]:
    out: list[object] = []
    for table in ("patient", "patient_log", "encounter", "answer_log", "letter"):
        out += [tuple(r) for r in store._rows(f"SELECT * FROM {table} ORDER BY 1")]
    return out


def test_nothing_is_left_in_any_byte_and_the_rest_is_as_it_was(place: Path, key: bytes | None) -> None:
    fill(place, key)
    with Store.open(place, key, who="Dr Rao") as store:
        kept = [r for r in rows(store) if "ebraic" not in repr(r) and "quagga" not in repr(r)]
        gone_visits = {r["id"] for r in store._rows("SELECT * FROM encounter WHERE patient_id LIKE '%gone%'")}
        kept = [r for r in kept if not any(v in repr(r) for v in gone_visits)]
        what = erasure.extent(store, "the-gone")
        assert (what.records, what.visits, what.answers, what.letters) == (2, 2, 60, 2)
        done = erasure.erase(store, "the-gone", "asked for by the patient", NOON)
        assert done.extent == what and done.copies == ()
        assert rows(store) == kept
        assert [r.id for r in store.patients()] == ["the-other", "first-one"]
        assert store.patients("zebraic") == () and store.patients("4711") == ()
        assert store.verify().holds, store.verify().faults
        event = store.events()[0]
        assert event.kind == "erase" and event.who == "Dr Rao"
        assert event.detail["patients"][0] == erasure.name_of("the-gone")
        with pytest.raises(DataError, match="no patient"):
            store.patient("the-gone")
    for file in place.parent.iterdir():
        if key is None and file.is_file():
            body = file.read_bytes()
            found = [word for word in WORDS if word.encode() in body]
            assert found == [], file.name
    with Store.open(place, key) as store:
        dump = "\n".join(store._db.conn.iterdump()) if key is None else json.dumps(rows(store), default=repr)
        assert not any(word in dump for word in WORDS)
        assert "plains said" in dump and store.verify().holds
        person(store, "new", "Ravi", "after")
        assert store.verify().holds
        drill = backup.back_up(place, key, now=NOON)
        assert drill.number == store.events()[0].number


def test_an_erased_patient_who_comes_back_and_a_second_erasure_prove(place: Path) -> None:
    fill(place, None)
    with Store.open(place) as store:
        erasure.erase(store, "the-gone", "entered by mistake", NOON)
        person(store, "the-gone", "Zebraic Zanzibar", "quagga")
        assert store.verify().holds
        erasure.erase(store, "first-one", "entered by mistake", NOON)
        erasure.erase(store, "the-gone", "entered by mistake", NOON)
        assert store.verify().holds and [r.id for r in store.patients()] == ["the-other"]


def test_rows_from_before_the_chain_can_be_erased(place: Path) -> None:
    kept = Path(__file__).parent / "schemas" / "0001.sql"
    place.parent.mkdir(parents=True)
    db = sqlite3.connect(place)
    db.executescript(kept.read_text(encoding="utf-8"))
    db.close()
    with Store.open(place) as store:
        (row,) = store.patients()
        person(store, "other", "Devi", "hills")
        erasure.erase(store, row.id, "asked for by the patient", NOON)
        assert store.verify().holds, store.verify().faults
        assert [r.id for r in store.patients()] == ["other"]


def test_removing_behind_the_programs_back_is_still_found(place: Path) -> None:
    fill(place, None)
    with Store.open(place) as store:
        erasure.erase(store, "the-gone", "asked for by the patient", NOON)
        for table in ("answer_log", "letter", "patient_log"):
            db = store._db
            db.execute(f"DROP TRIGGER {table}_no_delete")
            db.execute("SAVEPOINT one")
            db.execute(f"DELETE FROM {table} WHERE {'id' if table == 'letter' else 'seq'} = 1")
            assert not store.verify().holds, table
            db.execute("ROLLBACK TO one")


def test_the_copies_that_still_hold_the_patient_are_named(place: Path, key: bytes | None) -> None:
    with Store.open(place, key) as store:
        person(store, "first-one", "Asha Rao", "plains")
    backup.back_up(place, key, now=NOON)
    with Store.open(place, key) as store:
        person(store, "the-gone", "Zebraic", "quagga")
    second = backup.back_up(place, key, now=NOON + timedelta(days=1))
    shutil.copy2(place, place.with_name("patients.before-m0009.sqlite3"))
    (place.parent / "backups" / "patients-20240601-120000-000000099.sqlite3").write_bytes(b"not readable")
    with Store.open(place, key) as store:
        done = erasure.erase(store, "the-gone", "asked for by the patient", NOON)
    assert sorted(c.name for c in done.copies) == sorted(
        ["patients-20240601-120000-000000099.sqlite3", "patients.before-m0009.sqlite3", second.path.name]
    )


@posix
def test_a_full_disk_at_any_write_removes_all_or_nothing(place: Path, tmp_path: Path) -> None:
    import resource

    fill(place, KEY)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size, refused, removed = place.stat().st_size, 0, 0
    unscrubbed = 0
    for number in range(24):
        home = tmp_path / f"try{number}"
        shutil.copytree(place.parent, home)
        copy = home / place.name
        db = open_database(copy, KEY)
        before = fingerprint(db)
        db.conn.close()
        with Store.open(copy, KEY) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size * number // 12 + 1000, hard))
            try:
                done = erasure.erase(store, "the-gone", "asked for by the patient", NOON)
                removed += 1
                unscrubbed += not done.scrubbed
            except DataError as fault:
                done = None
                refused += 1
                assert "disk" in str(fault)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        with Store.open(copy, KEY) as store:
            assert store.verify().holds
            if done is None:
                assert fingerprint(store._db) == before
            else:
                assert not store.patients("zebraic")
                assert not store._rows("SELECT 1 FROM answer_log WHERE value_json LIKE '%quagga%'")
        shutil.rmtree(home)
    told(
        f"full disk while erasing: {refused} refused, {removed} removed "
        f"({unscrubbed} not written anew), 0 half removed"
    )
    assert refused and removed
