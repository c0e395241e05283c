"""Criteria against the record: three truths, and small encounters with the verdicts they must have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.assessment import Context, CriterionResult, CriterionState
from mwdesk.domain.encounter import (
    Encounter,
    Entry,
    Measurement,
    Patient,
    State,
    answer,
    grade,
    measurement,
    outcome,
)
from mwdesk.domain.encounter import TestOutcome as Outcome
from mwdesk.domain.knowledge import Criterion, CriterionItem, CriterionLevel, KnowledgeBase
from mwdesk.reasoning import assess, interpret
from mwdesk.reasoning.criteria import Facts, judge, judge_items
from mwdesk.reasoning.index import prepare

MET, NOT_MET, OPEN = CriterionState.MET, CriterionState.NOT_MET, CriterionState.OPEN
SUM = (
    "shoulder-abduction",
    "elbow-flexion",
    "wrist-extension",
    "hip-flexion",
    "knee-extension",
    "ankle-dorsiflexion",
)


def judged(
    kb: KnowledgeBase, criterion: str, *entries: Entry, age: float | None = 50, sex: str = "male"
) -> CriterionResult:
    patient = Patient(id="p", age_years=age, sex=sex)
    encounter = Encounter(id="e", patient=patient, started=datetime(2026, 1, 1)).apply(*entries)
    return judge(kb.criteria[criterion], Facts(prepare(kb), interpret(kb, encounter)))


def yes(*names: str) -> tuple[Entry, ...]:
    return tuple(answer(name, State.PRESENT) for name in names)


def no(*names: str) -> tuple[Entry, ...]:
    return tuple(answer(name, State.ABSENT) for name in names)


def value(analyte: str, number: float, unit: str, high: float | None = None) -> Entry:
    return measurement(Measurement(analyte=analyte, label=analyte, value=number, unit=unit, high=high))


def result(test: str, said: str) -> Entry:
    return outcome(test, Outcome(test=test, outcome=said))


def limbs(grade_: str, leave_out: Sequence[tuple[str, str]] = ()) -> tuple[Entry, ...]:
    return tuple(grade(m, s, grade_) for m in SUM for s in ("right", "left") if (m, s) not in leave_out)


GBS = (*yes("symmetric-weakness", "areflexia", "onset-days-weeks"), *no("spasticity", "relapsing-remitting"))
NO_BULBAR = no("dysphagia", "dysarthria", "nasal-speech", "jaw-weakness", "bulbar-palsy")
ALS = yes("progressive-weakness", "hyperreflexia", "muscle-atrophy")
IBM = (
    *yes("onset-months-years"),
    value("ck", 900, "U/L", 200),
    *(grade("knee-extension", s, "3") for s in ("right", "left")),
    *(grade("hip-flexion", s, "4") for s in ("right", "left")),
)
TABLE: list[tuple[str, tuple[Entry, ...], CriterionState, str]] = [
    ("brighton-gbs-l3", GBS, MET, ""),
    ("brighton-gbs-l3", GBS[:3], OPEN, ""),
    ("brighton-gbs-l3", yes("onset-months-years"), NOT_MET, ""),
    ("brighton-gbs-l2", (*GBS, value("csf-white-cells", 3, "10^6/L")), MET, ""),
    ("brighton-gbs-l2", (*GBS, value("csf-white-cells", 20, "10^6/L")), MET, ""),
    ("brighton-gbs-l1", GBS, OPEN, ""),
    ("rule-20-30-40", (value("fvc-ml-kg", 15, "ml/kg"),), MET, ""),
    ("rule-20-30-40", (value("fvc-ml-kg", 45, "ml/kg"),), OPEN, ""),
    ("gold-coast-als", ALS, MET, ""),
    ("gold-coast-als", ALS[:2], OPEN, ""),
    ("gold-coast-als", no("progressive-weakness"), NOT_MET, ""),
    ("enmc-ibm-2011", IBM, OPEN, ""),
    ("enmc-ibm-2011", (*IBM, result("muscle-biopsy", "rimmed vacuoles")), MET, "probable"),
    ("enmc-ibm-2011", (value("ck", 9000, "U/L", 200),), NOT_MET, ""),
    ("meningitis-two-of-four", (*yes("headache", "fever"), *no("neck-stiffness")), MET, ""),
    ("meningitis-two-of-four", (*yes("fever"), *no("headache", "neck-stiffness")), OPEN, ""),
    (
        "meningitis-two-of-four",
        (*yes("fever"), *no("headache", "neck-stiffness", "altered-consciousness")),
        NOT_MET,
        "",
    ),
    ("botulism-trigger", (*no("fever"), *yes("diplopia", "ptosis")), MET, ""),
    ("botulism-trigger", yes("fever", "diplopia", "ptosis"), NOT_MET, ""),
    ("mgfa-class", yes("ptosis", "dysphagia"), OPEN, ""),
    ("mgfa-class", (*yes("ptosis", "dysphagia"), result("achr-antibody", "positive")), MET, "class II"),
    ("icuaw", (*yes("critical-illness", "symmetric-weakness"), *limbs("3")), MET, ""),
    ("icuaw", (*yes("critical-illness"), *limbs("5")), NOT_MET, ""),
    ("leprosy-cardinal", yes("hypopigmented-anaesthetic-patch"), MET, ""),
    ("hypokalaemia-bands", (value("potassium", 1.9, "mmol/L"),), MET, "severe"),
    ("hypokalaemia-bands", (value("potassium", 4.2, "mmol/L"),), NOT_MET, ""),
    ("eas-sams-ck", (*yes("statin-use"), value("ck", 2400, "U/L", 200)), MET, "10 times or more"),
    ("eas-sams-ck", (value("ck", 2400, "U/L", 200),), OPEN, ""),
]


@pytest.mark.parametrize(("criterion", "entries", "state", "meaning"), TABLE)
def test_small_encounters(
    kb: KnowledgeBase, criterion: str, entries: tuple[Entry, ...], state: CriterionState, meaning: str
) -> None:
    found = judged(kb, criterion, *entries)
    assert (found.state, meaning in found.meaning) == (state, True), found


def test_an_empty_record_leaves_everything_open(kb: KnowledgeBase) -> None:
    for criterion in kb.criteria.values():
        if criterion.evaluable:
            found = judged(kb, criterion.id, age=None, sex="")
            assert (found.state, found.points) == (OPEN, None), criterion.id
            assert found.missing


def test_the_sum_score_is_not_counted_before_all_is_graded(kb: KnowledgeBase) -> None:
    short = judged(kb, "mrc-sum-score", *limbs("4", leave_out=[("hip-flexion", "left")]))
    assert (short.state, short.points, short.missing) == (OPEN, None, ("left hip flexion",))
    full = judged(kb, "mrc-sum-score", *limbs("4+"))
    assert (full.state, full.points) == (MET, 48)


def test_egris_tells_a_limit_that_is_reached_without_the_days(kb: KnowledgeBase) -> None:
    few = judged(kb, "egris", *limbs("4"))
    assert (few.state, few.points) == (OPEN, None)
    assert any("days from onset" in text for text in few.missing)
    high = judged(kb, "egris", *limbs("1"), *yes("dysphagia"))
    assert high.state is MET
    assert high.points is None  # the days are missing: no score is told
    assert "ask intensive care" in high.meaning


def test_egris_says_which_movements_are_still_to_grade(kb: KnowledgeBase) -> None:
    found = judged(kb, "egris", *limbs("4", leave_out=[("knee-extension", "right")]))
    assert any("right knee extension" in text for text in found.missing)


def test_the_rash_leaves_its_points_to_the_clinician(kb: KnowledgeBase) -> None:
    with_rash = judged(kb, "eularacr-iim-2017-nobx", *yes("skin-rash-dm"))
    assert "heliotrope rash" in with_rash.missing
    without = judged(kb, "eularacr-iim-2017-nobx", *no("skin-rash-dm"))
    assert "heliotrope rash" in without.not_met


def test_myositis_points_of_age_power_and_ck(kb: KnowledgeBase) -> None:
    weak = [grade(m, s, "3") for m in ("hip-flexion", "shoulder-abduction") for s in ("right", "left")]
    strong = [grade("ankle-dorsiflexion", s, "5") for s in ("right", "left")]
    neck = [grade("neck-flexion", s, "3") for s in ("right", "left")]
    neck += [grade("neck-extension", s, "5") for s in ("right", "left")]
    entries = (*weak, *strong, *neck, *yes("dysphagia"), value("ck", 4000, "U/L", 200))
    # 2.1 + 0.7 + 0.8 + 1.9 + 0.9 + 0.7 + 1.3 = 8.4 of the published table
    assert judged(kb, "eularacr-iim-2017-nobx", *entries).meaning == "definite"
    # Without the neck 6.5
    fewer = [entry for entry in entries if "neck" not in entry.key]
    assert judged(kb, "eularacr-iim-2017-nobx", *fewer).meaning == "probable"


def test_only_criteria_of_leading_or_accepted_causes_are_shown(kb: KnowledgeBase) -> None:
    encounter = Encounter(id="e", patient=Patient(id="p", age_years=30), started=datetime(2026, 1, 1))
    findings = interpret(kb, encounter)
    assert assess(kb, findings, Context()).criteria == ()
    accepted = assess(kb, findings, Context(accepted=frozenset({"lems"}))).criteria
    assert [c.id for c in accepted] == ["delta-p"]


TRUTH = st.sampled_from([True, False, None])
POINTS = st.sampled_from([0.5, 1.0, 2.0])
PART = st.sampled_from(["", "a", "b"])
MET_WORDS = st.sampled_from(["all", "any", "at least 2", "all of a; any of b", "at least 3 points"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[Criterion, list[bool | None]]:
    rows = draw(st.lists(st.tuples(POINTS, PART, TRUTH), min_size=2, max_size=7))
    items = tuple(CriterionItem(text=f"i{n}", points=p, part=part) for n, (p, part, _) in enumerate(rows))
    levels = (CriterionLevel(met=draw(MET_WORDS)),)
    made = Criterion(id="c", name="C", purpose="", conditions=(), items=items, levels=levels)
    return made, [truth for *_, truth in rows]


@given(cases(), st.data())
def test_learning_an_answer_never_takes_a_verdict_back(
    case: tuple[Criterion, list[bool | None]], data: st.DataObject
) -> None:
    """What is unknown decides nothing: a verdict reached without it stays whatever it turns out to be."""
    criterion, truths = case
    before = judge_items(criterion, truths).state
    after = judge_items(criterion, [data.draw(st.booleans()) if t is None else t for t in truths]).state
    assert before in (OPEN, after)
    assert after is not OPEN


@given(cases())
def test_something_unknown_never_turns_into_not_met(case: tuple[Criterion, list[bool | None]]) -> None:
    criterion, truths = case
    hopeful = judge_items(criterion, [True if t is None else t for t in truths])
    if judge_items(criterion, truths).state is NOT_MET:
        assert hopeful.state is NOT_MET
    forgotten = judge_items(criterion, [None if t is False else t for t in truths])
    assert forgotten.state is not NOT_MET or _impossible(criterion)


def _impossible(criterion: Criterion) -> bool:
    return judge_items(criterion, [True] * len(criterion.items)).state is NOT_MET


@given(cases(), st.integers(0, 6))
def test_one_more_met_item_never_unmeets(case: tuple[Criterion, list[bool | None]], at: int) -> None:
    criterion, truths = case
    if judge_items(criterion, truths).state is MET:
        more: Mapping[int, bool] = {at % len(truths): True}
        raised = [more.get(n, truth) for n, truth in enumerate(truths)]
        assert judge_items(criterion, raised).state is MET
