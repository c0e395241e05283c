"""The bar at the foot: that everything is saved, what was just done, and the way back and on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import button, label, set_role
from mwdesk.ui.widgets.message_bar import MessageBar


class BottomBar(QFrame):
    """Buttons at the right; the message lies over the rest and takes no room of its own."""

    resized = Signal()

    def __init__(self, message: MessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setFixedHeight(round(48 * theme.Type.scale))
        self.message = message
        self.saved = label("", "muted")
        self.show_waiting(0)
        self.back = button(_("Back"))
        self.next = button(_("Next"), "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(12)
        row.addWidget(self.saved, 1)
        row.addWidget(self.back)
        row.addWidget(self.next)

    def show_waiting(self, count: int) -> None:
        """Say that all is saved, or how many typed values are not taken yet."""
        self.saved.setText(
            _n(
                "{count} value was typed and is not taken: see Results",
                "{count} values were typed and are not taken: see Results",
                count,
            ).format(count=count)
            if count
            else _("Everything is saved as you type")
        )
        set_role(self.saved, "urgent" if count else "muted")

    def show_ways(self, back: str, following: str) -> None:
        """Name the ways back and on; "" where there is none."""
        for way, words in ((self.back, back), (self.next, following)):
            way.setVisible(bool(words))
            if words:
                way.setText(words)
                way.setAccessibleName(words)
        self.place_message()

    def place_message(self) -> None:
        """Let the message end where the buttons begin."""
        shown = [way.sizeHint().width() for way in (self.back, self.next) if not way.isHidden()]
        self.message.lie_over(self, sum(shown) + 12 * len(shown) + 20)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_message()
