"""Medicines: search as one types by name or brand, or write freely; each can be taken off again."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Medication, medication
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.pick_field import PickField
from mwdesk.workflow.search import exact_drug, find


class MedicineRow(QWidget):
    """One medicine: what it can do to nerve and muscle, a free detail, and a way off the list."""

    changed = Signal(object)  # Entry

    def __init__(self, key: str, taken: Medication, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._taken = key, taken
        drug = kb.drugs.get(taken.drug)
        words = f"{drug.drug_class}: {', '.join(drug.effects)}" if drug and drug.effects else ""
        self.detail = SavedLine(
            _("{name}: dose and since when").format(name=taken.name), _("Dose and since when, as told")
        )
        self.remove = button("", "icon", name=_("Take {name} off the list").format(name=taken.name))
        icons.put(self.remove, "cross", "muted", 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 0, 4)
        row.setSpacing(10)
        texts = QVBoxLayout()
        texts.setSpacing(1)
        texts.addWidget(label(taken.name, "strong", wrap=True))
        if words or not taken.drug:
            texts.addWidget(
                label(words.replace("_", " ") or _("as typed; not matched to a drug"), "note", wrap=True)
            )
        row.addLayout(texts, 3)
        row.addWidget(self.detail, 2)
        row.addWidget(self.remove)
        self.detail.show_text(taken.detail)
        self.detail.written.connect(self._on_detail)
        self.remove.clicked.connect(self._on_remove)

    def show_medicine(self, taken: Medication) -> None:
        self._taken = taken
        self.detail.show_text(taken.detail)

    def _on_detail(self, text: str) -> None:
        told = Medication(name=self._taken.name, drug=self._taken.drug, detail=text.strip())
        self.changed.emit(medication(told, key=self._key))

    def _on_remove(self) -> None:
        self.changed.emit(medication(None, key=self._key))


class MedicineList(QFrame):
    """A card of medicines with its own search field."""

    changed = Signal(object)  # Entry

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._kb = kb
        self.rows: dict[str, MedicineRow] = {}
        self.field = PickField(
            lambda text: find(kb, text, 8, ("drug",)),
            _("Add a medicine, by name or brand"),
            as_typed=_("Add “{text}” as typed"),
            ready=True,
        )
        self.none = label(_("Not asked: no medicine is on record"), "note")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 10, 10, 12)
        self._column.setSpacing(2)
        head = label(_("Medicines"), "title")
        head.setContentsMargins(8, 0, 0, 4)
        self.none.setContentsMargins(8, 0, 0, 4)
        self._column.addWidget(head)
        self._column.addWidget(self.none)
        self._column.addWidget(self.field)
        self.field.chosen.connect(self._on_chosen)

    def show_medicines(self, taken: Mapping[str, Medication]) -> None:
        """Rows for what is recorded; only what came or went is made or removed."""
        for key in [k for k in self.rows if k not in taken]:
            gone = self.rows.pop(key)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for key, medicine in taken.items():
            if key in self.rows:
                self.rows[key].show_medicine(medicine)
            else:
                row = MedicineRow(key, medicine, self._kb, self)
                row.changed.connect(self.changed)
                self._column.insertWidget(self._column.count() - 1, row)
                self.rows[key] = row
        self.none.setVisible(not taken)

    def _on_chosen(self, ident: str, name: str) -> None:
        drug = ident or exact_drug(self._kb, name)
        self.changed.emit(medication(Medication(name=name, drug=drug)))
