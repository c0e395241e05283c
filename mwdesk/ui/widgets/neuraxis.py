"""Where the lesion may be: the neuraxis as a picture from brain to muscle, with the weight at each level."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QLabel, QSizePolicy, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.bars import move_words, paint_move
from mwdesk.ui.widgets.fitted_text import one_line
from mwdesk.ui.widgets.layout import label
from mwdesk.ui.widgets.neuraxis_art import WIDE, paint_level, paint_node
from mwdesk.workflow import SiteRow

ASIDE = frozenset({"systemic", "functional"})  # no level of the way: beside each other below it
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_RIGHT = _MIDDLE | int(Qt.AlignmentFlag.AlignRight)
_BACK = (Qt.Key.Key_Up, Qt.Key.Key_Left)
_ON = (Qt.Key.Key_Down, Qt.Key.Key_Right)


class Level(QAbstractButton):
    """One level: its slice of the picture, the weight as a disc, name and number. Enter opens it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        speak_as(self, Role.ListItem)
        self.row: SiteRow | None = None
        self.moved = 0
        self.art = 0  # pixels of the picture at the left; 0: none, the disc alone
        self.marks_choice = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_row(self, row: SiteRow, moved: int) -> None:
        """Take the row of a view."""
        if (row, moved) == (self.row, self.moved):
            return
        self.row, self.moved = row, moved
        said = _("{percent} in 100").format(percent=row.percent) if row.percent else _("not computed")
        told = (row.name, said, _("leading") if row.leading else "", move_words(moved))
        self.setAccessibleName(", ".join(part for part in told if part))
        self.setAccessibleDescription(row.reasons)
        self.setToolTip(f"{row.name}: {row.reasons}" if row.reasons else row.name)
        self.update()

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        row, palette = self.row, theme.current()
        if row is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self.height()
        chosen = self.isChecked() and self.marks_choice
        words = QRectF(self.rect()).adjusted(self.art + 2 if self.art else high - 2, 1, -1, -1)
        if chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(words, 5, 5)
        if self.art:
            paint_level(painter, row.id, QRectF(0, 0, self.art, high))
        middle = QPointF(self.art / 2 if self.art else high / 2, high / 2)
        lead = row.leading and bool(row.percent)
        paint_node(painter, middle, high * 0.46, row.share, leading=lead)
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold if lead else QFont.Weight.Normal))
        painter.setPen(palette.color("ink" if lead or chosen else "muted"))
        box = words.adjusted(5, 0, -5, 0).toRect()
        number = painter.fontMetrics().horizontalAdvance(">99" if self.art else row.percent) + 4
        painter.drawText(box, _RIGHT, row.percent or "·")
        room = box.width() - number - (14 if self.moved or self.art else 2)
        painter.drawText(box, _MIDDLE, one_line(painter.fontMetrics(), row.name, room))
        paint_move(painter, QRectF(box.right() - number - 11, box.center().y() - 3.5, 8, 8), self.moved)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(words, 5, 5)
        painter.end()


class Neuraxis(QWidget):
    """Levels in their fixed order; one stop of the Tab key, the arrows go up and down the way."""

    chosen = Signal(str)  # site id

    def __init__(self, row: int = 17, parent: QWidget | None = None, *, marks_choice: bool = False) -> None:
        super().__init__(parent)
        speak_as(self, Role.List)
        self.levels: list[Level] = []
        self.rows: tuple[SiteRow, ...] = ()
        self._row, self._marks = row, marks_choice  # pixels of a level
        self._group = QButtonGroup(self)
        self._early: QLabel = label("", "note", wrap=True)
        self._early.setParent(self)
        self._early.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Where the lesion may be, from brain to muscle"))

    def show_rows(self, rows: tuple[SiteRow, ...], moved: Mapping[str, int], early: str = "") -> None:
        """Take the rows of a view; `early` is said instead of their numbers while nothing is known."""
        while len(self.levels) < len(rows):
            made = Level(self)
            made.marks_choice = self._marks
            made.clicked.connect(self._on_clicked)
            self._group.addButton(made)
            self.levels.append(made)
        self.rows = rows
        order = sorted(rows, key=lambda r: r.id in ASIDE)
        for level, row in zip(self.levels, order, strict=False):
            level.show_row(row, moved.get(row.id, 0))
        for at, level in enumerate(self.levels):
            level.setVisible(at < len(rows) and not early)
        self._early.setText(early)
        self._early.setVisible(bool(early))
        if not any(one.focusPolicy() == Qt.FocusPolicy.StrongFocus for one in self.levels):
            self._rove(next(iter(self.levels), None))
        told = [level.accessibleName() for level in self.levels[: len(rows)]]
        self.setAccessibleDescription(early or "; ".join(told))
        self._place()
        self.updateGeometry()
        self.update()

    def show_height(self, row: int) -> None:
        """Pixels of a level at the usual size of type."""
        if row != self._row:
            self._row = row
            self._place()
            self.updateGeometry()

    def choose(self, site: str) -> None:
        """Mark a level as the one that is read beside."""
        for level in self.levels:
            if level.row is not None and level.row.id == site:
                level.setChecked(True)
                self._rove(level)

    def level(self, site: str) -> Level | None:
        """The level of a site."""
        return next((one for one in self.levels if one.row is not None and one.row.id == site), None)

    def _on_clicked(self) -> None:
        made = self.sender()
        if isinstance(made, Level) and made.row is not None:
            self._rove(made)
            self.chosen.emit(made.row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((i for i, one in enumerate(self.levels) if one.hasFocus()), -1)
        if at >= 0 and event.key() in (*_BACK, *_ON):
            shown = [one for one in self.levels if one.isVisible()]
            step = 1 if event.key() in _ON else -1
            target = shown[max(0, min(len(shown) - 1, shown.index(self.levels[at]) + step))]
            self._rove(target)
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        elif at >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.levels[at].click()
        else:
            super().keyPressEvent(event)

    def _rove(self, here: Level | None) -> None:
        """Let the Tab key stop at one level; the arrows lead to the others."""
        for level in self.levels:
            tab = Qt.FocusPolicy.StrongFocus if level is here else Qt.FocusPolicy.ClickFocus
            level.setFocusPolicy(tab)

    # measure

    def _high(self) -> int:
        return round(self._row * theme.Type.scale)

    def _on_way(self) -> list[Level]:
        return [one for one in self.levels if one.row is not None and one.row.id not in ASIDE]

    def sizeHint(self) -> QSize:
        rows = max(1, len(self._on_way())) + (1 if len(self.levels) > len(self._on_way()) else 0)
        return QSize(260, self._high() * rows + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        high, way = self._high(), self._on_way()
        art = round(high * WIDE)
        for at, level in enumerate(way):
            level.art = art
            level.setGeometry(0, at * high, self.width(), high)
        aside = [one for one in self.levels if one not in way]
        wide = self.width() // max(1, len(aside))
        for at, level in enumerate(aside):
            level.art = 0
            level.setGeometry(at * wide, len(way) * high + 4, wide - (4 if at < len(aside) - 1 else 0), high)
        self._early.setGeometry(QRect(art + 12, 0, self.width() - art - 12, self.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._early.isVisibleTo(self):
            return
        painter = QPainter(self)  # the bare way, until there is something to say of its levels
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high = self._high()
        for at, level in enumerate(self._on_way()):
            if level.row is not None:
                paint_level(painter, level.row.id, QRectF(0, at * high, round(high * WIDE), high))
        painter.end()
