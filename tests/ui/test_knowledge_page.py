"""The knowledge in the window: found, read, followed and left by keyboard and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import State
from mwdesk.ui import theme
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.knowledge import KnowledgePage
from mwdesk.workflow.browse import page_text
from mwdesk.workflow.questions import choose

KEY, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def page(window: MainWindow) -> KnowledgePage:
    """The place as it opens, without a patient."""
    window.sidebar.items["knowledge"].click()
    made: KnowledgePage = window.pages["knowledge"]
    return made


def _key(page: KnowledgePage) -> str:
    return page.view.page.key if page.view.page is not None else ""


def _row(page: KnowledgePage, words: str) -> int:
    return next(at for at, line in enumerate(page.view.lines.lines) if line.text == words)


def test_open_without_a_patient_and_empty_it_teaches(window: MainWindow, page: KnowledgePage) -> None:
    assert window.place == "knowledge"
    assert page.body.currentIndex() == 0
    assert page.list.hits.rowCount() > 1000
    assert not page.copy.isEnabled()


def test_type_a_brand_and_press_enter(qtbot: QtBot, page: KnowledgePage) -> None:
    qtbot.keyClicks(page.search, "zocor")
    qtbot.keyClick(page.search, KEY.Key_Return)
    assert _key(page) == "drug:simvastatin"
    assert page.view.hasFocus()


def test_enter_and_click_follow_links_and_alt_left_returns(
    qtbot: QtBot, window: MainWindow, page: KnowledgePage
) -> None:
    page.open_page("condition:lems")
    page.view.setCurrentIndex(page.view.lines.index(_row(page, "Dry mouth")))
    before = page.view.place()
    qtbot.keyClick(page.view, KEY.Key_Return)
    assert _key(page) == "finding:dry-mouth"
    cause = page.view.lines.index(_row(page, "Lambert-Eaton myasthenic syndrome"))
    page.view.scrollTo(cause)
    point = page.view.visualRect(cause).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert _key(page) == "condition:lems"
    window.go_back()
    window.go_back()
    assert _key(page) == "condition:lems"
    assert page.view.place()[0] == before[0]
    window.go_next()
    assert _key(page) == "finding:dry-mouth"
    window.go_back()
    window.go_back()  # nothing before it: out of the place
    assert window.place == "patients"


def test_the_button_leaves_at_once(window: MainWindow, page: KnowledgePage) -> None:
    page.open_page("condition:lems")
    page.open_page("test:rns-low")
    assert window.back.text() == "Back to Patients"
    window.back.click()
    assert window.place == "patients"


def test_parts_lead_to_their_section(page: KnowledgePage) -> None:
    page.open_page("condition:lems")
    next(c for c in page.chips if c.text() == "Tests").click()
    assert page.view.lines.lines[page.view.currentIndex().row()].section == "tests"
    page.open_page("alert:rf-tia")
    assert [c.text() for c in page.chips] == ["Warns when", "Suspects", "Sources"]


def test_copy_the_page_and_a_line(qtbot: QtBot, page: KnowledgePage) -> None:
    page.open_page("condition:lems")
    page.copy.click()
    assert page.view.page is not None
    assert QGuiApplication.clipboard().text() == page_text(page.view.page)
    page.view.setCurrentIndex(page.view.lines.index(_row(page, "Dry mouth")))
    qtbot.keyClick(page.view, KEY.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("74 %  Dry mouth")


def test_narrow_shows_one_of_the_two(qtbot: QtBot, window: MainWindow, page: KnowledgePage) -> None:
    window.resize(911, 512)
    qtbot.waitUntil(lambda: window.width() == 911)
    assert page.list.isVisible()
    assert not page.body.isVisible()
    page.open_page("condition:other-drug-myopathy")
    assert page.body.isVisible()
    assert not page.list.isVisible()
    qtbot.keyClicks(page.search, "l")
    assert page.list.isVisible()


def test_nothing_is_drawn_beyond_the_edge(window: MainWindow, page: KnowledgePage) -> None:
    window.resize(911, 512)
    page.open_page("condition:other-drug-myopathy")
    width = page.view.viewport().width()
    for row in range(page.view.lines.rowCount()):
        boxes = page.view.drawn.boxes(page.view.lines.index(row))
        assert boxes.words.right() <= width
        assert boxes.basis.right() <= width
        assert boxes.words.bottom() < boxes.height


def test_every_line_is_said_in_full(page: KnowledgePage) -> None:
    page.open_page("condition:lems")
    role = Qt.ItemDataRole.AccessibleTextRole
    said = str(page.view.lines.data(page.view.lines.index(_row(page, "Dry mouth")), role))
    assert "74 %" in said
    assert "O'Neill 1988" in said
    assert said.endswith("Link")


def test_search_opens_a_page_with_shift_enter(qtbot: QtBot, opened: MainWindow) -> None:
    opened.search.setFocus()
    qtbot.keyClicks(opened.search, "Lambert-Eaton")
    qtbot.keyClick(opened.search, KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert opened.place == "knowledge"
    assert _key(opened.pages["knowledge"]) == "condition:lems"


def test_the_book_in_a_hit_opens_its_page(qtbot: QtBot, opened: MainWindow) -> None:
    opened.search.setFocus()
    qtbot.keyClicks(opened.search, "zocor")
    hits = opened.search.list
    box = hits.visualRect(opened.search.model.index(0))
    point = QPoint(hits.viewport().width() - 20, box.center().y())
    qtbot.mouseClick(hits.viewport(), Qt.MouseButton.LeftButton, pos=point)
    assert _key(opened.pages["knowledge"]) == "drug:simvastatin"
    assert opened.bridge.view is not None
    assert not opened.bridge.view.encounter.medications  # only read, nothing recorded


def test_a_cause_that_is_not_ranked_opens_its_page(opened: MainWindow) -> None:
    opened.show_item("test", "rns-low")
    assert _key(opened.pages["knowledge"]) == "test:rns-low"


def test_the_assessment_leads_to_pages(qtbot: QtBot, opened: MainWindow) -> None:
    opened.go("assessment")
    assessment = opened.pages["assessment"]
    assessment.asked_for.emit("knowledge", "condition:gbs")
    assert _key(opened.pages["knowledge"]) == "condition:gbs"
    assert opened.back.text() == "Back to Assessment"
    opened.back.click()
    assert opened.place == "assessment"


def test_dark_draws_the_same_page(qapp: QApplication, window: MainWindow, page: KnowledgePage) -> None:
    page.open_page("condition:lems")
    light = page.view.grab().toImage()
    window.toggle_look()
    try:
        dark = page.view.grab().toImage()
        assert theme.luminance(light.pixelColor(4, 200).name()) > 0.8
        assert theme.luminance(dark.pixelColor(4, 200).name()) < 0.1
    finally:
        window.toggle_look()


def test_a_cause_and_a_test_of_the_assessment_have_their_way_there(qtbot: QtBot, opened: MainWindow) -> None:
    kb = opened.bridge.session.kb
    for finding in (
        "ascending-weakness",
        "areflexia",
        "limb-paraesthesia",
        "onset-days-weeks",
        "true-weakness",
    ):
        assert opened.bridge.view is not None
        opened.bridge.record(*choose(kb, opened.bridge.view, finding, State.PRESENT))
    opened.go("assessment")
    assessment = opened.pages["assessment"]
    first = assessment.causes[0]
    first.head.click()
    assert first.about.isVisible()
    first.about.click()
    assert _key(opened.pages["knowledge"]) == f"condition:{first.row.id}"
    opened.back.click()
    items = [item for part in assessment.plan.values() for item in part.items if not item.about.isHidden()]
    asked = items[0].step.id
    items[0].about.click()
    assert _key(opened.pages["knowledge"]) == f"test:{asked}"
