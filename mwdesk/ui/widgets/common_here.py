"""Diseases that are common around the clinic: a click for each regional one, a search for others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import Condition
from mwdesk.domain.translation import _
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.pick_field import PickField
from mwdesk.workflow.search import Hit


class CommonHere(QWidget):
    """Chips that stay where they are; what was added by search has a chip after them."""

    changed = Signal(object)  # tuple of condition ids

    def __init__(self, conditions: Mapping[str, Condition], pick: Callable[[str], Sequence[Hit]]) -> None:
        super().__init__()
        self._conditions = conditions
        self.ids: tuple[str, ...] = ()
        self.chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout()
        self.field = PickField(pick, _("Another disease that is common here: tuberculosis, HIV …"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._flow)
        column.addWidget(self.field)
        column.addWidget(
            label(
                _("What is not chosen counts as rare here, and is still found when it fits."),
                "note",
                wrap=True,
            )
        )
        for condition in sorted(conditions.values(), key=lambda c: c.name.casefold()):
            if condition.regional:
                self._chip(condition.id)
        self.field.chosen.connect(self._on_chosen)

    def _chip(self, ident: str) -> QPushButton:
        known = self._conditions.get(ident)
        name = known.name if known is not None else ident
        chip = button(name.partition(" (")[0], "chip", name=_("Common here: {name}").format(name=name))
        chip.setCheckable(True)
        chip.setToolTip(name)
        chip.setProperty("ident", ident)
        chip.clicked.connect(self._on_clicked)
        self._flow.addWidget(chip)
        self.chips[ident] = chip
        return chip

    def show_ids(self, ids: Sequence[str]) -> None:
        """Mark these."""
        self.ids = tuple(ids)
        for ident in self.ids:
            if ident not in self.chips:
                self._chip(ident).show()
        for ident, chip in self.chips.items():
            chip.setChecked(ident in self.ids)

    def _on_clicked(self) -> None:
        sender = self.sender()
        ident = str(sender.property("ident")) if sender is not None else ""
        gone = ident in self.ids
        self._set(tuple(i for i in self.ids if i != ident) if gone else (*self.ids, ident))

    def _on_chosen(self, ident: str, _: str) -> None:
        if ident and ident not in self.ids:
            self._set((*self.ids, ident))

    def _set(self, ids: tuple[str, ...]) -> None:
        self.show_ids(ids)
        self.changed.emit(ids)
