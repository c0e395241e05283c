"""Old, newer, damaged, foreign, locked, unwritable: each is said in plain words, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from mwdesk.domain.encounter import Encounter, Patient, Setting, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store, engine, migrations

NOON = datetime(2024, 5, 17, 12, 0)


def write_store(place: Path, answers: int = 400) -> str:
    with Store.open(place) as store:
        store.save_patient(Patient(id="p1", name="Asha"), NOON)
        visit = store.start_encounter("p1", Setting.RURAL, NOON)
        store.append(visit.id, [note(f"n{i}", "x" * 200) for i in range(answers)], NOON)
    return visit.id


def refusal(place: Path) -> str:
    with pytest.raises(DataError) as caught:
        Store.open(place)
    (issue,) = caught.value.issues
    assert issue.fix
    return issue.sentence()


def test_a_damaged_file_is_refused_and_left_as_it_is(place: Path) -> None:
    write_store(place)
    whole = place.read_bytes()
    for damage in (whole[: len(whole) // 2], whole[:5000], whole[:60], b"", b"PK\x03\x04" + bytes(9000)):
        place.write_bytes(damage)
        assert "damaged" in refusal(place)
        assert place.read_bytes() == damage
    place.write_bytes(whole)
    with Store.open(place) as store:
        assert len(store.encounters("p1")[0].entries) == 400


def test_a_file_overwritten_in_the_middle_is_noticed(place: Path) -> None:
    write_store(place)
    body = bytearray(place.read_bytes())
    body[8192:12288] = b"\xa5" * 4096
    place.write_bytes(bytes(body))
    assert "damaged" in refusal(place)


def test_a_foreign_database_is_refused_untouched(place: Path) -> None:
    place.parent.mkdir(parents=True)
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE song (name)")
    other.close()
    before = place.read_bytes()
    assert "no mwdesk patient file" in refusal(place)
    assert place.read_bytes() == before


def test_a_newer_store_is_refused_politely_and_untouched(place: Path) -> None:
    write_store(place)
    with sqlite3.connect(place) as other:
        other.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "SELECT migration_set, 'm9999_tomorrow', applied_at FROM _sqlite_migrations LIMIT 1"
        )
    other.close()
    before = place.read_bytes()
    assert "newer version" in refusal(place)
    assert place.read_bytes() == before


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """A later version of the schema: one more column, one more migration that rebuilds the log table."""
    later = Migrations(migrations.steps.name)
    for step in migrations.steps._migrations:
        later(name=step.name)(step.fn)

    @later()
    def m9000_tomorrow(db: Database) -> None:
        db.table("answer_log").transform(rename={"by": "by"}, not_null={"kind"})
        db.table("patient").add_column("nickname", str)
        migrations.guard(db)

    monkeypatch.setattr(migrations, "steps", later)
    return later


def test_an_older_store_is_copied_then_migrated_with_nothing_lost(
    place: Path, request: pytest.FixtureRequest
) -> None:
    visit = write_store(place, answers=20)
    request.getfixturevalue("tomorrow")
    with Store.open(place) as store:
        assert len(store.encounter(visit).entries) == 20
        store.append(visit, [answer("ptosis", State.PRESENT)], NOON)
        assert migrations.guarded(store._db)
        assert "nickname" in store._db.table("patient").columns_dict
    copy = place.with_name("patients.before-m9000_tomorrow.sqlite3")
    with sqlite3.connect(copy) as old:
        assert old.execute("SELECT count(*) FROM answer_log").fetchone() == (20,)
        assert "nickname" not in [row[1] for row in old.execute("PRAGMA table_info(patient)")]
    old.close()
    Store.open(place).close()  # a second opening has nothing to migrate and makes no further copy
    assert sorted(p.name for p in place.parent.glob("*before*")) == [copy.name]


def test_a_migration_that_fails_leaves_the_old_store_whole(
    place: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = write_store(place, answers=20)
    later: Migrations = request.getfixturevalue("tomorrow")

    @later()
    def m9001_broken(db: Database) -> None:
        db.execute("DROP TABLE setting")
        db.execute("INSERT INTO nowhere VALUES (1)")

    with pytest.raises(sqlite3.OperationalError):
        Store.open(place)
    later._migrations.pop()
    with Store.open(place) as store:
        assert store.setting("clinic") is None
        assert len(store.encounter(visit).entries) == 20


def test_the_first_schema_as_it_was_written_still_opens(place: Path) -> None:
    """The schema of the first version, written out: whatever comes later must open it."""
    place.parent.mkdir(parents=True)
    script = (Path(__file__).parent / "schemas" / "0001.sql").read_text(encoding="utf-8")
    with sqlite3.connect(place) as old:
        old.executescript(script)
    old.close()
    with Store.open(place) as store:
        (row,) = store.patients("asha")
        (visit,) = store.encounters(row.id)
        assert visit.answers["ptosis"].state is State.PRESENT
        assert visit.grades["elbow-flexion", "right"].grade == "4-"
        assert visit.age == 38


def test_a_second_window_is_refused_with_who_holds_it_until_the_first_closes(place: Path) -> None:
    with Store.open(place):
        said = refusal(place)
        assert "already open with these patients (" in said
        assert f"process {os.getpid()}" in said
    Store.open(place).close()


def test_a_file_held_by_another_program_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = write_store(place, answers=1)
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with Store.open(place) as store:
        other = sqlite3.connect(place, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataError, match="Another program is using"):
            store.append(visit, [answer("ptosis", State.PRESENT)], NOON)
        other.execute("ROLLBACK")
        store.append(visit, [answer("ptosis", State.PRESENT)], NOON)
        assert "ptosis" in store.encounter(visit).answers
        other.close()


def test_a_full_disk_is_said_and_costs_nothing_earlier(store: Store, visit: Encounter) -> None:
    store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
    pages = store._db.execute("PRAGMA page_count").fetchone()[0]
    store._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DataError, match="disk is full"):
        store.append(visit.id, [note("history", "x" * 100_000)], NOON)
    store._db.execute("PRAGMA max_page_count = 1000000")
    assert list(store.encounter(visit.id).entries) == ["finding/ptosis"]
    store.append(visit.id, [note("history", "x" * 100_000)], NOON)
    assert len(store.encounter(visit.id).note("history")) == 100_000


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert "could not be opened" in refusal(tmp_path / "file" / "patients.sqlite3")
    (tmp_path / "folder.sqlite3").mkdir()
    assert "could not be opened" in refusal(tmp_path / "folder.sqlite3")


AS_NOBODY = """
import os, sys
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store
import fcntl, sqlite_utils.migrations
if os.getuid() == 0:
    os.setgid(65534); os.setuid(65534)
try:
    Store.open(sys.argv[1])
except DataError as fault:
    print(fault)
"""


@pytest.fixture
def locked_away(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
@pytest.mark.parametrize("with_lock_file", [True, False])
def test_a_read_only_file_is_said(locked_away: Path, with_lock_file: bool) -> None:
    place = locked_away / "patients.sqlite3"
    write_store(place, answers=3)
    place.chmod(0o444)
    lock = place.with_name(place.name + ".lock")
    lock.chmod(0o666)
    if not with_lock_file:
        lock.unlink()
    locked_away.chmod(0o555)
    before = place.read_bytes()
    said = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(place)], capture_output=True, text=True, check=False
    )
    assert "cannot be written" in said.stdout, said.stderr
    assert place.read_bytes() == before
