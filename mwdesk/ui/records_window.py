"""The window of the records: the start page until they are unlocked, then the work, and back when locked.

While locked the file is closed, the key is gone and so is every widget that showed a patient. Where one was
and what was half typed waits in the encrypted file, and is put back for the clinician who typed it.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QStackedWidget, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.ui import half_typed, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.errand import Errand, plain
from mwdesk.ui.idle import IdleWatch
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.start import StartPage
from mwdesk.ui.widgets.reading_switch import read_with
from mwdesk.workflow import Session
from mwdesk.workflow.beginning import wants_beginning
from mwdesk.workflow.clinic import load_clinic
from mwdesk.workflow.reading import NAMES, keep_reading, read_reading
from mwdesk.workflow.safekeeping import backup_is_due, backup_job
from mwdesk.workflow.vault import Vault

LOCK_AFTER = 10  # minutes, where nothing else is set


class RecordsWindow(QMainWindow):
    """Holds the vault, the start page and the window of the work."""

    def __init__(self, vault: Vault, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault, self.kb = vault, kb
        self.main: MainWindow | None = None
        self._said: tuple[str, bool] | None = None  # what the countdown covers in the message bar
        read_with(read_reading(vault.path.parent))
        self.start = StartPage(vault)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self.idle = IdleWatch(self)
        self.setCentralWidget(self.stack)
        self.setWindowTitle("mwdesk")
        self.setMinimumSize(760, 460)
        self.resize(1366, 768)
        self.start.entered.connect(self._on_entered)
        self.idle.counted.connect(self._on_counted)
        self.idle.touched.connect(self._on_touched)
        self.idle.expired.connect(self.lock)
        self.start.show_stage()

    # in

    def _on_entered(self) -> None:
        store = self.vault.store
        assert store is not None
        try:
            self._begin()
            work = self.vault.take_up()
            said = self._resume(work) if work else ""
        except (DataError, OSError) as problem:
            self.vault.leave()
            self.start.show_stage()
            self.start.form.tell(plain(problem))
            return
        assert self.main is not None
        self.stack.setCurrentWidget(self.main)
        if not work and wants_beginning(store, self.main.bridge.session.clinic):
            self.main.go("beginning")
        if work:
            half_typed.focus(self.main.page(self.main.place), work.get("focus", []))
        if store.notices or said:
            self.main.message.say(" ".join((*store.notices, said)).strip(), problem=bool(store.notices))
        self._watch()
        QTimer.singleShot(0, self._back_up)

    def _begin(self) -> None:
        """A window of its own for whoever works now."""
        store = self.vault.store
        assert store is not None
        session = Session(self.kb, store, load_clinic(store), self.vault.now)
        app = QApplication.instance()
        for name, value in self.start.chosen.items():
            store.set_setting(name, value)
        self.start.chosen.clear()
        look = store.setting("theme")
        if look and isinstance(app, QApplication) and look != theme.current().name:
            theme.apply(app, str(look))
        made = MainWindow(Bridge(session, vault=self.vault))
        self._drop()
        self.main = made
        self.stack.addWidget(made)
        made.allow_lock(self.vault.is_protected)
        made.lock_asked.connect(self.lock)
        made.bridge.records_asked.connect(self._on_records_asked)

    def _resume(self, work: dict[str, Any]) -> str:
        """The same clinician is back: the same visit and place, read anew; what to say of it."""
        main = self.main
        assert main is not None
        visit = str(work.get("visit") or "")
        if visit and not main.bridge.open_visit(visit):
            return ""
        if work.get("correcting"):
            main.bridge.session.go_on_correcting(str(work["correcting"]))
            main.bridge.refresh()
        names, lost = [], []
        for place, kept in dict(work.get("pages") or {}).items():
            if main.page_allowed(place):
                main.go(place)
                told = half_typed.give_back(main.page(place), kept)
                names += told[0]
                lost += told[1]
        main.go(str(work.get("place") or "patients"))
        if lost:
            return _("When the records were locked this was being typed: {words}.").format(
                words=", ".join(lost)
            )
        if names:
            return _("What was half typed is back in: {fields}.").format(fields=", ".join(names))
        return ""

    def _work(self) -> dict[str, Any]:
        """Where the clinician is and what stands half typed, in values that outlive the widgets."""
        main = self.main
        assert main is not None
        bridge = main.bridge
        pages = {place: half_typed.collect(page) for place, page in main.pages.items()}
        here = main.pages.get(main.place)
        return {
            "visit": bridge.session.encounter.id if bridge.session.is_open else "",
            "correcting": bridge.session.correcting,
            "place": main.place,
            "pages": {place: kept for place, kept in pages.items() if kept},
            "focus": half_typed.focus_of(here, main.focusWidget()) if here is not None else [],
        }

    def _keep_reading(self) -> None:
        """The look and size of this work, for the page before the next."""
        store = self.vault.store
        kept = {name: store.setting(name) for name in NAMES} if store is not None else {}
        told = {name: value for name, value in kept.items() if isinstance(value, str)}
        home = self.vault.path.parent
        if told and told != read_reading(home):
            keep_reading(home, told)

    def _drop(self) -> None:
        """Destroy the window of the work with everything that it showed of patients."""
        main = self.main
        if main is None:
            return
        self.main, self._said = None, None
        main.bridge.session.close()
        main.bridge.view = None
        main.hide()
        self.stack.removeWidget(main)
        main.deleteLater()
        QTimer.singleShot(0, gc.collect)  # what refers to itself in a circle goes, too

    def _watch(self) -> None:
        store = self.vault.store
        if store is not None and self.vault.is_protected:
            kept = store.setting("lock_minutes")
            minutes = int(kept) if isinstance(kept, str) and kept.isdecimal() else LOCK_AFTER
            self.idle.limit = max(1, minutes) * 60
            self.idle.start()

    def _on_records_asked(self, what: str) -> None:
        if what == "watch":
            self._watch()
        elif self.main is not None and (what != "protect" or not self.vault.is_protected):
            self._leave_for(what)

    def _leave_for(self, what: str) -> None:
        """Close the records for what can only be done while they are closed."""
        assert self.main is not None
        kind, _space, file = what.partition(" ")
        who, key = self.vault.who, self.vault.key.key if self.vault.is_protected else None
        self.idle.stop()
        self.main.flush()
        self.vault.set_aside(self._work())
        self._close("lock" if kind != "protect" else "")
        self.start.show_stage(who)
        if kind == "renew":
            self.start.show_renewal(who)
        elif kind == "restore":
            vault = self.vault
            self.start.restore_with(self.start.form, lambda: vault.restore(Path(file), key))

    # out

    def lock(self) -> None:
        """Blank the screen, close the file and drop the key; nothing that was typed is lost."""
        main = self.main
        if main is None or not self.vault.is_protected:
            return
        self.idle.stop()
        self._on_touched()
        _close_what_floats()
        main.flush()
        self.vault.set_aside(self._work())
        who = self.vault.who
        self._close("lock")
        self.start.show_stage(who)
        self.start.form.start_at.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, kind: str = "") -> None:
        """Blank the screen, drop every widget that knows a patient, close the file."""
        assert self.main is not None
        self.main.search.popup.hide()
        self.stack.setCurrentWidget(self.start)
        _stop_waiting(self.main)
        self._keep_reading()
        self._drop()
        self.vault.leave(kind)

    def _on_counted(self, left: int) -> None:
        main = self.main
        if main is None:
            return
        if self._said is None:
            shown = not main.message.isHidden()
            self._said = (
                main.message.text.text() if shown else "",
                main.message.property("surface") == "problem",
            )
        main.message.say(
            _("Locking in {count} s. Press a key or move the mouse to stay.").format(count=left),
            problem=False,
        )

    def _on_touched(self) -> None:
        if self._said is not None and self.main is not None:
            text, problem = self._said
            self.main.message.say(text, problem=problem)
            self.main.message.setVisible(bool(text))
        self._said = None

    def _back_up(self) -> None:
        if not self.vault.is_open or not backup_is_due(self.vault):
            return
        errand = Errand(backup_job(self.vault), self)
        errand.done.connect(self._on_backed_up)
        errand.failed.connect(self._on_not_backed_up)
        errand.start()

    def _on_backed_up(self, name: str) -> None:
        with suppress(DataError):  # the backup stands, whatever the chain could be told
            self.vault.tell("backup", name)
        if self.vault.second_problem and self.main is not None:
            self.main.message.say(self.vault.second_problem)

    def _on_not_backed_up(self, words: str) -> None:
        if self.main is not None:
            message = self.main.message
            before = "" if message.isHidden() else f"{message.text.text()} "
            message.say(f"{before}{_('No backup could be made.')} {words}")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.idle.stop()
        if self.main is not None and self.vault.is_open:
            self.main.flush()
            self._keep_reading()
        super().closeEvent(event)


def _stop_waiting(main: MainWindow) -> None:
    """Searches and previews that wait for a pause must not read a closed file; unlocking draws all anew."""
    for timer in main.findChildren(QTimer):
        if timer.isSingleShot():
            timer.stop()


def _close_what_floats() -> None:
    """Dialogs and menus would stay above the blank screen and name the patient."""
    for _try in range(8):
        floating = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if floating is None:
            return
        if isinstance(floating, QDialog):
            floating.reject()
        else:
            floating.close()
