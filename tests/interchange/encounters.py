"""Random consultations with everything that a record can hold, for round trips."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from hypothesis import strategies as st

from mwdesk.domain.encounter import (
    GRADES,
    NOT_TESTABLE,
    SENSATION,
    Decision,
    Encounter,
    Entry,
    Measurement,
    Medication,
    Patient,
    Setting,
    State,
    TestOutcome,
    Verdict,
    answer,
    grade,
    measurement,
    medication,
    note,
    outcome,
    reflex,
    safety,
    sensory,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LetterRecord, LogRow, PatientRecord, PatientVersion, VisitRecord

# What FHIR can carry: no control characters, no halves of characters.
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=30).filter(
    lambda text: text.strip() == text
)
TEXTS = st.one_of(st.just(""), WORDS)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1))
DAYS = st.one_of(st.just(""), st.dates(date(1990, 1, 1), date(2035, 1, 1)).map(date.isoformat), WORDS)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32, min_value=0, max_value=1e6)


def patients(ident: str) -> st.SearchStrategy[Patient]:
    """Patients of this id with anything known or not."""
    return st.builds(
        Patient,
        id=st.just(ident),
        name=TEXTS,
        local_name=TEXTS,
        birth_date=st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2030, 1, 1))),
        age_years=st.one_of(st.none(), st.floats(0, 120)),
        sex=st.sampled_from(("", "female", "male", "other")),
        identifiers=st.lists(WORDS, max_size=3, unique=True).map(tuple),
        phone=TEXTS,
        address=TEXTS,
        language=TEXTS,
        interpreter=st.sampled_from((None, True, False)),
        carer=TEXTS,
        transport=TEXTS,
    )


def _some(names: object, most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(sorted(names)), max_size=most, unique=True)  # type: ignore[call-overload]


@st.composite
def entries(draw: st.DrawFn, kb: KnowledgeBase) -> tuple[Entry, ...]:
    """Entries of every kind, by the knowledge's ids."""
    by = st.sampled_from(("typed", "section", "import"))
    states = st.sampled_from(list(State))
    out = [answer(f, draw(states), by=draw(by), note=draw(TEXTS)) for f in draw(_some(kb.findings, 10))]
    for name in draw(_some(kb.muscles)):
        side = draw(st.sampled_from(("right", "left"))) if kb.muscles[name].sided else "midline"
        out.append(grade(name, side, draw(st.sampled_from((*GRADES, NOT_TESTABLE))), note=draw(TEXTS)))
    for name in draw(_some(kb.reflexes)):
        item = kb.reflexes[name]
        side = draw(st.sampled_from(("right", "left"))) if item.sided else "midline"
        out.append(reflex(name, side, draw(st.sampled_from(item.values)), by=draw(by)))
    for name in draw(_some(kb.sensory)):
        out.append(sensory(name, "left", draw(st.sampled_from(SENSATION)), by=draw(by)))
    for name in draw(_some(kb.analytes)):
        out.append(draw(_labs(name, kb.analytes[name].name, [u.label for u in kb.analytes[name].units])))
    if draw(st.booleans()):
        out.append(draw(_labs("", draw(WORDS), ["mg/dL", "", draw(WORDS)])))
    for name in draw(_some(kb.drugs)):
        out.append(medication(Medication(name=kb.drugs[name].name, drug=name, detail=draw(TEXTS))))
    out.append(medication(Medication(name=draw(WORDS), detail=draw(TEXTS))))
    for name in draw(_some(kb.tests)):
        said = draw(st.sampled_from(("", *kb.tests[name].outcomes)))
        out.append(outcome(name, TestOutcome(test=name, outcome=said, text=draw(TEXTS), day=draw(DAYS))))
    for kind, names in (("condition", kb.conditions), ("test", kb.tests), ("alert", kb.alerts)):
        for name in draw(_some(names, 3)):
            decision = draw(st.sampled_from(list(Decision)))
            out.append(verdict(Verdict(kind=kind, id=name, decision=decision, reason=draw(TEXTS))))
    for name in ("history", "impression", "question", "letter/neurology_referral/summary"):
        out.append(note(name, draw(TEXTS)))
    out.append(safety("pacemaker", draw(st.one_of(st.none(), states))))
    return tuple(e for e in out if e.value is not None)


@st.composite
def _labs(draw: st.DrawFn, analyte: str, label: str, units: list[str]) -> Entry:
    ends = sorted([draw(NUMBERS), draw(NUMBERS)])
    return measurement(
        Measurement(
            analyte=analyte,
            label=label,
            value=draw(NUMBERS),
            unit=draw(st.sampled_from(units)),
            text=draw(TEXTS),
            low=draw(st.sampled_from((None, ends[0]))),
            high=draw(st.sampled_from((None, ends[1]))),
            day=draw(DAYS),
            confirmed=draw(st.booleans()),
        ),
        by=draw(st.sampled_from(("typed", "import"))),
    )


@st.composite
def records(draw: st.DrawFn, kb: KnowledgeBase, ident: str = "p1") -> PatientRecord:
    """Whole records: earlier details, visits with their logs (undone steps too), letters."""
    versions = tuple(
        PatientVersion(patient=draw(patients(ident)), at=draw(MOMENTS))
        for _ in range(draw(st.integers(1, 3)))
    )
    visits = [draw(_visits(kb, f"{ident}-v{n}")) for n in range(draw(st.integers(0, 2)))]
    return PatientRecord(versions=versions, visits=tuple(sorted(visits, key=lambda v: v.started)))


@st.composite
def _visits(draw: st.DrawFn, kb: KnowledgeBase, ident: str) -> VisitRecord:
    started = draw(MOMENTS)
    log = [
        LogRow(step=step, kind="answer", at=draw(MOMENTS), entry=entry)
        for step, entry in enumerate(draw(entries(kb)), start=1)
    ]
    if log and draw(st.booleans()):
        undone = Entry(key=log[-1].entry.key, value=None)
        log.append(LogRow(step=log[-1].step, kind="undo", at=draw(MOMENTS), entry=undone))
    letters = tuple(
        LetterRecord(
            kind="neurology_referral",
            pdf=pdf,
            sha256=hashlib.sha256(pdf).hexdigest(),
            at=draw(MOMENTS),
            knowledge_version="2026.11",
            knowledge_sha256="a" * 64,
            app_version="1.0",
        )
        for pdf in draw(st.lists(st.binary(min_size=1, max_size=60), max_size=2, unique=True))
    )
    return VisitRecord(
        id=ident,
        started=started,
        setting=draw(st.sampled_from(list(Setting))),
        log=tuple(log),
        letters=letters,
    )


def encounter(kb: KnowledgeBase, *given: Entry, ident: str = "e1") -> Encounter:
    """A consultation with these entries."""
    patient = Patient(id="p1", name="Asha Rao", birth_date=date(1970, 3, 1), sex="female")
    return Encounter(id=ident, patient=patient, started=datetime(2026, 11, 3, 9, 12)).apply(*given)
