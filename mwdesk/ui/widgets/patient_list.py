"""The list of patients: cheap rows for many of them, drawn by a delegate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.fitted_text import one_line
from mwdesk.ui.widgets.topbar import age_words, sex_words

ROW = Qt.ItemDataRole.UserRole + 1
IMPRESSION = Qt.ItemDataRole.UserRole + 2
TODAY = Qt.ItemDataRole.UserRole + 3
_Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _LEFT = 64, 16


def told_words(row: Any, today: date) -> str:
    """ "54 years, man · MRN 88123": what is known of a patient besides the name."""
    person = Patient(id=row.id, birth_date=row.birth_date, age_years=row.age_years)
    age = person.age_on(today)
    told = ", ".join(p for p in (age_words(age), sex_words(row.sex, age)) if p)
    return " · ".join(p for p in (told, ", ".join(row.identifiers), row.phone) if p)


def seen_words(seen: datetime | None, today: date) -> str:
    """When a patient was last seen, as one says it."""
    if seen is None:
        return _("not seen yet")
    days = (today - seen.date()).days
    if days == 0:
        return _("today {time}").format(time=f"{seen:%H:%M}")
    if days == 1:
        return _("yesterday")
    return f"{seen.day} {seen:%b %Y}"


def urgency_said(urgency: Urgency) -> str:
    """The word on the chip; routine has none."""
    return {"emergency": _("Emergency"), "urgent": _("Urgent")}.get(str(urgency), "")


class PatientModel(QAbstractListModel):
    """Rows of the store; the impression of each is worked out when its row is first looked at."""

    def __init__(
        self, impression: Callable[[str], tuple[Urgency, str]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.rows: tuple[Any, ...] = ()
        self.today = date.min
        self._impression = impression
        self.known: dict[str, tuple[Urgency, str]] = {}
        self._asked: list[str] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._think)

    def show_rows(self, rows: Sequence[Any], today: date) -> None:
        self.beginResetModel()
        self.rows, self.today = tuple(rows), today
        self._asked.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Impressions may have changed: work them out again when looked at."""
        self.known.clear()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        name = row.name or row.local_name or _("Not yet named")
        if role == ROW:
            return row
        if role == TODAY:
            return self.today
        if role == IMPRESSION:
            return self._known_of(row.id)
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            urgency, said = self.known.get(row.id, (Urgency.ROUTINE, ""))
            told = told_words(row, self.today) or _("age and sex not asked")
            seen = seen_words(row.last_seen, self.today)
            parts = (urgency_said(urgency), name, told, seen, said)
            return " · ".join(p for p in parts if p)
        return None

    def _known_of(self, ident: str) -> tuple[Urgency, str]:
        if ident not in self.known:
            if ident not in self._asked:
                self._asked.append(ident)
                self._timer.start()
            return Urgency.ROUTINE, ""
        return self.known[ident]

    def _think(self) -> None:
        """One patient a turn of the event loop, so that typing and scrolling never wait."""
        if not self._asked:
            self._timer.stop()
            return
        ident = self._asked.pop(0)
        self.known[ident] = self._impression(ident)
        at = next((i for i, r in enumerate(self.rows) if r.id == ident), None)
        if at is not None:
            self.dataChanged.emit(self.index(at), self.index(at), [IMPRESSION])


class PatientDelegate(QStyledItemDelegate):
    """Name and what is known on the left; urgency, impression and last visit in columns of their own."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(300, theme.px(_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = theme.current()
        box: QRect = option.rect
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(QRectF(box).adjusted(6, 3, -6, -3), 8, 8)
        if not chosen:
            rule = QRect(box.left() + _LEFT, box.bottom(), box.width() - 2 * _LEFT, 1)
            painter.fillRect(rule, palette.color("line"))
        self._paint_left(painter, box, index, self._paint_right(painter, box, index))
        painter.restore()

    def _paint_left(self, painter: QPainter, box: QRect, index: _Index, right: int) -> None:
        palette, row = theme.current(), index.data(ROW)
        name = str(index.data())
        high = theme.px(20)
        width = box.width() - 2 * _LEFT - right - theme.L
        top = QRect(box.left() + _LEFT, box.top() + (box.height() - 2 * high) // 2, width, high)
        painter.setFont(theme.Type.strong())
        painter.setPen(palette.color("ink" if row.name or row.local_name else "muted"))
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, width)
        painter.drawText(top, int(Qt.AlignmentFlag.AlignVCenter), elided)
        told = told_words(row, index.data(TODAY)) or _("age and sex not asked")
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        elided = painter.fontMetrics().elidedText(told, Qt.TextElideMode.ElideRight, width)
        painter.drawText(top.translated(0, high), int(Qt.AlignmentFlag.AlignVCenter), elided)

    def _paint_right(self, painter: QPainter, box: QRect, index: _Index) -> int:
        """Draws the right columns, each from its own left edge, and returns their width."""
        palette, row = theme.current(), index.data(ROW)
        urgency, impression = index.data(IMPRESSION)
        seen = seen_words(row.last_seen, index.data(TODAY))
        if row.encounters > 1:
            many = _n("{count} visit", "{count} visits", row.encounters).format(count=row.encounters)
            seen = f"{seen} · {many}"
        high = theme.px(20)
        tag, column = theme.px(96), min(theme.px(380), box.width() // 2)
        top = box.top() + (box.height() - 2 * high) // 2
        left = box.right() - _LEFT - column
        words = QRect(left + tag + theme.M, top, column - tag - theme.M, high)
        start = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        painter.drawText(
            words.translated(0, high), start, one_line(painter.fontMetrics(), seen, words.width())
        )
        own = _("suggested: {cause}").partition("{")[0] not in impression
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold if own else QFont.Weight.Normal))
        painter.setPen(palette.color("ink"))
        painter.drawText(words, start, one_line(painter.fontMetrics(), impression, words.width()))
        word = urgency_said(urgency)
        if word:
            self._paint_chip(painter, QRectF(left, top - 1, tag, high), str(urgency), word)
        return column

    def _paint_chip(self, painter: QPainter, box: QRectF, tone: str, word: str) -> None:
        palette, sign = theme.current(), theme.px(12)
        painter.setFont(theme.Type.font("note", QFont.Weight.DemiBold))
        wide = painter.fontMetrics().horizontalAdvance(word) + sign + 14
        chip = QRectF(box.left(), box.top(), min(wide, box.width()), box.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(f"{tone}_ground"))
        painter.drawRoundedRect(chip, 6, 6)
        place = QRectF(chip.left() + 5, chip.center().y() - sign / 2, sign, sign)
        icons.paint(painter, "alert", place, tone)
        painter.setPen(palette.color(tone))
        text = chip.adjusted(sign + 8, 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), word)


class PatientList(QListView):
    """Arrows move, Enter or a click opens."""

    opened = Signal(str)  # patient id

    def __init__(self, model: PatientModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setModel(model)
        self.setItemDelegate(PatientDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Patients, Enter opens"))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(ROW).id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._on_clicked(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))
