"""The Tab key goes through the window region by region, as the eye does, whenever a widget was made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(root: QWidget) -> list[QWidget]:
    """Every widget that the Tab key may stop at now, in Qt's own order."""
    out, widget = [], root.nextInFocusChain()
    while widget is not None and widget is not root:
        if _may_stop(widget):
            out.append(widget)
        widget = widget.nextInFocusChain()
    return out


def _may_stop(widget: QWidget) -> bool:
    wants = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return wants and widget.isEnabled() and widget.isVisible()


def ordered(found: Sequence[QWidget], regions: Sequence[QWidget]) -> list[QWidget]:
    """The stops by region; what lies in none of them comes last."""
    within: list[list[QWidget]] = [[] for _region in (*regions, None)]
    for widget in found:
        at = next((i for i, r in enumerate(regions) if r is widget or r.isAncestorOf(widget)), len(regions))
        within[at].append(widget)
    return [widget for part in within for widget in part]


def move(root: QWidget, regions: Sequence[QWidget], *, forward: bool) -> bool:
    """Put the focus on the following or preceding stop; False where there is none."""
    here = root.window().focusWidget()
    chain = ordered(stops(root.window()), regions)
    if not chain:
        return False
    if here in chain:
        at = chain.index(here) + (1 if forward else -1)
    else:  # a heading, or nothing: from the beginning of the region that holds it
        region = next((r for r in regions if here is not None and (r is here or r.isAncestorOf(here))), None)
        inside = [i for i, w in enumerate(chain) if region is not None and region.isAncestorOf(w)]
        at = (inside[0] if forward else inside[0] - 1) if inside else (0 if forward else -1)
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    chain[at % len(chain)].setFocus(reason)
    return True
