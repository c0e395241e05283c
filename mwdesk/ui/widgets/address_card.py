"""The address book on the clinic's page: choose an entry, write in its lines; saved as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.recipient import Recipient
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow.address_book import AddressBook

LINES = {
    "name": N_("Name"),
    "role": N_("Role"),
    "department": N_("Department"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
}


class AddressCard(QFrame):
    """One entry at a time; which documents it gets is ticked below, none ticked means all."""

    def __init__(
        self, bridge: Bridge, kinds: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._bridge = bridge
        self.book = AddressBook(bridge.session.store)
        self._entries: list[Recipient] = []
        self.choice = ChoiceBox()
        self.choice.setAccessibleName(_("Entry of the address book"))
        self.add = button(_("New entry"))
        self.remove = button(_("Remove this entry"), "link")
        self.lines = {name: SavedLine(_(said)) for name, said in LINES.items()}
        self.ticks = {kind: TickBox(title) for kind, title in kinds}
        self._lay_out()
        self._connect()
        self.render_book()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(_("Address book"), "heading"))
        said = _("Whom your letters go to. On the Letter page: Ctrl T, then the number.")
        column.addWidget(label(said, "muted", wrap=True))
        row = QHBoxLayout()
        row.addWidget(self.choice, 1)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        column.addLayout(row)
        self._form = QWidget()
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setColumnMinimumWidth(0, theme.px(160))
        grid.setColumnStretch(1, 1)
        for at, (name, line) in enumerate(self.lines.items()):
            head = label(_(LINES[name]))
            head.setBuddy(line)
            grid.addWidget(head, at, 0)
            grid.addWidget(line, at, 1)
        at = len(self.lines)
        grid.addWidget(label(_("Gets (none: every kind)")), at, 0)
        for number, tick in enumerate(self.ticks.values()):
            tick.setAccessibleName(tick.text())
            grid.addWidget(tick, at + number, 1)
        column.addWidget(self._form)

    def _connect(self) -> None:
        self.choice.currentIndexChanged.connect(self._show_entry)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        for line in self.lines.values():
            line.written.connect(self._on_written)
        for tick in self.ticks.values():
            tick.clicked.connect(self._on_written)

    def render_book(self, at: int = 0) -> None:
        """Show what is kept, entry `at` open."""
        self._entries = list(self.book.every())
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in self._entries:
            self.choice.addItem(one.short or _("Entry without a name"))
        self.choice.setCurrentIndex(min(at, len(self._entries) - 1))
        self.choice.blockSignals(False)
        self._show_entry()

    def _show_entry(self) -> None:
        at = self.choice.currentIndex()
        there = 0 <= at < len(self._entries)
        for part in (self._form, self.choice, self.remove):
            part.setVisible(there)
        if there:
            one = self._entries[at]
            for name, line in self.lines.items():
                line.show_text(str(getattr(one, name)))
            for kind, tick in self.ticks.items():
                tick.setChecked(kind in one.kinds)

    def _on_add(self) -> None:
        self._keep([*self._entries, Recipient()], len(self._entries))
        self.lines["name"].setFocus()

    def _on_remove(self) -> None:
        at = self.choice.currentIndex()
        self._keep([one for n, one in enumerate(self._entries) if n != at], max(0, at - 1))

    def _on_written(self) -> None:
        at = self.choice.currentIndex()
        if not 0 <= at < len(self._entries):
            return
        texts = {name: line.text().strip() for name, line in self.lines.items()}
        kinds = tuple(kind for kind, tick in self.ticks.items() if tick.isChecked())
        changed = list(self._entries)
        changed[at] = replace(changed[at], **texts, kinds=kinds)
        self._keep(changed, at)

    def _keep(self, entries: list[Recipient], at: int) -> None:
        try:
            self.book.keep(entries)
        except (DataError, OSError) as problem:
            self._bridge.fail(problem)
            return
        self.render_book(at)
