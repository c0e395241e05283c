"""Several documents as one PDF: which, then save; a card that opens in the page and is in nobody's way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.tick_box import TickBox

_MARK = 34  # pixels of a tick and the space behind it


class PacketCard(QFrame):
    """A tick for each kind of document; the one that is open is ticked first."""

    asked = Signal(str)  # "save" or "print"

    def __init__(self, kinds: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.ticks = {kind: TickBox(title) for kind, title in kinds}
        self.save = button("", "primary")
        self.print_ = button(_("Print the packet..."))
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(2)
        column.addWidget(label(_("Documents in one PDF, with a list in front"), "strong", wrap=True))
        for tick in self.ticks.values():
            tick.setAccessibleName(tick.text())
            tick.setToolTip(tick.text())
            tick.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            tick.toggled.connect(self._count)
            column.addWidget(tick)
        row = FlowLayout()
        row.addWidget(self.save)
        row.addWidget(self.print_)
        column.addSpacing(4)
        column.addLayout(row)
        self.save.clicked.connect(self._on_save)
        self.print_.clicked.connect(self._on_print)
        self._count()
        self.hide()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The kinds that are ticked, in their order."""
        return tuple(kind for kind, tick in self.ticks.items() if tick.isChecked())

    def open_with(self, kind: str) -> None:
        """Show the card with at least this kind ticked, ready for the keyboard."""
        self.ticks[kind].setChecked(True)
        self.show()
        next(iter(self.ticks.values())).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for tick in self.ticks.values():  # the whole title is in the tool tip
            room = max(40, self.width() - 28 - _MARK)
            tick.setText(tick.fontMetrics().elidedText(tick.toolTip(), Qt.TextElideMode.ElideRight, room))

    def _count(self) -> None:
        count = len(self.chosen)
        self.save.setText(
            _n("Save {count} document...", "Save {count} documents...", count).format(count=count)
        )
        self.save.setAccessibleName(self.save.text())
        self.save.setEnabled(count > 0)
        self.print_.setEnabled(count > 0)

    def _on_save(self) -> None:
        self.asked.emit("save")

    def _on_print(self) -> None:
        self.asked.emit("print")
