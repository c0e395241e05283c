"""Days on results: one in the future is a slip, and an old value may no longer be the patient's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.index import prepare

_SHOWN = 4


def judge_days(kb: KnowledgeBase, encounter: Encounter) -> tuple[Issue, ...]:
    """One issue for each result dated after the visit, and one that names the values over a month old."""
    visit = encounter.started.date()
    limit = prepare(kb).settings.result_old_days
    ahead, old = [], []
    for path, name, day in _dated(kb, encounter):
        if day > visit:
            ahead.append(_ahead(path, name, day))
        elif path.startswith("lab/") and (visit - day).days > limit:
            old.append(f"{name} of {day.day} {day:%B %Y}")
    return (*ahead, *_old(old, limit))


def _dated(kb: KnowledgeBase, encounter: Encounter) -> Iterator[tuple[str, str, date]]:
    for key, item in sorted(encounter.measurements.items()):
        day = _read(item.day)
        if day is not None:
            known = kb.analytes.get(item.analyte)
            yield f"lab/{key}", known.name if known else item.label, day
    for key, result in sorted(encounter.outcomes.items()):
        day = _read(result.day)
        if day is not None:
            yield f"result/{key}", kb.tests[key].name if key in kb.tests else key, day


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # a month or a year alone tells no day


def _ahead(path: str, name: str, day: date) -> Issue:
    return Issue(
        level=Level.WARNING,
        path=path,
        message=f"{name} is dated {day.day} {day:%B %Y}, after this visit.",
        fix="Check the day on the slip, and the computer's clock.",
    )


def _old(names: list[str], limit: float) -> tuple[Issue, ...]:
    if not names:
        return ()
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return (
        Issue(
            level=Level.INFO,
            path="lab",
            message=f"Over {limit:g} days old at this visit: {', '.join(names[:_SHOWN])}{more}.",
            fix="They still count here: repeat what may have changed, or take the value back.",
        ),
    )
