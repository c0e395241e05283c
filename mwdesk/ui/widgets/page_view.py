"""One page of the knowledge to read: arrows go from line to line, Enter or a click follows a link."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.page_delegate import LINE, PageDelegate
from mwdesk.ui.widgets.page_lines import Line, lines_of
from mwdesk.workflow.browse import Page

_LONG = 24  # letters of a citation that may be cut where they are shown
_Index = QModelIndex | QPersistentModelIndex


class PageModel(QAbstractListModel):
    """The lines of the page that is open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        line = self.lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.spoken
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{spoken}. Link").format(spoken=line.spoken) if line.link else line.spoken
        if role == Qt.ItemDataRole.ToolTipRole and len(line.basis) > _LONG:
            return line.basis
        return None


class PageView(QListView):
    """The page itself. It scrolls as one, and only what is in sight is drawn."""

    followed = Signal(str)  # "kind:id"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: Page | None = None
        self.lines = PageModel(self)
        self.drawn = PageDelegate(self)
        self.setModel(self.lines)
        self.setItemDelegate(self.drawn)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # the width never jumps
        self.setMouseTracking(True)
        self.setAccessibleName(_("Page of the knowledge"))
        self.entered.connect(self._on_entered)

    def show_page(self, page: Page) -> None:
        """Open another page at its top."""
        self.page = page
        self.drawn.forget()
        self.lines.show_lines(lines_of(page))
        self.setCurrentIndex(self.lines.index(0))
        self.clearSelection()
        self.scrollToTop()
        self.setAccessibleName(f"{page.title}, {page.kicker}")

    def bring(self, section: str) -> None:
        """Scroll to where a section begins."""
        at = next((i for i, line in enumerate(self.lines.lines) if line.section == section), -1)
        if at >= 0:
            index = self.lines.index(at)
            self.scrollTo(index, QListView.ScrollHint.PositionAtTop)
            self.setCurrentIndex(index)
            self.clearSelection()

    def place(self) -> tuple[int, int]:
        """Which line is current and how far the page is scrolled, to come back to."""
        return self.currentIndex().row(), self.verticalScrollBar().value()

    def restore(self, place: tuple[int, int]) -> None:
        """Come back to such a place."""
        self.doItemsLayout()
        self.setCurrentIndex(self.lines.index(max(0, place[0])))
        self.clearSelection()
        self.verticalScrollBar().setValue(place[1])

    def chosen_text(self) -> str:
        """The chosen lines as text, or the current one where none is chosen."""
        rows = sorted(index.row() for index in self.selectedIndexes()) or [max(0, self.currentIndex().row())]
        return "\n".join(self.lines.lines[row].spoken for row in rows if row < len(self.lines.lines))

    def _link_at(self, point: QPoint) -> str:
        index = self.indexAt(point)
        return self.lines.lines[index.row()].link if index.isValid() else ""

    def _on_entered(self, index: QModelIndex) -> None:
        hand = bool(self.lines.lines[index.row()].link)
        shape = Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.button() == Qt.MouseButton.LeftButton and plain and len(self.selectedIndexes()) <= 1:
            link = self._link_at(event.position().toPoint())
            if link:
                self.followed.emit(link)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.chosen_text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            row = self.currentIndex().row()
            if 0 <= row < len(self.lines.lines) and self.lines.lines[row].link:
                self.followed.emit(self.lines.lines[row].link)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
