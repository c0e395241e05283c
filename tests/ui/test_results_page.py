"""The results page: values as on the slip, asked back where they cannot be so; tests; safety."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Measurement, Patient, State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.results import ResultsPage
from mwdesk.ui.widgets.lab_row import LabRow, read_day


@pytest.fixture
def page(bridge: Bridge, qtbot: QtBot) -> ResultsPage:
    bridge.create_patient(Patient(id="", name="Ravi Kumar", sex="male", age_years=54))
    page = ResultsPage(bridge)
    qtbot.addWidget(page)
    bridge.changed.connect(page.render_view)
    assert bridge.view is not None
    page.render_view(bridge.view)
    page.resize(840, 660)
    page.show()
    qtbot.waitExposed(page)
    return page


def _row(page: ResultsPage, key: str) -> LabRow:
    row = page.labs.row(key)
    assert row is not None
    return row


def _type(qtbot: QtBot, row: LabRow, text: str) -> None:
    row.value.clear()
    qtbot.keyClicks(row.value, text)
    qtbot.keyClick(row.value, Qt.Key.Key_Return)


def _measured(bridge: Bridge, key: str) -> Measurement | None:
    assert bridge.view is not None
    return bridge.view.encounter.measurements.get(key)


def test_a_value_is_recorded_with_its_text_unit_and_flag(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "sodium")
    _type(qtbot, row, "128")
    m = _measured(bridge, "sodium")
    assert m is not None
    assert (m.value, m.unit, m.text) == (128.0, "mmol/L", "128")
    assert row.flag.text() == "low"


def test_the_laboratorys_own_range_decides_the_flag(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "sodium")
    _type(qtbot, row, "134")
    assert row.flag.text() == "in usual range"
    for field, text in ((row.low, "136"), (row.high, "145")):
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    m = _measured(bridge, "sodium")
    assert m is not None
    assert (m.low, m.high) == (136.0, 145.0)
    assert row.flag.text() == "low"


def test_enter_goes_to_the_next_value(page: ResultsPage, qtbot: QtBot) -> None:
    page.activateWindow()
    keys = list(page.labs._rows)
    _type(qtbot, _row(page, keys[0]), "100")
    assert _row(page, keys[1]).value.hasFocus()


def test_impossible_potassium_is_asked_back_and_not_recorded(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "potassium")
    _type(qtbot, row, "45")
    assert _measured(bridge, "potassium") is None
    assert row.question.isVisible()
    words = row.question.words.text()
    assert "45 mmol/L is outside what is possible" in words
    assert "Did you mean 4.5?" in words
    assert row.question.change.text() == "Change to 4.5"
    bridge.refresh()
    assert row.value.text() == "45", "what was typed stays until it is settled"


def test_change_takes_what_was_meant(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "potassium")
    _type(qtbot, row, "45")
    qtbot.mouseClick(row.question.change, Qt.MouseButton.LeftButton)
    m = _measured(bridge, "potassium")
    assert m is not None
    assert (m.value, m.confirmed) == (4.5, False)
    assert row.value.text() == "4.5"
    assert not row.question.isVisible()


def test_keep_records_it_as_confirmed(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "potassium")
    _type(qtbot, row, "45")
    qtbot.mouseClick(row.question.keep, Qt.MouseButton.LeftButton)
    m = _measured(bridge, "potassium")
    assert m is not None
    assert (m.value, m.confirmed) == (45.0, True)
    qtbot.keyClicks(row.day, "20.11.2026")
    qtbot.keyClick(row.day, Qt.Key.Key_Return)
    m = _measured(bridge, "potassium")
    assert m is not None
    assert (m.confirmed, m.day) == (True, "2026-11-20"), "adding the date does not ask again"


def test_a_critical_value_says_so(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "potassium")
    _type(qtbot, row, "1,9")
    m = _measured(bridge, "potassium")
    assert m is not None
    assert m.value == 1.9
    assert row.flag.text() == "critically low"


def test_what_is_no_number_is_said_and_not_recorded(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "sodium")
    _type(qtbot, row, "about normal")
    assert _measured(bridge, "sodium") is None
    assert "is no number" in row.question.words.text()
    assert not row.question.keep.isVisible(), "words cannot be kept as a value"
    _type(qtbot, row, "138")
    assert _measured(bridge, "sodium") is not None
    assert not row.question.isVisible()


def test_emptying_a_field_takes_the_value_back(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "sodium")
    _type(qtbot, row, "138")
    _type(qtbot, row, "")
    assert _measured(bridge, "sodium") is None
    bridge.undo()
    assert row.value.text() == "138"


def test_a_day_that_is_none_is_said(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    row = _row(page, "sodium")
    _type(qtbot, row, "138")
    qtbot.keyClicks(row.day, "31.02.2026")
    qtbot.keyClick(row.day, Qt.Key.Key_Return)
    assert "is no day" in row.question.words.text()
    m = _measured(bridge, "sodium")
    assert m is not None
    assert m.day == ""


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_days_are_read_as_written_here_and_there(day: date) -> None:
    assert read_day(day.isoformat()) == day.isoformat()
    assert read_day(f"{day.day}.{day.month}.{day.year}") == day.isoformat()
    assert read_day(f"{day.day:02}/{day.month:02}/{day.year}") == day.isoformat()


def test_another_analyte_is_found_by_name(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert page.labs.row("vitamin-b12") is None
    qtbot.keyClicks(page.labs.search, "b12")
    place = next(i for i, text in enumerate(page.labs.search.suggestions) if "B12" in text)
    page.labs.search.take(place)
    _type(qtbot, _row(page, "vitamin-b12"), "120")
    assert _measured(bridge, "vitamin-b12") is not None


def test_a_suggestion_is_taken_by_keyboard_alone(page: ResultsPage, qtbot: QtBot) -> None:
    page.activateWindow()
    page.labs.search.setFocus()
    qtbot.keyClicks(page.labs.search, "vitamin b12")
    popup = page.labs.search._completer.popup()
    assert popup is not None
    assert popup.isVisible()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert _row(page, "vitamin-b12").value.isVisible()
    assert page.labs.search.text() == ""


def test_enter_alone_accepts_no_guess(page: ResultsPage, qtbot: QtBot) -> None:
    before = set(page.labs._rows)
    qtbot.keyClicks(page.labs.search, "calc")
    assert len(page.labs.search.suggestions) > 2
    qtbot.keyClick(page.labs.search, Qt.Key.Key_Return)
    assert set(page.labs._rows) == before


def test_a_value_nobody_knows_is_kept_as_it_stands(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    name = "Zzyzx <b>index</b>"
    qtbot.keyClicks(page.labs.search, name)
    page.labs.search.take(len(page.labs.search.suggestions) - 1)
    _type(qtbot, _row(page, name), "7")
    m = _measured(bridge, name)
    assert m is not None
    assert (m.analyte, m.label, m.value) == ("", name, 7.0)


def test_an_unread_value_does_not_pass_to_the_next_patient(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "potassium")
    _type(qtbot, row, "45")
    bridge.create_patient(Patient(id="", name="Somebody Else", sex="female", age_years=30))
    assert row.value.text() == ""
    assert not row.question.isVisible()
    assert _measured(bridge, "potassium") is None


def test_an_outcome_is_chosen_worded_dated_and_taken_back(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.tests.search, "ecg")
    place = next(i for i, text in enumerate(page.tests.search.suggestions) if "ECG" in text)
    page.tests.search.take(place)
    row = page.tests.row("ecg")
    assert row is not None
    words = bridge.session.kb.tests["ecg"].outcomes[1]
    qtbot.mouseClick(row.choices[words], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(row.text, "U waves in V2-V4, QTc <470 ms & flat T")
    row.text.flush()
    qtbot.keyClicks(row.day, "21.11.2026")
    qtbot.keyClick(row.day, Qt.Key.Key_Return)
    assert bridge.view is not None
    given_ = bridge.view.encounter.outcomes["ecg"]
    assert (given_.outcome, given_.day) == (words, "2026-11-21")
    assert given_.text == "U waves in V2-V4, QTc <470 ms & flat T"
    qtbot.mouseClick(row.choices[words], Qt.MouseButton.LeftButton)
    assert bridge.view.encounter.outcomes["ecg"].outcome == "", "the report stays, the choice is open again"
    row.remove.click()
    assert "ecg" not in bridge.view.encounter.outcomes
    bridge.undo()
    assert "ecg" in bridge.view.encounter.outcomes
    assert row.isVisible()


def test_safety_is_not_asked_until_it_is_asked(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert bridge.view is not None
    assert bridge.view.encounter.safety("pacemaker") is None
    assert "not asked" in page.safety.unasked.text()
    row = page.safety.rows["pacemaker"]
    for key, state in (
        (Qt.Key.Key_N, State.ABSENT),
        (Qt.Key.Key_Y, State.PRESENT),
        (Qt.Key.Key_U, State.UNKNOWN),
    ):
        qtbot.keyClick(row, key)
        assert bridge.view.encounter.safety("pacemaker") is state
    qtbot.keyClick(row, Qt.Key.Key_Backspace)
    assert bridge.view.encounter.safety("pacemaker") is None


def test_pregnancy_is_not_asked_of_a_man(page: ResultsPage, bridge: Bridge) -> None:
    assert page.safety.rows["pregnancy"].isHidden()
    bridge.create_patient(Patient(id="", name="Asha Devi", sex="female", age_years=30))
    assert not page.safety.rows["pregnancy"].isHidden()


def test_every_accepted_unit_is_offered(page: ResultsPage, kb: KnowledgeBase) -> None:
    row = _row(page, "potassium")
    offered = {row.unit.itemText(i) for i in range(row.unit.count())}
    assert offered == {u.label for u in kb.analytes["potassium"].units}


def test_a_narrow_page_loses_no_field(page: ResultsPage, qtbot: QtBot) -> None:
    page.resize(560, 400)
    qtbot.wait(20)
    row = _row(page, "sodium")
    for field in (row.value, row.unit, row.low, row.high, row.day):
        assert field.isVisible()
        right = field.mapTo(page.labs, field.rect().topRight()).x()
        assert right <= page._scroll.viewport().width()
