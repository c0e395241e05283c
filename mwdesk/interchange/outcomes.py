"""What a case file says beside the Phenopacket: outcomes of tests, and questions that could not be told."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from mwdesk.domain.encounter import Entry, State, TestOutcome, answer, outcome
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.reading import Reading, in_words, text_of


def read_results(given: Any, kb: KnowledgeBase, reading: Reading) -> list[Entry]:
    """Test outcomes; one that is not known is kept as the test's free text, never guessed."""
    entries = []
    for place, row in reading.rows(given, "extra.results"):
        name, said = text_of(row.get("test")).strip(), text_of(row.get("outcome")).strip()
        test = kb.tests.get(name)
        if test is None:
            near = get_close_matches(name, kb.tests, n=1)
            reading.warn(
                place, f"test '{name}' is not known; its result was not used.",
                f"Did you mean '{near[0]}'?" if near else "See 'mwdesk knowledge show' for the tests.",
                keep=f"Result: {in_words(row)}",
            )  # fmt: skip
            continue
        text = text_of(row.get("text"))
        if said and said not in test.outcomes:
            reading.warn(
                place, f"'{said}' is no outcome of {test.name}; it is kept as text.",
                f"Use one of {', '.join(test.outcomes)}.",
            )  # fmt: skip
            text = "; ".join(part for part in (said, text) if part)
            said = ""
        value = TestOutcome(test=name, outcome=said, text=text, day=text_of(row.get("day")))
        entries.append(outcome(name, value, by="import"))
    return entries


def read_unknown(given: Any, kb: KnowledgeBase, reading: Reading) -> list[Entry]:
    """Findings that were asked and could not be told."""
    if given is None:
        return []
    if not isinstance(given, list):
        reading.warn(
            "extra.unknown",
            "this is not a list.",
            "Write [ ... ].",
            keep=f"Not to be told: {in_words(given)}",
        )
        return []
    entries = []
    for name in map(text_of, given):
        if name in kb.findings:
            entries.append(answer(name, State.UNKNOWN, by="import"))
        else:
            reading.warn("extra.unknown", f"finding '{name}' is not known.", "Check its id.", keep=name)
    return entries
