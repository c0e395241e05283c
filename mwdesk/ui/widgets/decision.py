"""Agree or refuse with one tap; a reason may follow. Stored apart from the suggestion."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision, Verdict, verdict
from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button


class DecisionButtons(QWidget):
    """Tick and cross for one suggestion; the same again takes it back."""

    decided = Signal(object)  # Entry

    def __init__(self, kind: str, parent: QWidget | None = None, *, agree: str = "") -> None:
        super().__init__(parent)
        self._kind, self._agree = kind, agree or _("Accept")
        self.ident, self._name = "", ""
        self.decision: Decision | None = None
        self.accept = button("", "icon")
        self.refuse = button("", "icon")
        icons.put(self.accept, "check", "muted", 16)
        icons.put(self.refuse, "cross", "muted", 16)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for made in (self.accept, self.refuse):
            made.setCheckable(True)
            made.setFixedSize(28, 28)
            row.addWidget(made)
        self.reason = SavedLine(_("Reason for refusing, if you like"), _("Why not? (optional)"))
        self.reason.hide()
        self.accept.clicked.connect(self._on_accept)
        self.refuse.clicked.connect(self._on_refuse)
        self.reason.written.connect(self._on_reason)

    def show_decision(self, ident: str, name: str, decision: Decision | None, reason: str = "") -> None:
        """Draw what was decided about this suggestion."""
        self.ident, self._name, self.decision = ident, name, decision
        for made, own, words in (
            (self.accept, Decision.ACCEPTED, self._agree),
            (self.refuse, Decision.REFUSED, _("Refuse")),
        ):
            confirmed = own is Decision.ACCEPTED and decision is Decision.CONFIRMED
            self._draw(made, confirmed or decision is own, words)
        self.reason.setVisible(decision is Decision.REFUSED)
        self.reason.setAccessibleName(_("Why {name} is refused, optional").format(name=name))
        self.reason.show_text(reason)

    def _draw(self, made: QPushButton, chosen: bool, words: str) -> None:
        made.setChecked(chosen)
        made.setAccessibleName(f"{words}: {self._name}")
        made.setToolTip(_("{words} (again: take it back)").format(words=words))
        token = "accent" if chosen else "muted"
        if made.property("icon_token") != token:
            icons.put(made, str(made.property("icon_name")), token, 16)

    def _on_accept(self) -> None:
        self._decide(Decision.ACCEPTED)

    def _on_refuse(self) -> None:
        self._decide(Decision.REFUSED)

    def _decide(self, decision: Decision) -> None:
        if decision is self.decision:
            self.decided.emit(verdict(None, kind=self._kind, ident=self.ident))
        else:
            self.decided.emit(verdict(Verdict(kind=self._kind, id=self.ident, decision=decision)))

    def _on_reason(self, text: str) -> None:
        if self.decision is Decision.REFUSED:
            told = Verdict(kind=self._kind, id=self.ident, decision=self.decision, reason=text.strip())
            self.decided.emit(verdict(told))


def beside(decision: DecisionButtons, texts: QVBoxLayout) -> QVBoxLayout:
    """Texts with the two buttons at their right, and the reason below when it is asked for."""
    row = QHBoxLayout()
    row.setSpacing(6)
    row.addLayout(texts, 1)
    row.addWidget(decision, 0, Qt.AlignmentFlag.AlignTop)
    whole = QVBoxLayout()
    whole.setSpacing(6)
    whole.addLayout(row)
    whole.addWidget(decision.reason)
    return whole
