"""One editable section of a letter: its text, whether it was changed, and the way back to the draft."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.own_words import PausedText
from mwdesk.workflow.letter_desk import EditableSection

_LINES = (2, 12)  # a section is at least and at most so high


class LetterSection(QFrame):
    """Writes when the writer pauses; 'Use draft' puts back what the program composed."""

    written = Signal(str, object)  # section id, text or None for the draft

    def __init__(self, section: EditableSection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.ident = section.id
        self.edited = label(_("changed by you"), "small")
        self.restore = button(
            _("Use draft"), "link", name=_("Use draft: {title}").format(title=section.title)
        )
        self.field = PausedText()
        self.field.setAccessibleName(section.title)
        self.field.setPlaceholderText(_("Nothing will be printed here"))
        head = QHBoxLayout()
        head.addWidget(label(section.title, "strong"), 1)
        head.addWidget(self.edited)
        head.addWidget(self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.field)
        self.field.written.connect(self._on_written)
        self.field.textChanged.connect(self._fit)
        self.restore.clicked.connect(self._on_restore)
        self.show_section(section)

    def show_section(self, section: EditableSection) -> None:
        """Draw the text that prints now."""
        self.field.show_text(section.text)
        self.edited.setVisible(section.edited)
        self.restore.setVisible(section.edited)
        self.restore.setToolTip(section.draft)
        self._fit()

    def _on_written(self, text: str) -> None:
        self.written.emit(self.ident, text)

    def _on_restore(self) -> None:
        self.field.flush()
        self.written.emit(self.ident, None)

    def _fit(self) -> None:
        line = self.field.fontMetrics().lineSpacing()
        document = self.field.document()
        rows = round(document.size().height())  # a plain text document counts in lines
        low, high = _LINES
        height = line * min(max(rows, low), high) + 24
        if height != self.field.height():
            self.field.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
