"""A patient removed on request: nothing of the content stays in the file, and the chain still proves.

The chain holds digests. An erasure adds an entry that names, by hashes and numbers only, the ranges of rows
that became shorter, with the digest of what is left of each.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from mwdesk.storage import audit, find, merging, migrations
from mwdesk.storage.engine import condition, connect
from mwdesk.storage.errors import disk_errors, plain_words

if TYPE_CHECKING:
    from mwdesk.storage.store import Store

ERASE = "erase"
_OWNED = {  # how to know the rows of a patient
    "patient_log": "patient_id IN ({patients})",
    "answer_log": "encounter_id IN (SELECT id FROM encounter WHERE patient_id IN ({patients}))",
    "letter": "encounter_id IN (SELECT id FROM encounter WHERE patient_id IN ({patients}))",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """What is kept of a patient, with every record merged into it."""

    records: int
    visits: int
    answers: int
    letters: int
    last_seen: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was removed, and the copies that still hold it or may: files that this could not open count."""

    extent: Extent
    copies: tuple[Path, ...]
    scrubbed: bool  # whether the file was written anew as well


def name_of(patient_id: str) -> str:
    """How the chain names somebody who was erased: a hash that leads back to nobody."""
    return hashlib.sha256(f"mwdesk patient {patient_id}".encode()).hexdigest()


def extent(store: Store, patient_id: str) -> Extent:
    """How much there is of a patient; DataError where there is none."""
    store.patient(patient_id)
    inside = _inside(_ids(store, patient_id))
    count = {
        table: store._rows(f"SELECT count(*) AS n FROM {table} WHERE {where.format(patients=inside)}")[0]["n"]
        for table, where in _OWNED.items()
    }
    row = store._rows(
        f"SELECT count(*) AS n, max(started) AS last FROM encounter WHERE patient_id IN ({inside})"
    )[0]
    return Extent(
        records=len(_ids(store, patient_id)),
        visits=row["n"],
        answers=count["answer_log"],
        letters=count["letter"],
        last_seen=datetime.fromisoformat(row["last"]) if row["last"] else None,
    )


def erase(store: Store, patient_id: str, reason: str, now: datetime) -> Erased:
    """Remove a patient with all visits, answers and letters for good, and say which copies still hold them.

    `reason` is one of a few fixed words: it stands in the chain, where nothing of the patient may stand.
    DataError where file or disk refuses; then nothing was removed.
    """
    ids, what = _ids(store, patient_id), extent(store, patient_id)
    inside = _inside(ids)
    with plain_words(store.path):
        store._db.execute("PRAGMA secure_delete = ON").fetchall()
    with store._writing() as db:
        visits = [r[0] for r in db.execute(f"SELECT id FROM encounter WHERE patient_id IN ({inside})")]
        ranges = _ranges(db, inside)
        for ident in ids:
            find.forget(db, ident)
            db.execute("DELETE FROM patient_key WHERE patient_id = ?", (ident,))
        _keep_floors(store, db, now)
        migrations.unguard(db, tuple(_OWNED))
        for table in ("letter", "answer_log", "patient_log"):
            db.execute(f"DELETE FROM {table} WHERE {_OWNED[table].format(patients=inside)}")
        db.execute(f"DELETE FROM encounter WHERE patient_id IN ({inside})")
        db.execute(f"DELETE FROM patient WHERE id IN ({inside})")
        migrations.guard(db)
        if voided := merging.void(db, ids, now):
            store._tell(now, merging.PART, covers=voided)
        _forget_settings(store, db, {*ids, *visits}, now)
        db.execute("INSERT INTO patient_find (patient_find) VALUES ('rebuild')")
        left = [
            {**one, "sha256": audit.digest(db, one["table"], one["first"], one["last"])[1]} for one in ranges
        ]
        told = {"patients": [name_of(ident) for ident in ids], "visits": visits, "left": left}
        store._tell(now, ERASE, reason=reason, **told, **audit.cover_earlier(db))
    return Erased(extent=what, copies=copies_with(store, ids), scrubbed=scrub(store))


