"""The knowledge as text: which files there are, what they hold, and their fingerprint."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mwdesk.domain.issue import DataError, Issue, Level

Table = dict[str, Any]

# What a file or folder of the tree holds. A folder holds one kind in several files.
FILES = {
    "sites.toml": "site",
    "groups.toml": "group",
    "localisation.toml": "localisation",
    "muscles.toml": "muscle",
    "reflexes.toml": "reflex",
    "sensory.toml": "sensory",
    "laboratory.toml": "analyte",
    "drugs.toml": "drug",
    "drug_effects.toml": "effect",
    "hpo.toml": "hpo",
    "model.toml": "setting",
    "criteria.toml": "criterion",
    "scales.toml": "scale",
    "needle_muscles.toml": "needle_muscle",
    "nerve_studies.toml": "nerve_study",
    "edx.toml": "edx",
    "biopsy.toml": "biopsy",
    "imaging.toml": "imaging",
    "treatments.toml": "treatment",
    "advice.toml": "advice",
    "leaflet.toml": "leaflet",
    "drug_combinations.toml": "combination",
    "reviews.toml": "review",
    "look_alikes.toml": "look_alike",
    "regions.toml": "region",
    "retired.toml": "retired",
    "released.toml": "released",
}
FOLDERS = {
    "conditions": "condition",
    "patterns": "pattern",
    "findings": "finding",
    "tests": "test",
    "alerts": "alert",
    "sources": "source",
    "translations": "translation",
}
# A whole file is one item, and its name is the item's id.
ONE_A_FILE = frozenset({"condition", "pattern"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry as written: its id, where it stands, its table, and what its file says for all entries."""

    id: str
    kind: str
    path: str  # "conditions/gbs.toml", "tests/blood.toml: ck"
    body: Table
    shared: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """Everything read, by kind then id, with what could not be read."""

    version: str
    sha256: str
    items: Mapping[str, Mapping[str, Item]]
    issues: tuple[Issue, ...]

    def of(self, kind: str) -> Mapping[str, Item]:
        return self.items.get(kind, {})


def list_files(source: Path) -> tuple[Path, ...]:
    """Every TOML file of the tree in a fixed order; DataError where the folder cannot be read."""
    try:
        found = tuple(sorted(source.rglob("*.toml"), key=Path.as_posix))
    except OSError as problem:
        raise _unreadable(source, problem) from problem
    if not found:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=str(source),
                message="There is no knowledge here: no .toml file was found.",
                fix="Give the folder that holds conditions/, findings/ and sources/.",
            )
        )
    return found


def fingerprint(source: Path) -> str:
    """SHA-256 over the names and bytes of all source files."""
    return _digest(source, {path: _read(path) for path in list_files(source)})


def glance(source: Path) -> str:
    """SHA-256 over the names, sizes and times of all source files: cheaper than to read them."""
    digest = hashlib.sha256()
    for path in list_files(source):
        at = path.stat()
        digest.update(f"{path}\0{at.st_size}\0{at.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def read_tree(source: Path) -> Tree:
    """Read every file. Faults in one file become issues and leave the others standing."""
    texts = {path: _read(path) for path in list_files(source)}
    items: dict[str, dict[str, Item]] = {}
    issues: list[Issue] = []
    version = ""
    for path, raw in texts.items():
        name = path.relative_to(source).as_posix()
        table = _parse(name, raw, issues)
        if table is None:
            continue
        if name == "version.toml":
            version = str(table.get("version", ""))
            continue
        kind = _kind(name)
        if kind is None:
            issues.append(_fault(name, "This file belongs to no kind of knowledge.", "Move or remove it."))
            continue
        _take(items.setdefault(kind, {}), _split(kind, name, table, issues), issues)
    return Tree(version=version, sha256=_digest(source, texts), items=items, issues=tuple(issues))


def _kind(name: str) -> str | None:
    folder, _, rest = name.partition("/")
    return FOLDERS.get(folder) if rest and "/" not in rest else FILES.get(name)


def _split(kind: str, name: str, table: Table, issues: list[Issue]) -> list[Item]:
    if kind in ONE_A_FILE:
        ident = name.rpartition("/")[2].removesuffix(".toml")
        return [Item(id=ident, kind=kind, path=name, body=table, shared={})]
    # Plain values above the first heading hold for every entry of the file (its section or category).
    shared = {key: value for key, value in table.items() if not isinstance(value, dict)}
    # One text stands once in each language.
    under = f"{shared.get('language', '')}:" if kind == "translation" else ""
    return [
        Item(id=under + key, kind=kind, path=f"{name}: {key}", body=value, shared=shared)
        for key, value in table.items()
        if isinstance(value, dict)
    ]


def _take(into: dict[str, Item], found: list[Item], issues: list[Issue]) -> None:
    for item in found:
        if item.id in into:
            issues.append(
                _fault(
                    item.path,
                    f"'{item.id}' is already written in {into[item.id].path}.",
                    "Keep one of the two, or give this one an id of its own.",
                )
            )
            continue
        into[item.id] = item


def _parse(name: str, raw: bytes, issues: list[Issue]) -> Table | None:
    try:
        return tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(b"\n") + 1
        issues.append(
            _fault(
                f"{name}:{line}",
                "A character here is not UTF-8.",
                "Save the file as UTF-8 (no other encoding).",
            )
        )
    except tomllib.TOMLDecodeError as problem:
        issues.append(_fault(name, f"This is no valid TOML: {problem}.", "Mend the line it names."))
    return None


def _read(path: Path) -> bytes:
    try:
        # Line ends are made equal so that a checkout on Windows has the same fingerprint.
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def _digest(source: Path, texts: Mapping[Path, bytes]) -> str:
    digest = hashlib.sha256()
    for path, raw in texts.items():
        digest.update(path.relative_to(source).as_posix().encode())
        digest.update(b"\0%d\0" % len(raw))
        digest.update(raw)
    return digest.hexdigest()


def _fault(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)


def _unreadable(path: Path, problem: OSError) -> DataError:
    return DataError(
        _fault(
            str(path),
            f"This cannot be read: {problem.strerror or problem}.",
            "Check the disk and the rights.",
        )
    )
