"""The way of a movement from brain to muscle, drawn a level at a time so that the slices join."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from mwdesk.ui import theme

WIDE = 2.2  # of a level's height: how wide the figure is


def _outline(painter: QPainter, width: float = 1.2) -> None:
    painter.setPen(QPen(theme.current().color("muted"), width))
    painter.setBrush(theme.current().color("track"))


def _brain(painter: QPainter, box: QRectF) -> None:
    """Seen from the side, with its stem."""
    _outline(painter)
    high, middle = box.height(), box.center().x()
    wide = min(box.width(), high * 1.75)
    stem = QRectF(middle - high * 0.16, box.center().y(), high * 0.32, high / 2)
    painter.drawRect(stem)
    whole = QRectF(middle - wide / 2, box.top() + high * 0.04, wide, high * 0.8)
    path = QPainterPath(QPointF(whole.left(), whole.bottom() - high * 0.22))
    path.cubicTo(
        whole.left() - wide * 0.04, whole.top(), middle - wide * 0.1, whole.top(), middle, whole.top()
    )
    path.cubicTo(
        whole.right() - wide * 0.06, whole.top(), whole.right() + wide * 0.04, whole.center().y(),
        whole.right() - wide * 0.04, whole.bottom() - high * 0.14,
    )  # fmt: skip
    path.cubicTo(
        whole.right() - wide * 0.2, whole.bottom() + high * 0.06, middle + wide * 0.1, whole.bottom(),
        middle, whole.bottom() - high * 0.04,
    )  # fmt: skip
    path.cubicTo(
        middle - wide * 0.2, whole.bottom(), whole.left() + wide * 0.08, whole.bottom(),
        whole.left(), whole.bottom() - high * 0.22,
    )  # fmt: skip
    painter.drawPath(path)


def _cord(painter: QPainter, box: QRectF) -> None:
    """A band with its two sides."""
    half = box.height() * 0.3
    painter.fillRect(QRectF(box.center().x() - half, box.top(), half * 2, box.height()), _track())
    painter.setPen(QPen(theme.current().color("muted"), 1.2))
    for side in (-half, half):
        x = box.center().x() + side
        painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))


def _horn(painter: QPainter, box: QRectF) -> None:
    """The end of the cord with its grey matter, rounded off below."""
    high, middle = box.height(), box.center().x()
    half = high * 0.3
    path = QPainterPath(QPointF(middle - half, box.top()))
    path.lineTo(middle - half, box.top() + high * 0.55)
    path.quadTo(middle - half, box.bottom(), middle, box.bottom())
    path.quadTo(middle + half, box.bottom(), middle + half, box.top() + high * 0.55)
    path.lineTo(middle + half, box.top())
    _outline(painter)
    painter.drawPath(path)


def _root(painter: QPainter, box: QRectF) -> None:
    """Rootlets that join into one."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().color("muted"), 1.4))
    middle, high = box.center().x(), box.height()
    for side in (-0.3, 0.0, 0.3):
        path = QPainterPath(QPointF(middle + side * high, box.top() - high * 0.12))
        path.quadTo(middle + side * high, box.center().y(), middle, box.bottom())
        painter.drawPath(path)


def _plexus(painter: QPainter, box: QRectF) -> None:
    """Strands that cross."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().color("muted"), 1.4))
    middle, reach = box.center().x(), box.height() * 0.75
    for side in (-1, 1):
        path = QPainterPath(QPointF(middle, box.top()))
        path.cubicTo(
            middle + side * reach, box.top() + box.height() * 0.35,
            middle - side * reach, box.bottom() - box.height() * 0.35,
            middle, box.bottom(),
        )  # fmt: skip
        painter.drawPath(path)


def _nerve(painter: QPainter, box: QRectF) -> None:
    """An axon in its sheath."""
    painter.setPen(QPen(theme.current().color("muted"), 1.4))
    middle, half = box.center().x(), box.height() * 0.13
    painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
    _outline(painter)
    for part in (0.04, 0.54):
        sheath = QRectF(middle - half, box.top() + box.height() * part, half * 2, box.height() * 0.42)
        painter.drawRoundedRect(sheath, half, half)


def _junction(painter: QPainter, box: QRectF) -> None:
    """The end of the nerve in its cup."""
    middle, high = box.center().x(), box.height()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.current().color("muted"), 1.4))
    painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.center().y()))
    path = QPainterPath(QPointF(middle - high * 0.6, box.center().y() - high * 0.1))
    path.quadTo(middle - high * 0.55, box.bottom(), middle, box.bottom() - high * 0.04)
    path.quadTo(middle + high * 0.55, box.bottom(), middle + high * 0.6, box.center().y() - high * 0.1)
    painter.drawPath(path)


def _muscle(painter: QPainter, box: QRectF) -> None:
    """A belly with its stripes."""
    _outline(painter)
    middle, high = box.center().x(), box.height()
    half = min(box.width() / 2, high * 0.85)
    belly = QRectF(middle - half, box.top() + high * 0.04, half * 2, high * 0.92)
    painter.drawEllipse(belly)
    for side in (-0.6, -0.3, 0.3, 0.6):
        x, reach = middle + side * half, high * 0.4 * (1 - side * side) ** 0.5
        painter.drawLine(QPointF(x, box.center().y() - reach), QPointF(x, box.center().y() + reach))


def _plain(painter: QPainter, box: QRectF) -> None:
    """Of a level that has no drawing of its own: the line goes on."""
    painter.setPen(QPen(theme.current().color("muted"), 1.4))
    middle = box.center().x()
    painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))


def _track() -> object:
    return theme.current().color("track")


_DRAWN: dict[str, Callable[[QPainter, QRectF], None]] = {
    "brain": _brain,
    "cord": _cord,
    "anterior_horn": _horn,
    "root": _root,
    "plexus": _plexus,
    "nerve": _nerve,
    "nmj": _junction,
    "muscle": _muscle,
}


def paint_level(painter: QPainter, site: str, box: QRectF) -> None:
    """Draw the slice of one level into its box."""
    painter.save()
    _DRAWN.get(site.replace("-", "_"), _plain)(painter, box)
    painter.restore()


def paint_node(painter: QPainter, middle: QPointF, most: float, share: float, *, leading: bool) -> None:
    """The weight at a level as a disc: its area grows with the share; a ring where there is next to none.

    `most` is the radius at a share of 1, in pixels.
    """
    palette = theme.current()
    some = share >= 0.01
    radius = max(2.5, most * share**0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color("card"))
    painter.drawEllipse(middle, radius + 1.5, radius + 1.5)
    painter.setPen(QPen(palette.color("accent" if leading else "muted"), 1.2))
    if some:
        painter.setBrush(palette.color("accent" if leading else "muted"))
    painter.drawEllipse(middle, radius, radius)
