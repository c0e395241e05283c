"""Who did what when: a chain of rows in which each carries the hash of all before it.

A row of the chain names the log rows written with it and their digest, so that a change anywhere breaks it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from mwdesk.domain.translation import N_, _

FLOORS = "numbers used"  # the setting that keeps the numbers of erased rows from being used again
START = "0" * 64  # what the first row is chained to

# Fixed lists: a column that a later version adds must not change the digest of what was written before.
COVERED: Mapping[str, tuple[str, ...]] = {
    "answer_log": ("seq", "encounter_id", "step", "key", "value_json", "by", "kind", "at"),
    "patient_log": ("seq", "patient_id", "body", "at"),
    "letter": (
        "id",
        "encounter_id",
        "kind",
        "pdf",
        "sha256",
        "knowledge_version",
        "knowledge_sha256",
        "app_version",
        "at",
    ),
    "merge_log": ("seq", "kind", "kept", "gone", "at"),
}
WORDS = {
    "answer_log": N_("answers"),
    "patient_log": N_("patient details"),
    "letter": N_("letters"),
    "merge_log": N_("merges"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One row of the chain."""

    number: int
    at: datetime
    who: str
    kind: str  # answer, undo, redo, patient, visit, letter, setting, begin; export, print, unlock, ...
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a verification found: how much was proven, and each fault in words, the first one first."""

    events: int
    rows: int
    head: str
    faults: tuple[str, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Whether nothing was changed, removed or slipped in."""
        return not self.faults


def canonical(value: Any) -> str:
    """JSON with one spelling only; a type that damage put there (bytes) is spelled as itself."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=repr)


def link(previous: str, row: Iterable[Any]) -> str:
    """SHA-256 over the previous hash and the canonical row (number, at, who, kind, detail)."""
    return hashlib.sha256(f"{previous}\n{canonical(list(row))}".encode()).hexdigest()


def head(db: Database) -> tuple[int, str]:
    """Number and hash of the last row; (0, START) where there is none."""
    row = db.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchone()
    return (row[0], row[1]) if row else (0, START)


def append(db: Database, who: str, at: datetime, kind: str, detail: Mapping[str, Any]) -> tuple[int, str]:
    """Add a row to the chain, inside the caller's transaction; returns its number and hash."""
    number, previous = head(db)
    row = (number + 1, at.isoformat(), who, kind, canonical(detail))
    mark = link(previous, row)
    db.execute("INSERT INTO audit (seq, at, who, kind, detail, hash) VALUES (?, ?, ?, ?, ?, ?)", (*row, mark))
    return number + 1, mark


def digest(db: Database, table: str, first: int, last: int) -> tuple[int, str]:
    """How many rows of a log stand between two numbers, and the SHA-256 of their canonical text."""
    columns = COVERED[table]
    names = ", ".join(f'"{name}"' for name in columns)
    rows = db.execute(
        f"SELECT {names} FROM {table} WHERE {columns[0]} BETWEEN ? AND ? ORDER BY {columns[0]}", (first, last)
    )
    count, total = 0, hashlib.sha256()
    for row in rows:
        parts = [hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell for cell in row]
        total.update(canonical(parts).encode() + b"\n")
        count += 1
    return count, total.hexdigest()


def cover(db: Database, table: str, first: int, last: int) -> dict[str, Any]:
    """What a row of the chain says of log rows: which table, from where to where, and their digest."""
    return {"table": table, "first": first, "last": last, "sha256": digest(db, table, first, last)[1]}


def schema_digest(db: Database) -> str:
    """SHA-256 over the definitions of all tables, indexes and guards."""
    rows = db.execute(
        "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(coalesce(sql, '') AS BLOB) FROM sqlite_master "
        "WHERE name NOT GLOB 'sqlite_*' ORDER BY 2"
    ).fetchall()
    return hashlib.sha256(b"\x00".join(b"\x01".join(row) for row in rows)).hexdigest()


def cover_last(db: Database, table: str) -> dict[str, Any]:
    """The same for the row of a log that was just written."""
    last = last_number(db, table)
    return cover(db, table, last, last)


def visit_digest(row: Iterable[Any]) -> str:
    """SHA-256 of a visit (id, patient, start, setting); visits are named by id, not by number."""
    return hashlib.sha256(canonical(list(row)).encode()).hexdigest()


def _visits(db: Database) -> dict[str, str]:
    rows = db.execute("SELECT id, patient_id, started, setting FROM encounter ORDER BY id").fetchall()
    return {row[0]: visit_digest(row) for row in rows}


