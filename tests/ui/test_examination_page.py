"""The examination page on a real session: what is typed is recorded, undone and shown again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import LEFT, RIGHT, Patient, State
from mwdesk.ui import announce, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.examination import ExaminationPage
from mwdesk.ui.widgets.grade_delegate import INSET
from mwdesk.workflow.questions import red_flags


@pytest.fixture
def page(bridge: Bridge, qtbot: QtBot) -> ExaminationPage:
    bridge.create_patient(Patient(id="", name="Asha Devi", sex="female", age_years=41))
    page = ExaminationPage(bridge)
    qtbot.addWidget(page)
    bridge.changed.connect(page.render_view)
    assert bridge.view is not None
    page.render_view(bridge.view)
    page.resize(840, 660)
    page.show()
    qtbot.waitExposed(page)
    return page


def _entries(bridge: Bridge) -> dict[str, str]:
    assert bridge.view is not None
    return {k: e.by for k, e in bridge.view.encounter.entries.items()}


def test_typing_goes_into_the_record_and_comes_back(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    grid = page.power.grid
    grid.select("ankle-dorsiflexion", RIGHT)
    qtbot.keyClicks(grid.view, "4-c")
    assert bridge.view is not None
    assert {g.grade for g in bridge.view.encounter.grades.values()} == {"4-"}
    assert page.tabs.tabData(0) == f"2 of {grid.progress()[1]}"
    bridge.undo()
    assert grid.model.cell("ankle-dorsiflexion", LEFT) is None
    assert grid.model.cell("ankle-dorsiflexion", RIGHT) is not None


def test_all_normal_is_one_step_and_one_undo(page: ExaminationPage, bridge: Bridge, qtbot: QtBot) -> None:
    grid = page.power.grid
    grid.select("hip-flexion", RIGHT)
    qtbot.keyClicks(grid.view, "3")
    first = next(row.id for row in grid.model.rows if not row.heading)
    grid.select(first, RIGHT)
    qtbot.keyClick(grid.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    told = _entries(bridge)
    done, total = grid.progress()
    assert done == total == len(told)
    assert told["mrc/hip-flexion/right"] == "typed"
    assert told["mrc/hip-flexion/left"] == "section"
    assert not page.all_normal.isEnabled(), "nothing is left to fill"
    bridge.undo()
    assert set(_entries(bridge)) == {"mrc/hip-flexion/right"}


def test_all_normal_signs_leave_red_flags_unasked(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(3)
    page.all_normal.click()
    assert bridge.view is not None
    answers = bridge.view.encounter.answers
    assert answers, "some sign is no red flag"
    assert not set(answers) & red_flags(bridge.session.kb)
    assert {a.state for a in answers.values()} == {State.ABSENT}
    assert {a.by for a in answers.values()} == {"section"}


def test_a_sign_takes_three_answers_and_none(page: ExaminationPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert page.reveal("fasciculations")
    assert page.tabs.currentIndex() == 3
    row = page.signs.reveal("fasciculations")
    assert row is not None
    for key, state in (
        (Qt.Key.Key_Y, State.PRESENT),
        (Qt.Key.Key_N, State.ABSENT),
        (Qt.Key.Key_U, State.UNKNOWN),
    ):
        qtbot.keyClick(row, key)
        assert bridge.view is not None
        assert bridge.view.encounter.answers["fasciculations"].state is state
    qtbot.keyClick(row, Qt.Key.Key_Backspace)
    assert "fasciculations" not in bridge.view.encounter.answers
    assert row.isVisible(), "a row does not run away when its answer is taken back"


def test_own_words_are_saved_when_left(page: ExaminationPage, bridge: Bridge, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(3)
    page.words.field.insertPlainText("Neck bent <b>forward</b>, power ≥ 3")
    page.tabs.setCurrentIndex(0)
    assert bridge.view is not None
    assert bridge.view.encounter.note("examination") == "Neck bent <b>forward</b>, power ≥ 3"


def test_the_next_best_step_is_said_in_words_and_leads_there(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    assert bridge.view is not None
    step = next((s for s in bridge.view.panel.all_steps if s.section.startswith("exam.")), None)
    assert page.best.text().startswith("Next best:") == (step is not None) == page.best.isEnabled()
    if step is not None:
        qtbot.mouseClick(page.best, Qt.MouseButton.LeftButton)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert page.isAncestorOf(focused)


def test_all_normal_says_how_many_and_what_takes_them_back(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    heard: list[str] = []
    announce.voice.said.connect(lambda text, urgent: heard.append(text))
    grid = page.power.grid
    grid.select("hip-flexion", RIGHT)
    qtbot.keyClicks(grid.view, "3")
    grid.select(next(row.id for row in grid.model.rows if not row.heading), RIGHT)
    filled = len(grid.normal_entries())
    qtbot.keyClick(grid.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert page.hint.full == f"{filled} marked normal by section; Ctrl+Z takes them back."
    assert heard[-1] == page.hint.full
    assert "by section)" in grid.status.text()
    assert page.tabs.tabToolTip(0) == f"{filled} of them by section"
    bridge.undo()
    assert "marked normal" not in page.hint.full
    assert page.tabs.tabToolTip(0) == ""


def test_another_patient_begins_at_the_first_cell(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    grid = page.power.grid
    grid.unfold.click()
    grid.select("thumb-flexion", LEFT)
    page.tabs.setCurrentIndex(2)
    bridge.create_patient(Patient(id="", name="Somebody Else"))
    assert page.tabs.currentIndex() == 0
    assert grid.view.current_key() == (next(r.id for r in grid.model.rows if not r.heading), RIGHT)
    assert grid.model.number_of("thumb-flexion") < 0, "folded again"


def test_twenty_movements_stand_on_one_screen(opened: MainWindow, qtbot: QtBot) -> None:
    opened.go("examination")
    grid = opened.pages["examination"].power.grid
    view = grid.view
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() == 0, timeout=2000)
    rows = [n for n, row in enumerate(grid.model.rows) if not row.heading]
    assert len(rows) == 20
    seen = view.viewport().rect()
    assert all(seen.contains(view.visualRect(grid.model.index(n, 2))) for n in rows)
    names = QFontMetrics(theme.Type.text())
    for n in rows:
        assert names.horizontalAdvance(grid.model.row(n).title) <= view.columnWidth(0) - INSET - 4


@pytest.mark.parametrize(
    ("ident", "tab"), [("knee-jerk", 1), ("mod-vibration-toe", 2), ("thumb-flexion", 0), ("clonus", 1)]
)
def test_anything_examined_can_be_found(page: ExaminationPage, ident: str, tab: int) -> None:
    assert page.reveal(ident)
    assert page.tabs.currentIndex() == tab


def test_what_is_not_known_is_not_found(page: ExaminationPage) -> None:
    assert not page.reveal("no-such-thing")


def test_a_narrow_page_keeps_the_grid_and_gives_up_the_figure(page: ExaminationPage, qtbot: QtBot) -> None:
    assert page.power.body.isVisible()
    page.resize(560, 400)
    assert not page.power.body.isVisible()
    qtbot.waitUntil(lambda: page.power.grid.view.viewport().height() > 150, timeout=2000)


def test_every_control_has_a_name(page: ExaminationPage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QTabBar, QTableView

    for index in range(page.tabs.count()):
        page.tabs.setCurrentIndex(index)
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit, QTabBar, QTableView):
            for widget in page.findChildren(kind):
                inner = type(widget).__name__ in ("QToolButton", "QAbstractButton")
                if widget.isVisible() and not inner:
                    named = widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
                    assert named, type(widget).__name__


def test_tab_goes_down_the_signs_as_one_reads(opened: MainWindow, qtbot: QtBot) -> None:
    opened.go("examination")
    page = opened.pages["examination"]
    page.tabs.setCurrentIndex(3)
    first = page.signs.first_row()
    first.setFocus()
    qtbot.waitUntil(lambda: page.words.y() > 300)
    met = [first.mapTo(page, first.rect().topLeft()).y()]
    while not page.words.field.hasFocus() and len(met) < 60:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        inside = page.stack.currentWidget().inside
        met.append(focused.mapTo(inside, focused.rect().topLeft()).y())
    assert page.words.field.hasFocus(), "own words come last"
    assert met[1:] == sorted(met[1:])


def test_what_unfolds_by_key_is_where_one_goes_on(opened: MainWindow, qtbot: QtBot) -> None:
    opened.go("examination")
    page = opened.pages["examination"]
    grid = page.power.grid
    grid.unfold.setFocus()
    qtbot.keyClick(grid.unfold, Qt.Key.Key_Space)
    assert grid.view.hasFocus()
    ident, _side = grid.view.current_key()
    row = grid.model.row(grid.model.number_of(ident))
    assert not row.core
    page.tabs.setCurrentIndex(3)
    card = next(c for c in page.signs._cards.values() if not c._more.isHidden())
    card._more.setFocus()
    before = {r for r in card.rows if not r.isHidden()}
    qtbot.keyClick(card._more, Qt.Key.Key_Space)
    assert QApplication.focusWidget() in set(card.rows) - before
