"""The records from the first start to the printed recovery key, with real key files and SQLCipher."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Patient
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, condition, keys_path
from mwdesk.workflow import safekeeping
from mwdesk.workflow.passphrase import judge
from mwdesk.workflow.vault import Vault

NOW = datetime(2026, 11, 21, 9, 0)
PASS, OTHER = "correct horse battery", "window river stone lamp"
NAME = "Dr A. Rao"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    yield made
    made.leave()


def protected(vault: Vault) -> str:
    key, recovery = vault.create(NAME, PASS)
    vault.protect(key)
    vault.enter(key).save_patient(Patient(id="p1", name="Asha"), NOW)
    vault.leave("lock")
    return recovery


def test_the_first_start_makes_records_that_only_the_passphrase_opens(vault: Vault) -> None:
    assert vault.stage == "new"
    protected(vault)
    assert vault.stage == "locked"
    assert condition(vault.path) == "encrypted"
    assert vault.names == (NAME,)
    with pytest.raises(DataError, match="does not unlock"):
        vault.derive("wrong horse battery")
    store = vault.enter(vault.derive(PASS))
    assert [row.name for row in store.patients()] == ["Asha"]
    assert vault.is_protected
    assert vault.who == NAME
    told = [(event.kind, event.who) for event in store.events()]
    assert ("unlock", NAME) in told
    assert ("lock", NAME) in told


def test_locking_drops_the_key_and_closes_the_file(vault: Vault) -> None:
    protected(vault)
    key = vault.derive(PASS)
    store = vault.enter(key)
    vault.leave("lock")
    assert not vault.is_open
    with pytest.raises(DataError, match="locked"):
        _ = key.key
    with pytest.raises(DataError, match="locked"):
        _ = vault.key
    with pytest.raises(Exception, match="closed"):
        store.patients()


def test_a_plain_store_is_used_openly_until_it_is_protected(vault: Vault) -> None:
    with Store.open(vault.path) as plain:
        plain.save_patient(Patient(id="p1", name="Asha Rao"), NOW)
    assert vault.stage == "plain"
    vault.enter()
    assert not vault.is_protected
    vault.leave()
    key, _ = vault.create(NAME, PASS)
    assert vault.stage == "unfinished"
    with pytest.raises(DataError, match="need a passphrase"):
        vault.enter()
    vault.protect(key)
    assert vault.stage == "locked"
    assert [row.name for row in vault.enter(key).patients()] == ["Asha Rao"]
    vault.leave()
    assert b"Asha Rao" not in vault.path.read_bytes()


def test_what_was_begun_and_not_finished_can_be_finished_or_begun_again(vault: Vault) -> None:
    vault.create(NAME, PASS)
    assert vault.stage == "unfinished"
    key = vault.derive(PASS)
    recovery = vault.renew_recovery(key)
    vault.start_again()
    assert vault.stage == "new"
    assert not keys_path(vault.path).exists()
    protected(vault)
    with pytest.raises(DataError, match="protected"):
        vault.start_again()
    with pytest.raises(DataError, match="not of these records"):
        vault.recover(recovery, NAME, OTHER)


def test_the_recovery_key_gives_a_new_passphrase(vault: Vault) -> None:
    recovery = protected(vault)
    key = vault.recover(recovery.lower(), NAME, OTHER)
    assert vault.enter(key).patients()
    vault.leave()
    with pytest.raises(DataError, match="does not unlock"):
        vault.derive(PASS)
    assert vault.derive(OTHER).name == NAME


def test_clinicians_have_their_own_passphrases(vault: Vault) -> None:
    protected(vault)
    vault.enter(vault.derive(PASS))
    vault.add_clinician("Dr B. Iyer", OTHER)
    vault.change_passphrase(PASS, "a new one altogether")
    with pytest.raises(DataError, match="does not unlock"):
        vault.change_passphrase(PASS, "a new one altogether")
    vault.leave()
    assert set(vault.names) == {NAME, "Dr B. Iyer"}
    assert vault.derive(OTHER).name == "Dr B. Iyer"
    assert vault.derive("a new one altogether", NAME).name == NAME


def test_a_file_that_went_missing_is_never_replaced(vault: Vault) -> None:
    protected(vault)
    vault.path.unlink()
    assert vault.stage == "locked"
    with pytest.raises(DataError):
        vault.enter(vault.derive(PASS))
    assert not vault.path.exists()


def test_backup_drill_and_proof_say_their_result_in_words(vault: Vault) -> None:
    protected(vault)
    vault.enter(vault.derive(PASS))
    with pytest.raises(DataError, match="no backup yet"):
        safekeeping.drill_job(vault)()
    assert safekeeping.backup_is_due(vault)
    assert safekeeping.last_backup_words(vault) == "No backup yet."
    name = safekeeping.backup_job(vault)()
    assert not safekeeping.backup_is_due(vault)
    assert safekeeping.backups(vault)[0].path.name == name
    assert safekeeping.last_backup_words(vault).startswith("Last backup 21 November 2026, 09:00; 1 in all")
    assert "can be restored: 1 patient, 0 visits" in safekeeping.drill_job(vault)()
    assert safekeeping.verify_job(vault)().startswith("The records hold: ")


def test_without_the_encrypting_engine_nothing_is_begun(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    with pytest.raises(DataError, match="sqlcipher3"):
        vault.create(NAME, PASS)
    assert vault.stage == "new"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("", "blank"),
        ("short", "refused"),
        ("aaaaaaaaaaaaaa", "refused"),
        ("password1234", "weak"),
        ("dr rao dr rao 1", "weak"),
        ("correct horse battery lamp", "good"),
        ("correct horse battery lamp window", "strong"),
        ("g7K-p2Qx!m9Rz4", "good"),
    ],
)
def test_strength_is_told_in_words(text: str, level: str) -> None:
    assert judge(text, "Dr Rao").level == level
