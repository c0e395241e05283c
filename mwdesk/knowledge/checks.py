"""Lint the knowledge: everything a clinician's slip could break, with path, message and fix."""

from __future__ import annotations

from mwdesk.domain.issue import Issue
from mwdesk.knowledge.book import Book


def faults(book: Book) -> list[Issue]:
    """What is wrong in the content itself."""
    return []
