"""How long nobody touched keyboard, mouse or screen."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

WARNING = 30  # seconds of countdown before locking
_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class IdleWatch(QObject):
    """Counts the seconds without a touch; it watches windows, so that few events pass through here."""

    counted = Signal(int)  # seconds left, within the warning
    touched = Signal()  # somebody came back within the warning
    expired = Signal()

    def __init__(
        self,
        parent: QObject,
        steady: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(parent)
        self.limit = 600  # seconds
        self._steady, self._wall = steady, wall
        self._last = (steady(), wall())
        self._warned = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def start(self) -> None:
        """Count from now."""
        self.touch()
        self._timer.start()
        self._watch(QGuiApplication.focusWindow())

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()
        self._warned = False

    def touch(self) -> None:
        """Somebody is here."""
        self._last = (self._steady(), self._wall())
        if self._warned:
            self._warned = False
            self.touched.emit()

    def look(self) -> None:
        """Warn or expire; a laptop that slept counts as idle, though its steady clock stood still."""
        idle = max(self._steady() - self._last[0], self._wall() - self._last[1])
        left = self.limit - idle
        if left <= 0:
            self.stop()
            self.expired.emit()
        elif left <= min(WARNING, self.limit / 2):
            self._warned = True
            self.counted.emit(round(left))

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._timer.isActive():
            self.touch()
        return False
