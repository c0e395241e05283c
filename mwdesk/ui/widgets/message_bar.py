"""One calm line above the page: what went wrong and what to do, or what was just done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.layout import button


class MessageBar(QFrame):
    """Hidden until there is something to say; never a dialog, never takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "problem")
        self.setAccessibleName(_("Message"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.dismiss = button("", "icon", name=_("Dismiss message"))
        icons.put(self.dismiss, "cross", "ink", 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 8, 14, 8)
        row.addWidget(self.text, 1)
        row.addWidget(self.dismiss)
        self.dismiss.clicked.connect(self.hide)
        self.hide()

    def say(self, text: str, *, problem: bool = True) -> None:
        """Show a sentence; a problem is told on the urgent ground, news on the accent's."""
        self.setProperty("surface", "problem" if problem else "news")
        self.style().unpolish(self)
        self.style().polish(self)
        self.text.setText(text)
        self.setAccessibleDescription(text)
        self.show()
