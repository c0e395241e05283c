"""Questions, sections, "all normal", and progress by count."""

from __future__ import annotations

import pytest

from mwdesk.domain.encounter import Entry, Patient, State, answer, grade, reflex
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.workflow import Session, catalogue, questions
from mwdesk.workflow.steps import STEPS

YES, NO = State.PRESENT, State.ABSENT


def all_questions(session: Session) -> dict[str, questions.Question]:
    view = session.view()
    return {q.finding: q for s in questions.sections(session.kb, view) for q in s.items}


def test_every_finding_is_asked_once_except_those_a_value_says(session: Session, kb: KnowledgeBase) -> None:
    found = all_questions(session)
    assert set(found) == set(kb.findings) - {"hypokalaemia"}
    assert all(q.state is None and q.by == "" for q in found.values())


def test_sections_have_human_titles_and_pages(session: Session, kb: KnowledgeBase) -> None:
    view = session.view()
    titles = {s.id: (s.page, s.title) for s in questions.sections(kb, view)}
    assert titles["history.tempo"] == ("history", "How it began")
    assert titles["history.cranial"][1] == "Face, eyes, speech, swallowing"
    assert {s.page for s in questions.sections(kb, view, "examination")} == {"examination"}
    assert len(titles) == sum(
        len(questions.sections(kb, view, page)) for page in ("history", "examination", "results")
    )


def test_core_questions_come_first_and_nothing_moves_with_an_answer(
    session: Session, kb: KnowledgeBase
) -> None:
    before = questions.sections(kb, session.view())
    view = session.record(answer("ptosis", YES), answer("smoker", NO))
    after = questions.sections(kb, view)
    order = [(s.id, [q.finding for q in s.items]) for s in before]
    assert order == [(s.id, [q.finding for q in s.items]) for s in after]
    for section in before:
        flags = [q.core for q in section.items]
        assert flags == sorted(flags, reverse=True)


def test_a_question_shows_its_answer_and_how_it_was_given(session: Session) -> None:
    session.record(
        answer("ptosis", YES, note="worse at night"), answer("smoker", State.UNKNOWN, by="section")
    )
    found = all_questions(session)
    assert (found["ptosis"].state, found["ptosis"].by, found["ptosis"].note) == (
        YES,
        "typed",
        "worse at night",
    )
    assert (found["smoker"].state, found["smoker"].by) == (State.UNKNOWN, "section")
    assert found["ptosis"].ask


def test_questions_that_alert_rules_need_are_core_and_flagged(session: Session) -> None:
    found = all_questions(session)
    assert found["ascending-weakness"].red_flag
    assert found["ascending-weakness"].core
    assert not found["cataract"].red_flag


def test_what_the_examination_already_says_is_shown(session: Session) -> None:
    session.record(grade("shoulder-abduction", "right", "2"))
    assert "present" in all_questions(session)["true-weakness"].derived


def test_what_to_ask_next_is_offered_with_its_reason(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(answer("true-weakness", YES), answer("onset-months-years", YES))
    offered = questions.suggested(kb, view)
    assert offered
    assert all(q.why and q.suggested and q.state is None for q in offered)


def normal(session: Session, section: str, visible: frozenset[str] | None = None) -> tuple[Entry, ...]:
    (one,) = [s for s in questions.sections(session.kb, session.view()) if s.id == section]
    return questions.all_normal(one, visible)


def test_all_normal_leaves_what_was_answered_and_what_is_a_red_flag(session: Session) -> None:
    session.record(answer("ptosis", YES))
    entries = normal(session, "history.cranial")
    assert [e.key for e in entries] == ["finding/diplopia"]
    assert entries[0].by == "section"
    view = session.record(*entries)
    assert view.encounter.answers["diplopia"].by == "section"
    assert view.encounter.answers["ptosis"].state is YES
    assert list(session.undo().encounter.answers) == ["ptosis"]


@pytest.mark.parametrize("section", ["history.distribution", "exam.reflexes", "history.tempo"])
def test_all_normal_never_denies_red_flags_choices_or_normality_itself(
    session: Session, section: str
) -> None:
    keys = {e.key for e in normal(session, section)}
    assert keys.isdisjoint(
        f"finding/{f}"
        for f in ("ascending-weakness", "areflexia", "babinski-sign", "normal-reflexes", "onset-hours-days")
    )


def test_all_normal_touches_only_what_is_on_screen(session: Session) -> None:
    assert normal(session, "history.cranial", frozenset({"ptosis"})) == (answer("ptosis", NO, by="section"),)
    assert normal(session, "history.cranial", frozenset()) == ()


def test_choosing_one_of_a_set_takes_back_the_other(session: Session, kb: KnowledgeBase) -> None:
    session.record(*questions.choose(kb, session.view(), "onset-hours-days"))
    view = session.record(*questions.choose(kb, session.view(), "onset-months-years"))
    assert {k: a.state for k, a in view.encounter.answers.items()} == {"onset-months-years": YES}
    view = session.undo()
    assert {k: a.state for k, a in view.encounter.answers.items()} == {"onset-hours-days": YES}


def test_progress_counts_what_is_done(session: Session) -> None:
    progress = session.view().progress
    assert tuple(progress) == STEPS
    assert progress["patient"] == (2, 2)
    # Shoulder and knee on two sides, neck and jaw once; and one sign.
    assert progress["examination"] == (0, 7)
    assert progress["history"][0] == 0
    assert progress["letter"] == (0, 1)
    view = session.record(
        grade("shoulder-abduction", "right", "5"),
        grade("neck-flexion", "midline", "4"),
        grade("toe-spread", "left", "4"),
        reflex("knee-jerk", "left", "2"),
        answer("onset-hours-days", YES),
        answer("cataract", NO),
    )
    assert view.progress["examination"] == (3, 7)
    assert view.progress["history"][0] >= 1
    assert all(0 <= done <= total for done, total in view.progress.values())
    session.keep_letter("neurology_referral", b"%PDF")
    assert session.view().progress["letter"] == (1, 1)


def test_the_set_of_which_one_holds_is_one_question(session: Session) -> None:
    total = session.view().progress["history"][1]
    first = session.record(answer("onset-hours-days", NO)).progress["history"]
    both = session.record(answer("onset-months-years", YES)).progress["history"]
    assert first == both == (1, total)


def test_grids_know_their_sides(kb: KnowledgeBase) -> None:
    sides = {m.id: m.sides for m in catalogue.movements(kb)}
    assert sides["shoulder-abduction"] == ("right", "left")
    assert sides["neck-flexion"] == ("midline",)
    assert [m.id for m in catalogue.movements(kb, core_only=True)] == ["shoulder-abduction", "neck-flexion"]
    assert {r.id: r.sides for r in catalogue.reflexes(kb)}["jaw-jerk"] == ("midline",)


def test_a_reference_range_is_that_of_the_patients_sex(kb: KnowledgeBase) -> None:
    def creatinine(sex: str) -> str:
        rows = {a.id: a for a in catalogue.analytes(kb, Patient(id="x", sex=sex))}
        return rows["creatinine"].reference

    assert (creatinine("male"), creatinine("female"), creatinine("")) == ("59 to 104", "45 to 84", "")
    assert catalogue.analytes(kb)[0].id == "potassium"
    assert {a.id: a.units for a in catalogue.analytes(kb)}["creatinine"] == ("umol/L", "mg/dL")
