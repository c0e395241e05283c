"""The line over a visit that is not simply today's: only to be read, being corrected, or begun earlier."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.layout import button, label, set_property
from mwdesk.workflow.closing import Standing


class ClosedStrip(QFrame):
    """It cannot be dismissed. A correction is asked for here, with its reason, and ended here."""

    corrected = Signal(str)  # reason
    ended = Signal()
    visit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", wrap=True)
        self.correct = button(_("Add a correction..."), "link")
        self.end = button(_("End the correction"), "link")
        self.new_visit = button(_("Start a new visit"), "link")
        icons.put(self.new_visit, "visit", "accent", 14)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(_("What was wrong, in a few words"))
        self.reason.setAccessibleName(_("Reason of the correction"))
        self.begin = button(_("Begin the correction"))
        self.asking = QWidget()
        self._kind = ""
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 6, 14, 6)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.words, 1)
        for act in (self.new_visit, self.correct, self.end):
            row.addWidget(act)
        column.addLayout(row)
        asked = QHBoxLayout(self.asking)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(self.reason, 1)
        asked.addWidget(self.begin)
        column.addWidget(self.asking)
        self.asking.hide()

    def _connect(self) -> None:
        self.correct.clicked.connect(self._on_correct)
        self.begin.clicked.connect(self._on_begin)
        self.reason.returnPressed.connect(self._on_begin)
        self.end.clicked.connect(self.ended)
        self.new_visit.clicked.connect(self.visit_asked)

    def show_standing(self, found: Standing | None) -> None:
        """Say how the open visit stands; nothing where it is today's, or where none is open."""
        kind = found.kind if found is not None else "open"
        if kind != self._kind:
            self._kind = kind
            self.asking.hide()
            self.reason.clear()
            set_property(self, "surface", "soft" if kind in ("begun-earlier", "earlier") else "urgent")
        if found is not None:
            self.words.setText(found.words)
        self.setAccessibleName(found.words if found is not None else "")
        self.correct.setVisible(kind in ("earlier", "closed"))
        self.end.setVisible(kind == "correcting")
        self.new_visit.setVisible(kind in ("begun-earlier", "closed"))
        self.setVisible(kind != "open")

    def _on_correct(self) -> None:
        self.asking.setVisible(self.asking.isHidden())
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_begin(self) -> None:
        self.corrected.emit(self.reason.text())
