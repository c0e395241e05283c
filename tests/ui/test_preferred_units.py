"""The clinic's units: offered first in empty rows and on the line, never in the way of what is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mwdesk.domain.clinic import CONVENTIONAL, SI
from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.units import plain_unit
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.widgets.lab_row import LabRow
from mwdesk.workflow import labs
from mwdesk.workflow.catalogue import analytes, limits_in, offered_unit


def row_of(window: MainWindow, ident: str) -> LabRow:
    page = window.page("results")
    page.reveal(ident)
    row = page.labs.row(ident)
    assert isinstance(row, LabRow)
    return row


def use(window: MainWindow, system: str) -> None:
    bridge = window.bridge
    bridge.set_clinic(replace(bridge.session.clinic, units=system))
    window.go("results")


def recorded(window: MainWindow, ident: str) -> tuple[float, str]:
    assert window.bridge.view is not None
    held = window.bridge.view.encounter.measurements[ident]
    return held.value, held.unit


def test_an_empty_row_offers_the_clinics_unit_and_its_range(opened: MainWindow) -> None:
    use(opened, SI)
    row = row_of(opened, "creatinine")
    assert row.unit_text() == "umol/L"
    before = row.range.usual.text()
    use(opened, CONVENTIONAL)
    assert row.unit_text() == "mg/dL"
    assert row.range.usual.text() != before and "." in row.range.usual.text()
    QTest.keyClicks(row.value, "1.1")
    QTest.keyClick(row.value, Qt.Key.Key_Return)
    assert recorded(opened, "creatinine") == (1.1, "mg/dL")
    use(opened, SI)
    assert row.unit_text() == "mg/dL", "what is recorded stays as on its slip"


def test_a_value_with_its_own_unit_still_counts(opened: MainWindow) -> None:
    use(opened, CONVENTIONAL)
    row = row_of(opened, "creatinine")
    QTest.keyClicks(row.value, "90 umol/L")
    QTest.keyClick(row.value, Qt.Key.Key_Return)
    assert recorded(opened, "creatinine") == (90, "umol/L")


def test_the_line_takes_the_clinics_unit_where_none_is_typed(opened: MainWindow) -> None:
    use(opened, CONVENTIONAL)
    line = opened.page("results").labs.line
    line.setFocus()
    QTest.keyClicks(line, "Hb 9.5, creatinine 88 umol/L")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert recorded(opened, "haemoglobin") == (9.5, "g/dL")
    assert recorded(opened, "creatinine") == (88, "umol/L")


@pytest.mark.parametrize(
    ("ident", "text"), [("haemoglobin", "140"), ("glucose-fasting", "5.2"), ("creatinine", "80")]
)
def test_a_number_of_the_other_system_is_asked_back(kb: KnowledgeBase, ident: str, text: str) -> None:
    analyte = kb.analytes[ident]
    read, issues = labs.read(kb, Patient(id="p"), ident, text, analyte.conventional)
    assert read is None
    assert any(isinstance(i, labs.Doubt) and i.meant for i in issues), issues


def test_every_offered_unit_is_accepted_and_its_range_keeps_its_order(kb: KnowledgeBase) -> None:
    rows = {row.id: row for row in analytes(kb, system=CONVENTIONAL)}
    for analyte in kb.analytes.values():
        label = offered_unit(analyte, CONVENTIONAL)
        assert rows[analyte.id].units[0] == label
        assert labs.find_unit(analyte, label) is not None
        assert offered_unit(analyte, SI) == analyte.unit
        low, high = limits_in(analyte, label, analyte.low, analyte.high)
        if low is not None and high is not None:
            assert low < high or plain_unit(label) == plain_unit(analyte.unit)
