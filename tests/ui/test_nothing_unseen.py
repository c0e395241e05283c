"""Nothing is recorded that the clinician does not see, and no message moves the page under the hand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mwdesk.domain.encounter import Patient, State, answer
from mwdesk.ui import announce
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.search_box import kind_of
from mwdesk.workflow.search import Hit, find

Key, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def answers(window: MainWindow) -> dict[str, object]:
    assert window.bridge.view is not None
    return dict(window.bridge.view.encounter.answers)


def held() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def tops(window: MainWindow) -> list[tuple[int, int]]:
    parts: list[QWidget] = [window.stack, window.bottom, window.back, window.body.page_area]
    return [(p.mapTo(window, QPoint(0, 0)).y(), p.height()) for p in parts]


# the message


def test_a_message_moves_nothing_and_goes_with_its_page(opened: MainWindow) -> None:
    settle()
    before = tops(opened)
    QTest.keyClicks(opened.search, "double vision")
    QTest.keyClick(opened.search, Key.Key_Return, CONTROL)
    settle()
    assert opened.message.isVisible() and "present" in opened.message.text.text()
    assert tops(opened) == before
    box = opened.message.geometry()
    foot = opened.message.mapTo(opened, QPoint(0, box.height())).y()
    assert foot == opened.bottom.mapTo(opened, QPoint(0, opened.bottom.height())).y()
    assert opened.message.mapTo(opened, QPoint(box.width(), 0)).x() <= opened.back.mapTo(opened, QPoint()).x()
    opened.go("examination")
    assert not opened.message.isVisible()


def test_news_goes_with_its_own_undo(opened: MainWindow) -> None:
    opened.taker.take(next(h for h in find(opened.bridge.session.kb, "ptosis") if h.kind == "finding"), True)
    assert opened.message.isVisible() and answers(opened)
    QTest.keyClick(opened, Key.Key_Z, CONTROL)
    assert not opened.message.isVisible() and not answers(opened)


def test_news_goes_after_a_while_and_a_problem_stays(opened: MainWindow, qtbot: object) -> None:
    opened.message._gone.setInterval(20)
    opened.message.say("Done.", problem=False)
    QTest.qWait(80)
    assert not opened.message.isVisible()
    opened.message.say("The disk refused.")
    QTest.qWait(80)
    assert opened.message.isVisible()
    opened.go("examination")
    assert opened.message.isVisible()


def test_dismissing_leaves_the_focus_where_it_was(opened: MainWindow) -> None:
    row = QApplication.focusWidget()
    assert isinstance(row, FindingRow)
    opened.message.say("The disk refused.")
    QTest.mouseClick(opened.message.dismiss, Qt.MouseButton.LeftButton)
    assert not opened.message.isVisible() and QApplication.focusWidget() is row
    opened.message.say("The disk refused.")
    opened.message.dismiss.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(opened.message.dismiss, Key.Key_Space)
    assert not opened.message.isVisible() and QApplication.focusWidget() is row


def test_a_message_of_one_patient_is_not_shown_over_another(opened: MainWindow, bridge: Bridge) -> None:
    opened.message.say("Potassium 54 is not possible.")
    bridge.create_patient(Patient(id="p2", name="Bina", age_years=30, sex="female"))
    assert not opened.message.isVisible()


# the list of patients


@pytest.mark.parametrize("through", ["patients", "knowledge", "clinic"])
def test_nothing_is_recorded_into_a_patient_behind_the_list(opened: MainWindow, through: str) -> None:
    opened.bridge.record(answer("fever", State.ABSENT))
    before = answers(opened)
    opened.go("patients")
    opened.go(through)
    assert not opened.search.isVisible() and not opened.topbar.undo.isVisible()
    QTest.keyClick(opened, Key.Key_Z, CONTROL)
    QTest.keyClick(opened, Key.Key_K, CONTROL)
    assert QApplication.focusWidget() is not opened.search
    QTest.keyClicks(held(), "double vision")
    QTest.keyClick(held(), Key.Key_Return, CONTROL)
    QTest.keyClicks(held(), "y")
    for kind, ident in (("finding", "ptosis"), ("drug", next(iter(opened.bridge.session.kb.drugs)))):
        for at_once in (True, False):
            opened.taker.take(Hit(kind=kind, id=ident, label=ident, detail="", score=100), at_once)
    assert answers(opened) == before
    assert opened.bridge.view is not None and not opened.bridge.view.encounter.medications


def test_on_the_list_the_bar_names_the_patient_as_still_open(opened: MainWindow) -> None:
    assert "Asha Rao · 54 years" in opened.topbar.banner.accessibleName()
    opened.go("patients")
    assert "Asha Rao is still open" in opened.topbar.banner.accessibleName()
    opened.go("history")
    assert "Asha Rao · 54 years" in opened.topbar.banner.accessibleName() and opened.search.isVisible()


# rows out of sight


def test_a_tab_moves_the_page_to_its_section(opened: MainWindow) -> None:
    page = opened.page("history")
    settle()
    for at in (5, 2, 8, 0):
        QTest.mouseClick(page.tabs, Qt.MouseButton.LeftButton, pos=page.tabs.tabRect(at).center())
        settle()
        row = QApplication.focusWidget()
        assert isinstance(row, FindingRow) and 2 * row.visibleRegion().boundingRect().height() > row.height()
        title = list(page.cards.values())[at].section.title
        assert row.question.finding in {q.finding for q in list(page.cards.values())[at].section.items}, title


def test_a_key_never_answers_a_row_out_of_sight(opened: MainWindow) -> None:
    page = opened.page("history")
    row = next(r for r in page.cards["history.presentation"].rows.values() if not r.asked_above)
    row.setFocus()
    settle()
    page.page.verticalScrollBar().setValue(page.page.verticalScrollBar().maximum())
    settle()
    assert row.hasFocus() and row.visibleRegion().isEmpty()
    for key in (Key.Key_Y, Key.Key_U):
        assert not answers(opened)
        QTest.keyClick(row, key)
        settle()
    assert not row.visibleRegion().isEmpty()
    assert list(answers(opened)) == [row.question.finding]


@pytest.mark.parametrize("away", ["examination", "help"])
def test_the_row_with_the_focus_is_in_sight_on_return(opened: MainWindow, away: str) -> None:
    page = opened.page("history")
    settle()
    page.page.verticalScrollBar().setValue(1200)
    for _there_and_back in range(2):
        if away == "help":
            QTest.keyClick(opened, Key.Key_F1)
        else:
            opened.go("history" if opened.place == away else away)
        settle()
    row = QApplication.focusWidget()
    assert page.isVisible() and isinstance(row, FindingRow) and not row.visibleRegion().isEmpty()


def test_another_patient_begins_at_the_top_of_every_page(opened: MainWindow, bridge: Bridge) -> None:
    page = opened.page("history")
    settle()
    page.page.verticalScrollBar().setValue(900)
    assert page.page.verticalScrollBar().value() == 900
    bridge.create_patient(Patient(id="p2", name="Bina", age_years=30, sex="female"))
    settle()
    opened.go("history")
    settle()
    assert page.page.verticalScrollBar().value() == 0


# the search


def test_only_a_hit_of_every_word_is_chosen_by_itself(opened: MainWindow) -> None:
    """Half a sentence that fits something else must not be recorded by Enter and a key."""
    for text in ("worked in Bihar", "heavy legs", "weak"):
        opened.search.begin()
        QTest.keyClicks(opened.search, text)
        assert opened.search.model.rowCount() and opened.search.list.currentIndex().row() == -1, text
        for held_down in (CONTROL, Qt.KeyboardModifier.NoModifier):
            QTest.keyClick(opened.search, Key.Key_Return, held_down)
        assert opened.place == "history" and opened.search.hasFocus() and not answers(opened), text
        opened.search.clear()
    QTest.keyClicks(opened.search, "heavy legs")
    QTest.keyClick(opened.search, Key.Key_Down)
    assert opened.search.list.currentIndex().row() == 0
    QTest.keyClick(opened.search, Key.Key_Return, CONTROL)
    assert list(answers(opened)) == [opened.bridge.session.kb.findings["lower-limb-weakness"].id]


def test_control_enter_adds_no_medicine(opened: MainWindow) -> None:
    QTest.keyClicks(opened.search, "atorvastatin")
    assert opened.search.model.hits[0].kind == "drug"
    QTest.keyClick(opened.search, Key.Key_Return, CONTROL)
    assert opened.bridge.view is not None and not opened.bridge.view.encounter.medications
    assert "Enter alone" in opened.message.text.text()


def test_a_sign_is_named_as_one_and_told_words_only_lead_to_it(opened: MainWindow) -> None:
    QTest.keyClicks(opened.search, "scissor gait")
    hit = opened.search.model.hits[0]
    assert (hit.id, kind_of(hit)[0]) == ("spastic-gait", "Sign, examination")
    QTest.keyClick(opened.search, Key.Key_Return, CONTROL)
    assert opened.place == "examination" and not answers(opened)
    opened.search.begin()
    QTest.keyClicks(opened.search, "scissor gait")
    QTest.keyClick(opened.search, Key.Key_Return, CONTROL)
    assert list(answers(opened)) == ["spastic-gait"], "who examines may mark it at once"


def test_escape_gives_the_focus_back_and_leaving_empties_the_field(opened: MainWindow) -> None:
    row = held()
    assert isinstance(row, FindingRow)
    QTest.keyClick(opened, Key.Key_K, CONTROL)
    QTest.keyClicks(opened.search, "ptos")
    QTest.keyClick(opened.search, Key.Key_Escape)
    assert held() is row
    opened.search.begin()
    QTest.keyClicks(opened.search, "ptos")
    QTest.keyClick(opened.search, Key.Key_4, CONTROL)
    assert opened.place == "results" and opened.search.text() == "" and not opened.search.popup.isVisible()


def test_what_the_search_finds_is_said(opened: MainWindow) -> None:
    heard: list[str] = []
    announce.voice.said.connect(lambda text, _urgent: heard.append(text))
    QTest.keyClicks(opened.search, "double vision")
    assert "First: Finding: " in heard[-1] and "found" in heard[-1]
    QTest.keyClick(opened.search, Key.Key_Down)
    assert heard[-1].startswith("Finding: ")
    opened.search.clear()
    QTest.keyClicks(opened.search, "qqqzzz")
    assert "Nothing is called" in heard[-1]
