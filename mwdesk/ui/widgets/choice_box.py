"""A combo box that shows that there is something to choose, and keeps the wheel for scrolling the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

from mwdesk.ui import icons, theme


class ChoiceBox(QComboBox):
    """The style sheet takes Qt's own arrow away; this draws the program's, where a choice exists."""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() > 1:
            painter = QPainter(self)
            sign = theme.px(14)
            box = QRectF(self.width() - sign - 9, (self.height() - sign) / 2, sign, sign)
            icons.paint(painter, "down", box, "muted")
            painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a page scrolled under the pointer must not change a unit
