"""Recording, undoing, redoing and reopening: what the log holds is what the clinician sees."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Entry, Patient, State, answer, grade, note
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.workflow import Session
from tests.workflow import tiny

YES, NO = State.PRESENT, State.ABSENT


def reopened(session: Session) -> Session:
    """The same store through a second session, as after closing and starting again."""
    fresh = Session(session.kb, session.store, session.clinic, session.now)
    fresh.open(session.encounter.patient.id)
    return fresh


def test_an_answer_is_in_the_store_before_record_returns(session: Session) -> None:
    view = session.record(answer("ptosis", YES))
    assert session.store.encounter(view.encounter.id).answers["ptosis"].state is YES
    assert view.saved_at is not None
    assert view.changed == {"finding/ptosis"}


def test_a_step_is_undone_and_redone_as_one(session: Session) -> None:
    session.record(answer("ptosis", NO))
    session.record(answer("ptosis", YES), answer("diplopia", YES))
    view = session.undo()
    assert {k: a.state for k, a in view.encounter.answers.items()} == {"ptosis": NO}
    view = session.redo()
    assert {k: a.state for k, a in view.encounter.answers.items()} == {"ptosis": YES, "diplopia": YES}
    assert session.undo().can_redo
    assert not session.record(answer("smoker", NO)).can_redo


def test_undo_and_redo_outlive_the_program(session: Session) -> None:
    session.record(answer("ptosis", NO))
    session.record(answer("ptosis", YES, by="import", note="left more"))
    session.record(grade("shoulder-abduction", "left", "4-"))
    session.undo()
    later = reopened(session)
    assert later.can_redo
    assert later.redo().encounter.grades["shoulder-abduction", "left"].grade == "4-"
    later.undo()
    later = reopened(later)
    assert later.undo().encounter.answers["ptosis"].state is NO
    assert later.undo().encounter.entries == {}
    later = reopened(later)
    assert not later.can_undo
    for _ in range(3):
        view = later.redo()
    assert view.encounter.answers["ptosis"].note == "left more"
    assert view.encounter.answers["ptosis"].by == "import"
    assert len(view.encounter.grades) == 1


def test_nothing_is_written_for_what_changes_nothing(session: Session) -> None:
    session.record(answer("ptosis", YES))
    session.record(answer("ptosis", YES))
    session.record(answer("diplopia", None))
    session.record()
    assert len(session.store.steps(session.encounter.id)) == 1


def test_an_answer_typed_after_a_section_was_called_normal_is_typed(session: Session) -> None:
    session.record(answer("ptosis", NO, by="section"))
    view = session.record(answer("ptosis", NO))
    assert view.encounter.answers["ptosis"].by == "typed"
    assert session.undo().encounter.answers["ptosis"].by == "section"


def test_undo_with_nothing_to_undo_changes_nothing(session: Session) -> None:
    assert session.undo().encounter.entries == {}
    assert session.redo().encounter.entries == {}
    assert session.store.steps(session.encounter.id) == ()


def test_undo_stays_inside_its_visit(session: Session) -> None:
    session.record(answer("ptosis", YES))
    view = session.start_visit()
    assert not view.can_undo
    assert view.encounter.entries == {}
    assert view.previous is not None
    assert view.previous.answers["ptosis"].state is YES
    assert view.visits == 2
    earlier = session.open_visit(view.previous.id)
    assert not earlier.can_undo, "an earlier visit is only read"
    assert earlier.previous is None


def test_patients_are_kept_apart(session: Session) -> None:
    session.record(answer("ptosis", YES))
    other = session.create_patient(Patient(id="", name="Ravi"))
    assert other.encounter.entries == {}
    assert other.encounter.patient.id
    session.record(answer("diplopia", NO))
    assert list(session.open("p1").encounter.answers) == ["ptosis"]
    assert [row.name for row in session.patients("ravi")] == ["Ravi"]


def test_changed_details_of_a_patient_show_at_once_and_keep_the_answers(session: Session) -> None:
    session.record(answer("ptosis", YES))
    view = session.update_patient(replace(session.encounter.patient, age_years=61, phone="123"))
    assert view.encounter.age == 61
    assert view.encounter.answers
    assert reopened(session).encounter.patient.phone == "123"
    with pytest.raises(ValueError, match="another patient"):
        session.update_patient(Patient(id="p2"))


def test_without_an_open_patient_it_says_so(session: Session) -> None:
    session.close()
    with pytest.raises(DataError, match="No patient is open"):
        session.record(answer("ptosis", YES))
    with pytest.raises(DataError, match="No patient is open"):
        session.view()


def test_a_refused_write_changes_nothing_on_screen(session: Session) -> None:
    session.record(answer("ptosis", YES))
    pages = session.store._db.execute("PRAGMA page_count").fetchone()[0]
    session.store._db.execute(f"PRAGMA max_page_count = {pages}")
    for attempt in (lambda: session.record(note("history", "x" * 99_999)),):
        with pytest.raises(DataError, match="disk is full"):
            attempt()
    view = session.view()
    assert list(view.encounter.entries) == ["finding/ptosis"]
    session.store._db.execute("PRAGMA max_page_count = 1000000")
    assert session.undo().encounter.entries == {}


@pytest.mark.parametrize(
    "entry",
    [
        Entry(key="finding/ptosis", value={"state": "maybe"}),
        Entry(key="mrc/shoulder-abduction", value={"grade": "4"}),
        Entry(key="lab/potassium", value={"value": 4}),
        Entry(key="verdict/test", value={"decision": "accepted"}),
    ],
)
def test_a_malformed_entry_is_never_written(session: Session, entry: Entry) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        session.record(answer("diplopia", YES), entry)
    assert session.store.steps(session.encounter.id) == ()
    assert session.view().encounter.entries == {}
    assert session.record(answer("diplopia", YES)).can_undo


def test_a_damaged_stored_letter_is_told_and_stops_nothing(session: Session) -> None:
    session.keep_letter("neurology_referral", b"%PDF")
    session.store._db.execute("DROP TRIGGER letter_no_update")
    session.store._db.execute("UPDATE letter SET pdf = x'00'")
    session.store._db.conn.commit()
    assert "is damaged" in reopened(session).view().panel.notice


def test_newer_knowledge_than_a_finished_letter_is_noticed(session: Session) -> None:
    session.keep_letter("neurology_referral", b"%PDF")
    assert session.view().panel.notice == ""
    newer = Session(replace(session.kb, sha256="1" * 64), session.store, session.clinic, session.now)
    assert "newer knowledge than the letter of 17 May 2024" in newer.open("p1").panel.notice


def test_the_clinic_profile_is_kept(session: Session) -> None:
    from mwdesk.workflow.clinic import load_clinic

    assert load_clinic(session.store) == Clinic()
    session.set_clinic(Clinic(name="Hill ≥", unavailable=("ice-pack",), endemic=("leprosy",)))
    assert load_clinic(session.store) == session.clinic
    assert session.clinic.context().unavailable == {"ice-pack"}


KEYS = ("ptosis", "diplopia", "smoker")
ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.builds(
        answer,
        st.sampled_from(KEYS),
        st.sampled_from([*State, None]),
        by=st.sampled_from(["typed", "section"]),
    ),
    st.builds(
        grade,
        st.just("shoulder-abduction"),
        st.sampled_from(["right", "left"]),
        st.sampled_from(["4-", "5", None]),
    ),
    st.builds(note, st.just("history"), st.sampled_from([None, "a", "<b>≥"])),
)
ACTIONS = st.lists(
    st.one_of(st.lists(ENTRIES, min_size=1, max_size=4), st.sampled_from(["undo", "redo", "reopen"])),
    max_size=18,
)


class Model:
    """What undo and redo mean, in the plainest terms: a list of states and a place in it."""

    def __init__(self) -> None:
        self.states: list[dict[str, Entry]] = [{}]
        self.at = 0

    def record(self, entries: list[Entry]) -> None:
        new = dict(self.states[self.at])
        for entry in entries:
            if entry.value is None:
                new.pop(entry.key, None)
            else:
                new[entry.key] = entry
        if new != self.states[self.at]:
            self.states[self.at + 1 :] = [new]
            self.at += 1

    def move(self, by: int) -> None:
        self.at = min(max(self.at + by, 0), len(self.states) - 1)


@given(ACTIONS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_reopening_gives_the_same_encounter(actions: list[list[Entry] | str]) -> None:
    kb = tiny.knowledge()
    now: Callable[[], datetime] = lambda: datetime(2024, 5, 17)  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "patients.sqlite3"
        store = Store.open(place)
        session = Session(kb, store, Clinic(), now)
        session.create_patient(Patient(id="p1"))
        model = Model()
        for action in actions:
            if isinstance(action, list):
                model.record(action)
                session.record(*action)
            elif action == "reopen":
                store.close()
                store = Store.open(place)
                session = Session(kb, store, Clinic(), now)
                session.open("p1")
            else:
                model.move(-1 if action == "undo" else 1)
                session.undo() if action == "undo" else session.redo()
            assert dict(session.encounter.entries) == model.states[model.at]
            assert session.can_undo == (model.at > 0)
            assert session.can_redo == (model.at < len(model.states) - 1)
        same: Encounter = store.encounter(session.encounter.id)
        assert same == session.encounter
        store.close()


def test_the_knowledge_base_of_the_session_is_the_one_given(kb: KnowledgeBase, session: Session) -> None:
    assert session.kb is kb
