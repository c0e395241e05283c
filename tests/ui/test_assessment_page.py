"""The Assessment page: the order of its parts, what is set aside, what is the clinician's own, places."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Decision, Patient, State, Verdict, answer, grade, verdict
from mwdesk.letters import compose, plain_text
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.assessment import AssessmentPage

Key = Qt.Key
CRISIS = ("true-weakness", "fatigable-weakness", "ptosis", "diplopia", "dysphagia", "head-drop", "dyspnoea")


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


@pytest.fixture
def page(opened: MainWindow) -> AssessmentPage:
    opened.bridge.record(*(answer(f, State.PRESENT) for f in CRISIS))
    opened.go("assessment")
    settle()
    made: AssessmentPage = opened.page("assessment")
    return made


def letter(window: MainWindow) -> str:
    session, view = window.bridge.session, window.bridge.view
    assert view is not None
    made = compose(session.kb, view.encounter, view.assessment, session.clinic, session.now())
    return " ".join(plain_text(made).split())


def test_what_to_do_comes_before_what_it_may_be(page: AssessmentPage) -> None:
    parts = (page.alerts[0], page.plan_card, page.fits, page.where)
    tops = [part.mapTo(page.page.inside, QPoint(0, 0)).y() for part in parts]
    assert tops == sorted(tops)
    assert not any(c.body.isVisible() for c in page.causes), "until somebody opens one"


def test_urgency_is_a_word_beside_its_colour(page: AssessmentPage) -> None:
    for made in page.alerts:
        if made.alert is not None and made.isVisible():
            assert made.word.text() == ("Emergency" if made.alert.urgency.value == "emergency" else "Urgent")
            assert made.word.isVisible() and not made.sign.pixmap().isNull()
            assert made.action.text() == made.alert.action


def test_a_refused_emergency_stays_as_set_aside_and_comes_back(
    opened: MainWindow, page: AssessmentPage
) -> None:
    first = page.alerts[0]
    assert first.alert is not None
    ident = first.alert.id
    first.decision.refuse.click()
    settle()
    gone = next(a for a in page.alerts if a.alert is not None and a.alert.id == ident)
    assert gone.isVisible() and gone.aside.text() == "Set aside by you, no reason given"
    assert "Set aside" in gone.head.accessibleName()
    assert ident not in [a.id for a in opened.panel.standing]
    QTest.keyClicks(gone.decision.reason, "swallow tested, safe")
    QTest.keyClick(gone.decision.reason, Key.Key_Return)
    settle()
    gone = next(a for a in page.alerts if a.alert is not None and a.alert.id == ident)
    assert gone.aside.text() == "Set aside by you: swallow tested, safe"
    gone.decision.refuse.click()
    settle()
    assert ident in [a.id for a in opened.panel.standing]


def test_buttons_say_what_they_do_and_are_large_enough(page: AssessmentPage) -> None:
    for decision in (page.alerts[0].decision, page.causes[0].decision, page.plan["here"].items[0].decision):
        assert decision.accept.text() and decision.refuse.text() == "Refuse"
        assert min(decision.accept.height(), decision.refuse.height()) >= 32
    item = page.plan["here"].items[0]
    item.decision.accept.click()
    settle()
    again = next(
        i for i in page.plan["here"].items if i.step is not None and i.step.id == item.decision.ident
    )
    assert again.decision.accept.text() == "Accepted"
    assert "chosen" in again.decision.accept.accessibleName()


@pytest.mark.parametrize(("typed", "ident"), [("aldolase", "aldolase"), ("Grandmother's test", "")])
def test_a_test_of_ones_own_is_found_or_taken_as_typed(
    opened: MainWindow, page: AssessmentPage, typed: str, ident: str
) -> None:
    field = page.plan_card.own.field
    field.setFocus()
    QTest.keyClicks(field, typed)
    QTest.keyClick(field, Key.Key_Return)
    view = opened.bridge.view
    assert view is not None
    wanted = ident or typed
    assert view.encounter.verdicts["test", wanted].decision in (Decision.ADDED, Decision.ACCEPTED)
    if not ident:
        row = page.plan_card.own.rows[typed]
        assert row.name.text() == typed
        assert typed in letter(opened)
        row.remove.click()
        assert opened.bridge.view is not None
        assert ("test", typed) not in opened.bridge.view.encounter.verdicts


def test_a_cause_of_ones_own_with_how_sure(opened: MainWindow, page: AssessmentPage) -> None:
    field = page.words.own.field
    field.setFocus()
    QTest.keyClicks(field, "botulism")
    QTest.keyClick(field, Key.Key_Return)
    view = opened.bridge.view
    assert view is not None
    assert view.encounter.verdicts["condition", "botulism"].decision is Decision.ADDED
    sure = page.words.own.rows["botulism"].sure
    assert sure is not None
    sure.buttons[1][0].click()
    view = opened.bridge.view
    assert view is not None
    assert view.encounter.verdicts["condition", "botulism"].confidence == "probable"
    assert "(my own, probable)" in letter(opened)
    opened.bridge.undo()
    view = opened.bridge.view
    assert view is not None and view.encounter.verdicts["condition", "botulism"].confidence == ""


def test_the_tab_key_goes_down_the_page_also_through_what_was_opened(page: AssessmentPage) -> None:
    page.causes[0].head.click()
    QTest.qWait(300)
    settle()
    page.alerts[0].head.setFocus()
    places = []
    for _ in range(60):
        here = QApplication.focusWidget()
        if here is None or not page.isAncestorOf(here):
            break
        places.append((here.mapTo(page.page.inside, QPoint(0, 0)), here))
        QTest.keyClick(here, Key.Key_Tab)
    assert len(places) > 25
    first = page.causes[0]
    order = [widget for _, widget in places]
    assert order.index(first.head) < order.index(first.about) < order.index(page.causes[1].head)
    rows = [at.y() for at, widget in places if page.fits.isAncestorOf(widget)]
    assert all(b >= a - 40 for a, b in pairwise(rows)), "it never jumps back"


def test_what_follows_from_one_grade_is_told_once_with_its_grade(opened: MainWindow) -> None:
    opened.bridge.record(
        grade("knee-flexion", "right", "4"),
        *(answer(f, State.PRESENT) for f in ("onset-months-years", "difficulty-stairs-or-chair", "falls")
          if f in opened.bridge.session.kb.findings),
    )  # fmt: skip
    opened.go("assessment")
    page = opened.page("assessment")
    assert page.causes, "something is ranked"
    page.causes[0].head.click()
    origins = [r.origin for r in page.causes[0].for_.reasons if r.derived]
    assert len(origins) == len(set(origins))
    assert "right knee flexion 4" in page.causes[0].for_.told


def test_a_place_tells_its_causes_and_what_would_change_it(opened: MainWindow, page: AssessmentPage) -> None:
    level = page.sites.level("muscle")
    assert level is not None
    level.click()
    QTest.qWait(400)
    assert page.place.site == "muscle" and page.place.title.text() == "Muscle"
    assert page.place.turning.isVisible()
    assert level.isChecked()
    page.sites.levels[0].setFocus()
    leading = next(row for row in page.sites.rows if row.leading)
    other = page.sites.level(leading.id)
    assert other is not None
    other.click()
    cause = page.place.causes[0]
    assert cause.isVisible()
    cause.click()
    settle()
    assert any(c.body.isVisible() for c in page.causes)


@pytest.mark.parametrize("width", [911, 760])
def test_nothing_reaches_beyond_a_narrow_page(
    opened: MainWindow, page: AssessmentPage, width: int, qtbot: QtBot
) -> None:
    opened.resize(width, 512)
    qtbot.waitUntil(lambda: page.page.inside.width() <= page.page.viewport().width())
    edge = page.page.viewport().width()
    for part in (page.alerts[0].decision, page.plan_card, page.causes[0], page.where, page.place):
        assert part.mapTo(page.page.inside, QPoint(part.width(), 0)).x() <= edge, part


def test_too_little_known_is_said_and_no_cause_is_called_urgent_without_a_name(opened: MainWindow) -> None:
    opened.go("assessment")
    page = opened.page("assessment")
    assert page.summary.text().startswith("Too little is known yet")
    opened.bridge.record(*(answer(f, State.PRESENT) for f in CRISIS))
    view = opened.bridge.view
    assert view is not None
    for alert in view.panel.alerts:
        opened.bridge.record(verdict(Verdict(kind="alert", id=alert.id, decision=Decision.REFUSED)))
    view = opened.bridge.view
    assert view is not None
    assert view.panel.urgency.value == "emergency"
    assert page.summary.text().startswith("Emergency by warnings that you set aside")
    assert opened.body.rail.accessibleName() == "Reasoning, Control J"
    assert opened.panel.alert.accessibleName() == "No warning stands"
    assert view.panel.alerts[0].title in opened.panel.alert.accessibleDescription()


def test_a_warning_set_aside_promises_no_reason_that_was_not_given(
    opened: MainWindow, page: AssessmentPage
) -> None:
    view = opened.bridge.view
    assert view is not None
    refused = [Verdict(kind="alert", id=a.id, decision=Decision.REFUSED) for a in view.panel.alerts]
    opened.bridge.record(*(verdict(v) for v in refused))
    settle()
    assert "no reason given" in page.summary.text() and "your reasons" not in page.summary.text()
    told = Verdict(kind="alert", id=refused[0].id, decision=Decision.REFUSED, reason="tested, safe")
    opened.bridge.record(verdict(told))
    settle()
    assert "your reasons" in page.summary.text()


def in_sight(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect().height() == widget.height()


def test_tab_from_the_strip_goes_into_the_chosen_part(opened: MainWindow, page: AssessmentPage) -> None:
    for part in (page.plan_card, page.fits):
        page.strip.setFocus()
        page.strip.setCurrentIndex(page.strip.number_of(part))
        settle()
        QTest.keyClick(page.strip, Key.Key_Tab)
        settle()
        here = QApplication.focusWidget()
        assert here is not None and part.isAncestorOf(here) and in_sight(here)


def test_no_key_acts_on_a_button_out_of_sight(opened: MainWindow, page: AssessmentPage) -> None:
    first = page.alerts[0]
    assert first.alert is not None
    ident, bar = first.alert.id, page.page.verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    first.decision.refuse.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    assert in_sight(first.decision.refuse), "the focus is never where nobody sees it"
    bar.setValue(bar.maximum())
    settle()
    assert not in_sight(first.decision.refuse)
    QTest.keyClick(first.decision.refuse, Key.Key_Space)
    settle()
    view = opened.bridge.view
    assert view is not None and ("alert", ident) not in view.encounter.verdicts
    assert in_sight(first.decision.refuse), "shown first"
    QTest.keyClick(first.decision.refuse, Key.Key_Space)
    settle()
    view = opened.bridge.view
    assert view is not None and ("alert", ident) in view.encounter.verdicts


def test_the_strip_marks_no_part_that_is_not_there(opened: MainWindow) -> None:
    opened.bridge.create_patient(Patient(id="", name="Calm", sex="male", age_years=40))
    opened.go("assessment")
    settle()
    page = opened.page("assessment")
    assert isinstance(page, AssessmentPage) and opened.bridge.view is not None
    assert not opened.bridge.view.panel.alerts
    assert page.strip.currentIndex() == page.strip.number_of(page.plan_card)
    assert not page.strip.isTabEnabled(0)
    page.strip.lead(0)
    assert page.strip.currentIndex() == page.strip.number_of(page.plan_card)


def test_four_warnings_are_whole_and_each_further_one_is_a_line(page: AssessmentPage) -> None:
    shown = [a for a in page.alerts if a.isVisible()]
    assert len(shown) > 4
    assert all(a.action.isVisible() and a.decision.isVisible() for a in shown[:4])
    assert not any(a.action.isVisible() or a.decision.isVisible() for a in shown[4:])
    assert all(a.height() < shown[0].height() for a in shown[4:])
    shown[4].head.click()
    settle()
    assert shown[4].action.isVisible() and shown[4].decision.isVisible(), "opened, it is whole"
