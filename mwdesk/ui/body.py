"""The middle of the window: steps, page, reasoning; the reasoning folds where room is short."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QStyle, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.layout import line
from mwdesk.ui.widgets.reasoning_panel import WIDTH as PANEL_WIDTH
from mwdesk.ui.widgets.reasoning_panel import ReasoningPanel
from mwdesk.ui.widgets.sidebar import Sidebar
from mwdesk.workflow.words import urgency_word

# All in logical pixels, times the size of type. Below the first the panel folds; below the others the steps
# show their icons alone: beside the rail, beside the panel.
RAIL = 44
FOLD_BELOW = 1100
SLIM_BESIDE_RAIL, SLIM_BESIDE_PANEL = 820, 1060


class Rail(QAbstractButton):
    """The folded panel: a slim strip that still says whether something is urgent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._urgency, self._alerts = Urgency.ROUTINE, 0
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(_("Show or fold what mwdesk thinks (Ctrl+J)"))
        self.show_alarm(Urgency.ROUTINE, 0)

    def show_alarm(self, urgency: Urgency, alerts: int) -> None:
        self._urgency, self._alerts = urgency, alerts
        if alerts:
            said = _n(
                "Reasoning, {count} alert, {urgency}, Control J",
                "Reasoning, {count} alerts, {urgency}, Control J",
                alerts,
            )
            self.setAccessibleName(said.format(count=alerts, urgency=urgency_word(urgency).lower()))
        else:
            self.setAccessibleName(_("Reasoning, Control J"))
        self.update()

    def enterEvent(self, event: QEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), palette.color("hover" if self.underMouse() else "card"))
        if self.hasFocus():
            painter.setPen(QPen(palette.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 6, 6)
        middle = self.width() / 2
        px = theme.px
        wide, sign = self.width(), px(20)
        left, tint = middle - sign / 2, "accent" if self.isChecked() else "muted"
        icons.paint(painter, "panel", QRectF(left, 16, sign, sign), tint)
        if self._alerts:
            tone = {"emergency": "emergency", "urgent": "urgent"}.get(self._urgency.value, "muted")
            icons.paint(painter, "alert", QRectF(left, 16 + px(38), sign, sign), tone)
            painter.setFont(theme.Type.strong())
            painter.setPen(palette.color(tone))
            place = QRectF(0, 16 + px(60), wide, px(20))
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, str(self._alerts))
        painter.setFont(theme.Type.note())
        painter.setPen(palette.color("muted"))
        painter.translate(middle, self.height() / 2 + px(30))
        painter.rotate(90)
        words = _("Hide reasoning") if self.isChecked() else _("Show reasoning")
        painter.drawText(QRectF(-px(100), -px(10), px(200), px(20)), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


class Body(QWidget):
    """Places its three parts by hand, so that the folded panel can lie over the page without moving it."""

    narrowed = Signal(bool)  # whether the panel is folded for want of room

    def __init__(self, sidebar: Sidebar, page: QWidget, panel: ReasoningPanel) -> None:
        super().__init__()
        self._wanted = self._slim = self._narrow = False
        self.sidebar, self.page_area, self.panel = sidebar, page, panel
        self.rail = Rail(self)
        self.holder = QFrame(self)
        self.holder.setProperty("surface", "panel")
        inside = QVBoxLayout(self.holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(panel)
        self._lines = (line("v"), line("v"))
        for part in (sidebar, page, *self._lines):
            part.setParent(self)
        self.setMinimumHeight(320)
        self.rail.toggled.connect(self._place)

    @property
    def folded(self) -> bool:
        """Whether the panel is a rail: for want of room, or because the page needs it."""
        return self._slim or self.width() < theme.px(FOLD_BELOW)

    def show_panel(self, wanted: bool, *, slim: bool = False) -> None:
        """The panel is there at every step, slim beside a letter, and not on the list of patients."""
        if (wanted, slim) != (self._wanted, self._slim):
            self._wanted, self._slim = wanted, slim
            self.rail.setChecked(False)
        self._place()

    def show_alarm(self, urgency: Urgency, alerts: int) -> None:
        """Tell the rail of the warnings that stand; `urgency` and `alerts` count those set aside as well."""
        standing = self.panel.standing
        self.rail.show_alarm(standing[0].urgency if standing else Urgency.ROUTINE, len(standing))

    def toggle_panel(self) -> None:
        """Show or fold the panel where room is short."""
        if self.folded and self._wanted:
            self.rail.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _put(self, part: QWidget, left: int, wide: int) -> None:
        """Over the whole height, from the left; mirrored where one reads from right to left."""
        place = QRect(left, 0, wide, self.height())
        part.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _place(self) -> None:
        width = self.width()
        least = SLIM_BESIDE_RAIL if self.folded or not self._wanted else SLIM_BESIDE_PANEL
        self.sidebar.set_slim(width < theme.px(least))
        side = self.sidebar.width()
        self._put(self.sidebar, 0, side)
        self._put(self._lines[0], side, 1)
        left, folded = side + 1, self.folded
        rail, panel = theme.px(RAIL), theme.px(PANEL_WIDTH)
        right = width
        self.rail.setVisible(self._wanted and folded)
        narrow = self._wanted and folded and not self._slim
        if narrow != self._narrow:
            self._narrow = narrow
            self.narrowed.emit(narrow)
        self._lines[1].setVisible(self._wanted)
        if self._wanted:
            right = width - (rail if folded else panel)
            self._put(self.rail, right, rail)
        self.holder.setVisible(self._wanted and (not folded or self.rail.isChecked()))
        panel_left = right - panel if folded else right
        self._put(self.holder, panel_left, panel)
        self._put(self._lines[1], panel_left if folded and self.holder.isVisible() else right, 1)
        self._put(self.page_area, left, right - left)
        self.holder.raise_()
        self._lines[1].raise_()
