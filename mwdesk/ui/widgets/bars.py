"""Bars that follow every answer: sites in a fixed order, causes with what speaks for and against."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QWidget

from mwdesk.domain.encounter import Decision
from mwdesk.ui import icons, theme
from mwdesk.workflow import CauseRow, SiteRow

DECISION_WORDS = {Decision.ACCEPTED: "agreed", Decision.REFUSED: "refused", Decision.ADDED: "your own"}


def paint_bar(painter: QPainter, box: QRectF, share: float, token: str) -> float:
    """Fill a share of the box with a token's colour; returns where the fill ends."""
    painter.setPen(Qt.PenStyle.NoPen)
    width = box.width() * max(0.0, min(1.0, share))
    if width >= 1:
        painter.setBrush(theme.current().color(token))
        painter.drawRoundedRect(
            QRectF(box.left(), box.top(), max(width, box.height()), box.height()), 2.5, 2.5
        )
    return box.left() + width


class SiteBars(QWidget):
    """Where the lesion is, from brain to muscle: rows never move, only bars and numbers do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SiteRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Where the lesion may be")

    def show_rows(self, rows: tuple[SiteRow, ...]) -> None:
        """Take the rows of a view."""
        if rows == self.rows:
            return
        resized = len(rows) != len(self.rows)
        self.rows = rows
        self.setAccessibleDescription("; ".join(f"{r.name} {r.percent or 'open'}" for r in rows))
        if resized:
            self.updateGeometry()
        self.update()

    def _row_height(self) -> int:
        return round(17 * theme.Type.scale)

    def sizeHint(self) -> QSize:
        return QSize(260, self._row_height() * max(1, len(self.rows)))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.rows:
            y = event.pos().y()  # type: ignore[attr-defined]
            row = self.rows[min(len(self.rows) - 1, max(0, y // self._row_height()))]
            self.setToolTip(f"{row.name}: {row.reasons}" if row.reasons else row.name)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        palette, high = theme.current(), self._row_height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(theme.Type.font("note", QFont.Weight.DemiBold))
        names = max((metrics.horizontalAdvance(r.name) for r in self.rows), default=80)
        names = min(names + 14, self.width() - 90)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        for at, row in enumerate(self.rows):
            box = QRect(0, at * high, self.width(), high)
            lead = row.leading and bool(row.percent)
            painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold if lead else QFont.Weight.Normal))
            painter.setPen(palette.color("ink" if lead else "muted"))
            painter.drawText(box, middle, row.name)
            painter.drawText(box, middle | int(Qt.AlignmentFlag.AlignRight), row.percent or "·")
            bar = QRectF(names, box.center().y() - 2, self.width() - names - 38, 5)
            paint_bar(painter, bar, 1.0, "track")
            paint_bar(painter, bar, row.share, "accent" if lead else "bar")
        painter.end()


class CauseButton(QAbstractButton):
    """One cause: name, band in words, a bar of what speaks for it and one of what speaks against."""

    opened = Signal(str)  # condition id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: CauseRow | None = None
        self.setAccessibleName("Cause")
        self.expanded: bool | None = None  # None: it leads elsewhere and opens nothing here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_clicked)

    def show_row(self, row: CauseRow) -> None:
        """Take another row of the ranking, in place."""
        if row == self.row:
            return
        old, self.row = self.row, row
        said = f", {DECISION_WORDS[row.decision]}" if row.decision else ""
        self.setAccessibleName(f"{row.name}, {row.band}{said}")
        self.setAccessibleDescription(row.line)
        self.setToolTip(f"{row.name} · {row.percent} in 100\n{row.line}")
        if old is None or (old.name, old.line) != (row.name, row.line):
            self.updateGeometry()
        self.update()

    def _on_clicked(self) -> None:
        if self.row is not None:
            self.opened.emit(self.row.id)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def _band(self) -> str:
        row = self.row
        if row is None:
            return ""
        return DECISION_WORDS[row.decision] if row.decision else row.band

    def heightForWidth(self, width: int) -> int:
        # Two lines of name and two of reasons at most: the list keeps its measure while answers come in.
        return self._name_height(width) + 6 + 5 + 4 + self._note_height(width) + 18

    def _name_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.strong())
        name = self.row.name if self.row else ""
        band = QFontMetrics(theme.Type.note()).horizontalAdvance(self._band()) + 12
        lines = 1 if metrics.horizontalAdvance(name) <= width - band else 2
        return metrics.height() * lines

    def _note_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.note())
        text = self.row.line if self.row else ""
        if not text:
            return 0
        return metrics.height() * (1 if metrics.horizontalAdvance(text) <= width else 2) + 2

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 100 else 280
        return QSize(280, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        row, palette = self.row, theme.current()
        if row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        width, top = self.width(), 8
        band = QFontMetrics(theme.Type.note()).horizontalAdvance(self._band()) + 12
        high = self._name_height(width)
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("accent" if self.underMouse() else "ink"))
        wrap = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(QRect(0, top, width - band, high), wrap, row.name)
        if self.expanded is not None:
            metrics = QFontMetrics(theme.Type.strong())
            taken = min(metrics.horizontalAdvance(row.name), width - band - 20)
            sign = "down" if self.expanded else "right"
            icons.paint(painter, sign, QRectF(taken + 8, top + (metrics.height() - 12) / 2, 12, 12))
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        painter.drawText(QRect(width - band, top, band, high), int(Qt.AlignmentFlag.AlignRight), self._band())
        top += high + 6
        self._paint_shares(painter, QRectF(0, top, width, 5))
        top += 9
        painter.setPen(palette.color("muted"))
        metrics = QFontMetrics(theme.Type.note())
        space = QRect(0, top, width, self._note_height(width))
        painter.drawText(space, wrap, two_lines(metrics, row.line, width))
        painter.end()

    def _paint_shares(self, painter: QPainter, box: QRectF) -> None:
        """What supports in the accent, then what argues against as hatching: told apart without colour."""
        assert self.row is not None
        half = QRectF(box.left(), box.top(), box.width() * 0.66, box.height())
        end = paint_bar(painter, half, self.row.for_share, "accent")
        room = QRectF(end + 3, box.top(), box.width() - half.width(), box.height())
        width = room.width() * min(1.0, self.row.against_share)
        if width >= 3:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.current().color("muted"), 1))
            painter.drawRoundedRect(QRectF(room.left(), box.top() + 0.5, width, box.height() - 1), 2, 2)


class TwoLineNote(QLabel):
    """A quiet note of two lines at most, so that a card keeps its height while answers come in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.full = ""
        self.setProperty("role", "note")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Take a text of any length; what is cut is in the tooltip of the card."""
        self.full = text
        self._fit()

    def _fit(self) -> None:
        self.setText(two_lines(self.fontMetrics(), self.full, max(80, self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def two_lines(metrics: QFontMetrics, text: str, width: int) -> str:
    """The text, cut with an ellipsis where it would need a third line."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    first = ""
    words = text.split(" ")
    while words and metrics.horizontalAdvance(f"{first} {words[0]}".strip()) <= width:
        first = f"{first} {words.pop(0)}".strip()
    rest = metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width)
    return f"{first}\n{rest}" if first else rest
