"""The standing panel: alert, do next, where, what fits. It follows every answer and nothing in it jumps."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.assessment import Outcome
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.announce import say
from mwdesk.ui.widgets.alert_card import AlertCard
from mwdesk.ui.widgets.bars import CauseButton
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.layout import ScrollPage, card, label, line
from mwdesk.ui.widgets.neuraxis import Neuraxis
from mwdesk.ui.widgets.panel_rows import StepRow, word_of
from mwdesk.workflow import AlertLine, Panel
from mwdesk.workflow.moves import Moves, moves

WIDTH = 344
_EARLY = N_("Answer a few more questions, and the causes that fit stand here with their reasons.")
_EARLY_PLACE = N_("From brain to muscle: after a few answers the weight stands at each level.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How much a height holds: rows keep their places whether there is something to say in them or not."""

    steps: int
    step_lines: int  # of a step's reason
    causes: int
    told: int  # causes with their reasons
    lines: int  # of those reasons
    level: int  # pixels of a level of the neuraxis


# What gives way on a low screen, first to last. It depends on the height alone, never on the answers.
_FITS = tuple(
    Fit(steps=s, step_lines=sl, causes=c, told=t, lines=n, level=px)
    for s, sl, c, t, n, px in (
        (3, 2, 5, 5, 2, 21),
        (3, 2, 4, 4, 2, 21),
        (3, 2, 4, 4, 2, 18),
        (3, 2, 4, 4, 1, 17),
        (3, 1, 4, 4, 1, 16),
        (2, 1, 4, 4, 1, 15),
        (2, 1, 3, 3, 1, 15),
        (2, 1, 3, 1, 1, 15),
        (2, 1, 3, 0, 0, 15),
    )
)


