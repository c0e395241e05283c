"""A body on which a click goes through the values of a place: the same record as the grid beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTransform,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets import body_shapes
from mwdesk.ui.widgets.body_figure import font_of, paint_hatch, paint_sides, paint_silhouette

Key = tuple[str, str]  # id, side
LEAST = 9.0  # pixels of the smallest letters, times the reader's size
_OVERHANG = 0.6  # share of a word that its place has to hold


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
        self._middles: dict[tuple[float, ...], tuple[QPointF, float]] = {}  # found once for each size
        self._span = body_shapes.SPAN if both else body_shapes.WIDTH
        self._on_skin = both  # places are areas of the skin, not marks upon it
        self.setMouseTracking(True)
        self.setMinimumSize(150, 150)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        speak_as(self, Role.Graphic)
        self.setAccessibleName(name)
        self.setAccessibleDescription(_("Nothing tested yet."))

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
            self.setAccessibleDescription(self._summary())
            self.update()

    def usual(self, ident: str, value: str) -> bool:
        """Whether a value says nothing worth telling."""
        return value == "normal"

    def _summary(self) -> str:
        """How much was tested and what is not normal; the grid beside the figure holds all of it."""
        held = {key: value for key, value in self._values.items() if key in self.places()}
        said = _("{count} tested; the grid beside it holds all.").format(count=len(held))
        odd = [self.words(i, s, v) for (i, s), v in held.items() if not self.usual(i, v)]
        return " ".join([said, *([_("Not normal: {places}.").format(places="; ".join(odd))] if odd else [])])

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
        for key, look, spot in self.labels():
            self._paint_label(painter, key, look, spot)
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

    def labels(self) -> tuple[tuple[Key, Look, QRectF], ...]:
        """What is written, and where in pixels: recorded values first, and nothing over anything else."""
        out: list[tuple[Key, Look, QRectF]] = []
        frame = self.frame()
        known = sorted(self.places().items(), key=lambda item: item[0] not in self._values)
        for key, paths in known:
            look = self.look(key[0], self._values.get(key))
            for path in (frame.map(path) for path in paths):
                spot = self._spot(path, look.text, bold=key in self._values)
                if spot is not None and not any(spot.intersects(taken) for _key, _look, taken in out):
                    out.append((key, look, spot))
        return tuple(out)

    def _spot(self, path: QPainterPath, text: str, *, bold: bool) -> QRectF | None:
        """Room for a text in the middle of a place; None where the place is much narrower than it."""
        if not text:
            return None
        metrics = QFontMetricsF(self._font(path, bold=bold))
        wide = metrics.horizontalAdvance(text)
        middle, room = self._middle(path)
        if room < _OVERHANG * wide:
            return None
        spot = QRectF(0, 0, wide + 2, metrics.capHeight() + 3)
        spot.moveCenter(middle)
        return spot

    def _font(self, path: QPainterPath, *, bold: bool) -> QFont:
        most = path.boundingRect().height() * 0.9 / theme.Type.scale
        return font_of(max(LEAST, min(11.0, most)), bold=bold)

    def _paint_label(self, painter: QPainter, key: Key, look: Look, spot: QRectF) -> None:
        recorded = key in self._values
        painter.setFont(font_of(max(LEAST, (spot.height() - 3) / 0.727 / theme.Type.scale), bold=recorded))
        if look.hatch:  # the lines must not run through the letters
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.fill))
            painter.drawRoundedRect(spot.adjusted(-1, 0, 1, 0), 3, 3)
        painter.setPen(QColor(look.ink))
        painter.drawText(spot.adjusted(-6, -6, 6, 6), Qt.AlignmentFlag.AlignCenter, look.text)

    def _middle(self, path: QPainterPath) -> tuple[QPointF, float]:
        """Where a place is in sight and widest, and how wide that is in pixels."""
        box = path.boundingRect()
        if not self._on_skin:
            return box.center(), box.width()
        known = (round(box.x(), 1), round(box.y(), 1), round(box.width(), 1), round(box.height(), 1))
        if known not in self._middles:
            skin = self.frame().map(body_shapes.skin())
            levels = (0.5, 0.35, 0.65, 0.2, 0.8) if box.height() > 24 else (0.5,)
            found = [_across(path, skin, box.top() + box.height() * share) for share in levels]
            self._middles[known] = max(found, key=lambda spot: round(spot[1] / 4))  # the middle where alike
        return self._middles[known]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._middles.clear()

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


def _across(path: QPainterPath, skin: QPainterPath, down: float) -> tuple[QPointF, float]:
    """The middle of what both hold at a height, and how wide it is."""
    box = path.boundingRect()
    steps = [box.left() + box.width() * i / 10 for i in range(11)]
    inside = [x for x in steps if path.contains(QPointF(x, down)) and skin.contains(QPointF(x, down))]
    if not inside:
        return QPointF(box.center().x(), down), 0.0
    return QPointF((inside[0] + inside[-1]) / 2, down), inside[-1] - inside[0] + box.width() / 10


__all__ = ["Key", "Look", "MarkFigure"]
