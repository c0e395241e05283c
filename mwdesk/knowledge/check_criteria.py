"""Checks of criteria, scores and scales: rules that can be read, ids that exist, sources that were seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from mwdesk.domain.criterion_rules import SEXES, CriterionRuleError, Rule, read_met, read_rule
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Criterion
from mwdesk.knowledge.book import Book
from mwdesk.knowledge.check_numbers import check_cited, unknown
from mwdesk.knowledge.doses import dose_in
from mwdesk.knowledge.reading import Reading


def _error(path: str, message: str, fix: str, level: Level = Level.ERROR) -> Issue:
    return Issue(level=level, path=path, message=message, fix=fix)


def check_criteria(reading: Reading) -> Iterator[Issue]:
    book = reading.book
    for criterion in book.criteria.values():
        path = reading.path("criterion", criterion.id)
        for name in criterion.conditions:
            if name not in book.conditions:
                yield unknown(f"{path} [conditions]", name, "condition", book.conditions)
        if not criterion.conditions:
            yield _error(path, "The criterion belongs to no condition.", "Name those it is about.")
        yield from _sources(reading, path, criterion.sources, criterion.recalled)
        for item in criterion.items:
            yield from _rule(book, path, item.rule)
        yield from _threshold(book, path, criterion)
        words = [criterion.says, criterion.provided, criterion.checked]
        words += [item.text for item in criterion.items]
        words += [level.means for level in criterion.levels]
        words += [band.means for band in criterion.bands]
        yield from _doses(path, words)


def check_scales(reading: Reading) -> Iterator[Issue]:
    for scale in reading.book.scales.values():
        path = reading.path("scale", scale.id)
        yield from _sources(reading, path, scale.sources, scale.recalled, custom=scale.estimate)
        if not scale.grades:
            yield _error(path, "The scale has no grades.", "Write them one a line under grades.")
        yield from _doses(path, [word for grade in scale.grades for word in (grade.means, grade.note)])


def _doses(path: str, words: list[str]) -> Iterator[Issue]:
    for text in words:
        dose = dose_in(text)
        if dose:
            yield _error(path, f"'{dose}' looks like a dose.", "Doses are never written here.")


def _sources(
    reading: Reading, path: str, sources: tuple[str, ...], recalled: tuple[str, ...], *, custom: bool = False
) -> Iterator[Issue]:
    yield from check_cited(reading, f"{path} [source]", sources)
    if not sources and not recalled and not custom:
        yield _error(
            path,
            "No source is named.",
            "Name where it was published: under source where it was seen, under recalled where not.",
        )
    for name in recalled:
        source = reading.book.sources.get(name)
        if source is None:
            yield unknown(f"{path} [recalled]", name, "source", reading.book.sources)
        elif source.citable:
            yield _error(
                f"{path} [recalled]",
                f"'{name}' was seen by now.",
                "Move it to source.",
                Level.WARNING,
            )


def _rule(book: Book, path: str, text: str) -> Iterator[Issue]:
    if not text:
        return
    try:
        rule = read_rule(text)
    except CriterionRuleError as problem:
        yield _error(f"{path} [items]", f"The rule '{text}' cannot be read: {problem}.", "See db/README.md.")
        return
    for atom in rule.atoms():
        yield from _atom(book, f"{path} [items]", atom)


def _atom(book: Book, path: str, atom: Rule) -> Iterator[Issue]:
    kinds: dict[str, tuple[str, Mapping[str, Any]]] = {
        "finding": ("finding", book.findings),
        "lab": ("analyte", book.analytes),
        "uln": ("analyte", book.analytes),
        "test": ("test", book.tests),
        "mrc": ("muscle", book.muscles),
    }
    if atom.kind in kinds:
        word, known = kinds[atom.kind]
        if atom.name not in known:
            yield unknown(path, atom.name, word, known)
        elif atom.kind == "test" and atom.other not in book.tests[atom.name].outcomes:
            outcomes = "; ".join(book.tests[atom.name].outcomes)
            yield _error(path, f"'{atom.other}' is no outcome of {atom.name}.", f"Use one of: {outcomes}.")
        elif atom.kind == "mrc" and atom.other and atom.other not in book.muscles:
            yield unknown(path, atom.other, "muscle", book.muscles)
    elif atom.kind == "sex" and atom.name not in SEXES:
        yield _error(path, f"'{atom.name}' is no sex.", f"Use one of: {', '.join(SEXES)}.")


def _threshold(book: Book, path: str, criterion: Criterion) -> Iterator[Issue]:
    parts = {item.part for item in criterion.items}
    for level in criterion.levels:
        try:
            clauses = read_met(level.met)
        except CriterionRuleError as problem:
            yield _error(
                f"{path} [met]", f"The threshold cannot be read: {problem}.", 'Write "all" or "at least 3".'
            )
            continue
        for clause in clauses:
            if clause.part and clause.part not in parts:
                yield _error(f"{path} [met]", f"No item is of the part '{clause.part}'.", "Set part there.")
            size = sum(not clause.part or item.part == clause.part for item in criterion.items)
            if clause.least is not None and clause.least > size:
                yield _error(f"{path} [met]", f"There are only {size} items.", "Lower the threshold.")
    for before, after in pairwise(criterion.bands):
        if after.at_least <= before.at_least:
            yield _error(f"{path} [bands]", "The bands do not rise.", "Write the lowest first.")
    yield from _score(book, path, criterion)
    if criterion.evaluable and not (criterion.levels or criterion.bands):
        yield _error(path, "Nothing says when it is met.", "Add met, levels or bands, or evaluable = false.")
    if criterion.evaluable and not criterion.score and not any(item.rule for item in criterion.items):
        yield _error(path, "No item has a rule.", "Add rules, or write evaluable = false.")


def _score(book: Book, path: str, criterion: Criterion) -> Iterator[Issue]:
    kind, _, name = criterion.score.partition(":")
    if criterion.score and kind not in ("sum-score", "lab", "uln"):
        yield _error(
            f"{path} [score]", f"'{criterion.score}' is no score.", "Use sum-score, lab:ID or uln:ID."
        )
    elif kind in ("lab", "uln") and name not in book.analytes:
        yield unknown(f"{path} [score]", name, "analyte", book.analytes)


CRITERION_CHECKS = (check_criteria, check_scales)
