"""Lint the knowledge: everything a clinician's slip could break, with path, message and fix."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from mwdesk.domain.issue import Issue, Level
from mwdesk.knowledge.check_content import CONTENT_CHECKS
from mwdesk.knowledge.check_criteria import CRITERION_CHECKS
from mwdesk.knowledge.check_guides import GUIDE_CHECKS
from mwdesk.knowledge.check_history import HISTORY_CHECKS
from mwdesk.knowledge.check_numbers import NUMBER_CHECKS
from mwdesk.knowledge.check_reach import REACH_CHECKS
from mwdesk.knowledge.check_regions import check_regions
from mwdesk.knowledge.check_text import TEXT_CHECKS
from mwdesk.knowledge.check_translations import TRANSLATION_CHECKS
from mwdesk.knowledge.reading import Reading, with_lines
from mwdesk.knowledge.written import read_book

CHECKS: tuple[Callable[[Reading], Iterator[Issue]], ...] = (
    *NUMBER_CHECKS,
    *CONTENT_CHECKS,
    *CRITERION_CHECKS,
    *TEXT_CHECKS,
    *GUIDE_CHECKS,
    *REACH_CHECKS,
    *HISTORY_CHECKS,
    *TRANSLATION_CHECKS,
    check_regions,
)


def faults(reading: Reading) -> list[Issue]:
    """What is wrong in content that could be read."""
    return [issue for check in CHECKS for issue in check(reading)]


def check_source(source: Path) -> list[Issue]:
    """Everything wrong in the text, errors first, each with file and line."""
    reading = read_book(source)
    found = with_lines(source, (*reading.issues, *faults(reading)))
    order = list(Level)
    return sorted(dict.fromkeys(found), key=lambda issue: (order.index(issue.level), issue.path))
