"""What reading the tree yields: the book, where each entry stands, and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from mwdesk.domain.issue import Issue
from mwdesk.knowledge.book import Book

_PATH = re.compile(r"(?P<file>[^:\[]+\.toml)(?:: (?P<id>[^\[]+?))?(?: \[(?P<key>.+)\])*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    book: Book
    paths: Mapping[tuple[str, str], str]  # (kind, id) -> "conditions/gbs.toml", "tests/blood.toml: ck"
    issues: tuple[Issue, ...]
    released: frozenset[tuple[str, str]] = frozenset()  # (kind, id) of the last release

    def path(self, kind: str, ident: str, key: str = "") -> str:
        """Where an entry (and the key in it) is written."""
        place = self.paths.get((kind, ident), ident)
        return f"{place} [{key}]" if key else place


def with_lines(source: Path, issues: Iterable[Issue]) -> list[Issue]:
    """The same issues with the line in their path, where it can be found: an editor jumps there."""
    texts: dict[str, list[str]] = {}
    found: list[Issue] = []
    for issue in issues:
        place = _PATH.fullmatch(issue.path)
        if place is None:
            found.append(issue)
            continue
        name = place["file"]
        if name not in texts:
            texts[name] = _lines(source / name)
        line = _line(texts[name], place["id"] or "", place["key"] or "")
        rest = issue.path.removeprefix(name)
        found.append(replace(issue, path=f"{name}:{line}{rest}") if line else issue)
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def _line(lines: list[str], ident: str, key: str) -> int:
    """The line (from 1) of an entry's heading, and below it of the key's last part; 0 where not found."""
    at = 0
    if ident:
        heads = {f"[{ident}]", f'["{ident}"]', f'"{ident}" = {{', f"{ident} = {{"}
        at = next((n for n, line in enumerate(lines) if any(line.startswith(head) for head in heads)), 0)
    heading = next((n for n, line in enumerate(lines) if key and line == f"[{key}]"), -1)
    if heading >= 0:
        return heading + 1
    table, _, last = key.rpartition(".")
    start = next((n for n, line in enumerate(lines) if line == f"[{table}]"), at) if table else at
    if last:
        wanted = re.compile(rf'\s*"?{re.escape(last)}"?\s*=')
        return next((n + 1 for n in range(start, len(lines)) if wanted.match(lines[n])), start + 1)
    return at + 1 if ident else 0
