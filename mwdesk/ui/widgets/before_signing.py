"""What a reader would miss, before the writer signs: a count, the three that matter most, more on demand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.workflow.letter_gaps import CONFLICT, Gap

SHOWN = 3


class BeforeSigning(QFrame):
    """One line a gap: a link to where it is put right, and the sentence."""

    asked_for = Signal(str, str)  # "place", "detail" or "section", and which

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.gaps: tuple[Gap, ...] = ()
        self.links: list[QPushButton] = []
        self.score = label("", "note", wrap=True)
        self.unnamed = button(_("Clinic name not set: add it"), "link")
        self.trouble = label("", "urgent", wrap=True)
        self.rest = button("", "link")
        self.rest.setCheckable(True)
        self._lines = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 14, 12)
        self._column.setSpacing(4)
        self._column.addWidget(label(_("Before you sign"), "strong"))
        for part in (self.score, self._lines):
            self._column.addWidget(part)
        self._column.addLayout(link_row(self.rest))
        self._column.addLayout(link_row(self.unnamed))
        self._column.addWidget(self.trouble)
        self.trouble.hide()
        self.rest.toggled.connect(self._fold)
        self.unnamed.clicked.connect(self._on_unnamed)

    @property
    def text(self) -> str:
        """Everything that is missing, shown or folded away."""
        return "\n".join((self.score.text(), *(gap.said for gap in self.gaps)))

    def show_gaps(self, total: int, gaps: Sequence[Gap]) -> None:
        """Draw what is missing of `total` things."""
        self.score.setText(
            _("{count} of the {total} things that readers look for are on record.").format(
                count=total - sum(gap.feature != CONFLICT for gap in gaps), total=total
            )
            if gaps
            else _("Everything that readers look for is on record.")
        )
        if tuple(gaps) != self.gaps:
            self.gaps = tuple(gaps)
            self._make()
        self._fold()

    def show_trouble(self, words: str) -> None:
        """What is wrong with the practice's templates; "" where nothing is."""
        self.trouble.setText(words)
        self.trouble.setVisible(bool(words))

    def _make(self) -> None:
        place = self._column.indexOf(self._lines)
        self._column.removeWidget(self._lines)
        self._lines.hide()
        self._lines.deleteLater()
        self._lines = QWidget()
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.links = []
        for row, gap in enumerate(self.gaps):
            link = button(_(gap.title), "link", name=_("Go there: {what}").format(what=gap.said))
            link.setProperty("gap", row)
            link.clicked.connect(self._on_link)
            self.links.append(link)
            grid.addWidget(link, row, 0)
            grid.addWidget(label(gap.said, "note", wrap=True), row, 1)
        self._column.insertWidget(place, self._lines)

    def _fold(self) -> None:
        more = len(self.gaps) - SHOWN
        grid = self._lines.layout()
        if isinstance(grid, QGridLayout):
            for row in range(len(self.gaps)):
                for column in range(2):
                    item = grid.itemAtPosition(row, column)
                    part = item.widget() if item is not None else None
                    if part is not None:
                        part.setVisible(row < SHOWN or self.rest.isChecked())
        self._lines.setVisible(bool(self.gaps))
        self.rest.setVisible(more > 0)
        said = _n("{count} more", "{count} more", more).format(count=more)
        self.rest.setText(_("Only the first three") if self.rest.isChecked() else said)
        self.rest.setAccessibleName(self.rest.text())

    def _on_link(self) -> None:
        sender = self.sender()
        gap = self.gaps[int(sender.property("gap"))] if sender is not None else None
        if gap is not None:
            self.asked_for.emit(gap.kind, gap.ident)

    def _on_unnamed(self) -> None:
        self.asked_for.emit("place", "clinic")