def cover_earlier(db: Database) -> dict[str, Any]:
    """After an erasure: what is left of the visits that were there before the chain, where there were any."""
    first = db.execute("SELECT detail FROM audit WHERE kind = 'begin' ORDER BY seq LIMIT 1").fetchone()
    told = _told(first[0]) if first else {}
    if "visits" not in told:
        return {}
    own = {
        json.loads(row[0])["visit"]["id"]
        for row in db.execute("SELECT detail FROM audit WHERE kind = 'visit'")
    }
    earlier = {name: mark for name, mark in _visits(db).items() if name not in own}
    return {"visits_left": {"count": len(earlier), "sha256": _joined(earlier)}}


def _erased(rows: Iterable[Any]) -> tuple[dict[tuple[str, int, int], str], dict[str, int], str]:
    """What erasures say: digests of ranges that became shorter, visits removed by which entry, what is left
    of the visits that were there before the chain."""
    left: dict[tuple[str, int, int], str] = {}
    visits: dict[str, int] = {}
    earlier = ""
    for row in rows:
        if row[3] == "erase":
            told = _plain(row[4])
            left.update({(p["table"], p["first"], p["last"]): p["sha256"] for p in told["left"]})
            visits.update(dict.fromkeys(told["visits"], row[0]))
            earlier = told.get("visits_left", {}).get("sha256", earlier)
    return left, visits, earlier


def _plain(detail: str) -> dict[str, Any]:
    """The detail of an erasure; nothing of it counts where it does not read, and the chain tells then."""
    try:
        told = json.loads(detail)
        parts = [{**p, "first": int(p["first"]), "last": int(p["last"])} for p in told["left"]]
        return {**told, "left": parts, "visits": [str(one) for one in told["visits"]]}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {"left": [], "visits": []}


def cover_existing(db: Database) -> dict[str, Any]:
    """What the first row of the chain says: everything that was there before there was a chain."""
    first = ("answer_log", "patient_log", "letter")  # what there was then
    covers = [cover(db, table, 1, last) for table in first if (last := last_number(db, table))]
    visits = _visits(db)
    return {"covers": covers, "visits": {"count": len(visits), "sha256": _joined(visits)}}


def _joined(visits: Mapping[str, str]) -> str:
    return hashlib.sha256("\n".join(visits[name] for name in sorted(visits)).encode()).hexdigest()


def last_number(db: Database, table: str) -> int:
    """The highest row number that a log ever had, 0 where it was always empty."""
    highest = int(db.execute(f"SELECT coalesce(max({COVERED[table][0]}), 0) FROM {table}").fetchone()[0])
    floors = db.execute("SELECT value_json FROM setting WHERE name = ?", (FLOORS,)).fetchone()
    return max(highest, int(json.loads(floors[0]).get(table, 0)) if floors else 0)


