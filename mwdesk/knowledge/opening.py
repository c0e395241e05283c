"""Open the knowledge: compile it first where its text is at hand and has changed."""

from __future__ import annotations

import contextlib
from pathlib import Path

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.load import UnusableError, load, load_or_fail, stored_fingerprint
from mwdesk.knowledge.sourcefiles import fingerprint, glance


def open_knowledge(source: Path | None, database: Path) -> KnowledgeBase:
    """The whole knowledge base, read-only.

    `source` is the folder of text in a checkout, or None where only the compiled file was installed.
    Raises DataError with every fault where the text is wrong, or where the compiled file is damaged and
    there is no text to make it anew.
    """
    if source is None:
        return load_or_fail(database)
    kept = database.with_suffix(".glance")
    look = glance(source)
    try:
        made_of = stored_fingerprint(database)
        if _words(kept) != f"{look} {made_of}":  # sizes and times differ: read the text itself
            if made_of != fingerprint(source):
                raise UnusableError("the text has changed since")
            _keep(kept, f"{look} {made_of}")
        return load(database)
    except (UnusableError, KeyError):
        pass  # compiled anew below
    from mwdesk.knowledge.compiler import compile_source

    compile_source(source, database)
    return load_or_fail(database)


def _words(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""


def _keep(path: Path, words: str) -> None:
    with contextlib.suppress(OSError):  # a folder that cannot be written costs time, nothing else
        path.write_text(words, encoding="ascii")
