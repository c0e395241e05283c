"""Ends that nobody chose: a signal to stop, and a fault of the program. Neither costs what was typed."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from mwdesk.workflow import crash


def _pair() -> tuple[Any, Any]:
    """Two ends of a pipe that never block; a pair of sockets on Windows, which wakes by nothing else."""
    if os.name == "nt":
        import socket

        pair = socket.socketpair()
        for one in pair:
            one.setblocking(False)
        return pair[0].makefile("rb", buffering=0), pair[1].makefile("wb", buffering=0)
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return io.FileIO(ends[0], "r"), io.FileIO(ends[1], "w")


class SignalEnd(QObject):
    """Closes the windows as a click would when the system asks the program to stop."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._read, self._write = _pair()
        self._before = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._watch = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._on_woken)
        for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._on_signal)

    def _on_signal(self, *_args: object) -> None:
        """The handler itself only wakes the loop: Qt is not to be called from here."""

    def _on_woken(self) -> None:
        with suppress(OSError):
            self._read.read(64)
        self._app.closeAllWindows()  # each writes down what was typed
        self._app.quit()

    def release(self) -> None:
        """Let Python handle signals as before."""
        signal.set_wakeup_fd(self._before)
        self._watch.setEnabled(False)
        self._read.close()
        self._write.close()


class CrashWatch(QObject):
    """Writes a report of each fault and says one sentence; the window stays."""

    fell = Signal(str)

    def __init__(self, folder: Path, now: Callable[[], datetime] = datetime.now) -> None:
        super().__init__()
        self._folder, self._now = folder, now
        self._told: set[str] = set()
        self.fell.connect(self._on_fell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take over what Python does with a fault nobody caught, on every thread."""
        sys.excepthook = self.catch
        threading.excepthook = lambda told: self.catch(told.exc_type, told.exc_value, told.exc_traceback)

    def catch(
        self, kind: type[BaseException], _value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """One fault: a file, and a sentence. The same fault again is not told again."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        moment = self._now()
        text = crash.report(kind, trace, moment)
        place = "\n".join(text.splitlines()[3:])
        if place in self._told:
            return
        self._told.add(place)
        crash.show_on_terminal(kind, trace, moment)
        self.fell.emit(crash.words(crash.write(self._folder, kind, trace, moment)))

    def _on_fell(self, words: str) -> None:
        window = QApplication.activeWindow() or next(iter(QApplication.topLevelWidgets()), None)
        say = _message_of(window)
        if say is not None:
            say(words)


def _message_of(window: QWidget | None) -> Callable[[str], None] | None:
    """The calm line of the window, where it is there; the start page has its own."""
    inner = getattr(window, "main", None) or window
    message = getattr(inner, "message", None)
    if message is not None:
        return message.say  # type: ignore[no-any-return]
    start = getattr(window, "start", None)
    return start.form.tell if start is not None else None
