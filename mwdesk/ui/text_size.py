"""The reader's own size of type."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge

TEXT_SIZES = ("1.0", "1.15", "1.3", "1.5", "1.75", "2.0")


def size_words(size: str) -> str:
    """A size as one reads it: "150 %"."""
    return f"{round(float(size) * 100)}\u202f%"


def set_text_size(bridge: Bridge) -> None:
    """Put the reader's own text size in force before anything is measured."""
    kept = bridge.session.store.setting("text_size")
    scale = float(kept) if isinstance(kept, int | float | str) and str(kept) in TEXT_SIZES else 1.0
    app = QApplication.instance()
    if scale != theme.Type.scale and isinstance(app, QApplication):
        theme.Type.scale = scale
        theme.apply(app, theme.current().name)
