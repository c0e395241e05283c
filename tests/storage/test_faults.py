"""Disks that fill, bits that flip, journals cut short: nothing acknowledged is lost, nothing is silent."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, engine
from mwdesk.storage.connection import open_database
from mwdesk.storage.encryption import fingerprint
from mwdesk.storage.mark import mark_path
from tests.storage.conftest import KEY, told

NOON = datetime(2024, 5, 17, 12, 0)
FLIPS = int(os.environ.get("MWDESK_FLIPS", "400"))
ROOT = Path(__file__).resolve().parents[2]
posix = pytest.mark.skipif(os.name == "nt", reason="limits and signals of POSIX")


def write(place: Path, key: bytes | None, answers: int = 30) -> str:
    with Store.open(place, key, who="Dr Rao") as store:
        store.save_patient(Patient(id="p1", name="Asha", phone="555 0199"), NOON)
        visit = store.start_encounter("p1", Setting.RURAL, NOON)
        for number in range(answers):
            store.append(visit.id, [note(f"n{number}", "said " * 40)], NOON)
        store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
    return visit.id


@posix
def test_a_disk_that_is_full_at_any_write_is_said_and_loses_nothing(place: Path, key: bytes | None) -> None:
    import resource

    visit = write(place, key, answers=5)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    chance, refused, saved = random.Random(3), 0, 0
    said: set[str] = set()
    with Store.open(place, key) as store:
        present = set(store.encounter(visit).entries)
        for number in range(150):
            entry = note(f"full{number}", "x" * chance.randrange(10, 9000))
            reach = max(place.stat().st_size, place.with_name(place.name + "-wal").stat().st_size)
            resource.setrlimit(resource.RLIMIT_FSIZE, (chance.randrange(reach + 16_000), hard))
            try:
                store.append(visit, [entry], NOON)
                present.add(entry.key)
                saved += 1
            except DataError as fault:
                refused += 1
                said.add(fault.issues[0].message)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            assert set(store.encounter(visit).entries) == present
    with Store.open(place, key) as store:
        assert set(store.encounter(visit).entries) == present
        assert store.verify().holds
    told(f"disk full ({'encrypted' if key else 'plain'}): {refused} writes refused, {saved} saved, 0 lost")
    assert min(refused, saved) > 20
    assert all("disk" in words for words in said)


def test_every_flipped_bit_of_an_encrypted_store_is_found(place: Path) -> None:
    write(place, KEY)
    whole, mark = place.read_bytes(), mark_path(place).read_bytes()
    chance = random.Random(5)
    tried = sorted({*range(0, 64), *(chance.randrange(len(whole)) for _ in range(240))})
    for at in tried:
        body = bytearray(whole)
        body[at] ^= 1 << chance.randrange(8)
        place.write_bytes(bytes(body))
        mark_path(place).write_bytes(mark)
        with pytest.raises(DataError, match="damaged"):
            Store.open(place, KEY)
    told(f"flipped bits in an encrypted store: {len(tried)} tried, {len(tried)} refused on opening")
    place.write_bytes(whole)
    Store.open(place, KEY).close()


def test_a_flipped_bit_of_a_large_encrypted_store_is_never_read_as_an_answer(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond the size that is checked whole on opening, each page is checked when it is read."""
    visit = write(place, KEY, answers=300)
    with Store.open(place, KEY) as store:
        right = store.encounter(visit).entries
    monkeypatch.setattr("mwdesk.storage.connection.WHOLE_CHECK", 0)
    whole, chance, refused, unread = place.read_bytes(), random.Random(6), 0, 0
    for _ in range(80):
        body = bytearray(whole)
        body[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        place.write_bytes(bytes(body))
        try:
            with Store.open(place, KEY) as store:
                assert store.encounter(visit).entries == right
                unread += 1
                assert not engine.sound(store._db, KEY)  # what the daily backup asks
        except DataError as fault:
            assert "damaged" in str(fault) or "disk reported" in str(fault)
            refused += 1
    told(f"flipped bits in a large encrypted store: {refused} refused when read, {unread} in pages not read")
    assert refused


def test_a_flipped_bit_of_a_plain_store_is_found_by_structure_or_chain(place: Path) -> None:
    write(place, None)
    db = open_database(place)
    right = fingerprint(db)
    noted = [tuple(row) for row in db.execute("SELECT * FROM _sqlite_migrations").fetchall()]
    db.conn.close()
    whole, mark = place.read_bytes(), mark_path(place).read_bytes()
    chance, opening, chain, harmless, guards, dates = random.Random(8), 0, 0, 0, 0, 0
    changed: list[int] = []
    for _ in range(FLIPS):
        body, at = bytearray(whole), chance.randrange(len(whole))
        body[at] ^= 1 << chance.randrange(8)
        place.write_bytes(bytes(body))
        mark_path(place).write_bytes(mark)
        try:
            with Store.open(place) as store:
                if not store.verify().holds:
                    chain += 1
                elif fingerprint(store._db) == right:
                    harmless += 1
                elif store.events()[0].kind == "guard":
                    guards += 1
                else:
                    applied = store._db.execute("SELECT * FROM _sqlite_migrations").fetchall()
                    rows = [tuple(row) for row in applied]
                    if rows == noted:
                        changed.append(at)
                    dates += 1  # when an update was made is told by the chain, too
        except DataError:
            opening += 1
    told(
        f"flipped bits in a plain store: {opening} refused on opening, {chain} found by the chain, "
        f"{guards} in guards put back, {dates} in the dates of updates, {harmless} in unused bytes, "
        f"{len(changed)} silent"
    )
    assert not changed
    assert min(opening, chain, harmless) > 5


def killed_with_a_journal(place: Path, key: bytes | None) -> int:
    """A writer that was killed just after its last acknowledgement; returns the last number it gave."""
    command = [sys.executable, "-m", "tests.storage.writer", str(place), key.hex() if key else "", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            if line == "25\n":
                writer.send_signal(signal.SIGKILL)
                rest = [line, *writer.stdout]
                break
    return int([one for one in rest if one.endswith("\n")][-1])


@posix
def test_a_journal_cut_short_flipped_or_gone_loses_nothing_acknowledged(
    place: Path, tmp_path: Path, key: bytes | None
) -> None:
    place.parent.mkdir(parents=True)
    said = killed_with_a_journal(place, key)
    wal = place.with_name(place.name + "-wal")
    journal, chance = wal.read_bytes(), random.Random(9)
    assert len(journal) > 4096
    lost = refused = 0
    for number in range(120):
        home = tmp_path / f"try{number}"
        shutil.copytree(place.parent, home)
        copy = home / place.name
        at, body = chance.randrange(len(journal)), bytearray(journal)
        if number % 2:
            body = body[:at]
        else:
            body[at] ^= 1 << chance.randrange(8)
        if number == 0:
            copy.with_name(wal.name).unlink()
        else:
            copy.with_name(wal.name).write_bytes(bytes(body))
        copy.with_name(place.name + "-shm").unlink(missing_ok=True)
        try:
            with Store.open(copy, key) as store:
                (visit,) = store.encounters("p1")
                lost += sum(visit.note(f"a{n}") != "said" for n in range(said + 1))
                assert store.verify().holds
        except DataError:
            refused += 1
        shutil.rmtree(home)
    kind = "encrypted" if key else "plain"
    told(f"journals cut, flipped or gone ({kind}): 120, {lost} lost, {refused} refused")
    assert (lost, refused) == (0, 0)


@posix
def test_rights_taken_away_while_the_store_is_open(place: Path, key: bytes | None) -> None:
    """An open file stays writable on POSIX; what counts is that acknowledged answers are there later."""
    visit = write(place, key)
    with Store.open(place, key) as store:
        place.chmod(0o400)
        place.parent.chmod(0o500)
        try:
            saved = 0
            for number in range(5):
                try:
                    store.append(visit, [note(f"r{number}", "said")], NOON)
                    saved += 1
                except DataError as fault:
                    assert fault.issues[0].fix
        finally:
            place.parent.chmod(0o700)
            place.chmod(0o600)
    with Store.open(place, key) as store:
        assert sum(store.encounter(visit).note(f"r{n}") == "said" for n in range(5)) == saved


def test_a_file_held_by_another_program_is_said(
    place: Path, key: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = write(place, key)
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with Store.open(place, key) as store:
        other = engine.connect(place, key)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataError, match="Another program is using"):
            store.append(visit, [note("busy", "said")], NOON)
        other.execute("ROLLBACK")
        store.append(visit, [note("busy", "said")], NOON)
        assert store.encounter(visit).note("busy") == "said"
        assert store.verify().holds
        other.conn.close()


def test_a_damaged_search_index_is_told_and_made_anew(place: Path, key: bytes | None) -> None:
    write(place, key)
    with Store.open(place, key) as store:
        store._db.execute("DELETE FROM patient_find").connection.commit()
        assert "finding patients" in store.verify().faults[0]
        assert store.patients("asha") == ()
        store.rebuild_index()
        assert store.patients("asha")
        assert store.verify().holds
