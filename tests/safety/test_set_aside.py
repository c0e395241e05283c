"""A warning that was set aside comes back when something is found that was not known then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Decision, Patient, State, Verdict, answer, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge.rules import alert_findings
from mwdesk.storage import Store
from mwdesk.workflow import Session
from mwdesk.workflow.session import compute_assessment
from mwdesk.workflow.view import View

FIRST = ("dysphagia", "ptosis", "fatigable-weakness", "diplopia")


def refused(view: View, alert: str) -> bool:
    made = view.encounter.verdicts.get(("alert", alert))
    return made is not None and made.decision is Decision.REFUSED


@pytest.fixture
def opened(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Session]:
    with Store.open(tmp_path / "patients.sqlite3") as store:
        session = Session(kb, store, Clinic(), lambda: datetime(2026, 1, 1, 9))
        session.create_patient(Patient(id="p", age_years=40, sex="female"))
        yield session


def set_aside(session: Session) -> tuple[str, str, frozenset[str]]:
    """A warning refused without a reason, a finding that would further support it, and what did so far."""
    view = session.record(*(answer(f, State.PRESENT) for f in FIRST))
    alert, more = next(
        (alert, finding)
        for alert in view.assessment.alerts
        for finding in more_of(session, alert.id, frozenset(alert.findings))
    )
    view = session.record(verdict(Verdict(kind="alert", id=alert.id, decision=Decision.REFUSED)))
    assert refused(view, alert.id)
    return alert.id, more, frozenset(alert.findings)


def more_of(session: Session, alert: str, known: frozenset[str]) -> Iterator[str]:
    view = session.view()
    for finding in alert_findings(session.kb.alerts[alert].rule):
        if finding not in known and finding not in view.encounter.answers:
            then = compute_assessment(
                session.kb, view.encounter.apply(answer(finding, State.PRESENT)), session.clinic
            )
            if any(a.id == alert and finding in a.findings for a in then.alerts):
                yield finding


def test_what_was_known_does_not_bring_it_back(opened: Session) -> None:
    session = opened
    alert, _more, known = set_aside(session)
    assert refused(session.record(answer("cataract", State.ABSENT)), alert)
    assert refused(session.record(answer(sorted(known)[0], State.PRESENT, note="again")), alert)


def test_a_new_finding_brings_it_back_and_undo_takes_both(opened: Session) -> None:
    session = opened
    alert, more, _known = set_aside(session)
    view = session.record(answer(more, State.PRESENT))
    assert not refused(view, alert)
    assert next(line for line in view.panel.alerts if line.id == alert).standing
    assert refused(session.undo(), alert)
    assert more not in session.view().encounter.answers
    assert not refused(session.redo(), alert)


def test_it_can_be_set_aside_again_on_what_is_known_now(opened: Session) -> None:
    session = opened
    alert, more, _known = set_aside(session)
    session.record(answer(more, State.PRESENT))
    again = Verdict(kind="alert", id=alert, decision=Decision.REFUSED, reason="seen by the consultant")
    view = session.record(verdict(again))
    assert refused(view, alert)
    assert refused(session.record(answer("cataract", State.ABSENT)), alert)
    assert view.encounter.verdicts["alert", alert].reason == "seen by the consultant"
