"""In which language the patient's leaflet prints: chosen once for a patient, kept with their details."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from mwdesk.domain.leaflet import LANGUAGES, leaflet_language
from mwdesk.domain.translation import _
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.choice_box import ChoiceBox

KIND = "patient_leaflet"


class LeafletLanguage(ChoiceBox):
    """Seen only while the leaflet is open; shows the language that prints now, whoever decided it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setAccessibleName(_("Language of the leaflet"))
        for code, language in LANGUAGES.items():
            self.addItem(_("in {language}").format(language=_(language.english)), code)
        self.activated.connect(self._on_activated)
        self.hide()

    def show_for(self, kind: str) -> None:
        """Show what this document prints in, where it is the leaflet."""
        view = self._bridge.view
        self.setVisible(kind == KIND and view is not None)
        if view is not None:
            patient, usual = view.encounter.patient, self._bridge.session.clinic.leaflet_language
            code = leaflet_language(patient.leaflet_language, patient.language, usual)
            self.setCurrentIndex(self.findData(code))

    def _on_activated(self) -> None:
        view = self._bridge.view
        if view is not None:
            chosen = replace(view.encounter.patient, leaflet_language=str(self.currentData()))
            if chosen != view.encounter.patient:
                self._bridge.update_patient(chosen)
