"""What would change a cause's place, in lines that lead to the question or the test."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mwdesk.domain.translation import N_, _
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.workflow.turning import Turning

_VERBS = {"finding": N_("Ask or look for: {name}"), "test": N_("Test: {name}")}


class TurningLines(QWidget):
    """A heading and at most two links, or that nothing is left to find out."""

    asked_for = Signal(str, str)  # kind, id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        what = _("What would change this")
        self.links = [button("", "link", name=what) for at in range(2)]
        self.notes = [label("", "note", wrap=True) for _ in self.links]
        self.shown: tuple[Turning, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self.none = label(_("No single question or test changes this much."), "note", wrap=True)
        column.addWidget(label(what, "heading"))
        column.addWidget(self.none)
        for link, text in zip(self.links, self.notes, strict=True):
            text.setContentsMargins(5, 0, 0, 4)
            column.addLayout(link_row(link))
            column.addWidget(text)
            link.clicked.connect(self._on_clicked)
        self.hide()

    def show_turnings(self, turnings: Sequence[Turning] | None) -> None:
        """Draw these lines in place; None while they are worked out."""
        self.shown = tuple(turnings or ())
        self.setVisible(turnings is not None)
        self.none.setVisible(not self.shown)
        for at, (link, text) in enumerate(zip(self.links, self.notes, strict=True)):
            here = at < len(self.shown)
            link.setVisible(here)
            text.setVisible(here)
            if here:
                one = self.shown[at]
                link.setText(_(_VERBS[one.kind]).format(name=one.name))
                link.setAccessibleName(f"{link.text()}, {one.words}")
                text.setText(one.words[:1].upper() + one.words[1:])

    def _on_clicked(self) -> None:
        at = next(i for i, link in enumerate(self.links) if link is self.sender())
        self.asked_for.emit(self.shown[at].kind, self.shown[at].id)
