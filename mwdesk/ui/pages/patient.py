"""Who the patient is: each field saves itself, nothing is required, blank never means no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.birth import read_birth, show_birth
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.form_fields import Choice, SavedLine
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, link_row
from mwdesk.ui.widgets.likeness_card import LikenessCard
from mwdesk.ui.widgets.removal_form import RemovalForm
from mwdesk.ui.widgets.topbar import age_words
from mwdesk.ui.widgets.trend_chart import SinceCard
from mwdesk.ui.widgets.visit_list import VisitList, VisitRow
from mwdesk.workflow import View
from mwdesk.workflow.closing import corrections

# field of Patient -> (name on screen, hint)
LINES = {
    "name": (N_("Name"), N_("In Latin letters, as on the papers")),
    "local_name": (N_("Name in the local script"), ""),
    "phone": (N_("Phone"), ""),
    "address": (N_("Address or village"), ""),
    "language": (N_("Language"), N_("The one to talk in")),
    "carer": (N_("Carer"), N_("Who comes along, and how to reach them")),
    "transport": (N_("Transport"), N_("How and how far the patient can travel")),
}


class PatientPage(QWidget):
    """A form without a save button."""

    step = "patient"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._shown = ""
        self.lines = {
            field: SavedLine(_(name), _(hint) if hint else "") for field, (name, hint) in LINES.items()
        }
        self.birth = SavedLine(_("Birth date or age"), _("21-03-1970, or 54, or 8 months"), on_pause=False)
        self.age = label("", "note", wrap=True)
        self.identifiers = SavedLine(_("MRN and other numbers"), _("Several with commas between"))
        self.sex = Choice(_("Sex"), ((_("Female"), "female"), (_("Male"), "male"), (_("Other"), "other")))
        self.interpreter = Choice(_("Interpreter needed"), ((_("Yes"), True), (_("No"), False)))
        self.visits = VisitList()
        self.new_visit = self.visits.new_visit
        self.corrections = label("", "note", wrap=True)
        self.close_visit = button(_("Close this visit: from then on it is only read"), "link")
        self.likeness = LikenessCard(bridge)
        self.removal = RemovalForm(bridge)
        self.since = SinceCard(bridge)
        self.exchange = button(_("Export or send..."), "link")
        self._earlier: tuple[object, dict[str, VisitRow]] = (None, {})
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label(_("Patient"), "page"), 1)
        head.addWidget(self.exchange)
        column.addLayout(head)
        column.addWidget(
            label(_("Age and sex change what fits. Everything else is for the letter."), "muted", wrap=True)
        )
        column.addSpacing(8)
        page = ScrollPage()
        column.addWidget(page, 1)
        page.column.addWidget(self._group(_("Who"), self._who()))
        page.column.addWidget(self.likeness)
        page.column.addWidget(self.visits)
        below = self.visits.layout()
        if isinstance(below, QVBoxLayout):
            below.addWidget(self.corrections)
            below.addLayout(link_row(self.close_visit))
        page.column.addWidget(self.since)
        for title, rows in (
            (_("How to reach the patient"), [self._line(f) for f in ("phone", "address")]),
            (_("How to talk, who helps, how to travel"), self._talk()),
        ):
            page.column.addWidget(self._group(title, rows))
        page.column.addWidget(self.removal)
        page.column.addStretch(1)

    def _line(self, field: str) -> tuple[str, QWidget]:
        return _(LINES[field][0]), self.lines[field]

    def _who(self) -> list[tuple[str, QWidget]]:
        birth = QWidget()
        row = QHBoxLayout(birth)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        hint = self.birth.fontMetrics().horizontalAdvance(self.birth.placeholderText())
        self.birth.setFixedWidth(max(round(230 * theme.Type.scale), hint + 32))
        row.addWidget(self.birth)
        row.addWidget(self.age, 1)
        return [
            self._line("name"),
            self._line("local_name"),
            (_("Birth date or age"), birth),
            (_("Sex"), self.sex),
            (_("MRN and other numbers"), self.identifiers),
        ]

    def _talk(self) -> list[tuple[str, QWidget]]:
        return [
            self._line("language"),
            (_("Interpreter needed"), self.interpreter),
            self._line("carer"),
            self._line("transport"),
        ]

    def _group(self, title: str, rows: Sequence[tuple[str, QWidget]]) -> QWidget:
        frame, column = card()
        column.addWidget(label(title, "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, theme.px(160))
        grid.setColumnStretch(1, 1)
        for at, (words, field) in enumerate(rows):
            name = label(words)
            name.setBuddy(field)
            grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field, at, 1)
        column.addLayout(grid)
        return frame

    def _connect(self) -> None:
        for field in self.lines.values():
            field.written.connect(self._on_line)
        self.birth.written.connect(self._on_birth)
        self.identifiers.written.connect(self._on_identifiers)
        self.sex.chosen.connect(self._on_sex)
        self.interpreter.chosen.connect(self._on_interpreter)
        self.new_visit.clicked.connect(self._on_new_visit)
        self.exchange.clicked.connect(lambda: self.asked_for.emit("place", "exchange"))
        self.visits.opened.connect(self._bridge.open_visit)
        self.close_visit.clicked.connect(self._bridge.close_visit)

    def render_view(self, view: View) -> None:
        """Show what is recorded, without disturbing what is being typed."""
        patient = view.encounter.patient
        if patient.id != self._shown:
            self._shown = patient.id
            self._say_age("")  # what could not be read for somebody else is no problem of this one
        for field, line in self.lines.items():
            line.show_text(str(getattr(patient, field)))
        if not self._problem():
            self.birth.show_text(show_birth(patient.birth_date, patient.age_years))
            self._say_age("")
        self.identifiers.show_text(", ".join(patient.identifiers))
        self.sex.show_value(patient.sex or None)
        self.interpreter.show_value(patient.interpreter)
        self._show_visits(view)
        told = corrections(view.encounter)
        self.corrections.setText("\n".join(told))
        self.corrections.setVisible(bool(told))
        self.close_visit.setVisible(not view.standing.read_only and bool(view.encounter.entries))
        self.since.show_view(view)
        self.likeness.show_patient(patient, view.visits_in_all)
        self.removal.show_patient(patient.id)

    def _show_visits(self, view: View) -> None:
        here, session = view.encounter, self._bridge.session
        key = (here.id, here.patient, session.clinic, view.visits_in_all)
        if self._earlier[0] != key:  # what is not open does not change: worked out once
            rows = {v.id: self._row(v) for v in session.visits() if v.id != here.id}
            self._earlier = (key, rows)
        every = [*self._earlier[1].values(), self._row(here)]
        self.visits.show_visits(sorted(every, key=lambda row: row.started), here.id)

    def _row(self, visit: Encounter) -> VisitRow:
        urgency, impression = self._bridge.impression_of(visit)
        return VisitRow(
            id=visit.id,
            started=visit.started,
            urgency=urgency,
            impression=impression,
            answers=len(visit.entries),
        )

    def _problem(self) -> bool:
        return bool(self.birth.property("problem"))

    def _say_age(self, problem: str) -> None:
        view = self._bridge.view
        age = age_words(view.encounter.age) if view is not None else ""
        self.age.setText(problem or age or _("Not asked"))
        if self._problem() != bool(problem):
            self.birth.setProperty("problem", bool(problem))
            self.age.setProperty("role", "urgent" if problem else "note")
            for part in (self.birth, self.age):
                part.style().unpolish(part)
                part.style().polish(part)
        self.birth.setAccessibleDescription(self.age.text())

    def _save(self, **changes: Any) -> None:
        view = self._bridge.view
        if view is not None:
            changed = replace(view.encounter.patient, **changes)
            if changed != view.encounter.patient:
                self._bridge.update_patient(changed)

    def _on_line(self, text: str) -> None:
        field = next(f for f, line in self.lines.items() if line is self.sender())
        self._save(**{field: text.strip()})

    def _on_birth(self, text: str) -> None:
        born, age, problem = read_birth(text, self._bridge.session.now().date())
        if problem:
            self._say_age(problem)  # what stood before stays until a date can be read
            return
        self._say_age("")
        self._save(birth_date=born, age_years=age)
        self._say_age("")

    def _on_identifiers(self, text: str) -> None:
        self._save(identifiers=tuple(part.strip() for part in text.split(",") if part.strip()))

    def _on_sex(self, value: object) -> None:
        self._save(sex=str(value or ""))

    def _on_interpreter(self, value: object) -> None:
        self._save(interpreter=value if isinstance(value, bool) else None)

    def _on_new_visit(self) -> None:
        if self._bridge.start_visit():
            self.asked_for.emit("place", "history")

    def take_focus(self) -> None:
        """Somebody without a name is given one first."""
        view = self._bridge.view
        if view is not None and not view.encounter.patient.name:
            self.lines["name"].setFocus(Qt.FocusReason.OtherFocusReason)
