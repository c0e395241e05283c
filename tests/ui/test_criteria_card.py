"""The card of criteria on the Assessment page."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Decision, Patient, State, Verdict, answer, verdict
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.assessment import AssessmentPage
from mwdesk.workflow import Session

BOTULISM = [answer("fever", State.ABSENT), answer("diplopia", State.PRESENT), answer("ptosis", State.PRESENT)]


def test_criteria_of_an_accepted_cause_are_told_and_opened(
    qtbot: QtBot, bridge: Bridge, session: Session, patient: Patient
) -> None:
    session.open(patient.id)
    page = AssessmentPage(bridge)
    qtbot.addWidget(page)
    accepted = Verdict(kind="condition", id="botulism", decision=Decision.ACCEPTED)
    view = session.record(*BOTULISM, verdict(accepted))
    page.render_view(view)
    row = next(row for row in view.criteria if row.id == "botulism-trigger")
    assert row.word == "met"
    assert row.source != ""
    assert page.criteria.isVisibleTo(page)
    assert "Botulism, clinical trigger of CDC: met" in page.criteria.summary.text()
    assert not page.criteria.body.isVisibleTo(page)
    page.criteria.toggle.click()
    shown = next(r for r in page.criteria.rows if r.head.text().startswith("Botulism"))
    assert "Met: no fever" in shown.items.text()


def test_without_anything_to_tell_the_card_is_not_there(
    qtbot: QtBot, bridge: Bridge, session: Session, patient: Patient
) -> None:
    page = AssessmentPage(bridge)
    qtbot.addWidget(page)
    page.render_view(session.open(patient.id))
    assert not page.criteria.isVisibleTo(page)
