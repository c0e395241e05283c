"""One laboratory value as it stands on the slip: value, unit, the laboratory's own range, date."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QStackedWidget, QWidget

from mwdesk.domain.encounter import Measurement
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.translation import N_, _
from mwdesk.ui import announce, theme
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.lab_question import QuestionBar
from mwdesk.ui.widgets.lab_range import RangeField, SlipField, tabular
from mwdesk.ui.widgets.layout import label, set_role
from mwdesk.workflow import labs
from mwdesk.workflow.catalogue import AnalyteRow, number
from mwdesk.workflow.typed_value import read_day, shown_unit
from mwdesk.workflow.untaken import Slip

# Columns right of the name, the same in the header and in every row; their widths where there is room, and
# where there is little. The last holds the flag; a question takes it and the two before it. "narrow" puts
# range, date and flag on a line of their own.
COLUMNS = (N_("Value"), N_("Unit"), N_("Range"), N_("Date"), "")
WIDTHS = {
    "wide": (84, 116, 132, 100, 132),
    "medium": (70, 96, 124, 92, 76),
    "narrow": (82, 116, 132, 100, 110),
}
_HIGH = 34  # pixels of a field: more rows on a screen


def proposals(issues: tuple[Issue, ...]) -> tuple[str, ...]:
    """What an issue says was perhaps meant, ready to type: "4.5", "45 mg/dL"."""
    return tuple(value for issue in issues if isinstance(issue, labs.Doubt) for value in issue.meant)


class LabRow(QWidget):
    """Fields, a flag in words, and where needed a question that asks back."""

    edited = Signal(object, bool)  # Slip, confirmed
    cleared = Signal(str)  # key of the record
    followed = Signal(str)  # Enter in the value field: on to the next value
    turned = Signal(str)  # key: another unit was chosen
    answered_for = Signal()  # the question that stood here is gone

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
        self.value = _field(_("{name}, value").format(name=row.name), figures=True)
        self.unit = ChoiceBox()
        self.unit.setEditable(not row.units)
        self._offer_units()
        self.unit.setProperty("quiet", True)
        self.unit.setAccessibleName(_("{name}, unit").format(name=row.name))
        self.unit.setAccessibleDescription(_("{name}, unit").format(name=row.name))
        self.low = _field(
            _("{name}, laboratory's lower limit").format(name=row.name), quiet=True, figures=True
        )
        self.high = _field(
            _("{name}, laboratory's upper limit").format(name=row.name), quiet=True, figures=True
        )
        self.range = RangeField(_("{name}, range").format(name=row.name), self.low, self.high)
        self.day = _field(_("{name}, date").format(name=row.name), quiet=True)
        self.day.setPlaceholderText(_("this visit"))
        self.flag = label("", "note")
        self.flag.setWordWrap(True)
        self._extras = QWidget()
        self.question = QuestionBar()
        self._asked: Slip | None = None  # what the standing question is about
        self._lay_out()
        self._connect()

    @property
    def key(self) -> str:
        """The key under which the record keeps this value."""
        return self.row.id or self.row.name

    def _offer_units(self) -> None:
        """Each accepted unit once, as print writes it; ways of spelling the same are not a choice."""
        self.unit.clear()
        seen: set[str] = set()
        for unit in self.row.units:
            spelled = labs.plain_unit(unit).replace("/100ml", "/dl")
            if spelled not in seen:
                seen.add(spelled)
                self.unit.addItem(shown_unit(unit), unit)

    def offer_units(self, units: tuple[str, ...]) -> None:
        """Other units first, where nothing stands in the row."""
        if units != self.row.units:
            self.row = replace(self.row, units=units)
            if self._shown is None and not self.value.text():
                self._offer_units()

    def _lay_out(self) -> None:
        extras = QHBoxLayout(self._extras)
        extras.setContentsMargins(0, 0, 0, 0)
        extras.setSpacing(8)
        for part in (self.range, self.day, self.flag):
            extras.addWidget(part)
        self._beside = QStackedWidget()  # range, date and flag; or in their place what is asked
        self._beside.addWidget(self._extras)
        self._beside.addWidget(self.question)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 1)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.name, 0, 0)
        self._grid.addWidget(self.value, 0, 1)
        self._grid.addWidget(self.unit, 0, 2)
        self._grid.addWidget(self._beside, 0, 3)

    def set_room(self, room: str) -> None:
        """Fit "wide", "medium" or "narrow"."""
        value, unit, limits, day, flag = (round(w * theme.Type.scale) for w in WIDTHS[room])
        for part, width in ((self.value, value), (self.unit, unit), (self.day, day), (self.flag, flag)):
            part.setFixedWidth(width)
        self.range.set_width(limits)
        high = round(_HIGH * theme.Type.scale)
        fields: tuple[QWidget, ...] = (self.value, self.unit, self.low, self.high, self.day, self._beside)
        for each in fields:
            each.setFixedHeight(high)
        self._beside.setFixedWidth(limits + day + flag + 16)
        self._grid.removeWidget(self._beside)
        if room == "narrow":
            self._grid.addWidget(self._beside, 1, 0, 1, 3, Qt.AlignmentFlag.AlignRight)
        else:
            self._grid.addWidget(self._beside, 0, 3)

    def _connect(self) -> None:
        for field in (self.value, self.low, self.high, self.day):
            field.editingFinished.connect(self._on_finished)
        self.unit.activated.connect(self._on_finished)
        self.unit.currentIndexChanged.connect(lambda: self.turned.emit(self.key))
        self.value.installEventFilter(self)
        self.question.kept.connect(self._on_kept)
        self.question.changed.connect(self._on_changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        here = watched is self.value and event.type() == QEvent.Type.KeyPress
        if here and isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._on_finished():
                self.followed.emit(self.key)
            else:
                self.value.selectAll()  # what one types now replaces it
            return True
        return super().eventFilter(watched, event)

    # drawing

    def show_measurement(
        self, m: Measurement | None, flag: str, role: str, usual: tuple[float | None, float | None]
    ) -> None:
        """Draw what is recorded, unless a question stands open or somebody types; `usual` is its range."""
        self.range.show_usual(*usual)
        self.flag.setText(flag)
        set_role(self.flag, role)
        if self.pending or (m == self._shown and m is not None):
            return
        if m is None and self._shown is None:
            return
        self._shown = m
        self.value.setText(m.text or number(m.value) if m else "")
        self.range.show_own(m.low if m else None, m.high if m else None)
        self.day.setText(m.day if m else "")
        if m is not None:
            self._set_unit(m.unit)

    def _set_unit(self, unit: str) -> None:
        plain = labs.plain_unit(unit).replace("/100ml", "/dl")
        held = (i for i in range(self.unit.count()) if self._unit_at(i) == plain)
        place = next(held, -1)
        if place < 0:
            self.unit.addItem(shown_unit(unit), unit)
            place = self.unit.count() - 1
        self.unit.setCurrentIndex(place)

    def _unit_at(self, place: int) -> str:
        return labs.plain_unit(str(self.unit.itemData(place) or "")).replace("/100ml", "/dl")

    def unit_text(self) -> str:
        """The unit as it is recorded: the slip's own letters, not those of print."""
        shown = self.unit.currentText()
        if self.unit.currentIndex() >= 0 and shown == self.unit.itemText(self.unit.currentIndex()):
            return str(self.unit.currentData() or shown)
        return shown

    def ask(self, issues: tuple[Issue, ...]) -> None:
        """Ask back beside the value; nothing is recorded until it is answered."""
        self.pending, self._asked = True, self.slip()
        keep = all(i.level is Level.WARNING or (isinstance(i, labs.Doubt) and i.may_stand) for i in issues)
        self._complain(self.value, issues, proposals(issues), keep)

    def fill(self, text: str, low: float | None, high: float | None, day: str) -> None:
        """Put in the fields what was typed elsewhere, to be asked back about here."""
        self.value.setText(text)
        self.range.show_own(low, high)
        self.day.setText(day)

    def settle(self, notes: tuple[Issue, ...] = ()) -> None:
        """The value was taken; `notes` says what else there is to say about it."""
        stood, self.pending, self._asked = self.pending, False, None
        for field in (self.value, self.low, self.high, self.day):
            _mark(field, "")
        self.question.say(notes)
        self._beside.setCurrentIndex(1 if notes else 0)
        if stood:
            self.answered_for.emit()

    @property
    def asked(self) -> Slip | None:
        """What the standing question is about; None where nothing is asked."""
        return self._asked if self.pending else None

    def ask_again(self, slip: Slip, issues: tuple[Issue, ...]) -> None:
        """Put back what was typed before one left, with its question."""
        self._set_unit(slip.unit)
        self.fill(slip.text, slip.low, slip.high, slip.day)
        self.ask(issues)

    def forget(self) -> None:
        """Another consultation was opened: what was typed here and not taken belongs to nobody now."""
        self.settle()
        self._shown = None
        for field in (self.value, self.day):
            field.clear()
        self.range.show_own(None, None)
        self._offer_units()  # nor is the unit of one patient's slip that of the next

    # intent

    def slip(self) -> Slip | None:
        """The fields as typed, or None where a limit or the date cannot be read (said beside it)."""
        limits = []
        for field in (self.low, self.high):
            typed = labs.parse(field.text()) if field.text().strip() else None
            if field.text().strip() and typed is None:
                message = _("'{field}' is no number.").format(field=field.text().strip())
                self._reject(field, message, _("Type the limit as on the slip."))
                return None
            limits.append(typed.values[0] if typed else None)
        day = read_day(self.day.text())
        if day is None:
            message = _("'{day}' is no day.").format(day=self.day.text().strip())
            self._reject(self.day, message, _("Type it as 21.11.2026 or 2026-11-21."))
            return None
        return Slip(
            analyte=self.row.id,
            label=self.row.name,
            text=self.value.text().strip(),
            unit=self.unit_text(),
            low=limits[0],
            high=limits[1],
            day=day,
        )

    def _reject(self, field: QLineEdit, message: str, fix: str) -> None:
        """A limit or a date that cannot be read: the fields stay in sight, the words are the field's own."""
        issue = labs.issue(self.row.name, message, fix)
        if field.accessibleDescription() != f"{message} {fix}":
            _mark(field, f"{message} {fix}")
            announce.say(field, f"{self.row.name}: {message} {fix}")
        self.flag.setText(issue.message)
        self.flag.setToolTip(f"{message} {fix}")
        set_role(self.flag, "urgent")

    def _complain(
        self, field: QLineEdit, issues: tuple[Issue, ...], meant: tuple[str, ...], keep: bool
    ) -> None:
        self.question.ask(issues, meant, self.value.text().strip(), keep)
        self._beside.setCurrentIndex(1)
        _mark(field, self.question.full)
        announce.say(field, f"{self.row.name}: {self.question.full}", urgent=True)

    def _on_finished(self) -> bool:
        """Take what stands in the fields; False while something in them has to be mended or asked."""
        slip = self.slip()
        if slip is None or (self.pending and slip == self._asked):
            return False  # the question stands; it is not asked twice
        if not slip.text:
            self.settle()
            if self._shown is not None:
                self.cleared.emit(self.key)
        elif self.pending or self._differs(slip):
            self.edited.emit(slip, self._was_confirmed(slip))
        return not self.pending

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
        self.value.selectAll()


def _field(name: str, *, quiet: bool = False, figures: bool = False) -> QLineEdit:
    field = SlipField()
    field.setProperty("quiet", quiet)
    field.setAccessibleName(name)
    if figures:
        field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field.setFont(tabular(theme.Type.text()))
    return field


def _mark(field: QLineEdit, problem: str) -> None:
    """Tie what is wrong to its field: a border, and words for those who do not see it."""
    field.setAccessibleDescription(problem)
    if bool(field.property("problem")) != bool(problem):
        field.setProperty("problem", bool(problem))
        field.style().unpolish(field)
        field.style().polish(field)
