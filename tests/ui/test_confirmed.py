"""A cause is confirmed, with how; the record, the list and the letter say so, and it can be taken back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Decision, State, answer
from mwdesk.letters import compose, plain_text
from mwdesk.ui.main_window import MainWindow


def test_confirm_say_how_and_take_back(qtbot: QtBot, opened: MainWindow) -> None:
    bridge = opened.bridge
    for finding in ("ptosis", "diplopia", "fatigable-weakness", "onset-months-years", "true-weakness"):
        bridge.record(answer(finding, State.PRESENT))
    opened.go("assessment")
    cause = opened.pages["assessment"].causes[0]
    assert cause.row is not None
    ident, name = cause.row.id, cause.row.name
    if not cause.body.isVisible():
        cause.head.click()
    assert cause.confirm.isVisible() and not cause.how.isVisible()
    cause.confirm.click()
    assert cause.row.decision is Decision.CONFIRMED
    assert cause.decision.accept.isChecked()
    qtbot.keyClicks(cause.how, "AChR antibody positive, 3 May")
    qtbot.keyClick(cause.how, Qt.Key.Key_Return)
    view = bridge.view
    assert view is not None
    told = view.encounter.verdicts["condition", ident]
    assert (told.decision, told.reason) == (Decision.CONFIRMED, "AChR antibody positive, 3 May")
    session = bridge.session
    letter = plain_text(compose(session.kb, view.encounter, view.assessment, session.clinic, session.now()))
    words = " ".join(letter.split())
    bare = name.split(" (")[0]
    assert f"diagnosis confirmed: {bare}".lower() in words.lower()
    assert "AChR antibody positive, 3 May" in words
    assert "accepted by me" not in words
    cause.confirm.click()
    assert bridge.view is not None
    assert ("condition", ident) not in bridge.view.encounter.verdicts
