"""Care for the likely causes stands on the Assessment page, in full when opened, and leads to its page."""

from __future__ import annotations

from mwdesk.domain.encounter import Decision, State, Verdict, answer, verdict
from mwdesk.ui.main_window import MainWindow


def test_care_follows_the_cause_agreed_to_and_leads_to_its_page(opened: MainWindow) -> None:
    bridge = opened.bridge
    for finding in ("ptosis", "diplopia", "fatigable-weakness", "onset-months-years", "true-weakness"):
        bridge.record(answer(finding, State.PRESENT))
    bridge.record(verdict(Verdict(kind="condition", id="gbs", decision=Decision.ACCEPTED)))
    opened.go("assessment")
    care = opened.pages["assessment"].care
    assert care.isVisible()
    condition = bridge.session.kb.conditions["gbs"]
    assert condition.interim[:40] in care.text.text()
    closed = len(care.text.text())
    care.toggle.click()
    assert len(care.text.text()) > closed
    assert "To tell the patient" in care.text.text()
    care.text.linkActivated.emit("condition:gbs")
    assert opened.place == "knowledge"


def test_without_an_answer_there_is_no_care(opened: MainWindow) -> None:
    opened.go("assessment")
    assert not opened.pages["assessment"].care.isVisible()
