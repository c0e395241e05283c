"""Light or dark and the size of text, for a page that is shown before the records are open."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.text_size import TEXT_SIZES, size_words
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.layout import button, label


class ReadingSwitch(QWidget):
    """A box and a button; both act at once."""

    changed = Signal(str, str)  # "theme" or "text_size", and its value

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.size_box = ChoiceBox()
        self.size_box.setAccessibleName(_("Text size"))
        for size in TEXT_SIZES:
            self.size_box.addItem(size_words(size), size)
        self.look = button("", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.XL, theme.M, theme.XL, theme.M)
        row.setSpacing(theme.M)
        row.addStretch(1)
        words = label(_("Text size"), "muted")
        words.setBuddy(self.size_box)
        for part in (words, self.size_box, self.look):
            row.addWidget(part)
        self.size_box.activated.connect(self._on_size)
        self.look.clicked.connect(self._on_look)
        self.show_reading()

    def show_reading(self) -> None:
        """Show what is in force; the button offers the other look."""
        self.size_box.setCurrentIndex(max(0, self.size_box.findData(str(theme.Type.scale))))
        dark = theme.current().name == "dark"
        self.look.setText(_("Light") if dark else _("Dark"))
        self.look.setAccessibleName(_("Light colours") if dark else _("Dark colours"))
        icons.put(self.look, "sun" if dark else "moon", "muted", 16)

    def _on_size(self) -> None:
        self._take("text_size", str(self.size_box.currentData()))

    def _on_look(self) -> None:
        self._take("theme", "light" if theme.current().name == "dark" else "dark")

    def _take(self, name: str, value: str) -> None:
        read_with({name: value})
        self.show_reading()
        self.changed.emit(name, value)


def read_with(reading: dict[str, str]) -> None:
    """Put a look and a size in force for the whole application; what is not named stays."""
    app = QApplication.instance()
    size, look = reading.get("text_size", ""), reading.get("theme", "")
    if not isinstance(app, QApplication):
        return
    before = theme.Type.scale
    theme.Type.scale = float(size) if size in TEXT_SIZES else before
    name = look if look in theme.PALETTES else theme.current().name
    if (name, theme.Type.scale) != (theme.current().name, before):
        theme.apply(app, name)
