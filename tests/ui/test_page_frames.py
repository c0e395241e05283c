"""Every page begins at the same place, and the list of patients is left as one expects."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from mwdesk.domain.encounter import Patient
from mwdesk.ui import theme
from mwdesk.ui.main_window import ASIDE, PLACES, MainWindow
from mwdesk.workflow import Session


def title_place(window: MainWindow, place: str) -> QPoint:
    window.go(place)
    QTest.qWait(20)
    page = window.page(place)
    title = next(t for t in page.findChildren(QLabel) if t.property("role") == "page" and t.isVisible())
    return title.mapTo(page, title.rect().topLeft() + QPoint(0, title.height() // 2))


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_the_title_stands_at_one_place_on_every_page(opened: MainWindow, size: tuple[int, int]) -> None:
    opened.resize(*size)
    found = {place: title_place(opened, place) for place in (*PLACES, *ASIDE)}
    assert {at.x() for at in found.values()} == {theme.PAGE[0]}, found
    heights = [at.y() for at in found.values()]
    assert max(heights) - min(heights) <= 2, found


def test_enter_opens_the_only_patient_found(window: MainWindow, session: Session, patient: Patient) -> None:
    session.create_patient(Patient(id="p2", name="Devi Nair"))
    session.close()
    window.go("knowledge")
    window.go("patients")
    page = window.page("patients")
    QTest.keyClicks(page.search, "Asha")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert window.bridge.view is not None and window.bridge.view.encounter.patient.id == patient.id
    assert window.place == "patient"


def test_enter_among_several_goes_to_the_list_and_opens_nobody(
    window: MainWindow, session: Session, patient: Patient
) -> None:
    session.create_patient(Patient(id="p2", name="Asha Nair"))
    session.close()
    page = window.page("patients")
    page.search.setFocus()
    QTest.keyClicks(page.search, "Asha")
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert window.bridge.view is None and page.list.hasFocus()


def test_the_name_of_a_new_patient_is_typed_at_once(
    window: MainWindow, session: Session, patient: Patient
) -> None:
    for named in ("Devi", "Ravi", "Mina"):
        window.go("patients")
        page = window.page("patients")
        if named == "Ravi":
            QTest.mouseClick(page.new, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(page.search, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        field = QApplication.focusWidget()
        assert field is window.page("patient").lines["name"], named
        QTest.keyClicks(field, named)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert window.bridge.view is not None and window.bridge.view.encounter.patient.name == named


def test_a_row_is_read_with_its_urgency_first(window: MainWindow, session: Session) -> None:
    from mwdesk.workflow.examples import load_examples

    load_examples(session)
    window.go("knowledge")
    window.go("patients")
    model = window.page("patients").model
    model.index(0).data(Qt.ItemDataRole.DisplayRole)
    for at in range(model.rowCount()):
        model._known_of(model.rows[at].id)
    QTest.qWait(800)
    read = [model.index(at).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(model.rowCount())]
    assert any(text.startswith("Emergency · Example") for text in read), read
