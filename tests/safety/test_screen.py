"""What the real window and the real leaflet show: who is open, and where to go in an emergency."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Decision, Patient, Verdict, verdict
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import PLACES, MainWindow
from mwdesk.ui.widgets.topbar import banner_words
from mwdesk.workflow import Session, purpose
from mwdesk.workflow.letter_desk import LetterDesk
from tests.safety.conftest import present


def test_who_is_open_heads_every_step(qtbot: QtBot, qapp: QApplication, session: Session) -> None:
    theme.apply(qapp, "light")
    window = MainWindow(Bridge(session))
    qtbot.addWidget(window)
    for width in (1366, 800):
        window.resize(width, 700)
        window.show()
        for ident, name in (("p1", "Asha Kulkarni"), ("p2", "Babu Pawar")):
            if width == 1366:
                session.create_patient(Patient(id=ident, name=name, age_years=38, sex="female"))
            window.bridge.open(ident)
            patient = session.encounter.patient
            wanted, told = banner_words(patient, session.encounter.age)
            assert name in wanted
            assert "38" in told
            for place in PLACES[1:]:
                window.go(place)
                qapp.processEvents()
                banner = window.topbar.banner
                assert banner.isVisible(), place
                words = f"{banner.accessibleName()} {banner.accessibleDescription()} {banner.toolTip()}"
                assert name in words, (place, words)


def test_a_leaflet_in_an_emergency_sends_to_hospital_and_advises_nothing_else(session: Session) -> None:
    session.create_patient(Patient(id="p1", name="Asha Kulkarni", age_years=38, sex="female"))
    view = session.record(*present("myalgia", "fatigue-without-weakness", "widespread-pain"))
    calm = LetterDesk(session).text("patient_leaflet")
    assert "Go to the hospital now" not in calm
    view = session.record(*present("saddle-anaesthesia", "urinary-retention-incontinence", "back-neck-pain"))
    assert view.assessment.urgency.value == "emergency"
    first = next(c.id for c in view.assessment.conditions)
    session.record(verdict(Verdict(kind="condition", id=first, decision=Decision.ACCEPTED)))
    text = LetterDesk(session).text("patient_leaflet")
    assert "Go now" in text
    assert "Go to the hospital now" in text
    meant = [a for a in session.kb.advice.values() if first in a.conditions]
    assert not any(f"{a.name}:" in text for a in meant)


def test_the_words_on_the_intended_use_say_what_it_is_not_for() -> None:
    told = " ".join(
        (purpose.IN_ONE_SENTENCE, purpose.ACT_NOW, *purpose.NOT_FOR, *purpose.HOW_TO_READ)
    ).lower()
    for word in ("clinician decides", "not for", "doses", "delay", "benefits", "triage", "estimates"):
        assert word in told, word
