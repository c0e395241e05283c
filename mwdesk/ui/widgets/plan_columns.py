"""The plan in columns: what to do here, to request and to refer for, each item accepted or refused."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.translation import _
from mwdesk.ui import icons
from mwdesk.ui.widgets.decision import DecisionButtons, beside
from mwdesk.ui.widgets.layout import button, card, label
from mwdesk.workflow import NextStep
from mwdesk.workflow.words import first_sentence, listed, sentence


class PlanItem(QWidget):
    """One thing to do or request, with why and what to mind."""

    decided = Signal(object)
    about_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: NextStep | None = None
        self.about = button("", "icon", name=_("About this test"))
        icons.put(self.about, "info", "accent", 16)
        self.about.setFixedSize(26, 26)
        self.about.setToolTip(_("About this test"))
        self.about.clicked.connect(self._on_about)
        self.name = label("", "strong", wrap=True)
        self.note = label("", "note", wrap=True)
        self.how = label("", wrap=True)
        self.caution = label("", "caution", wrap=True)
        self.decision = DecisionButtons("test")
        head = QVBoxLayout()
        head.setContentsMargins(0, 5, 0, 0)
        head.addWidget(self.name)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 6)
        column.setSpacing(2)
        column.addLayout(beside(self.decision, head))
        why = QHBoxLayout()
        why.setSpacing(4)
        why.addWidget(self.note, 1)
        why.addWidget(self.about, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(why)
        column.addWidget(self.how)
        column.addWidget(self.caution)
        self.decision.decided.connect(self.decided)

    def _on_about(self) -> None:
        if self.step is not None:
            self.about_asked.emit(f"{self.step.kind}:{self.step.id}")

    def show_step(self, step: NextStep, reason: str) -> None:
        self.step = step
        self.about.setVisible(step.kind == "test")
        self.about.setAccessibleName(_("About {name}").format(name=step.label))
        self.name.setText(step.label)
        why = step.why or step.note
        self.note.setText(sentence(first_sentence(why)[0]))  # the comparison of causes is in the tooltip
        state = (
            _("On the request: {state}").format(state=step.state[:1].lower() + step.state[1:])
            if step.state
            else ""
        )
        self.setToolTip(" ".join(sentence(part) for part in (why, state) if part))
        self.how.setText(sentence(step.how))
        self.how.setVisible(bool(step.how))
        told = [_("Early: {reason}").format(reason=sentence(step.early))] if step.early else []
        told += [_("Mind: {caution}").format(caution=sentence(c)) for c in step.cautions]
        self.caution.setText(" ".join(told))
        self.caution.setVisible(bool(told))
        is_test = step.kind == "test" and step.where != "not_yet"
        self.decision.setVisible(is_test)
        self.decision.show_decision(step.id, step.label, step.decision, reason)


class PlanColumn(QFrame):
    """Here, request, or refer for: a short list, more on demand elsewhere."""

    decided = Signal(object)
    about_asked = Signal(str)

    def __init__(self, title: str, none: str, limit: int = 5, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        frame, inside = card()
        self.items: list[PlanItem] = []
        self._inside = inside
        inside.setSpacing(0)
        inside.addWidget(label(title, "title"))
        self.none = label(none, "note", wrap=True)
        self.none.setContentsMargins(0, 6, 0, 0)
        inside.addWidget(self.none)
        self.rest = label("", "note", wrap=True)
        inside.addWidget(self.rest)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)

    def show_steps(self, steps: list[NextStep], encounter: Encounter) -> None:
        """Rows are kept and take other words."""
        shown = steps[: self._limit]
        while len(self.items) < len(shown):
            item = PlanItem()
            item.decided.connect(self.decided)
            item.about_asked.connect(self.about_asked)
            self._inside.insertWidget(1 + len(self.items), item)
            self.items.append(item)
        for at, item in enumerate(self.items):
            item.setVisible(at < len(shown))
            if at < len(shown):
                said = encounter.verdicts.get(("test", shown[at].id))
                item.show_step(shown[at], said.reason if said else "")
        self.none.setVisible(not shown)
        rest = steps[self._limit :]
        self.rest.setVisible(bool(rest))
        self.rest.setText(
            _("Then: {tests}.").format(tests=listed((s.label for s in rest), 6)) if rest else ""
        )
