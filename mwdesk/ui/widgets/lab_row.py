"""One laboratory value as it stands on the slip: value, unit, the laboratory's own range, date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Measurement
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.translation import N_, _
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.layout import button, label, set_role
from mwdesk.workflow import labs
from mwdesk.workflow.catalogue import AnalyteRow, number

# Columns right of the name, the same in the header and in every row; their widths where there is room, and
# where there is little. NARROW puts range and date on a line of their own.
COLUMNS = (N_("Value"), N_("Unit"), N_("Laboratory's range"), N_("Date"), "")
WIDTHS = {
    "wide": (82, 104, 140, 104, 116),
    "medium": (68, 92, 128, 100, 72),
    "narrow": (82, 104, 140, 104, 90),
}
_DAY = re.compile(r"^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands in the fields of one row, not yet read."""

    analyte: str
    label: str
    text: str
    unit: str
    low: float | None
    high: float | None
    day: str


def read_day(text: str) -> str | None:
    """An ISO date from '2026-11-21' or '21.11.2026'; "" for blank; None where it is no day."""
    typed = text.strip()
    if not typed:
        return ""
    found = _DAY.match(typed)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        return date.fromisoformat(typed).isoformat()
    except ValueError:
        return None


def proposals(issues: tuple[Issue, ...]) -> tuple[str, ...]:
    """What an issue says was perhaps meant, ready to type: "4.5", "45 mg/dL"."""
    return tuple(value for issue in issues if isinstance(issue, labs.Doubt) for value in issue.meant)


