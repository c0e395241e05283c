"""Small pieces that every page lays out with: labels by role, cards, and an area that scrolls as a whole."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mwdesk.ui import theme

_AROUND_CHOICE = 32  # padding and border of a choice, both sides


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """Plain text in one of the style sheet's roles."""
    out = QLabel(text)
    if role:
        out.setProperty("role", role)
    out.setWordWrap(wrap)
    out.setTextFormat(Qt.TextFormat.PlainText)
    return out


def button(text: str, kind: str = "", *, name: str = "") -> QPushButton:
    """A button of one of the style sheet's kinds; `name` is what a screen reader says."""
    out = QPushButton(text)
    if kind:
        out.setProperty("kind", kind)
    out.setAccessibleName(name or text)
    out.setAutoDefault(False)  # Enter in a field must never press it
    if kind == "choice":  # chosen, its words are bold: they must not be cut then, nor push others
        out.setMinimumWidth(QFontMetrics(theme.Type.strong()).horizontalAdvance(text) + _AROUND_CHOICE)
    return out


def card() -> tuple[QFrame, QVBoxLayout]:
    """A card and the column inside it."""
    frame = QFrame()
    frame.setProperty("surface", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 14, 16, 14)
    column.setSpacing(8)
    return frame, column


def link_row(link: QPushButton) -> QHBoxLayout:
    """A row with a link at its left, no wider than its words."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(link)
    row.addStretch(1)
    return row


def set_role(widget: QWidget, role: str) -> None:
    """Change a widget's role and let the style sheet see it."""
    set_property(widget, "role", role)


def set_property(widget: QWidget, name: str, value: str) -> None:
    """Change a property that the style sheet reads."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


class ScrollPage(QScrollArea):
    """A column that scrolls as a whole and keeps what has the focus in sight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setProperty("surface", "clear")
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 6, 8)
        self.column.setSpacing(12)
        self.inside = inside
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)

    def bring(self, widget: QWidget, rect: QRect | None = None) -> None:
        """Scroll until this widget, or this part of it, is in sight."""
        area = rect if rect is not None else widget.rect()
        top = widget.mapTo(self.inside, area.topLeft())
        bottom = widget.mapTo(self.inside, QPoint(area.left(), area.bottom()))
        self.ensureVisible(0, bottom.y(), 0, 24)
        self.ensureVisible(0, top.y(), 0, 40)


def line(kind: str = "h") -> QFrame:
    """A hairline, "h" across or "v" down."""
    out = QFrame()
    out.setProperty("line", kind)
    return out
