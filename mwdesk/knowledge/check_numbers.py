"""Checks of the numbers: each has a basis, each figure that was seen a source, and sums add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Association, Basis, GroupKind, OutcomeProbability
from mwdesk.knowledge.reading import Reading

SUM_SLACK = 0.05  # rounding of five two-digit numbers
OUTCOME_SLACK = 0.02


def check_rows(reading: Reading) -> Iterator[Issue]:
    """Findings and sources of every number are known; a figure that was seen names where."""
    for kind, ident, rows in _levels(reading):
        for finding, row in rows.items():
            path = reading.path(
                kind, ident, f"{ident}.findings.{finding}" if kind == "site" else f"findings.{finding}"
            )
            if finding not in reading.book.findings:
                yield unknown(path, finding, "finding", reading.book.findings)
            yield from _sourced(reading, path, row.basis, row.sources)


def check_exclusive(reading: Reading) -> Iterator[Issue]:
    """Of tempo and the like exactly one holds, of reflexes at most one: what a level writes fits in one."""
    for kind, ident, rows in _levels(reading):
        for group in reading.book.groups.values():
            written = [name for name in group.findings if name in rows]
            if group.kind is GroupKind.DAMPED or not written:
                continue
            total = sum(rows[name].p for name in written)
            # A condition writes all of tempo or none: the rest would be taken from nowhere.
            whole = group.kind is GroupKind.CATEGORICAL and kind == "condition"
            missing = [name for name in group.findings if name not in rows] if whole else []
            if total > 1 + SUM_SLACK or missing or (whole and total < 1 - SUM_SLACK):
                head = f"{ident}.findings" if kind == "site" else "findings"
                wanted = "not 1" if whole else "above 1"
                yield Issue(
                    level=Level.ERROR,
                    path=reading.path(kind, ident, f"{head}.{written[0]}"),
                    message=f"The rows of {group.id} sum to {total:.2f}, {wanted}.",
                    fix=f"Add {', '.join(missing)}." if missing else "Change them until they fit.",
                )


def check_outcomes(reading: Reading) -> Iterator[Issue]:
    """Tests, their outcomes and the sums of these are right, in conditions and in their look-alikes."""
    book = reading.book
    for condition in book.conditions.values():
        for test, outcomes in condition.outcomes.items():
            path = reading.path("condition", condition.id, f"tests.{test}")
            if test not in book.tests:
                yield unknown(path, test, "test", book.tests)
                continue
            yield from _outcomes(reading, path, outcomes, book.tests[test].outcomes)
    for named in book.tests.values():
        for other, outcomes in named.in_look_alikes.items():
            path = reading.path("test", named.id, f"{named.id}.in_look_alikes.{other}")
            if other not in book.conditions:
                yield unknown(path, other, "condition", book.conditions)
            yield from _outcomes(reading, path, outcomes, named.outcomes)


def _outcomes(
    reading: Reading, path: str, outcomes: Iterable[OutcomeProbability], known: tuple[str, ...]
) -> Iterator[Issue]:
    rows = tuple(outcomes)
    total = sum(row.p for row in rows)
    if total > 1 + OUTCOME_SLACK:
        yield Issue(
            level=Level.ERROR,
            path=path,
            message=f"The outcomes sum to {total:.2f}, more than 1.",
            fix="Lower them: only one outcome is the result.",
        )
    for row in rows:
        if row.outcome not in known:
            yield Issue(
                level=Level.ERROR,
                path=path,
                message=f"'{row.outcome}' is no outcome of this test.",
                fix=f"Use one of: {'; '.join(known)}; or add it to the test.",
            )
        yield from _sourced(reading, path, row.basis, row.sources)


def _sourced(reading: Reading, path: str, basis: Basis, sources: tuple[str, ...]) -> Iterator[Issue]:
    if basis.seen and not sources:
        yield Issue(
            level=Level.ERROR,
            path=path,
            message=f"The basis is {basis.value}, but no source is named.",
            fix='Name the source, or write basis = "estimate".',
        )
    yield from check_cited(reading, path, sources)


def check_cited(reading: Reading, path: str, sources: tuple[str, ...]) -> Iterator[Issue]:
    """A cited source is known and was seen."""
    for name in sources:
        source = reading.book.sources.get(name)
        if source is None:
            yield unknown(path, name, "source", reading.book.sources)
        elif not source.citable:
            yield Issue(
                level=Level.ERROR,
                path=path,
                message=f"'{name}' was recalled, not seen, so it may not be cited.",
                fix="Find it and set verified to search, or leave it out.",
            )


def unknown(path: str, name: str, word: str, known: Iterable[str]) -> Issue:
    """An id that stands nowhere, with the nearest one that does."""
    import difflib

    near = difflib.get_close_matches(name, list(known), n=1)
    fix = f"Did you mean '{near[0]}'?" if near else f"Write that {word} first, or leave it out."
    return Issue(level=Level.ERROR, path=path, message=f"There is no {word} '{name}'.", fix=fix)


def _levels(reading: Reading) -> Iterator[tuple[str, str, Mapping[str, Association]]]:
    book = reading.book
    yield from (("site", site.id, site.findings) for site in book.sites.values())
    yield from (("pattern", pattern.id, pattern.findings) for pattern in book.patterns.values())
    yield from (("condition", condition.id, condition.findings) for condition in book.conditions.values())


NUMBER_CHECKS = (check_rows, check_exclusive, check_outcomes)
