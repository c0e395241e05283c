"""What was found, or a whole shelf of the knowledge: two quiet lines each, arrows choose, Enter opens."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.search_box import HIT, HitModel, kind_of

_Index = QModelIndex | QPersistentModelIndex


class ShelfDelegate(QStyledItemDelegate):
    """Icon, name, and below it of what kind it is and which of its names matched."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, round(44 * theme.Type.scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit, palette, state = index.data(HIT), theme.current(), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect.adjusted(6, 1, -6, -1)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("accent_soft" if chosen else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        kind, icon = kind_of(hit)
        sign = theme.px(16)
        place = QRectF(box.left() + 8, box.top() + 5, sign, sign)
        icons.paint(painter, icon, place, "accent" if chosen else "muted")
        right, middle = Qt.TextElideMode.ElideRight, int(Qt.AlignmentFlag.AlignVCenter)
        half = box.height() // 2
        name = QRect(box.left() + 16 + sign, box.top() + 2, box.width() - 24 - sign, half)
        painter.setFont(theme.Type.text())
        painter.setPen(palette.color("ink"))
        painter.drawText(name, middle, painter.fontMetrics().elidedText(hit.label, right, name.width()))
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("muted"))
        below = " · ".join(dict.fromkeys(p for p in (kind, plain_detail(hit.detail, hit.label)) if p))
        below = painter.fontMetrics().elidedText(below, right, name.width())
        painter.drawText(name.translated(0, half - 3), middle, below)
        painter.restore()


def plain_detail(detail: str, label: str) -> str:
    """What matched, in words: sections lose their dot, and a name is not said twice."""
    if detail.casefold() == label.casefold():
        return ""
    section = detail.partition(".")
    known = section[0] in ("history", "exam", "lab") and " " not in detail
    return (section[2] or "laboratory").replace("-", " ") if known else detail


class ShelfList(QListView):
    """Many rows, drawn only where they are in sight."""

    opened = Signal(str)  # "kind:id"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits = HitModel(self)
        self.setProperty("surface", "card")
        self.setModel(self.hits)
        self.setItemDelegate(ShelfDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Pages, Enter opens"))
        self.setViewportMargins(0, 5, 0, 5)
        self.clicked.connect(self.open_row)

    def step(self, by: int) -> None:
        """Choose the row below or above, from the field where one types."""
        count = self.hits.rowCount()
        if count:
            row = max(0, min(count - 1, self.currentIndex().row() + by))
            self.setCurrentIndex(self.hits.index(row))

    def mark(self, key: str) -> None:
        """Choose the row of the page that is open, or none where it is not among these."""
        rows = (row for row, hit in enumerate(self.hits.hits) if f"{hit.kind}:{hit.id}" == key)
        row = next(rows, -1)
        self.setCurrentIndex(self.hits.index(row) if row >= 0 else QModelIndex())

    def open_row(self, index: QModelIndex) -> None:
        """Ask for the page of a row."""
        if index.isValid():
            hit = self.hits.hits[index.row()]
            self.opened.emit(f"{hit.kind}:{hit.id}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_row(self.currentIndex())
        else:
            super().keyPressEvent(event)
