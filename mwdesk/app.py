"""The composition root: paths -> knowledge -> store -> session -> window."""

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

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

QT_PACKAGES = (
    "libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libxcb-cursor0 libxcb-icccm4 "
    "libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 "
    "libxkbcommon-x11-0"
)


def main() -> None:
    """Entry point of the program and of every command."""
    run(start_window)


def start_window(*, demo: bool) -> int:
    """Open the window and stay until it closes; returns the exit status.

    `demo` uses a throw-away store with the example patients.
    """
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as fault:
        return _say(missing_library_sentence(str(fault)))
    from PySide6.QtWidgets import QApplication

    from mwdesk.knowledge import open_knowledge
    from mwdesk.storage import Store
    from mwdesk.ui import theme
    from mwdesk.ui.bridge import Bridge
    from mwdesk.ui.main_window import MainWindow
    from mwdesk.workflow.clinic import load_clinic
    from mwdesk.workflow.examples import load_examples
    from mwdesk.workflow.session import Session

    with ExitStack() as stack:
        try:
            kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
            folder = (
                Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mwdesk-demo-")))
                if demo
                else paths.user_data()
            )
            store = Store.open(folder / "patients.sqlite3")
        except DataError as fault:
            return _say(*(issue.sentence() for issue in fault.issues))
        stack.callback(store.close)
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        theme.apply(app, str(store.setting("theme") or system_theme(app)))
        session = Session(kb, store, load_clinic(store), datetime.now)
        if demo:
            load_examples(session)
        window = MainWindow(Bridge(session, demo=demo))
        window.show()
        return int(app.exec())


def system_theme(app: QApplication) -> str:
    """Light or dark as the desktop has it; the clinician's own choice is kept in the store."""
    from PySide6.QtCore import Qt

    return "dark" if app.styleHints().colorScheme() is Qt.ColorScheme.Dark else "light"


def missing_library_sentence(fault: str) -> str:
    """What to install when Qt itself cannot be loaded, in one sentence."""
    if "libxcb" in fault or ".so" in fault:
        return (
            f"The window needs system libraries that are missing ({fault}). "
            f"Install them: sudo apt install {QT_PACKAGES}"
        )
    return (
        f"The window needs PySide6, which could not be loaded ({fault}). Install mwdesk again: pip install ."
    )


def _say(*sentences: str) -> int:
    print(*sentences, sep="\n", file=sys.stderr)  # noqa: T201
    return 2
