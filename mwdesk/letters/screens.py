"""Rows that several referrals share: what was asked of some signs, what was measured of some tests."""

from __future__ import annotations

from mwdesk.domain.encounter import Measurement, State
from mwdesk.domain.letter import NOT_ASKED, NOT_RECORDED, NOT_TESTED, KeyValues, SafetyItem, SafetyStrip
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending, say_value
from mwdesk.letters.wording import bare, join, lower, say_iso

Asked = tuple[str, tuple[str, ...]]  # label, findings
Measured = tuple[str, tuple[str, ...], tuple[str, ...]]  # label, analytes, tests


def state_of(record: Record, finding: str) -> State | None:
    """As answered, else as worked out from grades, values and medicines; None: nobody looked."""
    answer = record.answers.get(finding)
    if answer is not None:
        return answer.state
    found = record.assessment.findings
    return found.state(finding) if found is not None else None


def asked_strip(record: Record, items: tuple[Asked, ...]) -> SafetyStrip:
    """Each item Yes, No, Not asked or Asked in part; of several findings behind an item, which."""
    return SafetyStrip(items=tuple(_item(record, name, findings) for name, findings in items))


def _item(record: Record, name: str, findings: tuple[str, ...]) -> SafetyItem:
    states = {f: state_of(record, f) for f in findings}
    present = [f for f, state in states.items() if state is State.PRESENT]
    if present:
        several = len(findings) > 1
        notes = [record.answers[f].note for f in present if f in record.answers and record.answers[f].note]
        words = [lower(bare(record.label(f))) for f in present] if several else []
        return SafetyItem(name=name, answer="Yes", detail="; ".join([*words, *notes]))
    if all(state is State.ABSENT for state in states.values()):
        return SafetyItem(name=name, answer="No")
    absent = [lower(bare(record.label(f))) for f, state in states.items() if state is State.ABSENT]
    if absent:
        return SafetyItem(name=name, answer="Asked in part", detail=f"no {join(absent, 'or')}")
    unsure = any(state is State.UNKNOWN for state in states.values())
    return SafetyItem(name=name, answer="Could not be told" if unsure else NOT_ASKED)


def measured_rows(record: Record, rows: tuple[Measured, ...]) -> KeyValues:
    """Each with every value and its day, oldest first; last, by name, those of which there is none."""
    said = [(name, _said(record, analytes, tests)) for name, analytes, tests in rows]
    blank = ", ".join(name for name, words in said if not words)
    known = [(name, words) for name, words in said if words]
    return KeyValues(rows=(*known, *([(NOT_RECORDED, blank)] if blank else [])))


def _said(record: Record, analytes: tuple[str, ...], tests: tuple[str, ...]) -> str:
    values = [m for m in record.encounter.measurements.values() if m.analyte in analytes]
    parts = [_value(m) for m in sorted(values, key=lambda m: m.day)]
    for ident in tests:
        outcome = record.encounter.outcomes.get(ident)
        if outcome is not None:
            said = "; ".join(w for w in (outcome.outcome, outcome.text) if w) or "done, result not recorded"
            several = f"{lower(bare(record.test(ident)))}: " if len(tests) > 1 else ""
            parts.append(f"{several}{said} ({say_iso(outcome.day) if outcome.day else 'no date'})")
        elif ident in pending(record):
            several = f"{lower(bare(record.test(ident)))}: " if len(tests) > 1 else ""
            parts.append(f"{several}asked for, no result yet")
    return "; ".join(parts)


def _value(measured: Measurement) -> str:
    limits = [f"{limit:g}" if limit is not None else "" for limit in (measured.low, measured.high)]
    span = f", range {limits[0] or 'to'} {'to ' if all(limits) else ''}{limits[1] or 'and up'}"
    known = span if any(limits) else ""
    return f"{say_value(measured)} ({say_iso(measured.day) if measured.day else 'no date'}{known})"


def graded(record: Record, muscle: str) -> str:
    """ "right 4, left 4-" of one movement, or that it was not tested."""
    grades = record.encounter.grades
    sides = [(side, grades[muscle, side].grade) for side in ("right", "left") if (muscle, side) in grades]
    if not sides and (muscle, "midline") in grades:
        return grades[muscle, "midline"].grade
    return ", ".join(f"{side} {grade}" for side, grade in sides) or NOT_TESTED


def graded_rows(record: Record, muscles: tuple[Asked, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, graded(record, ids[0])) for name, ids in muscles)
