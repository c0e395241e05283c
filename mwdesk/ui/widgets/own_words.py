"""A field for free text beside everything that is coded; saved when typing pauses and when it is left."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from mwdesk.ui import theme
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import label
from mwdesk.ui.widgets.pause import PAUSE


class PausedText(QPlainTextEdit):
    """Plain text that says so when the writer pauses or leaves; Tab moves on."""

    written = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._saved = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.flush)
        self.textChanged.connect(self._timer.start)
        self.installEventFilter(self)

    def show_text(self, text: str) -> None:
        """Take a recorded text, unless somebody is just writing here."""
        if self.toPlainText() == text:
            self._saved = text
        elif not self._timer.isActive():
            self._saved = text
            place = self.textCursor().position()
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)
            cursor = self.textCursor()
            cursor.setPosition(min(place, len(text)))
            self.setTextCursor(cursor)

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._timer.stop()
        text = self.toPlainText()
        if text != self._saved:
            self._saved = text
            self.written.emit(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self and event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.flush()
        return super().eventFilter(watched, event)


class OwnWords(QFrame):
    """A card with a title and a field for free text; `beside` names a short line that belongs to it."""

    written = Signal(str)
    beside_written = Signal(str)

    def __init__(
        self, title: str, hint: str, parent: QWidget | None = None, *, beside: tuple[str, str] = ("", "")
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.field = PausedText()
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(title)
        self.line = SavedLine(*beside)
        self.field.setFixedHeight(theme.px(84 if not beside[0] else 56))
        self.field.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(title, "heading"), 1)
        if beside[0]:
            name = label(beside[0], "muted")
            name.setBuddy(self.line)
            head.addWidget(name)
            head.addWidget(self.line)
        column.addLayout(head)
        column.addWidget(self.field)
        self.field.written.connect(self.written)
        self.line.written.connect(self.beside_written)

    def show_text(self, text: str, beside: str = "") -> None:
        self.field.show_text(text)
        self.line.show_text(beside)

    def flush(self) -> None:
        self.field.flush()
        self.line.flush()
