"""The clinic: its letterhead, what it has, what is common here. Set once, used in every letter and plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.text_size import TEXT_SIZES, size_words
from mwdesk.ui.widgets import clinic_choices as choices
from mwdesk.ui.widgets.address_card import AddressCard
from mwdesk.ui.widgets.availability_list import AvailabilityList
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.common_here import CommonHere
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, link_row
from mwdesk.ui.widgets.records_card import RecordsCard
from mwdesk.ui.widgets.templates_card import TemplatesCard
from mwdesk.workflow import View
from mwdesk.workflow.beginning import still_empty, with_region
from mwdesk.workflow.languages import choose, chosen
from mwdesk.workflow.letter_desk import LetterDesk, kind_title
from mwdesk.workflow.search import find
from mwdesk.workflow.words import listed

LINES = {
    "name": N_("Name of the clinic"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "clinician": N_("Your name"),
    "role": N_("Role"),
    "degree": N_("Degree"),
    "registration": N_("Registration number"),
}


class ClinicPage(QWidget):
    """A form without a save button, as everywhere."""

    step = "clinic"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        kb = bridge.session.kb
        self.lines = {field: SavedLine(_(name)) for field, name in LINES.items()}
        self.setting, self.units = choices.place_choice(), choices.unit_choice()
        self.paper, self.leaflets = choices.paper_choice(), choices.leaflet_choice()
        self.region = choices.region_box(kb.regions)
        self.empty = label("", "note", wrap=True)
        self.first = button(_("The first minute again"), "link")
        self.text = ChoiceBox()
        self.text.setAccessibleName(_("Text size"))
        for size in TEXT_SIZES:
            self.text.addItem(size_words(size), size)
        self.language = choices.language_box()
        self.unavailable = AvailabilityList(kb.tests)
        self.endemic = CommonHere(kb.conditions, lambda text: find(kb, text, 8, ("condition",)))
        desk = LetterDesk(bridge.session)
        self.addresses = AddressCard(bridge, [(kind, kind_title(kind)) for kind in desk.kinds])
        self.templates = TemplatesCard(desk.folder)
        self.exchange = button(_("Export and import..."))
        self.records = RecordsCard(bridge, bridge.vault) if bridge.vault is not None else None
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.SCROLLED)
        column.setSpacing(theme.S)
        head = QHBoxLayout()
        head.addWidget(label(_("Clinic"), "page"), 1)
        head.addWidget(self.first)
        column.addLayout(head)
        column.addWidget(
            label(
                _("Stands at the head of each letter and shapes the plan. Saved as you type."),
                "muted",
                wrap=True,
            )
        )
        column.addWidget(self.empty)
        column.addSpacing(theme.M)
        page = ScrollPage()
        column.addWidget(page, 1)
        letterhead: list[tuple[str, QWidget]] = [
            (_(LINES[f]), self.lines[f]) for f in ("name", "address", "phone", "email")
        ]
        you = [(_(LINES[f]), self.lines[f]) for f in ("clinician", "role", "degree", "registration")]
        place: list[tuple[str, QWidget]] = [
            (_("What kind of place"), self.setting),
            (_("Region"), self.region),
            (_("Units of laboratory values"), self.units),
            (_("Common here"), self.endemic),
            (_("Tests available here"), self.unavailable),
        ]
        letterhead += [(_("Paper"), self.paper), (_("Leaflets for patients"), self.leaflets)]
        page.column.addWidget(choices.form_card(_("Letterhead"), letterhead))
        page.column.addWidget(choices.form_card(_("Who signs"), you))
        page.column.addWidget(choices.form_card(_("The place"), place))
        page.column.addWidget(
            choices.form_card(
                _("This screen"),
                [
                    (_("Text size, from the next start"), self.text),
                    (_("Language, from the next start"), self._languages()),
                ],
            )
        )
        page.column.addWidget(self.addresses)
        page.column.addWidget(self.templates)
        page.column.addWidget(self._exchange())
        if self.records is not None:
            page.column.addWidget(self.records)
        page.column.addStretch(1)

    def _languages(self) -> QWidget:
        """The choice, and what it does not reach."""
        out = QWidget()
        column = QVBoxLayout(out)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.language, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(label(_("Findings, causes, tests and letters stay in English."), "note", wrap=True))
        return out

    def _exchange(self) -> QWidget:
        """The way to exports and imports."""
        frame, column = card()
        column.addWidget(label(_("Exchange"), "heading"))
        words = _("Records out and in: files, FHIR, laboratory results, a case for teaching.")
        column.addWidget(label(words, "muted", wrap=True))
        column.addLayout(link_row(self.exchange))
        return frame

    def _connect(self) -> None:
        self.exchange.clicked.connect(lambda: self.asked_for.emit("place", "exchange"))
        for line in self.lines.values():
            line.written.connect(self._on_line)
        self.setting.chosen.connect(self._on_setting)
        self.units.chosen.connect(self._on_units)
        self.region.activated.connect(self._on_region)
        self.first.clicked.connect(lambda: self.asked_for.emit("place", "beginning"))
        self.paper.chosen.connect(self._on_paper)
        self.leaflets.chosen.connect(self._on_leaflets)
        self.text.activated.connect(self._on_text)
        self.language.activated.connect(self._on_language)
        self.unavailable.changed.connect(self._on_unavailable)
        self.endemic.changed.connect(self._on_endemic)

    def render_view(self, view: View | None) -> None:
        """Show the profile that is kept."""
        clinic = self._bridge.session.clinic
        for field, line in self.lines.items():
            line.show_text(str(getattr(clinic, field)))
        self._say_empty()
        self.setting.show_value(clinic.setting)
        self.units.show_value(clinic.units)
        choices.show_data(self.region, clinic.region)
        self.paper.show_value(clinic.page_size)
        self.leaflets.show_value(clinic.leaflet_language)
        kept = str(self._bridge.session.store.setting("text_size") or "1.0")
        self.text.setCurrentIndex(max(0, self.text.findData(kept)))
        self.language.setCurrentIndex(max(0, self.language.findData(chosen())))
        self.unavailable.show_reach(clinic.setting)
        self.unavailable.show_ids(clinic.unavailable)
        self.endemic.show_ids(clinic.endemic)
        if self.records is not None:
            self.records.render_state()

    def _save(self, **changes: Any) -> None:
        clinic = replace(self._bridge.session.clinic, **changes)
        if clinic != self._bridge.session.clinic:
            self._bridge.set_clinic(clinic)
        self._say_empty()

    def _say_empty(self) -> None:
        """What letters and reasoning would use and nobody has said."""
        empty = still_empty(self._bridge.session.clinic)
        self.empty.setText(
            _("Still empty: {fields}.").format(fields=listed(empty, len(empty))) if empty else ""
        )
        self.empty.setVisible(bool(empty))

    def _on_line(self, text: str) -> None:
        field = next(f for f, line in self.lines.items() if line is self.sender())
        self._save(**{field: text.strip()})

    def _on_setting(self, value: object) -> None:
        if value is not None:  # one of them always holds: the same button again changes nothing
            self._save(setting=str(value))
        clinic = self._bridge.session.clinic
        self.setting.show_value(clinic.setting)
        self.unavailable.show_reach(clinic.setting)
        self.unavailable.show_ids(clinic.unavailable)

    def _on_units(self, value: object) -> None:
        if value is not None:
            self._save(units=str(value))
        self.units.show_value(self._bridge.session.clinic.units)

    def _on_region(self) -> None:
        session = self._bridge.session
        self._bridge.set_clinic(with_region(session.kb, session.clinic, str(self.region.currentData())))
        self.endemic.show_ids(session.clinic.endemic)
        self._say_empty()

    def _on_paper(self, value: object) -> None:
        if value is not None:
            self._save(page_size=str(value))
        self.paper.show_value(self._bridge.session.clinic.page_size)

    def _on_leaflets(self, value: object) -> None:
        if value is not None:
            self._save(leaflet_language=str(value))
        self.leaflets.show_value(self._bridge.session.clinic.leaflet_language)

    def _on_text(self) -> None:
        self._bridge.remember("text_size", str(self.text.currentData()))

    def _on_language(self) -> None:
        try:
            choose(str(self.language.currentData()))
        except DataError as problem:
            self._bridge.fail(problem)

    def _on_unavailable(self, ids: tuple[str, ...]) -> None:
        self._save(unavailable=ids)

    def _on_endemic(self, ids: tuple[str, ...]) -> None:
        self._save(endemic=ids)
