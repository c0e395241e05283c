"""Work that takes longer than a frame, on a thread of its own, so that typing never stops for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QObject, QTimer, Signal

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _

_LOOK = 10  # milliseconds between looks at whether it is done


def plain(problem: DataError | OSError) -> str:
    """What went wrong, in sentences."""
    if isinstance(problem, DataError):
        return " ".join(issue.sentence() for issue in problem.issues)
    return _("The disk refused: {reason}. Nothing earlier was lost; try again.").format(
        reason=problem.strerror or problem
    )


class Errand(QObject):
    """Runs a job once; `done` or `failed` comes on the thread of the window. The program waits for it."""

    done = Signal(object)
    failed = Signal(str)

    def __init__(self, job: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._job = job
        self._result: object = None
        self._problem: BaseException | None = None
        self._thread = Thread(target=self._work, name="errand")
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self._look)

    @property
    def problem(self) -> BaseException | None:
        """What went wrong, once `failed` came."""
        return self._problem

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._timer.start()

    def _work(self) -> None:
        try:
            self._result = self._job()
        except BaseException as problem:
            self._problem = problem

    def _look(self) -> None:
        if self._thread.is_alive():
            return
        self._timer.stop()
        self.deleteLater()
        if self._problem is None:
            self.done.emit(self._result)
        elif isinstance(self._problem, DataError | OSError):
            self.failed.emit(plain(self._problem))
        else:  # a fault of the program: whoever waits must not wait for ever
            self.failed.emit(
                _("This failed unexpectedly ({name}). Try again.").format(name=type(self._problem).__name__)
            )
            raise self._problem
