"""Colours, type and spacing: the one place where the look is decided, in light and in dark."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from mwdesk.ui.style_sheet import build

SPACE = 8  # everything sits on a grid of this many pixels
S, M, L, XL = 4, 8, 16, 24  # steps of that grid
PAGE = (XL, M, XL, L)  # margins of every page: left, top, right, bottom
SCROLLED = (XL, M, XL, 0)  # the same where the page scrolls down to the foot of the window
RADIUS = 12  # corner of a card
CONTROL = 34  # height of a button or a line of input


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Named colours as '#RRGGBB'. Every ink reaches 4.5:1 on every ground it is used on."""

    name: str
    ground: str
    card: str
    line: str
    edge: str  # border of a control: 3:1 on every ground, as its place must be seen
    ink: str
    muted: str
    accent: str
    accent_soft: str
    accent_strong: str  # accent under the pointer
    on_accent: str
    emergency: str
    emergency_ground: str
    urgent: str
    urgent_ground: str
    bar: str  # the part of a bar that is possible, not supported
    track: str  # the empty part of a bar
    hover: str
    untouched: str  # power 5, and a body region with nothing to say
    hatch: str  # lines over what was not tested

    def color(self, token: str) -> QColor:
        """The token as a QColor."""
        return QColor(str(getattr(self, token)))

    def power(self, grade: str) -> tuple[str, str]:
        """Fill and ink for an MRC grade; anything ungraded is the card itself. Number always shown beside."""
        if grade in {"5", "5-"}:
            return self.untouched, self.ink
        fill = POWER.get(grade)
        return (fill, readable(fill)) if fill else (self.card, self.muted)

    def hatch_brush(self, over: str = "") -> QBrush:
        """Diagonal lines for what was not tested, over the named colour (default the card)."""
        return QBrush(_hatch(over or self.card, self.hatch))


POWER = {
    "4+": "#F7E6B8",
    "4": "#F2CE7C",
    "4-": "#EDB65E",
    "3": "#E5934A",
    "2": "#D4603B",
    "1": "#B13A36",
    "0": "#7A1F2B",
}

LIGHT = Palette(
    name="light",
    ground="#F4F6F8",
    card="#FFFFFF",
    line="#DDE3E8",
    edge="#7F8F9B",
    ink="#14232E",
    muted="#566672",
    accent="#0B7285",
    accent_soft="#E3F2F4",
    accent_strong="#095D6D",
    on_accent="#FFFFFF",
    emergency="#B3261E",
    emergency_ground="#FCEDEB",
    urgent="#8A5100",
    urgent_ground="#FFF4DF",
    bar="#BFCCD4",
    track="#EDF1F4",
    hover="#EEF2F5",
    untouched="#E4EBEF",
    hatch="#A9B7C1",
)
DARK = Palette(
    name="dark",
    ground="#11181D",
    card="#1A242B",
    line="#2B3942",
    edge="#5F7685",
    ink="#E6EDF1",
    muted="#9AABB6",
    accent="#4DB6C6",
    accent_soft="#163740",
    accent_strong="#6FCAD8",
    on_accent="#0B1F24",
    emergency="#FF8A80",
    emergency_ground="#3A1F1E",
    urgent="#F2B85C",
    urgent_ground="#38290F",
    bar="#4A5D69",
    track="#24313A",
    hover="#222E36",
    untouched="#33444F",
    hatch="#566B78",
)
PALETTES = {"light": LIGHT, "dark": DARK}

_current = LIGHT


def current() -> Palette:
    """The palette now in force: read it when painting, or on QEvent.PaletteChange."""
    return _current


def apply(app: QApplication, name: str) -> Palette:
    """Put 'light' or 'dark' in force for the whole application and return it."""
    global _current  # noqa: PLW0603  one look for one application, as Qt itself has one style sheet
    _current = PALETTES[name]
    app.setStyle("Fusion")
    app.setFont(Type.text())
    app.setPalette(_qt_palette(_current))
    values = {f.name: str(getattr(_current, f.name)) for f in fields(_current)}
    sizes = {role: Type.size(role) for role in Type.SIZES}
    app.setStyleSheet(build(values, {**sizes, "line": px(20), "arrow": px(24), "head": px(CONTROL)}))
    return _current


