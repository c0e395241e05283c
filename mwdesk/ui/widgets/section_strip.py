"""Tabs over a page that scrolls as a whole: they lead to its parts, and follow where one is."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, Signal
from PySide6.QtWidgets import QWidget

from mwdesk.ui.widgets.layout import ScrollPage
from mwdesk.ui.widgets.tabs import TabStrip


class SectionStrip(TabStrip):
    """One tab a part; choosing it scrolls there, and scrolling marks the part in sight."""

    led = Signal(object)  # the part that was chosen and is now at the top

    def __init__(self, name: str, page: ScrollPage, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._page = page
        self._parts: list[QWidget] = []
        self._leading = False
        self.tabBarClicked.connect(self.lead)
        self.currentChanged.connect(self.lead)
        page.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_parts(self, parts: Iterable[tuple[str, QWidget]]) -> None:
        """Name the parts of the page, from top to bottom."""
        self.blockSignals(True)
        for title, part in parts:
            self._parts.append(part)
            self.addTab(title)
            part.installEventFilter(self)
        self.blockSignals(False)
        self._allow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._allow()
        return super().eventFilter(watched, event)

    def _allow(self) -> None:
        """A part that is not there is neither chosen nor marked as where one is."""
        self.blockSignals(True)  # nothing scrolls because a part came or went
        for at, part in enumerate(self._parts):
            self.setTabEnabled(at, not part.isHidden())
        self.blockSignals(False)
        self._on_scrolled(self._page.verticalScrollBar().value())

    def _first(self) -> int:
        return next((at for at, part in enumerate(self._parts) if not part.isHidden()), 0)

    def number_of(self, part: QWidget) -> int:
        """Which tab leads to a part."""
        return self._parts.index(part)

    def _top(self, part: QWidget) -> int:
        return part.mapTo(self._page.inside, QPoint(0, 0)).y()

    def lead(self, at: int) -> None:
        """Scroll to a part; the first one is the top of the page."""
        if 0 <= at < len(self._parts) and not self._parts[at].isHidden():
            bar = self._page.verticalScrollBar()
            self._leading = True  # the strip already shows where one goes
            bar.setValue(self._top(self._parts[at]) if at > self._first() else 0)
            self._leading = False
            self.led.emit(self._parts[at])

    def _on_scrolled(self, value: int) -> None:
        if self._leading:
            return
        passed = [
            i for i, part in enumerate(self._parts) if not part.isHidden() and self._top(part) <= value + 60
        ]
        at = passed[-1] if passed and value else self._first()
        if at != self.currentIndex():
            self.blockSignals(True)
            self.setCurrentIndex(at)
            self.blockSignals(False)
            self.update()
