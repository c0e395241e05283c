"""The composition root: paths -> knowledge -> records -> window."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mwdesk import paths
from mwdesk.cli import run
from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.screen import find_problem

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMainWindow

    from mwdesk.workflow.vault import Vault

_SHOWN = 5  # problems told in a dialog; all go to standard error


def main() -> None:
    """Entry point of the program and of every command."""
    run(start_window)


def start_window(*, demo: bool) -> int:
    """Open the window and stay until it closes; returns the exit status.

    `demo` uses a throw-away store with the example patients.
    """
    problem = find_problem()
    if problem:
        return _say(problem)
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("mwdesk")
    _speak(app)
    with ExitStack() as stack:
        try:
            window = _demo_window(app, stack) if demo else _records_window(app, stack)
        except DataError as fault:
            return _say(*(issue.sentence() for issue in fault.issues), window=True)
        return _show(app, window)


def _speak(app: QApplication) -> None:
    """The language that this computer's user chose, before the first word is shown."""
    from mwdesk.ui.language import follow
    from mwdesk.workflow.languages import speak

    speak()
    follow(app)


def _demo_window(app: QApplication, stack: ExitStack) -> QMainWindow:
    """The example patients in a folder that is thrown away: no passphrase."""
    from mwdesk.knowledge import open_knowledge
    from mwdesk.storage import Store
    from mwdesk.ui import theme
    from mwdesk.ui.bridge import Bridge
    from mwdesk.ui.main_window import MainWindow
    from mwdesk.workflow import Session
    from mwdesk.workflow.clinic import load_clinic
    from mwdesk.workflow.examples import load_examples

    kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mwdesk-demo-")))
    store = stack.enter_context(Store.open(folder / "patients.sqlite3"))
    store.forgo_safety()
    session = Session(kb, store, load_clinic(store), datetime.now)
    load_examples(session)
    theme.apply(app, str(session.store.setting("theme") or system_theme(app)))
    return MainWindow(Bridge(session, demo=True))


def _records_window(app: QApplication, stack: ExitStack) -> QMainWindow:
    """The clinician's own records, behind the start page."""
    from mwdesk.knowledge import open_knowledge
    from mwdesk.ui import theme
    from mwdesk.ui.records_window import RecordsWindow
    from mwdesk.workflow.vault import Vault

    kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
    vault = Vault(paths.user_data() / "patients.sqlite3", datetime.now)
    theme.apply(app, system_theme(app))
    stack.callback(_close, vault)
    return RecordsWindow(vault, kb)


def _close(vault: Vault) -> None:
    """After the window is gone: the backup of the day where it is due, then the file is closed."""
    try:
        if vault.store is not None:
            vault.store.back_up_if_due()
    except (DataError, OSError) as fault:
        words = [issue.sentence() for issue in fault.issues] if isinstance(fault, DataError) else [str(fault)]
        _say(_("No backup could be made."), *words)
    finally:
        vault.leave("close")


def _show(app: QApplication, window: QMainWindow) -> int:
    room = app.primaryScreen().availableGeometry()  # at 150 % a laptop has only 911 x 512 left
    window.setGeometry(room.intersected(window.geometry().translated(room.center() - window.rect().center())))
    window.show()
    from mwdesk.ui.ending import CrashWatch, SignalEnd

    watch, end = CrashWatch(paths.user_data() / "crashes"), SignalEnd(app)
    watch.install()
    try:
        return int(app.exec())
    finally:
        end.release()


def system_theme(app: QApplication) -> str:
    """Light or dark as the desktop has it; the clinician's own choice is kept in the store."""
    from PySide6.QtCore import Qt

    return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def _say(*sentences: str, window: bool = False) -> int:
    """On standard error, and on the screen where the program was started without a terminal."""
    print(*sentences, sep="\n", file=sys.stderr)  # noqa: T201
    if window and (sys.stderr is None or not sys.stderr.isatty()):
        from PySide6.QtGui import QGuiApplication
        from PySide6.QtWidgets import QMessageBox

        if QGuiApplication.platformName() not in {"offscreen", "minimal"}:
            rest = (
                [_("... and {count} more.").format(count=len(sentences) - _SHOWN)]
                if len(sentences) > _SHOWN
                else []
            )
            QMessageBox.critical(None, "mwdesk", "\n\n".join([*sentences[:_SHOWN], *rest]))
    return 2
