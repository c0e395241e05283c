"""A disk full at each single page of each kind of write, and rights taken from a running program."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import IO

import pytest

from mwdesk.domain.encounter import Patient, Setting, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Keyring, Store, backup, encryption, keys_path, merging
from mwdesk.storage.connection import open_database
from mwdesk.storage.encryption import fingerprint
from tests.storage import writer
from tests.storage.conftest import KEY, told

NOON = datetime(2024, 5, 17, 12, 0)
STAMPS = {"knowledge_version": "1", "knowledge_sha256": "2", "app_version": "3"}
PAGE = 4096
NOBODY = 65534
pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits and rights of POSIX")


def prepare(place: Path, key: bytes | None) -> None:
    with Store.open(place, key, who="Dr Rao") as store:
        for ident in ("p1", "p2"):
            store.save_patient(Patient(id=ident, name=f"Asha {ident}"), NOON)
            visit = store.start_encounter(ident, Setting.RURAL, NOON)
            store.append(visit.id, [note("a", "said " * 30)], NOON)


def first_visit(store: Store) -> str:
    return store.encounters("p1")[0].id


WRITES: dict[str, Callable[[Store], object]] = {
    "answer": lambda s: s.append(first_visit(s), [note("b", "x" * 9000)], NOON),
    "undo": lambda s: s.append(first_visit(s), [note("a", None)], NOON, "undo", 1),
    "patient": lambda s: s.save_patient(Patient(id="p1", name="Usha", address="y" * 5000), NOON),
    "new patient": lambda s: s.save_patient(Patient(id="p3", name="Devi"), NOON),
    "visit": lambda s: s.start_encounter("p1", Setting.RURAL, NOON),
    "letter": lambda s: s.save_letter(first_visit(s), "k", b"%PDF" * 3000, NOON, **STAMPS),
    "setting": lambda s: s.set_setting("clinic", {"name": "Hill" * 2000}),
    "event": lambda s: s.log_event("print", "letter", NOON),
    "merge": lambda s: merging.merge(s, "p1", "p2", NOON),
    "index": lambda s: s.rebuild_index(),
}


def state(place: Path, key: bytes | None) -> str:
    db = open_database(place, key)
    try:
        return fingerprint(db)
    finally:
        db.conn.close()


@pytest.mark.parametrize("name", WRITES)
def test_full_at_each_page_of_a_write_it_is_there_whole_or_not_at_all(
    tmp_path: Path, name: str, key: bytes | None
) -> None:
    import resource

    base = tmp_path / "base"
    prepare(base / "patients.sqlite3", key)
    before = state(base / "patients.sqlite3", key)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = (base / "patients.sqlite3").stat().st_size
    refused = saved = 0
    for limit in range(0, size + 12 * PAGE, 2 * PAGE if size > 30 * PAGE else PAGE):
        home = tmp_path / "try"
        shutil.copytree(base, home)
        place = home / "patients.sqlite3"
        with Store.open(place, key) as store:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit + 100, hard))
            try:
                WRITES[name](store)
                done = True
            except DataError as fault:
                done = False
                assert "disk" in str(fault)
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        with Store.open(place, key) as store:
            assert store.verify().holds
        same = state(place, key) == before
        assert same != done or name == "index"
        refused += not done
        saved += done
        shutil.rmtree(home)
    kind = "encrypted" if key else "plain"
    told(f"full at each page, {name} ({kind}): {refused} refused, {saved} saved, 0 lost, 0 half")
    assert refused and saved


def test_full_at_each_page_keys_and_backups_stay_as_they_were(tmp_path: Path) -> None:
    import resource

    place = tmp_path / "patients.sqlite3"
    ring, _text = Keyring.create(keys_path(place), "Dr Rao", "correct horse battery")
    key = ring.unlock("correct horse battery")
    prepare(place, key.key)
    made = backup.back_up(place, key.key, now=NOON)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    jobs: dict[str, Callable[[], object]] = {
        "keys": lambda: ring.change_passphrase("Dr Rao", "correct horse battery", "window river stone"),
        "backup": lambda: backup.back_up(place, key.key, now=NOON),
        "restore": lambda: backup.restore(made.path, place, key.key, NOON),
        "new key": lambda: encryption.rotate(place, key.key, KEY),
    }
    counts = dict.fromkeys(jobs, 0)
    before = state(place, key.key)
    for name, job in jobs.items():
        for limit in [100, *range(0, place.stat().st_size - PAGE, 5 * PAGE)]:
            resource.setrlimit(
                resource.RLIMIT_FSIZE, (min(limit + 100, 600 if name == "keys" else limit + 100), hard)
            )
            try:
                with pytest.raises(DataError):
                    job()
                counts[name] += 1
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            assert Keyring.open(keys_path(place)).unlock("correct horse battery").key == key.key
            assert state(place, key.key) == before
            assert [b.path for b in backup.list_backups(place)] == [made.path]
    assert backup.drill(made.path, key.key).proof.holds
    told(f"full disk at keys and backups: {counts} refused, nothing lost")


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that another user can reach; rights bind root no more than a rule he made himself."""
    folder = Path(tempfile.mkdtemp(prefix="mwdesk-rights-"))
    home = folder / "home"
    home.mkdir()
    folder.chmod(0o755)
    if os.getuid() == 0:
        os.chown(home, NOBODY, NOBODY)
    yield home / "patients.sqlite3"
    home.chmod(0o700)
    shutil.rmtree(folder)


