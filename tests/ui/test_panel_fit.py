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
from mwdesk.domain.knowledge import Urgency
from mwdesk.ui import theme
from mwdesk.ui.announce import voice
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.alert_card import AlertCard
from mwdesk.ui.widgets.fitted_text import parts_line
from mwdesk.ui.widgets.neuraxis import Level
from mwdesk.ui.widgets.panel_rows import AlarmStrip
from mwdesk.ui.widgets.pick_field import begins_word
from mwdesk.workflow import AlertLine, Session
from mwdesk.workflow.examples import load_examples
from mwdesk.workflow.words import first_sentence

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


def test_the_first_warning_is_told_whole_and_the_others_are_counted(opened: MainWindow) -> None:
    say(opened, *SWALLOWING)
    panel = opened.panel
    standing = panel.standing
    assert len(standing) > 3
    assert panel.alert.alert == standing[0]
    assert panel.alert.accessibleName() == f"Emergency: {standing[0].title}"
    assert standing[0].action in panel.alert.accessibleDescription()
    assert panel.alert.more.startswith(f"{len(standing) - 1} further alerts: {standing[1].title}")
    assert all(a.title in panel.alert.toolTip() for a in standing)
    QTest.mouseClick(panel.alert, Qt.MouseButton.LeftButton)
    assert opened.place == "assessment"


@pytest.mark.parametrize("scale", [1.0, 1.3])
def test_no_action_of_any_warning_is_ever_cut(
    qtbot: QtBot, qapp: QApplication, session: Session, scale: float
) -> None:
    theme.Type.scale = scale
    card, strip = AlertCard(), AlarmStrip()
    qtbot.addWidget(card)
    qtbot.addWidget(strip)
    wrap = int(Qt.TextFlag.TextWordWrap)
    text, strong = QFontMetrics(theme.Type.text()), QFontMetrics(theme.Type.strong())
    for rule in session.kb.alerts.values():
        action = first_sentence(rule.action)[0]
        made = AlertLine(
            id=rule.id,
            title=rule.title or rule.id,
            urgency=rule.urgency,
            action=action,
            detail="",
            why="",
            not_asked="",
            because="",
            findings=(),
            not_assessed=(),
            suspects=(),
        )
        card.show_alerts((made,))
        need = text.boundingRect(0, 0, 314 - 32, 4000, wrap, action).height()
        need += strong.boundingRect(0, 0, 314 - 32, 4000, wrap, made.title).height()
        assert card.height_for(314) >= need + QFontMetrics(theme.Type.font("small")).height(), rule.id
        strip.show_alerts((made,))
        if made.urgency is Urgency.EMERGENCY:
            assert strip.alarmed
            assert action in strip.title.said
            assert strip.title._text.size().height() <= strip.title.height_for(600)
    theme.Type.scale = 1.0


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_nothing_in_the_panel_moves_whatever_is_answered(opened: MainWindow, size: tuple[int, int]) -> None:
    opened.resize(*size)
    settle(opened)
    panel = opened.panel

    def places() -> list[int]:
        parts = (panel.alert, panel._next, panel.sites, panel._fits, panel.steps[0], panel.steps[1])
        return [part.mapTo(panel.inside, QPoint(0, 0)).y() for part in parts] + [panel._fits.height()]

    first = places()
    alerts = set()
    for finding in SWALLOWING:
        say(opened, finding)
        alerts.add(len(panel.standing))
        assert places() == first, finding
    assert len(alerts) > 2, "warnings came one after another"
    assert panel.verticalScrollBar().maximum() == 0


def test_a_new_warning_is_announced_once(opened: MainWindow, qtbot: QtBot) -> None:
    heard: list[tuple[str, bool]] = []
    voice.said.connect(lambda text, urgent: heard.append((text, urgent)))
    say(opened, *SWALLOWING[:4])
    heard.clear()
    say(opened, *SWALLOWING[4:])
    first = opened.panel.standing[0]
    told = [text for text, urgent in heard if urgent]
    assert any(text.startswith(f"Emergency: {first.title}. {first.action}") for text in told), heard
    heard.clear()
    say(opened, "cramps" if "cramps" in opened.bridge.session.kb.findings else "falls")
    assert not any(first.title in text for text, _ in heard)


