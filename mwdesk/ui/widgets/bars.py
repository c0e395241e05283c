"""Bars that follow every answer: a cause with how likely it is, and the marks of what moved."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mwdesk.domain.encounter import Decision
from mwdesk.domain.translation import N_, _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line, parts_line, two_lines
from mwdesk.workflow import CauseRow
from mwdesk.workflow.words import band_word, short

DECISION_WORDS = {
    Decision.ACCEPTED: N_("agreed"),
    Decision.REFUSED: N_("refused"),
    Decision.ADDED: N_("your own"),
    Decision.CONFIRMED: N_("confirmed"),
}

_MARK = 14  # pixels for the mark of what moved


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


def paint_move(painter: QPainter, box: QRectF, moved: int) -> None:
    """A small triangle, up or down, for what the last answer raised or lowered."""
    if not moved:
        return
    middle, half = box.center(), box.width() / 2
    tip = -half if moved > 0 else half
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().color("accent" if moved > 0 else "muted"))
    corners = (
        QPointF(middle.x(), middle.y() + tip * 0.8),
        QPointF(middle.x() - half, middle.y() - tip * 0.8),
        QPointF(middle.x() + half, middle.y() - tip * 0.8),
    )
    painter.drawPolygon(QPolygonF(corners))


def move_words(moved: int) -> str:
    """The same for a screen reader: "risen", "fallen", or nothing."""
    return _("risen") if moved > 0 else _("fallen") if moved < 0 else ""


class CauseButton(QAbstractButton):
    """One cause: name, how likely in words and in a hundred, a bar of the same, and its reasons in a line."""

    opened = Signal(str)  # condition id

    def __init__(self, parent: QWidget | None = None, *, slim: bool = False) -> None:
        super().__init__(parent)
        self.row: CauseRow | None = None
        self.moved = 0
        self._slim, self._lines = (
            slim,
            1,
        )  # slim: the name on one line, the reasons on as many as there is room
        self.setAccessibleName(_("Cause"))
        self.expanded: bool | None = None  # None: it leads elsewhere and opens nothing here
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        high = QSizePolicy.Policy.Fixed if slim else QSizePolicy.Policy.Minimum
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, high)
        policy.setHeightForWidth(not slim)
        self.setSizePolicy(policy)
        self.clicked.connect(self._on_clicked)

    def show_note(self, lines: int) -> None:
        """Lines for the reasons below the bar, 0 to 2; what has no room is in the tooltip."""
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()
            self.update()

    def show_row(self, row: CauseRow, moved: int = 0) -> None:
        """Take another row of the ranking, in place; `moved` is 1 where the last answer raised it, or -1."""
        if (row, moved) == (self.row, self.moved):
            return
        old, self.row, self.moved = self.row, row, moved
        said = _(DECISION_WORDS[row.decision]) if row.decision else ""
        share = _("{percent} in 100").format(percent=row.percent)
        told = (row.name, band_word(row.band), share, move_words(moved), said)
        self.setAccessibleName(", ".join(part for part in told if part))
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
        word = _(DECISION_WORDS[row.decision]) if row.decision else band_word(row.band)
        whole = f"{word} · {row.percent}"
        if not self._slim or row.decision:
            return whole
        metrics, note = QFontMetrics(theme.Type.strong()), QFontMetrics(theme.Type.note())
        room = self.width() - note.horizontalAdvance(whole) - _MARK - 12
        return whole if metrics.horizontalAdvance(short(row.name)) <= room else row.percent

    def _band_width(self) -> int:
        """Room at the right for word, number and the mark of what moved; it does not depend on the mark."""
        return QFontMetrics(theme.Type.note()).horizontalAdvance(self._band()) + _MARK + 12

    def heightForWidth(self, width: int) -> int:
        # Two lines of name and two of reasons at most: the list keeps its measure while answers come in.
        note = self._note_height(width)
        if self._slim:
            return 6 + self._name_height(width) + 4 + 5 + (3 + note if note else 0) + 7
        return 8 + self._name_height(width) + 6 + 5 + 4 + note + 8

    def _name_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.strong())
        name = self.row.name if self.row else ""
        one = self._slim or metrics.horizontalAdvance(name) <= width - self._band_width() - 20
        return metrics.height() * (1 if one else 2)

    def _note_height(self, width: int) -> int:
        metrics = QFontMetrics(theme.Type.note())
        if self._slim:  # as many lines as were given, said or not: the row keeps its height
            return metrics.height() * self._lines
        text = self.row.line if self.row else ""
        if not text or self.expanded:  # opened, each reason stands below
            return 0
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
        width, top = self.width(), 6 if self._slim else 8
        band, high = self._band_width(), self._name_height(width)
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("accent" if self.underMouse() else "ink"))
        metrics = painter.fontMetrics()
        cut = one_line if self._slim else two_lines
        room = width - band - (8 + theme.px(12) if self.expanded is not None else 0)
        name = cut(metrics, row.name, room)
        painter.drawText(QRect(0, top, width - band, high), 0, name)
        if self.expanded is not None:
            taken = max(metrics.horizontalAdvance(line) for line in name.split("\n"))
            sign = "down" if self.expanded else "right"
            wide = theme.px(12)
            icons.paint(painter, sign, QRectF(taken + 8, top + (metrics.height() - wide) / 2, wide, wide))
        self._paint_band(painter, QRect(width - band, top, band, metrics.height()))
        top += high + (4 if self._slim else 6)
        bar = QRectF(0, top, width, 5)
        paint_bar(painter, bar, 1.0, "track")
        paint_bar(painter, bar, row.probability, "accent")
        self._paint_note(painter, top + (8 if self._slim else 9))
        painter.end()

    def _paint_band(self, painter: QPainter, box: QRect) -> None:
        painter.setFont(theme.Type.note())
        painter.setPen(theme.current().color("muted"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._band())
        paint_move(painter, QRectF(box.left() + 8, box.center().y() - 4, 8, 8), self.moved)

    def _paint_note(self, painter: QPainter, top: int) -> None:
        high = self._note_height(self.width())
        if self.row is None or not high:
            return
        painter.setFont(theme.Type.note())
        painter.setPen(theme.current().color("muted"))
        metrics = painter.fontMetrics()
        space = QRect(0, top, self.width(), high)
        if self._slim and self._lines == 1:
            painter.drawText(space, 0, parts_line(metrics, self.row.brief, self.width()))
        elif self._slim:  # a line for each kind of reason
            lines = [one_line(metrics, part, self.width()) for part in self.row.brief[: self._lines]]
            painter.drawText(space, 0, "\n".join(lines))
        else:
            painter.drawText(space, 0, two_lines(metrics, self.row.line, self.width()))
