"""Requests and the transfer note: other documents from the same record."""

from __future__ import annotations

from collections.abc import Callable

from mwdesk.domain.encounter import State
from mwdesk.domain.letter import NOT_RECORDED, NOT_TESTED, Block, KeyValues, Power, Section, Table
from mwdesk.letters import narrative
from mwdesk.letters.examination import powers, weakest
from mwdesk.letters.protocol import asked, muscle_section, own_side, protocol_sections, side_words
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending
from mwdesk.letters.safety import ELECTRODIAGNOSTIC, GENERAL, IMAGING
from mwdesk.letters.sections import examined, safety, safety_with_past, signature, tests_so_far
from mwdesk.letters.wording import closed, join, lower, say_iso, sentence, upper

_ELECTRIC = ("NCS", "EMG", "RNS", "SFEMG")
_BREATHING_TESTS = ("fvc", "single-breath-count", "blood-gas", "peak-cough-flow", "swallow-assessment")
# Told also where they were not done; a name for the one whose own names two tests.
_ALWAYS_ASKED = {"fvc": "", "single-breath-count": "Single-breath count"}


def _wanted(record: Record, kind: str, categories: tuple[str, ...]) -> str:
    tests = [t for t in pending(record) if t in record.kb.tests and record.kb.tests[t].category in categories]
    side = own_side(record, kind) or side_words(record, categories)
    named = "; ".join(record.test(ident) for ident in tests)
    text = sentence(named) if named else "Not chosen in the record: please choose for the question below."
    return f"{text} Side and region: {side or lower(NOT_RECORDED)}. The operator may change the plan."


def _previous(record: Record, categories: tuple[str, ...], note: str) -> str:
    typed = closed(record.note(note)) if record.encounter.note(note) else ""
    done = outcomes_of(record, lambda t: t in record.kb.tests and record.kb.tests[t].category in categories)
    return " ".join(part for part in (typed, done) if part) or f"{NOT_RECORDED}."


def outcomes_of(record: Record, chosen: Callable[[str], bool]) -> str:
    """The results of these tests with their days, in sentences; "" where there is none."""
    lines = []
    for ident, outcome in record.encounter.outcomes.items():
        if chosen(ident):
            said = "; ".join(w for w in (outcome.outcome, outcome.text) if w) or "result not recorded"
            lines.append(closed(f"{record.test(ident)} ({say_iso(outcome.day)}): {said}"))
    return " ".join(lines)


def _level(record: Record) -> list[Block]:
    """The weak movements with the nerve and roots behind each: what fixes the protocol."""
    weak = [p for p in powers(record) if weakest(p) < 5]
    if not weak:
        return []
    rows = tuple(
        (upper(p.movement), p.muscle, p.nerve, p.roots, p.right or NOT_TESTED, p.left or NOT_TESTED)
        for p in weak
    )
    return [Table(header=("Weak movement", "Muscle", "Nerve", "Roots", "Right", "Left"), rows=rows)]


def _suspected(record: Record, categories: tuple[str, ...]) -> str:
    sites = [record.kb.sites[s].name if s in record.kb.sites else s for s in record.accepted("site")]
    lines = [sentence(f"Suspected level: {join([lower(s) for s in sites]) or lower(NOT_RECORDED)}")]
    questions = [narrative.question(record, to_laboratory=True), asked(record, categories)]
    return " ".join(part for part in (*questions, *lines) if part)


def electrodiagnosis(record: Record) -> list[Section]:
    """A request for EMG and nerve conduction studies: question, side, level, nerves and muscles, safety."""
    sample = muscle_section(record, ("EMG", "RNS", "SFEMG"), "Muscles to sample")
    level = [] if sample else _level(record)
    sections = [
        record.narrative("test_wanted", "Test wanted", _wanted(record, "edx_request", _ELECTRIC)),
        record.narrative("question", "Question", _suspected(record, _ELECTRIC)),
        *protocol_sections(record, _ELECTRIC),
        *sample,
        record.narrative("summary", "Onset and course", narrative.summary(record)),
        examined(record, "Findings"),
    ]
    if level:
        sections.append(Section(id="nerves", title="Nerves and muscles", blocks=tuple(level)))
    return [
        *sections,
        record.narrative("previous", "Previous studies", _previous(record, _ELECTRIC, "previous_studies")),
        safety_with_past(record, "Safety for EMG", ELECTRODIAGNOSTIC),
        record.narrative("tolerance", "Tolerance", _or_not(record, "tolerance")),
        tests_so_far(record, "Tests so far"),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("impression", "Impression", narrative.impression(record)),
        signature(record),
    ]


