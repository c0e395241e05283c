"""The card of published criteria and scores: a line each, opened for what is met and what is missing."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.layout import button, card, label
from mwdesk.workflow.criteria import CriterionRow

_ITEMS = 6  # of one kind in a row; more are counted


class CriteriaCard(QFrame):
    """Closed, it says how many are met; opened, every criterion with its items."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened = False
        self._rows: tuple[CriterionRow, ...] = ()
        frame, inside = card()
        self.title = label(_("Criteria and scores"), "title")
        self.summary = label("", "note", wrap=True)
        self.toggle = button("", "link")
        self.body = QWidget()
        self._column = QVBoxLayout(self.body)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(10)
        self.rows: list[CriterionLines] = []
        for part in (self.title, self.summary, self.body, self.toggle):
            inside.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self.toggle.clicked.connect(self._on_toggled)

    def show_rows(self, rows: tuple[CriterionRow, ...]) -> None:
        """Rows are kept and take other words; without any, the card is not there."""
        self._rows = rows
        self.setVisible(bool(rows))
        met = [f"{row.name}: {_head(row)}" for row in rows if row.state.value == "met"]
        rest = len(rows) - len(met)
        more = len(met) - 3
        told = met[:3]
        told += (
            [_n("{count} more is met", "{count} more are met", more).format(count=more)] if more > 0 else []
        )
        told += [_("{count} open or not met").format(count=rest)] if rest else []
        self.summary.setText(". ".join(told) + ("." if told else ""))
        self._draw()

    def _draw(self) -> None:
        self.body.setVisible(self._opened)
        self.summary.setVisible(not self._opened)
        self.toggle.setText(_("Close") if self._opened else _("Show {count}").format(count=len(self._rows)))
        self.toggle.setAccessibleName(
            _("Criteria and scores: {action}").format(action=self.toggle.text().lower())
        )
        if not self._opened:
            return
        while len(self.rows) < len(self._rows):
            made = CriterionLines()
            self.rows.append(made)
            self._column.addWidget(made)
        for at, made in enumerate(self.rows):
            made.setVisible(at < len(self._rows))
            if at < len(self._rows):
                made.show_row(self._rows[at])

    def _on_toggled(self) -> None:
        self._opened = not self._opened
        self._draw()


class CriterionLines(QWidget):
    """One criterion: its verdict, then what is met, missing and not met."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = label("", "strong", wrap=True)
        self.items = label("", wrap=True)
        self.note = label("", "note", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.head, self.items, self.note):
            column.addWidget(part)

    def show_row(self, row: CriterionRow) -> None:
        self.head.setText(f"{row.name}: {_head(row)}")
        lines = [
            f"{name}: {_listed(items)}"
            for name, items in ((_("Met"), row.met), (_("Missing"), row.missing), (_("Not met"), row.not_met))
            if items
        ]
        self.items.setText("\n".join(lines))
        self.items.setVisible(bool(lines))
        self.note.setText(f"{row.says} {row.source}.".strip())


def _head(row: CriterionRow) -> str:
    parts = (row.word, row.meaning, row.proviso if row.state.value == "met" else "")
    return ", ".join(part for part in parts if part)


def _listed(items: tuple[str, ...]) -> str:
    more = [_("and {count} more").format(count=len(items) - _ITEMS)] if len(items) > _ITEMS else []
    return "; ".join((*items[:_ITEMS], *more))
