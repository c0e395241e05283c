"""Roles, values and announcements, as assistive technology reads them through Qt."""

from __future__ import annotations

import gc

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.ui import announce
from mwdesk.ui.accessible import Role, speak_as, tell_current, tell_value

Text = QAccessible.Text


def face(widget: QWidget) -> object:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def test_a_widget_is_called_by_its_role_with_its_name_and_value(qtbot: QtBot) -> None:
    label = QLabel("Examination")  # Qt may have made a face of its own by now
    qtbot.addWidget(label)
    assert face(label).role() is Role.StaticText  # type: ignore[attr-defined]
    speak_as(label, Role.Heading)
    tell_value(label, "6 of 52")
    seen = face(label)
    assert seen.role() is Role.Heading  # type: ignore[attr-defined]
    assert seen.text(Text.Name) == "Examination"  # type: ignore[attr-defined]
    assert seen.text(Text.Value) == "6 of 52"  # type: ignore[attr-defined]
    tell_value(label, "7 of 52")
    assert face(label).text(Text.Value) == "7 of 52"  # type: ignore[attr-defined]


def test_a_choice_tells_whether_it_is_chosen_and_can_be_pressed(qtbot: QtBot) -> None:
    group, pressed = QWidget(), []
    qtbot.addWidget(group)
    column = QVBoxLayout(group)
    yes, no = QPushButton("Yes"), QPushButton("No")
    speak_as(group, Role.Grouping)
    for button in (yes, no):
        button.setCheckable(True)
        speak_as(button, Role.RadioButton)
        column.addWidget(button)
        button.clicked.connect(lambda on, b=button: pressed.append(b.text()))
    yes.setChecked(True)
    seen = face(group)
    children = [seen.child(i) for i in range(seen.childCount())]  # type: ignore[attr-defined]
    told = [(c.role(), c.text(Text.Name), bool(c.state().checked)) for c in children]
    assert told == [(Role.RadioButton, "Yes", True), (Role.RadioButton, "No", False)]
    children[1].actionInterface().doAction("Press")
    assert pressed == ["No"]


def test_the_current_one_of_several_says_so(qtbot: QtBot) -> None:
    button = QPushButton("History")
    qtbot.addWidget(button)
    speak_as(button, Role.PageTab)
    tell_current(button, True)
    assert face(button).state().selected  # type: ignore[attr-defined]
    tell_current(button, False)
    assert not face(button).state().selected  # type: ignore[attr-defined]


def test_faces_go_with_their_widgets(qtbot: QtBot) -> None:
    for _ in range(200):
        label = QLabel("x")
        speak_as(label, Role.Heading)
        assert face(label).role() is Role.Heading  # type: ignore[attr-defined]
        label.deleteLater()
        del label
    gc.collect()
    other = QLabel("y")
    qtbot.addWidget(other)
    assert face(other).role() is Role.StaticText  # type: ignore[attr-defined]


def test_an_announcement_is_one_line_and_nothing_is_not_said(qtbot: QtBot) -> None:
    widget, heard = QWidget(), []
    qtbot.addWidget(widget)
    announce.voice.said.connect(lambda text, urgent: heard.append((text, urgent)))
    announce.say(widget, "Emergency:\n act now", urgent=True)
    announce.say(widget, "  ")
    announce.say(widget, "7 found")
    assert heard == [("Emergency: act now", True), ("7 found", False)]
