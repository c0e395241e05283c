"""Causes and tests of the clinician's own: found by name or written freely, stored apart from suggestions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision, Encounter, Verdict, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.ui.widgets.form_fields import Choice
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.pick_field import PickField
from mwdesk.workflow.search import Hit, find
from mwdesk.workflow.words import short


class OwnRow(QWidget):
    """One thing that was added: its name, for a cause how sure, and a way to take it off."""

    decided = Signal(object)  # Entry

    def __init__(self, kind: str, ident: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind, self._ident = kind, ident
        self.name = label(name, "strong", wrap=True)
        self.remove = button(_("Take off"), "link", name=_("Take {name} off").format(name=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(12)
        row.addWidget(self.name, 1)
        self.sure: Choice | None = None
        if kind == "condition":
            levels = (
                (_("Certain"), "certain"),
                (_("Probable"), "probable"),
                (_("Possible"), "possible"),
            )
            self.sure = Choice(_("How sure of {name}").format(name=name), levels, blank=_("how sure?"))
            self.sure.chosen.connect(self._on_sure)
            row.addWidget(self.sure)
        row.addWidget(self.remove)
        self.remove.clicked.connect(self._on_remove)

    def show_verdict(self, told: Verdict) -> None:
        """Mark how sure the clinician said to be."""
        if self.sure is not None:
            self.sure.show_value(told.confidence or None)

    def _on_sure(self, level: object) -> None:
        made = Verdict(kind=self._kind, id=self._ident, decision=Decision.ADDED, confidence=str(level or ""))
        self.decided.emit(verdict(made))

    def _on_remove(self) -> None:
        self.decided.emit(verdict(None, kind=self._kind, ident=self._ident))


class OwnPicks(QWidget):
    """A field that finds them, or takes them as typed, and a row for each that was added."""

    decided = Signal(object)  # Entry

    def __init__(
        self, search: Callable[[str], Sequence[Hit]], kind: str, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._suggested: frozenset[str] = frozenset()
        self.rows: dict[str, OwnRow] = {}
        self.field = PickField(
            lambda text: exact_first(text, search(text)),
            hint,
            as_typed=_("Add “{text}” as typed"),
            ready=True,
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.field)
        self.field.chosen.connect(self._on_chosen)

    def show_picks(
        self, encounter: Encounter, names: Mapping[str, str], suggested: frozenset[str] = frozenset()
    ) -> None:
        """Rows for what was added; what is `suggested` as well is accepted there instead of added here."""
        self._suggested = suggested
        own = {
            ident: told
            for (kind, ident), told in encounter.verdicts.items()
            if kind == self._kind and told.decision is Decision.ADDED
        }
        for ident in [i for i in self.rows if i not in own]:
            gone = self.rows.pop(ident)
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        for ident, told in own.items():
            if ident not in self.rows:
                made = OwnRow(self._kind, ident, names.get(ident, ident))
                made.decided.connect(self.decided)
                self._column.insertWidget(self._column.count() - 1, made)
                self.rows[ident] = made
            self.rows[ident].show_verdict(told)

    def _on_chosen(self, ident: str, name: str) -> None:
        ident = ident or " ".join(name.split()).replace("/", " or ")  # a key of the record holds no stroke
        decision = Decision.ACCEPTED if ident in self._suggested else Decision.ADDED
        self.decided.emit(verdict(Verdict(kind=self._kind, id=ident, decision=decision)))


def exact_first(typed: str, hits: Sequence[Hit]) -> list[Hit]:
    """Hits with the one that is called exactly so, its parenthesis aside, ahead of all others."""
    wanted = " ".join(typed.casefold().split())
    return sorted(hits, key=lambda hit: short(hit.label).casefold() != wanted)


class OwnImpression(OwnWords):
    """What the clinician thinks: in words, and as causes with how sure."""

    decided = Signal(object)  # Entry

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(_("Your own impression"), _("Printed in the letter before any suggestion"), parent)
        self.own = OwnPicks(
            lambda text: find(kb, text, 8, ("condition",)),
            "condition",
            _("Add a cause of your own, by name or as typed"),
        )
        column = self.layout()
        assert column is not None
        column.addWidget(self.own)
        self.own.decided.connect(self.decided)

    def show_impression(self, encounter: Encounter, kb: KnowledgeBase) -> None:
        """Take what is recorded."""
        self.show_text(encounter.note("impression"))
        self.own.show_picks(encounter, {c.id: c.name for c in kb.conditions.values()})
