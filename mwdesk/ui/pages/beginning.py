"""The first minute: who and where the clinic is. Nothing is required; all of it stands on the Clinic page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets import clinic_choices as choices
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import ScrollPage, button, label
from mwdesk.workflow import View
from mwdesk.workflow.beginning import SEEN, reach_words, with_region
from mwdesk.workflow.languages import choose, chosen
from mwdesk.workflow.words import listed

_LINES = {
    "name": N_("Name of the clinic"),
    "clinician": N_("Your name"),
    "registration": N_("Registration number"),
}
_NAMED = 6  # diseases that are named below the region


class BeginningPage(QWidget):
    """Two cards, saved as one types, and a way out at any time."""

    step = "beginning"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.lines = {field: SavedLine(_(words)) for field, words in _LINES.items()}
        self.setting, self.units = choices.place_choice(), choices.unit_choice()
        self.paper, self.leaflets = choices.paper_choice(), choices.leaflet_choice()
        self.region = choices.region_box(bridge.session.kb.regions)
        self.language = choices.language_box()
        self.reach, self.common = label("", "note", wrap=True), label("", "note", wrap=True)
        self.done = button(_("Go to the patients"), "primary")
        self.skip = button(_("Skip: not now"), "quiet")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(theme.S)
        column.addWidget(label(_("Your clinic in one minute"), "page"))
        hint = _("Nothing here is required; all of it can be changed on the Clinic page.")
        column.addWidget(label(hint, "muted", wrap=True))
        column.addSpacing(theme.M)
        page = ScrollPage()
        column.addWidget(page, 1)
        letters: list[tuple[str, QWidget]] = [(_(words), self.lines[f]) for f, words in _LINES.items()]
        letters += [(_("Paper"), self.paper), (_("Leaflets for patients"), self.leaflets)]
        page.column.addWidget(choices.form_card(_("Letters and leaflets"), letters))
        place: list[tuple[str, QWidget]] = [
            (_("What kind of place"), self._with_note(self.setting, self.reach)),
            (_("Region"), self._with_note(self.region, self.common)),
            (_("Units"), self.units),
            (_("Screen, from next start"), self.language),
        ]
        page.column.addWidget(choices.form_card(_("The place and its screen"), place))
        page.column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.done)
        column.addLayout(foot)

    def _with_note(self, field: QWidget, note: QWidget) -> QWidget:
        out = QWidget()
        inside = QVBoxLayout(out)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.S)
        side = Qt.AlignmentFlag.AlignLeft if field is self.region else Qt.AlignmentFlag(0)
        inside.addWidget(field, 0, side)
        inside.addWidget(note)
        out.setFocusProxy(field)
        return out

    def _connect(self) -> None:
        for field, line in self.lines.items():
            line.written.connect(lambda text, field=field: self._save(**{field: text.strip()}))
        for name, choice in (
            ("setting", self.setting),
            ("units", self.units),
            ("page_size", self.paper),
            ("leaflet_language", self.leaflets),
        ):
            choice.chosen.connect(lambda value, name=name: self._on_chosen(name, value))
        self.region.activated.connect(self._on_region)
        self.language.activated.connect(self._on_language)
        self.done.clicked.connect(self._leave)
        self.skip.clicked.connect(self._leave)

    def take_focus(self) -> None:
        """The first line that is empty."""
        empty = (line for line in self.lines.values() if not line.text())
        next(empty, self.setting).setFocus(Qt.FocusReason.OtherFocusReason)

    def render_view(self, view: View | None) -> None:
        """Show what is known already; the name given for the passphrase is the clinician's."""
        bridge = self._bridge
        who = bridge.vault.who if bridge.vault is not None else ""
        if who and not bridge.session.clinic.clinician:
            self._save(clinician=who)
        clinic, kb = bridge.session.clinic, bridge.session.kb
        for field, line in self.lines.items():
            line.show_text(str(getattr(clinic, field)))
        self.setting.show_value(clinic.setting)
        self.units.show_value(clinic.units)
        self.paper.show_value(clinic.page_size)
        self.leaflets.show_value(clinic.leaflet_language)
        choices.show_data(self.region, clinic.region)
        choices.show_data(self.language, chosen())
        self.reach.setText(reach_words(kb.tests, clinic.setting, clinic.unavailable))
        named = [kb.conditions[i].name.partition(" (")[0] for i in clinic.endemic if i in kb.conditions]
        none = _("What is common where you work weighs more: leprosy, malaria, snake bite ...")
        told = _("Common here: {named}.").format(named=listed(named, _NAMED)) if named else none
        self.common.setText(told)

    def _save(self, **changes: Any) -> None:
        clinic = replace(self._bridge.session.clinic, **changes)
        if clinic != self._bridge.session.clinic:
            self._bridge.set_clinic(clinic)

    def _on_chosen(self, name: str, value: object) -> None:
        if value is not None:  # one of them always holds
            self._save(**{name: str(value)})
        self.render_view(None)

    def _on_region(self) -> None:
        session = self._bridge.session
        self._bridge.set_clinic(with_region(session.kb, session.clinic, str(self.region.currentData())))
        self.render_view(None)

    def _on_language(self) -> None:
        try:
            choose(str(self.language.currentData()))
        except DataError as problem:
            self._bridge.fail(problem)

    def _leave(self) -> None:
        self._bridge.remember(SEEN, "yes")
        self.asked_for.emit("place", "patients")
