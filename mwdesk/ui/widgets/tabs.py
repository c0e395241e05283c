"""The tabs of a page: text with a quiet count, the current one underlined in the accent."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QTabBar, QWidget

from mwdesk.ui import theme

_GAP = 22
_LEAST = 6  # between tabs where they would not fit otherwise


class TabStrip(QTabBar):
    """A QTabBar in the program's own hand: arrows move, focus is visible, counts stay muted."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setUsesScrollButtons(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self._compact = self._flip = self._small = False
        self._gap = _GAP

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._spread()

    def _spread(self) -> None:
        """Many tabs move together, then write smaller, before any of them has to be scrolled to."""
        before = (self._gap, self._small)
        for small in (False, True):
            self._small = small
            words = sum(self._words(i) for i in range(self.count()))
            room = (self.width() - words) // max(1, self.count())
            if room >= _LEAST:
                break
        self._gap = max(_LEAST, min(_GAP, room))
        if before != (self._gap, self._small):
            self._measure()

    def set_compact(self, compact: bool) -> None:
        """Leave the counts out where there is no room for them."""
        if compact != self._compact:
            self._compact = compact
            self._measure()

    def _measure(self) -> None:
        self.updateGeometry()
        self._flip = not self._flip
        self.setIconSize(QSize(16, 16) if self._flip else QSize(17, 17))  # makes the bar measure its tabs
        self.update()

    def set_count(self, index: int, words: str) -> None:
        """A quiet count after the title ("12 of 40"), told to screen readers as well."""
        if self.tabData(index) == words:
            return
        self.setTabData(index, words)
        self.setAccessibleTabName(index, f"{self.tabText(index)}, {words}" if words else self.tabText(index))
        self.setTabText(index, self.tabText(index))  # makes the bar measure its tabs again
        self.update()

    def tabSizeHint(self, index: int) -> QSize:
        return QSize(self._words(index) + self._gap, round(36 * theme.Type.scale))

    def _words(self, index: int) -> int:
        """Pixels that the words of a tab take."""
        title = QFontMetrics(self._font(QFont.Weight.DemiBold)).horizontalAdvance(self.tabText(index))
        note = QFontMetrics(theme.Type.font("small")).horizontalAdvance(self._count(index))
        return title + (note + 6 if note else 0)

    def _font(self, weight: QFont.Weight) -> QFont:
        return theme.Type.font("small" if self._small else "text", weight)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def _count(self, index: int) -> str:
        return "" if self._compact else str(self.tabData(index) or "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index in range(self.count()):
            if self.isTabVisible(index):
                self._paint_tab(painter, index)
        painter.end()

    def _paint_tab(self, painter: QPainter, index: int) -> None:
        palette, here = theme.current(), index == self.currentIndex()
        box = QRectF(self.tabRect(index)).adjusted(0, 0, -self._gap, 0)
        weight = QFont.Weight.DemiBold if here else QFont.Weight.Normal
        painter.setFont(self._font(weight))
        painter.setPen(palette.color("accent" if here else "muted"))
        place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, place, self.tabText(index))
        taken = painter.fontMetrics().horizontalAdvance(self.tabText(index)) + 6
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        painter.drawText(box.adjusted(taken, 1, 0, 1), place, self._count(index))
        if here:
            under = QRectF(box.left(), self.height() - 2, box.width(), 2)
            painter.fillRect(under, palette.color("accent"))
            if self.hasFocus():
                painter.setPen(QPen(palette.color("accent"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(box.adjusted(-5, 4, 5, -4), 6, 6)
