"""The examination: power, reflexes and sensation typed as grids, then signs by section."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Entry, State, note
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.body_figure import BodyFigure, region_of, region_states
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label, line
from mwdesk.ui.widgets.mrc_grid import MrcGrid
from mwdesk.ui.widgets.own_words import OwnWords
from mwdesk.ui.widgets.reflex_figure import ReflexFigure
from mwdesk.ui.widgets.reflex_grid import KEYS as REFLEX_KEYS
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
    N_("Type a grade 0 to 5, then − or +; n not testable; c copies right to left, Shift+C all; or click."),
    REFLEX_KEYS,
    N_("Type n normal, r reduced, a absent, i increased; c copies right to left; or click the map."),
    N_("Type y, n or u; what nobody asked stays not asked."),
)
_SHORT = 480  # pixels of page height below which the rows need every line
_ROOMY = 720  # pixels of page width that hold every tab with its count beside "All normal from here"
_GRID, _BODY_LEAST, _BODY_MOST = 385, 240, 420  # pixels of width: a grid, and the figures beside it
_BODY_HIGH = 250  # pixels of height that a figure needs to be of use


class PowerPane(QWidget):
    """The body figure beside the power grid; the figure gives way on a narrow screen."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._muscles = kb.muscles
        self.body = BodyFigure()
        self.grid = MrcGrid(kb)
        self._side = QFrame()
        self._side.setProperty("surface", "card")
        inside = QVBoxLayout(self._side)
        inside.setContentsMargins(14, 12, 14, 12)
        inside.addWidget(self.body)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._side)
        row.addWidget(self.grid, 1)
        self.grid.moved.connect(self._on_moved)
        self.body.region_chosen.connect(self._on_region)

    def show_view(self, view: View) -> None:
        self.grid.show_encounter(view.encounter, view.previous)
        self.body.show_states(region_states(self._muscles, view.encounter.grades))

    def _on_moved(self, ident: str, side: str) -> None:
        muscle = self._muscles.get(ident)
        if muscle is not None:
            self.body.show_current(region_of(muscle), side)

    def _on_region(self, ident: str, side: str) -> None:
        self.grid.select(ident, side)
        self.grid.view.setFocus(Qt.FocusReason.MouseFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        spare = event.size().width() - 16 - round(_GRID * theme.Type.scale)
        self._side.setVisible(spare >= _BODY_LEAST and event.size().height() >= _BODY_HIGH)
        self._side.setFixedWidth(max(_BODY_LEAST, min(_BODY_MOST, spare)))
        super().resizeEvent(event)


class GridPane(ScrollPage):
    """A grid as tall as its rows, and below it the signs that belong to it."""

    def __init__(self, grid: GradeGrid, signs: SignList | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = grid
        self.column.addWidget(grid)
        if signs is not None:
            self.column.addWidget(signs)
        self.column.addStretch(1)
        grid.moved.connect(self._on_moved)

    def _on_moved(self, ident: str, side: str) -> None:
        view = self.grid.view
        cell = view.visualRect(view.currentIndex())
        top = view.viewport().mapTo(self.grid, cell.topLeft())
        self.bring(self.grid, QRect(top, cell.size()))


class FigurePane(QWidget):
    """A figure beside a scrolling grid: two views of one record. The figure gives way on a narrow page."""

    def __init__(self, figure: QWidget, pane: GridPane, least: int, most: int) -> None:
        super().__init__()
        self.figure, self.pane = figure, pane
        self._least, self._most = least, most
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(figure)
        row.addWidget(pane, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        spare = event.size().width() - 16 - round(_GRID * theme.Type.scale)
        self.figure.setVisible(spare >= self._least and event.size().height() >= _BODY_HIGH)
        self.figure.setFixedWidth(max(self._least, min(self._most, spare)))
        super().resizeEvent(event)


class ExaminationPage(QWidget):
    """What the hands and eyes found. Untested stays untested until somebody says otherwise."""

    step = "examination"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        kb = bridge.session.kb
        self.power = PowerPane(kb)
        self.reflexes = ReflexGrid(kb)
        self.sensation = SensoryGrid(kb)
        self.figure = ReflexFigure(kb)
        self.map = SensoryMap(kb)
        self._reflex_signs = SignList(("exam.reflexes",))
        self.signs = SignList(SIGNS)
        self.words = OwnWords(_("In your own words"), _("What you saw and felt that no row asks for"))
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.RichText)
        self.hint.setProperty("role", "muted")
        self.hint.setMinimumHeight(round(34 * theme.Type.scale))  # two lines: a longer hint moves nothing
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.hint.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
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
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.all_normal)
        self._key = label("Ctrl N", "key")
        self._key.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        head.addWidget(self._key)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 14)
        column.setSpacing(6)
        column.addWidget(label(_("Examination"), "page"))
        column.addWidget(self.hint)
        column.addLayout(head)
        column.addSpacing(-7)
        column.addWidget(line())
        column.addSpacing(8)
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
        self.hint.linkActivated.connect(self.reveal)
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
        self._say_counts()
        self._say_hint(view)

    def _say_counts(self) -> None:
        parts = [*(grid.progress() for grid in self.grids), self.signs.progress()]
        for index, (done, total) in enumerate(parts):
            self.tabs.set_count(index, _("{done} of {total}").format(done=done, total=total) if total else "")
        self.all_normal.setEnabled(bool(self._normal_entries()))

    def _say_hint(self, view: View) -> None:
        index = self.tabs.currentIndex()
        how = _(_HINTS[max(0, index)])
        step = next((s for s in view.panel.all_steps if s.section.startswith("exam.")), None)
        best = ""
        if step is not None:
            words = _("Next best: {finding}").format(finding=finding_words(self._bridge.session.kb, step.id))
            accent = theme.current().accent
            best = (
                f' <a href="{step.id}" style="color:{accent}; text-decoration:none">'
                f"<b>{_escaped(words)}</b></a>"
            ) + _escaped(_reason(step.why))
        text = _escaped(how) + best
        if text != self.hint.text():
            self.hint.setText(text)

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
        self.stack.setCurrentIndex(index)
        self._say_counts()
        if self._bridge.view is not None:
            self._say_hint(self._bridge.view)

    def _on_graded(self, entries: tuple[Entry, ...]) -> None:
        self._bridge.record(*entries)

    def _on_sign(self, finding: str, state: State | None) -> None:
        view = self._bridge.view
        if view is not None:
            self._bridge.record(*choose(self._bridge.session.kb, view, finding, state))

    def _on_all_normal(self) -> None:
        entries = self._normal_entries()
        if entries:
            self._bridge.record(*entries)

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
        short = event.size().height() < _SHORT
        self._column.setContentsMargins(22, 8 if short else 18, 22, 8 if short else 14)
        self.hint.setMinimumHeight(0 if short else round(34 * theme.Type.scale))
        for grid in self.grids:
            grid.strip.setHidden(short and grid is self.power.grid)
        self.power.grid.how.setHidden(short)  # still told as the tip of every row
        self.all_normal.setText(_("All normal from here") if wide else _("All normal"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        grid = self._current_grid()
        if grid is not None:
            grid.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "tabs") and self._bridge.view:
            self._say_hint(self._bridge.view)


def _reason(why: str) -> str:
    """The first sentence of a reason, as the tail of another sentence."""
    first = why.partition(". ")[0].strip().rstrip(".")
    return f": {first[0].lower()}{first[1:]}." if first else "."


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
