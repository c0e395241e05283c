"""Find anything by name: a field in the top bar and a list below it that never takes the focus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import announce, icons, theme
from mwdesk.ui.focus_back import FocusBack
from mwdesk.ui.widgets.layout import label
from mwdesk.workflow.search import Hit

KINDS = {
    "finding": (N_("Finding"), "history"),
    "drug": (N_("Medicine"), "medicine"),
    "condition": (N_("Cause"), "assessment"),
    "test": (N_("Test"), "results"),
    "muscle": (N_("Movement"), "examination"),
    "analyte": (N_("Laboratory value"), "results"),
    "alert": (N_("Warning"), "alert"),
    "reflex": (N_("Reflex"), "examination"),
    "sensory": (N_("Sensory point"), "examination"),
    "localisation": (N_("Place of a lesion"), "examination"),
    "criterion": (N_("Criteria"), "assessment"),
    "scale": (N_("Scale"), "info"),
    "edx": (N_("EMG protocol"), "results"),
    "nerve_study": (N_("Nerve study"), "results"),
    "biopsy": (N_("Biopsy guide"), "results"),
    "imaging": (N_("Imaging guide"), "results"),
    "treatment": (N_("Care"), "info"),
    "advice": (N_("Advice"), "info"),
}
HIT = Qt.ItemDataRole.UserRole + 1
_REASON = Qt.FocusReason
_PAGE = 40  # pixels at the end of a row that open its page
_Index = QModelIndex | QPersistentModelIndex


def kind_of(hit: Hit) -> tuple[str, str]:
    """Of what kind a hit is, as a word, and its icon."""
    words, icon = KINDS.get(hit.kind, (hit.kind, "search"))
    if hit.section.startswith("exam."):
        words, icon = N_("Sign, examination"), "examination"
    return _(words), icon


class HitModel(QAbstractListModel):
    """The hits of the last search."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[Hit, ...] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self.hits[index.row()]
        if role == HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{kind_of(hit)[0]}: {hit.label}"
        return None


