"""Merging, erasing, importing and clocks in the orders in which nobody means to use them."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.storage import Store, audit, backup, erasure, merging, transfer
from mwdesk.storage.migrations import unguard
from tests.storage.conftest import NOON
from tests.storage.test_faults import posix

REASON = "asked for by the patient"


def enter(store: Store, *idents: str) -> None:
    for number, ident in enumerate(idents):
        at = NOON + timedelta(days=number)
        store.save_patient(Patient(id=ident, name=f"Person of {ident}", age_years=40), at)
        visit = store.start_encounter(ident, Setting.RURAL, at)
        store.append(visit.id, [note("impression", f"of {ident}")], at)


def listed(store: Store) -> set[str]:
    return {row.id for row in store.patients()}


def test_merged_parted_and_merged_the_other_way_round(store: Store) -> None:
    enter(store, "one", "two")
    merging.merge(store, "one", "two", NOON)
    merging.part(store, "two", NOON)
    merging.merge(store, "two", "one", NOON)
    assert listed(store) == {"two"}
    assert len(store.encounters("one")) == 2
    merging.part(store, "one", NOON)
    assert listed(store) == {"one", "two"}
    assert [v.note("impression") for v in store.encounters("one")] == ["of one"]
    assert store.verify().holds


def test_after_a_merged_patient_was_erased_others_can_still_be_merged(store: Store) -> None:
    enter(store, "one", "two", "three", "four")
    merging.merge(store, "one", "two", NOON)
    erasure.erase(store, "one", REASON, NOON)
    merging.merge(store, "three", "four", NOON)
    assert listed(store) == {"three"}
    assert store.verify().holds


@pytest.mark.parametrize("back", ["one", "two"])
def test_erased_records_that_come_back_stand_alone(store: Store, back: str) -> None:
    enter(store, "one", "two", "three", "four")
    record = transfer.read_record(store, back)
    merging.merge(store, "one", "two", NOON)
    erasure.erase(store, "one", REASON, NOON)
    transfer.write_records(store, [record], NOON, "a file")
    merging.merge(store, "three", "four", NOON)
    assert listed(store) == {back, "three"}
    assert len(store.encounters(back)) == 1
    assert store.verify().holds


def test_a_merge_of_records_that_were_erased_earlier_without_parting_is_void(store: Store) -> None:
    enter(store, "three", "four")
    with store._writing() as db:  # as files stand in which a merged patient was erased before
        row = {"seq": 1, "kind": "merge", "kept": "one", "gone": "two", "at": NOON.isoformat()}
        db.table("merge_log").insert(row)
        covers = [audit.cover_last(db, "merge_log")]
        store._tell(NOON, "merge", kept="one", gone="two", covers=covers)
    enter(store, "two")
    merging.merge(store, "three", "four", NOON)
    assert listed(store) == {"two", "three"}
    assert store.verify().holds


def test_a_tampered_log_of_merges_is_told_and_not_a_crash(store: Store) -> None:
    enter(store, "one", "two", "three")
    merging.merge(store, "one", "two", NOON)
    with store._db.atomic():
        store._db.execute("DROP TRIGGER merge_log_no_update")
        unguard(store._db, ("merge_log",))
        store._db.execute("UPDATE merge_log SET kept = 'three'")
    assert any("merges" in fault for fault in store.verify().faults)
    with store._db.atomic():
        row = {"seq": 9, "kind": "merge", "kept": "one", "gone": "three", "at": "x"}
        store._db.table("merge_log").insert(row)
    assert len(store.verify().faults) > 1


def test_a_copy_that_holds_only_the_merged_record_is_named(store: Store) -> None:
    enter(store, "two")
    made = store.back_up(now=NOON)
    enter(store, "one")
    merging.merge(store, "one", "two", NOON)
    assert erasure.erase(store, "one", REASON, NOON).copies == (made.path,)


def test_an_erasure_keeps_what_was_said_of_others(store: Store) -> None:
    enter(store, "one-gone", "two-here", "three-here")
    said = {"two-here": ["one-gone", "three-here"], "three-here": ["two-here"], "one-gone": ["two-here"]}
    store.set_setting("different people", said)
    erasure.erase(store, "one-gone", REASON, NOON)
    assert store.setting("different people") == {"two-here": ["three-here"], "three-here": ["two-here"]}
    assert store.verify().holds


def test_erased_then_an_older_backup_put_back(place: Path) -> None:
    with Store.open(place) as store:
        enter(store, "one", "two")
        made = store.back_up(now=NOON)
        erasure.erase(store, "one", REASON, NOON)
        anchors = backup.anchors(place, None)
        assert store.verify(anchors).holds
    backup.restore(made.path, place, None, NOON)
    with Store.open(place) as store:
        assert listed(store) == {"one", "two"}
        assert store.verify().holds
        erasure.erase(store, "one", REASON, NOON)
        assert listed(store) == {"two"}
        assert store.verify().holds


def test_after_an_older_backup_was_put_back_there_is_a_backup_each_day(place: Path) -> None:
    with Store.open(place) as store:
        enter(store, "one")
        old = store.back_up(now=NOON)
        enter(store, *(f"p{n}" for n in range(9)))
        store.back_up(now=NOON + timedelta(days=1))
    backup.restore(old.path, place, None, NOON)
    with Store.open(place) as store:
        enter(store, "two")
        later = NOON + timedelta(days=2)
        assert store.back_up_if_due(now=later) is not None
        assert store.back_up_if_due(now=later) is None


def test_a_visit_begun_after_the_clock_was_set_back_is_the_latest(store: Store) -> None:
    store.save_patient(Patient(id="one"), NOON)
    first = store.start_encounter("one", Setting.RURAL, NOON)
    second = store.start_encounter("one", Setting.RURAL, NOON - timedelta(days=400))
    third = store.start_encounter("one", Setting.RURAL, NOON - timedelta(days=399))
    assert [v.id for v in store.encounters("one")] == [first.id, second.id, third.id]


def test_visits_of_merged_records_stand_by_their_days(store: Store) -> None:
    enter(store, "one", "two")
    last = store.start_encounter("one", Setting.RURAL, NOON + timedelta(days=9))
    early = replace(transfer.read_record(store, "two"))
    merging.merge(store, "one", "two", NOON)
    days = [v.started for v in store.encounters("one")]
    assert days == sorted(days) and len(days) == 3
    assert store.encounters("one")[-1].id == last.id
    assert early.visits[0].id == store.encounters("one")[1].id


_KILLED = """
import os, signal, sys
from datetime import datetime
from mwdesk.domain.encounter import Patient
from mwdesk.domain.record import PatientRecord, PatientVersion
from mwdesk.storage import Store, transfer
noon = datetime(2024, 5, 17, 12)
records = [
    PatientRecord(versions=(PatientVersion(patient=Patient(id=f"n{n}", name="x" * 2000), at=noon),))
    for n in range(400)
]
def tell(done, whole):
    if done == int(sys.argv[2]):
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))
with Store.open(sys.argv[1]) as store:
    transfer.write_records(store, records, noon, "a file", tell)
