"""What is asked back about a value, on one line beside it: the rows below do not move."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from mwdesk.domain.issue import Issue
from mwdesk.domain.translation import _
from mwdesk.ui.widgets.fitted_text import two_lines
from mwdesk.ui.widgets.layout import button, label
from mwdesk.workflow import labs


class QuestionBar(QFrame):
    """A short sentence, the whole of it as its tip, and buttons for what to do."""

    kept = Signal()
    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "urgent")
        self.full = ""  # every word of it
        self._brief = ""
        self.words = label("", "small")
        self.words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.change = button(_("Change"), "chip", name=_("Change the value"))
        self.other = button(_("Change"), "chip", name=_("Change the value"))
        self.keep = button(_("Keep"), "chip")
        self._texts = ["", ""]
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 4, 0)
        row.setSpacing(4)
        row.addWidget(self.words, 1)
        for part in (self.change, self.other, self.keep):
            row.addWidget(part)
        self.change.clicked.connect(lambda: self.changed.emit(self._texts[0]))
        self.other.clicked.connect(lambda: self.changed.emit(self._texts[1]))
        self.keep.clicked.connect(self.kept)
        self.hide()

    def ask(self, issues: tuple[Issue, ...], meant: tuple[str, ...], typed: str, keep: bool) -> None:
        """Show the issues in few words; `meant` become buttons, `keep` allows what was typed as it is."""
        self._take(issues)
        self._texts = [*meant[:2], "", ""][:2]
        for text, target in zip(self._texts, (self.change, self.other), strict=True):
            target.setText(_("{text}?").format(text=text))
            target.setAccessibleName(_("Change to {text}").format(text=text))
            target.setToolTip(_("Change to {text}").format(text=text))
            target.setVisible(bool(text))
        self.keep.setText(_("Keep {text}").format(text=typed))
        self.keep.setAccessibleName(_("Keep {text} as typed").format(text=typed))
        self.keep.setVisible(keep)
        self.setVisible(True)
        self._fit()

    def say(self, notes: tuple[Issue, ...]) -> None:
        """Show notes that ask nothing, or hide."""
        self._take(notes)
        for part in (self.change, self.other, self.keep):
            part.setVisible(False)
        self.setVisible(bool(notes))
        self._fit()

    def _take(self, issues: tuple[Issue, ...]) -> None:
        self.full = " ".join(f"{i.message} {i.fix}" for i in issues)
        briefs = (
            i.brief if isinstance(i, labs.Doubt) and i.brief else f"{i.message} {i.fix}" for i in issues
        )
        said = " ".join(briefs)
        self._brief = said[:1].upper() + said[1:]

    def _fit(self) -> None:
        self.layout().activate()  # type: ignore[union-attr]
        self.words.setText(two_lines(self.words.fontMetrics(), self._brief, max(60, self.words.width() - 2)))
        self.words.setToolTip(self.full)
        self.words.setAccessibleName(self.full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
