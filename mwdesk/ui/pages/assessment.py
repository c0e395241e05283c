"""The assessment: warnings, the plan, what fits with its reasons, where; the clinician has the last word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, note
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import N_, _
from mwdesk.ui import tab_order, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.in_sight import InSight
from mwdesk.ui.layout_order import Chain
from mwdesk.ui.widgets.alert_detail import AlertDetail
from mwdesk.ui.widgets.care_card import CareCard
from mwdesk.ui.widgets.causes_card import CausesCard
from mwdesk.ui.widgets.criteria_card import CriteriaCard
from mwdesk.ui.widgets.layout import ScrollPage, card, label
from mwdesk.ui.widgets.own_picks import OwnImpression
from mwdesk.ui.widgets.plan_columns import PlanCard
from mwdesk.ui.widgets.section_strip import SectionStrip
from mwdesk.ui.widgets.where_card import WhereCard
from mwdesk.workflow import Panel, View
from mwdesk.workflow.alert_lines import UNLIKELY
from mwdesk.workflow.care import care_lines
from mwdesk.workflow.moves import Moves, moves
from mwdesk.workflow.turning import Turning, place_turnings, turnings
from mwdesk.workflow.untaken import untaken_lines
from mwdesk.workflow.words import listed, urgency_word

WHOLE = 4  # warnings shown whole; each further one is a line until somebody opens it
_SUMS = {
    Urgency.EMERGENCY: N_("Emergency: act before anything else."),
    Urgency.URGENT: N_("Urgent: do not let this wait for the usual appointment."),
    Urgency.ROUTINE: N_("Nothing found so far makes this urgent."),
}
_CAUSES = {  # where no warning stands, the causes that make it so are named
    Urgency.EMERGENCY: N_("Emergency, because {causes} may be behind it: act before anything else."),
    Urgency.URGENT: N_("Urgent, because {causes} may be behind it."),
}


class AssessmentPage(QWidget):
    """Everything the reasoning says, each with why; accept or refuse with one tap."""

    step = "assessment"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        kb = bridge.session.kb
        self._read: set[str] = set()  # alerts that somebody opened
        self._shown = ""
        self._panel: Panel | None = None
        self._moves = Moves()
        self._order = Chain()
        self._made: object = None  # what was there when the order was worked out
        self._turned: tuple[object, dict[tuple[str, str], tuple[Turning, ...]]] = (None, {})
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._on_later)
        self.summary = label("", "muted", wrap=True)
        self.page = ScrollPage()
        self.alerts: list[AlertDetail] = []
        self.plan_card = PlanCard(kb)
        self.plan = self.plan_card.columns
        self.words = OwnImpression(kb)
        self.fits = CausesCard(kb)
        self.causes = self.fits.causes
        self.where = WhereCard(kb)
        self.sites, self.place = self.where.sites, self.where.place
        self.criteria = CriteriaCard()
        self.care = CareCard()
        self.problems = label("", wrap=True)
        self._lay_out()
        self._connect()

    # layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.SCROLLED)
        column.setSpacing(4)
        column.addWidget(label(_("Assessment"), "page"))
        column.addWidget(self.summary)
        column.addSpacing(2)
        self.strip = SectionStrip(_("Parts of the assessment"), self.page)
        column.addWidget(self.strip)
        column.addSpacing(4)
        column.addWidget(self.page, 1)
        self._sight = InSight(self.page)
        self._alert_part = QWidget()
        self._alert_column = QVBoxLayout(self._alert_part)
        self._alert_column.setContentsMargins(0, 0, 0, 0)
        self._alert_column.setSpacing(8)
        self.words.field.setFixedHeight(round(54 * theme.Type.scale))
        self._problems, inside = card()
        inside.addWidget(label(_("To check"), "title"))
        inside.addWidget(self.problems)
        for part in (
            self._alert_part,
            self.plan_card,
            self.words,
            self.fits,
            self.where,
            self.care,
            self.criteria,
            self._problems,
        ):
            self.page.column.addWidget(part)
        self.page.column.addStretch(1)
        self._parts: tuple[tuple[str, QWidget], ...] = (
            (_("Alerts"), self._alert_part),
            (_("Plan"), self.plan_card),
            (_("What fits"), self.fits),
            (_("Where"), self.where),
            (_("Criteria"), self.criteria),
            (_("To check"), self._problems),
        )
        self.strip.show_parts(self._parts)

    def _connect(self) -> None:
        self.words.written.connect(self._on_words)
        for part in (self.plan_card, self.words, self.fits):
            part.decided.connect(self._on_decided)
        for source in (self.plan_card, self.fits, self.care):
            source.about_asked.connect(self._on_about)
        self.fits.toggled.connect(self._draw_causes)
        self.fits.asked_for.connect(self.asked_for)
        self.where.level_chosen.connect(self.reveal)
        self.place.cause_asked.connect(self.reveal)
        self.place.turning.asked_for.connect(self.asked_for)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self._on_next_open)

    # drawing

    def render_view(self, view: View) -> None:
        """Draw this view in place."""
        panel = view.panel
        if view.encounter.id != self._shown:
            self._shown, self._read, self.where.chosen = view.encounter.id, set(), ""
            self.fits.forget()
            self.page.verticalScrollBar().setValue(0)
        if panel != self._panel:
            self._moves = moves(self._panel, panel)
        self._panel = panel
        self.summary.setText(f"{urgency_words(panel)} {panel.notice}".strip())
        self._show_alerts(view)
        self.plan_card.show_plan(view, self._bridge.session.kb)
        self.words.show_impression(view.encounter, self._bridge.session.kb)
        self._show_causes(view)
        self._show_where(view)
        self.criteria.show_rows(view.criteria)
        self.care.show_lines(care_lines(self._bridge.session.kb, view.encounter, view.assessment))
        issues = [issue.sentence() for issue in panel.issues]
        problems = [*untaken_lines(view.untaken), *panel.critical, *panel.conflicts, *issues]
        self.problems.setText("\n".join(f"–  {p}" for p in problems))
        self._problems.setVisible(bool(problems))
        self.strip.set_count(0, str(len(panel.alerts) or _("none")))
        for at, (_title, part) in enumerate(self._parts):
            if part in (self.criteria, self._problems):
                self.strip.setTabVisible(at, not part.isHidden())
        self._follow()

    def _follow(self) -> None:
        """The Tab key's order, anew where something was made."""
        items = sum(len(part.items) for part in self.plan.values())
        own = (*self.plan_card.own.rows, *self.words.own.rows)
        made = (len(self.alerts), len(self.causes), items, own)
        if made != self._made:
            self._made = made
            self._order.follow(self)

    def _show_alerts(self, view: View) -> None:
        alerts = sorted(view.panel.alerts, key=lambda a: not a.standing)  # what was set aside stays, last
        self._alert_part.setVisible(bool(alerts))
        while len(self.alerts) < len(alerts):
            made = AlertDetail()
            made.decided.connect(self._on_decided)
            made.toggled.connect(self._on_alert_toggled)
            made.about_asked.connect(self._on_about)
            self._alert_column.addWidget(made)
            self.alerts.append(made)
        for at, made in enumerate(self.alerts):
            alert = alerts[at] if at < len(alerts) else None
            opened = alert is not None and alert.id in self._read
            made.show_alert(alert, opened=opened, brief=at >= WHOLE and alert is not None and alert.standing)

    def _show_causes(self, view: View) -> None:
        self.fits.show_causes(view, self._moves.causes, lambda cause: self._known(view, "condition", cause))

    def _show_where(self, view: View) -> None:
        self.where.show_where(view, self._moves.sites)
        site = self.place.site if not self.place.isHidden() else ""
        self.place.turning.show_turnings(self._known(view, "site", site) if site else ())

    def _draw_causes(self) -> None:
        if self._bridge.view is not None:
            self._show_causes(self._bridge.view)
            self._follow()

    def _known(self, view: View, kind: str, ident: str) -> Sequence[Turning] | None:
        """What would change it, if that is known already; else it is worked out a moment later."""
        if self._turned[0] is not view.assessment:
            self._turned = (view.assessment, {})
        known = self._turned[1].get((kind, ident))
        if known is None:
            self._later.start()
        return known

    def _on_later(self) -> None:
        (seen, known), view, session = self._turned, self._bridge.view, self._bridge.session
        if view is None or seen is not view.assessment or not self.isVisible():
            return
        wanted = [("condition", cause) for cause in self.fits.opened]
        wanted += [("site", self.place.site)] if self.place.isVisible() else []
        for kind, ident in wanted:
            if (kind, ident) not in known:
                work = turnings if kind == "condition" else place_turnings
                known[kind, ident] = work(session.kb, session.clinic, view.encounter, view.assessment, ident)
        self._show_causes(view)
        self._show_where(view)
        self._follow()

    def reveal(self, ident: str) -> bool:
        """Show a warning, open a cause, choose a level of the neuraxis, or show a test of the plan."""
        view = self._bridge.view
        if view is None:
            return False
        warned = next((a for a in self.alerts if a.alert is not None and a.alert.id == ident), None)
        if warned is not None:
            return self._bring(warned, warned.head)
        level = self.sites.level(ident)
        if level is not None:
            self.where.chosen = ident
            self._show_where(view)
            return self._bring(self.where, level)
        if any(c.id == ident for c in view.assessment.conditions):
            self.fits.opened |= {ident}
            self._draw_causes()
            made = self.fits.cause(ident)
            return made is not None and self._bring(made, made.head)
        for part in self.plan.values():
            for item in part.items:
                if item.isVisible() and item.decision.ident == ident:
                    return self._bring(item, item.decision.accept)
        return False

    def _bring(self, part: QWidget, focus: QWidget) -> bool:
        self.page.column.activate()
        self.page.bring(part)
        focus.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    # intent

    def focusNextPrevChild(self, forward: bool) -> bool:
        """From the strip the Tab key goes into the part that was chosen there, not to the top of the page."""
        if forward and self.strip.hasFocus():
            part = self._parts[self.strip.currentIndex()][1]
            first = next((w for w in tab_order.stops(self.window()) if part.isAncestorOf(w)), None)
            if first is not None:
                first.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().focusNextPrevChild(forward)

    def _on_next_open(self) -> None:
        """To the next suggestion of the plan that nobody decided on; Space then accepts it."""
        every = (i.decision for part in self.plan.values() for i in part.items)
        open_ = [d for d in every if d.accept.isVisible() and d.decision is None]
        here = next((i + 1 for i, d in enumerate(open_) if d.accept.hasFocus()), 0)
        for decision in (open_[here:] or open_)[:1]:
            self.page.column.activate()
            self.page.bring(decision)
            decision.accept.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_decided(self, entry: Entry) -> None:
        self._bridge.record(entry)

    def _on_words(self, text: str) -> None:
        self._bridge.record(note("impression", text))

    def _on_alert_toggled(self, ident: str) -> None:
        self._read ^= {ident}
        if self._bridge.view is not None:
            self._show_alerts(self._bridge.view)

    def _on_about(self, key: str) -> None:
        self.asked_for.emit("knowledge", key)


def urgency_words(panel: Panel) -> str:
    """How urgent it is and by what: a warning that stands below, or the causes that would make it so."""
    if not panel.judged:
        if panel.last is not None:
            told = _("{last}. Too little is known yet to judge how urgent this is now.")
            return told.format(last=panel.last.head)
        return _("Too little is known yet to judge how urgent this is.")
    alerts = [a for a in panel.alerts if a.urgency is panel.urgency]
    likely = [c.name for c in panel.causes if c.urgency is panel.urgency and c.band != UNLIKELY]
    if alerts and not any(a.standing for a in alerts):
        if any(a.reason.strip() for a in alerts):
            told = _("{urgency} by warnings that you set aside: they stand below with your reasons.")
        else:
            told = _("{urgency} by warnings that you set aside, no reason given: they stand below.")
        return told.format(urgency=urgency_word(panel.urgency))
    if not alerts and likely and panel.urgency in _CAUSES:
        return _(_CAUSES[panel.urgency]).format(causes=listed(likely, 2))
    return _(_SUMS[panel.urgency])