def _ids(store: Store, patient_id: str) -> tuple[str, ...]:
    root = store._root(patient_id)
    rows = store._rows("SELECT id FROM patient WHERE id = ?1 OR merged_into = ?1", root)
    return tuple(row["id"] for row in rows)


def _inside(ids: Iterable[str]) -> str:
    return ", ".join("'" + ident.replace("'", "''") + "'" for ident in ids)


def _ranges(db: Database, inside: str) -> list[dict[str, Any]]:
    """The ranges of the chain in which rows of these patients stand."""
    numbers = {}
    for table, where in _OWNED.items():
        key = audit.COVERED[table][0]
        rows = db.execute(f"SELECT {key} FROM {table} WHERE {where.format(patients=inside)}").fetchall()
        numbers[table] = sorted(row[0] for row in rows)
    out = []
    for (detail,) in db.execute("SELECT detail FROM audit WHERE detail LIKE '%\"covers\"%' ORDER BY seq"):
        for part in json.loads(detail)["covers"]:
            if _touches(numbers.get(part["table"], ()), part["first"], part["last"]):
                out.append({name: part[name] for name in ("table", "first", "last")})
    return out


def _touches(numbers: Sequence[int], first: int, last: int) -> bool:
    from bisect import bisect_left

    at = bisect_left(numbers, first)
    return at < len(numbers) and numbers[at] <= last


def _forget_settings(store: Store, db: Database, names: set[str], now: datetime) -> None:
    """What settings remember of a record: where somebody was when they locked, whom one is not."""
    for name, body in db.execute("SELECT name, value_json FROM setting").fetchall():
        if any(ident in body for ident in names if len(ident) > 2) and name not in ("clinic", audit.FLOORS):
            left = json.dumps(_without(json.loads(body), names), ensure_ascii=False)
            left = "null" if any(ident in left for ident in names) else left
            db.execute("UPDATE setting SET value_json = ? WHERE name = ?", (left, name))
            digest = hashlib.sha256(left.encode()).hexdigest()
            store._tell(now, "setting", name=name, sha256=digest)


def _without(value: Any, names: set[str]) -> Any:
    """Lists and look-up tables of records without these; None for whatever else speaks of them."""
    if isinstance(value, list):
        return [one for one in value if one not in names]
    if isinstance(value, dict) and all(isinstance(one, list) for one in value.values()):
        return {key: _without(one, names) for key, one in value.items() if key not in names}
    return None


def _keep_floors(store: Store, db: Database, now: datetime) -> None:
    """Remember the highest numbers: the chain says of each number what it was, once and for all."""
    body = json.dumps({table: audit.last_number(db, table) for table in _OWNED}, sort_keys=True)
    db.execute("INSERT OR REPLACE INTO setting (name, value_json) VALUES (?, ?)", (audit.FLOORS, body))
    digest = hashlib.sha256(body.encode()).hexdigest()
    store._tell(now, "setting", name=audit.FLOORS, sha256=digest)


def scrub(store: Store) -> bool:
    """Write the file anew without its empty places, and empty the journal; False where the disk has no room.

    What was removed was overwritten already: this takes away the places where it stood.
    """
    try:
        store._db.execute("VACUUM")
        store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except disk_errors():
        return False
    return True


def copies_with(store: Store, ids: Iterable[str], folders: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Backups and copies beside the file that hold one of these records, or that cannot be opened to tell."""
    path = store.path
    beside = [*path.parent.glob(f"{path.stem}.before-*{path.suffix}")]
    places = dict.fromkeys((path.parent / "backups", *folders))
    backups = [b for place in places for b in place.glob(f"{path.stem}-*{path.suffix}")]
    wanted = tuple(ids)
    return tuple(c for c in sorted((*beside, *backups)) if _may_hold(c, store._key, wanted))


def _may_hold(copy: Path, key: bytes | None, ids: tuple[str, ...]) -> bool:
    try:
        opened = connect(copy, key if condition(copy) == "encrypted" else None, read_only=True)
        with closing(opened.conn):
            found = opened.execute(f"SELECT 1 FROM patient WHERE id IN ({_inside(ids)})").fetchone()
    except disk_errors():
        return True
    except ValueError:
        return True
    return found is not None
