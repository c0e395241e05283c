"""What assistive technology is told of widgets whose look says more than their class: role, value, state.

`speak_as(widget, Role.Heading)` gives a widget its role, best before anything else is set on it;
`tell_value` gives it a value that may change. Buttons that are one of several are `Role.RadioButton`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QWidget

Role = QAccessible.Role
_ROLE, _VALUE, _CURRENT = "spokenRole", "spokenValue", "spokenCurrent"
_PRESS = "Press"  # the action of Qt's own buttons


def speak_as(widget: QWidget, role: QAccessible.Role) -> None:
    """Let a screen reader call this widget by that role."""
    _Factory.install()
    before = widget.property(_ROLE)
    widget.setProperty(_ROLE, role.value)
    if before is None:
        known = QAccessible.queryAccessibleInterface(widget)
        if known is not None and not isinstance(known, Spoken):  # Qt made its own already and would keep it
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(known))


def tell_value(widget: QWidget, value: str) -> None:
    """Give a widget of `speak_as` its value in words; a change is told."""
    if (widget.property(_VALUE) or "") != value:
        widget.setProperty(_VALUE, value)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def tell_current(widget: QWidget, current: bool) -> None:
    """Say of a widget of `speak_as` that it is the chosen one among its like."""
    if bool(widget.property(_CURRENT)) != current:
        widget.setProperty(_CURRENT, current)


class Spoken(QAccessibleWidget):
    """The accessible face of a widget that was given a role."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, QAccessible.Role(widget.property(_ROLE)))

    def role(self) -> QAccessible.Role:
        widget = self.widget()
        return QAccessible.Role(widget.property(_ROLE)) if widget is not None else Role.NoRole

    def text(self, what: QAccessible.Text) -> str:
        widget = self.widget()
        if what is QAccessible.Text.Value:
            return str(widget.property(_VALUE) or "")
        told = str(super().text(what))
        if what is QAccessible.Text.Name and not told and isinstance(widget, QLabel | QAbstractButton):
            return widget.text()
        return told

    def state(self) -> QAccessible.State:
        widget, state = self.widget(), super().state()
        if isinstance(widget, QAbstractButton) and widget.isCheckable():
            state.checkable, state.checked = True, widget.isChecked()
        if widget.property(_CURRENT) is not None:
            state.selectable, state.selected = True, bool(widget.property(_CURRENT))
        return state

    def actionNames(self) -> list[str]:
        names = list(super().actionNames())
        return [_PRESS, *names] if isinstance(self.widget(), QAbstractButton) else names

    def doAction(self, name: str) -> None:
        widget = self.widget()
        if name == _PRESS and isinstance(widget, QAbstractButton):
            widget.click()
        else:
            super().doAction(name)

    def keyBindingsForAction(self, name: str) -> list[str]:
        return []


class _Factory:
    installed = False

    @classmethod
    def install(cls) -> None:
        if not cls.installed:
            cls.installed = True
            QAccessible.installFactory(_make)


def _make(name: str, of: QObject) -> QAccessibleInterface | Any:
    """The face of a widget with a role; None leaves every other to Qt."""
    if isinstance(of, QWidget) and of.property(_ROLE) is not None:
        return Spoken(of)
    return None