def test_what_the_last_answer_moved_is_marked_until_the_next(opened: MainWindow) -> None:
    panel = opened.panel
    say(opened, "true-weakness", "ptosis", "onset-weeks-months")
    assert panel.panel is not None
    say(opened, "fatigable-weakness")
    marks = {c.row.id: c.moved for c in panel.causes if c.row is not None and c.isVisible()}
    assert 1 in marks.values()
    assert panel.moves.sites.get("nmj") == 1
    level = panel.sites.level("nmj")
    assert level is not None and level.accessibleName().endswith("risen")
    opened.bridge.refresh()
    assert panel.moves.sites.get("nmj") == 1, "drawn again is no answer"
    opened.bridge.record(answer(panel.panel.next_steps[0].id, State.UNKNOWN))
    assert not panel.moves.causes and not panel.moves.sites
    assert "risen" not in level.accessibleName()


def test_the_neuraxis_is_walked_by_arrows_and_each_level_opens_its_reasons(opened: MainWindow) -> None:
    say(opened, *SWALLOWING)
    axis = opened.panel.sites
    first = axis.levels[0]
    first.setFocus()
    assert [one for one in axis.levels if one.focusPolicy() & Qt.FocusPolicy.TabFocus] == [first]
    for _ in range(6):
        held = QApplication.focusWidget()
        assert held is not None
        QTest.keyClick(held, Qt.Key.Key_Down)
    here = QApplication.focusWidget()
    assert isinstance(here, Level) and here.row is not None and here.row.id == "nmj"
    assert "leading" in here.accessibleName()
    QTest.keyClick(here, Qt.Key.Key_Return)
    settle(opened)
    assert opened.place == "assessment"
    place = opened.page("assessment").place
    assert place.isVisible() and place.site == "nmj"
    assert "weakness worsens with use" in place.reasons.told


def test_before_the_first_answer_one_sentence_stands_for_the_places(opened: MainWindow) -> None:
    axis = opened.panel.sites
    assert not any(level.isVisible() for level in axis.levels)
    assert "brain to muscle" in axis.accessibleDescription()


def test_the_panel_teaches_before_anything_is_known(window: MainWindow) -> None:
    window.page("patients").begin()
    window.go("history")
    settle(window)
    steps = [s.step.label for s in window.panel.steps if s.step is not None and s.isVisible()]
    assert steps[0] == "Enter age and sex"
    assert len(steps) == 2
    assert window.panel.alert.accessibleName() == "No warning so far"
    assert "Not asked yet: breathlessness" in window.panel.alert.accessibleDescription()
    assert not any(c.isVisible() for c in window.panel.causes)
    assert window.panel.sentence.text().startswith("Answer a few more questions")
    first = window.page("history").next.row
    assert first is not None
    assert steps[1].endswith(first.question.label.split(" (")[0].lower())
    QTest.mouseClick(window.panel.steps[0], Qt.MouseButton.LeftButton)
    assert window.place == "patient"


def test_a_narrow_window_tells_an_emergency_and_the_page_stays(opened: MainWindow, qtbot: QtBot) -> None:
    assert not opened.alarm.isVisible()  # the panel says it
    opened.resize(911, 512)
    qtbot.waitUntil(opened.alarm.isVisible)
    assert not opened.alarm.alarmed
    assert opened.alarm.title.said.startswith("Do next: ")
    before = opened.stack.mapTo(opened, QPoint(0, 0)), opened.stack.size()
    say(opened, *SWALLOWING[:-1], "respiratory-muscle-weakness")
    first = opened.panel.standing[0]
    assert opened.alarm.alarmed
    assert opened.alarm.title.said == f"Emergency: {first.title}. {first.action}"
    assert (opened.stack.mapTo(opened, QPoint(0, 0)), opened.stack.size()) == before
    for alert in opened.panel.standing:
        if alert.urgency.value == "emergency":
            said = Verdict(kind="alert", id=alert.id, decision=Decision.REFUSED)
            opened.bridge.record(verdict(said))
    assert not opened.alarm.alarmed


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
