"""The results page: values as on the slip, asked back where they cannot be so; tests; safety."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Measurement, Patient, State
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.units import plain_unit
from mwdesk.ui import announce
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.results import ResultsPage
from mwdesk.ui.widgets.lab_row import LabRow
from mwdesk.workflow.typed_value import read_day
from tests.ui.hands import CONTROL, Keys


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
    assert "45 mmol/L is outside what is possible" in row.question.full
    assert "Did you mean 4.5?" in row.question.full
    assert row.question.words.text() == "Not possible (1.2 to 10)"
    assert row.question.change.text() == "4.5?"
    assert row.question.change.accessibleName() == "Change to 4.5"
    bridge.refresh()
    assert row.value.text() == "45", "what was typed stays until it is settled"


def test_a_refused_value_is_typed_over_by_the_next_keys(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    page.activateWindow()
    row = _row(page, "potassium")
    row.value.setFocus()
    _type(qtbot, row, "54")
    assert row.value.selectedText() == "54"
    qtbot.keyClick(row.value, Qt.Key.Key_Return)
    assert _measured(bridge, "potassium") is None, "Enter again confirms nothing"
    qtbot.keyClicks(row.value, "3.1")
    qtbot.keyClick(row.value, Qt.Key.Key_Return)
    m = _measured(bridge, "potassium")
    assert m is not None
    assert m.value == 3.1


def test_a_question_moves_no_row_and_is_told_with_its_field(page: ResultsPage, qtbot: QtBot) -> None:
    heard: list[tuple[str, bool]] = []
    announce.voice.said.connect(lambda text, urgent: heard.append((text, urgent)))
    places = {key: row.y() for key, row in page.labs._rows.items()}
    high = page.labs.height()
    row = _row(page, "potassium")
    _type(qtbot, row, "45")
    qtbot.wait(20)
    assert {key: row.y() for key, row in page.labs._rows.items()} == places
    assert page.labs.height() == high
    assert "outside what is possible" in row.value.accessibleDescription()
    assert "outside what is possible" in heard[-1][0]
    assert heard[-1][1], "it interrupts"
    _type(qtbot, row, "4.5")
    assert row.value.accessibleDescription() == ""


def test_figures_stand_in_columns_and_units_as_print_writes_them(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "creatinine")
    assert row.unit.currentText() == "µmol/L"
    assert row.value.alignment() & Qt.AlignmentFlag.AlignRight
    assert row.range.usual.text() == "59 – 104"
    _type(qtbot, row, "88")
    m = _measured(bridge, "creatinine")
    assert m is not None
    assert m.unit == "umol/L", "what is recorded keeps the letters of the knowledge"
    assert _row(page, "wbc").unit.currentText() == "×10⁹/L"


def test_a_whole_slip_is_typed_on_one_line(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    line = page.labs.line
    line.setFocus()
    keys = "K 2.9, CK 2560 (40-320), TSH 0.02"
    qtbot.keyClicks(line, keys)
    assert bridge.view is not None
    assert bridge.view.encounter.measurements == {}, "the preview records nothing"
    assert "Potassium (serum or plasma) 2.9 mmol/L" in line.preview.told
    assert line.preview.isVisible()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    told = {k: (m.value, m.low, m.high) for k, m in bridge.view.encounter.measurements.items()}
    assert told == {"potassium": (2.9, None, None), "ck": (2560.0, 40.0, 320.0), "tsh": (0.02, None, None)}
    assert line.text() == ""
    assert not line.preview.isVisible()
    bridge.undo()
    assert bridge.view.encounter.measurements == {}, "one step"
    assert len(keys) / 3 < 12


def test_what_the_line_doubts_is_asked_in_its_row_and_what_it_cannot_read_stays(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    page.activateWindow()
    line = page.labs.line
    line.setFocus()
    qtbot.keyClicks(line, "K 45, Na 138, foo 3")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert bridge.view is not None
    assert set(bridge.view.encounter.measurements) == {"sodium"}
    row = _row(page, "potassium")
    assert (row.value.text(), row.value.selectedText()) == ("45", "45")
    assert row.value.hasFocus()
    assert row.question.isVisible()
    assert line.text() == "foo 3"
    qtbot.keyClicks(row.value, "4.5")
    qtbot.keyClick(row.value, Qt.Key.Key_Return)
    assert set(bridge.view.encounter.measurements) == {"sodium", "potassium"}


def test_the_line_is_empty_for_the_next_patient(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.labs.line, "K 2.9")
    bridge.create_patient(Patient(id="", name="Somebody Else"))
    assert page.labs.line.text() == ""
    assert not page.labs.line.preview.isVisible()


def test_the_usual_range_is_a_label_until_the_slips_own_is_typed(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "sodium")
    assert row.range.usual.isVisible()
    qtbot.mouseClick(row.range.usual, Qt.MouseButton.LeftButton)
    assert row.low.isVisible()
    _type(qtbot, row, "134")
    qtbot.keyClicks(row.low, "136")
    qtbot.keyClick(row.low, Qt.Key.Key_Return)
    assert row.flag.text() == "low"
    bridge.refresh()
    assert row.low.text() == "136"


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
    assert "is no number" in row.question.full
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
    assert "is no day" in row.flag.text()
    assert "Type it as 21.11.2026" in row.day.accessibleDescription()
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
    page._scroll.bring(row)
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
    offered = {plain_unit(str(row.unit.itemData(i))) for i in range(row.unit.count())}
    assert offered == {plain_unit(u.label) for u in kb.analytes["potassium"].units}
    assert len(offered) == row.unit.count(), "one way of writing each"


def test_a_narrow_page_loses_no_field(page: ResultsPage, qtbot: QtBot) -> None:
    page.resize(560, 400)
    qtbot.wait(20)
    row = _row(page, "sodium")
    row.range.open()
    for field in (row.value, row.unit, row.low, row.high, row.day):
        assert field.isVisible()
        right = field.mapTo(page.labs, field.rect().topRight()).x()
        assert right <= page._scroll.viewport().width()


def test_enter_runs_down_a_page_longer_than_the_screen(page: ResultsPage, qtbot: QtBot) -> None:
    page.resize(840, 420)
    page.activateWindow()
    keys = list(page.labs._rows)
    _row(page, keys[0]).value.setFocus()
    for key in keys:
        field = _row(page, key).value
        assert field.hasFocus()
        qtbot.waitUntil(lambda field=field: field.visibleRegion().boundingRect() == field.rect())  # type: ignore[misc]
        qtbot.keyClick(field, Qt.Key.Key_Return)


def test_breathing_stands_among_the_ready_rows(page: ResultsPage, bridge: Bridge, qtbot: QtBot) -> None:
    for ident in ("fvc-percent", "mip", "snip", "peak-cough-flow", "single-breath-count", "spo2"):
        assert page.labs.row(ident) is not None
    qtbot.keyClicks(page.labs.line, "FVC 62, SNIP 45, PCF 210, breath count 18")
    qtbot.keyClick(page.labs.line, Qt.Key.Key_Return)
    assert bridge.view is not None
    assert set(bridge.view.encounter.measurements) == {
        "fvc-percent", "snip", "peak-cough-flow", "single-breath-count",
    }  # fmt: skip
    assert _row(page, "peak-cough-flow").flag.text() == "low"
    assert _row(page, "snip").flag.text() == "no range known"


def test_an_outcome_is_one_of_several_for_a_reader_and_a_bad_day_is_its_fields_own(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    page.tests.search.chosen.emit("emg", "")
    row = page.tests.row("emg")
    assert row is not None
    words = "neurogenic active denervation multi-region"
    qtbot.keyClick(row.choices[words], Qt.Key.Key_Space)
    spoken = QAccessible.queryAccessibleInterface(row.choices[words])
    assert spoken.role() == QAccessible.Role.RadioButton
    assert spoken.state().checked
    qtbot.keyClicks(row.day, "31.02.2026")
    qtbot.keyClick(row.day, Qt.Key.Key_Return)
    assert "This is no day" in row.day.accessibleDescription()
    assert bridge.view is not None
    assert bridge.view.encounter.outcomes["emg"].outcome == words


@pytest.mark.parametrize("test", ["emg", "ncs", "muscle-biopsy", "nerve-biopsy", "mri-spine", "sfemg"])
def test_a_report_is_structured_and_can_be_normal_or_in_its_own_words(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot, test: str
) -> None:
    page.tests.search.chosen.emit(test, "")
    row = page.tests.row(test)
    assert row is not None
    assert len(row.choices) >= 2
    qtbot.keyClicks(row.text, "Fibs 2+ in T9 paraspinals")
    row.text.flush()
    assert bridge.view is not None
    given_ = bridge.view.encounter.outcomes[test]
    assert (given_.outcome, given_.text) == ("", "Fibs 2+ in T9 paraspinals")


def test_a_slip_is_typed_from_the_keyboard_alone_in_few_keys(opened: MainWindow, bridge: Bridge) -> None:
    keys = Keys(opened)
    keys.press(Qt.Key.Key_4, CONTROL)
    keys.type("K 2.9, CK 2560, TSH 0.02")
    keys.press(Qt.Key.Key_Return)
    assert bridge.view is not None
    told = {k: m.value for k, m in bridge.view.encounter.measurements.items()}
    assert told == {"potassium": 2.9, "ck": 2560.0, "tsh": 0.02}
    assert keys.count.keys / len(told) < 9
    keys.press(Qt.Key.Key_Z, CONTROL)
    assert bridge.view.encounter.measurements == {}


def test_litres_typed_for_a_percentage_go_to_a_row_of_their_own(
    page: ResultsPage, bridge: Bridge, qtbot: QtBot
) -> None:
    row = _row(page, "fvc-percent")
    _type(qtbot, row, "1.1")
    assert row.question.change.text() == "1.1 L?" and not row.question.keep.isVisible()
    assert not row.question.other.isVisible() and _measured(bridge, "fvc-percent") is None
    qtbot.mouseClick(row.question.change, Qt.MouseButton.LeftButton)
    told = _measured(bridge, "fvc-litres")
    assert told is not None and (told.value, told.unit) == (1.1, "L")
    assert _measured(bridge, "fvc-percent") is None and not row.pending and not row.value.text()
    assert _row(page, "fvc-litres").value.text() == "1.1"


def test_a_value_nobody_answered_for_stands_to_check_and_is_asked_again(
    opened: MainWindow, bridge: Bridge
) -> None:
    assert bridge.view is not None
    patient = bridge.view.encounter.patient.id
    opened.go("results")
    page = opened.page("results")
    assert isinstance(page, ResultsPage)
    page.labs.line.setText("FVC 5")
    page.labs.line.take()
    assert "1 value was typed" in opened.bottom.saved.text() and "saved" not in opened.bottom.saved.text()
    opened.go("assessment")
    assert "FVC, percent predicted 5" in opened.page("assessment").problems.text()
    opened.go("results")
    assert page.labs.first_waiting() is _row(page, "fvc-percent")
    page.take_focus()
    assert _row(page, "fvc-percent").value.hasFocus()
    bridge.create_patient(Patient(id="", name="Other", sex="female", age_years=30))
    opened.go("results")
    assert page.labs.first_waiting() is None and "saved" in opened.bottom.saved.text()
    bridge.open(patient)
    opened.go("results")
    row = _row(page, "fvc-percent")
    assert row.pending and row.value.text() == "5", "asked again where it was left"
    row.value.clear()
    row.value.editingFinished.emit()
    assert not bridge.view.untaken and "saved" in opened.bottom.saved.text()
