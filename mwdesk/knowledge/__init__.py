"""Clinical content: TOML -> checks -> SQLite -> KnowledgeBase.

What reads or compiles the text is imported when it is used: an installed program only loads.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from mwdesk.knowledge.opening import open_knowledge

if TYPE_CHECKING:
    from mwdesk.domain.issue import Issue
    from mwdesk.domain.knowledge import KnowledgeBase
    from mwdesk.knowledge.compiler import BuildReport

__all__ = ["build", "check", "open_knowledge", "show", "stats"]


def check(source: Path) -> list[Issue]:
    """Everything wrong in the text, errors first; empty where all is well."""
    from mwdesk.knowledge.checks import check_source

    return check_source(source)


def build(source: Path, out: Path) -> BuildReport:
    """Compile the text into `out`; raises DataError with every fault where it is wrong."""
    from mwdesk.knowledge.compiler import compile_source

    return compile_source(source, out)


def stats(kb: KnowledgeBase) -> dict[str, Any]:
    """How much there is of each kind, and on what the numbers rest."""
    from mwdesk.knowledge.counts import count

    return count(kb)


def show(kb: KnowledgeBase, ident: str) -> str:
    """The item with this id ("ck", or "test:ck") as text: the same page that the window shows."""
    from mwdesk.knowledge.page import build_page, build_pages
    from mwdesk.knowledge.page_text import page_text

    pages = (build_page(kb, ident),) if ":" in ident else build_pages(kb, ident)
    return "\n".join(page_text(page) for page in pages)
