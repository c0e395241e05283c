"""A tick that is seen in both looks, and says with a border where the focus is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox

from mwdesk.ui import icons, theme

_SIDE = 18


class TickBox(QCheckBox):
    """Drawn from the palette in force; behaves as Qt's own."""

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(theme.px(_SIDE) + 12 + words, max(26, self.fontMetrics().height() + 4))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.px(_SIDE)
        box = QRectF(1, (self.height() - side) / 2, side, side).adjusted(1, 1, -1, -1)
        ticked = self.isChecked()
        focus = self.hasFocus()
        painter.setPen(QPen(palette.color("accent" if ticked or focus else "muted"), 2 if focus else 1.2))
        painter.setBrush(palette.color("accent" if ticked else "card"))
        painter.drawRoundedRect(box, 4, 4)
        if ticked:
            icons.paint(painter, "check", box.adjusted(1, 1, -1, -1), "on_accent")
        painter.setPen(palette.color("accent" if focus else "ink"))
        text = self.rect().adjusted(side + 9, 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.end()
