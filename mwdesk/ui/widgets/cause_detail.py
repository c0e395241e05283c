"""One cause on the Assessment page: how likely, why, what would change it, and the clinician's verdict."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision, Verdict, verdict
from mwdesk.domain.translation import _
from mwdesk.ui.widgets.bars import CauseButton
from mwdesk.ui.widgets.decision import DecisionButtons, beside
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.ui.widgets.reason_rows import ReasonRows, headed
from mwdesk.ui.widgets.turning_lines import TurningLines
from mwdesk.workflow import CauseRow
from mwdesk.workflow.reasons import CauseDetail as Reasons
from mwdesk.workflow.words import band_word


class CauseDetail(QFrame):
    """One cause; opened, it says what speaks for and against it, what is missing and what was not asked."""

    decided = Signal(object)
    toggled = Signal(str)  # condition id
    about_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row: CauseRow | None = None
        self.head = CauseButton()
        self.decision = DecisionButtons("condition", agree=_("Agree"), agreed=_("Agreed"))
        self.summary = label("", "note", wrap=True)
        none = _("nothing so far")
        self.for_ = ReasonRows(_("For"), none, filled=True)
        self.against = ReasonRows(_("Against"), none, filled=False)
        self.unexplained = ReasonRows(_("Not explained by it"), none, filled=False)
        self.absent = ReasonRows(_("Expected, and absent"), none, filled=False)
        self.not_asked = label("", wrap=True)
        self.confirm = button(_("This is confirmed"), "link")
        self.confirm.clicked.connect(self._on_confirm)
        self.how = SavedLine(_("How it was confirmed"), _("How? Test and date (optional)"))
        self.how.written.connect(self._on_how)
        self.turning = TurningLines()
        self.body = QWidget()
        self._lay_out()
        self.head.opened.connect(self.toggled)
        self.decision.decided.connect(self.decided)

    def _lay_out(self) -> None:
        grid = QHBoxLayout()
        grid.setSpacing(28)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._heads: dict[QWidget, QWidget] = {}
        for column, part, title in (
            (left, self.for_, _("For")),
            (left, self.unexplained, _("Not explained by it")),
            (right, self.against, _("Against")),
            (right, self.absent, _("Expected, and absent")),
            (right, self.not_asked, _("Not yet asked")),
        ):
            column.setSpacing(0)
            self._heads[part] = headed(column, title, part)
        for column in (left, right):
            column.addStretch(1)
            grid.addLayout(column, 1)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(12, 4, 12, 12)
        inside.setSpacing(10)
        inside.addWidget(self.summary)
        inside.addLayout(grid)
        inside.addWidget(self.turning)
        self.about = button(_("About this cause"), "link")
        self.about.clicked.connect(self._on_about)
        links = link_row(self.about)
        links.insertWidget(1, self.confirm)
        inside.addLayout(links)
        inside.addWidget(self.how)
        texts = QVBoxLayout()
        texts.addWidget(self.head)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(0)
        column.addLayout(beside(self.decision, texts))
        column.addWidget(self.body)
        self.body.hide()

    def show_cause(self, row: CauseRow, detail: Reasons | None, *, opened: bool, moved: int = 0) -> None:
        """Take a row of the ranking; `detail` with its reasons is needed only where it is opened."""
        self.row = row
        if self.head.expanded is not opened:
            self.head.expanded = opened
            self.head.updateGeometry()
        self.head.show_row(row, moved)
        self.head.update()
        state = _("opened") if opened else _("closed")
        share = _("{percent} in 100").format(percent=row.percent)
        self.head.setAccessibleName(f"{row.name}, {band_word(row.band)}, {share}, {state}")
        self.decision.show_decision(row.id, row.name, row.decision, row.reason)
        self.about.setAccessibleName(_("About {name}").format(name=row.name))
        self._show_confirmed(row)
        self.body.setVisible(opened and detail is not None)
        if not opened or detail is None:
            return
        about = _("About {percent} in 100 on what is known so far, estimated.").format(percent=row.percent)
        told = (about, f"{detail.site}." if detail.site else "", detail.summary)
        self.summary.setText(" ".join(part for part in told if part))
        self.for_.show_reasons(detail.for_)
        for part, reasons in (
            (self.against, detail.against),
            (self.unexplained, detail.unexplained),
            (self.absent, detail.expected_absent),
        ):
            part.show_reasons(reasons)
            self._heads[part].setVisible(bool(reasons))
        self.not_asked.setText("\n".join(f"–  {n.words}" for n in detail.not_asked))
        self._heads[self.not_asked].setVisible(bool(detail.not_asked))

    def _show_confirmed(self, row: CauseRow) -> None:
        confirmed = row.decision is Decision.CONFIRMED
        self.confirm.setText(_("Confirmed: take back") if confirmed else _("This is confirmed"))
        self.confirm.setAccessibleName(f"{self.confirm.text()}: {row.name}")
        self.how.setVisible(confirmed)
        self.how.setAccessibleName(_("How {name} was confirmed, optional").format(name=row.name))
        self.how.show_text(row.reason if confirmed else "")

    def _on_confirm(self) -> None:
        if self.row is not None:
            ident = self.row.id
            told = Verdict(kind="condition", id=ident, decision=Decision.CONFIRMED)
            back = self.row.decision is Decision.CONFIRMED
            self.decided.emit(verdict(None, kind="condition", ident=ident) if back else verdict(told))

    def _on_how(self, text: str) -> None:
        if self.row is not None and self.row.decision is Decision.CONFIRMED:
            told = Verdict(kind="condition", id=self.row.id, decision=Decision.CONFIRMED, reason=text.strip())
            self.decided.emit(verdict(told))

    def _on_about(self) -> None:
        if self.row is not None:
            self.about_asked.emit(f"condition:{self.row.id}")
