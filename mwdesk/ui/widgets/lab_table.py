"""Laboratory values: the core ones listed, any other found by name; each read and asked back as typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from mwdesk.domain.clinic import SI
from mwdesk.domain.encounter import Measurement, Patient, measurement
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.widgets.lab_line import QuickLine
from mwdesk.ui.widgets.lab_row import COLUMNS, WIDTHS, LabRow
from mwdesk.ui.widgets.layout import label
from mwdesk.ui.widgets.pick_field import PickField
from mwdesk.workflow import View, labs
from mwdesk.workflow.catalogue import AnalyteRow, analytes, limits, limits_in, number
from mwdesk.workflow.search import Hit, find
from mwdesk.workflow.slip_line import Piece
from mwdesk.workflow.typed_value import shown_unit
from mwdesk.workflow.untaken import Slip

_CRITICAL = {"low": N_("critically low"), "high": N_("critically high")}


class LabTable(QFrame):
    """A card of rows. Emits entries; what cannot be so is asked back in its row."""

    answered = Signal(object)  # tuple[Entry, ...]
    waiting = Signal(object)  # tuple[Slip, ...]: every value with an open question

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._kb = kb
        self._patient, self._system = Patient(id=""), SI
        self._rows: dict[str, LabRow] = {}
        self._room = "wide"
        self._heads: list[QLabel] = []
        self._encounter = ""
        self._drawing = False
        self._core = {row.id for row in analytes(kb, core_only=True)}
        self.search = PickField(
            self._hits,
            _("Find a value by name"),
            as_typed=_("Add '{text}' as it stands on the slip"),
        )
        self.line = QuickLine(kb, self)
        self.line.taken.connect(self._on_line)
        self._lay_out()
        self.search.chosen.connect(self._on_chosen)
        for row in analytes(kb, core_only=True):
            self._add(row)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(_("Laboratory values"), "title"))
        head.addWidget(self.line, 3)
        self.search.setMinimumWidth(120)
        head.addWidget(self.search, 2)
        self._names = QWidget()
        names = QHBoxLayout(self._names)
        names.setContentsMargins(0, 6, 0, 0)
        names.setSpacing(8)
        names.addWidget(label(_("Name"), "small"), 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for at, text in enumerate(COLUMNS):
            part = label(_(text) if text else "", "small")
            if at in (0, 2):  # over the figures
                part.setAlignment(right)
            part.setIndent(9 if text else 0)  # where the text of a field begins or ends
            names.addWidget(part)
            self._heads.append(part)
        self._size_heads()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 14, 16, 12)
        self._column.setSpacing(0)
        self._column.addLayout(head)
        self._column.addWidget(self._names)

    def _add(self, known: AnalyteRow) -> LabRow:
        row = LabRow(known, self)
        row.edited.connect(self._on_edited)
        row.cleared.connect(self._on_cleared)
        row.followed.connect(self._on_followed)
        row.turned.connect(self._on_turned)
        row.answered_for.connect(self._tell_waiting)
        row.set_room(self._room)
        self._column.addWidget(row)
        row.show()  # at once: it may be given the focus
        self._rows[row.key] = row
        return row

    def row(self, key: str) -> LabRow | None:
        """The row of an analyte id, or of a name the knowledge does not hold."""
        return self._rows.get(key)

    # drawing

    def show_view(self, view: View, system: str = SI) -> None:
        """Draw what is recorded; a row that asks back keeps what was typed. Empty rows offer the system's."""
        self._system = system
        before = view.previous.measurements if view.previous is not None else {}
        if view.encounter.id != self._encounter:
            self._encounter = view.encounter.id
            self.line.clear()
            self._patient = view.encounter.patient
            self._drawing = True
            self._forget({*view.encounter.measurements, *before})
            self._ask_again(view.untaken)
            self._drawing = False
        self._patient = view.encounter.patient
        self.line.show_patient(self._patient, system)
        recorded = view.encounter.measurements
        found = view.assessment.findings
        critical = {c.analyte: c.direction for c in found.critical} if found else {}
        known = {row.id: row for row in analytes(self._kb, self._patient, system=system)}
        for key, m in {**before, **recorded}.items():
            if key not in self._rows:
                self._add(known.get(m.analyte) or _stranger(m.label or key, m.unit))
        for key, row in self._rows.items():
            given = recorded.get(key)
            words, role = flag(self._kb, self._patient, given, critical) if given else ("", "note")
            if given is None and key in before:
                words = _ghost(before[key], row.unit_text())
            if row.row.id in known:
                row.offer_units(known[row.row.id].units)
            row.show_measurement(given, words, role, self._usual(row))
            row.range.show_usual(*self._usual(row))  # in the unit of what is now drawn

    def _usual(self, row: LabRow) -> tuple[float | None, float | None]:
        """The usual range in the unit that stands in the row."""
        analyte = self._kb.analytes.get(row.row.id)
        if analyte is None:
            return None, None
        return limits_in(analyte, row.unit_text(), *limits(analyte, self._patient.sex))

    def _on_turned(self, key: str) -> None:
        row = self._rows.get(key)
        if row is not None:
            row.range.show_usual(*self._usual(row))

    def _forget(self, recorded: set[str]) -> None:
        """Start another consultation with clean rows."""
        for key in list(self._rows):
            self._rows[key].forget()
            if key not in self._core and key not in recorded:
                self._rows.pop(key).deleteLater()

    def _ask_again(self, slips: Sequence[Slip]) -> None:
        """What was asked about this visit, and not answered, before another was opened."""
        for slip in slips:
            read, issues = self._read(slip, confirmed=False)
            if read is None:
                self._row_of(slip.analyte, slip.label).ask_again(slip, issues)

    def first_waiting(self) -> LabRow | None:
        """The uppermost row with an open question."""
        return next((row for row in self._rows.values() if row.pending), None)

    def _tell_waiting(self) -> None:
        if not self._drawing:
            self.waiting.emit(tuple(row.asked for row in self._rows.values() if row.asked is not None))

    def set_room(self, room: str) -> None:
        """Fit "wide", "medium" or "narrow"."""
        if room != self._room:
            self._room = room
            self._names.setVisible(room != "narrow")
            self._size_heads()
            for row in self._rows.values():
                row.set_room(room)

    def _size_heads(self) -> None:
        for part, width in zip(self._heads, WIDTHS[self._room], strict=True):
            part.setFixedWidth(round(width * theme.Type.scale))

    # intent

    def _hits(self, text: str) -> Sequence[Hit]:
        return find(self._kb, text, limit=7, kinds=("analyte",))

    def _on_chosen(self, ident: str, name: str) -> None:
        self._row_of(ident, name).value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_line(self, pieces: tuple[Piece, ...]) -> None:
        """Take what is clear in one step; what is not is asked back in its row."""
        doubtful = [p for p in pieces if p.measurement is None]
        clear = {p.analyte: p.measurement for p in pieces if p.measurement is not None}
        for piece in pieces:
            self._row_of(piece.analyte, piece.name)
        for ident in clear:
            self._rows[ident].settle()
        if clear:
            self.answered.emit(tuple(measurement(m, key=ident) for ident, m in clear.items()))
        for piece in doubtful:
            row = self._rows[piece.analyte]
            row.fill(piece.value, piece.low, piece.high, piece.day)
            row.ask(piece.issues)
        if doubtful:
            self._tell_waiting()
            field = self._rows[doubtful[0].analyte].value
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.selectAll()

    def _row_of(self, ident: str, name: str) -> LabRow:
        if (ident or name) not in self._rows:
            known = next(
                (row for row in analytes(self._kb, self._patient, system=self._system) if row.id == ident),
                None,
            )
            self._add(known or _stranger(name, ""))
        return self._rows[ident or name]

    def _read(self, slip: Slip, *, confirmed: bool) -> tuple[Measurement | None, tuple[Issue, ...]]:
        return labs.read(
            self._kb,
            self._patient,
            slip.analyte,
            slip.text,
            slip.unit,
            slip.low,
            slip.high,
            label=slip.label,
            day=slip.day,
            confirmed=confirmed,
        )

    def _on_edited(self, slip: Slip, confirmed: bool) -> None:
        read, issues = self._read(slip, confirmed=confirmed)
        row = self._rows[slip.key]
        if read is None:
            row.ask(issues)
            self._tell_waiting()
            return
        if read.analyte != slip.analyte and read.analyte:  # told in another way: it has a row of its own
            row.forget()
            row = self._row_of(read.analyte, read.label)
            read = replace(read, text=number(read.value), low=None, high=None)
        row.settle(issues)
        self.answered.emit((measurement(read, key=row.key),))

    def _on_cleared(self, key: str) -> None:
        self.answered.emit((measurement(None, key=key),))

    def _on_followed(self, key: str) -> None:
        keys = list(self._rows)
        place = keys.index(key) + 1
        target = self._rows[keys[place]].value if place < len(keys) else self.search
        target.setFocus(Qt.FocusReason.TabFocusReason)


