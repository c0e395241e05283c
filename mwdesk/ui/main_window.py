"""The window: bar, steps, page, reasoning; every page draws from the same view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mwdesk.domain.translation import _
from mwdesk.ui import icons, tab_order, theme
from mwdesk.ui.body import Body
from mwdesk.ui.bottom_bar import BottomBar
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.hit_taker import HitTaker
from mwdesk.ui.pages.shortcuts import ShortcutsPage
from mwdesk.ui.places import ASIDE, PLACES, make_page, place_of
from mwdesk.ui.text_size import set_text_size
from mwdesk.ui.visit_guard import VisitGuard
from mwdesk.ui.warm_up import WarmUp
from mwdesk.ui.widgets.layout import line
from mwdesk.ui.widgets.message_bar import MessageBar
from mwdesk.ui.widgets.panel_rows import AlarmStrip
from mwdesk.ui.widgets.reasoning_panel import ReasoningPanel
from mwdesk.ui.widgets.search_box import SearchBox
from mwdesk.ui.widgets.sidebar import Sidebar
from mwdesk.ui.widgets.topbar import TopBar
from mwdesk.workflow import View
from mwdesk.workflow.search import find
from mwdesk.workflow.steps import STEPS, TITLES

__all__ = ["ASIDE", "PLACES", "MainWindow"]


class MainWindow(QMainWindow):
    """Holds the pages and nothing of medicine: it moves between steps and passes the view on."""

    lock_asked = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        set_text_size(bridge)
        self.pages: dict[str, Any] = {}
        self._stale: set[str] = set()
        self._warm = WarmUp((*STEPS, *ASIDE), self)
        self._place = ""
        self._before = "patients"
        self._patient = ""
        self.search = SearchBox(lambda text: find(bridge.session.kb, text), lambda: self.consulting)
        self.topbar = TopBar(self.search)
        self.sidebar = Sidebar()
        self.panel = ReasoningPanel()
        self.message = MessageBar()
        self.alarm = AlarmStrip()
        self.guard = VisitGuard(self)
        self.taker = HitTaker(self)
        self.stack = QStackedWidget()
        self.shortcuts = ShortcutsPage()
        self.bottom = BottomBar(self.message)
        self.back, self.next = self.bottom.back, self.bottom.next
        self.setWindowTitle("mwdesk")
        self.setMinimumSize(760, 460)
        self.resize(1366, 768)
        self._lay_out()
        self._connect()
        self._bind_keys()
        self.sidebar.render_view(None)
        self.go("patients")

    def _lay_out(self) -> None:
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = QVBoxLayout()
        above.setSpacing(0)
        above.addWidget(self.alarm)
        above.addWidget(self.guard.strip)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        self.stack.addWidget(self.shortcuts)
        self.body = Body(self.sidebar, middle, self.panel)
        root = QWidget()
        root.setProperty("surface", "ground")
        whole = QVBoxLayout(root)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.topbar.setFixedHeight(theme.px(56))
        for part in (self.topbar, line(), self.body, line(), self.bottom):
            whole.addWidget(part, 1 if part is self.body else 0)
        self.message.setParent(root)  # over the bar at the foot: it moves nothing
        self.stack.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCentralWidget(root)

    def _connect(self) -> None:
        self.bridge.changed.connect(self._on_changed)
        self.bridge.failed.connect(self.message.say)
        self.sidebar.chosen.connect(self.go)
        self.sidebar.look_toggled.connect(self.toggle_look)
        self.sidebar.help_asked.connect(self.toggle_help)
        self.shortcuts.left.connect(self.toggle_help)
        self.search.chosen.connect(self.taker.take)
        self.search.page_asked.connect(partial(self.show_item, "knowledge"))
        self.search.left.connect(self._on_search_left)
        self.topbar.lock.clicked.connect(self.lock_asked)
        self.topbar.undo.clicked.connect(self.undo)
        self.topbar.redo.clicked.connect(self.redo)
        self.back.clicked.connect(self._leave)
        self.next.clicked.connect(self.go_next)
        self.panel.step_chosen.connect(self.show_item)
        self.panel.cause_chosen.connect(partial(self.show_item, "condition"))
        self.panel.alerts_chosen.connect(self._on_alerts)
        self.alarm.opened.connect(self._on_alerts)
        self.alarm.step_chosen.connect(self.show_item)
        self.body.narrowed.connect(self.alarm.show_folded)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+K", self._focus_search),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Shift+Z", self.redo),
            ("Ctrl+Y", self.redo),
            ("Alt+Left", self.go_back),
            ("Ctrl+PgUp", self.go_back),
            ("Alt+Right", self.go_next),
            ("Ctrl+PgDown", self.go_next),
            ("F1", self.toggle_help),
            ("Ctrl+J", self.body.toggle_panel),
        ):
            self._bind(keys, act)
        for number, step in enumerate(STEPS, start=1):
            self._bind(f"Ctrl+{number}", partial(self.go, step))

    def _bind(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(act)

    def allow_lock(self, on: bool) -> None:
        """Offer to lock, where a passphrase protects the records."""
        self.topbar.lock.setVisible(on)
        if on:
            self._bind("Ctrl+L", self.lock_asked.emit)

    # places

    @property
    def place(self) -> str:
        """Where one is: "patients", or a step."""
        return self._place

    def page(self, place: str) -> Any:
        """The page of a place, made when first needed."""
        if place not in self.pages:
            made = make_page(place, self.bridge)
            self.pages[place] = made
            self._stale.add(place)
            self.stack.addWidget(made)
            moved = getattr(made, "asked_for", None)  # a page may ask for another place or item
            if moved is not None:
                moved.connect(self.show_item)
            told = getattr(made, "told", None)  # or say what it has just done
            if isinstance(told, SignalInstance):
                told.connect(partial(self.message.say, problem=False))
        return self.pages[place]

    def page_allowed(self, place: str) -> bool:
        """Whether a place can be shown now: steps need an open patient."""
        known = place in PLACES or place in ASIDE
        return known and not (place in STEPS and self.bridge.view is None)

    @property
    def consulting(self) -> bool:
        """Whether the open patient is the one in front: never on the list, nor in what was opened from it."""
        place = self._before if self._place in ASIDE else self._place
        return self.bridge.view is not None and place in STEPS

    def go(self, place: str) -> None:
        """Show a place. Steps need an open patient; nothing else is ever in the way."""
        if not self.page_allowed(place):
            return
        page = self.page(place)
        if self._place in PLACES:
            self._before = self._place
        if place != self._place:
            self.message.leave_news()
        self._place = place
        self._draw(place)
        if self.stack.currentWidget() is not page:
            self.stack.setFocus(Qt.FocusReason.OtherFocusReason)  # nowhere, until the page is there
        self.stack.setCurrentWidget(page)
        self._enter(page)
        self.guard.show_place(place)
        self._say_place()

    def _enter(self, page: QWidget) -> None:
        """Put the focus where the page begins: where the page itself wants it, else at its heading."""
        take = getattr(page, "take_focus", None)
        if take is not None:
            take()
        held = self.window().focusWidget()
        if held is None or not page.isAncestorOf(held):
            titles = (t for t in page.findChildren(QLabel) if t.property("role") == "page")
            next(titles, page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_place(self) -> None:
        steps = list(PLACES)
        helping = self.stack.currentWidget() is self.shortcuts
        step = self._place in STEPS
        at = steps.index(self._place) if step else -1
        view = self.bridge.view
        self.sidebar.show_place("keys" if helping else self._place)
        self.topbar.render_view(view, behind=self._place == "patients", tools=self.consulting)
        self.body.show_panel(step and view is not None, slim=self._place == "letter")
        before = _("Patients") if self._before == "patients" else _(TITLES[self._before])
        back = _("Back to {before}").format(before=before) if self._place in ASIDE else _("Back")
        following = steps[at + 1] if 0 < at + 1 < len(steps) and view is not None else ""
        on = _("Next: {title}").format(title=_(TITLES[following])) if following else ""
        shown = not helping and self._place != "patients"
        self.bottom.show_ways(back if shown else "", "" if helping else on)

    def go_next(self) -> None:
        """To the following step, or the page after in what keeps its own pages."""
        if not self._turn(1):
            self._step(1)

    def go_back(self) -> None:
        """To the step before, or the page before."""
        if not self._turn(-1):
            self._step(-1)

    def _turn(self, by: int) -> bool:
        turned = getattr(self.pages.get(self._place), "step_back", None)
        return turned is not None and bool(turned(by))

    def _leave(self) -> None:
        """The button: out of what stands aside in one step, however much was read there."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self._place not in PLACES:
            self.go(self._before)
            return
        at = PLACES.index(self._place) + by
        if 0 <= at < len(PLACES):
            self.go(PLACES[at])

    # drawing

    def _on_changed(self, view: View | None) -> None:
        self._stale = set(self.pages)
        self.topbar.render_view(view, behind=self._place == "patients", tools=self.consulting)
        self.sidebar.render_view(view)
        self.guard.show_place(self._place)
        self.bottom.show_waiting(len(view.untaken) if view is not None else 0)
        if view is None:
            self._patient = ""
            self.message.leave()
            self.go("patients")
            return
        self.panel.render_panel(view.panel)
        self.alarm.show_alerts(self.panel.standing, next(iter(view.panel.next_steps), None))
        self.body.show_alarm(view.panel.urgency, len(view.panel.alerts))
        opened = view.encounter.id != self._patient
        self._patient = view.encounter.id
        if opened:
            self._begin_visit()
        else:
            self._draw(self._place)

    def _begin_visit(self) -> None:
        """Nothing of the patient or visit before stays: no half word, no message, no place scrolled to."""
        self.guard.forget_typed()
        self.message.leave()
        self.search.leave()
        self.go("patient" if self._place in ("", "patients") else self._place)
        for place in STEPS:
            for area in self.pages[place].findChildren(QAbstractScrollArea) if place in self.pages else ():
                area.verticalScrollBar().setValue(0)

    def _draw(self, place: str) -> None:
        if place in self._stale:
            self._stale.discard(place)
            if place not in STEPS or self.bridge.view is not None:
                self.pages[place].render_view(self.bridge.view)
                self.guard.keep(place)

    def toggle_look(self) -> None:
        """Light to dark and back; remembered for the next start."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            name = "light" if theme.current().name == "dark" else "dark"
            theme.apply(app, name)
            icons.retint(self)
            self.search.retint()
            self.sidebar.show_look()
            self._stale = set(self.pages)  # rich text holds its colours
            self._draw(self._place)
            self.bridge.remember("theme", name)

    def toggle_help(self) -> None:
        """The sheet of keys, and back to where one was."""
        if self.stack.currentWidget() is self.shortcuts:
            self.go(self._place)
        else:
            self.stack.setCurrentWidget(self.shortcuts)
            self.shortcuts.take_focus()
            self._say_place()

    def undo(self) -> None:
        """Take the last change back; never of a patient who is not in front."""
        self.message.leave_news()
        if self.consulting:
            self.bridge.undo()

    def redo(self) -> None:
        """Do it again."""
        self.message.leave_news()
        if self.consulting:
            self.bridge.redo()

    # search and the panel lead to places

    def _focus_search(self) -> None:
        if self.consulting:
            self.search.begin()
        else:  # nobody is in front: what is found can be read, and nothing recorded
            self.go("knowledge")

    def _on_search_left(self) -> None:
        self._enter(self.page(self._place))

    def show_item(self, kind: str, ident: str) -> None:
        """Show where a finding, movement, value, test or cause is answered or explained."""
        place = self.place_of(kind, ident)
        self.go(place)
        reveal = getattr(self.pages.get(place), "reveal", None)
        shown = reveal is None or reveal(ident)
        if shown is False and kind in ("condition", "test"):  # not part of this assessment: its page is
            self.show_item("knowledge", f"{kind}:{ident}")

    def place_of(self, kind: str, ident: str) -> str:
        """The step at which something is answered or explained."""
        return place_of(self.bridge.session.kb, kind, ident)

    def _on_alerts(self) -> None:
        self.go("assessment")

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key: bar, steps, page, reasoning, foot."""
        parts = (self.topbar, self.sidebar, self.body.page_area, self.body.rail, self.body.holder)
        return tab_order.move(self, (*parts, self.message, self.bottom), forward=forward)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._warm.start()

    def flush(self) -> None:
        """Save words that were not yet paused on."""
        for place in self.pages.values():
            for field in place.findChildren(QWidget):
                flush = getattr(field, "flush", None)
                if flush is not None:
                    flush()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.flush()
        super().closeEvent(event)
