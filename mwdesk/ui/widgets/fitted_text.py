"""Text that keeps to its lines: cut with an ellipsis between words, never through the middle of a line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mwdesk.workflow.words import short

_DOT = " · "


class OneLineNote(QLabel):
    """A quiet note on one line, at the right of a heading or on its own; what is cut is in its tooltip."""

    def __init__(self, role: str = "note", parent: QWidget | None = None, *, left: bool = False) -> None:
        super().__init__(parent)
        self.full = ""
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
        self.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Take a text of any length."""
        self.full = text
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def _fit(self) -> None:
        edges = self.contentsMargins()
        room = max(40, self.width() - edges.left() - edges.right())
        shown = self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, room)
        self.setText(shown)
        self.setToolTip(self.full if shown != self.full else "")
        self.setAccessibleName(self.full)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def one_line(metrics: QFontMetrics, text: str, width: int) -> str:
    """The text on one line: whole, else without what stands in parentheses, else with an ellipsis."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    return metrics.elidedText(short(text), Qt.TextElideMode.ElideRight, width)


def parts_line(metrics: QFontMetrics, parts: tuple[str, ...], width: int) -> str:
    """Parts between middle dots on one line; each long one is cut alike, so that none pushes out the next."""
    line = _DOT.join(parts)
    if metrics.horizontalAdvance(line) <= width or not parts:
        return line
    room = width - metrics.horizontalAdvance(_DOT) * (len(parts) - 1)
    left, share = len(parts), {}
    for part in sorted(parts, key=metrics.horizontalAdvance):
        share[part] = min(metrics.horizontalAdvance(part), room // left)
        room, left = room - share[part], left - 1
    return _DOT.join(metrics.elidedText(p, Qt.TextElideMode.ElideRight, share[p] + 1) for p in parts)


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
