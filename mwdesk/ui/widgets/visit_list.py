"""The visits of a patient: when, how urgent, what was thought; one is open, any other is a click away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.words import urgency_word

_ROLES = {Urgency.EMERGENCY: "emergency", Urgency.URGENT: "urgent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """One visit as it is listed; `impression` is "" where nothing fits yet."""

    id: str
    started: datetime
    urgency: Urgency
    impression: str
    answers: int


class VisitList(QFrame):
    """The latest first; a new visit copies nothing."""

    opened = Signal(str)  # encounter id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._shown: tuple[tuple[VisitRow, ...], str] | None = None
        self.new_visit = button(_("Start a new visit"))
        icons.put(self.new_visit, "visit", "ink", 16)
        self._rows = QWidget()
        self._hint = label(
            _("A new visit copies nothing; the last findings are shown beside the new ones."),
            "note",
            wrap=True,
        )
        head = QHBoxLayout()
        head.addWidget(label(_("Visits"), "heading"), 1)
        head.addWidget(self.new_visit)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 14)
        self._column.setSpacing(6)
        self._column.addLayout(head)
        self._column.addWidget(self._rows)
        self._column.addWidget(self._hint)

    def show_visits(self, rows: Sequence[VisitRow], here: str) -> None:
        """Draw these visits, the earliest first as given; `here` is the one that is open."""
        if self._shown == (tuple(rows), here):
            return
        self._shown = tuple(rows), here
        self._column.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(2, 1)
        for at, row in enumerate(reversed(rows)):
            self._add(grid, at, row, row.id == here)
        self._column.insertWidget(1, self._rows)

    def _add(self, grid: QGridLayout, at: int, row: VisitRow, here: bool) -> None:
        when = f"{row.started.day} {row.started:%B %Y, %H:%M}"
        urgent = _ROLES.get(row.urgency, "muted")
        thought = row.impression or (_("No impression yet") if row.answers else _("Nothing recorded yet"))
        grid.addWidget(label(when, "strong" if here else ""), at, 0)
        # "Routine" would also stand where too little is known to say so: only what presses has a word
        told = urgency_word(row.urgency) if row.urgency is not Urgency.ROUTINE else ""
        grid.addWidget(label(told, urgent), at, 1)
        grid.addWidget(label(thought, "" if row.impression else "muted", wrap=True), at, 2)
        if here:
            grid.addWidget(label(_("open now"), "note"), at, 3)
            return
        opening = button(_("Open"), "link", name=_("Open the visit of {when}").format(when=when))
        opening.setProperty("visit", row.id)
        opening.clicked.connect(self._on_clicked)
        grid.addWidget(opening, at, 3)

    def _on_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.opened.emit(str(sender.property("visit")))
