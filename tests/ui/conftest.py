"""For the tests of the window: a real store in a temporary folder, the shipped knowledge, a bridge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.workflow import Session

NOW = datetime(2026, 11, 21, 14, 2)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.open(tmp_path / "patients.sqlite3")
    yield made
    made.close()


@pytest.fixture
def session(kb: KnowledgeBase, store: Store) -> Session:
    clinic = Clinic(name="Hill Clinic", clinician="Dr A. Rao", address="Main road", phone="+91 000")
    return Session(kb, store, clinic, lambda: NOW)


@pytest.fixture
def bridge(session: Session, qapp: QApplication) -> Bridge:
    theme.apply(qapp, "light")
    return Bridge(session)


@pytest.fixture
def patient(session: Session) -> Patient:
    """Somebody on record, with no answer yet."""
    view = session.create_patient(Patient(id="p1", name="Asha Rao", age_years=54, sex="male"))
    session.close()
    return view.encounter.patient


@pytest.fixture
def window(qtbot: QtBot, bridge: Bridge) -> MainWindow:
    """The window as it opens: on the list of patients."""
    made = MainWindow(bridge)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


@pytest.fixture
def opened(window: MainWindow, bridge: Bridge, patient: Patient) -> MainWindow:
    """The window with that patient open at the history."""
    bridge.open(patient.id)
    window.go("history")
    return window


@pytest.fixture(autouse=True)
def _bury(qapp: QApplication) -> Iterator[None]:
    """Delete for good what a test closed: without a running event loop Qt would keep it for the next one."""
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
