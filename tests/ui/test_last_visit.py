"""A new visit keeps what the last one was judged to be, says so, and reads as routine only once judged."""

from __future__ import annotations

from mwdesk.domain.encounter import State, answer, note
from mwdesk.domain.knowledge import Urgency
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow

CRISIS = ("true-weakness", "fatigable-weakness", "ptosis", "diplopia", "dysphagia", "head-drop", "dyspnoea")


def test_an_emergency_stands_until_the_new_visit_is_judged(opened: MainWindow) -> None:
    bridge: Bridge = opened.bridge
    assert bridge.view is not None
    patient = bridge.view.encounter.patient.id
    bridge.record(*(answer(f, State.PRESENT) for f in CRISIS))
    urgency, words = bridge.impression(patient)
    assert urgency is Urgency.EMERGENCY and words.startswith("suggested: ")
    assert bridge.start_visit()
    again, told = bridge.impression(patient)
    assert again is Urgency.EMERGENCY
    assert told == f"at the last visit: {words}"
    assert bridge.view is not None and not bridge.view.panel.judged
    bridge.record(note("impression", "Better after treatment"))
    assert bridge.impression(patient)[1] == "Better after treatment"


def test_the_list_of_visits_never_says_routine_of_what_nobody_judged(opened: MainWindow) -> None:
    opened.bridge.record(answer("ptosis", State.PRESENT))
    opened.go("patient")
    page = opened.page("patient")
    words = [part.text() for part in page.visits.findChildren(type(opened.panel.sentence))]
    assert "Routine" not in words


def test_panel_and_header_keep_the_last_emergency_until_judged_anew(opened: MainWindow) -> None:
    bridge = opened.bridge
    bridge.record(*(answer(f, State.PRESENT) for f in CRISIS))
    first = opened.panel.standing[0].title
    assert bridge.start_visit()
    card = opened.panel.alert
    assert card.accessibleName() == "At the last visit: Emergency"
    assert card.accessibleDescription() == f"{first}. Not judged yet at this visit."
    assert "at the last visit: Emergency" in opened.topbar.banner.accessibleName()
    bridge.record(*(answer(f, State.PRESENT) for f in ("true-weakness", "dyspnoea", "dysphagia")))
    assert bridge.view is not None and bridge.view.panel.judged
    assert card.alert is not None and bridge.view.panel.last is None
    assert "at the last visit" not in opened.topbar.banner.accessibleName()