"""


@posix
@pytest.mark.parametrize("sign", ["SIGTERM", "SIGKILL"])
@pytest.mark.parametrize("at", ["1", "399", "400"])
def test_killed_in_the_middle_of_an_import_nothing_of_it_is_there(place: Path, at: str, sign: str) -> None:
    with Store.open(place) as store:
        enter(store, "one")
    done = subprocess.run([sys.executable, "-c", _KILLED, str(place), at, sign], check=False, timeout=60)
    assert done.returncode < 0
    with Store.open(place) as store:
        assert listed(store) == {"one"}
        assert store.verify().holds


def test_an_answer_waits_for_another_connection_that_writes_long(place: Path) -> None:
    with Store.open(place) as store:
        enter(store, "one")
        (visit,) = store.encounters("one")
        begin, inside = store.elsewhere(), threading.Event()

        def write() -> None:
            with begin() as other, other._writing():
                inside.set()
                time.sleep(3.6)
                other._tell(NOON, "import")

        thread = threading.Thread(target=write)
        thread.start()
        inside.wait()
        store.wait_long(True)
        store.append(visit.id, [note("history", "typed meanwhile")], NOON)
        store.wait_long(False)
        thread.join()
        assert store.encounter(visit.id).note("history") == "typed meanwhile"
        assert store.verify().holds
    with Store.open(place) as store:
        assert store.verify().holds
