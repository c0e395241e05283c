"""Checks of the words: no dose stands in any text that may be shown or printed."""

from __future__ import annotations

from collections.abc import Iterator

from mwdesk.domain.issue import Issue, Level
from mwdesk.knowledge.doses import dose_in
from mwdesk.knowledge.reading import Reading


def check_doses(reading: Reading) -> Iterator[Issue]:
    """Doses are mostly recalled: name the drug and say "dose by local formulary"."""
    for kind, ident, key, text in _texts(reading):
        dose = dose_in(text)
        if dose:
            yield Issue(
                level=Level.ERROR,
                path=reading.path(kind, ident, key),
                message=f"This gives a dose: '{dose}'.",
                fix="Name the drug and write (dose by local formulary).",
            )


def _texts(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    book = reading.book
    for c in book.conditions.values():
        yield "condition", c.id, "summary", c.summary
        yield "condition", c.id, "care.meanwhile", c.interim
        yield "condition", c.id, "care.avoid", c.avoid
        yield "condition", c.id, "care.advice", c.advice
        yield from (("condition", c.id, f"findings.{row.finding}", row.note) for row in c.findings.values())
        yield from (("condition", c.id, "pathway.steps", step.why) for step in c.pathway)
        for name, outcomes in c.outcomes.items():
            yield from (("condition", c.id, f"tests.{name}", row.note) for row in outcomes)
    for alert in book.alerts.values():
        yield "alert", alert.id, "title", alert.title
        yield "alert", alert.id, "why", alert.why
        yield "alert", alert.id, "action", alert.action
    for test in book.tests.values():
        for key in (
            "answers",
            "contraindications",
            "cautions",
            "preparation",
            "request",
            "not_when",
            "substitute",
        ):
            yield "test", test.id, key, getattr(test, key)
    for drug in book.drugs.values():
        yield "drug", drug.id, "presentation", drug.presentation
        yield "drug", drug.id, "onset", drug.onset
    for finding in book.findings.values():
        yield "finding", finding.id, "ask", finding.ask
    for pattern in book.localisation.values():
        yield "localisation", pattern.id, "explanation", pattern.explanation
    for source in book.sources.values():
        yield "source", source.id, "supports", source.supports


TEXT_CHECKS = (check_doses,)
