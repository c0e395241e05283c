"""A body on which a click goes through the values of a place: the same record as the grid beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.widgets import body_shapes
from mwdesk.ui.widgets.body_figure import font_of, paint_hatch, paint_sides, paint_silhouette

Key = tuple[str, str]  # id, side


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a value is drawn: colour, letter, and lines `hatch` pixels apart (0: none)."""

    fill: str
    ink: str
    text: str
    hatch: float = 0.0


class MarkFigure(QWidget):
    """Base of the sensory map and the reflex figure; subclasses say places, order of values and looks."""

    graded = Signal(object)  # ((id, side, value or None),)
    chosen = Signal(str, str)  # id, side

    def __init__(self, name: str, *, both: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[Key, str] = {}
        self._current: Key | None = None
        self._under: Key | None = None
        self._span = body_shapes.SPAN if both else body_shapes.WIDTH
        self._on_skin = both  # places are areas of the skin, not marks upon it
        self.setMouseTracking(True)
        self.setMinimumSize(150, 150)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(340, 430)

    # what subclasses say

    def places(self) -> Mapping[Key, tuple[QPainterPath, ...]]:
        """What is drawn, the later over the earlier."""
        raise NotImplementedError

    def following(self, ident: str, value: str | None) -> str | None:
        """The value after this one, when clicked."""
        raise NotImplementedError

    def look(self, ident: str, value: str | None) -> Look:
        raise NotImplementedError

    def words(self, ident: str, side: str, value: str | None) -> str:
        """The place and its value in words."""
        raise NotImplementedError

    # drawing

    def show_values(self, values: Mapping[Key, str]) -> None:
        """Draw these; repaints only when something differs."""
        if dict(values) != self._values:
            self._values = dict(values)
            said = [self.words(i, s, v) for (i, s), v in self._values.items() if (i, s) in self.places()]
            self.setAccessibleDescription("; ".join(said) or _("Nothing tested yet."))
            self.update()

    def show_current(self, ident: str, side: str) -> None:
        """Ring the place of the grid's current row."""
        if (ident, side) != self._current:
            self._current = (ident, side)
            self.update()

    def frame(self) -> QTransform:
        """From figure coordinates to pixels."""
        top = 20.0
        scale = min(self.width() / self._span, (self.height() - top - 4) / body_shapes.HEIGHT)
        left = (self.width() - self._span * scale) / 2
        return QTransform.fromTranslate(left, top).scale(scale, scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, frame = QPainter(self), self.frame()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        both = self._span > body_shapes.WIDTH
        paint_sides(painter, frame, both=both)
        paint_silhouette(painter, frame, both=both)
        if self._on_skin:
            painter.setClipPath(frame.map(body_shapes.skin()))
        for key, paths in self.places().items():
            for path in paths:
                self._paint_place(painter, frame.map(path), key)
        painter.setClipping(False)
        for ringed, token in ((self._current, "accent"), (self._under, "ink")):
            for path in self.places().get(ringed or ("", ""), ()):
                painter.strokePath(frame.map(path), QPen(theme.current().color(token), 2))
        painter.end()

    def _paint_place(self, painter: QPainter, path: QPainterPath, key: Key) -> None:
        palette, value = theme.current(), self._values.get(key)
        look = self.look(key[0], value)
        painter.fillPath(path, QColor(look.fill))
        if look.hatch:
            lines = QColor(look.ink if value else palette.hatch)
            lines.setAlpha(110 if value else 255)
            paint_hatch(painter, path, lines, gap=look.hatch)
        painter.strokePath(path, QPen(palette.color("card" if value is None else "edge"), 1))
        box = path.boundingRect()
        if not look.text or box.height() < 7:
            return
        size = max(7.0, min(11.0, box.height() * 0.9))
        painter.setFont(font_of(size, bold=value is not None))
        wide = painter.fontMetrics().horizontalAdvance(look.text) + 6
        middle, room = self._middle(path)
        if room < wide - (2 if value is None else 6):
            return
        spot = QRectF(0, 0, wide, min(box.height() - 1, 14))
        spot.moveCenter(middle)
        if look.hatch and value:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.fill))
            painter.drawRoundedRect(spot, 3, 3)
        painter.setPen(QColor(look.ink))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, look.text)

    def _middle(self, path: QPainterPath) -> tuple[QPointF, float]:
        """The middle of what is in sight of a place, and how wide that is in pixels."""
        box = path.boundingRect()
        if not self._on_skin:
            return box.center(), box.width()
        skin = self.frame().map(body_shapes.skin())
        steps = [box.left() + box.width() * i / 12 for i in range(13)]
        inside = [x for x in steps if skin.contains(QPointF(x, box.center().y()))]
        inside = [x for x in inside if path.contains(QPointF(x, box.center().y()))] or [box.center().x()]
        return QPointF((inside[0] + inside[-1]) / 2, box.center().y()), inside[-1] - inside[0]

    # pointing

    def at(self, where: QPointF) -> Key | None:
        """The place under a pixel, the one drawn last first."""
        back, possible = self.frame().inverted()
        point = back.map(where)
        if not possible or (self._on_skin and not body_shapes.skin().contains(point)):
            return None
        hits = (
            k for k, paths in reversed(list(self.places().items())) if any(p.contains(point) for p in paths)
        )
        return next(hits, None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        under = self.at(event.position())
        if under != self._under:
            self._under = under
            self.setCursor(Qt.CursorShape.PointingHandCursor if under else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._under = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self.at(event.position())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*key)
            self.graded.emit(((*key, self.following(key[0], self._values.get(key))),))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            key = self.at(QPointF(event.pos()))
            said = self.words(*key, self._values.get(key)) if key else ""
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().event(event)


__all__ = ["Key", "Look", "MarkFigure"]
