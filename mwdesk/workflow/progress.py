"""How far a long piece of work has come, told from one thread to another, and the wish that it stops."""

from __future__ import annotations

from threading import Event

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _


class StoppedError(DataError):
    """Somebody cancelled; nothing was written."""


class Progress:
    """How far a piece of work has come, and whether it is to stop; shared by two threads."""

    def __init__(self) -> None:
        self.done, self.all = 0, 0
        self._stop = Event()

    def stop(self) -> None:
        """Cancel: the work ends before its next step, with nothing written."""
        self._stop.set()

    def __call__(self, done: int, whole: int) -> None:
        """Called by the work before each step. Raises StoppedError where it is to stop."""
        self.done, self.all = done, whole
        if self._stop.is_set():
            message = _("cancelled: nothing was written.")
            raise StoppedError(
                Issue(level=Level.INFO, path=_("exchange"), message=message, fix=_("Begin again any time."))
            )

    @property
    def words(self) -> str:
        """How far it is."""
        if not self.all:
            return _("Working...")
        return _("{done} of {count} patients...").format(done=f"{self.done:,}", count=f"{self.all:,}")
