"""Care meanwhile: what to do, what to avoid and what to say, for the causes that are likely or agreed."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import button, card, label
from mwdesk.workflow.care import CareLine

_HEADS = {
    "meanwhile": N_("Meanwhile"),
    "avoid": N_("Avoid"),
    "care": N_("Usual care"),
    "advice": N_("To tell the patient"),
}
_CLOSED = 2  # lines of a kind before it is opened


class CareCard(QFrame):
    """Closed, the first lines of each kind; opened, all with what they rest on. Each leads to its page."""

    about_asked = Signal(str)  # "kind:id" of a page to read

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = False
        self._lines: tuple[CareLine, ...] = ()
        frame, inside = card()
        inside.addWidget(label(_("Care meanwhile"), "title"))
        inside.addWidget(
            label(_("For the causes that are likely or that you agreed to. No doses."), "note", wrap=True)
        )
        self.text = label("", wrap=True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.text.linkActivated.connect(self.about_asked)
        self.toggle = button("", "link")
        self.toggle.clicked.connect(self._on_toggled)
        inside.addWidget(self.text)
        inside.addWidget(self.toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)

    def show_lines(self, lines: tuple[CareLine, ...]) -> None:
        """Take the lines of a view; without any, the card is not there."""
        self._lines = lines
        self.setVisible(bool(lines))
        self._draw()

    def _draw(self) -> None:
        parts, hidden = [], 0
        for kind, head in _HEADS.items():
            own = [line for line in self._lines if line.kind == kind]
            shown = own if self._opened else own[:_CLOSED]
            hidden += len(own) - len(shown)
            if shown:
                parts.append(f"<b>{escape(_(head))}</b>" + "".join(self._line(line) for line in shown))
        self.text.setText("".join(parts))
        self.toggle.setVisible(self._opened or hidden > 0)
        self.toggle.setText(_("Show less") if self._opened else _("Show {count} more").format(count=hidden))
        self.toggle.setAccessibleName(_("Care meanwhile: {action}").format(action=self.toggle.text().lower()))

    def _line(self, line: CareLine) -> str:
        muted, accent = theme.current().muted, theme.current().accent
        aside = f"{line.note} " if line.note and self._opened else ""
        rests = f" · {line.basis}" if self._opened else ""
        name = line.of or _("what was found")
        link = (
            f'<a href="{escape(line.link)}" style="color:{accent}; text-decoration:none">{escape(name)}</a>'
        )
        return (
            f'<p style="margin:2px 0 6px 0">{escape(line.text)} '
            f'<span style="color:{muted}">{escape(aside)}</span>{link}'
            f'<span style="color:{muted}">{escape(rests)}</span></p>'
        )

    def _on_toggled(self) -> None:
        self._opened = not self._opened
        self._draw()
