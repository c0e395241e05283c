"""A combo box that shows that there is something to choose, and keeps the wheel for scrolling the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from mwdesk.ui import icons


class ChoiceBox(QComboBox):
    """The style sheet takes Qt's own arrow away; this draws the program's, where a choice exists."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() > 1:
            painter = QPainter(self)
            box = QRectF(self.width() - 23, (self.height() - 14) / 2, 14, 14)
            icons.paint(painter, "down", box, "muted")
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page scrolled under the pointer must not change a unit
