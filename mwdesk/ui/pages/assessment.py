"""The assessment: warnings, what fits with its reasons, the plan, where; the clinician has the last word."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.assessment import Match, Outcome, PatternVerdict
from mwdesk.domain.encounter import Entry, note
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.alert_detail import AlertDetail
from mwdesk.ui.widgets.care_card import CareCard
from mwdesk.ui.widgets.cause_detail import CauseDetail
from mwdesk.ui.widgets.criteria_card import CriteriaCard
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, line
from mwdesk.ui.widgets.neuraxis import Neuraxis
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.plan_columns import PlanColumn
from mwdesk.ui.widgets.section_strip import SectionStrip
from mwdesk.workflow import CauseRow, NextStep, View
from mwdesk.workflow.care import care_lines
from mwdesk.workflow.reasons import cause_detail
from mwdesk.workflow.turning import Turning, turnings
from mwdesk.workflow.words import listed, side_word

_FIRST = 5  # causes before "n more"
_PATTERNS = 4
_WORDS = {
    Match.MATCHES: N_("fits"),
    Match.POSSIBLE: N_("possible"),
    Match.ARGUED_AGAINST: N_("argued against"),
    Match.NOT_MATCHED: N_("does not fit"),
}
_SUMS = {
    Urgency.EMERGENCY: N_("Emergency: act before anything else."),
    Urgency.URGENT: N_("Urgent: do not let this wait for the usual appointment."),
    Urgency.ROUTINE: N_("Nothing found so far makes this urgent."),
}


class AssessmentPage(QWidget):
    """Everything the reasoning says, each with why; accept or refuse with one tap."""

    step = "assessment"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._opened: set[str] = set()
        self._read: set[str] = set()  # alerts that somebody opened
        self._touched = False
        self._shown = ""
        self._chained = 0
        self._all = False
        self.summary = label("", "muted", wrap=True)
        self.page = ScrollPage()
        self.alerts: list[AlertDetail] = []
        self.causes: list[CauseDetail] = []
        self._rules: list[QWidget] = []
        self._turned: tuple[object, dict[str, tuple[Turning, ...]]] = (None, {})
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._on_later)
        self.words = OwnWords(_("Your own impression"), _("Printed in the letter before any suggestion"))
        self.sentence = label("", "muted", wrap=True)
        self.legend = label("", "note", wrap=True)
        self.together = label("", "note", wrap=True)
        self.more = button("", "link")
        self.plan = {
            "here": PlanColumn(_("Do here"), _("Nothing more to do here for now.")),
            "request": PlanColumn(_("Request"), _("Nothing to request for now.")),
            "refer": PlanColumn(_("Refer for"), _("No test to refer for now.")),
        }
        self.not_yet = label("", wrap=True)
        self.criteria = CriteriaCard()
        self.care = CareCard()
        self.sites = Neuraxis(26, marks_choice=True)
        self.patterns = label("", wrap=True)
        self.true_weakness = label("", "note", wrap=True)
        self.problems = label("", wrap=True)
        self._lay_out()
        self._connect()

    # layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 0)
        column.setSpacing(4)
        column.addWidget(label(_("Assessment"), "page"))
        column.addWidget(self.summary)
        column.addSpacing(2)
        self.strip = SectionStrip(_("Parts of the assessment"), self.page)
        column.addWidget(self.strip)
        column.addSpacing(4)
        column.addWidget(self.page, 1)
        self._alert_part = QWidget()
        self._alert_column = QVBoxLayout(self._alert_part)
        self._alert_column.setContentsMargins(0, 0, 0, 0)
        self._alert_column.setSpacing(6)
        self.page.column.addWidget(self._alert_part)
        self.words.field.setFixedHeight(round(54 * theme.Type.scale))
        self.page.column.addWidget(self.words)
        fits = self._fits_card()
        self.page.column.addWidget(fits)
        plan = label(_("Plan"), "title")
        self.page.column.addWidget(plan)
        row = QHBoxLayout()
        row.setSpacing(12)
        for part in self.plan.values():
            row.addWidget(part, 1)
        self.page.column.addLayout(row)
        self._not_yet = self._text_card(_("Not yet"), self.not_yet)
        self.page.column.addWidget(self._not_yet)
        self.page.column.addWidget(self.care)
        where = self._where_card()
        self.page.column.addWidget(where)
        self.page.column.addWidget(self.criteria)
        self._problems = self._text_card(_("To check"), self.problems)
        self.page.column.addWidget(self._problems)
        self.page.column.addStretch(1)
        parts = (
            (_("Alerts"), self._alert_part),
            (_("What fits"), fits),
            (_("Plan"), plan),
            (_("Where"), where),
        )
        self.strip.show_parts((*parts, (_("To check"), self._problems)))

    def _text_card(self, title: str, text: QWidget) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(title, "title"))
        inside.addWidget(text)
        return frame

    def _fits_card(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("What fits"), "title"))
        self.legend.setText(
            _("The bar is how likely it is on what is known so far. Open one for its reasons.")
        )
        inside.addWidget(self.legend)
        inside.addWidget(self.sentence)
        self._cause_column = QVBoxLayout()
        self._cause_column.setSpacing(0)
        inside.addLayout(self._cause_column)
        inside.addWidget(self.together)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        inside.addLayout(foot)
        return frame

    def _where_card(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(_("Where"), "title"))
        row = QHBoxLayout()
        row.setSpacing(28)
        left = QVBoxLayout()
        left.addWidget(self.sites)
        left.addWidget(self.true_weakness)
        left.addStretch(1)
        row.addLayout(left, 1)
        self.patterns.setTextFormat(Qt.TextFormat.RichText)
        self.patterns.setAlignment(Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.patterns, 1)
        inside.addLayout(row)
        return frame

    def _connect(self) -> None:
        self.words.written.connect(self._on_words)
        self.more.clicked.connect(self._on_more)
        for part in self.plan.values():
            part.decided.connect(self._on_decided)
            part.about_asked.connect(self._on_about)
        self.care.about_asked.connect(self._on_about)
        QShortcut(QKeySequence("Ctrl+D"), self).activated.connect(self._on_next_open)

    # drawing

    def render_view(self, view: View) -> None:
        """Draw this view in place."""
        panel = view.panel
        if view.encounter.id != self._shown:
            self._shown, self._touched, self._all = view.encounter.id, False, False
            self._opened, self._read = set(), set()
        few = panel.outcome is Outcome.INSUFFICIENT and panel.urgency is Urgency.ROUTINE
        said = _("Too little is known yet to judge how urgent this is.") if few else _(_SUMS[panel.urgency])
        self.summary.setText(f"{said} {panel.notice}".strip())
        self._show_alerts(view)
        self.words.show_text(view.encounter.note("impression"))
        self._show_causes(view)
        self._show_plan(view)
        self.sites.show_rows(panel.sites, {})
        self.criteria.show_rows(view.criteria)
        self.care.show_lines(care_lines(self._bridge.session.kb, view.encounter, view.assessment))
        self.true_weakness.setText(panel.true_or_perceived)
        self.together.setText(
            "\n".join(_("Two at once? {line}.").format(line=line) for line in panel.together)
        )
        self.together.setVisible(bool(panel.together))
        self.patterns.setText(self._pattern_words(view.assessment.patterns))
        self._chain()
        issues = [issue.sentence() for issue in panel.issues]
        problems = [*panel.critical, *panel.conflicts, *issues]
        self.problems.setText("\n".join(f"–  {p}" for p in problems))
        self._problems.setVisible(bool(problems))
        self.strip.set_count(0, str(len(panel.alerts) or _("none")))
        self.strip.setTabVisible(4, bool(problems))

    def _show_alerts(self, view: View) -> None:
        alerts = view.panel.alerts
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
            made.show_alert(alert, opened=alert is not None and alert.id in self._read)

    def _rows(self, view: View) -> tuple[CauseRow, ...]:
        every = (*view.panel.causes, *view.panel.more_causes)
        opened = [r for r in every[_FIRST:] if r.id in self._opened]
        return every if self._all else (*every[:_FIRST], *opened)

    def _show_causes(self, view: View) -> None:
        rows = self._rows(view)
        kb = self._bridge.session.kb
        if not self._touched and rows:
            self._opened = {rows[0].id}  # until somebody chooses, the first is open
        while len(self.causes) < len(rows):
            made = CauseDetail()
            made.decided.connect(self._on_decided)
            made.toggled.connect(self._on_toggled)
            made.about_asked.connect(self._on_about)
            made.turning.asked_for.connect(self.asked_for)
            self._rules.append(rule := line())
            self._cause_column.addWidget(rule)
            self._cause_column.addWidget(made)
            self.causes.append(made)
        for at, made in enumerate(self.causes):
            made.setVisible(at < len(rows))
            self._rules[at].setVisible(0 < at < len(rows))
            if at < len(rows):
                row = rows[at]
                opened = row.id in self._opened
                detail = cause_detail(kb, view.encounter, view.assessment, row.id) if opened else None
                made.show_cause(row, detail, opened=opened)
                made.turning.show_turnings(self._turnings(view, row.id) if opened else ())
        every = len(view.panel.causes) + len(view.panel.more_causes)
        hidden = every - len(rows)
        self.more.setVisible(hidden > 0 or self._all)
        self.more.setText(
            _("Show fewer")
            if self._all
            else _n("{count} more cause", "{count} more causes", hidden).format(count=hidden)
        )
        self.more.setAccessibleName(self.more.text())
        self.legend.setVisible(bool(rows))
        self.sentence.setText(view.panel.sentence)
        self.sentence.setVisible(bool(view.panel.sentence))

    def _turnings(self, view: View, cause: str) -> tuple[Turning, ...]:
        """What is known already; the rest is worked out a moment later: nothing waits for it."""
        if self._turned[0] is not view.assessment:
            self._turned = (view.assessment, {})
        if cause not in self._turned[1]:
            self._later.start()
        return self._turned[1].get(cause, ())

    def _on_later(self) -> None:
        (seen, known), view, session = self._turned, self._bridge.view, self._bridge.session
        if view is None or seen is not view.assessment or not self.isVisible():
            return
        for cause in self._opened - set(known):
            known[cause] = turnings(session.kb, session.clinic, view.encounter, view.assessment, cause)
        self._show_causes(view)

    def _show_plan(self, view: View) -> None:
        steps: dict[str, list[NextStep]] = {key: [] for key in self.plan}
        for step in view.panel.all_steps:
            steps.setdefault(step.where, []).append(step)
        for key, part in self.plan.items():
            part.show_steps(steps[key], view.encounter)
        not_yet = view.panel.not_yet
        self._not_yet.setVisible(bool(not_yet))
        self.not_yet.setText("\n".join(f"–  {s.label}: {s.why}" for s in not_yet))

    def _pattern_words(self, patterns: tuple[PatternVerdict, ...]) -> str:
        if not patterns:
            return _("No muscle or reflex tested so far points to one place.")
        known = self._bridge.session.kb.localisation
        parts = []
        for (pattern, match), sides in by_pattern(patterns).items():
            name = known[pattern].name if pattern in known else pattern
            named = [side_word(p.side) for p in sides if p.side]
            where = (_("both sides") if len(named) > 1 else named[0]) if named else ""
            lines = [f"<b>{escaped(f'{name}, {where}' if where else name)}</b> · {_(_WORDS[match])}"]
            for head, every in (
                (_("for: {findings}"), [item for p in sides for item in p.for_]),
                (_("against: {findings}"), [item for p in sides for item in p.against]),
                (_("still to test: {findings}"), [item for p in sides for item in p.to_test]),
            ):
                items = list(dict.fromkeys(every))
                if items:
                    lines.append(head.format(findings=escaped(listed(items, 4))))
            parts.append("<br>".join(lines))
            if len(parts) == _PATTERNS:
                break
        return "<br><br>".join(parts)

    def reveal(self, ident: str) -> bool:
        """Open a cause and show it, or show a test of the plan."""
        view = self._bridge.view
        if view is None:
            return False
        self._touched = True
        if any(c.id == ident for c in view.assessment.conditions):
            self._opened = {ident}
            self._show_causes(view)
            made = next((c for c in self.causes if c.row is not None and c.row.id == ident), None)
            if made is not None:
                self._settle()
                self.page.bring(made)
                made.head.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        for part in self.plan.values():
            for item in part.items:
                if item.isVisible() and item.decision.ident == ident:
                    self._settle()
                    self.page.bring(item)
                    item.decision.accept.setFocus(Qt.FocusReason.OtherFocusReason)
                    return True
        return False

    def _settle(self) -> None:
        self.page.column.activate()

    def _chain(self) -> None:
        """The Tab key goes as the eye does, once new cards were made."""
        items = [item for part in self.plan.values() for item in part.items]
        count = len(self.alerts) + len(self.causes) + len(items)
        if count == self._chained:
            return
        self._chained = count
        stops: list[QWidget] = [self.strip]
        for alert in self.alerts:
            stops += [alert.head, alert.decision.accept, alert.decision.refuse, alert.decision.reason]
        stops.append(self.words.field)
        for cause in self.causes:
            stops += [cause.head, cause.decision.accept, cause.decision.refuse, cause.decision.reason]
        stops.append(self.more)
        for item in items:
            stops += [item.decision.accept, item.decision.refuse, item.decision.reason]
        stops += [self.care.toggle, self.criteria.toggle]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    # intent

    def _on_next_open(self) -> None:
        """To the next suggestion of the plan that nobody decided on; Space then accepts it."""
        every = (i.decision for part in self.plan.values() for i in part.items)
        open_ = [d for d in every if d.accept.isVisible() and d.decision is None]
        here = next((i + 1 for i, d in enumerate(open_) if d.accept.hasFocus()), 0)
        for decision in (open_[here:] or open_)[:1]:
            self._settle()
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

    def _on_toggled(self, ident: str) -> None:
        self._touched = True
        self._opened ^= {ident}
        if self._bridge.view is not None:
            self._show_causes(self._bridge.view)

    def _on_more(self) -> None:
        self._all = not self._all
        if self._bridge.view is not None:
            self._show_causes(self._bridge.view)


def by_pattern(patterns: tuple[PatternVerdict, ...]) -> dict[tuple[str, Match], list[PatternVerdict]]:
    """The two sides of one pattern with the same verdict, told once; the order of the best is kept."""
    out: dict[tuple[str, Match], list[PatternVerdict]] = {}
    for p in patterns:
        out.setdefault((p.pattern, p.match), []).append(p)
    return out


def escaped(text: str) -> str:
    """Text as rich text shows it literally."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