class Type:
    """The type scale, in logical pixels times `scale`, the reader's own setting."""

    scale: ClassVar[float] = 1.0
    SIZES: ClassVar[dict[str, int]] = {
        "page": 20,
        "banner": 15,
        "title": 14,
        "text": 13,
        "note": 12,
        "small": 11,
    }

    @classmethod
    def size(cls, role: str) -> int:
        """Pixels for a role."""
        return round(cls.SIZES[role] * cls.scale)

    @classmethod
    def font(cls, role: str = "text", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font for painting: page, banner, title, text, note or small."""
        font = QFont(family())
        font.setPixelSize(cls.size(role))
        font.setWeight(weight)
        return font

    @classmethod
    def page(cls) -> QFont:
        return cls.font("page", QFont.Weight.DemiBold)

    @classmethod
    def title(cls) -> QFont:
        return cls.font("title", QFont.Weight.DemiBold)

    @classmethod
    def text(cls) -> QFont:
        return cls.font("text")

    @classmethod
    def strong(cls) -> QFont:
        return cls.font("text", QFont.Weight.DemiBold)

    @classmethod
    def note(cls) -> QFont:
        return cls.font("note")


def px(size: float) -> int:
    """A length in pixels that grows with the type: whatever holds words or stands beside them."""
    return round(size * Type.scale)


@cache
def family() -> str:
    """Inter where it is shipped or installed, else the system's own sans."""
    for file in sorted(resource("fonts").glob("inter/Inter*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))
    if "Inter" in QFontDatabase.families():
        return "Inter"
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def resource(folder: str) -> Path:
    """Where icons, fonts and the like lie: beside the checkout, or inside the installed package."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_data" / "resources" / folder
    return inside if inside.is_dir() else package.parent / "resources" / folder


def luminance(colour: str) -> float:
    """Relative luminance of '#RRGGBB', 0 black to 1 white (WCAG 2.2)."""
    q = QColor(colour)
    parts = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (q.redF(), q.greenF(), q.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(a: str, b: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(fill: str) -> str:
    """Black or white ink, whichever reads better on this fill."""
    return max(("#FFFFFF", "#0F171C"), key=lambda ink: contrast(ink, fill))


def _qt_palette(p: Palette) -> QPalette:
    roles = QPalette.ColorRole
    qt = QPalette()
    for role, token in (
        (roles.Window, p.ground),
        (roles.Base, p.card),
        (roles.AlternateBase, p.hover),
        (roles.Button, p.card),
        (roles.ToolTipBase, p.card),
        (roles.WindowText, p.ink),
        (roles.Text, p.ink),
        (roles.ButtonText, p.ink),
        (roles.ToolTipText, p.ink),
        (roles.BrightText, p.emergency),
        (roles.PlaceholderText, p.muted),
        (roles.Highlight, p.accent),
        (roles.HighlightedText, p.on_accent),
        (roles.Link, p.accent),
        (roles.LinkVisited, p.accent),
        (roles.Mid, p.line),
        (roles.Midlight, p.line),
        (roles.Dark, p.edge),
        (roles.Light, p.card),
        (roles.Shadow, p.edge),
        (roles.Accent, p.accent),
    ):
        qt.setColor(role, QColor(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        qt.setColor(QPalette.ColorGroup.Disabled, role, QColor(p.muted))
    return qt


@cache
def _hatch(over: str, lines: str) -> QPixmap:
    from PySide6.QtGui import QPainter, QPen

    tile = QPixmap(8, 8)
    tile.fill(QColor(over))
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(lines), 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    for shift in (-8, 0, 8):
        painter.drawLine(shift, 8, shift + 8, 0)
    painter.end()
    return tile
