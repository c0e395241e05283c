"""Bars that follow every answer: sites in a fixed order, causes with what speaks for and against."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mwdesk.domain.encounter import Decision
from mwdesk.domain.translation import N_, _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line, parts_line, two_lines
from mwdesk.workflow import CauseRow, SiteRow
from mwdesk.workflow.words import band_word

DECISION_WORDS = {
    Decision.ACCEPTED: N_("agreed"),
    Decision.REFUSED: N_("refused"),
    Decision.ADDED: N_("your own"),
    Decision.CONFIRMED: N_("confirmed"),
}


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

    def __init__(self, row: int = 17, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[SiteRow, ...] = ()
        self._row = row  # pixels
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Where the lesion may be"))

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
        return round(self._row * theme.Type.scale)

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

    def __init__(self, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self.row: CauseRow | None = None
        self._slim, self._told = slim, True  # slim: name and reasons on one line each
        self.setAccessibleName(_("Cause"))
        self.expanded: bool | None = None  # None: it leads elsewhere and opens nothing here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        high = QSizePolicy.Policy.Fixed if slim else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, high)
        policy.setHeightForWidth(not slim)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_clicked)

    def show_note(self, told: bool) -> None:
        """Say the reasons below the bar, or leave them to the tooltip where the screen is low."""
        if told != self._told:
            self._told = told
            self.updateGeometry()
            self.update()

    def show_row(self, row: CauseRow) -> None:
        """Take another row of the ranking, in place."""
        if row == self.row:
            return
        old, self.row = self.row, row
        said = f", {_(DECISION_WORDS[row.decision])}" if row.decision else ""
        self.setAccessibleName(f"{row.name}, {band_word(row.band)}{said}")
        self.setAccessibleDescription(row.line)
        self.setToolTip(
            "\n".join((_("{name} · {percent} in 100").format(name=row.name, percent=row.percent), row.line))
        )
        if old is None or (not self._slim and (old.name, old.line) != (row.name, row.line)):
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
        return _(DECISION_WORDS[row.decision]) if row.decision else band_word(row.band)

    def heightForWidth(self, width: int) -> int:
        # Two lines of name and two of reasons at most: the list keeps its measure while answers come in.
        note = self._note_height(width)
        if self._slim:
            return 7 + self._name_height(width) + 4 + 5 + (3 + note if note else 0) + 7
        return self._name_height(width) + 6 + 5 + 4 + note + 18

    def _name_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.strong())
        name = self.row.name if self.row else ""
        band = QFontMetrics(theme.Type.note()).horizontalAdvance(self._band()) + 12
        lines = 1 if self._slim or metrics.horizontalAdvance(name) <= width - band else 2
        return metrics.height() * lines

    def _note_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.note())
        text = self.row.line if self.row else ""
        if not text or not self._told:
            return 0
        if self._slim:
            return metrics.height()
        return metrics.height() * (1 if metrics.horizontalAdvance(text) <= width else 2) + 2

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 100 else 280
        return QSize(280, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height() if self._slim else 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        row, palette = self.row, theme.current()
        if row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        width, top = self.width(), 7 if self._slim else 8
        band = QFontMetrics(theme.Type.note()).horizontalAdvance(self._band()) + 12
        high = self._name_height(width)
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("accent" if self.underMouse() else "ink"))
        wrap = int(Qt.TextFlag.TextWordWrap)
        name = one_line(painter.fontMetrics(), row.name, width - band) if self._slim else row.name
        painter.drawText(QRect(0, top, width - band, high), wrap, name)
        if self.expanded is not None:
            metrics = QFontMetrics(theme.Type.strong())
            taken = min(metrics.horizontalAdvance(row.name), width - band - 20)
            sign = "down" if self.expanded else "right"
            icons.paint(painter, sign, QRectF(taken + 8, top + (metrics.height() - 12) / 2, 12, 12))
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        painter.drawText(QRect(width - band, top, band, high), int(Qt.AlignmentFlag.AlignRight), self._band())
        top += high + (4 if self._slim else 6)
        self._paint_shares(painter, QRectF(0, top, width, 5))
        self._paint_note(painter, top + (8 if self._slim else 9))
        painter.end()

    def _paint_note(self, painter: QPainter, top: int) -> None:
        high = self._note_height(self.width())
        if self.row is None or not high:
            return
        painter.setPen(theme.current().color("muted"))
        metrics = QFontMetrics(theme.Type.note())
        space = QRect(0, top, self.width(), high)
        if self._slim:
            words = parts_line(metrics, self.row.brief, self.width())
            painter.drawText(space, int(Qt.AlignmentFlag.AlignVCenter), words)
        else:
            words = two_lines(metrics, self.row.line, self.width())
            painter.drawText(space, int(Qt.TextFlag.TextWordWrap), words)

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
