"""Agree or refuse with one tap; a reason may follow in place. Stored apart from the suggestion."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Decision, Verdict, verdict
from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button

HIGH = 32  # pixels: a button that a finger or a tired hand meets


class DecisionButtons(QWidget):
    """Agree and refuse for one suggestion, in words; the same again takes it back."""

    decided = Signal(object)  # Entry

    def __init__(
        self,
        kind: str,
        parent: QWidget | None = None,
        *,
        agree: str = "",
        agreed: str = "",
        flow: bool = False,  # in a narrow column, below each other where a longer language needs it
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._agree, self._agreed = (agree, agreed) if agree else (_("Accept"), _("Accepted"))
        self.ident, self._name = "", ""
        self.decision: Decision | None = None
        self.accept = button("", "choice")
        self.refuse = button("", "choice")
        row = FlowLayout(self, gap=8) if flow else QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for made in (self.accept, self.refuse):
            speak_as(made, Role.Button)
            made.setCheckable(True)
            made.setMinimumHeight(HIGH)
            row.addWidget(made)
        self.reason = SavedLine(_("Reason for refusing, if you like"), _("Why not? (optional)"))
        self.reason.hide()
        self.accept.clicked.connect(self._on_accept)
        self.refuse.clicked.connect(self._on_refuse)
        self.reason.written.connect(self._on_reason)

    def show_decision(self, ident: str, name: str, decision: Decision | None, reason: str = "") -> None:
        """Draw what was decided about this suggestion."""
        self.ident, self._name, self.decision = ident, name, decision
        agreed = decision in (Decision.ACCEPTED, Decision.CONFIRMED, Decision.ADDED)
        self._draw(self.accept, agreed, self._agree, self._agreed, "check")
        self._draw(self.refuse, decision is Decision.REFUSED, _("Refuse"), _("Refused"), "cross")
        self.reason.setVisible(decision is Decision.REFUSED)
        self.reason.setAccessibleName(_("Why {name} is refused, optional").format(name=name))
        self.reason.show_text(reason)

    def _draw(self, made: QPushButton, chosen: bool, words: str, done: str, sign: str) -> None:
        """What it does, or what was done; the width keeps to the longer of the two."""
        made.setChecked(chosen)
        made.setText(done if chosen else words)
        state = _("{words}: {name}, chosen; again takes it back") if chosen else _("{words}: {name}")
        made.setAccessibleName(state.format(words=words, name=self._name))
        made.setToolTip(_("{words} (again: take it back)").format(words=words))
        metrics = QFontMetrics(theme.Type.font("text", QFont.Weight.DemiBold))
        wide = max(metrics.horizontalAdvance(w) for w in (words, done))
        made.setMinimumWidth(wide + 54)
        token = "accent" if chosen else "muted"
        if (made.property("icon_name"), made.property("icon_token")) != (sign, token):
            icons.put(made, sign, token, 14)

    def _on_accept(self) -> None:
        self._decide(Decision.ACCEPTED)

    def _on_refuse(self) -> None:
        self._decide(Decision.REFUSED)

    def _decide(self, decision: Decision) -> None:
        own = decision is Decision.ACCEPTED and self.decision is Decision.ADDED
        if decision is self.decision or own:
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
    row.setSpacing(12)
    row.addLayout(texts, 1)
    row.addWidget(decision, 0, Qt.AlignmentFlag.AlignTop)
    whole = QVBoxLayout()
    whole.setSpacing(6)
    whole.addLayout(row)
    whole.addWidget(decision.reason)
    return whole
