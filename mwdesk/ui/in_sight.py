"""Nothing is done out of sight: what takes the focus is scrolled to, and a key there first shows it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from mwdesk.ui.widgets.layout import ScrollPage

_ACTS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class InSight(QObject):
    """Watches the widgets of one page that scrolls."""

    def __init__(self, page: ScrollPage) -> None:
        super().__init__(page)
        self._page = page
        self._watched: QWidget | None = None
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = None
        if new is not None and self._page.inside.isAncestorOf(new):
            self._watched = new
            new.installEventFilter(self)
            self._show(new)

    def _show(self, widget: QWidget) -> bool:
        """Scroll to what cannot be seen whole; whether it could not be seen at all."""
        seen = widget.visibleRegion().boundingRect()
        if seen.height() < min(widget.height(), self._page.viewport().height()):
            self._page.column.activate()
            self._page.bring(widget)
        return seen.isEmpty()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that would act on something unseen shows it instead."""
        acts = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in _ACTS
        if acts and isinstance(watched, QWidget) and watched.isVisible():
            return self._show(watched)
        return super().eventFilter(watched, event)
