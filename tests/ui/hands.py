"""Two hands on the real window: one has only keys, the other only a mouse. Both are counted and timed.

Times are those of the keystroke-level model (Card, Moran and Newell 1980): K a key or a button press,
P pointing, M deciding. A modifier is a key of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from mwdesk.ui.main_window import MainWindow

K, P, M = 0.28, 1.1, 1.35  # seconds
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def settle() -> None:
    for _ in range(2):
        QApplication.processEvents()


@dataclass
class Count:
    """What a journey cost."""

    keys: int = 0
    clicks: int = 0
    wheels: int = 0
    decisions: int = 0
    seconds: float = 0.0
    spent: dict[str, int] = field(default_factory=dict)  # actions by part of the journey
    part: str = ""

    @property
    def actions(self) -> int:
        return self.keys + self.clicks + self.wheels

    def add(self, kind: str, seconds: float) -> None:
        setattr(self, kind, getattr(self, kind) + 1)
        self.seconds += seconds
        if kind != "decisions":
            self.spent[self.part] = self.spent.get(self.part, 0) + 1


class Hand:
    """Base: a window, a count, and the moment in which one decides."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.count = window, Count()

    def begin(self, part: str) -> None:
        self.count.part = part

    def decide(self) -> None:
        self.count.add("decisions", M)


class Keys(Hand):
    """Presses go to whatever has the focus, as on a real keyboard."""

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, held)
        self.count.add("keys", K * (1 + bin(held.value).count("1")))
        settle()

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(QApplication.focusWidget() or self.window, letter)
            self.count.add("keys", K)
        settle()


class Mouse(Hand):
    """A click lands only on what is in sight; what is not must be scrolled to first."""

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        spot = at if at is not None else widget.rect().center()
        self.scroll_to(widget, QRect(spot - QPoint(4, 4), spot + QPoint(4, 4)))
        seen = widget.visibleRegion().contains(spot)
        assert seen, f"{widget.accessibleName()} at {widget.mapTo(self.window, spot)} is not in sight"
        assert widget.isEnabled(), widget.accessibleName()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=spot)
        self.count.add("clicks", P + K)
        settle()

    def scroll_to(self, widget: QWidget, spot: QRect) -> None:
        """Turn the wheel, a flick at a time, until the spot is in sight."""
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        for _ in range(30):
            settle()
            if area is None or widget.visibleRegion().contains(spot.center()):
                return
            view = area.viewport()
            away = widget.mapTo(view, spot.center()).y() - view.height() / 2
            notches = max(1, min(4, int(abs(away) / 80)))
            before = area.verticalScrollBar().value()
            middle = QPointF(view.rect().center())
            step = QPoint(0, 120 * notches if away < 0 else -120 * notches)
            event = QWheelEvent(
                middle,
                view.mapToGlobal(middle),
                QPoint(),
                step,
                Qt.MouseButton.NoButton,
                NONE,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view, event)
            if area.verticalScrollBar().value() == before:
                QTest.qWait(30)  # the page is still growing
            else:
                self.count.add("wheels", K)
