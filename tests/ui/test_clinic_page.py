"""The clinic's page: each field is kept as it is left, and the open patient's assessment follows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Setting, State, answer
from mwdesk.storage import Store
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.clinic import LINES, ClinicPage
from mwdesk.workflow import Session
from mwdesk.workflow.clinic import load_clinic


@pytest.fixture
def page(window: MainWindow) -> ClinicPage:
    """Reached from the foot of the sidebar, without a patient."""
    QTest.mouseClick(window.sidebar.items["clinic"], Qt.MouseButton.LeftButton)
    made = window.page("clinic")
    assert isinstance(made, ClinicPage) and made.isVisible()
    return made


def test_every_line_is_kept_when_it_is_left(page: ClinicPage, store: Store) -> None:
    for field in LINES:
        line = page.lines[field]
        line.setFocus()
        line.selectAll()
        QTest.keyClicks(line, f"the {field}")
        QTest.keyClick(line, Qt.Key.Key_Return)
        assert getattr(load_clinic(store), field) == f"the {field}"


def test_the_place_and_paper_take_one_click_and_never_become_blank(page: ClinicPage, store: Store) -> None:
    for button, value in page.setting.buttons:
        for _ in range(2):  # the same again changes nothing
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert load_clinic(store).setting == value and button.isChecked()
    for button, value in page.paper.buttons:
        for _ in range(2):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            assert load_clinic(store).page_size == value and button.isChecked()


def test_every_test_is_available_until_it_is_unticked(page: ClinicPage, store: Store) -> None:
    ticks = page.unavailable
    assert len(ticks.items) == len(page._bridge.session.kb.tests)
    assert all(item.checkState(0) is Qt.CheckState.Checked for item in ticks.items.values())
    assert " by referral" in ticks.summary.text() and ticks.everything.isHidden()


def test_a_click_on_a_test_unticks_it_and_a_kind_all_of_its_own(page: ClinicPage, store: Store) -> None:
    ticks = page.unavailable
    ident = next(t.id for t in page._bridge.session.kb.tests.values() if t.category == "imaging")
    ticks.kinds["imaging"].setExpanded(True)
    QApplication.processEvents()
    row = ticks.tree.visualItemRect(ticks.items[ident])
    QTest.mouseClick(
        ticks.tree.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(row.left() + 60, row.center().y())
    )
    assert load_clinic(store).unavailable == (ident,)
    assert ticks.kinds["imaging"].checkState(0) is Qt.CheckState.PartiallyChecked
    assert page._bridge.session.kb.tests[ident].name in ticks.summary.text()
    ticks.kinds["genetic"].setCheckState(0, Qt.CheckState.Unchecked)
    genetic = {t.id for t in page._bridge.session.kb.tests.values() if t.category == "genetic"}
    assert set(load_clinic(store).unavailable) == genetic | {ident}
    ticks.everything.click()
    assert load_clinic(store).unavailable == ()
    assert ticks.kinds["genetic"].checkState(0) is Qt.CheckState.Checked


def test_the_space_bar_ticks(page: ClinicPage, store: Store) -> None:
    ticks = page.unavailable
    ticks.tree.setFocus()
    ticks.tree.setCurrentItem(ticks.kinds["biopsy"])
    QTest.keyClick(ticks.tree, Qt.Key.Key_Space)
    assert ticks.kinds["biopsy"].checkState(0) is Qt.CheckState.Unchecked
    assert load_clinic(store).unavailable


def test_a_search_shows_what_it_finds_and_unticks_no_more(page: ClinicPage, store: Store) -> None:
    ticks = page.unavailable
    QTest.keyClicks(ticks.search, "mri")
    shown = {i for i, item in ticks.items.items() if not item.isHidden() and not item.parent().isHidden()}
    assert shown and len(shown) < 30
    assert all("mri" in f"{ticks._tests[i].name} {i} {ticks._tests[i].answers}".casefold() for i in shown)
    kind = ticks.kinds["imaging"]
    assert kind.isExpanded()
    kind.setCheckState(0, Qt.CheckState.Unchecked)
    assert set(load_clinic(store).unavailable) <= shown
    ticks.search.clear()
    assert not any(item.isHidden() for item in ticks.items.values())


def test_a_test_that_the_knowledge_lost_stays_on_the_list(
    page: ClinicPage, bridge: Bridge, store: Store
) -> None:
    bridge.set_clinic(Clinic(unavailable=("no-such-test",)))
    page.render_view(None)
    first = next(iter(page.unavailable.items.values()))
    first.setCheckState(0, Qt.CheckState.Unchecked)
    assert "no-such-test" in load_clinic(store).unavailable and len(load_clinic(store).unavailable) == 2


def test_regional_diseases_are_one_click_and_others_a_search(page: ClinicPage, store: Store) -> None:
    kb = page._bridge.session.kb
    common = page.endemic
    assert set(common.chips) == {c.id for c in kb.conditions.values() if c.regional}
    chip = next(iter(common.chips.values()))
    ident = str(chip.property("ident"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    other = next(c.id for c in kb.conditions.values() if not c.regional)
    common.field.chosen.emit(other, "")
    assert load_clinic(store).endemic == (ident, other) and common.chips[other].isChecked()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert load_clinic(store).endemic == (other,)


def test_the_open_patient_follows_the_clinic(opened: MainWindow, session: Session) -> None:
    bridge = opened.bridge
    bridge.record(*(answer(f, State.PRESENT) for f in ("limb-paraesthesia", "numbness", "foot-drop")))
    opened.go("clinic")
    page = opened.page("clinic")
    assert bridge.view is not None
    before = {c.id: c.probability for c in bridge.view.assessment.conditions}
    page.endemic.chips["leprosy-neuropathy"].click()
    after = {c.id: c.probability for c in bridge.view.assessment.conditions}
    assert after != before and after["leprosy-neuropathy"] > before.get("leprosy-neuropathy", 0.0)


def test_a_new_visit_takes_the_setting_of_the_clinic(opened: MainWindow, session: Session) -> None:
    opened.go("clinic")
    opened.page("clinic").setting.buttons[2][0].click()
    assert session.encounter.setting is Setting.RURAL, "a visit keeps the place in which it was begun"
    assert session.clinic.context().setting == "tertiary", "but is judged with what the clinic has now"
    opened.bridge.start_visit()
    assert session.encounter.setting is Setting.TERTIARY