def _ghost(last: Measurement, unit: str) -> str:
    """The value of the last visit, beside the empty field and never in it."""
    words = _("last visit {value}").format(value=last.text or number(last.value))
    return words if last.unit == unit else f"{words} {shown_unit(last.unit)}"


def _stranger(name: str, unit: str) -> AnalyteRow:
    units = (unit,) if unit else ()
    return AnalyteRow(id="", name=name, unit=unit, units=units, low=None, high=None, reference="", core=False)


def flag(kb: KnowledgeBase, patient: Patient, m: Measurement, critical: dict[str, str]) -> tuple[str, str]:
    """The flag in words, and its role: by the laboratory's own range, else by the knowledge's."""
    if m.analyte in critical:
        return _(_CRITICAL[critical[m.analyte]]), "emergency"
    analyte = kb.analytes.get(m.analyte)
    value, low, high = m.value, m.low, m.high
    inside = _("in its range")
    if low is None and high is None and analyte is not None:
        unit = labs.find_unit(analyte, m.unit)
        if unit is not None:
            value = labs.in_own_unit(unit, m.value)
            low, high = limits(analyte, patient.sex)
            inside = _("in usual range")
    if low is None and high is None:
        return _("no range known"), "note"
    if low is not None and value < low:
        return _("low"), "urgent"
    if high is not None and value > high:
        return _("high"), "urgent"
    return inside, "note"
