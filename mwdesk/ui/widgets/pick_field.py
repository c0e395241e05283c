"""A field that suggests as one types and hands over what was chosen; it never accepts by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from mwdesk.ui.widgets.hint import fit_hint
from mwdesk.workflow.search import Hit

_ID = Qt.ItemDataRole.UserRole + 1


class PickField(QLineEdit):
    """Type, arrow down, Enter. Enter alone takes a suggestion only where it is the only one.

    With `ready` a row is highlighted at once, and Enter takes it: the best match where the text begins
    one of its words, else the text as it was typed.
    """

    chosen = Signal(str, str)  # id ("" as typed), label

    def __init__(
        self,
        find: Callable[[str], Sequence[Hit]],
        hint: str,
        *,
        as_typed: str = "",
        ready: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find, self._as_typed, self._ready = find, as_typed, ready
        self.setPlaceholderText(hint)
        fit_hint(self)
        self.setAccessibleName(hint)
        self.setClearButtonEnabled(True)
        self._model = QStandardItemModel(self)
        completer = QCompleter(self._model, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(9)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self._completer = completer
        self.textEdited.connect(self._on_edited)

    @property
    def suggestions(self) -> tuple[str, ...]:
        """What is offered now, best first."""
        return tuple(self._model.item(i).text() for i in range(self._model.rowCount()))

    def _on_edited(self, text: str) -> None:
        self._model.clear()
        typed = text.strip()
        if not typed:
            self._hide()
            return
        hits = self._find(typed)
        for hit in hits:
            tail = f"   {hit.detail}" if hit.detail and hit.detail.casefold() != hit.label.casefold() else ""
            self._add(f"{hit.label}{tail}", hit.id, hit.label)
        if self._as_typed:
            self._add(self._as_typed.format(text=typed), "", typed)
        self._completer.complete()
        popup = self._completer.popup()
        if self._ready and popup is not None:
            at = 0 if hits and begins_word(typed, f"{hits[0].label} {hits[0].detail}") else len(hits)
            popup.setCurrentIndex(popup.model().index(at, 0))

    def _hide(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def _add(self, text: str, ident: str, name: str) -> None:
        item = QStandardItem(text)
        item.setEditable(False)
        item.setData((ident, name), _ID)
        self._model.appendRow(item)

    def _on_activated(self, index: QModelIndex) -> None:
        self.take(index.row())

    def take(self, row: int) -> None:
        """Choose a suggestion by its place."""
        item = self._model.item(row)
        if item is None:
            return
        ident, name = item.data(_ID)
        self._hide()
        self.clear()
        self._model.clear()
        self.chosen.emit(ident, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            popup = self._completer.popup()
            moved = popup.currentIndex().row() if popup is not None and popup.isVisible() else -1
            lone = self._model.rowCount() == (2 if self._as_typed else 1)
            if moved >= 0 or lone:
                self.take(max(0, moved))
            event.accept()
            return
        super().keyPressEvent(event)


def begins_word(typed: str, text: str) -> bool:
    """Whether a word of the text begins with what was typed, in small or capital letters."""
    return f" {typed.casefold()}" in " " + re.sub(r"[^\w]+", " ", text.casefold())
