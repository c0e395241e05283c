"""The range beside a laboratory value: what is usual, or what the laboratory itself printed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLineEdit, QSizePolicy, QStackedWidget, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import label
from mwdesk.workflow.catalogue import number, range_text

DASH = 14  # pixels between the two fields


class SlipField(QLineEdit):
    """A field that leaves Ctrl+Z to the record where nothing typed in it can be undone."""

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)


class UsualRange(QAbstractButton):
    """A muted text at the right of its place, which is pressed to type over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 16, metrics.height() + 10)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, palette = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(palette.color("accent" if self.hasFocus() else "edge"), 1 + self.hasFocus()))
            painter.drawRoundedRect(box, 8, 8)
        painter.setFont(tabular(theme.Type.text()))
        painter.setPen(palette.color("muted"))
        place = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box.adjusted(8, 0, -8, 0), place, self.text())
        painter.end()


class RangeField(QStackedWidget):
    """The limits: the usual ones as a quiet label; once pressed, two fields for the laboratory's own."""

    def __init__(self, name: str, low: QLineEdit, high: QLineEdit) -> None:
        super().__init__()
        self.low, self.high = low, high
        self._name = name
        self.usual = UsualRange()
        own = QWidget()
        row = QHBoxLayout(own)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        to = label("–", "small")
        to.setFixedWidth(DASH)
        to.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (low, to, high):
            row.addWidget(part)
        self.addWidget(self.usual)
        self.addWidget(own)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.usual.clicked.connect(self.open)

    def open(self) -> None:
        """Two fields for what the slip says, ready to type."""
        self.setCurrentIndex(1)
        self.low.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_usual(self, low: float | None, high: float | None) -> None:
        """Say what is usual, in the unit of the knowledge."""
        self.usual.setText(range_short(low, high) or _("add range"))
        self.usual.setAccessibleName(
            _("{name}; usual {usual}; press to type the slip's").format(
                name=self._name, usual=range_text(low, high) or _("not known")
            )
        )
        self.low.setPlaceholderText(_("low") if low is None else number(low))
        self.high.setPlaceholderText(_("high") if high is None else number(high))

    def show_own(self, low: float | None, high: float | None) -> None:
        """Draw the laboratory's own limits; without them the usual ones stand there."""
        self.low.setText(number(low) if low is not None else "")
        self.high.setText(number(high) if high is not None else "")
        held = self.low.hasFocus() or self.high.hasFocus()
        self.setCurrentIndex(1 if low is not None or high is not None or held else 0)

    def set_width(self, width: int) -> None:
        self.setFixedWidth(width)
        for field in (self.low, self.high):
            field.setFixedWidth((width - DASH) // 2)


def range_short(low: float | None, high: float | None) -> str:
    """ "3.5 – 5.3", "≤ 320", "≥ 60", or ""."""
    low = low or None  # from nothing upwards is no limit
    if low is not None and high is not None:
        return f"{number(low)} – {number(high)}"
    return f"≤ {number(high)}" if high is not None else f"≥ {number(low)}" if low is not None else ""


def tabular(font: QFont) -> QFont:
    """The same font with figures of one width, so that they stand in columns."""
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
