"""The steps on the left: where one is, how much is done, by count."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.layout import line
from mwdesk.workflow import View
from mwdesk.workflow.steps import STEPS, TITLES

WIDTH = 196
SLIM = 58  # icons alone, where words would take the page its room


class SideItem(QAbstractButton):
    """One place to go: icon, title, quiet count."""

    def __init__(self, icon: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._note = ""
        self._here = False
        self.setText(title)
        self.setAccessibleName(title)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # painted by hand, from the left
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SLIM - 20), theme.px(36))

    def set_icon(self, name: str) -> None:
        self._icon = name
        self.update()

    def set_note(self, note: str) -> None:
        """The count beside the title."""
        if note != self._note:
            self._note = note
            self._say()
            self.update()

    def set_here(self, here: bool) -> None:
        """Whether this is where one is."""
        if here != self._here:
            self._here = here
            self._say()
            self.update()

    @property
    def is_here(self) -> bool:
        return self._here

    def _say(self) -> None:
        here = _("current page") if self._here else ""
        self.setAccessibleName(", ".join(part for part in (self.text(), self._note, here) if part))

    @property
    def _slim(self) -> bool:
        return self.width() < theme.px(90)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(self.accessibleName() if self._slim else "")
        return super().event(event)

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        here = self._here
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or (self.underMouse() and self.isEnabled()):
            painter.setBrush(palette.color("accent_soft" if here else "hover"))
            painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(box, 8, 8)
        ink = "accent" if here else "ink" if self.isEnabled() else "muted"
        if not self.isEnabled():
            painter.setOpacity(0.6)
        sign = theme.px(18)
        left = (self.width() - sign) / 2 if self._slim else 11
        place = QRectF(left, box.center().y() - sign / 2, sign, sign)
        icons.paint(painter, self._icon, place, ink if here else "muted")
        if self._slim:
            painter.end()
            return
        painter.setFont(theme.Type.font("text", QFont.Weight.DemiBold if here else QFont.Weight.Medium))
        painter.setPen(palette.color(ink))
        text = box.adjusted(20 + sign, 0, -10, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.text())
        painter.setFont(theme.Type.font("small"))
        painter.setPen(palette.color("accent" if here else "muted"))
        painter.drawText(text, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._note)
        painter.end()


class Sidebar(QFrame):
    """Patients, the six steps, and the look at the bottom."""

    chosen = Signal(str)  # "patients", a step, "knowledge" or "clinic"
    look_toggled = Signal()
    help_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.set_slim(False)
        self.items: dict[str, SideItem] = {"patients": SideItem("patients", _("Patients"), self)}
        for step in STEPS:
            self.items[step] = SideItem(step, _(TITLES[step]), self)
        self.items["knowledge"] = SideItem("knowledge", _("Knowledge"), self)
        self.items["clinic"] = SideItem("clinic", _("Clinic"), self)
        self.help = SideItem("keys", _("Shortcuts"), self)
        self.look = SideItem("moon", _("Dark"), self)
        self.help.set_note("F1")
        self._lay_out()
        self._connect()
        self.show_look()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 12, 10, 10)
        column.setSpacing(4)
        column.addWidget(self.items["patients"])
        column.addSpacing(4)
        column.addWidget(line())
        column.addSpacing(4)
        for step in STEPS:
            column.addWidget(self.items[step])
        column.addStretch(1)
        column.addWidget(self.items["knowledge"])
        column.addWidget(self.items["clinic"])
        column.addWidget(self.help)
        column.addWidget(self.look)

    def _connect(self) -> None:
        for item in self.items.values():
            item.clicked.connect(self._on_clicked)
        self.look.clicked.connect(self.look_toggled)
        self.help.clicked.connect(self.help_asked)

    def _on_clicked(self) -> None:
        self.chosen.emit(next(key for key, item in self.items.items() if item is self.sender()))

    def set_slim(self, slim: bool) -> None:
        """Icons alone, or icons with words and counts."""
        self.setFixedWidth(theme.px(SLIM if slim else WIDTH))

    def show_place(self, key: str) -> None:
        """Mark where one is: a place, or "keys"."""
        for name, item in self.items.items():
            item.set_here(name == key)
        self.help.set_here(key == "keys")

    def show_look(self) -> None:
        """Offer the look that is not in force."""
        dark = theme.current().name == "dark"
        self.look.setText(_("Light") if dark else _("Dark"))
        self.look.set_icon("sun" if dark else "moon")
        self.look.setAccessibleName(_("Light colours") if dark else _("Dark colours"))

    def render_view(self, view: View | None) -> None:
        """Counts of the open patient; without one only the list is open."""
        for step in STEPS:
            self.items[step].setEnabled(view is not None)
            self.items[step].set_note(step_words(step, *view.progress.get(step, (0, 0))) if view else "")


def step_words(step: str, done: int, total: int) -> str:
    """The count of a step in words: "19 of 25", "done", "4", or nothing."""
    if step == "results":
        return str(done) if done else ""
    if total and done >= total:
        return _("done")
    if step in ("assessment", "letter"):
        return ""
    return _("{done} of {total}").format(done=done, total=total) if total else ""
