"""The standing panel: alert, do next, where, what fits. It follows every answer and nothing jumps."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.assessment import Outcome
from mwdesk.domain.encounter import Decision
from mwdesk.domain.translation import N_, _
from mwdesk.ui.widgets.bars import CauseButton, SiteBars
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.layout import ScrollPage, card, label, line
from mwdesk.ui.widgets.panel_rows import AlertCard, AlertTitle, StepRow
from mwdesk.workflow import AlertLine, Panel

WIDTH = 344
_TITLES = 2  # further alerts by title; beyond that the last row says how many
# What gives way on a low screen, first to last: (steps, causes, causes with their reasons).
_FITS = ((3, 4, 4), (2, 4, 4), (2, 3, 3), (2, 3, 2), (2, 3, 1))

_EARLY = N_("Answer a few more questions, and the causes that fit stand here with their reasons.")


class ReasoningPanel(ScrollPage):
    """Everything in the order in which it matters; the places are fixed, only words and bars change."""

    step_chosen = Signal(str, str)  # kind, id
    cause_chosen = Signal(str)
    alerts_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("What mwdesk thinks so far"))
        self.column.setContentsMargins(16, 8, 14, 8)
        self.column.setSpacing(8)
        self.panel: Panel | None = None
        self.alert = AlertCard()
        self.titles = [AlertTitle() for _ in range(_TITLES)]
        self.steps = [StepRow(i + 1) for i in range(_FITS[0][0])]
        self.sites = SiteBars(15)
        self.causes = [CauseButton(slim=True) for _ in range(_FITS[0][1])]
        self.sentence = label("", "note", wrap=True)
        self.true_weakness = OneLineNote("small")
        self.caution = OneLineNote("small")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._alerts = QWidget()
        above = QVBoxLayout(self._alerts)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(2)
        above.addWidget(self.alert)
        for title in self.titles:
            above.addWidget(title)
        self._next, inside = self._section(_("Do next"))
        self._lines = []
        for at, row in enumerate(self.steps):
            rule = line()
            self._lines.append(rule)
            rule.setVisible(False)
            if at:
                inside.addWidget(rule)
            inside.addWidget(row)
        where, inside = self._section(_("Where"), self.true_weakness)
        inside.addSpacing(3)
        inside.addWidget(self.sites)
        self._fits, inside = self._section(_("What fits"), self.caution)
        inside.addWidget(self.sentence)
        self._rules = []
        for at, cause in enumerate(self.causes):
            rule = line()
            self._rules.append(rule)
            rule.setVisible(False)
            if at:
                inside.addWidget(rule)
            inside.addWidget(cause)
            cause.hide()
        self._fits.setToolTip(_("The bar is how likely it is. Open one for what speaks for and against it."))
        for part in (self._alerts, self._next, where, self._fits):
            self.column.addWidget(part)
        self.column.addStretch(1)

    def _section(self, title: str, aside: OneLineNote | None = None) -> tuple[QFrame, QVBoxLayout]:
        frame, inside = card()
        inside.setContentsMargins(14, 8, 14, 8)
        inside.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(title, "heading"))
        if aside is not None:
            head.addWidget(aside, 1)
        inside.addLayout(head)
        return frame, inside

    def _connect(self) -> None:
        for part in (self.alert, *self.titles):
            part.clicked.connect(self.alerts_chosen)
        for row in self.steps:
            row.chosen.connect(self.step_chosen)
        for cause in self.causes:
            cause.opened.connect(self.cause_chosen)

    @property
    def standing(self) -> tuple[AlertLine, ...]:
        """Warnings that nobody refused."""
        alerts = self.panel.alerts if self.panel is not None else ()
        return tuple(a for a in alerts if a.decision is not Decision.REFUSED)

    def render_panel(self, panel: Panel) -> None:
        """Draw a panel in place: the same widgets, other words."""
        self.panel = panel
        self._show_alerts(self.standing)
        self.sites.show_rows(panel.sites)
        early = panel.outcome is Outcome.INSUFFICIENT
        self.true_weakness.show_text(_("follows your answers") if early else panel.true_or_perceived)
        self.sentence.setText(_(_EARLY) if early else panel.sentence)
        self.sentence.setVisible(bool(panel.sentence))
        self.caution.show_text(_("estimates, not proof") if panel.causes else "")
        for cause, row in zip(self.causes, panel.causes, strict=False):
            cause.show_row(row)
        self._fit()

    def _show_alerts(self, standing: tuple[AlertLine, ...]) -> None:
        self._alerts.setVisible(bool(standing))
        self.alert.show_alert(standing[0] if standing else None)
        rest = standing[1:]
        every = len(rest) <= _TITLES
        for at, title in enumerate(self.titles):
            last = at == _TITLES - 1
            title.show_alerts(rest[at:] if last and not every else rest[at : at + 1])

    def _fit(self) -> None:
        """Show as much as the height holds; the first steps and the first causes always stay."""
        if self.panel is None:
            return
        steps = [s for s in self.panel.next_steps if s.decision is not Decision.REFUSED]
        for at, row in enumerate(self.steps):
            row.show_step(steps[at] if at < len(steps) else None)
        self._next.setVisible(bool(steps))
        for want in _FITS:
            self._show_amount(len(steps), *want)
            for part in (self._alerts, self._next, self._fits):
                part.updateGeometry()  # at once: a layout hears of new rows below it only later
            if self.column.sizeHint().height() <= self.viewport().height():
                break

    def _show_amount(self, steps: int, most_steps: int, most_causes: int, told: int) -> None:
        assert self.panel is not None
        for at, row in enumerate(self.steps):
            here = at < min(steps, most_steps)
            row.setVisible(here)
            self._lines[at].setVisible(here and at > 0)
        for at, cause in enumerate(self.causes):
            here = at < min(len(self.panel.causes), most_causes)
            cause.show_note(int(at < told))
            cause.setVisible(here)
            self._rules[at].setVisible(here and at > 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().height() != event.size().height():
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()  # folded away, it did not know its height
