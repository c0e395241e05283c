"""Says aloud, through assistive technology, what the eye sees change: alerts, messages, search results."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


class Voice(QObject):
    """Tells whoever listens what was announced, and whether it interrupts."""

    said = Signal(str, bool)


voice = Voice()


def say(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Announce a sentence; an urgent one interrupts what a screen reader is just saying."""
    text = " ".join(text.split())
    if not text:
        return
    politeness = QAccessible.AnnouncementPoliteness
    event = QAccessibleAnnouncementEvent(widget, text)
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)
    voice.said.emit(text, urgent)
