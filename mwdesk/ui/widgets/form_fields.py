"""Fields of a form that save themselves: a line of text, and a row of one-key choices that can be cleared."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.hint import fit_hint
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.pause import PAUSE


class SavedLine(QLineEdit):
    """Says what was written when the writer pauses, presses Enter or leaves. Enter goes on, never submits."""

    written = Signal(str)

    def __init__(
        self, name: str, hint: str = "", *, on_pause: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        fit_hint(self)
        self._saved = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.flush)
        if on_pause:
            self.textEdited.connect(self._timer.start)

    def show_text(self, text: str) -> None:
        """Take what is recorded, unless somebody is just writing here."""
        if self.text() == self._saved or not self.hasFocus():
            if self.text() != text:
                self.setText(text)
            self._saved = text

    def flush(self) -> None:
        """Save now what is not saved yet."""
        self._timer.stop()
        text = self.text()
        if text != self._saved:
            self._saved = text
            self.written.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.flush()
            self.focusNextChild()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.flush()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.flush()


class Choice(QWidget):
    """Buttons of which one may stand; its letter or a click chooses it, the same again clears it."""

    chosen = Signal(object)  # the value, or None

    def __init__(
        self,
        name: str,
        options: Sequence[tuple[str, object]],
        parent: QWidget | None = None,
        *,
        blank: str = "",
    ) -> None:
        super().__init__(parent)
        self.value: object = None
        blank = blank or _("not asked")
        self._name, self._blank = name, blank
        self.buttons: list[tuple[QPushButton, object]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for words, value in options:
            made = button(words, "choice", name=f"{name}: {words}")
            made.setCheckable(True)
            made.clicked.connect(self._on_clicked)
            made.setToolTip(_("Key {letter}; the same again clears it").format(letter=words[0]))
            row.addWidget(made)
            self.buttons.append((made, value))
        self.none = label(blank, "note")
        row.addSpacing(4)
        row.addWidget(self.none)
        row.addStretch(1)
        self.setAccessibleName(f"{name}: {blank}")
        self.setFocusProxy(self.buttons[0][0])

    def show_value(self, value: object) -> None:
        """Mark what is recorded; None is not asked."""
        self.value = value
        said = self._blank
        for made, own in self.buttons:
            made.setChecked(value is not None and own == value)
            said = made.text() if made.isChecked() else said
        self.none.setText("" if value is not None else self._blank)
        self.setAccessibleName(f"{self._name}: {said}")

    def _on_clicked(self) -> None:
        self._choose(next(own for made, own in self.buttons if made is self.sender()))

    def _choose(self, value: object) -> None:
        self.show_value(None if value == self.value and self.value is not None else value)
        self.chosen.emit(self.value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.text().casefold()
        for made, value in self.buttons:
            if key and made.text()[0].casefold() == key:
                made.setFocus(Qt.FocusReason.OtherFocusReason)
                self._choose(value)
                return
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Period):
            self.show_value(None)
            self.chosen.emit(None)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.buttons[-1][0].setFocus()
            self.focusNextChild()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            places = [made for made, _ in self.buttons]
            at = next((i for i, made in enumerate(places) if made.hasFocus()), 0)
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            places[(at + step) % len(places)].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)