def add(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Append rows to a log under numbers that were never used, not even by rows that were erased since;
    returns the last number. The one way in which logs grow."""
    first = last_number(db, table) + 1
    numbered = [{COVERED[table][0]: number, **row} for number, row in enumerate(rows, start=first)]
    db.table(table).insert_all(numbered)
    return first + len(numbered) - 1


def events(db: Database, limit: int) -> tuple[Event, ...]:
    """The latest rows of the chain, the newest first."""
    rows = db.execute(
        "SELECT seq, at, who, kind, detail, hash FROM audit ORDER BY seq DESC LIMIT ?", (limit,)
    ).fetchall()
    return tuple(
        Event(
            number=r[0],
            at=datetime.fromisoformat(r[1]),
            who=r[2],
            kind=r[3],
            detail=json.loads(r[4]),
            hash=r[5],
        )
        for r in rows
    )


def verify(db: Database, anchors: Mapping[int, str] | None = None) -> Proof:
    """Prove the whole chain and every row it covers; `anchors` are heads known from elsewhere (backups)."""
    faults: list[str] = []
    previous, expected, rows = START, 1, 0
    reached: dict[str, int] = dict.fromkeys(COVERED, 0)
    known = dict(anchors or {})
    visits, earlier, schema = _visits(db), "", ""
    settings: dict[str, str] = {}
    chain = db.execute("SELECT seq, at, who, kind, detail, hash FROM audit ORDER BY seq").fetchall()
    left, erased, shorter = _erased(chain)
    for number, at, who, kind, detail, mark in chain:
        where = _("audit entry {number} ({kind}, {time})").format(
            number=number, kind=kind, time=str(at)[:16].replace("T", " ")
        )
        if number != expected:
            faults.append(
                _("Audit entry {expected} is missing before {where}.").format(expected=expected, where=where)
            )
        if mark != link(previous, (number, at, who, kind, detail)):
            faults.append(
                _("The chain is broken at {where}: it, or what stood before it, was changed.").format(
                    where=where
                )
            )
        if known.pop(number, mark) != mark:
            faults.append(
                _("A backup remembers another {where}: the history was rewritten.").format(where=where)
            )
        told = _told(detail)
        for part in told.get("covers", ()):
            shown = (part["table"], int(part["first"]), int(part["last"]))
            found = _covered(db, {**part, "sha256": left.get(shown, part.get("sha256"))}, reached, where)
            rows += found[0]
            faults.extend(found[1])
        if "visit" in told and number < erased.get(told["visit"]["id"], 0):
            pass  # it was erased later, and an entry further on says so
        elif "visit" in told and visits.pop(told["visit"]["id"], "") != told["visit"]["sha256"]:
            faults.append(_("The visit of {where} was changed or removed.").format(where=where))
        earlier = told["visits"]["sha256"] if "visits" in told else earlier
        schema = told.get("schema", schema)
        if kind == "setting" and "name" in told:
            settings[told["name"]] = told.get("sha256", "")
        previous, expected = mark, number + 1
    faults.extend(
        _("A backup holds audit entry {number}, which is missing here.").format(number=number)
        for number in sorted(known)
    )
    if earlier and _joined(visits) != (shorter or earlier):
        faults.append(_("Visits were added, changed or removed without an audit entry."))
    if schema and schema != schema_digest(db):
        faults.append(_("The structure of the file was changed, or is damaged."))
    faults.extend(_uncovered(db, reached))
    faults.extend((*_stale_patients(db), *_stale_settings(db, settings)))
    return Proof(events=expected - 1, rows=rows, head=previous, faults=tuple(faults))


def _told(detail: str) -> Mapping[str, Any]:
    """The detail of a row; one that does not read broke the chain, which was told already."""
    try:
        told = json.loads(detail)
        parts = told.get("covers", ())
        whole = all(p["table"] in COVERED and int(p["first"]) <= int(p["last"]) for p in parts)
        visits = [told[name]["sha256"] for name in ("visit", "visits") if name in told]
        whole = (
            whole and all(isinstance(one, str) for one in visits) and "id" in told.get("visit", {"id": ""})
        )
        return told if whole else {}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}


def _covered(
    db: Database, part: Mapping[str, Any], reached: dict[str, int], where: str
) -> tuple[int, list[str]]:
    table, first, last = part["table"], int(part["first"]), int(part["last"])
    faults = []
    if first != reached[table] + 1:
        faults.append(
            _("The {records} before row {first} belong to no audit entry ({where}).").format(
                records=_(WORDS[table]), first=first, where=where
            )
        )
    reached[table] = last
    count, found = digest(db, table, first, last)
    if found != part.get("sha256"):
        if count < last - first + 1:
            fault = _("The {records} of {where} were removed (rows {first} to {last}).")
        else:
            fault = _("The {records} of {where} were changed (rows {first} to {last}).")
        faults.append(fault.format(records=_(WORDS[table]), where=where, first=first, last=last))
    return count, faults


def _uncovered(db: Database, reached: Mapping[str, int]) -> list[str]:
    """Rows slipped in past the program."""
    out = []
    for table, last in reached.items():
        key = COVERED[table][0]
        extra = db.execute(f"SELECT count(*) FROM {table} WHERE {key} > ? OR {key} < 1", (last,)).fetchone()[
            0
        ]
        if extra:
            out.append(
                _("Added without an audit entry, after row {last}: {count} {records}.").format(
                    count=extra, records=_(WORDS[table]), last=last
                )
            )
    return out


def _stale_settings(db: Database, told: Mapping[str, str]) -> list[str]:
    """Settings must be those last set; one that was there before the chain is not covered."""
    rows = db.execute("SELECT name, value_json FROM setting").fetchall()
    found = {row[0]: hashlib.sha256(str(row[1]).encode()).hexdigest() for row in rows}
    wrong = (name for name in told if found.get(name) != told[name])
    return [_("The setting '{name}' is not what was last set.").format(name=name) for name in wrong]


def _stale_patients(db: Database) -> list[str]:
    """Details shown in the list must be those last logged."""
    rows = db.execute(
        "SELECT p.id FROM patient p LEFT JOIN patient_log l ON l.seq = "
        "(SELECT max(seq) FROM patient_log WHERE patient_id = p.id) LEFT JOIN patient_log f ON f.seq = "
        "(SELECT min(seq) FROM patient_log WHERE patient_id = p.id) "
        "WHERE l.body IS NOT p.body OR l.at IS NOT p.updated_at OR f.at IS NOT p.created_at LIMIT 5"
    ).fetchall()
    return [
        _("The details of patient {patient} are not those that were last saved.").format(patient=row[0])
        for row in rows
    ]
