"""A request for a biopsy: what to take from where, the question, treatment before it, bleeding, specimen."""

from __future__ import annotations

from mwdesk.domain.letter import NOT_RECORDED, Section
from mwdesk.letters import narrative
from mwdesk.letters.protocol import asked, muscle_section, own_side, protocol_sections, side_words
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending
from mwdesk.letters.safety import BIOPSY
from mwdesk.letters.sections import examined, safety_with_past, signature, tests_so_far
from mwdesk.letters.wording import bare, closed, join, lower, sentence, upper

CATEGORIES = ("biopsy",)
_NEEDLE = ("EMG", "SFEMG")


def biopsy(record: Record) -> list[Section]:
    """A request for a muscle, nerve, skin or fat biopsy."""
    return [
        record.narrative("test_wanted", "Biopsy wanted", _wanted(record)),
        record.narrative("question", "Question for the pathologist", _question(record)),
        *protocol_sections(record, CATEGORIES, "Target and handling"),
        *muscle_section(record, CATEGORIES, "Power of the usual muscles"),
        record.narrative("summary", "Onset and course", narrative.summary(record)),
        examined(record, "Findings"),
        record.narrative("previous", "Needled before", _needled(record)),
        record.narrative("treatment", "Treatment before the sample", narrative.treatment(record)),
        safety_with_past(record, "Bleeding and anaesthesia", BIOPSY),
        record.narrative("specimen", "Specimen plan", record.note("specimen") or f"{NOT_RECORDED}."),
        record.narrative("told", "Consent", narrative.told(record)),
        tests_so_far(record, "Tests so far"),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("impression", "Impression", narrative.impression(record)),
        signature(record),
    ]


def _wanted(record: Record) -> str:
    tests = [t for t in pending(record) if t in record.kb.tests and record.kb.tests[t].category in CATEGORIES]
    named = join([lower(bare(record.test(t))) for t in tests])
    text = sentence(upper(named)) if named else "Not chosen in the record."
    side = own_side(record, "biopsy_request") or side_words(record, CATEGORIES)
    return f"{text} Side and region: {side or lower(NOT_RECORDED)}."


def _question(record: Record) -> str:
    """The clinician's question, then why this biopsy."""
    why = asked(record, CATEGORIES)
    return " ".join(part for part in (narrative.question(record, to_laboratory=True), why) if part)


def _needled(record: Record) -> str:
    """Which side a needle touched: it is not to be biopsied."""
    lines = []
    for ident, outcome in record.encounter.outcomes.items():
        if ident in record.kb.tests and record.kb.tests[ident].category in _NEEDLE:
            said = "; ".join(w for w in (outcome.outcome, outcome.text, outcome.day) if w)
            lines.append(f"{upper(bare(record.test(ident)))}: {said or 'done, side not recorded'}.")
    typed = record.note("previous_studies")
    if typed:
        lines.append(closed(typed))
    return " ".join(lines) or "No EMG is recorded."
