"""What fits: the causes in their order, closed until somebody opens one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.cause_detail import CauseDetail
from mwdesk.ui.widgets.layout import button, label, line, link_row
from mwdesk.workflow import CauseRow, View
from mwdesk.workflow.reasons import cause_detail
from mwdesk.workflow.turning import Turning

FIRST = 5  # causes before "n more"


class CausesCard(QFrame):
    """A row for each cause; opened, its reasons. Rows are kept and take other words."""

    decided = Signal(object)  # Entry
    about_asked = Signal(str)
    asked_for = Signal(str, str)  # kind, id of what would change a cause
    toggled = Signal()

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._kb = kb
        self.causes: list[CauseDetail] = []
        self.opened: set[str] = set()
        self._all = False
        self._rules: list[QWidget] = []
        self.legend = label("", "note", wrap=True)
        self.sentence = label("", "muted", wrap=True)
        self.together = label("", "note", wrap=True)
        self.more = button("", "link")
        self._lay_out()
        self.more.clicked.connect(self._on_more)

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(16, 14, 16, 14)
        inside.setSpacing(8)
        inside.addWidget(label(_("What fits"), "title"))
        self.legend.setText(
            _("The bar is how likely it is on what is known so far. Open one for its reasons.")
        )
        inside.addWidget(self.legend)
        inside.addWidget(self.sentence)
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        inside.addLayout(self._column)
        inside.addWidget(self.together)
        inside.addLayout(link_row(self.more))

    def forget(self) -> None:
        """Another visit: nothing is opened."""
        self.opened, self._all = set(), False

    def _rows(self, view: View) -> tuple[CauseRow, ...]:
        every = (*view.panel.causes, *view.panel.more_causes)
        opened = [r for r in every[FIRST:] if r.id in self.opened]
        return every if self._all else (*every[:FIRST], *opened)

    def show_causes(
        self, view: View, moved: Mapping[str, int], turnings: Callable[[str], Sequence[Turning] | None]
    ) -> None:
        """Take the causes of a view; `turnings` gives what would change one, None while worked out."""
        rows = self._rows(view)
        while len(self.causes) < len(rows):
            self._make()
        for at, made in enumerate(self.causes):
            made.setVisible(at < len(rows))
            self._rules[at].setVisible(0 < at < len(rows))
            if at < len(rows):
                row = rows[at]
                opened = row.id in self.opened
                detail = cause_detail(self._kb, view.encounter, view.assessment, row.id) if opened else None
                made.show_cause(row, detail, opened=opened, moved=moved.get(row.id, 0))
                made.turning.show_turnings(turnings(row.id) if opened else ())
        hidden = len(view.panel.causes) + len(view.panel.more_causes) - len(rows)
        self.more.setVisible(hidden > 0 or self._all)
        more = _n("{count} more cause", "{count} more causes", hidden).format(count=hidden)
        self.more.setText(_("Show fewer") if self._all else more)
        self.more.setAccessibleName(self.more.text())
        self.legend.setVisible(bool(rows))
        self.sentence.setText(view.panel.sentence)
        self.sentence.setVisible(bool(view.panel.sentence))
        told = "\n".join(_("Two at once? {line}.").format(line=line) for line in view.panel.together)
        self.together.setText(told)
        self.together.setVisible(bool(told))

    def _make(self) -> None:
        made, rule = CauseDetail(), line()
        made.decided.connect(self.decided)
        made.toggled.connect(self._on_toggled)
        made.about_asked.connect(self.about_asked)
        made.turning.asked_for.connect(self.asked_for)
        self._rules.append(rule)
        self._column.addWidget(rule)
        self._column.addWidget(made)
        self.causes.append(made)

    def cause(self, ident: str) -> CauseDetail | None:
        """The row of a cause, where it has one."""
        return next((c for c in self.causes if c.row is not None and c.row.id == ident), None)

    def _on_toggled(self, ident: str) -> None:
        self.opened ^= {ident}
        self.toggled.emit()

    def _on_more(self) -> None:
        self._all = not self._all
        self.toggled.emit()
