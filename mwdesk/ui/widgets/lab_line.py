"""A whole slip on one line: what it was read as stands below it before anything is taken."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout, QWidget

from mwdesk.domain.clinic import SI
from mwdesk.domain.encounter import Measurement, Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _, _n
from mwdesk.ui import announce
from mwdesk.ui.widgets.hint import fit_hint
from mwdesk.ui.widgets.lab_range import SlipField, range_short
from mwdesk.ui.widgets.layout import label
from mwdesk.workflow import labs
from mwdesk.workflow.slip_line import Piece, read_line
from mwdesk.workflow.typed_value import shown_unit


class QuickLine(SlipField):
    """Type, read the preview, Enter. What cannot be read stays in the line; nothing is guessed."""

    taken = Signal(object)  # tuple[Piece, ...]: clear ones to record, doubtful ones to ask back in their rows

    def __init__(self, kb: KnowledgeBase, parent: QWidget) -> None:
        super().__init__(parent)
        self._kb, self._patient, self._system = kb, Patient(id=""), SI
        self.pieces: tuple[Piece, ...] = ()
        self.setPlaceholderText(_("Type a slip: K 2.9, CK 2560, TSH 0.02"))
        fit_hint(self)
        self.setAccessibleName(_("Several values on one line, as on the slip"))
        self.setAccessibleDescription(_("Name and number, then a comma; Enter takes them."))
        self.setClearButtonEnabled(True)
        self.preview = Preview(parent)
        self.textChanged.connect(self._on_text)

    def show_patient(self, patient: Patient, system: str = SI) -> None:
        """Whose values these are: a range may go by sex; and the system of units where none is typed."""
        self._patient, self._system = patient, system

    def _on_text(self, text: str) -> None:
        self.pieces = read_line(self._kb, self._patient, text, self._system) if text.strip() else ()
        self.preview.show_pieces(self.pieces)
        self._place()

    def _place(self) -> None:
        """Below the line, over the rows, which stay where they are."""
        above = self.preview.parentWidget()
        if above is not None and not self.preview.isHidden():
            at = self.mapTo(above, QPoint(0, self.height() + 4))
            wide = max(self.width(), 380)
            self.preview.setGeometry(min(at.x(), above.width() - wide - 8), at.y(), wide, 10)
            self.preview.adjustSize()
            self.preview.resize(wide, self.preview.sizeHint().height())
            self.preview.raise_()

    def take(self) -> None:
        """Hand over what was read; the rest stays in the line."""
        known = tuple(p for p in self.pieces if p.known)
        rest = [p.source for p in self.pieces if not p.known]
        if not known:
            self.selectAll()
            announce.say(self, self.preview.told, urgent=True)
            return
        self.setText("; ".join(rest))
        taken = sum(p.measurement is not None for p in known)
        announce.say(self, _n("{count} value taken", "{count} values taken", taken).format(count=taken))
        self.taken.emit(known)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.preview.setVisible(bool(self.pieces))
        self._place()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.preview.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


class Preview(QFrame):
    """Each value as it was read, with its unit and range, or what is asked back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.told = ""
        self._shown: tuple[Piece, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        self._rows = QGridLayout()
        self._rows.setHorizontalSpacing(12)
        self._rows.setVerticalSpacing(4)
        self._rows.setColumnStretch(2, 1)
        self._foot = label("", "small")
        column.addLayout(self._rows)
        column.addWidget(self._foot)
        self.hide()

    def show_pieces(self, pieces: tuple[Piece, ...]) -> None:
        """Draw what was read; hidden while there is nothing."""
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for at, piece in enumerate(pieces):
            for column, part in enumerate(_cells(piece)):
                self._rows.addWidget(part, at, column)
                part.show()
        ready = sum(p.measurement is not None for p in pieces)
        asked = sum(p.known and p.measurement is None for p in pieces)
        self._foot.setText(_foot_words(ready, asked, len(pieces) - ready - asked))
        self.told = "; ".join(_said(p) for p in pieces)
        self.setVisible(bool(pieces))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            return True  # not through to the rows below
        return super().event(event)


def _foot_words(ready: int, asked: int, unread: int) -> str:
    parts = [_n("Enter takes {count} value", "Enter takes {count} values", ready).format(count=ready)]
    if asked:
        parts.append(_n("{count} is asked back", "{count} are asked back", asked).format(count=asked))
    if unread:
        parts.append(_n("{count} stays in the line", "{count} stay in the line", unread).format(count=unread))
    return "; ".join(parts)


def _cells(piece: Piece) -> tuple[QLabel, QLabel, QLabel]:
    name = label(piece.name.partition(" (")[0] or piece.source, "strong" if piece.known else "")
    if piece.measurement is not None:
        limits = range_short(piece.low, piece.high)
        note = label(_("range {limits}").format(limits=limits) if limits else "", "small")
        return name, label(_value_words(piece.measurement)), note
    asked = label(" ".join(_brief(piece)), "urgent", wrap=True)
    return name, label(piece.value), asked


def _value_words(m: Measurement) -> str:
    return f"{m.text} {shown_unit(m.unit)}".strip()


def _brief(piece: Piece) -> list[str]:
    out = []
    for issue in piece.issues:
        meant = issue.meant if isinstance(issue, labs.Doubt) else ()
        words = issue.brief if isinstance(issue, labs.Doubt) and issue.brief else issue.message
        out.append(words[:1].upper() + words[1:] + (f": {meant[0]}?" if meant else ""))
    return out


def _said(piece: Piece) -> str:
    if piece.measurement is not None:
        return f"{piece.name} {_value_words(piece.measurement)}"
    return f"{piece.name or piece.source}: {' '.join(_brief(piece))}"
