"""Encrypted stores hold the same and show nothing; plain ones become encrypted and neither is lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, backup, condition, encryption
from mwdesk.storage.connection import open_database
from tests.storage.conftest import KEY, told

NOON = datetime(2024, 5, 17, 12, 0)
SECRET = "Asha Kulkarni"


def write(place: Path, key: bytes | None, answers: int = 50) -> str:
    with Store.open(place, key, who="Dr Rao") as store:
        store.save_patient(Patient(id="p1", name=SECRET, phone="555 0199"), NOON)
        visit = store.start_encounter("p1", Setting.RURAL, NOON)
        for number in range(answers):
            store.append(visit.id, [note(f"n{number}", "said " * 40)], NOON)
        store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
        store.save_letter(
            visit.id, "k", b"%PDF", NOON, knowledge_version="1", knowledge_sha256="2", app_version="3"
        )
        store.set_setting("clinic", {"name": "Hill"})
    return visit.id


def test_an_encrypted_store_holds_the_same_and_shows_nothing(place: Path) -> None:
    visit = write(place, KEY)
    with Store.open(place, KEY) as store:
        assert store.encrypted
        assert store.patients("kulkarni")[0].name == SECRET
        assert len(store.encounter(visit).entries) == 51
        assert store.letters(visit)[0].intact
        assert store.setting("clinic") == {"name": "Hill"}
        assert store.verify().holds
        assert store.events(500)[-3].who == "Dr Rao"
        everything = b"".join(f.read_bytes() for f in place.parent.iterdir() if f.is_file())
    assert condition(place) == "encrypted"
    for word in (b"Asha", b"asha", b"said", b"ptosis", b"0199", b"SQLite", b"Rao"):
        assert word not in everything


def test_without_the_key_or_with_another_nothing_opens(place: Path) -> None:
    write(place, KEY)
    before = place.read_bytes()
    with pytest.raises(DataError, match="are encrypted"):
        Store.open(place)
    with pytest.raises(DataError, match="damaged or is no mwdesk file"):
        Store.open(place, bytes(32))
    assert place.read_bytes() == before


def test_a_plain_store_is_not_opened_as_if_it_were_encrypted(place: Path) -> None:
    write(place, None)
    with pytest.raises(DataError, match="not encrypted yet"):
        Store.open(place, KEY)


def test_an_encrypted_store_without_its_engine_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place, KEY)
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(DataError, match="sqlcipher3 is not installed"):
        Store.open(place, KEY)
    other = place.with_name("other.sqlite3")
    Store.open(other).close()  # plain stores never need it


def test_a_plain_store_is_encrypted_in_place_with_its_copies(place: Path) -> None:
    visit = write(place, None)
    backup.back_up(place, None)
    copy = place.with_name("patients.before-m0002_audit.sqlite3")
    copy.write_bytes(place.read_bytes())
    db = open_database(place)
    before = encryption.fingerprint(db)
    db.conn.close()
    assert len(Store.encrypt_in_place(place, KEY)) == 2
    with Store.open(place, KEY) as store:
        assert encryption.fingerprint(store._db) == before
        assert len(store.encounter(visit).entries) == 51
        assert store.verify().holds
        store.append(visit, [answer("ptosis", State.ABSENT)], NOON)
        assert store.patients("0199")
    everything = b"".join(f.read_bytes() for f in place.parent.rglob("*") if f.is_file())
    assert b"Asha" not in everything
    assert Store.encrypt_in_place(place, KEY) == ()  # a second time there is nothing to do


def test_a_copy_that_differs_is_never_swapped_in(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place, None)
    real = encryption._export

    def lossy(path: Path, aside: Path, key: bytes, old: bytes | None) -> str:
        return real(path, aside, key, old)[::-1]

    monkeypatch.setattr(encryption, "_export", lossy)
    with pytest.raises(DataError, match="not the same"):
        Store.encrypt_in_place(place, KEY)
    assert condition(place) == "plain"
    assert not list(place.parent.glob("*.encrypting*"))
    Store.open(place).close()


def test_a_store_that_is_open_elsewhere_is_not_encrypted(place: Path) -> None:
    write(place, None)
    with Store.open(place), pytest.raises(DataError, match="already open"):
        Store.encrypt_in_place(place, KEY)
    other = sqlite3.connect(place)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DataError, match="Another program"):
        Store.encrypt_in_place(place, KEY)
    other.close()
    assert condition(place) == "plain"


CONVERT = """
import sys
from mwdesk.storage import Store
import mwdesk.storage.encryption, sqlcipher3
print("ready", flush=True)
Store.encrypt_in_place(sys.argv[1], bytes(range(32)))
print("done", flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_kill_while_encrypting_leaves_one_whole_store(place: Path) -> None:
    visit = write(place, None, answers=200)
    whole = place.read_bytes()
    found = {"plain": 0, "encrypted": 0}
    spare = place.with_name("spare.sqlite3")
    spare.write_bytes(whole)
    began = time.perf_counter()
    Store.encrypt_in_place(spare, KEY)
    took = time.perf_counter() - began
    for number in range(12):
        place.write_bytes(whole)
        process = subprocess.Popen(
            [sys.executable, "-c", CONVERT, str(place)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(took * number / 9)
        os.kill(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
        state = condition(place)
        found[state] += 1
        with Store.open(place, KEY if state == "encrypted" else None) as store:
            assert len(store.encounter(visit).entries) == 201
            assert store.verify().holds
    told(f"kills while encrypting: {found}")
    assert sum(found.values()) == 12
    Store.encrypt_in_place(place, KEY)
    assert condition(place) == "encrypted"
