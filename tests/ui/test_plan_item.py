"""A suggestion in the plan says how it is done, and what may be too early for it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from mwdesk.ui.widgets.plan_columns import PlanItem
from mwdesk.workflow import NextStep


def step(**more: str) -> NextStep:
    return NextStep(kind="test", id="emg", label="Needle EMG", note="", where="request", why="Why", **more)


def test_how_and_early_are_shown_and_taken_away_again(qtbot: QtBot) -> None:
    item = PlanItem()
    qtbot.addWidget(item)
    how = "Left, compared with the right: tibialis anterior"
    item.show_step(step(how=how, early="denervation shows from day 21", state="Onset; side"), "")
    assert item.how.text() == f"{how}."
    assert not item.how.isHidden()
    assert "Early: Denervation shows from day 21." in item.caution.text()
    assert "On the request: onset; side." in item.toolTip()
    item.show_step(step(), "")
    assert item.how.isHidden()
    assert item.caution.isHidden()
    assert "On the request" not in item.toolTip()
