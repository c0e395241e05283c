"""A new data key and restored backups, with real key files and SQLCipher, killed at any moment."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, backup, encryption, keys_path
from mwdesk.workflow import safekeeping
from mwdesk.workflow.vault import Vault

NOW = datetime(2026, 11, 21, 9, 0)
PASS, OTHER = "correct horse battery", "window river stone lamp"
NAME, SECOND = "Dr A. Rao", "Dr B. Iyer"
ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("MWDESK_KILLS", "60")) // 3


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    yield made
    made.leave()


def fill(vault: Vault) -> str:
    key, recovery = vault.create(NAME, PASS)
    store = vault.enter(key)
    store.save_patient(Patient(id="p1", name="Asha"), NOW)
    visit = store.start_encounter("p1", Setting.RURAL, NOW)
    for number in range(20):
        store.append(visit.id, [note(f"n{number}", "said " * 50)], NOW)
    vault.add_clinician(SECOND, OTHER)
    safekeeping.backup_job(vault)()
    vault.leave("close")
    return recovery


def whole(vault: Vault, secret: str = PASS) -> bool:
    store = vault.enter(vault.derive(secret))
    (visit,) = store.encounters("p1")
    good = len(visit.entries) == 20 and store.verify(backup.anchors(vault.path, vault.key.key)).holds
    vault.leave("close")
    return good


def test_a_new_key_opens_the_same_records_and_the_old_key_nothing(vault: Vault) -> None:
    recovery = fill(vault)
    old = vault.derive(PASS).key
    key, fresh = vault.renew_key(PASS, NAME)
    assert key.key != old and fresh != recovery
    assert not encryption.opens(vault.path, old) and encryption.opens(vault.path, key.key)
    assert whole(vault) and vault.names == (NAME,)
    with pytest.raises(DataError):
        vault.derive(OTHER)
    with pytest.raises(DataError, match="not of these records"):
        vault.recover(recovery, NAME, PASS)
    assert vault.recover(fresh, NAME, "an entirely new one").name == NAME
    store = vault.enter(vault.derive("an entirely new one"))
    assert any(e.kind == "key" for e in store.events())
    assert "Asha" not in vault.path.read_bytes().decode("latin-1")
    assert [p.name for p in vault.path.parent.glob("*.encrypting*")] == []


def test_a_backup_from_before_the_new_key_is_restored_with_the_passphrase_of_then(vault: Vault) -> None:
    fill(vault)
    vault.renew_key(PASS, NAME)
    (made,) = backup.list_backups(vault.path)
    assert "1 patient, 1 visit" in vault.restore_from(made.path, OTHER)
    assert whole(vault, OTHER) and set(vault.names) == {NAME, SECOND}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_renewal_cut_short_is_finished_or_undone(
    vault: Vault, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(vault)

    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as held:
        if moment == "before":
            held.setattr(encryption, "rotate", cut)
        else:
            held.setattr(Vault, "_promote", cut)
        with pytest.raises(KeyboardInterrupt):
            vault.renew_key(PASS, NAME)
    if moment == "after":
        with pytest.raises(DataError, match=f"renewed by {NAME}"):
            vault.derive(OTHER)
    assert whole(vault)
    assert not vault._coming().exists()
    assert set(vault.names) == ({NAME} if moment == "after" else {NAME, SECOND})


RENEW = """
import sys
from pathlib import Path
from mwdesk.workflow.vault import Vault
vault = Vault(Path(sys.argv[1]))
print("begin", flush=True)
while True:
    vault.renew_key(sys.argv[2], sys.argv[3])
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_killed_while_the_key_is_renewed_the_same_passphrase_opens_everything(vault: Vault) -> None:
    fill(vault)
    chance, seen = random.Random(2), set()
    for _kill in range(KILLS):
        command = [sys.executable, "-c", RENEW, str(vault.path), PASS, NAME]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as run:
            assert run.stdout is not None and run.stdout.readline() == "begin\n"
            time.sleep(chance.random() * 0.9)
            run.send_signal(signal.SIGKILL)
        seen.add((vault._coming().exists(), vault.path.with_name("patients.sqlite3.encrypting").exists()))
        assert whole(vault)
    sys.stdout.write(f"killed while renewing the key: {KILLS}, 0 lost, states met {sorted(seen)}\n")


def test_a_backup_is_restored_on_another_machine_with_the_recovery_key(vault: Vault, tmp_path: Path) -> None:
    recovery = fill(vault)
    (made,) = backup.list_backups(vault.path)
    stick = tmp_path / "stick"
    stick.mkdir()
    for file in (made.path, keys_path(made.path)):
        shutil.copy2(file, stick)
    other = Vault(tmp_path / "far" / "patients.sqlite3", lambda: NOW)
    assert other.stage == "new"
    with pytest.raises(DataError, match="does not unlock"):
        other.restore_from(stick / made.path.name, "a wrong passphrase")
    assert other.stage == "new", "nothing was put in place"
    assert "1 patient" in other.restore_from(stick / made.path.name, recovery.lower())
    assert whole(other)
    assert any(e.kind == "restore" for e in other.enter(other.derive(PASS)).events())
    other.leave()


def test_restoring_keeps_what_stood_there(vault: Vault) -> None:
    fill(vault)
    store = vault.enter(vault.derive(PASS))
    store.save_patient(Patient(id="p2", name="Devi"), NOW + timedelta(hours=1))
    (made,) = backup.list_backups(vault.path)
    found = backup.peek(made, vault.key.key)
    assert found is not None and found.patients == 1
    key = vault.key.key
    vault.leave("close")
    vault.restore(made.path, key)
    assert whole(vault)
    (aside,) = vault.path.parent.glob("patients.before-restore-*.sqlite3")
    with Store.open(aside, key) as kept:
        assert {row.name for row in kept.patients()} == {"Asha", "Devi"}
