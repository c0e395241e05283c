"""The records commands, as somebody at a terminal meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mwdesk.cli.records import records
from mwdesk.domain.encounter import Patient, Setting, State, answer
from mwdesk.domain.issue import DataError
from mwdesk.storage import Keyring, Store, keys, keys_path
from mwdesk.storage.engine import connect
from mwdesk.storage.keys import Cost

NOON = datetime(2024, 5, 17, 12, 0)
WORDS = "four blue words here"
Command = Callable[..., Result]


@pytest.fixture(params=["plain", "encrypted"])
def run(
    place: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setattr(keys, "COST", Cost(memory_kib=64, passes=1, lanes=1))
    monkeypatch.setenv("MWDESK_HOME", str(place.parent))
    key, more = None, []
    if request.param == "encrypted":
        ring, text = Keyring.create(keys_path(place), "Dr Rao", WORDS)
        key = ring.unlock(WORDS).key
        (tmp_path / "words").write_text(WORDS + "\n", "utf-8")
        (tmp_path / "printed").write_text(text, "utf-8")
        more = ["--passphrase-file", str(tmp_path / "words")]
    with Store.open(place, key) as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
        visit = store.start_encounter("p1", Setting.RURAL, NOON)
        store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)

    def command(*words: str, secret: bool = True) -> Result:
        return CliRunner().invoke(records, [words[0], *(more if secret else []), *words[1:]])

    command.key = key  # type: ignore[attr-defined]
    return command


def test_verify_says_that_the_chain_holds_and_where_it_does_not(run: Command, place: Path) -> None:
    done = run("verify")
    assert done.exit_code == 0, done.output
    assert "The chain holds: 5 audit entries over 2 rows" in done.output
    db = connect(place, run.key)  # type: ignore[attr-defined]
    db.execute("DROP TRIGGER answer_log_no_update")
    db.execute('UPDATE answer_log SET value_json = \'{"state": "absent"}\'')
    db.conn.commit()
    db.conn.close()
    done = run("verify")
    assert done.exit_code == 1
    assert "The answers of audit entry 5 (answer, 2024-05-17 12:00) were changed" in done.output


def test_backup_list_drill_and_restore(run: Command, place: Path) -> None:
    done = run("backup")
    assert done.exit_code == 0, done.output
    made = done.output.strip()
    assert Path(made).parent == place.parent / "backups"
    assert made in run("backups", secret=False).output
    before = place.read_bytes()
    done = run("restore", made, "--drill")
    assert "Rehearsed: 1 patients, 1 visits, 1 answers, 0 letters" in done.output, done.output
    assert place.read_bytes() == before
    place.write_bytes(b"gone")
    done = run("restore", made)
    assert "Restored: 1 patients" in done.output, done.output
    assert run("verify").exit_code == 0


def test_the_printed_key_restores_without_a_passphrase(run: Command, place: Path, tmp_path: Path) -> None:
    made = run("backup").output.strip()
    if not (tmp_path / "printed").exists():
        return
    done = run("restore", made, "--recovery-file", str(tmp_path / "printed"), secret=False)
    assert "Restored: 1 patients" in done.output, done.output


def test_mistakes_are_said_in_words(run: Command, place: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not these words at all", "utf-8")
    for words in (
        ("verify", "--store", str(tmp_path / "none.sqlite3")),
        ("restore", str(tmp_path / "none.sqlite3")),
        ("verify", "--passphrase-file", str(wrong)),
        ("verify", "--passphrase-file", str(tmp_path)),
    ):
        done = run(*words)
        if run.key is None and "--passphrase-file" in words:  # type: ignore[attr-defined]
            assert done.exit_code == 0  # a plain file asks for none
            continue
        assert isinstance(done.exception, DataError), done.output
        assert done.exception.issues[0].fix
    if run.key is not None:  # type: ignore[attr-defined]
        done = run("verify", secret=False)
        assert "encrypted" in str(done.exception)


def test_an_older_file_is_accepted_on_purpose(run: Command, place: Path) -> None:
    older = place.read_bytes()
    assert run("backup").exit_code == 0  # an audit entry more
    place.write_bytes(older)
    assert isinstance(run("verify").exception, DataError)
    assert run("accept").exit_code == 0
    done = run("verify")
    assert done.exit_code == 0, done.output
