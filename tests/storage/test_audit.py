"""The audit chain: what was written is in it, and whatever is done to the file afterwards breaks it."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from mwdesk.domain.encounter import Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, audit, backup, migrations
from mwdesk.storage.engine import connect
from tests.storage.conftest import KEY

NOON = datetime(2024, 5, 17, 12, 0)


def write(place: Path, key: bytes | None = None) -> str:
    with Store.open(place, key, who="Dr Rao") as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
        store.save_patient(Patient(id="p1", name="Asha Kulkarni"), NOON)
        visit = store.start_encounter("p1", Setting.RURAL, NOON)
        for number in range(5):
            store.append(visit.id, [answer("ptosis", State.PRESENT), note(f"n{number}", "said")], NOON)
        store.save_letter(
            visit.id, "k", b"%PDF", NOON, knowledge_version="1", knowledge_sha256="2", app_version="3"
        )
        store.log_event("print", "letter to neurology", NOON)
    return visit.id


def tamper(place: Path, *statements: str, key: bytes | None = None) -> None:
    """As somebody with a database tool would: guards dropped first."""
    db = connect(place, key)
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    for sql in statements:
        db.execute(sql)
    db.conn.commit()
    db.conn.close()


def test_everything_that_happens_is_in_the_chain_with_who_and_when(place: Path) -> None:
    write(place)
    with Store.open(place) as store:
        told = [(event.kind, event.who) for event in reversed(store.events())]
        proof = store.verify()
        assert store.events()[0].detail["note"] == "letter to neurology"
        assert store.events()[0].at == NOON
    who = "Dr Rao"
    middle = [("patient", who), ("patient", who), ("visit", who), *[("answer", who)] * 5]
    assert told == [("begin", ""), ("merges", ""), *middle, ("letter", who), ("print", who)]
    assert (proof.holds, proof.events, proof.rows) == (True, 12, 13)


CHANGES = {
    "UPDATE answer_log SET value_json = '{}' WHERE seq = 3": "answers of audit entry 7",
    "DELETE FROM answer_log WHERE seq = 4": "were removed",
    "DELETE FROM answer_log WHERE seq = 10": "were removed",
    "INSERT INTO answer_log (encounter_id, step, key, by, kind, at) SELECT encounter_id, 9, 'finding/fever', "
    "'typed', 'answer', at FROM answer_log LIMIT 1": "without an audit",
    "UPDATE answer_log SET at = '2020-01-01T00:00:00' WHERE seq = 1": "were changed",
    "UPDATE patient_log SET body = replace(body, 'Asha', 'Usha')": "patient details",
    "UPDATE patient SET body = replace(body, 'Asha', 'Usha')": "not those that were last saved",
    "UPDATE letter SET pdf = x'00'": "letters of audit entry",
    "UPDATE encounter SET started = '2020-01-01T00:00:00'": "visit of audit entry 5",
    "INSERT INTO encounter VALUES ('e2', 'p1', '2020-01-01T00:00:00', 'rural')": "Visits were added",
    "UPDATE audit SET who = 'Dr Other' WHERE seq = 5": "broken at audit entry 5",
    "UPDATE audit SET at = '2020-01-01T00:00:00' WHERE seq = 2": "broken at audit entry 2",
    "UPDATE audit SET detail = '{}' WHERE seq = 7": "broken at audit entry 7",
    "UPDATE audit SET detail = 'no json' WHERE seq = 7": "broken at audit entry 7",
    "DELETE FROM audit WHERE seq = 6": "entry 6 is missing",
    "DELETE FROM audit WHERE seq = 1": "entry 1 is missing",
}


@pytest.mark.parametrize("sql", CHANGES)
def test_every_change_behind_the_programs_back_is_found(place: Path, key: bytes | None, sql: str) -> None:
    write(place, key)
    tamper(place, "PRAGMA foreign_keys = OFF", sql, key=key)
    with Store.open(place, key) as store:
        proof = store.verify()
    assert not proof.holds
    assert any(CHANGES[sql] in fault for fault in proof.faults), proof.faults


def test_an_end_that_was_cut_off_whole_is_told_by_the_witness_and_by_the_backups(place: Path) -> None:
    write(place)
    backup.back_up(place, None, now=NOON)
    cut = ("DELETE FROM audit WHERE seq > 8", "DELETE FROM answer_log WHERE seq > 6", "DELETE FROM letter")
    tamper(place, *cut)
    with pytest.raises(DataError, match="4 of the last saved entries are missing"):
        Store.open(place)
    with Store.open(place, accept=True) as store:
        proof = store.verify(backup.anchors(place, None))
        assert not proof.holds
        assert "rewritten" in proof.faults[0] or "missing here" in proof.faults[-1]
        assert store.events()[0].kind == "accept"
    Store.open(place).close()  # accepted once is accepted


def test_an_older_copy_put_in_place_is_said(place: Path) -> None:
    write(place)
    older = place.read_bytes()
    with Store.open(place) as store:
        store.log_event("export", "one patient", NOON)
    place.write_bytes(older)
    with pytest.raises(DataError, match="1 of the last saved entries is missing"):
        Store.open(place)


def test_dropped_guards_are_put_back_and_that_is_told(place: Path) -> None:
    write(place)
    tamper(place)
    with Store.open(place) as store:
        assert migrations.guarded(store._db)
        assert store.events()[0].kind == "guard"
        assert store.verify().holds


def test_guards_stand_after_every_rebuilding_of_a_table(tmp_path: Path, key: bytes | None) -> None:
    db = connect(tmp_path / "x.sqlite3", key)
    migrations.steps.apply(db)
    for table in migrations.APPEND_ONLY:
        db.table(table).transform()
        assert not migrations.guarded(db)
        migrations.guard(db)
        assert migrations.guarded(db)
    db.conn.close()


def test_a_clock_set_back_keeps_the_order_and_is_said(place: Path) -> None:
    with Store.open(place) as store:
        store.log_event("export", "tomorrow", datetime.now() + timedelta(days=30))
        store.log_event("export", "today")
        assert [e.detail["note"] for e in store.events(2)] == ["today", "tomorrow"]
        store.log_event("export", "tomorrow", datetime.now() + timedelta(days=30))
        assert store.notices == ()
    with Store.open(place) as store:
        (notice,) = store.notices
        assert "clock" in notice
        assert store.verify().holds


def test_what_was_there_before_the_chain_is_covered_by_its_first_entry(place: Path) -> None:
    place.parent.mkdir(parents=True)
    script = (Path(__file__).parent / "schemas" / "0001.sql").read_text(encoding="utf-8")
    old = sqlite3.connect(place)
    old.executescript(script)
    old.close()
    with Store.open(place) as store:
        proof = store.verify()
        assert (proof.holds, proof.events, proof.rows) == (True, 2, 3)
    tamper(place, "UPDATE answer_log SET key = 'finding/fever' WHERE seq = 1")
    with Store.open(place) as store:
        assert "audit entry 1" in store.verify().faults[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=30), st.text(max_size=30), st.integers())
def test_two_different_rows_never_share_a_link(previous: bytes, text: str, number: int) -> None:
    row = (number, text, previous.hex())
    others = [
        (number + 1, text, previous.hex()),
        (number, text + " ", previous.hex()),
        (number, previous.hex(), text),
    ]
    assert audit.link(audit.START, row) == audit.link(audit.START, row)
    assert all(audit.link(audit.START, o) != audit.link(audit.START, row) for o in others if o != row)


def test_the_chain_of_an_encrypted_store_is_the_same_mechanism(place: Path) -> None:
    write(place, KEY)
    db: Database = connect(place, KEY, read_only=True)
    assert audit.verify(db).holds
    db.conn.close()
