"""A passphrase typed twice, with its strength in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import label, set_role
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow.passphrase import judge

_ROLES = {"blank": "note", "refused": "caution", "weak": "caution", "good": "note", "strong": "note"}


def secret_line(name: str) -> QLineEdit:
    """A line that shows dots and that no input method learns from."""
    out = QLineEdit()
    out.setEchoMode(QLineEdit.EchoMode.Password)
    out.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    out.setAccessibleName(name)
    return out


def show_box(*lines: QLineEdit) -> QCheckBox:
    """A tick that shows what is typed in these lines."""
    out = TickBox(_("Show what I type"))
    out.setAccessibleName(out.text())

    def show(on: bool) -> None:
        for line in lines:
            line.setEchoMode(QLineEdit.EchoMode.Normal if on else QLineEdit.EchoMode.Password)

    out.toggled.connect(show)
    return out


class PassphraseFields(QWidget):
    """Two lines; `text` is empty until both are the same and serve."""

    entered = Signal()  # Enter in the second line

    def __init__(self, whose: Callable[[], str], words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whose = whose
        self.first = secret_line(words or _("Passphrase"))
        self.second = secret_line(_("{passphrase} again").format(passphrase=words or _("Passphrase")))
        self.strength = label("", "note", wrap=True)
        self.show_typed = show_box(self.first, self.second)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for line in (self.first, self.second):
            name = label(line.accessibleName())
            name.setBuddy(line)
            column.addSpacing(8)
            column.addWidget(name)
            column.addWidget(line)
            if line is self.first:
                column.addWidget(self.strength)
        column.addWidget(self.show_typed)
        self.first.textChanged.connect(self._on_typed)
        self.first.returnPressed.connect(self.second.setFocus)
        self.second.returnPressed.connect(self.entered)
        self.setFocusProxy(self.first)
        self._on_typed()

    def _on_typed(self) -> None:
        found = judge(self.first.text(), self._whose())
        set_role(self.strength, _ROLES[found.level])
        self.strength.setText(found.words)
        self.first.setAccessibleDescription(found.words)

    @property
    def problem(self) -> str:
        """Why it cannot be used yet, in one sentence; empty where it can."""
        found = judge(self.first.text(), self._whose())
        if not found.serves:
            return _("The passphrase: {problem}").format(problem=found.words[0].lower() + found.words[1:])
        return "" if self.first.text() == self.second.text() else _("The two passphrases are not the same.")

    @property
    def text(self) -> str:
        """The passphrase."""
        return "" if self.problem else self.first.text()

    def clear(self) -> None:
        """Leave nothing behind."""
        self.first.clear()
        self.second.clear()
        self.show_typed.setChecked(False)
