"""The standing panel, the alarm and the Assessment page on the screens that clinics have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Decision, State, Verdict, answer, verdict
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.fitted_text import parts_line
from mwdesk.ui.widgets.pick_field import begins_word
from mwdesk.workflow import Session
from mwdesk.workflow.examples import load_examples

SWALLOWING = (
    "true-weakness",
    "dysphagia",
    "diplopia",
    "ptosis",
    "fatigable-weakness",
    "head-drop",
    "dyspnoea",
)


def settle(window: MainWindow) -> None:
    for _ in range(4):
        QApplication.processEvents()


def say(window: MainWindow, *findings: str) -> None:
    window.bridge.record(*(answer(f, State.PRESENT) for f in findings))
    settle(window)


def test_with_every_example_the_panel_fits_a_low_screen_whole(
    window: MainWindow, bridge: Bridge, session: Session
) -> None:
    load_examples(session)
    for row in session.patients():
        bridge.open(row.id)
        window.go("history")
        settle(window)
        panel = window.panel
        assert window.size().height() == 768
        assert panel.verticalScrollBar().maximum() == 0, row.name
        assert sum(c.isVisible() for c in panel.causes) >= 3, row.name
        assert sum(s.isVisible() for s in panel.steps) >= 2, row.name
        lowest = max(c.mapTo(panel, QPoint(0, c.height())).y() for c in panel.causes if c.isVisible())
        assert lowest <= panel.height(), row.name


def test_every_warning_is_told_by_title_or_counted(opened: MainWindow) -> None:
    say(opened, *SWALLOWING)
    panel = opened.panel
    standing = panel.standing
    assert len(standing) > 3
    assert panel.alert.isVisible()
    assert panel.alert.alert == standing[0]
    assert standing[0].title in panel.alert.accessibleName()
    assert standing[0].action in panel.alert.accessibleDescription()
    shown = [t.title for t in panel.titles if t.isVisible()]
    assert shown == [standing[1].title, f"{standing[2].title} · {len(standing) - 3} more"]
    QTest.mouseClick(panel.titles[0], Qt.MouseButton.LeftButton)
    assert opened.place == "assessment"


def test_the_panel_teaches_before_anything_is_known(window: MainWindow) -> None:
    window.page("patients").begin()
    window.go("history")
    settle(window)
    steps = [s.step.label for s in window.panel.steps if s.step is not None and s.isVisible()]
    assert steps[0] == "Enter age and sex"
    assert len(steps) == 3
    assert not window.panel.alert.isVisible()
    assert not any(c.isVisible() for c in window.panel.causes)
    assert window.panel.sentence.text().startswith("Answer a few more questions")
    first = window.page("history").next.row
    assert first is not None
    assert steps[1].endswith(first.question.label.split(" (")[0].lower())
    QTest.mouseClick(window.panel.steps[0], Qt.MouseButton.LeftButton)
    assert window.place == "patient"


def test_a_narrow_window_still_tells_an_emergency(opened: MainWindow, qtbot: QtBot) -> None:
    say(opened, *SWALLOWING)
    assert not opened.alarm.isVisible()  # the panel says it
    opened.resize(911, 512)
    qtbot.waitUntil(opened.alarm.isVisible)
    assert opened.panel.standing[0].title in opened.alarm.title.accessibleName()
    for alert in opened.panel.standing:
        if alert.urgency.value == "emergency":
            said = Verdict(kind="alert", id=alert.id, decision=Decision.REFUSED)
            opened.bridge.record(verdict(said))
    assert not opened.alarm.isVisible()


def test_the_tabs_of_the_history_fit_a_narrow_window(opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(911, 512)
    tabs = opened.page("history").tabs
    qtbot.waitUntil(lambda: tabs.tabRect(tabs.count() - 1).right() <= tabs.width())
    assert tabs.tabRect(0).left() >= 0


# Assessment


def test_an_alert_opens_on_demand_and_stays_open(opened: MainWindow) -> None:
    say(opened, *SWALLOWING)
    opened.go("assessment")
    settle(opened)
    page = opened.page("assessment")
    first = page.alerts[0]
    assert first.alert is not None
    assert first.action.text() == first.alert.action
    assert not first.body.isVisible()
    assert sum(a.height() for a in page.alerts if a.isVisible()) < page.page.height()
    QTest.mouseClick(first.head, Qt.MouseButton.LeftButton)
    assert first.body.isVisible()
    assert first.alert.because in first.full_why.text()
    say(opened, "slurred-speech" if "slurred-speech" in opened.bridge.session.kb.findings else "dysarthria")
    again = next(a for a in page.alerts if a.alert is not None and a.alert.id == first.alert.id)
    assert again.body.isVisible()
    assert "opened" in again.head.accessibleName()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_tab_leads_to_its_part_of_the_assessment(opened: MainWindow, at: int) -> None:
    say(opened, *SWALLOWING)
    opened.go("assessment")
    settle(opened)
    page = opened.page("assessment")
    page.strip.setCurrentIndex(at)
    settle(opened)
    part = page.strip._parts[at]
    top = part.mapTo(page.page.viewport(), QPoint(0, 0)).y()
    assert 0 <= top < page.page.viewport().height() // 2
    assert page.strip.currentIndex() == at


def test_the_plan_stands_in_three_columns_in_sight(opened: MainWindow) -> None:
    say(opened, *SWALLOWING)
    opened.go("assessment")
    settle(opened)
    page = opened.page("assessment")
    columns = list(page.plan.values())
    edges = [c.mapTo(page.page.viewport(), QPoint(c.width(), 0)).x() for c in columns]
    assert edges == sorted(set(edges))
    assert edges[-1] <= page.page.viewport().width()


# Medicines


def medicines(window: MainWindow) -> list[tuple[str, str]]:
    assert window.bridge.view is not None
    return [(m.name, m.drug) for m in window.bridge.view.encounter.medications.values()]


def test_enter_adds_the_highlighted_medicine_or_what_was_typed(opened: MainWindow) -> None:
    field = opened.page("history").medicines.field
    field.setFocus()
    QTest.keyClicks(field, "pyridost")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [drug for _, drug in medicines(opened)] == ["pyridostigmine"]
    QTest.keyClicks(field, "xqzw leaves")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert medicines(opened)[-1] == ("xqzw leaves", "")
    assert field.text() == ""


def test_a_match_is_highlighted_only_where_a_word_begins_as_typed() -> None:
    assert begins_word("Pyrid", "Pyridostigmine Mestinon")
    assert begins_word("mest", "Pyridostigmine (Mestinon)")
    assert not begins_word("stig", "Pyridostigmine")


# Text


@given(st.lists(st.text("abc de", min_size=1, max_size=80), min_size=1, max_size=3), st.integers(120, 400))
def test_parts_keep_to_their_line_and_none_pushes_out_another(
    qapp: QApplication, parts: list[str], width: int
) -> None:
    metrics = QFontMetrics(theme.Type.note())
    line = parts_line(metrics, tuple(parts), width)
    assert metrics.horizontalAdvance(line) <= width + len(parts) + 2
    assert line.count(" · ") == len(parts) - 1
