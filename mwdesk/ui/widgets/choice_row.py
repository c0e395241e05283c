"""A set of answers of which one holds, asked as one question: a digit or a click chooses."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.path import PathStep

SKIP_KEY = Qt.Key.Key_S


class ChoiceRow(QWidget):
    """Heading, numbered answers, and "cannot be told"; one tab stop, one key an answer."""

    chosen = Signal(int)  # which answer, from 0; -1 could not be told
    skip_asked = Signal()
    missed = Signal()  # yes or no, which are no answers here
    left = Signal(int)  # 1 to the row below, -1 to the one above

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        speak_as(self, Role.Grouping)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.buttons: list[QPushButton] = []
        self._options: tuple[str, ...] = ()
        self.setAccessibleName(_("Which of these fits"))
        self.heading = label("", "strong")
        self.unknown = button(_("U  Unknown"), "chip", name=_("Unknown"))
        self.unknown.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.unknown.clicked.connect(partial(self.chosen.emit, -1))
        self._flow = FlowLayout()
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.unknown)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(self._flow)

    def show_step(self, step: PathStep) -> None:
        """Take the answers of a choice."""
        self.heading.setText(step.heading)
        said = ", ".join(f"{n} {words}" for n, words in enumerate(step.options, 1))
        self.setAccessibleName(_("{question}: {answers}").format(question=step.heading, answers=said))
        self.setAccessibleDescription(_("A number chooses, U could not be told, S leaves the section out"))
        if step.options != self._options:
            self._options = step.options
            self._make(step.options)

    def _make(self, options: tuple[str, ...]) -> None:
        for old in self.buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for at, words in enumerate(options):
            made = button(f"{at + 1}  {words}", "chip", name=words)
            speak_as(made, Role.RadioButton)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            made.clicked.connect(partial(self.chosen.emit, at))
            self._flow.addWidget(made)
            self.buttons.append(made)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, at = Qt.Key(event.key()), event.key() - Qt.Key.Key_1
        if event.isAutoRepeat():
            event.accept()  # a key that rests under a finger answers once
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif 0 <= at < len(self._options):
            self.chosen.emit(at)
        elif key is Qt.Key.Key_U:
            self.chosen.emit(-1)
        elif key in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self.missed.emit()
        elif key is SKIP_KEY:
            self.skip_asked.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit(1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
            painter.end()
