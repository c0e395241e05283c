"""How the lines of a page of the knowledge are drawn: words, a bar with its number, what it rests on."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mwdesk.ui import theme
from mwdesk.ui.widgets.page_lines import Line
from mwdesk.workflow.browse import percent

LINE = Qt.ItemDataRole.UserRole + 1
_Index = QModelIndex | QPersistentModelIndex
_WRAP = int(Qt.TextFlag.TextWordWrap)
_LINKS = ("group", "fact", "row")  # told by their ink; a row with a number by its ground and the pointer
_EDGE = 20  # pixels left and right of everything
_BAR = 54
_FIGURE = 50  # "99.5 %" in front of the bar
_ABOVE = {"head": 16, "section": 20, "group": 10, "fact": 4, "row": 3, "source": 4, "lead": 2, "review": 6}
_BELOW = {"head": 4, "section": 4, "group": 2, "fact": 4, "row": 3, "source": 4, "lead": 4, "review": 8}


def fonts(line: Line) -> tuple[QFont, QFont]:
    """The fonts of the words and of what stands with them."""
    note = theme.Type.note()
    if line.kind == "head":
        return theme.Type.page(), note
    if line.kind == "section":
        return theme.Type.title(), note
    if line.kind == "group":
        return theme.Type.font("note", QFont.Weight.DemiBold), note
    if line.kind == "review":
        return note, note
    if line.kind == "fact" and line.tone:
        return theme.Type.strong(), note
    return theme.Type.text(), note


class Boxes:
    """Where the parts of a line stand in a given width, from its own top left."""

    def __init__(self, line: Line, width: int) -> None:
        scale = theme.Type.scale
        words, note = (QFontMetrics(font) for font in fonts(line))
        inner = max(160, width - 2 * _EDGE)
        left, top = _EDGE, _ABOVE[line.kind]
        self.label = self.bar = self.basis = QRect()
        if line.kind == "head":
            self.label = QRect(left, top, inner, note.height())
            top += note.height() + 2
        room = inner
        if line.kind == "fact":
            taken = min(round(118 * scale), inner // 3)
            self.label = QRect(left, top, taken - 10, words.height())
            left, room = left + taken, inner - taken
        elif line.kind == "row":
            left, room = left + 14 * line.level, inner - 14 * line.level
        if line.number is not None:
            self.figure = QRect(left, top, round(_FIGURE * scale), words.height())
            self.bar = QRect(self.figure.right() + 8, top + words.height() // 2 - 2, _BAR, 5)
            taken = self.bar.right() + 12 - left
            left, room = left + taken, room - taken
        else:
            self.figure = QRect()
        if line.basis and line.kind != "fact":
            most = min(round(190 * scale), inner // 3)
            taken = min(most, note.horizontalAdvance(line.basis) + 4)
            self.basis = QRect(_EDGE + inner - taken, top, taken, words.height())
            room -= taken + 12
        text = line.text + (f" ({line.basis})" if line.kind == "fact" and line.basis else "")
        self.words_text = text
        high = words.boundingRect(QRect(0, 0, room, 9000), _WRAP, text).height()
        self.words = QRect(left, top, room, high)
        bottom = top + high
        self.note = QRect()
        if line.note:
            low = note.boundingRect(QRect(0, 0, room, 9000), _WRAP, line.note).height()
            self.note = QRect(left, bottom + 1, room, low)
            bottom += 1 + low
        self.height = bottom + _BELOW[line.kind]


class PageDelegate(QStyledItemDelegate):
    """Draws one line; measures are kept until the width or the page changes."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self._kept: dict[int, Boxes] = {}
        self._width = 0

    def forget(self) -> None:
        """Another page, or another size of text."""
        self._kept.clear()

    def boxes(self, index: _Index) -> Boxes:
        width = self._view.viewport().width()
        if width != self._width:
            self._kept.clear()
            self._width = width
        row = index.row()
        if row not in self._kept:
            self._kept[row] = Boxes(index.data(LINE), width)
        return self._kept[row]

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self._view.viewport().width() - 2, self.boxes(index).height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(LINE)
        box: QRect = option.rect
        boxes = self.boxes(index)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, option, line, box)
        painter.translate(box.topLeft())
        if line.kind == "section":
            edge = QRect(_EDGE, 6, box.width() - 2 * _EDGE, 1)
            painter.fillRect(edge, theme.current().color("line"))
        self._words(painter, option, line, boxes)
        if line.number is not None:
            self._number(painter, line, boxes)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, line: Line, box: QRect) -> None:
        palette, state = theme.current(), option.state
        inside = QRectF(box).adjusted(8, 0, -8, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if line.tone:
            painter.setBrush(palette.color(f"{line.tone}_ground"))
            painter.drawRoundedRect(inside.adjusted(0, 1, 0, -1), 8, 8)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(palette.color("accent_soft"))
            painter.drawRoundedRect(inside, 8, 8)
        elif line.link and state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(palette.color("hover"))
            painter.drawRoundedRect(inside, 8, 8)
        if state & QStyle.StateFlag.State_HasFocus and self._focused():
            if line.link:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(palette.color("accent"), 2))
                painter.drawRoundedRect(inside.adjusted(1, 1, -1, -1), 8, 8)
            else:  # nothing to open: where one reads is marked quietly
                painter.setBrush(palette.color("accent"))
                painter.drawRoundedRect(QRectF(box.left() + 8, box.top() + 4, 3, box.height() - 8), 1.5, 1.5)

    def _focused(self) -> bool:
        widget: QWidget = self._view
        return widget.hasFocus()

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, line: Line, boxes: Boxes) -> None:
        palette = theme.current()
        words, note = fonts(line)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ink = line.tone or ("muted" if line.kind in ("group", "review") else "ink")
        if line.link and (over or (line.number is None and line.kind in _LINKS)):
            ink = "accent"
        painter.setFont(words)
        painter.setPen(palette.color(ink))
        painter.drawText(boxes.words, _WRAP, boxes.words_text)
        painter.setFont(note)
        painter.setPen(palette.color("muted"))
        if line.note:
            painter.drawText(boxes.note, _WRAP, line.note)
        if not boxes.label.isNull():
            painter.drawText(boxes.label, int(Qt.AlignmentFlag.AlignVCenter), line.label)
        if not boxes.basis.isNull():
            painter.setPen(palette.color("muted" if line.basis in ("estimate", "recalled") else "accent"))
            room = boxes.basis.width()
            elided = painter.fontMetrics().elidedText(line.basis, Qt.TextElideMode.ElideRight, room)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(boxes.basis, int(side), elided)

    def _number(self, painter: QPainter, line: Line, boxes: Boxes) -> None:
        """The figure, and a bar: strong where somebody counted it, pale where it is an estimate."""
        palette, share = theme.current(), max(0.0, min(1.0, line.number or 0.0))
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("ink"))
        side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(boxes.figure, side, f"{percent(line.number or 0.0)} %")
        bar = QRectF(boxes.bar)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color("track"))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        if not share:
            return
        part = QRectF(bar.left(), bar.top(), max(2.0, bar.width() * share), bar.height())
        if line.basis == "estimate":
            painter.setBrush(palette.color("bar"))
        else:
            painter.setBrush(palette.color("accent"))
        painter.drawRoundedRect(part, 2.5, 2.5)
