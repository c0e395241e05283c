"""A cause of the panel opens its reasons, and says which answer and which test would move it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mwdesk.domain.encounter import State, answer
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.workflow import Session
from mwdesk.workflow.examples import load_examples
from mwdesk.workflow.session import compute_assessment
from mwdesk.workflow.turning import turnings


def opened_cause(window: MainWindow, bridge: Bridge, session: Session) -> str:
    load_examples(session)
    bridge.open(next(r for r in session.patients() if r.name == "Example 5").id)
    window.go("history")
    QApplication.processEvents()
    button = window.panel.causes[0]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    QApplication.processEvents()
    QTest.qWait(200)  # worked out a moment later
    assert button.row is not None
    return button.row.id


def test_a_line_of_the_panel_opens_what_would_change_it(
    window: MainWindow, bridge: Bridge, session: Session
) -> None:
    cause = opened_cause(window, bridge, session)
    assert window.place == "assessment"
    card = next(c for c in window.pages["assessment"].causes if c.row is not None and c.row.id == cause)
    assert card.body.isVisible()
    assert card.turning.isVisible()
    assert {t.kind for t in card.turning.shown} == {"finding", "test"}
    assert all(link.accessibleName() for link in card.turning.links)


def test_the_numbers_are_what_the_answers_then_give(
    window: MainWindow, bridge: Bridge, session: Session
) -> None:
    cause = opened_cause(window, bridge, session)
    view = bridge.view
    assert view is not None
    told = turnings(session.kb, session.clinic, view.encounter, view.assessment, cause)
    question = next(t for t in told if t.kind == "finding")
    assert question.id not in view.encounter.answers
    said = [float(n.lstrip("<>")) for n in re.findall(r"(?:present|absent) ([<>]?\d+)", question.words)]
    for state, number in zip((State.PRESENT, State.ABSENT), said, strict=True):
        then = compute_assessment(
            session.kb, view.encounter.apply(answer(question.id, state)), session.clinic
        )
        real = 100 * next((c.probability for c in then.conditions if c.id == cause), 0.0)
        assert abs(real - number) <= 1


def test_a_question_that_moves_nothing_is_not_offered(bridge: Bridge, session: Session) -> None:
    load_examples(session)
    offered = 0
    for row in session.patients():
        bridge.open(row.id)
        view = bridge.view
        assert view is not None
        for cause in view.assessment.conditions[:2]:
            for told in turnings(session.kb, session.clinic, view.encounter, view.assessment, cause.id):
                if told.kind == "finding":
                    offered += 1
                    yes, no = (
                        next((c.probability for c in then.conditions if c.id == cause.id), 0.0)
                        for state in (State.PRESENT, State.ABSENT)
                        for then in [
                            compute_assessment(
                                session.kb, view.encounter.apply(answer(told.id, state)), session.clinic
                            )
                        ]
                    )
                    assert abs(yes - no) >= 0.03, told.words
                    assert min(yes, no) - 0.02 <= cause.probability <= max(yes, no) + 0.02, told.words
    assert offered > 3


def test_the_question_leads_to_where_it_is_answered(
    window: MainWindow, bridge: Bridge, session: Session
) -> None:
    cause = opened_cause(window, bridge, session)
    card = next(c for c in window.pages["assessment"].causes if c.row is not None and c.row.id == cause)
    finding = card.turning.shown[0]
    card.turning.links[0].click()
    assert window.place == window.place_of("finding", finding.id)
    assert bridge.view is not None
    assert finding.id not in bridge.view.encounter.answers, "to be led there answers nothing"
