"""Open the knowledge: compile it first where its text is at hand and has changed."""

from __future__ import annotations

from pathlib import Path

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.load import UnusableError, load, load_or_fail, stored_fingerprint
from mwdesk.knowledge.sourcefiles import fingerprint


def open_knowledge(source: Path | None, database: Path) -> KnowledgeBase:
    """The whole knowledge base, read-only.

    `source` is the folder of text in a checkout, or None where only the compiled file was installed.
    Raises DataError with every fault where the text is wrong, or where the compiled file is damaged and
    there is no text to make it anew.
    """
    if source is None:
        return load_or_fail(database)
    from mwdesk.knowledge.compiler import compile_source

    try:
        if stored_fingerprint(database) == fingerprint(source):
            return load(database)
    except (UnusableError, KeyError):
        pass  # compiled anew below
    compile_source(source, database)
    return load_or_fail(database)
