"""Backups: made while the program runs, encrypted as the store is, proven, kept in rotation.

The number in a backup's name is its last audit entry: it orders them even where the clock was set back.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.storage import audit, mark, migrations
from mwdesk.storage.connection import check_ours
from mwdesk.storage.engine import (
    condition,
    connect,
    copy_database,
    remove,
    settle,
    sound,
    sync_folder,
    write_whole,
)
from mwdesk.storage.errors import damaged, disk_errors, plain_words, problem
from mwdesk.storage.keys import Keyring, key_id, keys_path
from mwdesk.storage.lock import FileLock

DAYS, WEEKS = 7, 4  # one a day of the last seven days with work, then one a week of four
_NAME = re.compile(r"(?P<stem>.+)-(?P<at>\d{8}-\d{6})-(?P<number>\d{9})\.sqlite3")
_STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup as its name tells; `keys` is the copy of the key file that opens it."""

    path: Path
    at: datetime
    number: int  # of the last audit entry it holds
    encrypted: bool
    keys: Path | None
    size: int  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a rehearsed restore found in a backup."""

    patients: int
    visits: int
    answers: int
    letters: int
    last_entry: datetime | None
    proof: audit.Proof


def backup_folder(path: Path) -> Path:
    """Where the backups of the store at `path` go unless told otherwise."""
    return path.parent / "backups"


def list_backups(path: Path, folder: Path | None = None) -> tuple[Backup, ...]:
    """Backups of the store at `path`, the newest first; no key is needed."""
    place = folder or backup_folder(path)
    with plain_words(place):
        found = [_read_name(one) for one in place.iterdir()] if place.is_dir() else []
    ours = [b for b in found if b is not None and b.path.name.startswith(path.stem + "-")]
    return tuple(sorted(ours, key=lambda b: (b.number, b.at), reverse=True))


def _read_name(file: Path) -> Backup | None:
    told = _NAME.fullmatch(file.name)
    if told is None or not file.is_file():
        return None
    try:
        at = datetime.strptime(told["at"], _STAMP)
    except ValueError:
        return None
    keys = keys_path(file)
    return Backup(
        path=file,
        at=at,
        number=int(told["number"]),
        encrypted=condition(file) == "encrypted",
        keys=keys if keys.exists() else None,
        size=file.stat().st_size,
    )


def due(path: Path, number: int, folder: Path | None, now: datetime) -> bool:
    """Whether a backup should be made: none of today yet, and something was written since the last."""
    have = list_backups(path, folder)
    if not have:
        return True
    # By number the newest may be of a history that an older backup replaced since; by its clock it is not.
    last = max(have, key=lambda one: one.at)
    return all(one.at.date() != now.date() for one in have) and last.number != number


def begin(path: Path, key: bytes | None, folder: Path | None = None) -> Path:
    """Copy the store aside, while others use it; the copy is no backup until `back_up` has proven it."""
    place = folder or backup_folder(path)
    with plain_words(place):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        for rest in place.glob(f"{path.stem}-*.part*"):
            rest.unlink(missing_ok=True)
        aside = place / f"{path.stem}-unproven.sqlite3.part"
    with plain_words(path):
        if condition(path) == "absent":
            raise problem(
                path, _("There are no patients here to back up."), _("Choose the folder they are in.")
            )
        source = connect(path, key)
        with closing(source.conn):
            check_ours(source, path, key)
            with plain_words(place):
                copy_database(source, aside, key)
    return aside


def back_up(
    path: Path,
    key: bytes | None,
    folder: Path | None = None,
    now: datetime | None = None,
    begun: Path | None = None,
) -> Backup:
    """Make a backup of the store while others use it, prove it, then let the old ones go.

    It opens a connection of its own, so that it may run on another thread; `begun` is a copy that `begin`
    made. DataError where it fails; then the earlier backups all stand.
    """
    place = folder or backup_folder(path)
    aside = begun if begun is not None and begun.exists() else begin(path, key, place)
    with plain_words(place):
        try:
            drill = _prove(aside, key)
        except BaseException:
            remove(aside)
            raise
        name = f"{path.stem}-{(now or datetime.now()).strftime(_STAMP)}-{drill.proof.events:09d}.sqlite3"
        if keys_path(path).exists():  # first, so that no encrypted backup ever stands without its key file
            write_whole(keys_path(place / name), keys_path(path).read_bytes())
        settle(aside, place / name)
        _rotate(path, place, place / name)
    made = _read_name(place / name)
    assert made is not None
    return made


def copy_to(made: Backup, path: Path, folder: Path) -> Path:
    """Put a proven backup into a second folder (a stick, another disk), read back and found the same.

    The folder must be there: making it would fill the place where a stick is missing.
    """
    if not folder.is_dir():
        raise problem(
            folder,
            _("The second backup folder is not there; the backup beside the records was made."),
            _("Connect the stick or disk, or choose another folder on the Clinic page."),
        )
    with plain_words(folder):
        target = folder / made.path.name
        if made.keys is not None:
            write_whole(keys_path(target), made.keys.read_bytes())
        aside = target.with_name(target.name + ".part")
        try:
            shutil.copyfile(made.path, aside)
            if _digest(aside) != _digest(made.path):
                raise problem(
                    folder, _("The second backup is not the same as the first."), _("Check that disk.")
                )
            settle(aside, target)
        except BaseException:
            with suppress(OSError):
                remove(aside)
            raise
        _rotate(path, folder, target)
    return target


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def kept(backups: tuple[Backup, ...]) -> frozenset[Path]:
    """Which backups, given newest first, the rotation keeps: the newest of each day, then of each week."""
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    covered: set[object] = set()
    for one in backups:
        day, week = one.at.date(), one.at.isocalendar()[:2]
        if day not in days and len(days) < DAYS:
            days[day] = one.path
            covered.add(week)
        elif week not in covered and len(weeks) < WEEKS:
            weeks[week] = one.path
            covered.add(week)
    return frozenset((*days.values(), *weeks.values()))


def _rotate(path: Path, folder: Path, newest: Path) -> None:
    backups = list_backups(path, folder)
    keep = kept(backups) | {newest}
    for one in backups:
        if one.path not in keep:
            one.path.unlink(missing_ok=True)
            keys_path(one.path).unlink(missing_ok=True)


def anchors(path: Path, key: bytes | None, folder: Path | None = None) -> dict[int, str]:
    """The last audit entry of every backup that this key opens: what `audit.verify` compares with."""
    out = {}
    for one in list_backups(path, folder):
        if one.encrypted == (key is not None) and _under(one, key):
            with plain_words(one.path):
                db = connect(one.path, key, read_only=True)
                with closing(db.conn):
                    number, hash_ = audit.head(db)
            out[number] = hash_
    return out


def _under(one: Backup, key: bytes | None) -> bool:
    """Whether a backup is under this key, by the key file beside it; one made before the key was renewed
    is not."""
    if key is None or one.keys is None:
        return True
    try:
        return Keyring.open(one.keys).id == key_id(key)
    except DataError:
        return True


def peek(one: Backup, key: bytes | None) -> Drill | None:
    """What a backup holds, counted and not proven; None where this key does not open it."""
    if one.encrypted != (key is not None) or not _under(one, key):
        return None
    try:
        db = connect(one.path, key, read_only=True)
        with closing(db.conn):
            return _counts(db, audit.Proof(events=one.number, rows=0, head=""))
    except disk_errors():
        return None


def _prove(file: Path, key: bytes | None) -> Drill:
    """Read a whole copy: every page, the structure, the audit chain. DataError where anything is amiss."""
    db = connect(file, key)
    with closing(db.conn):
        check_ours(db, file, key)
        if not sound(db, key, thorough=True):
            raise damaged(file)
        migrations.steps.apply(db)  # a copy of its own: an older backup is proven as it would be restored
        proof = audit.verify(db)
        if not proof.holds:
            raise problem(
                file,
                _("The copy does not prove: {fault}").format(fault=proof.faults[0]),
                _("Keep all copies, and run 'mwdesk records verify' to see everything that is amiss."),
            )
        return _counts(db, proof)


def _counts(db: Database, proof: audit.Proof) -> Drill:
    last = db.execute("SELECT at FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return Drill(
        patients=_count(db, "patient"),
        visits=_count(db, "encounter"),
        answers=_count(db, "answer_log"),
        letters=_count(db, "letter"),
        last_entry=datetime.fromisoformat(last[0]) if last else None,
        proof=proof,
    )


def _count(db: Database, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _must_open(file: Path, key: bytes | None) -> None:
    state = condition(file)
    if state in ("absent", "empty"):
        raise problem(file, _("There is no backup here."), _("Choose one from the list of backups."))
    if state == "encrypted" and key is None:
        raise problem(
            file,
            _("This backup is encrypted."),
            _("Give the passphrase or the recovery key that belongs to it."),
        )


def drill(file: Path, key: bytes | None = None) -> Drill:
    """Rehearse a restore: the backup is copied aside, opened, proven and counted. Nothing else is touched."""
    with plain_words(file):
        _must_open(file, key)
        with tempfile.TemporaryDirectory(prefix="mwdesk-drill-") as folder:
            copy = Path(folder) / "drill.sqlite3"
            shutil.copyfile(file, copy)
            return _prove(copy, key if condition(file) == "encrypted" else None)


def restore(file: Path, path: Path, key: bytes | None = None, now: datetime | None = None) -> Drill:
    """Put a proven backup in place of the store at `path`, which must be closed; what stood there is kept.

    The key file beside the backup comes along, unless the one in place opens the same records.
    """
    with plain_words(path):
        _must_open(file, key)
        used = key if condition(file) == "encrypted" else None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(path)
        try:
            aside = path.with_name(path.name + ".restoring")
            remove(aside)
            try:
                shutil.copyfile(file, aside)
                found = _prove(aside, used)
                _put(aside, path, now or datetime.now())
            except BaseException:
                remove(aside)
                raise
            _bring_keys(file, path)
        finally:
            lock.release()
    return found


def _put(aside: Path, path: Path, now: datetime) -> None:
    """Swap, keeping what stood there. Killed in between, the witness refuses the file and nothing is lost."""
    name, number = f"{path.stem}.before-restore-{now.strftime(_STAMP)}", 1
    while (old := path.with_name(f"{name}-{number}{path.suffix}")).exists():
        number += 1
    for ending in ("-wal", ""):
        part = path.with_name(path.name + ending)
        if part.exists():
            copy = path.with_name(path.name + ending + ".keeping")
            shutil.copy2(part, copy)
            settle(copy, old.with_name(old.name + ending))
    for ending in ("-wal", "-shm"):  # a journal of the old file must never meet the new one
        path.with_name(path.name + ending).unlink(missing_ok=True)
    sync_folder(path.parent)
    settle(aside, path)
    mark.mark_path(path).unlink(missing_ok=True)


def _bring_keys(file: Path, path: Path) -> None:
    theirs, ours = keys_path(file), keys_path(path)
    if not theirs.exists():
        return
    try:
        same = ours.exists() and Keyring.open(ours).id == Keyring.open(theirs).id
    except DataError:
        same = False
    if not same:
        if ours.exists():
            shutil.copy2(ours, ours.with_name(ours.name + ".before-restore"))
        write_whole(ours, theirs.read_bytes())