class ReasoningPanel(ScrollPage):
    """Everything in the order in which it matters; the places are fixed, only words and bars change."""

    step_chosen = Signal(str, str)  # kind, id; a level of the neuraxis as "site"
    cause_chosen = Signal(str)
    alerts_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("What mwdesk thinks so far"))
        self.column.setContentsMargins(16, 8, 14, 6)
        self.column.setSpacing(7)
        self.panel: Panel | None = None
        self._fitted: tuple[object, Fit] = (None, _FITS[0])  # for which room, and how much stands there
        self.moves = Moves()
        self._told: tuple[str, frozenset[str]] = (
            "",
            frozenset(),
        )  # visit, and the alerts that were announced
        self.alert = AlertCard()
        self.steps = [StepRow(i + 1) for i in range(_FITS[0].steps)]
        self.sites = Neuraxis(15)
        self.causes = [CauseButton(slim=True) for _ in range(_FITS[0].causes)]
        self.sentence = label("", "note", wrap=True)
        self.true_weakness = OneLineNote("small")
        self.caution = OneLineNote("small")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._next, inside = self._section(_("Do next"))
        self._lines = self._stack(inside, self.steps)
        self._where, inside = self._section(_("Where"), self.true_weakness)
        inside.addSpacing(3)
        inside.addWidget(self.sites)
        self._fits, inside = self._section(_("What fits"), self.caution)
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rules = self._stack(column, self.causes)
        kept = self._list.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self._list.setSizePolicy(kept)
        self._same = QGridLayout()  # either the causes or why there are none, in one place
        self._same.addWidget(self._list, 0, 0)
        self._same.addWidget(self.sentence, 0, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(self._same)
        self._fits.setToolTip(_("The bar is how likely it is. Open one for what speaks for and against it."))
        for part in (self.alert, self._next, self._where, self._fits):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _stack(self, column: QVBoxLayout, rows: list[StepRow] | list[CauseButton]) -> list[QFrame]:
        """Rows below each other with hairlines between; a blank row keeps its place."""
        rules = []
        for at, row in enumerate(rows):
            rule = line()
            for part in (rule, row):
                policy = part.sizePolicy()
                policy.setRetainSizeWhenHidden(True)
                part.setSizePolicy(policy)
                part.setVisible(False)
            rules.append(rule)
            if at:
                column.addWidget(rule)
            column.addWidget(row)
        return rules

    def _section(self, title: str, aside: OneLineNote | None = None) -> tuple[QFrame, QVBoxLayout]:
        frame, inside = card()
        speak_as(frame, Role.Grouping)
        frame.setAccessibleName(title)
        inside.setContentsMargins(14, 7, 14, 6)
        inside.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(title, "heading"))
        if aside is not None:
            head.addWidget(aside, 1)
        inside.addLayout(head)
        return frame, inside

    def _connect(self) -> None:
        self.alert.clicked.connect(self.alerts_chosen)
        for row in self.steps:
            row.chosen.connect(self.step_chosen)
        for cause in self.causes:
            cause.opened.connect(self.cause_chosen)
        self.sites.chosen.connect(self._on_site)

    @property
    def standing(self) -> tuple[AlertLine, ...]:
        """Warnings that nobody refused."""
        return tuple(a for a in self.panel.alerts if a.standing) if self.panel is not None else ()

    def render_panel(self, panel: Panel) -> None:
        """Draw a panel in place: the same widgets, other words."""
        if panel != self.panel:  # drawn again without an answer: what moved stays marked
            self.moves = moves(self.panel, panel)
        self.panel = panel
        self._show_alerts(self.standing)
        early = panel.outcome is Outcome.INSUFFICIENT
        bare = not any(row.percent for row in panel.sites)
        self.sites.show_rows(panel.sites, self.moves.sites, _(_EARLY_PLACE) if bare else "")
        self.true_weakness.show_text("" if early else panel.strength)
        self.sentence.setText(_(_EARLY) if early else panel.sentence)
        self.caution.show_text(_("in 100, estimated") if panel.causes else "")
        for cause, row in zip(self.causes, panel.causes, strict=False):
            cause.show_row(row, self.moves.causes.get(row.id, 0))
        self._fit()

    def _show_alerts(self, standing: tuple[AlertLine, ...]) -> None:
        assert self.panel is not None
        aside = tuple(a for a in self.panel.alerts if not a.standing)
        self.alert.show_alerts(standing, self.panel.open_flags, aside, self.panel.last)
        visit, told = self._told
        known = told if visit == self.panel.visit else frozenset()
        new = [a for a in standing if a.id not in known]
        self._told = self.panel.visit, frozenset(a.id for a in standing)
        if new:
            rest = len(new) - 1
            more = _n("{count} further alert.", "{count} further alerts.", rest) if rest else ""
            first = f"{word_of(new[0].urgency)}: {new[0].title}. {new[0].action}"
            urgent = new[0].urgency is Urgency.EMERGENCY
            say(self, f"{first} {more.format(count=rest)}", urgent=urgent)

    def _fit(self) -> None:
        """Give as many rows as the height holds; what stands in them changes nothing."""
        if self.panel is None:
            return
        said = bool(self.panel.sentence) or not self.panel.causes
        room = self.viewport().size(), self.alert.sizeHint().height(), said, self.fontMetrics().height()
        if room == self._fitted[0]:  # the same places for other words
            self._show_amount(self._fitted[1])
            return
        for want in _FITS:
            self._show_amount(want)
            for part in (self.alert, self._next, self._where, self._list, self._fits):
                part.updateGeometry()  # at once: a layout hears of new rows below it only later
                self._same.invalidate()
            self._fitted = room, want
            if self.column.sizeHint().height() <= self.viewport().height():
                break

    def _show_amount(self, want: Fit) -> None:
        assert self.panel is not None
        steps, causes = self.panel.next_steps, self.panel.causes
        self.sites.show_height(want.level)
        for at, row in enumerate(self.steps):
            row.show_lines(want.step_lines)
            row.show_step(
                steps[at] if at < min(len(steps), want.steps) else None, min(len(steps), want.steps)
            )
            _keep(row, at < want.steps)
            _keep(self._lines[at], at < want.steps)
            self._lines[at].setVisible(0 < at < min(len(steps), want.steps))
        said = not causes or bool(self.panel.sentence)
        self.sentence.setVisible(said)
        self._list.setVisible(not said)
        causes = () if said else causes
        for at, cause in enumerate(self.causes):
            cause.show_note(want.lines if at < want.told else 0)
            here = at < min(len(causes), want.causes)
            cause.setVisible(here)
            _keep(cause, at < want.causes)
            _keep(self._rules[at], at < want.causes)
            self._rules[at].setVisible(here and at > 0)

    def _on_site(self, ident: str) -> None:
        self.step_chosen.emit("site", ident)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() != event.size().height():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # folded away, it did not know its height


def _keep(widget: QWidget, kept: bool) -> None:
    """Whether a widget keeps its place while it is blank."""
    policy = widget.sizePolicy()
    if policy.retainSizeWhenHidden() != kept:
        policy.setRetainSizeWhenHidden(kept)
        widget.setSizePolicy(policy)
