"""Imports the code of pages nobody has opened yet while the window waits, so that none is slow to open."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module

from PySide6.QtCore import QObject, QTimer

PAUSE = 60  # milliseconds between two imports


class WarmUp(QObject):
    """One page's code at a time; making the pages stays for later."""

    def __init__(self, places: Iterable[str], parent: QObject) -> None:
        super().__init__(parent)
        self._cold = list(places)
        self._timer = QTimer(self)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._on_idle)

    def start(self) -> None:
        self._timer.start()

    def _on_idle(self) -> None:
        if self._cold:
            import_module(f"mwdesk.ui.pages.{self._cold.pop(0)}")
        else:
            self._timer.stop()