class HitDelegate(QStyledItemDelegate):
    """Icon, name, which name matched, and of what kind it is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(200, round(38 * theme.Type.scale))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        hit, palette = index.data(HIT), theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect.adjusted(6, 1, -6, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("accent_soft"))
            painter.drawRoundedRect(box, 8, 8)
        kind, icon = kind_of(hit)
        sign = theme.px(17)
        icons.paint(painter, icon, QRectF(box.left() + 8, box.center().y() - sign / 2, sign, sign))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        kind_width = painter.fontMetrics().horizontalAdvance(kind)
        painter.drawText(box.adjusted(0, 0, -_PAGE, 0), middle | int(Qt.AlignmentFlag.AlignRight), kind)
        place = QRectF(box.right() - _PAGE + 12, box.center().y() - sign / 2, sign, sign)
        icons.paint(painter, "knowledge", place, "accent")
        text = box.adjusted(19 + sign, 0, -kind_width - _PAGE - 12, 0)
        painter.setFont(theme.Type.font("text"))
        painter.setPen(palette.color("ink"))
        name = painter.fontMetrics().elidedText(hit.label, Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, middle, name)
        taken = painter.fontMetrics().horizontalAdvance(name) + 10
        if hit.detail.casefold() not in (hit.label.casefold(), hit.kind) and text.width() - taken > 60:
            painter.setFont(theme.Type.note())
            painter.setPen(palette.color("muted"))
            rest = text.adjusted(taken, 0, 0, 0)
            detail = hit.detail if "." not in hit.detail.split(" ")[0] else ""
            painter.drawText(
                rest,
                middle,
                painter.fontMetrics().elidedText(detail, Qt.TextElideMode.ElideRight, rest.width()),
            )
        painter.restore()


class HitList(QListView):
    """The book at the end of a row opens the page about it; anywhere else goes there."""

    page_asked = Signal(int)  # row

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position().toPoint()
        index = self.indexAt(point)
        if index.isValid() and point.x() > self.viewport().width() - _PAGE:
            self.page_asked.emit(index.row())
        else:
            super().mouseReleaseEvent(event)


class SearchBox(QLineEdit):
    """Type, arrows choose, Enter goes there or adds a medicine, Shift+Enter reads, Ctrl+Enter marks."""

    chosen = Signal(object, bool)  # Hit, at once
    page_asked = Signal(str)  # "kind:id" of the page to read
    left = Signal()  # with the focus, and whose it was before is gone

    def __init__(
        self,
        find: Callable[[str], Sequence[Hit]],
        recording: Callable[[], bool] = lambda: True,  # whether a patient is in front, to record for
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._find = find
        self._recording = recording
        self._back = FocusBack(self)
        self.setPlaceholderText(_("Find a finding, drug or disease"))
        self.setAccessibleName(_("Find a finding, drug, test or disease, Control K"))
        self.setFixedWidth(round(290 * theme.Type.scale))
        self._icon = QAction(icons.icon("search"), _("Search"), self)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self.key = label("Ctrl K", "key")
        self.key.setParent(self)
        self.popup = QFrame()
        self.popup.setProperty("surface", "card")
        self.popup.hide()
        self.model = HitModel(self)
        self.list = HitList()
        self._empty = label("", "note", wrap=True)
        self._hint = label("", "small")
        self._lay_out()
        self.textEdited.connect(self._on_edited)
        self.list.clicked.connect(self._on_clicked)
        self.list.page_asked.connect(self._take_page)

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(HitDelegate(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(_("What was found"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self.popup)
        column.setContentsMargins(2, 6, 2, 8)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        self._empty.setContentsMargins(14, 8, 14, 8)
        column.addWidget(self._empty)
        self._hint.setContentsMargins(14, 2, 14, 0)
        column.addWidget(self._hint)

    def retint(self) -> None:
        """The palette changed."""
        self._icon.setIcon(icons.icon("search"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        size = self.key.sizeHint()
        self.setTextMargins(0, 0, size.width() + 12, 0)
        self.key.setGeometry(
            self.width() - size.width() - 10,
            (self.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )

    def _on_edited(self, text: str) -> None:
        self.key.setVisible(not text)
        if not text.strip():
            self.popup.hide()
            return
        self.model.show_hits(self._find(text))
        found = self.model.rowCount()
        self.list.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.setText(
            _(
                "Nothing is called “{text}” here. Try another word, or write it as a note under History."
            ).format(text=text.strip())
        )
        sure = bool(found) and self.model.hits[0].sure
        self.list.setCurrentIndex(self.model.index(0) if sure else QModelIndex())
        self._show_hint()
        self._place()
        self._say(found, sure)

    def _show_hint(self) -> None:
        """What Enter does with the row that is chosen: a medicine is added, anything else is gone to."""
        row = self.list.currentIndex().row()
        if not 0 <= row < self.model.rowCount():
            self._hint.setText(_("None fits every word, or several do: ↓ chooses one"))
        elif self._recording() and self.model.hits[row].kind == "drug":
            self._hint.setText(_("Enter adds it to the medicines · Shift+Enter opens its page"))
        elif self._recording() and self.model.hits[row].kind == "finding":
            told = _("Enter goes there · Shift+Enter opens its page · Ctrl+Enter marks a finding as present")
            self._hint.setText(told)
        else:
            self._hint.setText(_("Enter goes there · Shift+Enter opens its page"))

    def _say(self, found: int, sure: bool) -> None:
        """Tell who cannot see the list what is in it."""
        if not found:
            announce.say(self, self._empty.text())
            return
        first = self.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
        many = _n("{count} found.", "{count} found.", found).format(count=found)
        told = _("First: {hit}") if sure else _("None is chosen. Down: {hit}")
        announce.say(self, f"{many} {told.format(hit=first)}")

    def _place(self) -> None:
        window = self.window()
        if self.popup.parentWidget() is not window:
            self.popup.setParent(window)
        width = min(560, window.width() - 24)
        rows = self.model.rowCount()
        height = min(window.height() - 100, rows * round(38 * theme.Type.scale) + 48) if rows else 96
        corner = self.mapTo(window, QPoint(self.width() - width, self.height() + 6))
        self.popup.setGeometry(max(12, corner.x()), corner.y(), width, height)
        self.popup.show()
        self.popup.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.list.currentIndex().row()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.model.rowCount():
            step = 1 if key is Qt.Key.Key_Down else -1
            start = row if row >= 0 or step > 0 else 0
            index = self.model.index((start + step) % self.model.rowCount())
            self.list.setCurrentIndex(index)
            self._show_hint()
            announce.say(self, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.popup.isVisible() and 0 <= row < self.model.rowCount():
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self._take_page(row)
                else:
                    self._take(row, bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key is Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._take(index.row(), False)

    def _take(self, row: int, at_once: bool) -> None:
        hit = self.model.hits[row]
        self.leave()
        self.chosen.emit(hit, at_once)

    def _take_page(self, row: int) -> None:
        hit = self.model.hits[row]
        self.leave()
        self.page_asked.emit(f"{hit.kind}:{hit.id}")

    def begin(self) -> None:
        """Take the focus for a word."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def leave(self) -> None:
        """Empty the field, close the list, and give the focus back."""
        held = self.hasFocus()
        self._empty_out()
        if held and not self._back.give():
            self.left.emit()

    def _empty_out(self) -> None:
        self.clear()
        self.key.show()
        self.popup.hide()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.key.setVisible(not self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaving = event.reason() not in (_REASON.PopupFocusReason, _REASON.ActiveWindowFocusReason)
        if leaving and not self.popup.underMouse():  # half a word must not stand over the next patient
            self._empty_out()
