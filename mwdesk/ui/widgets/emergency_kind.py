"""The line of an emergency under the kind of document: why the transfer note is open, and the other one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.letter_desk import kind_title

TRANSFER = "emergency_transfer"
REFERRAL = "neurology_referral"


class EmergencyKind(QWidget):
    """Says that this is an emergency; one link leads to the note, or from it to the referral."""

    asked = Signal(str)  # the kind of document

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = label("", "urgent", wrap=True)
        self.other = button("", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._said, 1)
        row.addWidget(self.other)
        self.other.clicked.connect(self._on_other)
        self._other = REFERRAL
        self.hide()

    def show_for(self, kind: str, *, emergency: bool) -> None:
        """Draw the line for the kind that is open; nothing in a visit that is no emergency."""
        noted = kind == TRANSFER
        self._other = REFERRAL if noted else TRANSFER
        self._said.setText(
            _("An emergency goes with the transfer note.") if noted else _("This visit is an emergency.")
        )
        self.other.setText(kind_title(self._other))
        self.setVisible(emergency)

    def _on_other(self) -> None:
        self.asked.emit(self._other)
