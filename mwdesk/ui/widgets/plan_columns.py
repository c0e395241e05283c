"""The plan in columns: what to do here, to request and to refer for, each item accepted or refused."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.decision import DecisionButtons
from mwdesk.ui.widgets.layout import button, label, line
from mwdesk.ui.widgets.own_picks import OwnPicks
from mwdesk.workflow import NextStep, View
from mwdesk.workflow.search import find
from mwdesk.workflow.words import first_sentence, listed, sentence

_NARROW = 720  # pixels of the card below which the columns stand below each other


class PlanItem(QWidget):
    """One thing to do or request, with why and what to mind."""

    decided = Signal(object)
    about_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step: NextStep | None = None
        self.about = button("", "icon", name=_("About this test"))
        icons.put(self.about, "info", "accent", 16)
        self.about.setFixedSize(28, 28)
        self.about.setToolTip(_("About this test"))
        self.about.clicked.connect(self._on_about)
        self.name = label("", "strong", wrap=True)
        self.note = label("", "note", wrap=True)
        self.how = label("", wrap=True)
        self.caution = label("", "caution", wrap=True)
        self.decision = DecisionButtons("test", flow=True)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.name, 1)
        head.addWidget(self.about, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(2)
        column.addLayout(head)
        for part in (self.note, self.how, self.caution):
            column.addWidget(part)
        column.addSpacing(4)
        column.addWidget(self.decision)
        column.addWidget(self.decision.reason)
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


class PlanColumn(QWidget):
    """Here, request, or refer for: a short list, more on demand elsewhere."""

    decided = Signal(object)
    about_asked = Signal(str)

    def __init__(self, title: str, none: str, limit: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit = limit
        self.items: list[PlanItem] = []
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(0)
        self._inside.addWidget(label(title, "heading"))
        self.none = label(none, "note", wrap=True)
        self.none.setContentsMargins(0, 6, 0, 0)
        self._inside.addWidget(self.none)
        self.rest = label("", "note", wrap=True)
        self._inside.addWidget(self.rest)
        self._inside.addStretch(1)

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
        told = _("Then: {tests}.").format(tests=listed((s.label for s in rest), 3)) if rest else ""
        self.rest.setText(told)


class PlanCard(QFrame):
    """Three columns beside each other, what is better left for later, and tests of the clinician's own."""

    decided = Signal(object)  # Entry
    about_asked = Signal(str)

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.columns = {
            "here": PlanColumn(_("Do here"), _("Nothing more to do here for now.")),
            "request": PlanColumn(_("Request"), _("Nothing to request for now.")),
            "refer": PlanColumn(_("Refer for"), _("No test to refer for now.")),
        }
        self.not_yet = label("", wrap=True)
        self.own = OwnPicks(
            lambda text: find(kb, text, 8, ("test",)),
            "test",
            _("Add a test of your own, by name or as typed"),
        )
        self._suggested: frozenset[str] = frozenset()
        self._lay_out()
        for part in self.columns.values():
            part.decided.connect(self.decided)
            part.about_asked.connect(self.about_asked)
        self.own.decided.connect(self.decided)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 14)
        whole.setSpacing(8)
        whole.addWidget(label(_("Plan"), "title"))
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._beside.setSpacing(20)
        for part in self.columns.values():
            self._beside.addWidget(part, 1)
        whole.addLayout(self._beside)
        self._later = QWidget()
        later = QVBoxLayout(self._later)
        later.setContentsMargins(0, 0, 0, 0)
        later.setSpacing(4)
        later.addWidget(line())
        later.addWidget(label(_("Not yet"), "heading"))
        later.addWidget(self.not_yet)
        whole.addWidget(self._later)
        whole.addWidget(line())
        whole.addWidget(self.own)

    def show_plan(self, view: View, kb: KnowledgeBase) -> None:
        """Take the plan of a view."""
        steps: dict[str, list[NextStep]] = {key: [] for key in self.columns}
        for step in view.panel.all_steps:
            steps.setdefault(step.where, []).append(step)
        for key, part in self.columns.items():
            part.show_steps(steps[key], view.encounter)
        not_yet = view.panel.not_yet
        self._later.setVisible(bool(not_yet))
        self.not_yet.setText("\n".join(f"–  {s.label}: {s.why}" for s in not_yet))
        suggested = frozenset(s.id for s in view.panel.all_steps if s.kind == "test")
        self.own.show_picks(view.encounter, {t.id: t.name for t in kb.tests.values()}, suggested)

    def minimumSizeHint(self) -> QSize:
        own = super().minimumSizeHint()  # beside each other the parts want more: narrower, they stand below
        return QSize(min(own.width(), 300), own.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _NARROW * theme.Type.scale
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._beside.direction() != way:
            self._beside.setDirection(way)
