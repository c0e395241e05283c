"""The annex: every answer, grade and note in full, so that the letter misses nothing of the record."""

from __future__ import annotations

from mwdesk.domain.encounter import State
from mwdesk.domain.letter import (
    NOTES,
    Block,
    KeyValues,
    Place,
    Prose,
    ReplySlip,
    Section,
    Table,
)
from mwdesk.letters.areas import AREAS
from mwdesk.letters.examination import body_chart, movement, power_table, sensation_table
from mwdesk.letters.record import Record
from mwdesk.letters.results import FIRST_PAGE_RESULTS, results_table, trend
from mwdesk.letters.wording import say_birth, upper

_SHORT_NOTE = 120  # characters that stand beside their title
_SLIP_FIELDS = (
    ("Seen by (name, unit, date, phone)", 1),
    ("☐ seen  ☐ not seen  ☐ advice only; why", 1),
    ("Answer to the question", 2),
    ("Diagnosis: ☐ confirmed ☐ probable ☐ excluded", 1),
    ("Tests and results; pending, who acts", 1),
    ("Treatment started, changed, stopped, until", 1),
    ("Please do locally", 1),
    ("Send back if, and by when", 1),
    ("Follow-up or discharge; family to test", 1),
    ("Told the patient", 1),
    ("Signature, name, registration, date", 1),
)


def annex(record: Record) -> list[Section]:
    """The sections after the first page; only those that have something to say."""
    out = []
    table, chart = power_table(record), body_chart(record)
    if table is not None:
        blocks: tuple[Block, ...] = (table, chart) if chart is not None else (table,)
        out.append(_section("power", "Power by movement", *blocks))
    points = sensation_table(record)
    if points is not None:
        out.append(_section("sensation", "Sensation by point", points))
    everything = results_table(record)
    if len(everything.rows) > FIRST_PAGE_RESULTS:
        out.append(_section("all_results", "All results", everything))
    repeated = trend(record)
    if repeated is not None:
        out.append(_section("trend", "Laboratory trend", repeated))
    answers = answers_table(record)
    if answers is not None:
        out.append(_section("answers", "Everything asked and looked for", answers))
    notes = _notes(record)
    if notes:
        out.append(_section("notes", "Further notes", *notes))
    return out


def _section(ident: str, title: str, *blocks: Block) -> Section:
    return Section(id=ident, title=title, blocks=blocks, place=Place.ANNEX)


def answers_table(record: Record) -> Table | None:
    """Every coded answer with its full label, by area; what has no row was not asked."""
    areas = list(AREAS) + sorted({record.area(f) for f in record.answers} - set(AREAS))
    rows = []
    for area in areas:
        cells = [_cell(record, area, s) for s in (State.PRESENT, State.ABSENT, State.UNKNOWN)]
        if any(cells):
            rows.append((AREAS.get(area, area or "Other"), *cells))
    if not rows:
        return None
    header: tuple[str, ...] = ("", "Present", "Asked and absent", "Could not be told")
    if not any(row[3] for row in rows):
        header, rows = header[:3], [row[:3] for row in rows]
    return Table(header=header, rows=tuple(rows), note="Whatever is not in this table was not asked.")


def _cell(record: Record, area: str, state: State) -> str:
    words = []
    for finding in record.within(state, area):
        answer = record.answers[finding]
        text = record.label(finding)
        if answer.by == "section":
            text += " (by section)"
        if answer.note:
            text += f" “{answer.note}”"
        words.append(text)
    return "; ".join(words)


def _notes(record: Record) -> list[Block]:
    """Remarks on grades, and notes that have no place of their own."""
    blocks: list[Block] = []
    remarks = tuple(
        (f"{movement(record, muscle)}, {side}", grade.note)
        for (muscle, side), grade in record.encounter.grades.items()
        if grade.note
    )
    if remarks:
        blocks.append(KeyValues(rows=remarks))
    left = [
        (NOTES.get(name) or upper(name.replace("_", " ").replace("-", " ")), text)
        for name, text in record.unused_notes()
    ]
    short = tuple((title, text) for title, text in left if len(text) <= _SHORT_NOTE and "\n" not in text)
    if short:
        blocks.append(KeyValues(rows=short))
    blocks += [
        Prose(paragraphs=(f"{title}:", text), verbatim=True)
        for title, text in left
        if (title, text) not in short
    ]
    return blocks


def slip(record: Record, reference: str, written: str) -> Section:
    """The reply slip: whom it is about, and lines to fill in by hand."""
    patient, clinic = record.encounter.patient, record.clinic
    about = (
        ("Patient", patient.name or "name not recorded"),
        ("Born", say_birth(patient) if patient.birth_date else "not recorded"),
        ("Identifier", ", ".join(patient.identifiers) or "not recorded"),
        ("Reference", f"{reference}, {written}"),
        (
            "Return to",
            ", ".join(w for w in (clinic.clinician, clinic.name, clinic.address, clinic.phone) if w),
        ),
    )
    block = ReplySlip(title="Reply", about=about, fields=_SLIP_FIELDS)
    return _section("slip", "Reply slip", block)
