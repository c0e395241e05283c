"""The sheet of keys, and what the program is for: a page, not a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.ui.widgets.layout import ScrollPage, button, card, label
from mwdesk.workflow import purpose

SHEET = (
    (
        "Everywhere",
        (
            ("Ctrl K", "Find a finding, drug, test or disease"),
            ("Shift Enter", "In that list: open the page about it"),
            ("Ctrl Z", "Undo"),
            ("Ctrl Shift Z", "Redo"),
            ("Alt ← / →", "Step before, step after; in Knowledge, page before and after"),
            ("Ctrl PgUp / PgDn", "The same"),
            ("Ctrl 1 to 6", "Patient, History, Examination, Results, Assessment, Letter"),
            ("Ctrl D", "Assessment: the next suggestion to decide; Space accepts it"),
            ("Ctrl S / Ctrl P", "Letter: save as PDF, print"),
            ("Ctrl J", "Show or fold the reasoning, where the window is narrow"),
            ("Ctrl L", "Lock the records, where a passphrase protects them"),
            ("F1", "This sheet, and back"),
        ),
    ),
    (
        "Findings",
        (
            ("Y", "Yes; the same key again takes it back"),
            ("N", "No"),
            ("U", "Asked, and could not be told"),
            ("Backspace or .", "Not asked"),
            ("↑ ↓ or Enter", "Row above, row below"),
            ("Ctrl N", "All normal from here: fills what is untouched, never a red flag"),
        ),
    ),
    (
        "Grids",
        (
            ("0 to 5, then − +", "Grade of power"),
            ("N", "Could not be tested (power), normal (sensation)"),
            ("C / Shift C", "Copy right to left; the whole right where the left is open"),
            ("Ctrl Tab", "Next part of the examination"),
            (". or Delete", "Not tested"),
            ("Arrows", "Move"),
        ),
    ),
)


class ShortcutsPage(QWidget):
    """All keys on one page; Escape or F1 goes back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Shortcuts")
        self.close_button = button("Back to work (Esc)")
        self.close_button.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        head = QHBoxLayout()
        head.addWidget(label("Shortcuts", "page"), 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        page = ScrollPage()
        column.addWidget(page, 1)
        for title, rows in SHEET:
            frame, inside = card()
            inside.addWidget(label(title, "title"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(20)
            grid.setVerticalSpacing(8)
            grid.setColumnMinimumWidth(0, 150)
            grid.setColumnStretch(1, 1)
            for at, (keys, words) in enumerate(rows):
                grid.addWidget(label(keys, "key"), at, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(words, wrap=True), at, 1)
            inside.addLayout(grid)
            page.column.addWidget(frame)
        page.column.addWidget(_purpose())
        page.column.addStretch(1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _purpose() -> QWidget:
    """What the program is for and what it is not for."""
    frame, inside = card()
    inside.addWidget(label("What mwdesk is for", "title"))
    inside.addWidget(label(f"{purpose.IN_ONE_SENTENCE} {purpose.ACT_NOW}", wrap=True))
    for title, lines in (
        ("For", purpose.FOR),
        ("Not for", purpose.NOT_FOR),
        ("How to read it", purpose.HOW_TO_READ),
    ):
        inside.addWidget(label(title, "heading"))
        for words in lines:
            inside.addWidget(label(f"–  {words}", wrap=True))
    return frame
