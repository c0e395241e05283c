"""Earlier and closed visits: read, and changed only as a correction whose reason and author are kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mwdesk.domain.encounter import Patient, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.workflow import Session
from mwdesk.workflow.closing import ReadOnlyError, corrections

YES, NO = State.PRESENT, State.ABSENT


def log(session: Session) -> list[tuple[str, str]]:
    return [
        (step.kind, entry.key)
        for visit in session.store.encounters(session.encounter.patient.id)
        for step in session.store.steps(visit.id)
        for entry in step.entries
    ]


def every_way_to_change(session: Session) -> list[object]:
    return [
        lambda: session.record(answer("ptosis", NO)),
        lambda: session.record(note("impression", "other")),
        session.undo,
        session.redo,
        lambda: session.keep_letter("neurology_referral", b"%PDF"),
        session.close_visit,
    ]


def earlier(session: Session) -> str:
    """A visit with one answer, and a later one; the first is open. Returns the id of the later."""
    first = session.record(answer("ptosis", YES)).encounter.id
    moment = session.now() + timedelta(days=30)
    session.now = lambda: moment
    latest = session.start_visit().encounter.id
    session.open_visit(first)
    return latest


@pytest.mark.parametrize("how", ["earlier", "closed"])
def test_nothing_changes_what_is_only_to_be_read(session: Session, how: str) -> None:
    if how == "earlier":
        earlier(session)
    else:
        session.record(answer("ptosis", YES))
        session.close_visit()
    before = log(session)
    view = session.view()
    assert view.standing.kind == how and view.standing.read_only
    assert not view.can_undo and not view.can_redo
    for change in every_way_to_change(session):
        with pytest.raises(ReadOnlyError, match="only to be read"):
            change()  # type: ignore[operator]
    assert log(session) == before
    assert session.encounter.answers["ptosis"].state is YES
    assert session.letters == ()


def test_a_visit_stays_closed_when_it_is_opened_again(session: Session) -> None:
    session.record(answer("ptosis", YES))
    session.close_visit()
    assert session.open(session.encounter.patient.id).standing.kind == "closed"
    assert session.update_patient(Patient(id=session.encounter.patient.id, phone="1")).encounter.patient.phone
    assert session.start_visit().standing.kind == "open"


def test_details_of_the_patient_are_not_changed_from_an_earlier_visit(session: Session) -> None:
    earlier(session)
    with pytest.raises(ReadOnlyError):
        session.update_patient(Patient(id=session.encounter.patient.id, name="Other"))


def test_a_correction_needs_a_reason_and_is_audited_and_shown(session: Session) -> None:
    session.store.who = "Dr Rao"
    latest = earlier(session)
    for reason in ("", "  ", "ab"):
        with pytest.raises(DataError, match="reason"):
            session.begin_correction(reason)
    view = session.begin_correction("wrong side was ticked")
    assert view.standing.kind == "correcting" and "wrong side" in view.standing.words
    assert session.store.events()[0].kind == "correct" and session.store.events()[0].who == "Dr Rao"
    view = session.record(answer("ptosis", NO))
    assert view.encounter.answers["ptosis"].state is NO
    assert corrections(view.encounter)[0].endswith("by Dr Rao: wrong side was ticked")
    assert session.end_correction().standing.kind == "earlier"
    first = session.encounter.id
    session.open_visit(latest)
    assert session.open_visit(first).standing.kind == "earlier", "leaving ends it"
    assert len(corrections(session.encounter)) == 1
    assert session.store.verify().holds


def test_undo_never_reaches_behind_a_correction_nor_takes_it_back(session: Session) -> None:
    earlier(session)
    session.begin_correction("told wrongly")
    assert not session.view().can_undo
    session.record(answer("ptosis", NO))
    session.undo()
    assert session.encounter.answers["ptosis"].state is YES
    session.undo()
    assert session.encounter.answers["ptosis"].state is YES
    assert len(corrections(session.encounter)) == 1
    again = session.open_visit(session.encounter.id)
    assert not again.can_undo


def test_a_visit_begun_on_another_day_says_so_and_can_be_gone_on_with(session: Session) -> None:
    session.record(answer("ptosis", YES))
    moment = session.now() + timedelta(days=1)
    session.now = lambda: moment
    view = session.open(session.encounter.patient.id)
    assert view.standing.kind == "begun-earlier" and "new visit" in view.standing.words
    assert session.record(answer("ptosis", NO)).encounter.answers["ptosis"].state is NO
