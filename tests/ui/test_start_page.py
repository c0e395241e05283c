"""The start page and the lock, with real key files, SQLCipher and the whole window."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Encounter, Patient, State, answer, note
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store, condition
from mwdesk.ui import half_typed, theme
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.start import StartPage
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.ui.widgets.start_forms import StartForm
from mwdesk.workflow.vault import Vault
from tests.ui import audit

NOW = datetime(2025, 11, 21, 9, 0)
PASS, OTHER = "correct horse battery lamp", "window river stone boat"
NAME, SECOND = "Dr A. Rao", "Dr B. Iyer"
Key = Qt.Key


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    made = Vault(tmp_path / "patients.sqlite3", lambda: NOW)
    yield made
    made.leave()


def open_window(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> RecordsWindow:
    theme.apply(qapp, "light")
    made = RecordsWindow(vault, kb)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


@pytest.fixture
def window(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> RecordsWindow:
    return open_window(qtbot, vault, kb, qapp)


def protect(vault: Vault) -> str:
    """Records of two clinicians with one patient; returns the recovery key."""
    key, recovery = vault.create(NAME, PASS)
    vault.enter(key).save_patient(Patient(id="p1", name="Asha Rao", age_years=54), NOW)
    vault.store.start_encounter("p1", "rural", NOW)  # type: ignore[union-attr, arg-type]
    vault.add_clinician(SECOND, OTHER)
    vault.leave("close")
    return recovery


@pytest.fixture
def locked(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> RecordsWindow:
    protect(vault)
    return open_window(qtbot, vault, kb, qapp)


def type_into(qtbot: QtBot, text: str, *keys: Qt.Key) -> None:
    """Type where the focus is, as a hand does."""
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.clear()
    qtbot.keyClicks(field, text)
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def unlock(qtbot: QtBot, window: RecordsWindow, secret: str = PASS, name: str = NAME) -> None:
    page = window.start
    page.unlock.names.setCurrentText(name)
    page.unlock.secret.setFocus()
    with qtbot.waitSignal(page.entered, timeout=8000):
        type_into(qtbot, secret, Key.Key_Return)


def told(page: StartPage) -> str:
    return page.form.told.text() if page.form.told.isVisible() else ""


def shows(page: StartPage, form: StartForm) -> bool:
    return form.isVisible() and [f for f in page.forms if f.isVisible()] == [form]


def test_the_first_start_by_keyboard_alone(qtbot: QtBot, window: RecordsWindow, vault: Vault) -> None:
    page = window.start
    assert shows(page, page.first)
    assert not page.first.plain.isVisible(), "new records are never made without a passphrase"
    type_into(qtbot, NAME, Key.Key_Return)
    type_into(qtbot, "short")
    assert page.first.secret.strength.text() == "Too short: 5 more characters."
    type_into(qtbot, PASS, Key.Key_Return)
    type_into(qtbot, "something else", Key.Key_Return)
    assert told(page) == "The two passphrases are not the same."
    type_into(qtbot, PASS, Key.Key_Return)
    qtbot.waitUntil(page.recovery.isVisible, timeout=8000)
    recovery = page.recovery.key.text()
    assert len(recovery.split("-")) == 8
    qtbot.mouseClick(page.recovery.act, Qt.MouseButton.LeftButton)
    assert "I have kept it" in told(page)
    assert condition(vault.path) == "absent"
    page.recovery.kept.setFocus()
    qtbot.keyClick(page.recovery.kept, Key.Key_Space)
    with qtbot.waitSignal(page.entered, timeout=8000):
        qtbot.mouseClick(page.recovery.act, Qt.MouseButton.LeftButton)
    assert condition(vault.path) == "encrypted"
    assert window.main is not None
    assert window.main.isVisible()
    assert page.recovery.key.text() == "", "it is shown once"
    assert page.first.secret.first.text() == ""
    vault.leave()
    assert vault.recover(recovery, NAME, OTHER).name == NAME


def test_the_recovery_key_is_saved_as_text_and_pdf(
    qtbot: QtBot, window: RecordsWindow, tmp_path: Path
) -> None:
    form = window.start.recovery
    window.start._show_recovery("ABCDE-" * 7 + "FGHJK")
    for act, name in ((form.plain_text, "key.txt"), (form.pdf, "key.pdf")):
        form.choose_path = lambda *_, name=name: str(tmp_path / name)  # type: ignore[misc]
        qtbot.mouseClick(act, Qt.MouseButton.LeftButton)
        assert form.told.text().startswith("Saved as ")
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert "ABCDE-ABCDE" in (tmp_path / "key.txt").read_text()
    read = PdfReader(BytesIO((tmp_path / "key.pdf").read_bytes())).pages[0].extract_text().split()
    assert "FGHJK" in read, "with the spaces that make it legible"
    assert read[:2] == ["Recovery", "key"]
    form.choose_path = lambda *_: str(tmp_path / "nowhere" / "key.txt")
    qtbot.mouseClick(form.plain_text, Qt.MouseButton.LeftButton)
    assert "folder" in form.told.text()


def test_a_wrong_passphrase_is_told_and_typing_goes_on(qtbot: QtBot, locked: RecordsWindow) -> None:
    page = locked.start
    assert shows(page, page.unlock)
    assert page.unlock.names.count() == 2
    assert QApplication.focusWidget() is page.unlock.secret
    type_into(qtbot, "not the passphrase", Key.Key_Return)
    qtbot.waitUntil(lambda: bool(told(page)), timeout=8000)
    assert "does not unlock" in told(page)
    assert QApplication.focusWidget() is page.unlock.secret
    unlock(qtbot, locked)
    assert locked.main is not None
    assert locked.main.isVisible()
    assert locked.main.topbar.lock.isVisible()


def test_deriving_the_key_does_not_stop_the_window(qtbot: QtBot, locked: RecordsWindow) -> None:
    page = locked.start
    turns = []
    timer = page.startTimer(5)
    page.timerEvent = lambda _: turns.append(1)  # type: ignore[method-assign]
    with qtbot.waitSignal(page.entered, timeout=8000):
        type_into(qtbot, PASS, Key.Key_Return)
        assert not page.unlock.act.isEnabled()
        turns.clear()
    page.killTimer(timer)
    assert len(turns) >= 4


def test_a_lost_passphrase(qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication) -> None:
    recovery = protect(vault)
    window = open_window(qtbot, vault, kb, qapp)
    page = window.start
    qtbot.mouseClick(page.unlock.lost, Qt.MouseButton.LeftButton)
    assert shows(page, page.lost)
    type_into(qtbot, "ABCDE", Key.Key_Return)
    type_into(qtbot, "an entirely new one", Key.Key_Return)
    type_into(qtbot, "an entirely new one", Key.Key_Return)
    qtbot.waitUntil(lambda: "8 groups" in told(page), timeout=8000)
    type_into(qtbot, recovery.lower())
    with qtbot.waitSignal(page.entered, timeout=8000):
        qtbot.mouseClick(page.lost.act, Qt.MouseButton.LeftButton)
    assert vault.who == page.lost.names.currentText()
    vault.leave()
    assert vault.derive("an entirely new one")


def test_plain_records_can_be_used_or_protected(
    qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication
) -> None:
    with Store.open(vault.path) as plain:
        plain.save_patient(Patient(id="p1", name="Asha Rao"), NOW)
    window = open_window(qtbot, vault, kb, qapp)
    page = window.start
    assert page.first.title.text() == "Protect these records"
    assert "whoever uses or takes this computer" in page.first.warning.text()
    qtbot.mouseClick(page.first.plain, Qt.MouseButton.LeftButton)
    assert window.main is not None
    assert window.main.isVisible()
    assert not window.main.topbar.lock.isVisible()
    window.lock()
    assert window.main.isVisible(), "without a passphrase there is nothing to lock with"
    vault.leave()
    page.show_stage()
    window.stack.setCurrentWidget(page)
    page.first.start_at.setFocus()
    type_into(qtbot, NAME, Key.Key_Return)
    type_into(qtbot, PASS, Key.Key_Return)
    type_into(qtbot, PASS, Key.Key_Return)
    qtbot.waitUntil(page.recovery.isVisible, timeout=8000)
    page.recovery.kept.setChecked(True)
    with qtbot.waitSignal(page.entered, timeout=8000):
        page.recovery.submit()
    assert condition(vault.path) == "encrypted"
    assert [row.name for row in vault.store.patients()] == ["Asha Rao"]  # type: ignore[union-attr]


def test_a_damaged_key_file_is_told(
    qtbot: QtBot, vault: Vault, kb: KnowledgeBase, qapp: QApplication
) -> None:
    protect(vault)
    vault.path.with_name("patients.keys.json").write_text("{")
    window = open_window(qtbot, vault, kb, qapp)
    assert "key file is damaged" in told(window.start)


def work(qtbot: QtBot, window: RecordsWindow) -> QLineEdit:
    """Unlock, open the patient, and begin a word on the first page."""
    unlock(qtbot, window)
    assert window.main is not None
    window.main.bridge.open("p1")
    window.main.bridge.record(answer("fatigable-weakness", State.PRESENT))
    window.main.go("patient")
    field = next(f for f in window.main.pages["patient"].findChildren(QLineEdit) if f.text() == "Asha Rao")
    field.setFocus()
    qtbot.keyClicks(field, " Kul")
    return field


def patient_field(window: RecordsWindow) -> QLineEdit:
    assert window.main is not None
    return window.main.pages["patient"].lines["name"]  # type: ignore[no-any-return]


def test_locking_blanks_and_unlocking_brings_back_what_was_half_typed(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault
) -> None:
    field = work(qtbot, locked)
    main = locked.main
    assert main is not None
    old = main.bridge.session.store
    qtbot.keyClick(field, Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert locked.start.isVisible()
    assert locked.main is None
    assert not vault.is_open
    with pytest.raises(Exception, match="closed"):
        old.patients()
    assert locked.start.unlock.names.currentText() == NAME
    assert QApplication.focusWidget() is locked.start.unlock.secret
    unlock(qtbot, locked)
    main = locked.main
    assert main is not None
    assert main.isVisible()
    assert main.place == "patient"
    assert patient_field(locked).text().startswith("Asha Rao Kul")
    assert QApplication.focusWidget() is patient_field(locked)
    assert main.bridge.view is not None
    assert main.bridge.view.encounter.answers["fatigable-weakness"].state is State.PRESENT
    assert main.bridge.undo(), "the steps can still be taken back"
    assert main.bridge.record(answer("fatigable-weakness", State.ABSENT))


def field_on(window: RecordsWindow, place: str) -> QLineEdit | QPlainTextEdit:
    """The first field in sight on a page."""
    assert window.main is not None
    page = window.main.pages[place]
    found = [f for kind in (QLineEdit, QPlainTextEdit) for f in page.findChildren(kind)]
    return next(f for f in found if f.isVisible() and f.isEnabled() and not f.isReadOnly())


@pytest.mark.parametrize("place", ["history", "results", "patients"])
def test_no_page_loses_what_was_half_typed(qtbot: QtBot, locked: RecordsWindow, place: str) -> None:
    work(qtbot, locked)
    main = locked.main
    assert main is not None
    if place == "patients":
        main.bridge.close()
    main.go(place)
    field = field_on(locked, place)
    field.setFocus()
    qtbot.keyClicks(field, "1.")
    assert half_typed.text_of(field).endswith("1.")
    name = field.accessibleName()
    locked.lock()
    unlock(qtbot, locked)
    assert locked.main is not None and locked.main.place == place
    again = field_on(locked, place)
    assert again is not field and again.accessibleName() == name
    assert half_typed.text_of(again) == "1."
    assert locked.focusWidget() is again


def test_what_was_half_typed_waits_while_another_clinician_works_and_is_offered_once(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault
) -> None:
    work(qtbot, locked)
    assert locked.main is not None
    locked.main.go("results")
    value = locked.main.pages["results"].labs._rows["potassium"].value
    value.setFocus()
    qtbot.keyClicks(value, "4.")
    locked.lock()
    unlock(qtbot, locked, OTHER, SECOND)
    assert locked.main.bridge.view is None, "nobody else is shown it"
    assert "4." not in [half_typed.text_of(f) for f in half_typed.fields(locked)]
    locked.lock()
    vault.leave("close")
    unlock(qtbot, locked)
    rows = locked.main.pages["results"].labs._rows
    assert rows["potassium"].value.text() == "4."
    assert "Potassium" in locked.main.message.text.text()
    assert vault.store is not None
    assert vault.store.setting(f"half typed: {NAME}") is None


def test_a_disk_that_refuses_does_not_cost_what_was_half_typed(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(qtbot, locked)
    assert locked.main is not None
    locked.main.go("results")
    value = locked.main.pages["results"].labs._rows["potassium"].value
    value.setFocus()
    qtbot.keyClicks(value, "4.")

    def refuse(*_: object) -> None:
        raise DataError()

    with monkeypatch.context() as held:
        held.setattr(Store, "set_setting", refuse)
        locked.lock()
    kept = vault._sealed[NAME]
    assert b"potassium" not in kept.lower() and b"4." not in kept
    unlock(qtbot, locked)
    assert locked.main.pages["results"].labs._rows["potassium"].value.text() == "4."


def every_text() -> str:
    """All that any widget of the program holds, shown or hidden, as far as it can be asked."""
    said: list[str] = []
    for widget in QApplication.allWidgets():
        said += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        said += [widget.windowTitle(), widget.statusTip(), widget.whatsThis()]
        for name in ("text", "toPlainText", "placeholderText", "currentText", "title"):
            read = getattr(widget, name, None)
            if callable(read):
                said.append(str(read()))
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            model = widget.model()
            said += [str(model.index(row, 0).data() or "") for row in range(model.rowCount())]
    return "\n".join(said)


def test_while_locked_no_widget_and_no_object_holds_anything_of_a_patient(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault, qapp: QApplication
) -> None:
    others = [o for o in gc.get_objects() if isinstance(o, Patient | Encounter)]  # of tests before this one
    work(qtbot, locked)
    main = locked.main
    assert main is not None
    main.bridge.record(note("impression", "Zebraic weakness"))
    for place in ("history", "examination", "results", "assessment", "letter", "patients"):
        main.go(place)
        QTest.qWait(20)
    assert "Asha" in every_text() and "Zebraic" in every_text()
    kept = weakref.ref(vault.key)
    del main
    locked.lock()
    QTest.qWait(50)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    gc.collect()
    assert "Asha" not in every_text() and "Zebraic" not in every_text()
    assert not any(isinstance(w, MainWindow) for w in qapp.allWidgets())
    known = {id(o) for o in others}
    held = [o for o in gc.get_objects() if isinstance(o, Patient | Encounter) and id(o) not in known]
    assert [o for o in held if o.id] == [], "no object of a patient, wherever it is"
    assert kept() is None or not kept()._key, "the key is dropped"


def test_another_clinician_begins_without_the_patient(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault
) -> None:
    work(qtbot, locked)
    before = locked.main
    locked.lock()
    unlock(qtbot, locked, OTHER, SECOND)
    assert locked.main is not before
    assert locked.main is not None
    assert locked.main.bridge.view is None
    assert vault.who == SECOND


def test_idle_warns_then_locks(qtbot: QtBot, locked: RecordsWindow) -> None:
    unlock(qtbot, locked)
    main = locked.main
    assert main is not None
    moment = [0.0]
    idle = locked.idle
    idle._steady = idle._wall = lambda: moment[0]
    idle.touch()
    assert idle.limit == 600
    moment[0] = 560
    idle.look()
    assert not main.message.isVisible()
    moment[0] = 575
    idle.look()
    assert main.message.text.text().startswith("Locking in 25 s.")
    QTest.keyClick(locked.windowHandle(), Key.Key_Shift)
    assert not main.message.isVisible()
    moment[0] = 1160
    idle.look()
    assert main.isVisible(), "the key began a new count"
    moment[0] = 1176
    idle.look()
    assert locked.start.isVisible()


def test_a_dialog_does_not_outlive_the_lock(qtbot: QtBot, locked: RecordsWindow) -> None:
    unlock(qtbot, locked)
    dialog = QDialog(locked)
    dialog.setModal(True)
    dialog.show()
    locked.lock()
    assert not dialog.isVisible()
    assert locked.start.isVisible()


def test_after_unlocking_a_backup_is_made_and_told(qtbot: QtBot, locked: RecordsWindow, vault: Vault) -> None:
    unlock(qtbot, locked)
    backups = vault.path.parent / "backups"
    qtbot.waitUntil(lambda: any(e.kind == "backup" for e in vault.store.events()), timeout=8000)  # type: ignore[union-attr]
    assert len(list(backups.glob("*.sqlite3"))) == 1


def test_a_backup_that_fails_is_a_sentence(qtbot: QtBot, locked: RecordsWindow, vault: Vault) -> None:
    (vault.path.parent / "backups").write_text("not a folder")
    unlock(qtbot, locked)
    assert locked.main is not None
    message = locked.main.message
    qtbot.waitUntil(message.isVisible, timeout=8000)
    assert message.text.text().startswith("No backup could be made. ")


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_every_form_fits_and_has_names(
    qtbot: QtBot, locked: RecordsWindow, qapp: QApplication, look: str, size: tuple[int, int]
) -> None:
    theme.apply(qapp, look)
    locked.resize(*size)
    page = locked.start
    page.recovery.show_key("ABCDE-" * 7 + "FGHJK")
    page.first.show_stage(existing=True)
    page.lost.show_names([NAME, SECOND], NAME)
    for form in page.forms:
        page._show(form)
        qapp.processEvents()
        assert audit.clipped(locked) == []
        assert audit.unnamed(page) == []
        assert audit.overlapping(page) == []
        assert audit.faint(locked) == []  # type: ignore[arg-type]
        assert audit.unreached(locked) == []  # type: ignore[arg-type]
    theme.apply(qapp, "light")


def test_a_fault_of_the_program_leaves_nobody_waiting(qtbot: QtBot, window: RecordsWindow) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    form = window.start.first
    with qtbot.captureExceptions() as caught:
        window.start._send(form, "Working...", fail, lambda _: None)
        assert not form.act.isEnabled()
        qtbot.waitUntil(form.act.isEnabled, timeout=8000)
    assert "unexpectedly" in form.told.text()
    assert caught


def test_look_and_size_are_chosen_before_unlocking_and_kept(
    qtbot: QtBot, locked: RecordsWindow, vault: Vault, kb: KnowledgeBase, qapp: QApplication
) -> None:
    page = locked.start
    try:
        qtbot.keyClicks(page.unlock.secret, "half")
        qtbot.mouseClick(page.reading.look, Qt.MouseButton.LeftButton)
        page.reading.size_box.setFocus()
        qtbot.keyClick(page.reading.size_box, Key.Key_Down)
        assert theme.current().name == "dark" and theme.Type.scale == 1.15
        assert page.unlock.secret.text() == "half", "nothing typed is lost"
        page.unlock.secret.clear()
        page.unlock.secret.setFocus()
        unlock(qtbot, locked)
        assert vault.store is not None and vault.store.setting("text_size") == "1.15"
        assert theme.current().name == "dark" and theme.Type.scale == 1.15
        locked.lock()
        theme.Type.scale = 1.0
        theme.apply(qapp, "light")
        again = RecordsWindow(vault, kb)
        qtbot.addWidget(again)
        assert theme.current().name == "dark" and theme.Type.scale == 1.15
        assert again.start.reading.size_box.currentData() == "1.15"
    finally:
        theme.Type.scale = 1.0
        theme.apply(qapp, "light")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_card_stands_above_the_middle_and_fits(
    qtbot: QtBot, locked: RecordsWindow, qapp: QApplication, scale: float
) -> None:
    page = locked.start
    try:
        theme.Type.scale = scale
        theme.apply(qapp, "light")
        page.show_stage()
        qtbot.wait(50)
        assert audit.clipped(locked) == [] and audit.overlapping(page) == []
        card = page.unlock.mapTo(page, page.unlock.rect().center()).y()
        if scale == 1.0:
            assert 0.3 < card / page.height() < 0.5
    finally:
        theme.Type.scale = 1.0
        theme.apply(qapp, "light")
