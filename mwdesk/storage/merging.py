"""Two records of one person shown as one, and parted again: nothing is moved; a log says who stands for whom.

A merge names the record that stays and the one that goes into it. Rows keep the patient they were written
for, so that parting them restores both exactly.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from mwdesk.domain.encounter import Patient
from mwdesk.domain.translation import _
from mwdesk.storage import audit, find, likeness
from mwdesk.storage.cases import patient_from
from mwdesk.storage.errors import plain_words, problem, readable

if TYPE_CHECKING:
    from mwdesk.storage.store import Store

MERGE, PART = "merge", "part"
_CLOSER_LOOK = 200  # patients whose spelling is compared; those that share most keys come first


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A record that went into another one: whose it was, when, and by whom."""

    patient: Patient
    at: datetime
    who: str


def edges(db: Database) -> dict[str, str]:
    """Which record went into which, as the log says."""
    out: dict[str, str] = {}
    for kind, kept, gone in db.execute("SELECT kind, kept, gone FROM merge_log ORDER BY seq").fetchall():
        if kind == MERGE:
            out[gone] = kept
        else:
            out.pop(gone, None)
    return out


def _here(db: Database) -> dict[str, str]:
    """The merges of records that are both here: one that was erased stands for nobody."""
    here = {row[0] for row in db.execute("SELECT id FROM patient").fetchall()}
    return {gone: kept for gone, kept in edges(db).items() if gone in here and kept in here}


def roots(found: Mapping[str, str]) -> dict[str, str]:
    """Who stands for each merged record now, through any number of merges."""
    out = {}
    for gone in found:
        root, seen = gone, {gone}
        while root in found and found[root] not in seen:
            root = found[root]
            seen.add(root)
        out[gone] = root
    return out


def merge(store: Store, kept: str, gone: str, now: datetime) -> None:
    """Let `kept` stand for `gone` too. DataError where one is unknown or went into another already."""
    _must_stand(store, kept)
    _must_stand(store, gone)
    if kept == gone:
        raise problem(store.path, _("This is one record already."), _("Choose two different ones."))
    _write(store, MERGE, kept, gone, now)


def part(store: Store, gone: str, now: datetime) -> None:
    """Take a merge back: both records are as they were, with what was written for each since."""
    with plain_words(store.path):
        kept = edges(store._db).get(gone)
    if kept is None:
        raise problem(store.path, _("This record was not merged."), _("Open the patient it belongs to."))
    _write(store, PART, kept, gone, now)


def _must_stand(store: Store, patient_id: str) -> None:
    store.patient(patient_id)
    if store._root(patient_id) != patient_id:
        raise problem(
            store.path,
            _("This record went into another one already."),
            _("Open the patient it belongs to, and undo that merge first."),
        )


def _write(store: Store, kind: str, kept: str, gone: str, now: datetime) -> None:
    with store._writing() as db:
        row = {"kind": kind, "kept": kept, "gone": gone, "at": now.isoformat()}
        audit.add(db, "merge_log", (row,))
        for ident in settle(db):
            store._find_anew(ident)
        store._tell(now, kind, kept=kept, gone=gone, covers=[audit.cover_last(db, "merge_log")])


def settle(db: Database) -> tuple[str, ...]:
    """Bring `merged_into` up to what the log says; returns the patients to be indexed anew."""
    wanted = roots(_here(db))
    before = {
        row[0]: row[1]
        for row in db.execute("SELECT id, merged_into FROM patient WHERE merged_into IS NOT NULL").fetchall()
    }
    touched: dict[str, None] = {}
    for ident in dict.fromkeys((*before, *wanted)):
        if before.get(ident) != wanted.get(ident):
            db.execute("UPDATE patient SET merged_into = ? WHERE id = ?", (wanted.get(ident), ident))
            touched.update(dict.fromkeys(r for r in (before.get(ident), wanted.get(ident), ident) if r))
    for ident in touched:
        find.forget(db, ident)
    return tuple(ident for ident in touched if ident not in wanted)


def similar(store: Store, patient: Patient, today: date) -> tuple[likeness.Like, ...]:
    """Up to three other patients who may be the same person, the likeliest first."""
    wanted = sorted(likeness.keys(patient))
    own = {store._root(patient.id)}
    rows = store._rows(
        "WITH near AS (SELECT patient_id, count(*) AS shared FROM patient_key "
        "WHERE key IN (SELECT value FROM json_each(?)) "
        f"GROUP BY 1 ORDER BY shared DESC LIMIT {_CLOSER_LOOK}) "
        "SELECT DISTINCT r.id, r.body FROM near JOIN patient p ON p.id = near.patient_id "
        "JOIN patient r ON r.id = coalesce(p.merged_into, p.id) ORDER BY near.shared DESC",
        json.dumps(wanted),
    )
    with readable(store.path):
        others = [patient_from(row["body"]) for row in rows if row["id"] not in own]
    return likeness.ranked(patient, others, today)


def merged(store: Store, patient_id: str) -> tuple[Merged, ...]:
    """The records that went straight into this one, the first one first."""
    with plain_words(store.path):
        here = [gone for gone, kept in _here(store._db).items() if kept == patient_id]
    out = []
    for gone in here:
        (row,) = store._rows(
            "SELECT seq, at FROM merge_log WHERE gone = ? AND kind = ? ORDER BY seq DESC LIMIT 1", gone, MERGE
        )
        who = store._rows(
            "SELECT who FROM audit WHERE kind = ? AND json_extract(detail, '$.gone') = ? "
            "ORDER BY seq DESC LIMIT 1",
            MERGE,
            gone,
        )
        at = datetime.fromisoformat(row["at"])
        out.append(Merged(patient=store.patient(gone), at=at, who=who[0]["who"] if who else ""))
    return tuple(out)


def faults(db: Database) -> list[str]:
    """Whether each record stands where the log of merges says."""
    rows = db.execute("SELECT id, merged_into FROM patient WHERE merged_into IS NOT NULL").fetchall()
    return [] if {row[0]: row[1] for row in rows} == roots(_here(db)) else [
        _("Merged records do not stand where the log of merges says.")
    ]  # fmt: skip


def void(db: Database, ids: Collection[str], now: datetime) -> list[dict[str, Any]]:
    """Part, within an erasure, whatever was merged with these records: one that comes back stands alone.

    Returns what the chain is to say of it.
    """
    found = [(gone, kept) for gone, kept in edges(db).items() if gone in ids or kept in ids]
    if not found:
        return []
    first = audit.last_number(db, "merge_log") + 1
    told = {"kind": PART, "at": now.isoformat()}
    last = audit.add(db, "merge_log", [{**told, "kept": kept, "gone": gone} for gone, kept in found])
    return [audit.cover(db, "merge_log", first, last)]
