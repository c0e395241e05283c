"""Compile the text into one SQLite file: relational tables for whoever asks, one payload to load from."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import Table

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.knowledge.book import SCHEMA, Book
from mwdesk.knowledge.codec import encode, encode_conditions
from mwdesk.knowledge.guide_tables import KEYS as GUIDE_KEYS
from mwdesk.knowledge.guide_tables import guide_rows
from mwdesk.knowledge.load import content_digest
from mwdesk.knowledge.reading import with_lines
from mwdesk.knowledge.written import read_book


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What was compiled: where, how big (bytes), from which sources, how many of each kind."""

    path: Path
    size: int
    version: str
    sha256: str
    counts: dict[str, int]


def compile_source(source: Path, out: Path) -> BuildReport:
    """Read, check what must be right to be loaded, and replace `out` in one step.

    Raises DataError with every fault found. Two builds of one source are equal to the byte.
    """
    from mwdesk.knowledge.checks import faults

    reading = read_book(source)
    errors = [issue for issue in (*reading.issues, *faults(reading)) if issue.level is Level.ERROR]
    if errors:
        raise DataError(*with_lines(source, errors))
    return write(reading.book, out)


def write(book: Book, out: Path) -> BuildReport:
    """Write the compiled file beside its place, then move it there."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent)
        os.close(handle)
        part = Path(name)
        try:
            counts = _fill(part, book)
            part.chmod(0o644)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        size = out.stat().st_size
    except OSError as problem:
        raise DataError(_unwritable(out, problem)) from problem
    return BuildReport(path=out, size=size, version=book.version, sha256=book.sha256, counts=counts)


def _fill(path: Path, book: Book) -> dict[str, int]:
    connection = sqlite3.connect(path)
    with contextlib.closing(connection):
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        db = Database(connection, execute_plugins=False)
        tables = _tables(book)
        for name, rows in tables.items():
            Table(db, name).insert_all(rows, pk=_KEYS[name], columns=_COLUMNS.get(name), alter=False)
        for name, columns in _INDEXES:
            Table(db, name).create_index(columns)
        payload = [{"kind": f.name, "body": _plain(f.name, getattr(book, f.name))} for f in fields(Book)]
        Table(db, "payload").insert_all(payload, pk="kind")
        Table(db, "meta").insert_all(
            [
                {"key": "schema", "value": str(SCHEMA)},
                {"key": "sha256", "value": book.sha256},
                {"key": "version", "value": book.version},
                {"key": "content", "value": content_digest({p["kind"]: p["body"] for p in payload})},
            ],
            pk="key",
        )
        connection.commit()
        connection.execute("VACUUM")
    return {f.name: len(value) for f in fields(Book) if isinstance(value := getattr(book, f.name), dict)}


def _plain(part: str, value: Any) -> str:
    plain = encode_conditions(value) if part == "conditions" else encode(value)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


_KEYS: dict[str, Any] = {
    "source": "id",
    "site": "id",
    "pattern": "id",
    "finding": "id",
    "condition": "id",
    "condition_pattern": ("condition", "position"),
    "association": ("level", "owner", "finding"),
    "association_source": ("level", "owner", "finding", "source"),
    "test": "id",
    "outcome": ("condition", "test", "outcome"),
    "pathway": ("condition", "step"),
    "alert": "id",
    "alert_suspect": ("alert", "condition"),
    "drug": "id",
    "drug_finding": ("drug", "finding"),
    "hpo": ("term", "finding", "says"),
    **GUIDE_KEYS,
}
_COLUMNS: dict[str, dict[str, Any]] = {
    "association": {"p": float},
    "outcome": {"p": float},
    "nerve_limit": {"low": float, "high": float},
}
_INDEXES = (("association", ["finding"]), ("outcome", ["test"]), ("association_source", ["source"]))


def _tables(book: Book) -> dict[str, list[dict[str, Any]]]:
    """The same content as rows, so that any SQLite tool can ask it questions."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in _KEYS}
    for source in book.sources.values():
        tables["source"].append({f.name: getattr(source, f.name) for f in fields(source)})
    for site in book.sites.values():
        tables["site"].append({"id": site.id, "name": site.name, "position": site.order})
        _associations(tables, "site", site.id, site.findings)
    for pattern in book.patterns.values():
        tables["pattern"].append({"id": pattern.id, "name": pattern.name, "about": pattern.about})
        _associations(tables, "pattern", pattern.id, pattern.findings)
    for finding in book.findings.values():
        row = {
            name: getattr(finding, name) for name in ("id", "label", "section", "background", "hpo", "ask")
        }
        tables["finding"].append(row | {"synonyms": "; ".join(finding.synonyms)})
    _conditions(tables, book)
    for test in book.tests.values():
        names = ("id", "name", "category", "answers", "invasiveness", "cost", "turnaround", "cautions")
        tables["test"].append({name: getattr(test, name) for name in names} | {"tier": test.tier.value})
    for alert in book.alerts.values():
        row = {
            name: getattr(alert, name)
            for name in ("id", "title", "rule", "why", "action", "age_min", "age_max")
        }
        tables["alert"].append(row | {"urgency": alert.urgency.value})
        tables["alert_suspect"] += [{"alert": alert.id, "condition": suspect} for suspect in alert.suspects]
    for drug in book.drugs.values():
        tables["drug"].append({"id": drug.id, "name": drug.name, "class": drug.drug_class})
        tables["drug_finding"] += [{"drug": drug.id, "finding": finding} for finding in drug.findings]
    for term in book.hpo.values():
        for says, findings in (("implies", term.implies), ("excludes", term.excludes)):
            tables["hpo"] += [{"term": term.id, "finding": finding, "says": says} for finding in findings]
    tables |= guide_rows(book)
    return {name: rows for name, rows in tables.items() if rows}


def _conditions(tables: dict[str, list[dict[str, Any]]], book: Book) -> None:
    plain = (
        "id",
        "name",
        "site",
        "group",
        "parent",
        "frequency",
        "age_min",
        "age_max",
        "age_peak",
        "summary",
    )
    for condition in book.conditions.values():
        row = {name: getattr(condition, name) for name in plain}
        tables["condition"].append(row | {"urgency": condition.urgency.value, "status": condition.status})
        tables["condition_pattern"] += [
            {"condition": condition.id, "position": position, "pattern": pattern}
            for position, pattern in enumerate(condition.patterns, start=1)
        ]
        _associations(tables, "condition", condition.id, condition.findings)
        for test, outcomes in condition.outcomes.items():
            for o in outcomes:
                row = {"condition": condition.id, "test": test, "outcome": o.outcome, "p": o.p}
                tables["outcome"].append(row | {"basis": o.basis.value, "sources": "; ".join(o.sources)})
        for step in condition.pathway:
            row = {"condition": condition.id, "step": step.step, "test": step.test, "when": step.when}
            tables["pathway"].append(row | {"tier": step.tier.value, "why": step.why})


def _associations(tables: dict[str, list[dict[str, Any]]], level: str, owner: str, rows: Any) -> None:
    for a in rows.values():
        key = {"level": level, "owner": owner, "finding": a.finding}
        tables["association"].append(key | {"p": a.p, "basis": a.basis.value, "note": a.note})
        tables["association_source"] += [key | {"source": source} for source in dict.fromkeys(a.sources)]


def _unwritable(path: Path, problem: OSError) -> Issue:
    return Issue(
        level=Level.ERROR,
        path=str(path),
        message=f"The compiled knowledge cannot be written: {problem.strerror or problem}.",
        fix="Free some space, or check the rights of the folder.",
    )
