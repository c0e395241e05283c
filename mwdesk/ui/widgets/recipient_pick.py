"""Choosing whom a document goes to from the address book: Ctrl+T, then a figure or Enter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from mwdesk.domain.recipient import Recipient
from mwdesk.domain.translation import _

_MOST = 9  # one key each


class RecipientPick(QPushButton):
    """Opens a numbered list; not in the way of anything: Escape closes it."""

    chosen = Signal(object)  # Recipient
    asked_for = Signal(str, str)  # "place", "clinic": where the book is written

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Address book"), parent)
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self.setAccessibleName(_("Address book: choose whom this goes to"))
        self.setToolTip(_("Ctrl T, then the number"))
        self.recipients: tuple[Recipient, ...] = ()
        self.menu_ = QMenu(self)
        key = QShortcut(QKeySequence("Ctrl+T"), parent)
        key.activated.connect(self.open_list)
        self.clicked.connect(self.open_list)
        self.menu_.triggered.connect(self._on_triggered)

    def show_recipients(self, recipients: Sequence[Recipient]) -> None:
        """The list for the document that is open, the one used last first."""
        self.recipients = tuple(recipients)

    def open_list(self) -> None:
        """Show the list under the button, its first line ready for Enter."""
        self.menu_.clear()
        for number, one in enumerate(self.recipients[:_MOST], start=1):
            action = self.menu_.addAction(f"&{number}  {one.short.replace('&', '&&')}")
            action.setData(number - 1)
        for at, one in enumerate(self.recipients[_MOST:], start=_MOST):
            action = self.menu_.addAction(one.short.replace("&", "&&"))
            action.setData(at)
        if self.recipients:
            self.menu_.addSeparator()
        self.menu_.addAction(_("Write the address book...")).setData(-1)
        self.menu_.popup(self.mapToGlobal(QPoint(0, self.height())))
        self.menu_.setActiveAction(self.menu_.actions()[0])

    def _on_triggered(self, action: object) -> None:
        at = int(action.data())  # type: ignore[attr-defined]
        if at < 0:
            self.asked_for.emit("place", "clinic")
        else:
            self.chosen.emit(self.recipients[at])
