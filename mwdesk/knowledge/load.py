"""Compiled knowledge to values: the only place where its rows become dataclasses."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.book import SCHEMA, Book, finish
from mwdesk.knowledge.codec import Deferred, decoder, with_origins


class UnusableError(Exception):
    """The compiled file is missing, damaged, or of another release; the reason is the message."""


def stored_fingerprint(database: Path) -> str:
    """The SHA-256 of the sources this file was made of; raises UnusableError."""
    with _reading(database) as connection:
        return _meta(connection)["sha256"]


def load(database: Path) -> KnowledgeBase:
    """Read the compiled knowledge; raises UnusableError where it is not whole."""
    with _reading(database) as connection:
        meta = _meta(connection)
        if meta.get("schema") != str(SCHEMA):
            raise UnusableError("it was made by another release of mwdesk")
        bodies = dict(connection.execute("SELECT kind, body FROM payload"))
    if meta.get("content") != content_digest(bodies):
        raise UnusableError("its content is not what was compiled")
    with _no_garbage_collection():
        try:
            return finish(_book(bodies))
        except (KeyError, TypeError, ValueError) as problem:
            raise UnusableError("its content is damaged") from problem


def content_digest(bodies: Mapping[str, str]) -> str:
    """SHA-256 over all that is loaded: one changed letter of a number or a rule is noticed."""
    digest = hashlib.sha256()
    for kind, body in sorted(bodies.items()):
        digest.update(f"{kind}\0{len(body)}\0".encode())
        digest.update(body.encode())
    return digest.hexdigest()


def load_or_fail(database: Path) -> KnowledgeBase:
    """Like `load`, with the reason said as a DataError."""
    try:
        return load(database)
    except UnusableError as reason:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=str(database),
                message=f"The knowledge of mwdesk cannot be used: {reason}.",
                fix="Install mwdesk again; your patients are kept elsewhere and are not touched.",
            )
        ) from reason


# Looked into for one term or one citation at a time, if at all.
_DEFERRED = (
    *("hpo", "sources", "drugs", "scales"),
    *("needle_muscles", "nerve_studies", "edx", "biopsies", "imaging", "treatments", "advice"),
    *("leaflet", "translations"),
    *("look_alikes", "retired", "regions"),
)


def _book(bodies: dict[str, str]) -> Book:
    parts: dict[str, Any] = {
        name: Deferred(kind, bodies[name]) if name in _DEFERRED else decoder(kind)(json.loads(bodies[name]))
        for name, kind in get_type_hints(Book).items()
    }
    parts["conditions"] = with_origins(parts["conditions"])
    return Book(**parts)


@contextlib.contextmanager
def _reading(database: Path) -> Iterator[sqlite3.Connection]:
    """Open for reading only: a file that is not there must not be made, nor a lock be left beside it."""
    if not database.is_file():
        raise UnusableError("it is not there")
    try:
        connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        with contextlib.closing(connection):
            yield connection
    except sqlite3.Error as problem:
        raise UnusableError(f"it is damaged ({problem})") from problem


def _meta(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT key, value FROM meta"))


@contextlib.contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Tens of thousands of values that all stay: collecting in between only costs time.

    Afterwards they are set apart, or the next collection would walk through them all.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was_on:
            gc.enable()
