"""Checks of what hangs together: every id that is named stands somewhere, every rule can be read."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Analyte, Condition
from mwdesk.knowledge.check_numbers import check_cited, unknown
from mwdesk.knowledge.reading import Reading
from mwdesk.knowledge.rules import (
    REFLEX_STATES,
    SENSORY_STATES,
    MalformedError,
    alert_findings,
    localisation_words,
)

FREQUENCIES = ("very_common", "common", "uncommon", "rare", "very_rare")
WHEN = ("now", "same_day", "within_2_weeks", "after_previous", "routine")
TITLE_LENGTH = 45  # characters: a title of an alert stands on one line of the panel
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_HPO = re.compile(r"HP:\d{7}")


def _error(path: str, message: str, fix: str, level: Level = Level.ERROR) -> Issue:
    return Issue(level=level, path=path, message=message, fix=fix)


def _named(path: str, names: Iterable[str], word: str, known: Mapping[str, Any]) -> Iterator[Issue]:
    yield from (unknown(path, name, word, known) for name in names if name not in known)


def check_ids(reading: Reading) -> Iterator[Issue]:
    """Ids are small letters, digits and hyphens: they are file names and database keys."""
    for (kind, ident), path in reading.paths.items():
        if kind == "hpo":
            if not _HPO.fullmatch(ident):
                yield _error(path, f"'{ident}' is no HPO id.", "Write it as HP:0001324.")
        elif kind not in ("source", "effect", "translation") and not _ID.fullmatch(ident):
            yield _error(path, f"'{ident}' is no id.", "Use small letters, digits and hyphens.")
    if not reading.book.version:
        yield _error("version.toml", "The version is missing.", 'Write version = "2026.11.1".')


def check_conditions(reading: Reading) -> Iterator[Issue]:
    book = reading.book
    for condition in book.conditions.values():
        path = reading.path("condition", condition.id)
        yield from _named(f"{path} [site]", (condition.site, *condition.sites), "site", book.sites)
        yield from _named(f"{path} [patterns]", condition.patterns, "pattern", book.patterns)
        yield from check_cited(reading, f"{path} [sources]", condition.sources)
        yield from _family(reading, path, condition)
        if condition.frequency not in FREQUENCIES:
            yield _error(
                f"{path} [who.frequency]",
                f"'{condition.frequency}' is no frequency.",
                f"Use one of: {', '.join(FREQUENCIES)}.",
            )
        if condition.female_to_male <= 0:
            yield _error(f"{path} [who.female_to_male]", "The ratio must be above 0.", "1 means as often.")
        if not condition.pathway and not condition.outcomes:
            yield _error(path, "No test is named for this condition.", "Add steps under [pathway].")
        for step in condition.pathway:
            where = f"{path} [pathway.steps]"
            yield from _named(where, (step.test,), "test", book.tests)
            if step.when not in WHEN:
                yield _error(where, f"'{step.when}' says not when.", f"Use one of: {', '.join(WHEN)}.")
            yield from check_cited(reading, where, step.sources)


def _family(reading: Reading, path: str, condition: Condition) -> Iterator[Issue]:
    if condition.parent:
        parent = reading.book.conditions.get(condition.parent)
        if parent is None:
            yield unknown(f"{path} [parent]", condition.parent, "condition", reading.book.conditions)
        elif not parent.umbrella:
            yield _error(
                f"{path} [parent]",
                f"'{parent.id}' is no umbrella.",
                "Set umbrella = true there, or leave it.",
            )


def check_findings(reading: Reading) -> Iterator[Issue]:
    book, used = reading.book, _used(reading)
    for finding in book.findings.values():
        path = reading.path("finding", finding.id)
        yield from _named(f"{path} [narrower_than]", finding.narrower_than, "finding", book.findings)
        if not 0 <= finding.age_min < finding.age_max <= 120 or finding.sex not in {"", "female", "male"}:
            yield _error(
                path,
                f"'{finding.id}' is asked at no age, or of an unknown sex.",
                "Give age_min below age_max, in years from 0 to 120, and sex as female or male.",
            )
        if finding.hpo and not _HPO.fullmatch(finding.hpo):
            yield _error(f"{path} [hpo]", f"'{finding.hpo}' is no HPO id.", "Write it as HP:0001324.")
        if not 0 <= finding.background <= 1:
            yield _error(f"{path} [background]", f"{finding.background} is no probability.", "Use 0 to 1.")
        if finding.id not in used:
            yield _error(
                path,
                "No condition, alert, pattern or value uses this finding.",
                "Use it, or retire it in retired.toml.",
            )


def _used(reading: Reading) -> set[str]:
    """Every finding that something speaks of. Rules that cannot be read are reported elsewhere."""
    book = reading.book
    used: set[str] = set()
    for level in (book.sites, book.patterns, book.conditions):
        used.update(name for entry in level.values() for name in entry.findings)
    for alert in book.alerts.values():
        used.update(re.findall(r"[a-z0-9-]+", alert.rule))
    for pattern in book.localisation.values():
        rules = (pattern.must_weak, pattern.must_signs, pattern.must_not, pattern.supportive)
        used.update(re.findall(r"f:([a-z0-9-]+)", " ".join(rules)))
    used.update(rule.finding for analyte in book.analytes.values() for rule in analyte.rules)
    return used


def check_groups(reading: Reading) -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for group in reading.book.groups.values():
        path = reading.path("group", group.id)
        yield from _named(path, group.findings, "finding", reading.book.findings)
        if len(group.findings) < 2:
            yield _error(path, "A group of one groups nothing.", "Add a second finding, or remove it.")
        for finding in group.findings:
            if finding in seen:
                yield _error(
                    path,
                    f"'{finding}' is already in the group {seen[finding]}.",
                    "Keep it in one: it would be damped twice.",
                )
            seen[finding] = group.id


def check_alerts(reading: Reading) -> Iterator[Issue]:
    book = reading.book
    titles = Counter(alert.title.casefold() for alert in book.alerts.values())
    for alert in book.alerts.values():
        path = reading.path("alert", alert.id)
        try:
            yield from _named(f"{path} [rule]", sorted(alert_findings(alert.rule)), "finding", book.findings)
        except MalformedError as problem:
            yield _error(
                f"{path} [rule]",
                f"The rule cannot be read: {problem}.",
                "Use ids, AND, OR, NOT and brackets.",
            )
        yield from _title(path, alert.title, titles)
        if not alert.action.strip():
            yield _error(
                path, "The alert says nothing to do.", "Write what to do now, also in a rural clinic."
            )
        if not alert.suspects:
            yield _error(path, "The alert suspects nothing.", "Name the conditions under suspects.")
        yield from _named(f"{path} [suspects]", alert.suspects, "condition", book.conditions)
        yield from check_cited(reading, path, alert.sources)


def _title(path: str, title: str, titles: Mapping[str, int]) -> Iterator[Issue]:
    if len(title) > TITLE_LENGTH:
        yield _error(
            f"{path} [title]",
            f"The title has {len(title)} characters, more than {TITLE_LENGTH}.",
            "Say what may be going on in fewer words; why and action have room for the rest.",
        )
    if title and titles[title.casefold()] > 1:
        yield _error(f"{path} [title]", "Another alert has this title.", "Say what sets this one apart.")


def check_localisation(reading: Reading) -> Iterator[Issue]:
    book = reading.book
    known: dict[str, Mapping[str, Any]] = {
        "muscle": book.muscles,
        "reflex": book.reflexes,
        "sensory": book.sensory,
        "finding": book.findings,
    }
    states = {"reflex": REFLEX_STATES, "sensory": SENSORY_STATES}
    for pattern in book.localisation.values():
        for key in ("must_weak", "must_spared", "must_signs", "must_not", "supportive"):
            path = reading.path("localisation", pattern.id, key)
            try:
                words = localisation_words(getattr(pattern, key))
            except MalformedError as problem:
                yield _error(path, f"The rule cannot be read: {problem}.", "The README has the grammar.")
                continue
            for kind, ident, state in words:
                yield from _named(path, (ident,), kind, known[kind])
                if kind in states and state not in states[kind]:
                    yield _error(
                        path, f"'{state}' is no state of {ident}.", f"Use {', '.join(sorted(states[kind]))}."
                    )
        path = reading.path("localisation", pattern.id)
        yield from _named(f"{path} [site]", (pattern.site,), "site", book.sites)
        yield from _named(f"{path} [compare_with]", pattern.compare_with, "pattern", book.localisation)
        yield from _named(f"{path} [tests]", pattern.tests, "test", book.tests)
        yield from check_cited(reading, path, pattern.sources)


def check_tests(reading: Reading) -> Iterator[Issue]:
    for test in reading.book.tests.values():
        path = reading.path("test", test.id)
        yield from _named(f"{path} [after]", test.after, "test", reading.book.tests)
        yield from check_cited(reading, path, test.sources)
        if not test.outcomes:
            yield _error(path, "No outcomes are listed.", "List what the result can be.")
        for key, value in (("invasiveness", test.invasiveness), ("cost", test.cost)):
            if not 0 <= value <= 5:
                yield _error(f"{path} [{key}]", f"{value} is outside 0 to 5.", "0 is none, 5 the most.")


def check_drugs(reading: Reading) -> Iterator[Issue]:
    for drug in reading.book.drugs.values():
        path = reading.path("drug", drug.id)
        yield from _named(f"{path} [effects]", drug.findings, "finding", reading.book.findings)
        yield from check_cited(reading, path, drug.sources)


def check_analytes(reading: Reading) -> Iterator[Issue]:
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    for analyte in reading.book.analytes.values():
        path = reading.path("analyte", analyte.id)
        yield from check_cited(reading, path, analyte.sources)
        yield from _named(
            f"{path} [means]", (r.finding for r in analyte.rules), "finding", reading.book.findings
        )
        yield from _limits(path, analyte)
        for code in analyte.loinc:
            shared["LOINC code", code].append(analyte.id)
        for name in {word.casefold() for word in (analyte.name, *analyte.synonyms)}:
            shared["name", name].append(analyte.id)
    for (word, value), owners in shared.items():
        if len(owners) > 1:
            yield _error(
                reading.path("analyte", owners[-1]),
                f"The {word} '{value}' is also that of {owners[0]}.",
                "Keep it in one: a value would be read as either.",
            )


def _limits(path: str, a: Analyte) -> Iterator[Issue]:
    labels = Counter(unit.label for unit in a.units)
    for label, times in labels.items():
        if times > 1:
            yield _error(f"{path} [units]", f"The unit '{label}' is listed twice.", "Keep one.")
    if a.conventional and a.conventional not in labels:
        yield _error(path, f"The unit '{a.conventional}' is not listed.", "Add it to the units.")
    if any(unit.factor <= 0 for unit in a.units):
        yield _error(f"{path} [units]", "A factor must be above 0.", "Write how often the own unit fits.")
    order = [v for v in (a.plausible_min, a.critical_low, a.critical_high, a.plausible_max) if v is not None]
    if order != sorted(order):
        yield _error(
            path, "The critical limits lie outside the plausible ones.", "Mend critical or plausible."
        )
    for rule in a.rules:
        if rule.sex not in ("", "male", "female"):
            yield _error(
                f"{path} [means]", f"'{rule.sex}' is no sex here.", "Use male, female, or leave it out."
            )
        if rule.low is None and rule.high is None:
            yield _error(f"{path} [means]", f"{rule.finding} has no limit.", "Write above, below or both.")


def check_examination(reading: Reading) -> Iterator[Issue]:
    book = reading.book
    for kind, entries in (("muscle", book.muscles), ("reflex", book.reflexes), ("sensory", book.sensory)):
        for ident, entry in entries.items():
            yield from check_cited(reading, reading.path(kind, ident), entry.sources)
    names = Counter(muscle.name.casefold() for muscle in book.muscles.values())
    for muscle in book.muscles.values():
        if muscle.name and names[muscle.name.casefold()] > 1:
            yield _error(
                reading.path("muscle", muscle.id, "name"),
                f"'{muscle.name}' is also the name of another movement.",
                "Add what sets it apart in brackets.",
            )
    for reflex in book.reflexes.values():
        bad = [value for value in reflex.values if value not in REFLEX_STATES]
        if bad or not reflex.values:
            yield _error(
                reading.path("reflex", reflex.id, "values"),
                f"'{', '.join(bad)}' cannot be recorded." if bad else "Nothing can be recorded.",
                f"Use {', '.join(sorted(REFLEX_STATES))}.",
            )
    for term in book.hpo.values():
        path = reading.path("hpo", term.id)
        yield from _named(path, (*term.implies, *term.excludes), "finding", book.findings)
    for source in book.sources.values():
        if source.verified not in ("search", "memory"):
            yield _error(
                reading.path("source", source.id, "verified"),
                f"'{source.verified}' is not known here.",
                'Write "search" where you saw it, "memory" where you recall it.',
            )


CONTENT_CHECKS = (
    check_ids,
    check_conditions,
    check_findings,
    check_groups,
    check_alerts,
    check_localisation,
    check_tests,
    check_drugs,
    check_analytes,
    check_examination,
)
