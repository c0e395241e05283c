"""Results: laboratory values as on the slip, outcomes of tests, and what to know before any test."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.lab_table import LabTable
from mwdesk.ui.widgets.layout import ScrollPage, label
from mwdesk.ui.widgets.outcome_list import OutcomeList
from mwdesk.ui.widgets.safety_strip import SafetyStrip
from mwdesk.ui.widgets.sign_list import SignList
from mwdesk.ui.widgets.trend_chart import SinceCard
from mwdesk.workflow import View
from mwdesk.workflow.questions import choose, sections

_SHORT = 400  # pixels of page height below which the rows need every line
_WIDE, _MEDIUM = 760, 655  # pixels that hold a slip's five columns side by side, in full and just


class ResultsPage(QWidget):
    """What was measured and reported. A value that cannot be so is asked back where it stands."""

    step = "results"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        kb = bridge.session.kb
        self.labs = LabTable(kb)
        self.tests = OutcomeList(kb)
        self.safety = SafetyStrip()
        self.told = SignList(("lab",))
        self.since = SinceCard(bridge)
        self._scroll = ScrollPage()
        for part in (self.since, self.labs, self.tests, self.safety, self.told):
            self._scroll.column.addWidget(part)
        self._scroll.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.SCROLLED)
        column.setSpacing(6)
        column.addWidget(label(_("Results"), "page"))
        self.hint = OneLineNote("muted", left=True)
        self.hint.show_text(
            _("Several values on one line, or one by one with Enter; press a grey range to type the slip's.")
        )
        column.addWidget(self.hint)
        column.addSpacing(6)
        column.addWidget(self._scroll, 1)
        for part in (self.labs, self.tests, self.safety):
            part.answered.connect(self._on_answered)
        self.told.answered.connect(self._on_told)
        self.labs.waiting.connect(self._bridge.keep_untaken)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def take_focus(self) -> None:
        """Where one begins: a value that waits for an answer, else the line that takes a whole slip."""
        row = self.labs.first_waiting()
        field = row.value if row is not None else self.labs.line
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_focus(None, field)

    def _on_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        """Wherever the focus goes by key, it is in sight: Enter runs down a page longer than the screen."""
        if now is None or not self.isVisible() or not self._scroll.inside.isAncestorOf(now):
            return
        QTimer.singleShot(0, self._bring_focus)  # a row that was just made has no place yet

    def _bring_focus(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and self._scroll.inside.isAncestorOf(now):
            view = self._scroll.viewport()
            box = QRect(now.mapTo(view, QPoint(0, 0)), now.size())
            if not view.rect().contains(box) and box.height() < view.height():
                self._scroll.bring(now)

    def render_view(self, view: View) -> None:
        """Draw this view in place."""
        self.since.show_view(view)
        self.labs.show_view(view, self._bridge.session.clinic.units)
        self.tests.show_view(view)
        self.safety.show_encounter(view.encounter)
        self.told.show_sections(sections(self._bridge.session.kb, view, "results"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width() / theme.Type.scale
        self.hint.setVisible(event.size().height() >= _SHORT * theme.Type.scale)
        self.labs.set_room("wide" if width >= _WIDE else "medium" if width >= _MEDIUM else "narrow")
        self.safety.set_columns(2 if width >= _WIDE else 1)

    def reveal(self, ident: str) -> bool:
        """Open the field of an analyte, a test or a finding told in words."""
        kb = self._bridge.session.kb
        if ident in kb.analytes:
            self.labs.search.chosen.emit(ident, kb.analytes[ident].name)
        elif ident in kb.tests:
            self.tests.search.chosen.emit(ident, kb.tests[ident].name)
        else:
            row = self.told.reveal(ident) if self.told.holds(ident) else None
            if row is None:
                return False
            row.setFocus()
        focused = self.focusWidget()
        if focused is not None and self._scroll.inside.isAncestorOf(focused):
            self._scroll.bring(focused)
        return True

    def _on_answered(self, entries: tuple[Entry, ...]) -> None:
        self._bridge.record(*entries)

    def _on_told(self, finding: str, state: State | None) -> None:
        view = self._bridge.view
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))
