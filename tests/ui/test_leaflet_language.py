"""The leaflet's language: chosen on the letter page, kept with the patient, the clinic's own behind it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Patient, note
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.clinic import ClinicPage
from mwdesk.ui.pages.letter import LetterPage
from mwdesk.ui.widgets.leaflet_language import KIND, LeafletLanguage


@pytest.fixture
def page(bridge: Bridge, qtbot: QtBot) -> LetterPage:
    bridge.create_patient(Patient(id="p7", name="आशा Kulkarni", sex="female", age_years=41))
    page = LetterPage(bridge)
    qtbot.addWidget(page)
    bridge.changed.connect(page.render_view)
    page.resize(1100, 700)
    page.show()
    qtbot.waitUntil(lambda: page.preview.page_count > 0, timeout=5000)
    return page


def choice(page: LetterPage) -> LeafletLanguage:
    found = page.findChild(LeafletLanguage)
    assert found is not None
    return found


def pick(box: LeafletLanguage, code: str) -> None:
    """By keyboard, as somebody without a mouse would."""
    box.setFocus()
    step = Qt.Key.Key_Down if box.findData(code) > box.currentIndex() else Qt.Key.Key_Up
    while box.currentData() != code:
        QTest.keyClick(box, step)


def text(page: LetterPage) -> str:
    made = PdfReader(BytesIO(page.desk.pdf(KIND)))
    return " ".join(" ".join(part.extract_text() for part in made.pages).split())


def test_only_the_leaflet_asks_for_its_language(page: LetterPage) -> None:
    assert not choice(page).isVisible()
    page.kinds.setCurrentIndex(page.kinds.findData(KIND))
    assert choice(page).isVisible()
    assert choice(page).currentData() == "en"
    page.kinds.setCurrentIndex(0)
    assert not choice(page).isVisible()


def test_a_choice_prints_at_once_and_is_kept_with_the_patient(page: LetterPage, bridge: Bridge) -> None:
    page.kinds.setCurrentIndex(page.kinds.findData(KIND))
    pick(choice(page), "kn")
    assert bridge.session.encounter.patient.leaflet_language == "kn"
    assert "ಯಂತ್ರ ಅನುವಾದ, ಪರಿಶೀಲಿಸಿಲ್ಲ · Machine translation, not reviewed" in text(page)
    bridge.create_patient(Patient(id="p8", name="Somebody else"))
    assert choice(page).currentData() == "en"
    bridge.open("p7")
    assert choice(page).currentData() == "kn"
    bridge.start_visit()
    assert choice(page).currentData() == "kn"
    pick(choice(page), "en")
    assert "Machine translation" not in text(page)


def test_the_spoken_language_and_then_the_clinics_decide_where_nobody_chose(
    page: LetterPage, bridge: Bridge
) -> None:
    page.kinds.setCurrentIndex(page.kinds.findData(KIND))
    bridge.set_clinic(replace(bridge.session.clinic, leaflet_language="fr"))
    bridge.refresh()
    assert choice(page).currentData() == "fr"
    assert "À propos de votre faiblesse" in text(page)
    bridge.update_patient(replace(bridge.session.encounter.patient, language="Hindi"))
    assert choice(page).currentData() == "hi"


def test_the_clinic_page_keeps_the_usual_language(bridge: Bridge, qtbot: QtBot) -> None:
    page = ClinicPage(bridge)
    qtbot.addWidget(page)
    page.render_view(None)
    page.show()
    assert page.leaflets.value == "en"
    button = next(made for made, value in page.leaflets.buttons if value == "hi")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert bridge.session.clinic.leaflet_language == "hi"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)  # the same again: one of them always holds
    assert bridge.session.clinic.leaflet_language == "hi"
    assert page.leaflets.value == "hi"


def test_what_no_font_holds_is_named_before_printing(page: LetterPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert not page.missing.trouble.isVisible()
    bridge.record(note("question", "Is it 漢?"))
    qtbot.waitUntil(page.missing.trouble.isVisible, timeout=5000)
    assert "漢 (U+6F22" in page.missing.trouble.text()
    bridge.record(note("question", "Is it ಆಶಾ or आशा?"))
    qtbot.waitUntil(lambda: not page.missing.trouble.isVisible(), timeout=5000)
