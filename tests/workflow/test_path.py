"""The path through a history asks every core area before it refines, and loses nothing on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient, State, answer
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.skipped import skip, skipped
from mwdesk.knowledge import open_knowledge
from mwdesk.storage import Store
from mwdesk.workflow import Session, View
from mwdesk.workflow.core import core_findings
from mwdesk.workflow.path import AREAS, choose_none, choose_one, next_step

SECTIONS = [area.section for area in AREAS]


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.fixture
def session(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Session]:
    store = Store.open(tmp_path / "patients.sqlite3")
    made = Session(kb, store, Clinic(name="Hill Clinic"), lambda: datetime(2026, 11, 21, 14, 2))
    made.create_patient(Patient(id="p1", name="Asha Rao", age_years=54, sex="male"))
    yield made
    store.close()


def walk(kb: KnowledgeBase, session: Session, view: View, state: State, most: int) -> list[tuple[str, int]]:
    """(section, number) of each question in turn, all answered alike."""
    seen = []
    for _step in range(most):
        step = next_step(kb, view)
        if step is None:
            break
        seen.append((step.section, step.number))
        if step.choice:
            chosen = state is State.PRESENT
            view = session.record(*(choose_one(kb, view, step, 2) if chosen else choose_none(kb, view, step)))
        else:
            view = session.record(answer(step.questions[0].finding, state))
    return seen


@pytest.mark.parametrize("state", list(State))
def test_every_core_area_comes_before_any_refinement(
    kb: KnowledgeBase, session: Session, state: State
) -> None:
    asked = walk(kb, session, session.view(), state, 12)
    areas = [section for section, _number in asked]
    assert areas == [s for area in AREAS for s in [area.section] * area.count]
    assert {"history.tempo", "history.distribution", "history.cranial", "history.respiratory"} <= set(
        areas[:6]
    )


def test_the_number_goes_up_by_one_and_never_past_the_total(kb: KnowledgeBase, session: Session) -> None:
    asked = walk(kb, session, session.view(), State.ABSENT, 60)
    numbers = [n for _section, n in asked if n]
    assert numbers[:12] == list(range(1, 13))
    assert numbers == sorted(numbers) and max(numbers) <= session.view().progress["history"][1]


def test_no_question_comes_twice(kb: KnowledgeBase, session: Session) -> None:
    view, seen = session.view(), set()
    for _step in range(40):
        step = next_step(kb, view)
        if step is None:
            break
        idents = tuple(q.finding for q in step.questions)
        assert idents not in seen
        seen.add(idents)
        entries = choose_none(kb, view, step) if step.choice else (answer(idents[0], State.UNKNOWN),)
        view = session.record(*entries)


def test_an_area_that_was_volunteered_is_not_asked_again(kb: KnowledgeBase, session: Session) -> None:
    told = ("onset-weeks-months", "diplopia", "dysarthria", "orthopnoea", "lower-limb-weakness")
    view = session.record(*(answer(f, State.PRESENT) for f in told))
    asked = [s for s, _n in walk(kb, session, view, State.ABSENT, 7)]
    assert "history.cranial" not in asked and "history.respiratory" not in asked
    assert "history.distribution" not in asked


def test_a_skipped_section_is_not_asked_and_comes_back(kb: KnowledgeBase, session: Session) -> None:
    view = session.record(skip("history.presentation"))
    step = next_step(kb, view)
    assert step is not None and step.section == "history.tempo"
    assert skipped(view.encounter) == {"history.presentation"}
    assert not view.encounter.answers, "not assessed is no answer"
    view = session.record(skip("history.presentation", False))
    step = next_step(kb, view)
    assert step is not None and step.section == "history.presentation" and not skipped(view.encounter)
    view = session.undo()
    assert skipped(view.encounter) == {"history.presentation"}


def test_a_skipped_section_changes_no_number(kb: KnowledgeBase, session: Session) -> None:
    before = session.record(answer("ptosis", State.PRESENT), answer("true-weakness", State.PRESENT))
    after = session.record(skip("history.sensory"))
    assert after.assessment == before.assessment


def test_the_options_of_a_choice_leave_out_what_all_begin_with(kb: KnowledgeBase, session: Session) -> None:
    step = next_step(kb, session.record(answer("true-weakness", State.ABSENT)))
    assert step is not None and step.choice
    assert step.options == (
        "seconds to hours", "hours to days", "days to weeks", "weeks to months", "months to years"
    )  # fmt: skip


@pytest.mark.parametrize("state", list(State))
def test_the_path_ends_only_when_every_core_question_was_asked_and_the_core_comes_first(
    kb: KnowledgeBase, session: Session, state: State
) -> None:
    asked = walk(kb, session, session.view(), state, 400)
    view = session.view()
    numbers = [number for _section, number in asked]
    refined = numbers.index(0) if 0 in numbers else len(numbers)
    assert not any(numbers[refined:]), "a refinement came before the core"
    assert numbers[:refined] == list(range(1, refined + 1)), "each answer counts once"
    fits = [f for f in core_findings(kb) if kb.findings[f].section.startswith("history.")]
    seen = view.assessment.findings.observed if view.assessment.findings else {}
    sets = {f: g.findings for g in kb.groups.values() for f in g.findings}
    open_core = [
        f
        for f in fits
        if f not in view.encounter.answers
        and f not in seen
        and kb.findings[f].suits(54, "male")
        and not any(other in view.encounter.answers for other in sets.get(f, ()))
    ]
    assert (not open_core and next_step(kb, view) is None) or len(asked) == 400
