"""One calm line in the bar at the foot: what went wrong and what to do, or what was just done."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import announce, icons
from mwdesk.ui.focus_back import FocusBack
from mwdesk.ui.widgets.layout import button, set_property

NEWS_LASTS = 12_000  # milliseconds; a problem stays until it is dismissed or its patient is left
_DIGITS = re.compile(r"\d+")


class MessageBar(QFrame):
    """Hidden until there is something to say; lies over the foot and moves nothing; never takes the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "problem")
        self.setAccessibleName(_("Message"))
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.dismiss = button("", "icon", name=_("Dismiss message"))
        self.dismiss.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus where it was
        icons.put(self.dismiss, "cross", "ink", 16)
        self._room: tuple[QWidget, int] | None = None
        self._back = FocusBack(self.dismiss)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(NEWS_LASTS)
        self._gone.timeout.connect(self.leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 8, 4)
        row.addWidget(self.text, 1)
        row.addWidget(self.dismiss)
        self.dismiss.clicked.connect(self.leave)
        self.hide()

    @property
    def is_news(self) -> bool:
        """Whether it tells what was done; else what went wrong."""
        return bool(self.property("surface") == "news")

    def say(self, text: str, *, problem: bool = True) -> None:
        """Show a sentence; a problem is told on the urgent ground, news on the accent's and for a while."""
        repeated = not self.isHidden() and _same(text, self.text.text())
        set_property(self, "surface", "problem" if problem else "news")
        self.text.setText(text)
        self.setAccessibleDescription(text)
        self.show()
        self.place()
        self._gone.stop() if problem else self._gone.start()
        if not repeated:
            announce.say(self, text, urgent=problem)

    def leave(self) -> None:
        """Go; who was on the button is put back where they worked."""
        self._gone.stop()
        if self.dismiss.hasFocus():
            self._back.give()
        self.hide()

    def leave_news(self) -> None:
        """Take away what was only news."""
        if self.is_news:
            self.leave()

    def lie_over(self, bar: QWidget, right: int) -> None:
        """Lie over a bar, `right` pixels short of its end; grow upwards where the words need it."""
        self._room = (bar, right)
        self.place()

    def place(self) -> None:
        """Take the place over the bar anew."""
        if self._room is None or self.isHidden():
            return
        bar, right = self._room
        above = self.parentWidget()
        if above is None:
            return
        corner = bar.mapTo(above, bar.rect().topLeft())
        width = max(240, bar.width() - right)
        layout = self.layout()
        needed = layout.heightForWidth(width) if layout is not None else 0
        height = max(bar.height(), needed)
        self.setGeometry(corner.x(), corner.y() + bar.height() - height, width, height)
        self.raise_()


def _same(one: str, other: str) -> bool:
    """Whether two sentences differ at most in a number, as a count of seconds does."""
    return _DIGITS.sub("0", one) == _DIGITS.sub("0", other)
