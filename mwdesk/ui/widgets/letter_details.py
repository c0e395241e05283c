"""Details that only a letter needs, in one compact card: all optional, saved as they are written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.ui.widgets.own_words import PausedText
from mwdesk.workflow.letter_details import DetailField

_TWO_COLUMNS = 400  # logical pixels of the card
_LINES = (1, 8)


class _Field(QWidget):
    """A name above a line, or above a few lines."""

    written = Signal(str, str)  # note, text

    def __init__(self, detail: DetailField, parent: QWidget) -> None:
        super().__init__(parent)
        self.note, self.long = detail.note, detail.long
        self._said = label(detail.title, "note")
        self.covered = label(
            _("Not printed: you wrote this part of the letter yourself."), "small", wrap=True
        )
        self.field: SavedLine | PausedText
        if detail.long:
            self.field = PausedText()
            self.field.setPlaceholderText(detail.hint)
            self.field.setAccessibleName(detail.title)
            self.field.textChanged.connect(self._fit)
        else:
            self.field = SavedLine(detail.title, detail.hint)
        self._said.setBuddy(self.field)
        self._offered = label("", "note", wrap=True)
        self.use = button(_("Use"), "link")
        self._offer = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        for part in (self._said, self.field, self.covered, self._offered):
            column.addWidget(part)
        column.addLayout(link_row(self.use))
        column.addStretch(1)
        self.field.written.connect(self._on_written)
        self.use.clicked.connect(self._on_use)
        self.show_detail(detail)

    def show_detail(self, detail: DetailField) -> None:
        self.field.show_text(detail.text)
        self.covered.setVisible(detail.covered and bool(detail.text))
        self._offer = detail.offer
        self._offered.setText(
            _("Not printed until you use it: {words} (from {cause})").format(
                words=detail.offer, cause=detail.offered_for
            )
            if detail.offer
            else ""
        )
        self.use.setAccessibleName(_("Use: {words}").format(words=detail.offer))
        for part in (self._offered, self.use):
            part.setVisible(bool(detail.offer))
        self._fit()

    def _on_written(self, text: str) -> None:
        self.written.emit(self.note, text.strip())

    def _on_use(self) -> None:
        self.field.setFocus()
        self.written.emit(self.note, self._offer)

    def _fit(self) -> None:
        if isinstance(self.field, PausedText):
            rows = round(self.field.document().size().height())  # a plain text document counts in lines
            low, high = _LINES
            bar = Qt.ScrollBarPolicy
            self.field.setVerticalScrollBarPolicy(
                bar.ScrollBarAsNeeded if rows > high else bar.ScrollBarAlwaysOff
            )
            self.field.setFixedHeight(self.field.fontMetrics().lineSpacing() * min(max(rows, low), high) + 24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class LetterDetails(QFrame):
    """The fields of the document that is open; what is seldom needed is shown on demand."""

    written = Signal(str, str)  # note, text

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.fields: dict[str, _Field] = {}
        self._shown: tuple[object, ...] = ()
        self._order: list[tuple[str, bool]] = []  # note, and whether it is shown only on demand
        self._columns = 0
        self.more = button("", "link")
        self.more.setCheckable(True)
        self._hint = label(_("all optional"), "small")
        head = QHBoxLayout()
        head.addWidget(label(_("Details for the letter"), "strong"), 1)
        head.addWidget(self._hint)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._grid)
        column.addLayout(link_row(self.more))
        self.more.toggled.connect(self._on_more)

    def show_details(self, visit: str, details: Sequence[DetailField]) -> None:
        """Draw what is recorded; the fields themselves change only with the visit and the document."""
        shown = (visit, *(d.note for d in details))
        if shown != self._shown:
            self._shown = shown
            self._make(details)
        for detail in details:
            self.fields[detail.note].show_detail(detail)

    def _make(self, details: Sequence[DetailField]) -> None:
        wanted = {d.note for d in details}
        for note in [n for n in self.fields if n not in wanted]:
            gone = self.fields.pop(note)
            gone.field.flush()
            gone.hide()
            gone.deleteLater()
        for detail in details:
            if detail.note not in self.fields:
                made = _Field(detail, self)
                made.written.connect(self.written)
                self.fields[detail.note] = made
        hidden = [d for d in details if d.more and not d.text]
        self._order = [(d.note, d in hidden) for d in details]
        titles = [d.title.lower() for d in hidden]
        self.more.setToolTip(", ".join(titles).capitalize())
        self.more.setVisible(bool(titles))
        self.more.setChecked(False)
        self._columns = 0
        self._on_more()

    def _on_more(self) -> None:
        words = _("Fewer details") if self.more.isChecked() else _("More details")
        self.more.setText(words)
        self.more.setAccessibleName(words)
        self._place()

    def _place(self) -> None:
        columns = 2 if self.width() >= _TWO_COLUMNS else 1
        row = at = 0
        before: QWidget | None = None
        for note, more in self._order:
            part = self.fields[note]
            self._grid.removeWidget(part)
            if at and (part.long or at >= columns):
                row, at = row + 1, 0
            span = columns if part.long else 1
            self._grid.addWidget(part, row, at, 1, span)
            part.setVisible(not more or self.more.isChecked())
            if before is not None:
                QWidget.setTabOrder(before, part.field)
            before = part.field
            at += span
        self._columns = columns
        for place in range(2):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)

    def add_link(self, link: QPushButton) -> None:
        """Put a link under the card's heading."""
        self._column.insertLayout(1, link_row(link))

    def reveal(self, note: str) -> None:
        """Put the cursor into this field, unfolding the card where it is hidden."""
        part = self.fields.get(note)
        if part is not None:
            if part.isHidden():
                self.more.setChecked(True)
            part.field.setFocus()

    def flush(self) -> None:
        """Save what is being written."""
        for part in list(self.fields.values()):
            part.field.flush()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.fields and (self.width() >= _TWO_COLUMNS) is not (self._columns == 2):
            self._place()
