"""One level of the neuraxis: why the lesion may lie there, which causes do, and what would change it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.ui.widgets.reason_rows import ReasonRows, headed
from mwdesk.ui.widgets.turning_lines import TurningLines
from mwdesk.workflow import SiteRow
from mwdesk.workflow.reasons import Reason

_CAUSES = 3


class PlaceCard(QFrame):
    """What stands beside the picture for the level that was chosen there."""

    cause_asked = Signal(str)  # condition id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.site = ""
        self.title = label("", "title", wrap=True)
        self.share = label("", "note", wrap=True)
        self.reasons = ReasonRows(_("What places it here"), _("nothing so far"), filled=True)
        self.against = ReasonRows(_("Against this place"), _("nothing so far"), filled=False)
        self.causes = [button("", "link", name=_("Cause at this place")) for _at in range(_CAUSES)]
        self.turning = TurningLines()
        self._ids: tuple[str, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.share)
        column.addSpacing(8)
        headed(column, _("What places it here"), self.reasons)
        self._against = headed(column, _("Against this place"), self.against)
        links = QWidget()
        inside = QVBoxLayout(links)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        for link in self.causes:
            inside.addLayout(link_row(link))
            link.clicked.connect(self._on_clicked)
        self._here = headed(column, _("Causes at this place"), links)
        column.addWidget(self.turning)
        column.addStretch(1)

    def show_place(
        self, row: SiteRow, reasons: tuple[Reason, ...], causes: tuple[tuple[str, str, str], ...]
    ) -> None:
        """Take a level, its reasons, and its causes as id, name and number."""
        self.site = row.id
        self.title.setText(row.name)
        told = _("About {percent} in 100 on what is known so far, estimated.")
        self.share.setText(told.format(percent=row.percent) if row.percent else _("Too little is known yet."))
        self.reasons.show_reasons(tuple(r for r in reasons if r.weight > 0))
        against = tuple(r for r in reasons if r.weight < 0)
        self.against.show_reasons(against)
        self._against.setVisible(bool(against))
        shown = causes[:_CAUSES]
        self._ids = tuple(ident for ident, _name, _share in shown)
        for at, link in enumerate(self.causes):
            link.setVisible(at < len(shown))
            if at < len(shown):
                link.setText(f"{shown[at][1]} · {shown[at][2]}")
                link.setAccessibleName(
                    _("{name}, {percent} in 100").format(name=shown[at][1], percent=shown[at][2])
                )
        self._here.setVisible(bool(shown))

    def _on_clicked(self) -> None:
        at = next(i for i, link in enumerate(self.causes) if link is self.sender())
        self.cause_asked.emit(self._ids[at])
