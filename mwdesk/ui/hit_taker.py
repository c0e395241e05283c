"""What becomes of something found in the search: one goes there, or it is recorded at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from mwdesk.domain.encounter import Medication, State, medication
from mwdesk.domain.translation import _
from mwdesk.ui.places import place_of
from mwdesk.workflow.questions import choose
from mwdesk.workflow.search import Hit

if TYPE_CHECKING:
    from mwdesk.ui.main_window import MainWindow


class HitTaker(QObject):
    """Records for the patient in front alone; without one, what was found is only read."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def take(self, hit: Hit, at_once: bool = False) -> None:
        """Go to what was found; `at_once` records a finding as present. A medicine is added to the list."""
        window = self._window
        if window.bridge.view is None or not window.consulting:
            window.show_item("knowledge", f"{hit.kind}:{hit.id}")
        elif hit.kind == "drug":
            self._say(_("A medicine is added with Enter alone.")) if at_once else self._add_drug(hit)
        elif hit.kind == "finding" and at_once and not self._must_be_looked_for(hit):
            self._mark(hit)
        else:
            window.show_item(hit.kind, hit.id)

    def _must_be_looked_for(self, hit: Hit) -> bool:
        """A sign is elicited, not told: words lead to it, and answer it only where one examines."""
        place = place_of(self._window.bridge.session.kb, hit.kind, hit.id)
        return place == "examination" != self._window.place

    def _add_drug(self, hit: Hit) -> None:
        """Add it where one is: the focus went back, and the page in front stays."""
        if self._window.bridge.record(medication(Medication(name=hit.label, drug=hit.id))):
            self._say(_("{label} was added to the medicines. Ctrl+Z takes it back.").format(label=hit.label))

    def _mark(self, hit: Hit) -> None:
        """Record a finding as present; one stays in the field: the next finding can be typed."""
        bridge = self._window.bridge
        assert bridge.view is not None
        if bridge.record(*choose(bridge.session.kb, bridge.view, hit.id, State.PRESENT)):
            self._say(_("{label}: present. Ctrl+Z takes it back.").format(label=hit.label))
        self._window.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _say(self, words: str) -> None:
        self._window.message.say(words, problem=False)