def imaging(record: Record) -> list[Section]:
    """A request for imaging: region, question, signs with level, earlier images, MRI and contrast safety."""
    logistics = [
        ("Transport", record.encounter.patient.transport or "Not asked"),
        ("Weight", record.note("weight") or NOT_RECORDED),
        ("Result to", record.clinic.phone or NOT_RECORDED),
        ("Escort, oxygen, drip", record.note("logistics") or NOT_RECORDED),
    ]
    return [
        record.narrative(
            "test_wanted", "Examination wanted", _wanted(record, "imaging_request", ("imaging",))
        ),
        record.narrative("question", "Question", _suspected(record, ("imaging",))),
        *protocol_sections(record, ("imaging",)),
        record.narrative("summary", "Summary", narrative.summary(record)),
        examined(record, "Signs with level"),
        record.narrative("previous", "Previous images", _previous(record, ("imaging",), "previous_images")),
        safety_with_past(record, "MRI and contrast safety", IMAGING),
        Section(id="logistics", title="Logistics", blocks=(KeyValues(rows=tuple(logistics)),)),
        tests_so_far(record, "Tests so far"),
        record.narrative("impression", "Impression", narrative.impression(record)),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        signature(record),
    ]


def transfer(record: Record) -> list[Section]:
    """A transfer note: situation, airway and breathing, circulation, neurology, treatment, plan."""
    alert = (
        ("Accepted by", record.note("accepted_by") or NOT_RECORDED),
        ("Time left", record.note("time_left") or NOT_RECORDED),
        ("Expected", record.note("expected_arrival") or NOT_RECORDED),
        ("Mode and escort", record.note("escort") or NOT_RECORDED),
        ("Next of kin", record.encounter.patient.carer or NOT_RECORDED),
        ("Weight", record.note("weight") or NOT_RECORDED),
    )
    return [
        Section(id="alert", title="Transfer", blocks=(KeyValues(rows=alert),)),
        record.narrative("summary", "Situation", narrative.summary(record)),
        record.narrative("question", "What I am asking", narrative.question(record)),
        record.narrative("background", "Background", narrative.background(record)),
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("breathing", "Airway and breathing", _breathing(record)),
        record.narrative("circulation", "Circulation, autonomic", _circulation(record)),
        examined(record, "Neurology"),
        tests_so_far(record, "Results now"),
        record.narrative("treatment", "Treatment, when", narrative.given(record)),
        record.narrative("avoid", "Avoid on the way", narrative.avoided(record) or f"{NOT_RECORDED}."),
        record.narrative("plan", "If it gets worse", _or_not(record, "plan")),
        safety(record, "Safety for tests", GENERAL),
        record.narrative("impression", "Impression", narrative.impression(record)),
        record.narrative("told", "Family and consent", narrative.told(record)),
        signature(record),
    ]


def _or_not(record: Record, name: str) -> str:
    return record.note(name) if record.encounter.note(name) else f"{NOT_RECORDED}."


def _breathing(record: Record) -> str:
    signs = ("hypoxia-low-spo2", "wheeze")
    found = record.within(State.PRESENT, "history.respiratory") + [f for f in signs if record.present(f)]
    found += [f for f in ("dysphagia", "nasal-speech", "hoarse-voice") if record.present(f)]
    gone = record.within(State.ABSENT, "history.respiratory")
    gone += [f for f in record.within(State.ABSENT, "history.cranial") if f in ("dysphagia", "nasal-speech")]
    neck = [p for p in powers(record) if p.movement == "neck flexion"]
    lines = [sentence(upper("; ".join(record.phrases(found))))] if found else []
    if gone:
        lines.append(sentence(f"Asked and absent: {'; '.join(record.phrases(gone))}"))
    typed = record.note("breathing")  # where it tells of breathing, "not tested" beside it would contradict
    if neck:
        lines.append(f"Neck flexion: {_both(neck[0])}.")
    elif not typed:
        lines.append(f"Neck flexion: {lower(NOT_TESTED)}.")
    for ident in _BREATHING_TESTS:
        outcome = record.encounter.outcomes.get(ident)
        said = "; ".join(w for w in (outcome.outcome, outcome.text) if w) if outcome else lower(NOT_TESTED)
        if outcome or (ident in _ALWAYS_ASKED and not typed):
            lines.append(sentence(f"{_ALWAYS_ASKED.get(ident) or record.test(ident)}: {said}"))
    return "\n\n".join(part for part in (typed, " ".join(lines)) if part)


def _both(power: Power) -> str:
    """One grade where both sides have it, else each side by name; a side without a grade was not tested."""
    if power.right == power.left:
        return power.right
    return f"right {power.right or lower(NOT_TESTED)}, left {power.left or lower(NOT_TESTED)}"


def _circulation(record: Record) -> str:
    wanted: tuple[str, ...] = (
        "cardiac-arrhythmia",
        "tachycardia",
        "bradycardia",
        "hypotension",
        "orthostatic-hypotension",
    )
    wanted += ("urinary-retention-incontinence", "cardiomyopathy", "very-high-bp-180")
    found = [f for f in wanted if record.present(f)]
    gone = record.answered(State.ABSENT, lambda f: f in wanted)
    lines = [sentence(upper("; ".join(record.phrases(found))))] if found else []
    if gone:
        lines.append(sentence(f"Asked and absent: {'; '.join(record.phrases(gone))}"))
    ecg = record.encounter.outcomes.get("ecg")
    said = "; ".join(w for w in (ecg.outcome, ecg.text) if w) if ecg else "not recorded"
    typed = record.note("circulation")
    if ecg or not typed:
        lines.append(sentence(f"ECG: {said}"))
    return "\n\n".join(part for part in (typed, " ".join(lines)) if part)
