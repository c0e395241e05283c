"""The examination: power, reflexes and sensation typed as grids, then signs by section."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State, note
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import announce, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.fitted_text import OneLineNote
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grid_panes import FigurePane, GridPane, PowerPane
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, line, set_role
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.reflex_figure import ReflexFigure
from mwdesk.ui.widgets.reflex_grid import ReflexGrid
from mwdesk.ui.widgets.sensory_grid import SensoryGrid
from mwdesk.ui.widgets.sensory_map import SensoryMap
from mwdesk.ui.widgets.sign_list import SignList
from mwdesk.ui.widgets.tabs import TabStrip
from mwdesk.workflow import View
from mwdesk.workflow.questions import choose, sections
from mwdesk.workflow.words import finding_words

# Signs that have a tab of their own; reflex signs stand below the reflexes.
SIGNS = ("exam.inspection", "exam.power", "exam.tone", "exam.coordination", "exam.general")
_HINTS = (
    N_("0 to 5 grades and goes down; then − or + for the one just typed; c other side; n not testable"),
    N_("Tendon reflexes 0 to 4; plantars f, e or m; other signs y or n; c other side; or click"),
    N_("n normal, r reduced, a absent, i increased; c other side; or click the map"),
    N_("y, n or u; what nobody asked stays not asked"),
)
_SHORT = 480  # pixels of page height below which the rows need every line
_ROOMY = 720  # pixels of page width that hold every tab with its count beside "All normal from here"


class ExaminationPage(QWidget):
    """What the hands and eyes found. Untested stays untested until somebody says otherwise."""

    step = "examination"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._encounter = ""
        kb = bridge.session.kb
        self.power = PowerPane(kb)
        self.reflexes = ReflexGrid(kb)
        self.sensation = SensoryGrid(kb)
        self.figure = ReflexFigure(kb)
        self.map = SensoryMap(kb)
        self._reflex_signs = SignList(("exam.reflexes",))
        self.signs = SignList(SIGNS)
        self.words = OwnWords(_("In your own words"), _("What you saw and felt that no row asks for"))
        self.hint = OneLineNote("muted", left=True)
        self.best = BestLink()
        self._said = ""  # what "all normal" did, until something else is done
        self.tabs = TabStrip(_("Parts of the examination"))
        self.stack = QStackedWidget()
        self.all_normal = button(
            _("All normal from here"), "quiet", name=_("All normal from here, Control N")
        )
        self.all_normal.setToolTip(
            _(
                "Marks what is still untouched from here down as normal, and says so: normal by section. "
                "Red flags are left out. Ctrl+Z takes it back."
            )
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(16)
        title.addWidget(label(_("Examination"), "page"))
        title.addWidget(self.best, 1)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.all_normal)
        self._key = label("Ctrl N", "key")
        self._key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.addWidget(self._key)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(2)
        column.addLayout(title)
        column.addWidget(self.hint)
        column.addLayout(head)
        column.addSpacing(-3)
        column.addWidget(line())
        column.addSpacing(6)
        column.addWidget(self.stack, 1)
        self._add_tab(_("Power"), self.power)
        beside, inside = card()
        inside.setContentsMargins(10, 10, 10, 8)
        inside.addWidget(self.figure)
        reflexes = GridPane(self.reflexes, self._reflex_signs)
        self._add_tab(_("Reflexes"), FigurePane(beside, reflexes, 180, 250))
        self._add_tab(_("Sensation"), FigurePane(self.map, GridPane(self.sensation, None), 240, 420))
        page = ScrollPage()
        page.column.addWidget(self.signs)
        page.column.addWidget(self.words)
        page.column.addStretch(1)
        self._add_tab(_("Signs"), page)

    def _add_tab(self, title: str, pane: QWidget) -> None:
        self.tabs.addTab(title)
        self.stack.addWidget(pane)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(self._on_tab)
        self.best.asked.connect(self.reveal)
        self.all_normal.clicked.connect(self._on_all_normal)
        self._normal_key = QShortcut(QKeySequence("Ctrl+N"), self)
        self._normal_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._normal_key.activated.connect(self._on_all_normal)
        for keys, by in (("Ctrl+Tab", 1), ("Ctrl+Shift+Tab", -1)):
            turn = QShortcut(QKeySequence(keys), self)
            turn.activated.connect(partial(self._turn, by))
        for grid in self.grids:
            grid.answered.connect(self._on_graded)
        for figure, grid in ((self.figure, self.reflexes), (self.map, self.sensation)):
            figure.graded.connect(grid.take)
            figure.chosen.connect(grid.select)
            grid.moved.connect(figure.show_current)
        for signs in (self._reflex_signs, self.signs):
            signs.answered.connect(self._on_sign)
        self.words.written.connect(self._on_words)
        self.signs.chained.connect(lambda: QWidget.setTabOrder(self.signs.stops[-1], self.words.field))

    @property
    def grids(self) -> tuple[GradeGrid, ...]:
        """The three grids, in the order of their tabs."""
        return (self.power.grid, self.reflexes, self.sensation)

    # drawing

    def render_view(self, view: View) -> None:
        """Draw this view in place: nothing moves but what changed."""
        self.power.show_view(view)
        for grid in (self.reflexes, self.sensation):
            grid.show_encounter(view.encounter, view.previous)
        self.figure.show_reflexes(view.encounter.reflexes)
        self.map.show_sensation(view.encounter.sensation)
        told = sections(self._bridge.session.kb, view, "examination")
        for signs in (self._reflex_signs, self.signs):
            signs.show_sections(told)
        self.words.show_text(view.encounter.note("examination"))
        if view.encounter.id != self._encounter:
            self._encounter, self._said = view.encounter.id, ""
            self.tabs.setCurrentIndex(0)
        elif self._said and not any(self._filled()):
            self._said = ""  # taken back
        self._say_counts()
        self._say_hint(view)

    def _filled(self) -> list[int]:
        """How many of each grid, and of the signs, were filled by section."""
        return [*(grid.by_section() for grid in self.grids), self.signs.by_section()]

    def _say_counts(self) -> None:
        parts = [*(grid.progress() for grid in self.grids), self.signs.progress()]
        for index, ((done, total), filled) in enumerate(zip(parts, self._filled(), strict=True)):
            words = _("{done} of {total}").format(done=done, total=total) if total else ""
            self.tabs.set_count(index, words)
            told = _n("{count} of them by section", "{count} of them by section", filled).format(count=filled)
            self.tabs.setTabToolTip(index, told if filled else "")
        self.all_normal.setEnabled(bool(self._normal_entries()))

    def _say_hint(self, view: View) -> None:
        self.hint.show_text(self._said or _(_HINTS[max(0, self.tabs.currentIndex())]))
        set_role(self.hint, "strong" if self._said else "muted")
        step = next((s for s in view.panel.all_steps if s.section.startswith("exam.")), None)
        words = finding_words(self._bridge.session.kb, step.id) if step is not None else ""
        self.best.show_step(step.id if step else "", words, _reason(step.why) if step else "")

    def reveal(self, ident: str) -> bool:
        """Show the field of a movement, reflex, point or finding, and put the focus there."""
        for index, grid in enumerate(self.grids):
            if any(row.id == ident for row in grid.rows):
                self.tabs.setCurrentIndex(index)
                grid.select(ident, "right")
                grid.view.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
        for index, signs in ((1, self._reflex_signs), (len(self.grids), self.signs)):
            if not signs.holds(ident):
                continue
            self.tabs.setCurrentIndex(index)
            row = signs.reveal(ident)
            if row is not None:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                page = self.stack.currentWidget()
                page = page.pane if isinstance(page, FigurePane) else page
                if isinstance(page, ScrollPage):
                    page.bring(row)
                return True
        return False

    def _current_grid(self) -> GradeGrid | None:
        index = self.tabs.currentIndex()
        return self.grids[index] if 0 <= index < len(self.grids) else None

    # intent

    def _turn(self, by: int) -> None:
        """To the next part, ready to type there."""
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        grid = self._current_grid()
        target = grid.view if grid is not None else self.signs.first_row()
        if target is not None:
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_tab(self, index: int) -> None:
        self._said = ""
        self.stack.setCurrentIndex(index)
        self._say_counts()
        if self._bridge.view is not None:
            self._say_hint(self._bridge.view)

    def _on_graded(self, entries: tuple[Entry, ...]) -> None:
        self._said = ""
        self._bridge.record(*entries)

    def _on_sign(self, finding: str, state: State | None) -> None:
        view, self._said = self._bridge.view, ""
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))

    def _on_all_normal(self) -> None:
        entries = self._normal_entries()
        self._said = ""
        if entries and self._bridge.record(*entries):
            count = _n(
                "{count} marked normal by section; Ctrl+Z takes it back.",
                "{count} marked normal by section; Ctrl+Z takes them back.",
                len(entries),
            )
            self._said = count.format(count=len(entries))
            announce.say(self, self._said)
            if self._bridge.view is not None:
                self._say_hint(self._bridge.view)

    def _normal_entries(self) -> tuple[Entry, ...]:
        grid = self._current_grid()
        return grid.normal_entries() if grid is not None else self.signs.normal_entries()

    def _on_words(self, text: str) -> None:
        self._bridge.record(note("examination", text))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _ROOMY * theme.Type.scale
        self._key.setVisible(wide)
        self.tabs.set_compact(not wide)
        short = event.size().height() < _SHORT * theme.Type.scale
        left, top, right, foot = theme.PAGE
        self._column.setContentsMargins(left, top, right, theme.M if short else foot)
        self.power.grid.strip.setHidden(short)
        self.power.grid.how.setHidden(short)  # still told as the tip of every row
        self.all_normal.setText(_("All normal from here") if wide else _("All normal"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grid = self._current_grid()
        if grid is not None:
            grid.view.setFocus(Qt.FocusReason.OtherFocusReason)


def _reason(why: str) -> str:
    """The first sentence of a reason."""
    return why.partition(". ")[0].strip().rstrip(".")


class BestLink(QPushButton):
    """The next best sign to look for, in words; pressing it goes there. Why, in its tip."""

    asked = Signal(str)  # finding or movement

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ident = self._words = ""
        self.setProperty("kind", "link")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.asked.emit(self._ident))

    def show_step(self, ident: str, words: str, why: str) -> None:
        """Take what is best to look for next; "" hides the words and keeps their place."""
        self._ident = ident
        self._words = _("Next best: {finding}").format(finding=words) if ident else ""
        self.setEnabled(bool(ident))
        self.setToolTip(why)
        self.setAccessibleDescription(why)
        self.setAccessibleName(self._words or _("Nothing best to look for next"))
        self._fit()

    def _fit(self) -> None:
        room = max(40, self.width() - 20)
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
