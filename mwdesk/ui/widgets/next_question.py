"""The one question that comes next on the path, always in the same place, with its why and how far one is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import announce, theme
from mwdesk.ui.widgets.choice_row import ChoiceRow
from mwdesk.ui.widgets.finding_row import FindingRow
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow.core import title
from mwdesk.workflow.path import PathStep

_HEIGHT = 76  # of the question, whatever it is: what lies below stays where it is

_LOW = 46  # of it in a low window
_HEAD = 50  # of what stands over and under it


class Progress(QWidget):
    """A thin line: how much of the path is done."""

    def __init__(self) -> None:
        super().__init__()
        self._part = 0.0
        self.setFixedHeight(3)

    def show_part(self, part: float) -> None:
        if part != self._part:
            self._part = part
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for colour, width in (("line", 1.0), ("accent", self._part)):
            painter.setBrush(theme.current().color(colour))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * width, 3), 1.5, 1.5)
        painter.end()


class NextQuestion(QFrame):
    """Answered where it stands; then comes the next."""

    answered = Signal(str, object)  # finding, State or None
    chosen = Signal(int)  # of a choice; -1 could not be told
    skip_asked = Signal(str)  # section
    left = Signal(int)  # 1 to what lies below

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self.step: PathStep | None = None
        self.head = label("", "accent")
        self.why = OneLineNote(left=True)
        self.skip = button(_("Skip this section (S)"), "link")
        kept = self.skip.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.skip.setSizePolicy(kept)
        self.skip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus on the question
        self.progress = Progress()
        self.row: FindingRow | None = None
        self.choice = ChoiceRow()
        self.done = button(_("What is still open stands below"), "link")
        self._room = QWidget()
        self._stack = QStackedLayout(self._room)
        self._lay_out()
        self._stack.addWidget(self.done)
        self.done.clicked.connect(lambda: self.left.emit(1))
        self.choice.missed.connect(self._on_missed)
        self._stack.addWidget(self.choice)  # once it has a parent: it would be a window of its own
        self.skip.clicked.connect(self._on_skip)
        self.choice.chosen.connect(self.chosen)
        self.choice.skip_asked.connect(self._on_skip)
        self.choice.left.connect(self.left)

    def set_low(self, low: bool) -> None:
        """Take less room in a low window, where the questions below need it."""
        height = _LOW if low else _HEIGHT
        self._room.setMinimumHeight(round(height * theme.Type.scale))
        self.setMinimumHeight(round((height + _HEAD) * theme.Type.scale))

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 4, 0)
        head.setSpacing(10)
        head.addWidget(self.head)
        head.addWidget(self.why, 1)
        head.addWidget(self.skip)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._room)
        column.addWidget(self.progress)

    @property
    def stop(self) -> QWidget | None:
        """What takes the focus: the question, the choice, or the way down where nothing is left to ask."""
        if self.step is None:
            return self.done
        return self.choice if self.step.choice else self.row

    def show_step(self, step: PathStep | None, last: str = "") -> None:
        """Take the next question, keeping the focus on it where it was; `last` is the last visit's answer."""
        held = any(part is not None and part.hasFocus() for part in (self.choice, self.row, self.done))
        self.step = step
        self.skip.setVisible(step is not None)
        if step is None:
            self._show_done()
        else:
            self._show_asked(step, last)
        stop = self.stop
        if held and stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_done(self) -> None:
        """Nothing is left to ask: the card keeps its place."""
        self.head.setText(_("The core questions are done"))
        self.why.show_text(_("Go on to the examination."))
        self.progress.show_part(1.0)
        self._stack.setCurrentWidget(self.done)

    def _show_asked(self, step: PathStep, last: str) -> None:
        self.head.setText(
            _("Question {number} of about {total}").format(number=step.number, total=step.total)
            if step.number
            else _("The core questions are done: one more")
        )
        self.progress.show_part((step.number - 1) / step.total if step.number and step.total else 1.0)
        before = _("Last visit: {answer}.").format(answer=last) if last else ""
        self.why.show_text(f"{before} {step.why}".strip())
        self.skip.setAccessibleName(
            _("Skip the section {section}, not assessed, S").format(section=title(step.section)[1])
        )
        self.skip.setToolTip(
            _("{section} is then “not assessed”, here and in the letter").format(
                section=title(step.section)[1]
            )
        )
        if step.choice:
            self.choice.show_step(step)
            self._stack.setCurrentWidget(self.choice)
        else:
            self._show_row(step)

    def _on_missed(self) -> None:
        """A key that answers other questions, not this one: said where one looks."""
        count = len(self.choice.buttons)
        words = _("Press a number, 1 to {count}, or U for unknown.").format(count=count)
        self.why.show_text(words)
        announce.say(self.choice, words)

    def _show_row(self, step: PathStep) -> None:
        if self.row is None:
            self.row = FindingRow(step.questions[0], self, line=False)
            self.row.answered.connect(self.answered)
            self.row.skip_asked.connect(self._on_skip)
            self._stack.addWidget(self.row)
            self.setTabOrder(self.choice, self.row)
        self.row.show_question(step.questions[0])
        self._stack.setCurrentWidget(self.row)

    def _on_skip(self, *_finding: object) -> None:
        if self.step is not None:
            self.skip_asked.emit(self.step.section)
