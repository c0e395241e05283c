"""The path through the history on the screen: one question at a time, a choice as one, a section left out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mwdesk.domain.encounter import State, answer
from mwdesk.ui import announce
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.history import HistoryPage
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.workflow.letter_desk import LetterDesk

Key = Qt.Key


def history(window: MainWindow) -> HistoryPage:
    page = window.page("history")
    assert isinstance(page, HistoryPage)
    return page


def given(window: MainWindow) -> dict[str, State]:
    assert window.bridge.view is not None
    return {f: a.state for f, a in window.bridge.view.encounter.answers.items()}


def held() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def to_the_choice(window: MainWindow) -> None:
    QTest.keyClick(held(), Key.Key_Y)
    assert held() is history(window).next.choice


def test_the_onset_is_one_question_answered_with_one_key(opened: MainWindow) -> None:
    to_the_choice(opened)
    step = history(opened).next.step
    assert step is not None and step.options[0] == "seconds to hours" and len(step.options) == 5
    QTest.keyClick(held(), Key.Key_3)
    assert given(opened)["onset-days-weeks"] is State.PRESENT and len(given(opened)) == 2
    assert isinstance(held(), FindingRow), "the next question has the focus"


def test_an_onset_that_cannot_be_told_is_unknown_and_not_asked_again(opened: MainWindow) -> None:
    to_the_choice(opened)
    QTest.mouseClick(history(opened).next.choice.unknown, Qt.MouseButton.LeftButton)
    told = {f: s for f, s in given(opened).items() if f.startswith("onset-")}
    assert len(told) == 5 and set(told.values()) == {State.UNKNOWN}
    step = history(opened).next.step
    assert step is not None and not step.choice


def test_a_no_to_one_onset_does_not_lose_the_others(opened: MainWindow) -> None:
    opened.bridge.record(answer("true-weakness", State.PRESENT), answer("onset-seconds-hours", State.ABSENT))
    step = history(opened).next.step
    assert step is not None and step.choice and len(step.options) == 5


def test_the_question_stands_still_and_says_how_far_one_is(opened: MainWindow) -> None:
    page = history(opened)
    settle()
    before = (page.next.geometry(), page.tabs.mapTo(opened, QPoint()).y())
    for number in range(1, 9):
        assert page.next.head.text() == f"Question {number} of about 25"
        assert page.next.why.full
        choice = page.next.step is not None and page.next.step.choice
        QTest.keyClick(held(), Key.Key_2 if choice else Key.Key_N)
        settle()
        assert (page.next.geometry(), page.tabs.mapTo(opened, QPoint()).y()) == before
    page.page.verticalScrollBar().setValue(900)
    assert page.next.geometry() == before[0] and not page.next.visibleRegion().isEmpty()


def test_a_question_is_not_asked_twice_on_one_page(opened: MainWindow) -> None:
    page = history(opened)
    settle()
    twin = page.cards["history.presentation"].rows["true-weakness"]
    place = twin.geometry()
    assert twin.asked_above and not any(b.isVisible() for b in twin.buttons.values())
    QTest.keyClick(held(), Key.Key_Y)
    settle()
    assert not twin.asked_above and twin.buttons[State.PRESENT].isChecked() and twin.geometry() == place


@pytest.mark.parametrize("way", ["key", "link", "card"])
def test_a_section_is_skipped_with_one_key_and_reads_not_assessed(opened: MainWindow, way: str) -> None:
    page = history(opened)
    opened.bridge.record(
        *(answer(f, State.ABSENT) for f in ("true-weakness", "proximal-weakness", "ptosis")),
        *(answer(f, State.ABSENT) for f in ("dysphagia", "dyspnoea")),
        answer("onset-days-weeks", State.PRESENT),
    )  # fmt: skip
    card = page.cards["history.sensory"]
    assert page.next.step is not None and page.next.step.section == "history.sensory"
    assert card.count.text() == "not asked"
    before = given(opened)
    if way == "key":
        QTest.keyClick(held(), Key.Key_S)
    elif way == "link":
        QTest.mouseClick(page.next.skip, Qt.MouseButton.LeftButton)
    else:
        card.skip.click()
    assert card.count.text() == "not assessed" and given(opened) == before
    assert page.next.step.section == "history.pain"
    assert "not assessed" in opened.message.text.text()
    card.skip.click()
    assert card.count.text() == "not asked" and page.next.step.section == "history.sensory"


def test_a_skipped_section_reads_not_assessed_in_the_letter(opened: MainWindow) -> None:
    opened.bridge.record(answer("true-weakness", State.PRESENT), answer("ptosis", State.PRESENT))
    history(opened)._on_skip("history.sensory")
    history(opened)._on_skip("history.cranial")
    opened.go("letter")
    letter = LetterDesk(opened.bridge.session).draft("neurology_referral")
    words = " ".join(str(block) for section in letter.sections for block in section.blocks)
    assert "Not assessed: sensation." in words and "Not assessed further: head and neck." in words


def test_own_words_and_duration_stand_at_the_top(opened: MainWindow) -> None:
    page = history(opened)
    settle()
    for field in (page.words.field, page.words.line):
        assert not field.visibleRegion().isEmpty()
    page.words.line.setFocus()
    QTest.keyClicks(page.words.line, "10 years")
    QTest.keyClick(page.words.line, Key.Key_Return)
    assert opened.bridge.view is not None and opened.bridge.view.encounter.note("duration") == "10 years"


def test_all_normal_is_offered_only_where_it_does_something_and_says_what(opened: MainWindow) -> None:
    page = history(opened)
    settle()
    for card in page.cards.values():
        before = given(opened)
        if card.normal.isVisible():
            page.page.verticalScrollBar().setValue(card.y())
            settle()
            card.normal.click()
            new = {f for f in given(opened) if f not in before}
            assert new and str(len(new)) in opened.message.text.text(), card.section.title
            opened.bridge.undo()
    card = page.cards["history.general"]
    card.unfold()
    settle()
    page.page.verticalScrollBar().setValue(card.y())
    settle()
    seen = {f for f, row in card.rows.items() if row.in_sight()}
    assert card.normal.isVisible() and len(seen) < len(card.rows)
    card.normal.click()
    assert given(opened) and set(given(opened)) <= seen, "nothing off the screen is answered"


def test_after_more_the_first_that_appeared_has_the_focus(opened: MainWindow, qtbot: object) -> None:
    card = history(opened).cards["history.cranial"]
    before = set(card.rows)
    card.more.setFocus()
    QTest.keyClick(card.more, Key.Key_Space)
    settle()
    row = held()
    assert isinstance(row, FindingRow) and row.question.finding not in before
    order = [q.finding for q in card.section.items if q.finding not in before]
    assert row.question.finding == order[0] and row.in_sight()


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_the_history_ends_where_its_content_ends(opened: MainWindow, size: tuple[int, int]) -> None:
    opened.resize(*size)
    page = history(opened)
    settle()
    for _again in range(2):
        last = page.medicines.geometry().bottom()
        assert page.page.inside.height() - last < 32
        page.cards["history.general"].unfold()
        settle()


def test_a_row_speaks_as_a_group_of_three_answers(opened: MainWindow) -> None:
    page = history(opened)
    row = page.cards["history.presentation"].rows["fatigue-without-weakness"]
    heard: list[str] = []
    announce.voice.said.connect(lambda text, _urgent: heard.append(text))
    row.setFocus()
    QTest.keyClick(row, Key.Key_N)
    face = QAccessible.queryAccessibleInterface(row)
    assert face.role() is QAccessible.Role.Grouping
    assert face.text(QAccessible.Text.Value) == "no"
    told = [face.child(i) for i in range(face.childCount())]
    assert [c.role() for c in told] == [QAccessible.Role.RadioButton] * 3
    assert [bool(c.state().checked) for c in told] == [False, True, False]


def test_the_card_stays_in_its_place_when_nothing_is_left_to_ask(opened: MainWindow) -> None:
    page = history(opened)
    settle()
    before = (page.next.geometry(), page.tabs.mapTo(opened, QPoint()).y())
    page.next.show_step(None)
    settle()
    assert page.next.isVisible() and page.next.head.text() == "The core questions are done"
    assert (page.next.geometry(), page.tabs.mapTo(opened, QPoint()).y()) == before
    assert held() is page.next.done, "the focus is not thrown away"
    QTest.keyClick(held(), Key.Key_Space)
    assert isinstance(held(), FindingRow)


def test_yes_to_the_onset_says_which_keys_answer(opened: MainWindow) -> None:
    page = history(opened)
    assert page.hint.text().startswith("Y yes")
    to_the_choice(opened)
    assert page.hint.text().startswith("1 to 5 choose")
    count = len(given(opened))
    QTest.keyClick(held(), Key.Key_Y)
    assert "Press a number, 1 to 5" in page.next.why.full and len(given(opened)) == count
    QTest.keyClick(held(), Key.Key_3)
    assert page.hint.text().startswith("Y yes")


def test_the_card_says_what_the_last_visit_said(opened: MainWindow) -> None:
    page, bridge = history(opened), opened.bridge
    bridge.record(answer("true-weakness", State.ABSENT), answer("onset-days-weeks", State.PRESENT))
    bridge.start_visit()
    opened.go("history")
    asked = page.next.step
    assert asked is not None and asked.questions[0].finding == "true-weakness"
    assert page.next.why.full.startswith("Last visit: no.")
    bridge.record(answer("true-weakness", State.PRESENT))
    step = page.next.step
    assert step is not None and step.choice
    assert page.next.why.full.startswith(f"Last visit: {step.options[2]}.")