def start(place: Path, key: bytes | None, rounds: int) -> tuple[int, IO[str]]:
    """A writer of its own process and, where we are root, of a user whom rights bind."""
    warm = Path(tempfile.mkdtemp()) / "warm.sqlite3"
    with redirect_stdout(StringIO()):
        writer.main(str(warm), key.hex() if key else "", 1)  # imports what that user may not read
    shutil.rmtree(warm.parent)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return pid, os.fdopen(reading)
    try:
        os.dup2(writing, 1)
        sys.stdout = os.fdopen(1, "w")
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        writer.main(str(place), key.hex() if key else "", rounds)
    except DataError as fault:
        sys.stdout.write(f"not begun: {fault}\n")
    finally:
        sys.stdout.flush()
        os._exit(0)


def hand_over(folder: Path) -> None:
    for file in (folder, *folder.iterdir()):
        file.chmod(0o700 if file.is_dir() else 0o600)
        if os.getuid() == 0:
            os.chown(file, NOBODY, NOBODY)


def test_rights_taken_from_a_running_program_lose_nothing_and_are_said(
    open_place: Path, key: bytes | None
) -> None:
    place, acknowledged, refused = open_place, -1, 0
    for turn in range(6):
        hand_over(place.parent)
        pid, says = start(place, key, 200)
        with says:
            lines = [says.readline() for _line in range(5 + 3 * turn)]
            place.parent.chmod(0o500)
            for file in place.parent.iterdir():
                file.chmod(0o400)
            lines += says.readlines()
        os.waitpid(pid, 0)
        numbers = [int(line) for line in lines if line.strip().isdecimal()]
        assert numbers, lines
        acknowledged = max([acknowledged, *numbers])
        refused += any("refused" in line for line in lines)
        pid, says = start_again(place, key)
        with says:
            said = says.read()
        os.waitpid(pid, 0)
        assert "not begun" in said and ("cannot be written" in said or "may read and write" in said), said
        place.parent.chmod(0o700)
        for file in place.parent.iterdir():
            file.chmod(0o600)
        with Store.open(place, key) as store:
            (visit,) = store.encounters("p1")
            assert sum(visit.note(f"a{n}") == "said" for n in range(acknowledged + 1)) == acknowledged + 1
            assert store.verify().holds
    kind = "encrypted" if key else "plain"
    told(
        f"rights revoked while writing ({kind}): 6 times, {acknowledged + 1} acknowledged, {refused} times "
        "refused in words, 0 lost; 6 of 6 starts refused"
    )


def start_again(place: Path, key: bytes | None) -> tuple[int, IO[str]]:
    return start(place, key, 1)
