"""Line icons from resources/icons, tinted from the palette in force."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QWidget

from mwdesk.ui import theme


@lru_cache(maxsize=64)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    text = (theme.resource("icons") / f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))


def paint(painter: QPainter, name: str, box: QRectF, token: str = "muted") -> None:
    """Draw an icon into a box in one of the palette's colours."""
    _renderer(name, str(getattr(theme.current(), token))).render(painter, box)


def icon(name: str, token: str = "muted", size: int = 18) -> QIcon:
    """The icon as Qt's own kind, sharp at twice its size as well."""
    out = QIcon()
    for ratio in (1, 2):
        image = QPixmap(size * ratio, size * ratio)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        paint(painter, name, QRectF(0, 0, size * ratio, size * ratio), token)
        painter.end()
        image.setDevicePixelRatio(ratio)
        out.addPixmap(image)
    return out


def put(button: QAbstractButton, name: str, token: str = "muted", size: int = 18) -> None:
    """Give a button an icon that follows the palette, `size` pixels at the usual size of type."""
    button.setProperty("icon_name", name)
    button.setProperty("icon_token", token)
    button.setProperty("icon_size", size)
    drawn = theme.px(size)
    button.setIconSize(QSize(drawn, drawn))
    button.setIcon(icon(name, token, drawn))


def retint(root: QWidget) -> None:
    """Draw the icons of every button below `root` anew, after the palette changed."""
    for button in root.findChildren(QAbstractButton):
        name = button.property("icon_name")
        if name:
            put(button, str(name), str(button.property("icon_token")), int(button.property("icon_size")))