class LabRow(QWidget):
    """Fields, a flag in words, and where needed a question that asks back."""

    edited = Signal(object, bool)  # Slip, confirmed
    cleared = Signal(str)  # key of the record
    followed = Signal(str)  # Enter in the value field: on to the next value

    def __init__(self, row: AnalyteRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.pending = False  # a question stands open: the fields are not what is recorded
        self._shown: Measurement | None = None
        self.name = label(row.name.partition(" (")[0])
        self.name.setWordWrap(True)
        self.name.setToolTip(row.name)
        self.name.setAccessibleName(row.name)
        self.name.setMinimumWidth(80)
        self.value = _field(_("{name}, value").format(name=row.name), 82)
        self.unit = ChoiceBox()
        self.unit.setEditable(not row.units)
        self.unit.addItems(list(row.units))
        self.unit.setProperty("quiet", True)
        self.unit.setAccessibleName(_("{name}, unit").format(name=row.name))
        self.low = _field(_("{name}, laboratory's lower limit").format(name=row.name), 60, quiet=True)
        self.high = _field(_("{name}, laboratory's upper limit").format(name=row.name), 60, quiet=True)
        self.day = _field(_("{name}, date").format(name=row.name), 104, quiet=True)
        self.day.setPlaceholderText(_("date"))
        self.flag = label("", "note")
        self.flag.setWordWrap(True)
        self._extras = QWidget()
        self._question = QuestionBar()
        self._lay_out()
        self._connect()

    @property
    def key(self) -> str:
        """The key under which the record keeps this value."""
        return self.row.id or self.row.name

    def _lay_out(self) -> None:
        extras = QHBoxLayout(self._extras)
        extras.setContentsMargins(0, 0, 0, 0)
        extras.setSpacing(0)
        to = label("–", "small")
        to.setFixedWidth(20)
        to.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.low, to, self.high):
            extras.addWidget(part)
        extras.addSpacing(8)
        extras.addWidget(self.day)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 2, 0, 2)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.name, 0, 0)
        self._grid.addWidget(self.value, 0, 1)
        self._grid.addWidget(self.unit, 0, 2)
        self._grid.addWidget(self.flag, 0, 4)
        self._grid.addWidget(self._extras, 0, 3)
        self._grid.addWidget(self._question, 2, 0, 1, 5)

    def set_room(self, room: str) -> None:
        """Fit "wide", "medium" or "narrow"."""
        value, unit, limits, day, flag = WIDTHS[room]
        for part, width in ((self.value, value), (self.unit, unit), (self.day, day), (self.flag, flag)):
            part.setFixedWidth(width)
        for field in (self.low, self.high):
            field.setFixedWidth((limits - 20) // 2)
        self._grid.removeWidget(self._extras)
        if room == "narrow":
            self._grid.addWidget(self._extras, 1, 1, 1, 4, Qt.AlignmentFlag.AlignLeft)
        else:
            self._grid.addWidget(self._extras, 0, 3)

    def _connect(self) -> None:
        for field in (self.value, self.low, self.high, self.day):
            field.editingFinished.connect(self._on_finished)
        self.unit.activated.connect(self._on_finished)
        self.value.installEventFilter(self)
        self._question.kept.connect(self._on_kept)
        self._question.changed.connect(self._on_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        here = watched is self.value and event.type() == QEvent.Type.KeyPress
        if here and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_finished()
            if not self.pending:
                self.followed.emit(self.key)
            return True
        return super().eventFilter(watched, event)

    # drawing

    def show_measurement(
        self, m: Measurement | None, flag: str, role: str, usual: tuple[float | None, float | None]
    ) -> None:
        """Draw what is recorded, unless a question stands open or somebody types; `usual` is its range."""
        low, high = usual
        self.low.setPlaceholderText(_("low") if low is None else number(low))
        self.high.setPlaceholderText(_("high") if high is None else number(high))
        self.flag.setText(flag)
        set_role(self.flag, role)
        if self.pending or (m == self._shown and m is not None):
            return
        if m is None and self._shown is None:
            return
        self._shown = m
        self.value.setText(m.text or number(m.value) if m else "")
        self.low.setText(number(m.low) if m and m.low is not None else "")
        self.high.setText(number(m.high) if m and m.high is not None else "")
        self.day.setText(m.day if m else "")
        if m is not None:
            self._set_unit(m.unit)

    def _set_unit(self, unit: str) -> None:
        place = self.unit.findText(unit)
        if place < 0:
            self.unit.addItem(unit)
            place = self.unit.count() - 1
        self.unit.setCurrentIndex(place)

    def ask(self, issues: tuple[Issue, ...]) -> None:
        """Ask back beside the value; nothing is recorded until it is answered."""
        self.pending = True
        _mark(self.value, True)
        keep = all(i.level is Level.WARNING or (isinstance(i, labs.Doubt) and i.may_stand) for i in issues)
        self._question.ask(issues, proposals(issues), keep)

    def settle(self, notes: tuple[Issue, ...] = ()) -> None:
        """The value was taken; `notes` says what else there is to say about it."""
        self.pending = False
        _mark(self.value, False)
        self._question.say(notes)

    def forget(self) -> None:
        """Another consultation was opened: what was typed here and not taken belongs to nobody now."""
        self.settle()
        self._shown = None
        for field in (self.value, self.low, self.high, self.day):
            field.clear()
            _mark(field, False)
        self.unit.clear()  # nor is the unit of one patient's slip that of the next
        self.unit.addItems(list(self.row.units))

    @property
    def question(self) -> QuestionBar:
        return self._question

    # intent

    def slip(self) -> Slip | None:
        """The fields as typed, or None where a limit or the date cannot be read (said beside it)."""
        limits = []
        for field in (self.low, self.high):
            typed = labs.parse(field.text()) if field.text().strip() else None
            bad = bool(field.text().strip()) and typed is None
            _mark(field, bad)
            if bad:
                self._complain(
                    _("'{field}' is no number.").format(field=field.text().strip()),
                    _("Type the limit as on the slip."),
                )
                return None
            limits.append(typed.values[0] if typed else None)
        day = read_day(self.day.text())
        _mark(self.day, day is None)
        if day is None:
            self._complain(
                _("'{day}' is no day.").format(day=self.day.text().strip()),
                _("Type it as 21.11.2026 or 2026-11-21."),
            )
            return None
        return Slip(
            analyte=self.row.id,
            label=self.row.name,
            text=self.value.text().strip(),
            unit=self.unit.currentText(),
            low=limits[0],
            high=limits[1],
            day=day,
        )

    def _complain(self, message: str, fix: str) -> None:
        issue = Issue(level=Level.ERROR, path=self.row.name, message=message, fix=fix)
        self._question.ask((issue,), (), False)

    def _on_finished(self) -> None:
        slip = self.slip()
        if slip is None:
            return
        if not slip.text:
            self.settle()
            if self._shown is not None:
                self.cleared.emit(self.key)
        elif self.pending or self._differs(slip):
            self.edited.emit(slip, self._was_confirmed(slip))

    def _was_confirmed(self, slip: Slip) -> bool:
        """A value once said to be right stays right when its range or date is added."""
        m = self._shown
        return m is not None and m.confirmed and (slip.text, slip.unit) == (m.text or number(m.value), m.unit)

    def _differs(self, slip: Slip) -> bool:
        m = self._shown
        if m is None:
            return True
        return (slip.text, slip.unit, slip.low, slip.high, slip.day) != (
            m.text or number(m.value), m.unit, m.low, m.high, m.day,
        )  # fmt: skip

    def _on_kept(self) -> None:
        slip = self.slip()
        if slip is not None:
            self.edited.emit(slip, True)

    def _on_changed(self, text: str) -> None:
        typed = labs.parse(text)
        if typed is not None and typed.unit:
            self._set_unit(typed.unit)
            text = number(typed.values[0])
        self.value.setText(text)
        slip = self.slip()
        if slip is not None:
            self.edited.emit(slip, False)
        self.value.setFocus()


class QuestionBar(QFrame):
    """A sentence that asks back, with what to do about it; hidden when there is nothing to ask."""

    kept = Signal()
    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "urgent")
        self.words = label("", wrap=True)
        self.change = button(_("Change"), name=_("Change the value"))
        self.other = button(_("Change"), name=_("Change the value"))
        self.keep = button(_("Keep as typed"))
        self._texts = ["", ""]
        buttons = QHBoxLayout()
        for part in (self.change, self.other, self.keep):
            buttons.addWidget(part)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addLayout(buttons)
        self.change.clicked.connect(self._on_change)
        self.other.clicked.connect(self._on_other)
        self.keep.clicked.connect(self.kept)
        self.hide()

    def ask(self, issues: tuple[Issue, ...], meant: tuple[str, ...], keep: bool) -> None:
        """Show the issues in their own words; `meant` become buttons, `keep` allows the value as it is."""
        self.words.setText(" ".join(f"{i.message} {i.fix}" for i in issues))
        self._texts = [*meant[:2], "", ""][:2]
        for text, target in zip(self._texts, (self.change, self.other), strict=True):
            target.setText(_("Change to {text}").format(text=text))
            target.setAccessibleName(_("Change to {text}").format(text=text))
            target.setVisible(bool(text))
        self.keep.setVisible(keep)
        self.setVisible(True)

    def say(self, notes: tuple[Issue, ...]) -> None:
        """Show notes that ask nothing, or hide."""
        self.words.setText(" ".join(f"{i.message} {i.fix}" for i in notes))
        for part in (self.change, self.other, self.keep):
            part.setVisible(False)
        self.setVisible(bool(notes))

    def _on_change(self) -> None:
        self.changed.emit(self._texts[0])

    def _on_other(self) -> None:
        self.changed.emit(self._texts[1])


def _field(name: str, width: int, *, quiet: bool = False) -> QLineEdit:
    field = QLineEdit()
    field.setProperty("quiet", quiet)
    field.setFixedWidth(width)
    field.setAccessibleName(name)
    return field


def _mark(field: QLineEdit, problem: bool) -> None:
    if bool(field.property("problem")) != problem:
        field.setProperty("problem", problem)
        field.style().unpolish(field)
        field.style().polish(field)
