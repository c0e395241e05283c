"""The Letter page of an emergency, and the way of the Tab key through it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Measurement, State, answer, measurement
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.letter import LetterPage

SATURATION = Measurement(analyte="spo2", label="Oxygen saturation", value=86, unit="%", text="86")


@pytest.fixture
def page(opened: MainWindow, bridge: Bridge, qtbot: QtBot) -> LetterPage:
    bridge.record(answer("true-weakness", State.PRESENT), measurement(SATURATION))
    return shown(opened, qtbot)


def shown(window: MainWindow, qtbot: QtBot) -> LetterPage:
    window.go("letter")
    made = window.page("letter")
    assert isinstance(made, LetterPage)
    qtbot.waitUntil(lambda: made.preview.page_count > 0, timeout=5000)
    return made


def test_an_emergency_opens_the_transfer_note_and_offers_the_referral(page: LetterPage) -> None:
    assert page.kind == "emergency_transfer"
    assert page.emergency.isVisible() and page.emergency.other.text() == "Referral to neurology"
    QTest.mouseClick(page.emergency.other, Qt.MouseButton.LeftButton)
    assert page.kind == "neurology_referral"
    assert page.emergency.other.text() == "Emergency transfer note"


def test_what_was_chosen_stays(page: LetterPage, opened: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    page.kinds.setCurrentIndex(page.kinds.findData("neurology_referral"))
    opened.go("history")
    bridge.record(answer("dysphagia", State.PRESENT))
    assert shown(opened, qtbot).kind == "neurology_referral"


def test_a_calm_visit_opens_the_referral(opened: MainWindow, bridge: Bridge, qtbot: QtBot) -> None:
    bridge.record(answer("true-weakness", State.PRESENT))
    page = shown(opened, qtbot)
    assert page.kind == "neurology_referral" and not page.emergency.isVisible()


def test_tab_goes_through_the_letter_as_it_is_read(page: LetterPage, qtbot: QtBot) -> None:
    page.kinds.setFocus()
    met: list[QWidget] = []
    for _step in range(120):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None or now in met or not page.isAncestorOf(now):
            break
        met.append(now)
    details = page.details.fields["telephoned"].field
    section = next(iter(page.sections.values())).field
    stops: list[QWidget] = [page.missing.links[0], page.missing.rest, details, section, page.save]
    at = [next(i for i, w in enumerate(met) if w is stop or stop.isAncestorOf(w)) for stop in stops]
    assert at == sorted(at) and len(set(at)) == len(at)
