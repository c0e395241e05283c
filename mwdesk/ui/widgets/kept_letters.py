"""The finished letters of the visit: kept as printed, to look at, save or print once more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.workflow.letter_desk import KeptLetter

_SHOWN = 2  # the others on demand


def when_words(letter: KeptLetter) -> str:
    """The day and time at which a letter was finished."""
    return f"{letter.at.day} {letter.at:%B %Y, %H:%M}"


class KeptLetters(QFrame):
    """One row a letter, the latest first; a damaged one says so and cannot be opened."""

    chosen = Signal(object)  # KeptLetter

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.letters: tuple[KeptLetter, ...] = ()
        self._rows = QWidget()
        self._each: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 8, 14, 12)
        self._column.setSpacing(6)
        self._column.addWidget(label(_("Finished letters of this visit"), "strong"))
        self._column.addWidget(self._rows)
        self.earlier = button(_("Earlier letters"), "link")
        self.earlier.setCheckable(True)
        self.earlier.toggled.connect(self._on_earlier)
        self._column.addLayout(link_row(self.earlier))
        self.hide()

    def show_letters(self, letters: Sequence[KeptLetter]) -> None:
        """Draw these; nothing where there are none."""
        if tuple(letters) == self.letters:
            return
        self.letters = tuple(letters)
        self._column.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        rows = QVBoxLayout(self._rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(8)
        self._each = [self._row(letter) for letter in self.letters]
        for at, row in enumerate(self._each):
            rows.addWidget(row)
            row.setVisible(at < _SHOWN or self.earlier.isChecked())
        self._column.insertWidget(1, self._rows)
        self._say_earlier()
        self.setVisible(bool(self.letters))

    def _row(self, letter: KeptLetter) -> QWidget:
        when = when_words(letter)
        state = (
            _("{when} · kept as printed").format(when=when)
            if letter.intact
            else _("{when} · damaged, do not rely on it").format(when=when)
        )
        opening = button(
            _("Open"), "link", name=_("Open {title}, {when}").format(title=letter.title, when=when)
        )
        opening.setProperty("letter", letter.id)
        opening.setEnabled(letter.intact)
        opening.clicked.connect(self._on_clicked)
        out = QWidget()
        row = QHBoxLayout(out)
        row.setContentsMargins(0, 0, 0, 0)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(label(letter.title, wrap=True))
        words.addWidget(label(state, "note" if letter.intact else "emergency", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(opening)
        return out

    def _say_earlier(self) -> None:
        count = len(self.letters) - _SHOWN
        self.earlier.setVisible(count > 0)
        self.earlier.setText(
            _("Only the latest") if self.earlier.isChecked() else _("{count} earlier").format(count=count)
        )
        self.earlier.setAccessibleName(self.earlier.text())

    def _on_earlier(self) -> None:
        for at, row in enumerate(self._each):
            row.setVisible(at < _SHOWN or self.earlier.isChecked())
        self._say_earlier()

    def _on_clicked(self) -> None:
        sender = self.sender()
        ident = sender.property("letter") if sender is not None else None
        for letter in self.letters:
            if letter.id == ident:
                self.chosen.emit(letter)
                return
