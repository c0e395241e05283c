"""The page of exchange by hand: what leaves is asked first, what comes in is shown first."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient, State, answer, note
from mwdesk.storage import Store, transfer
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.exchange import ExchangePage
from mwdesk.ui.widgets.exchange_in import ArrivalsForm, LabsForm
from mwdesk.ui.widgets.exchange_out import ExchangeForm, SealForm, SendForm, TeachingForm
from mwdesk.workflow.exchange import Exchange
from tests.workflow.test_exchange_push import _Server

SECRET = "four words of my own"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(opened: MainWindow, bridge: Bridge) -> ExchangePage:
    bridge.record(answer("ptosis", State.PRESENT), note("history", "Asha of Hulikal"))
    opened.show_item("place", "exchange")
    made = opened.page("exchange")
    assert isinstance(made, ExchangePage)
    return made


def _place(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a, **_k: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(path), ""))


def _end(qtbot: QtBot, form: ExchangeForm) -> None:
    """What is done aside, to its end."""
    qtbot.waitUntil(lambda: not form.busy, timeout=10000)


def test_patient_and_clinic_page_lead_here(opened: MainWindow, qtbot: QtBot) -> None:
    for place in ("patient", "clinic"):
        opened.go(place)
        qtbot.mouseClick(opened.page(place).exchange, LEFT)
        assert opened.place == "exchange"


def test_a_sealed_file_by_hand(
    page: ExchangePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _place(monkeypatch, tmp_path / "one.mwdesk")
    qtbot.mouseClick(page.own, LEFT)
    form = page.form
    assert isinstance(form, SealForm)
    assert not form.save.isEnabled()  # neither way is preset
    qtbot.mouseClick(form.how.buttons[0][0], LEFT)
    qtbot.keyClicks(form.secret.first, SECRET)
    qtbot.mouseClick(form.save, LEFT)
    assert not (tmp_path / "one.mwdesk").exists()  # typed once only
    qtbot.keyClicks(form.secret.second, SECRET)
    qtbot.mouseClick(form.save, LEFT)
    _end(qtbot, form)
    assert "Saved" in form.told.text()
    assert b"Asha" not in (tmp_path / "one.mwdesk").read_bytes()
    assert form.secret.first.text() == ""


def test_not_encrypted_is_said_before_it_is_written(page: ExchangePage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.all_own, LEFT)
    form = page.form
    assert isinstance(form, SealForm)
    assert form.warning.isHidden()
    qtbot.mouseClick(form.how.buttons[1][0], LEFT)
    assert not form.warning.isHidden()
    assert "anybody" in form.warning.text()


def test_who_is_here_already_is_asked_about(
    page: ExchangePage,
    bridge: Bridge,
    store: Store,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = page.desk.export_records(tmp_path / "one.mwdesk", "p1", SECRET)
    bridge.update_patient(Patient(id="p1", name="Asha Rao", phone="1"))
    _place(monkeypatch, path)
    qtbot.mouseClick(page.patients, LEFT)
    form = page.form
    assert isinstance(form, ArrivalsForm)
    _end(qtbot, form)
    assert form.take.isHidden()
    qtbot.keyClicks(form.secret, "another four words")
    qtbot.mouseClick(form.open, LEFT)
    _end(qtbot, form)
    assert "does not open" in form.told.text()
    form.secret.clear()
    qtbot.keyClicks(form.secret, SECRET)
    qtbot.mouseClick(form.open, LEFT)
    _end(qtbot, form)
    assert not form.take.isEnabled()
    qtbot.mouseClick(form.choices["p1"].buttons[0][0], LEFT)  # keep both
    qtbot.mouseClick(form.take, LEFT)
    _end(qtbot, form)
    assert "1 patient was added" in form.told.text()
    assert len(store.patients()) == 2
    assert store.patient("p1").phone == "1"
    assert bridge.view is not None and bridge.view.encounter.patient.id == "p1"


def test_taking_in_many_leaves_the_window_free_and_can_be_cancelled(
    page: ExchangePage,
    bridge: Bridge,
    store: Store,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Store.open(tmp_path / "other" / "patients.sqlite3") as other:
        for number in range(30):
            other.save_patient(Patient(id=f"n{number}", name=f"Number {number}"), datetime(2026, 1, 1))
        theirs = Exchange(bridge.session.kb, other, Clinic(), datetime.now)
        path = theirs.export_records(tmp_path / "many.mwdesk")
    _place(monkeypatch, path)
    qtbot.mouseClick(page.patients, LEFT)
    form = page.form
    assert isinstance(form, ArrivalsForm)
    _end(qtbot, form)
    going_on, written = threading.Event(), transfer._write

    def slow(*args: Any) -> None:
        written(*args)
        if args[2].id == "n9":
            going_on.wait(20)

    monkeypatch.setattr(transfer, "_write", slow)
    qtbot.mouseClick(form.take, LEFT)
    qtbot.waitUntil(lambda: form.told.text() == "9 of 30 patients...", timeout=5000)
    assert form.cancel.text() == "Cancel" and not form.take.isEnabled()
    assert bridge.open("p1")  # what is read goes on
    qtbot.mouseClick(form.cancel, LEFT)
    assert page.form is form and form.busy  # it says what became of it first
    going_on.set()
    _end(qtbot, form)
    assert "nothing was written" in form.told.text()
    assert len(store.patients()) == 1 and store.verify().holds
    qtbot.mouseClick(form.take, LEFT)
    _end(qtbot, form)
    assert "30 patients were added" in form.told.text()
    assert len(store.patients()) == 31 and store.verify().holds


def test_locked_in_the_middle_nothing_is_taken_in(
    page: ExchangePage, bridge: Bridge, store: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    begun, going_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work(desk: Exchange) -> None:
        try:
            begun.set()
            going_on.wait(20)
            desk.export_records(tmp_path / "all.mwdesk")
        finally:
            ended.set()

    form = ExchangeForm("many")
    form.end_with()
    form.run_aside(page.desk, work, lambda _result: None)
    begun.wait(20)
    form.deleteLater()
    form.destroyed.connect(going_on.set)
    qtbot.waitUntil(ended.is_set, timeout=10000)
    assert not (tmp_path / "all.mwdesk").exists()
    assert "export" not in {event.kind for event in store.events(5)}


def test_results_are_shown_and_only_ticked_ones_are_added(
    page: ExchangePage, bridge: Bridge, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "labs.csv"
    path.write_text("Test,Result,Unit,Date\nTSH,2.1,mIU/L,2026-11-03\nPotassium,41,mmol/L,2026-11-03\n")
    _place(monkeypatch, path)
    qtbot.mouseClick(page.labs, LEFT)
    form = page.form
    assert isinstance(form, LabsForm)
    assert not form.add.isEnabled()  # the file names nobody
    form.is_theirs.setChecked(True)
    assert form.add.text() == "Add 1 result"
    qtbot.mouseClick(form.add, LEFT)
    assert bridge.view is not None
    assert set(bridge.view.encounter.measurements) == {"tsh"}
    assert "1 result was added" in form.told.text()
    bridge.undo()
    assert bridge.view.encounter.measurements == {}


def test_a_teaching_case_by_hand(
    page: ExchangePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _place(monkeypatch, tmp_path / "t.json")
    qtbot.mouseClick(page.teaching, LEFT)
    form = page.form
    assert isinstance(form, TeachingForm)
    assert [one.text for one, _tick, _line in form.rows] == ["Asha of Hulikal"]
    assert not form.rows[0][1].isChecked()
    qtbot.mouseClick(form.save, LEFT)
    assert "Hulikal" not in (tmp_path / "t.json").read_text(encoding="utf-8")


def test_sending_shows_first_and_says_the_outcome(page: ExchangePage, store: Store, qtbot: QtBot) -> None:
    _Server.mood, _Server.seen = "take", []
    server = HTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        qtbot.mouseClick(page.send, LEFT)
        form = page.form
        assert isinstance(form, SendForm)
        assert not form.go.isEnabled()
        qtbot.keyClicks(form.address, f"http://localhost:{server.server_port}/fhir")
        qtbot.mouseClick(form.look, LEFT)
        assert "Asha Rao" in form.what.text()
        assert _Server.seen == []
        qtbot.mouseClick(form.go, LEFT)
        qtbot.waitUntil(lambda: "took all" in form.told.text(), timeout=5000)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert len(_Server.seen) == 1
    assert [e.kind for e in store.events(2)] == ["sent", "send"]


def test_a_changed_address_must_be_shown_again(page: ExchangePage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.send, LEFT)
    form = page.form
    assert isinstance(form, SendForm)
    qtbot.keyClicks(form.address, "https://example.org/fhir")
    qtbot.mouseClick(form.look, LEFT)
    assert form.go.isEnabled()
    qtbot.keyClicks(form.address, "2")
    assert not form.go.isEnabled()
    assert form.what.text() == ""


def test_a_question_about_somebody_else_does_not_stay(
    page: ExchangePage, bridge: Bridge, qtbot: QtBot
) -> None:
    qtbot.mouseClick(page.send, LEFT)
    assert page.form is not None
    bridge.create_patient(Patient(id="p2", name="Ravi"))
    page.render_view(bridge.view)
    assert page.form is None
    assert "Ravi" in page.who.text()


def test_fhir_and_phenopacket_by_hand(
    page: ExchangePage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for act, name in ((page.fhir, "a.json"), (page.all_fhir, "b.json"), (page.packet, "c.json")):
        _place(monkeypatch, tmp_path / name)
        qtbot.mouseClick(act, LEFT)
        assert page.form is not None
        _end(qtbot, page.form)
        assert "not encrypted" in page.form.told.text()
        page.form.cancel.click()
    assert json.loads((tmp_path / "a.json").read_text())["type"] == "document"
    assert json.loads((tmp_path / "b.json").read_text())["type"] == "collection"
    assert "phenotypicFeatures" in json.loads((tmp_path / "c.json").read_text())
