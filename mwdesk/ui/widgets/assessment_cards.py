"""The cards of the Assessment page: warnings, causes with their reasons, the plan. All drawn in place."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mwdesk.domain.assessment import ConditionScore, Contribution
from mwdesk.domain.encounter import Decision, Encounter, Verdict, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import icons, theme
from mwdesk.ui.widgets.bars import CauseButton
from mwdesk.ui.widgets.decision import DecisionButtons, beside
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.layout import button, card, label, link_row, set_property
from mwdesk.ui.widgets.panel_rows import tone_of, word_of
from mwdesk.ui.widgets.reasoning_panel import sentence
from mwdesk.ui.widgets.turning_lines import TurningLines
from mwdesk.workflow import AlertLine, CauseRow, NextStep
from mwdesk.workflow.words import band_word, basis_words, finding_words, first_sentence, listed

_KEPT = 26  # letters of a source that stay on one line
_SHOWN = 8  # reasons of one kind; more are counted, never hidden in silence


class AlertDetail(QFrame):
    """A warning: title and what to do now; opened, all that is to do, why, and what nobody asked."""

    decided = Signal(object)  # Entry
    toggled = Signal(str)  # alert id
    about_asked = Signal(str)  # "kind:id" of a page to read

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.alert: AlertLine | None = None
        self.head = button("", "link")
        self.action = label("", wrap=True)
        self.detail = label("", wrap=True)
        self.full_why = label("", "note", wrap=True)
        self.decision = DecisionButtons("alert", agree=_("Agree"))
        self.body = QWidget()
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(0, 0, 0, 4)
        inside.setSpacing(4)
        inside.addWidget(self.detail)
        inside.addWidget(self.full_why)
        self.about = button(_("About this warning"), "link")
        self.about.clicked.connect(self._on_about)
        inside.addLayout(link_row(self.about))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self.head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        texts.addWidget(self.head)
        self.action.setContentsMargins(5, 0, 0, 0)
        texts.addWidget(self.action)
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 7, 12, 9)
        column.setSpacing(4)
        column.addLayout(beside(self.decision, texts))
        inside.setContentsMargins(5, 0, 0, 2)
        column.addWidget(self.body)
        self.head.clicked.connect(self._on_clicked)
        self.decision.decided.connect(self.decided)
        self.hide()

    def show_alert(self, alert: AlertLine | None, *, opened: bool = False) -> None:
        """Take a warning, or None: then the card is not there."""
        self.alert = alert
        self.setVisible(alert is not None)
        if alert is None:
            return
        tone = tone_of(alert.urgency)
        set_property(self, "surface", tone)
        set_property(self.head, "tone", tone)
        icons.put(self.head, "down" if opened else "right", tone, 14)
        self.head.setText(alert.title)
        state = _("opened") if opened else _("closed")
        self.head.setAccessibleName(f"{word_of(alert.urgency)}: {alert.title}, {state}")
        self.head.setAccessibleDescription(alert.action)
        self.head.setToolTip(_("Fold") if opened else _("Show all that is to do, and why"))
        self.action.setText(alert.action)
        self.detail.setText(alert.detail)
        self.detail.setVisible(bool(alert.detail))
        fired = _("Because of: {because}.").format(because=alert.because) if alert.because else ""
        whole = (sentence(alert.why), fired, sentence(alert.not_asked))
        self.full_why.setText(" ".join(p for p in whole if p))
        self.body.setVisible(opened)
        self.decision.show_decision(alert.id, alert.title, alert.decision, alert.reason)

    def _on_clicked(self) -> None:
        if self.alert is not None:
            self.toggled.emit(self.alert.id)

    def _on_about(self) -> None:
        if self.alert is not None:
            self.about_asked.emit(f"alert:{self.alert.id}")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.alert is None:
            return
        painter = QPainter(self)  # the edge that stays visible in black and white
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(tone_of(self.alert.urgency)))
        painter.drawRoundedRect(0, 10, 4, self.height() - 20, 2, 2)
        painter.end()


class CauseDetail(QFrame):
    """One cause; opened, it says what speaks for and against it, what is missing and what was not asked."""

    decided = Signal(object)
    toggled = Signal(str)  # condition id
    about_asked = Signal(str)

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kb = kb
        self.row: CauseRow | None = None
        self.head = CauseButton()
        self.decision = DecisionButtons("condition", agree=_("Agree"))
        self.summary = label("", "note", wrap=True)
        self.columns = {
            key: label("", wrap=True)
            for key in (N_("For"), N_("Against"), N_("Expected, and absent"), N_("Not yet asked"))
        }
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
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(10)
        for at, (title, text) in enumerate(self.columns.items()):
            part = QVBoxLayout()
            part.setSpacing(3)
            part.addWidget(label(_(title), "heading"))
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setTextFormat(Qt.TextFormat.RichText)
            part.addWidget(text)
            part.addStretch(1)
            grid.addLayout(part, at // 2, at % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
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
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(beside(self.decision, texts))
        column.addWidget(self.body)
        self.body.hide()

    def show_cause(self, row: CauseRow, score: ConditionScore | None, *, opened: bool) -> None:
        """Take a row of the ranking and its reasons."""
        self.row = row
        self.head.expanded = opened
        self.head.show_row(row)
        self.head.update()
        self.head.setAccessibleName(
            f"{row.name}, {band_word(row.band)}, {_('opened') if opened else _('closed')}"
        )
        self.decision.show_decision(row.id, row.name, row.decision, row.reason)
        self.about.setAccessibleName(_("About {name}").format(name=row.name))
        self._show_confirmed(row)
        self.body.setVisible(opened and score is not None)
        if not opened or score is None:
            return
        known = self._kb.conditions.get(row.id)
        site = self._kb.sites.get(row.site)
        about = _("About {percent} in 100 on what is known so far, estimated.").format(percent=row.percent)
        told = (about, f"{site.name}." if site else "", known.summary if known else "")
        self.summary.setText(" ".join(part for part in told if part))
        asked = [(finding_words(self._kb, n.finding), "") for n in score.not_asked]
        for key, items in (
            ("For", [self._reason(c) for c in score.for_]),
            ("Against", [self._reason(c) for c in score.against]),
            ("Expected, and absent", [self._reason(c) for c in score.expected_absent]),
            ("Not yet asked", asked),
        ):
            self.columns[key].setText(bulleted(items))

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

    def _reason(self, c: Contribution) -> tuple[str, str]:
        strong, clear = abs(c.weight) >= 1.6, abs(c.weight) >= 0.7
        weight = _("strongly") if strong else _("clearly") if clear else _("slightly")
        return finding_words(self._kb, c.finding, c.state), f"{weight} · {basis_words(self._kb, c)}"


def bulleted(items: list[tuple[str, str]]) -> str:
    """Rich text: a line each, what it rests on beside it in quiet ink; what is beyond eight is counted."""
    if not items:
        return _("nothing so far")
    muted = theme.current().muted
    lines = []
    for words, rest in items[:_SHOWN]:
        kept = escape(rest).replace(" ", "&nbsp;") if len(rest) < _KEPT else escape(rest)
        aside = f' <span style="color:{muted}">·&nbsp;{kept}</span>' if rest else ""
        lines.append(f"{escape(words)}{aside}")
    if len(items) > _SHOWN:
        more = escape(_("and {count} more").format(count=len(items) - _SHOWN))
        lines.append(f'<span style="color:{muted}">{more}</span>')
    style = "margin:0 0 3px 10px; text-indent:-10px"
    return "".join(f'<p style="{style}">{line}</p>' for line in lines)


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
