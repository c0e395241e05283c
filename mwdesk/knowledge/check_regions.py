"""Checks of the regions: what is common there exists, is marked as regional, and is cited."""

from __future__ import annotations

from collections.abc import Iterator

from mwdesk.domain.issue import Issue, Level
from mwdesk.knowledge.check_numbers import check_cited, unknown
from mwdesk.knowledge.reading import Reading


def check_regions(reading: Reading) -> Iterator[Issue]:
    """Each names regional conditions once, with sources that were seen."""
    conditions = reading.book.conditions
    for region in reading.book.regions.values():
        path = reading.path("region", region.id)
        for name in region.common:
            if name not in conditions:
                yield unknown(f"{path} [common]", name, "condition", conditions)
            elif not conditions[name].regional:
                yield _error(path, f"'{name}' is not regional.", "Mark the condition regional = true.")
        if len(set(region.common)) < len(region.common):
            yield _error(path, "A condition stands twice.", "Keep one.")
        if not region.common or not region.sources:
            yield _error(path, "Says nothing, or nothing that is cited.", "Write common and source.")
        yield from check_cited(reading, f"{path} [source]", region.sources)


def _error(path: str, message: str, fix: str) -> Issue:
    return Issue(level=Level.ERROR, path=path, message=message, fix=fix)
