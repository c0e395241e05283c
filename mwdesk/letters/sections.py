"""Sections of the first page that several kinds of letter share, and the referral that has them all."""

from __future__ import annotations

from dataclasses import replace

from mwdesk.domain.letter import NOT_RECORDED, Block, Lines, Prose, SafetyStrip, Section, Signature
from mwdesk.letters import narrative
from mwdesk.letters.examination import examination
from mwdesk.letters.record import Record
from mwdesk.letters.results import first_page_results, results_table, results_words
from mwdesk.letters.safety import GENERAL, safety_strip


def referral(record: Record) -> list[Section]:
    """Sections 3 to 12 of a referral to neurology, in the order that readers asked for."""
    return [
        record.narrative("question", "What I am asking", narrative.question(record)),
        record.narrative("summary", "Summary", narrative.summary(record)),
        examined(record, "Examination"),
        tests_so_far(record, "Tests so far"),
        safety(record, "Safety", GENERAL),
        record.narrative("impression", "Impression", narrative.impression(record)),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("background", "Background", narrative.background(record)),
        record.narrative("treatment", "Treatment", narrative.treatment(record)),
        record.narrative("told", "Patient told", narrative.told(record)),
        signature(record),
    ]


def examined(record: Record, title: str) -> Section:
    typed = record.note("examination")
    blocks: list[Block] = [examination(record)]
    if typed:
        blocks.append(Prose(paragraphs=(typed,), verbatim=True))
    return Section(id="examination", title=title, blocks=tuple(blocks))


def tests_so_far(record: Record, title: str) -> Section:
    table = first_page_results(results_table(record))
    blocks: list[Block] = [table] if table.rows else []
    words = results_words(record)
    if not blocks and not words:
        blocks.append(Prose(paragraphs=("No result is recorded, and none is pending.",)))
    return Section(id="tests", title=title, blocks=(*blocks, *words))


def safety(record: Record, title: str, wanted: tuple[str, ...]) -> Section:
    strip: SafetyStrip = safety_strip(record, wanted)
    return Section(id="safety", title=title, blocks=(strip, *_set_aside(record)))


def safety_with_past(record: Record, title: str, wanted: tuple[str, ...]) -> Section:
    """Safety of a request, and the past history: make, model and date of an implant are written there."""
    section, past = safety(record, title, wanted), record.note("past")
    if not past:
        return section
    blocks = (section.blocks[0], Lines(heading="Past history", lines=(past,)), *section.blocks[1:])
    return replace(section, blocks=blocks)


def warnings(record: Record) -> list[Section]:
    """The safety part of a letter that asks no safety question: emergency warnings set aside, if any."""
    blocks = _set_aside(record)
    return [Section(id="safety", title="Safety", blocks=blocks)] if blocks else []


def _set_aside(record: Record) -> tuple[Block, ...]:
    said = narrative.set_aside(record)
    return (Lines(heading="Emergency warning", lines=(said,)),) if said else ()


def signature(record: Record) -> Section:
    clinic = record.clinic
    rows = (
        ("Name", clinic.clinician or NOT_RECORDED),
        ("Degree", clinic.degree or NOT_RECORDED),
        ("Role", clinic.role or NOT_RECORDED),
        ("Registration", clinic.registration or NOT_RECORDED),
        ("Phone", clinic.phone or NOT_RECORDED),
    )
    block = Signature(rows=rows, copies=record.note("copies"))
    return Section(id="signature", title="Signature", blocks=(block,))
