"""The sheet of keys, and what the program is for: a page, not a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.translation import N_, _, _p, language
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label
from mwdesk.workflow import purpose
from mwdesk.workflow.languages import spoken

SHEET = (
    (
        N_("Everywhere"),
        (
            ("Ctrl K", N_("Find a finding, drug, test or disease; on the list of patients it only finds")),
            (N_("Shift Enter"), N_("In that list: open the page about it")),
            ("Ctrl Z", N_("Undo")),
            ("Ctrl Shift Z", N_("Redo")),
            (N_("Alt ← / →"), N_("Step before, step after; in Knowledge, page before and after")),
            ("Ctrl PgUp / PgDn", N_("The same")),
            (N_("Ctrl 1 to 6"), N_("Patient, History, Examination, Results, Assessment, Letter")),
            ("Ctrl D", N_("Assessment: the next suggestion to decide; Space accepts it")),
            ("Ctrl S / Ctrl P", N_("Letter: save as PDF, print")),
            ("Ctrl Shift C", N_("Letter: copy as plain text")),
            ("Ctrl Shift K", N_("Letter: several documents in one PDF")),
            (N_("Ctrl T, then 1 to 9"), N_("Letter: whom it goes to, from the address book")),
            ("Ctrl J", N_("Show or fold the reasoning, where the window is narrow")),
            ("Ctrl L", N_("Lock the records, where a passphrase protects them")),
            ("F1", N_("This sheet, and back")),
        ),
    ),
    (
        N_("Findings"),
        (
            ("Y", N_("Yes")),
            ("N", N_("No")),
            ("U", N_("Asked, and could not be told")),
            (N_("Backspace, Delete or ."), N_("Not asked: takes the answer back")),
            (N_("↑ ↓ or Enter"), N_("Row above, row below")),
            ("Ctrl N", N_("All normal from here: fills what is untouched, never a red flag")),
        ),
    ),
    (
        N_("Grids"),
        (
            (N_("0 to 5, then − +"), N_("Grade of power, and on down; − + mean the one just typed")),
            ("N", N_("Could not be tested (power), normal (sensation)")),
            ("C / Shift C", N_("Copy the other side; the whole right where the left is open")),
            (N_("Backspace"), N_("Take back what was just typed, one after the other")),
            ("Ctrl Tab", N_("Next part of the examination")),
            (N_(". or Delete"), N_("Not tested, and on; not tested")),
            (N_("Arrows"), N_("Move")),
        ),
    ),
)


class ShortcutsPage(QWidget):
    """All keys on one page; Escape or F1 goes back."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Shortcuts"))
        self.close_button = button(_("Back to work (Esc)"))
        self.close_button.clicked.connect(self.left)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        head = QHBoxLayout()
        head.addWidget(label(_("Shortcuts"), "page"), 1)
        head.addWidget(self.close_button)
        column.addLayout(head)
        page = ScrollPage()
        column.addWidget(page, 1)
        for title, rows in SHEET:
            frame, inside = card()
            inside.addWidget(label(_(title), "title"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(20)
            grid.setVerticalSpacing(8)
            grid.setColumnMinimumWidth(0, theme.px(150))
            grid.setColumnStretch(1, 1)
            for at, (keys, words) in enumerate(rows):
                grid.addWidget(label(_(keys), "key"), at, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label(_(words), wrap=True), at, 1)
            inside.addLayout(grid)
            page.column.addWidget(frame)
        page.column.addWidget(_purpose())
        page.column.addStretch(1)

    def take_focus(self) -> None:
        """The page itself: Escape leaves it, and a screen reader says its name."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _purpose() -> QWidget:
    """What the program is for and what it is not for."""
    frame, inside = card()
    inside.addWidget(label(_("What mwdesk is for"), "title"))
    inside.addWidget(label(f"{_(purpose.IN_ONE_SENTENCE)} {_(purpose.ACT_NOW)}", wrap=True))
    for title, lines in (
        (_p("what mwdesk is for", "For"), purpose.FOR),
        (_("Not for"), purpose.NOT_FOR),
        (_("How to read it"), purpose.HOW_TO_READ),
    ):
        inside.addWidget(label(title, "heading"))
        for words in lines:
            inside.addWidget(label(f"–  {_(words)}", wrap=True))
    if language() != "en":
        inside.addWidget(label(_("Language"), "heading"))
        inside.addWidget(label(f"–  {spoken(language()).title}", wrap=True))
    return frame
