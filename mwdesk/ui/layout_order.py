"""The Tab key goes as the eye does: the stops of a page in the order of its layouts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Every widget below that the Tab key may stop at, hidden ones too, top to bottom and left to right."""
    layout = widget.layout()
    met: set[QWidget] = set()
    for child in _of(layout) if layout is not None else ():
        met.add(child)
        yield from _from(child)
    for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if (
            child not in met and layout is None and not child.isWindow()
        ):  # placed by hand: in the order in which they were made
            yield from _from(child)


def _from(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    yield from stops(widget)


def _of(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        inner = item.layout() if item is not None else None
        made = item.widget() if item is not None else None
        if inner is not None:
            yield from _of(inner)
        elif made is not None:
            yield made


class Chain:
    """Keeps the stops of one page in their order; works only where something was made or moved."""

    def __init__(self) -> None:
        self._known: tuple[QWidget, ...] = ()

    def follow(self, root: QWidget) -> None:
        """Put the stops below this widget in order."""
        found = tuple(stops(root))
        if found != self._known:
            self._known = found
            for before, after in pairwise(found):
                QWidget.setTabOrder(before, after)
