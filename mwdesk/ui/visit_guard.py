"""Keeps closed and earlier visits from being changed by mistake, and says so over every page of the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollBar

from mwdesk.ui import half_typed
from mwdesk.ui.widgets.closed_strip import ClosedStrip
from mwdesk.workflow.steps import STEPS

if TYPE_CHECKING:
    from mwdesk.ui.main_window import MainWindow


class VisitGuard(QObject):
    """The strip over the pages, fields that take no words, and a page drawn anew after a refusal."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.strip = ClosedStrip()
        bridge = window.bridge
        bridge.leaving.connect(window.flush)
        bridge.refused.connect(self._on_refused)
        bridge.news.connect(self._on_news)
        self.strip.corrected.connect(bridge.begin_correction)
        self.strip.ended.connect(bridge.end_correction)
        self.strip.visit_asked.connect(self._on_visit_asked)

    def show_place(self, place: str) -> None:
        """Say how the open visit stands, where its pages are shown."""
        view = self._window.bridge.view
        self.strip.show_standing(view.standing if view is not None and place in STEPS else None)
        self.keep(place)  # once more: some pages make their fields when they are shown

    def keep(self, place: str) -> None:
        """Let the fields of a page that was drawn take words or not, as the visit stands."""
        view = self._window.bridge.view
        page = self._window.pages.get(place)
        if place in STEPS and view is not None and page is not None:
            found = view.standing
            # A name or a phone number is the patient's, not a visit's: it is kept right from the latest one.
            half_typed.forbid(page, found.read_only and (place != "patient" or found.kind == "earlier"))

    def forget_typed(self) -> None:
        """What was typed for one record and not taken must never be seen, or taken, in another."""
        for place in STEPS:
            if place in self._window.pages:
                half_typed.drop(self._window.pages[place])

    def _on_news(self, words: str) -> None:
        self._window.message.say(words, problem=False)

    def _on_visit_asked(self) -> None:
        if self._window.bridge.start_visit():
            self._window.go("history")

    def _on_refused(self) -> None:
        QTimer.singleShot(0, self._draw_anew)  # after the widget that was refused has finished

    def _draw_anew(self) -> None:
        """Make the page again: no widget may go on showing what was not recorded."""
        window, place = self._window, self._window.place
        if place not in STEPS or place not in window.pages:
            return
        old = window.pages.pop(place)
        before = [bar.value() for bar in old.findChildren(QScrollBar)]
        window.stack.removeWidget(old)
        old.deleteLater()
        window.go(place)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        for bar, value in zip(window.pages[place].findChildren(QScrollBar), before, strict=False):
            bar.setValue(value)
