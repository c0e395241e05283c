"""Hints that keep within their field: what does not fit is cut with an ellipsis and told in the tip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit

_EDGES = 24  # pixels that the border and the padding of a field take from its width


class _Fit(QObject):
    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field, self._full = field, field.placeholderText()
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.FontChange, QEvent.Type.Polish):
            self._fit()
        return False

    def _fit(self) -> None:
        field = self._field
        now = field.placeholderText()
        if not now.endswith("…") or not self._full.startswith(now[:-1]):
            self._full = now  # somebody gave it other words
        room = max(0, field.width() - _EDGES)
        shown = field.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        if shown != now:
            field.setPlaceholderText(shown)
        if shown != self._full:
            field.setToolTip(self._full)


def fit_hint(field: QLineEdit) -> None:
    """Let a field's hint follow its width."""
    _Fit(field)
