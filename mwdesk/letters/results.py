"""Tests so far: values as they stand on the slip, with the laboratory's own range; what is pending."""

from __future__ import annotations

from mwdesk.domain.encounter import Measurement, State
from mwdesk.domain.issue import Level
from mwdesk.domain.knowledge import Analyte
from mwdesk.domain.letter import Block, More, Prose, Table
from mwdesk.domain.units import convert, find_unit
from mwdesk.letters.record import Record
from mwdesk.letters.wording import join, negatives, say_iso, sentence

FIRST_PAGE_RESULTS = 9
_HEADER = ("Test", "Date", "Value", "Laboratory's range", "Flag")
_PROGRAM_RANGE = "* by the program's reference range, as the laboratory's was not given"


def results_table(record: Record) -> Table:
    """All results: critical and flagged first, then the others."""
    rows = [_measured(record, m) for m in record.encounter.measurements.values()]
    rows.sort(key=lambda r: {"critical": 0, "high": 1, "low": 1}.get(r[1], 2))
    for ident, outcome in record.encounter.outcomes.items():
        said = "; ".join(w for w in (outcome.outcome, outcome.text) if w) or "done, result not recorded"
        rows.append(((record.test(ident), say_iso(outcome.day), said, "", ""), ""))
    by_program = any(r[0][4].endswith("*") for r in rows)
    return Table(
        header=_HEADER,
        rows=tuple(r[0] for r in rows),
        flags=tuple(r[1] for r in rows),
        note=_PROGRAM_RANGE if by_program else "",
    )


def _has_value(record: Record, finding: str) -> bool:
    """Whether a value of this record says the same, and stands in the table already."""
    found = record.assessment.findings
    seen = found.observed.get(finding) if found is not None else None
    return seen is not None and any(any(c.isdigit() for c in origin) for origin in seen.origin)


def first_page_results(table: Table) -> Table:
    """As many rows as the first page holds; how many more the annex has."""
    hidden = len(table.rows) - FIRST_PAGE_RESULTS
    if hidden <= 0:
        return table
    return Table(
        header=table.header,
        rows=table.rows[:FIRST_PAGE_RESULTS],
        flags=table.flags[:FIRST_PAGE_RESULTS],
        more=More(count=hidden, what="results"),
        note=table.note,
    )


def results_words(record: Record) -> list[Block]:
    """What is asked for, what was recorded without a value, attached copies, and the clinician's remarks."""
    waited = [record.test(ident) for ident in pending(record)]
    lines = [sentence(f"Asked for, no result yet: {'; '.join(waited)}")] if waited else []
    found = record.phrases([f for f in record.within(State.PRESENT, "lab") if not _has_value(record, f)])
    gone = [record.label(f) for f in record.within(State.ABSENT, "lab")]
    if found:
        lines.append(sentence(f"Recorded without a value: {'; '.join(found)}"))
    if gone:
        lines.append(negatives(gone))
    attached = record.note("attached")
    if attached:
        lines.append(sentence(f"Attached: {attached}"))
    typed = record.note("tests")
    blocks: list[Block] = [Prose(paragraphs=(" ".join(lines),))] if lines else []
    if typed:
        blocks.append(Prose(paragraphs=(typed,), verbatim=True))
    return blocks


def pending(record: Record) -> list[str]:
    """Tests the clinician accepted or added that have no outcome."""
    return [t for t in record.accepted("test") if t not in record.encounter.outcomes]


def say_value(measured: Measurement) -> str:
    text = measured.text or f"{measured.value:g}"
    bare_number = measured.unit in ("", "1")  # "1" is how files write that there is no unit
    return text if bare_number or text.endswith(measured.unit) else f"{text} {measured.unit}"


def _as_read(measured: Measurement) -> str:
    """The value in the words of interpretation, which keeps every unit."""
    text = measured.text or f"{measured.value:g}"
    return text if not measured.unit or text.endswith(measured.unit) else f"{text} {measured.unit}"


def name_of(record: Record, measured: Measurement) -> str:
    known = record.kb.analytes.get(measured.analyte)
    return measured.label or (known.name if known else measured.analyte)


def _range(measured: Measurement) -> str:
    if measured.low is not None and measured.high is not None:
        return f"{measured.low:g} to {measured.high:g}"
    if measured.high is not None:
        return f"up to {measured.high:g}"
    if measured.low is not None:
        return f"from {measured.low:g}"
    return "range not given"


def _measured(record: Record, measured: Measurement) -> tuple[tuple[str, ...], str]:
    flag, words = flag_of(record, measured)
    cells = (name_of(record, measured), say_iso(measured.day), say_value(measured), _range(measured), words)
    return cells, flag


def flag_of(record: Record, measured: Measurement) -> tuple[str, str]:
    """The flag, and how it prints: a star where only the program's own range says so."""
    side = _beyond(measured.value, measured.low, measured.high)
    star = ""
    known = record.kb.analytes.get(measured.analyte)
    if measured.low is None and measured.high is None and known is not None:
        side, star = _beyond_known(record, measured, known), "*"
    if _is_doubted(record, measured):
        return "", "to be checked, not used"
    if _is_critical(record, measured):
        return "critical", f"critical {side}".strip()
    return side, f"{side}{star}" if side else ""


def _beyond(value: float, low: float | None, high: float | None) -> str:
    if low is not None and value < low:
        return "low"
    return "high" if high is not None and value > high else ""


def _beyond_known(record: Record, measured: Measurement, analyte: Analyte) -> str:
    unit = find_unit(analyte, measured.unit)
    if unit is None:
        return ""
    low, high = analyte.low, analyte.high
    sex = record.encounter.patient.sex
    if sex == "male":
        low, high = _first(analyte.low_male, low), _first(analyte.high_male, high)
    elif sex == "female":
        low, high = _first(analyte.low_female, low), _first(analyte.high_female, high)
    return _beyond(convert(measured.value, unit), low, high)


def _first(own: float | None, common: float | None) -> float | None:
    return common if own is None else own


def _is_doubted(record: Record, measured: Measurement) -> bool:
    """Whether interpretation asked this value back, so that nothing rests on it."""
    found = record.assessment.findings
    said = f" {_as_read(measured)}"
    return found is not None and any(
        issue.level is Level.ERROR and issue.path == f"lab/{measured.analyte}" and said in issue.message
        for issue in found.issues
    )


def _is_critical(record: Record, measured: Measurement) -> bool:
    found = record.assessment.findings
    if found is None or not measured.analyte:
        return False
    said = f" {_as_read(measured)}"  # whole: 9 is no part of 1.9
    return any(c.analyte == measured.analyte and c.text.endswith(said) for c in found.critical)


def trend(record: Record) -> Table | None:
    """Values of one analyte measured on several days, side by side; None where nothing was repeated."""
    grouped: dict[str, list[Measurement]] = {}
    for measured in record.encounter.measurements.values():
        grouped.setdefault(measured.analyte or measured.label, []).append(measured)
    repeated = {k: sorted(v, key=lambda m: m.day) for k, v in grouped.items() if len(v) > 1}
    if not repeated:
        return None
    rows = tuple(
        (
            name_of(record, values[-1]),
            join([f"{say_value(m)} ({say_iso(m.day)})" for m in values], last="then"),
        )
        for values in repeated.values()
    )
    return Table(header=("Trend", "Values, oldest first"), rows=rows)
