"""Backups are proven when they are made, rotate, and come back: here, and on another machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Keyring, Store, backup, keys, keys_path
from mwdesk.storage.keys import Cost
from tests.storage.conftest import told

NOON = datetime(2024, 5, 17, 12, 0)


def begin(place: Path, key: bytes | None, patients: int = 3) -> None:
    with Store.open(place, key) as store:
        for number in range(patients):
            store.save_patient(Patient(id=f"p{number}", name=f"Patient {number}"), NOON)
            visit = store.start_encounter(f"p{number}", Setting.RURAL, NOON)
            store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)


def test_a_backup_is_made_while_the_store_is_open_and_comes_back(place: Path, key: bytes | None) -> None:
    begin(place, key)
    with Store.open(place, key) as store:
        made = store.back_up(now=NOON)
        assert made.encrypted == (key is not None)
        store.save_patient(Patient(id="p9", name="Later"), NOON)
    found = backup.drill(made.path, key)
    assert (found.patients, found.visits, found.answers, found.proof.holds) == (3, 3, 3, True)
    backup.restore(made.path, place, key, NOON)
    with Store.open(place, key) as store:
        assert len(store.patients()) == 3
        assert store.verify().holds
    (old,) = place.parent.glob("patients.before-restore-*.sqlite3")
    with Store.open(old, key) as store:
        assert len(store.patients()) == 4  # what stood there is kept


def test_one_backup_a_day_and_only_when_something_was_written(place: Path, key: bytes | None) -> None:
    begin(place, key)
    with Store.open(place, key) as store:
        assert store.back_up_if_due(now=NOON)
        assert store.back_up_if_due(now=NOON + timedelta(hours=3)) is None
        store.save_patient(Patient(id="p9", name="Later"), NOON)
        assert store.back_up_if_due(now=NOON + timedelta(hours=4)) is None
        assert store.back_up_if_due(now=NOON + timedelta(days=1))
    assert len(backup.list_backups(place)) == 2


def test_the_rotation_keeps_a_week_of_days_and_a_month_of_weeks(place: Path) -> None:
    begin(place, None, patients=1)
    with Store.open(place) as store:
        for day in range(60):
            for hour in (0, 5):
                store.log_event("test", now=NOON)
                store.back_up(now=NOON + timedelta(days=day, hours=hour))
    days = [b.at for b in backup.list_backups(place)]
    assert len(days) == backup.DAYS + backup.WEEKS
    last = NOON + timedelta(days=59, hours=5)
    assert days[:7] == [last - timedelta(days=n) for n in range(7)]
    assert len({d.isocalendar()[:2] for d in days[7:]}) == 4
    assert last - days[-1] > timedelta(days=25)


def test_a_clock_set_back_costs_no_backup(place: Path) -> None:
    begin(place, None, patients=1)
    with Store.open(place) as store:
        for day in range(12):
            store.log_event("test", now=NOON)
            store.back_up(now=NOON + timedelta(days=day))
        store.log_event("test", now=NOON)
        made = store.back_up(now=NOON - timedelta(days=4000))
    assert backup.list_backups(place)[0] == made
    assert made.path.exists()


def test_a_backup_runs_on_another_thread_while_answers_are_written(place: Path, key: bytes | None) -> None:
    begin(place, key)
    with Store.open(place, key) as store:
        visit = store.encounters("p0")[0].id
        store.append(visit, [note(f"long{n}", "x" * 2000) for n in range(400)], NOON)
        made: list[backup.Backup] = []
        worker = threading.Thread(target=lambda: made.append(backup.back_up(place, key, now=NOON)))
        worker.start()
        written = 0
        while worker.is_alive() or written < 20:
            store.append(visit, [note(f"n{written}", "said")], NOON)
            written += 1
        worker.join()
        assert store.verify(backup.anchors(place, key)).holds
    found = backup.drill(made[0].path, key)
    assert found.proof.holds
    assert 403 <= found.answers <= 403 + written


def test_a_damaged_store_makes_no_backup_and_costs_no_earlier_one(place: Path, key: bytes | None) -> None:
    begin(place, key)
    first = backup.back_up(place, key, now=NOON)
    body = bytearray(place.read_bytes())
    body[8192:12288] = b"\xa5" * 4096
    place.write_bytes(bytes(body))
    with pytest.raises(DataError, match=r"damaged|does not prove"):
        backup.back_up(place, key, now=NOON + timedelta(days=1))
    assert backup.list_backups(place) == (first,)
    assert not list(first.path.parent.glob("*.part*"))
    backup.restore(first.path, place, key, NOON)
    with Store.open(place, key) as store:
        assert len(store.patients()) == 3


def test_every_flipped_bit_of_an_encrypted_backup_is_found_before_it_replaces_anything(place: Path) -> None:
    key = bytes(range(32))
    begin(place, key)
    made = backup.back_up(place, key, now=NOON)
    whole, before = made.path.read_bytes(), place.read_bytes()
    tried = range(7, len(whole), 1999)
    for at in tried:
        body = bytearray(whole)
        body[at] ^= 1 << (at % 8)
        made.path.write_bytes(bytes(body))
        with pytest.raises(DataError):
            backup.restore(made.path, place, key, NOON)
    told(f"flipped bits in an encrypted backup: {len(tried)} tried, {len(tried)} refused")
    assert place.read_bytes() == before
    assert not list(place.parent.glob("*.restoring*"))


def test_restore_on_another_machine_with_the_printed_key(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", Cost(memory_kib=64, passes=1, lanes=1))
    place.parent.mkdir(parents=True)
    ring, text = Keyring.create(keys_path(place), "Dr Rao", "four blue words here")
    key = ring.unlock("four blue words here").key
    begin(place, key)
    made = backup.back_up(place, key, now=NOON)
    stick = tmp_path / "stick"
    shutil.copytree(made.path.parent, stick)
    shutil.rmtree(place.parent)  # the machine is gone

    (found,) = backup.list_backups(place, stick)
    assert found.keys is not None
    again = Keyring.open(found.keys).unlock_with_recovery(text)
    elsewhere = tmp_path / "new" / "patients.sqlite3"
    assert backup.restore(found.path, elsewhere, again.key, NOON).patients == 3
    own = Keyring.open(keys_path(elsewhere))
    assert own.names == ("Dr Rao",)
    with Store.open(elsewhere, own.unlock("four blue words here").key) as store:
        assert len(store.patients()) == 3


def test_a_restore_into_an_open_store_is_refused(place: Path, key: bytes | None) -> None:
    begin(place, key)
    made = backup.back_up(place, key, now=NOON)
    with Store.open(place, key), pytest.raises(DataError, match="already open"):
        backup.restore(made.path, place, key, NOON)


def test_restoring_what_is_no_backup_changes_nothing(place: Path, tmp_path: Path) -> None:
    begin(place, None)
    before = place.read_bytes()
    (tmp_path / "empty").touch()
    (tmp_path / "other").write_bytes(b"PK\x03\x04" + bytes(9000))
    for name in ("none", "empty", "other"):
        with pytest.raises(DataError):
            backup.restore(tmp_path / name, place)
    assert place.read_bytes() == before


def test_a_missing_patient_file_is_not_replaced_by_an_empty_one(place: Path, key: bytes | None) -> None:
    begin(place, key)
    made = backup.back_up(place, key, now=NOON)
    place.unlink()
    with pytest.raises(DataError, match="patient file is gone"):
        Store.open(place, key)
    assert not place.exists()
    backup.restore(made.path, place, key, NOON)
    with Store.open(place, key) as store:
        assert len(store.patients()) == 3


def test_a_passphrase_that_was_taken_away_opens_no_backup_either(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "COST", Cost(memory_kib=64, passes=1, lanes=1))
    ring, _ = Keyring.create(keys_path(place), "Dr Rao", "four blue words here")
    with pytest.raises(DataError, match="to be encrypted"):
        Store.open(place)  # a plain store is never begun beside a key file
    key = ring.unlock("four blue words here")
    ring.add_clinician(key, "Nurse Iyer", "quite another phrase")
    begin(place, key.key)
    made = backup.back_up(place, key.key, now=NOON)
    assert made.keys is not None
    assert Keyring.open(made.keys).unlock("quite another phrase").key == key.key
    ring.remove_clinician(key, "Nurse Iyer")
    assert Keyring.open(made.keys).names == ("Dr Rao",)
    assert Keyring.open(made.keys).unlock("four blue words here").key == key.key


RESTORE = """
import sys
from pathlib import Path
from mwdesk.storage import backup
import sqlcipher3, hashlib
print("ready", flush=True)
backup.restore(Path(sys.argv[1]), Path(sys.argv[2]), bytes.fromhex(sys.argv[3]) or None)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_kill_while_restoring_leaves_a_store_that_opens_or_says_so(place: Path, key: bytes | None) -> None:
    begin(place, key, patients=40)
    made = backup.back_up(place, key, now=NOON)
    with Store.open(place, key) as store:
        store.save_patient(Patient(id="p99", name="Later"), NOON)
    spare = place.with_name("spare.sqlite3")
    began = time.perf_counter()
    backup.restore(made.path, spare, key)
    took, ends = time.perf_counter() - began, {"old": 0, "new": 0, "said": 0}
    for number in range(10):
        script = [sys.executable, "-c", RESTORE, str(made.path), str(place), key.hex() if key else ""]
        with subprocess.Popen(script, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(took * number / 3)
            process.kill()
        try:
            with Store.open(place, key) as store:
                ends["old" if len(store.patients()) == 41 else "new"] += 1
                assert len(store.patients()) in (40, 41)
                assert store.verify().holds
                store.save_patient(Patient(id="p99", name=f"Later {number}"), NOON)
        except DataError as fault:
            assert "missing" in str(fault)
            ends["said"] += 1
            backup.restore(made.path, place, key)
    told(f"kills while restoring ({'encrypted' if key else 'plain'}): {ends}")
    copies = list(place.parent.glob("patients.before-restore-*.sqlite3"))
    for copy in copies:  # whatever stood there before is whole
        with Store.open(copy, key) as store:
            assert store.verify().holds
