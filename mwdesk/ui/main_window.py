"""The window: bar, steps, page, reasoning; every page draws from the same view."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mwdesk.domain.encounter import Medication, State, medication
from mwdesk.domain.translation import _
from mwdesk.ui import icons, theme
from mwdesk.ui.body import Body
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.shortcuts import ShortcutsPage
from mwdesk.ui.visit_guard import VisitGuard
from mwdesk.ui.widgets.layout import button, label, line
from mwdesk.ui.widgets.message_bar import MessageBar
from mwdesk.ui.widgets.panel_rows import AlarmStrip
from mwdesk.ui.widgets.reasoning_panel import ReasoningPanel
from mwdesk.ui.widgets.search_box import SearchBox
from mwdesk.ui.widgets.sidebar import Sidebar
from mwdesk.ui.widgets.topbar import TopBar
from mwdesk.workflow import View
from mwdesk.workflow.questions import choose
from mwdesk.workflow.search import Hit, find
from mwdesk.workflow.steps import STEPS, TITLES

PLACES = ("patients", *STEPS)
ASIDE = ("knowledge", "clinic", "exchange")  # reached beside the steps, with or without a patient
TEXT_SIZES = {"1.0", "1.15", "1.3"}


class MainWindow(QMainWindow):
    """Holds the pages and nothing of medicine: it moves between steps and passes the view on."""

    lock_asked = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge = bridge
        set_text_size(bridge)
        self.pages: dict[str, Any] = {}
        self._stale: set[str] = set()
        self._cold = [*STEPS, *ASIDE]  # pages whose code nobody needed yet
        self._warm = QTimer(self)
        self._warm.setInterval(60)
        self._warm.timeout.connect(self._on_idle)
        self._place = ""
        self._before = "patients"
        self._patient = ""
        self.search = SearchBox(lambda text: find(bridge.session.kb, text))
        self.topbar = TopBar(self.search)
        self.sidebar = Sidebar()
        self.panel = ReasoningPanel()
        self.message = MessageBar()
        self.alarm = AlarmStrip()
        self.guard = VisitGuard(self)
        self.stack = QStackedWidget()
        self.shortcuts = ShortcutsPage()
        self.back = button(_("Back"))
        self.next = button(_("Next"), "primary")
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
        above.addWidget(self.message)
        column.addLayout(above)
        column.addWidget(self.stack, 1)
        self.stack.addWidget(self.shortcuts)
        self.body = Body(self.sidebar, middle, self.panel)
        root = QWidget()
        root.setProperty("surface", "ground")
        whole = QVBoxLayout(root)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.topbar.setFixedHeight(round(56 * theme.Type.scale))
        for part in (self.topbar, line(), self.body, line(), self._bottom()):
            whole.addWidget(part, 1 if part is self.body else 0)
        self.setCentralWidget(root)

    def _bottom(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "bar")
        bar.setFixedHeight(round(48 * theme.Type.scale))
        self.saved = label(_("Everything is saved as you type"), "muted")
        row = QHBoxLayout(bar)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(12)
        row.addWidget(self.saved, 1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        return bar

    def _connect(self) -> None:
        self.bridge.changed.connect(self._on_changed)
        self.bridge.failed.connect(self.message.say)
        self.sidebar.chosen.connect(self.go)
        self.sidebar.look_toggled.connect(self.toggle_look)
        self.sidebar.help_asked.connect(self.toggle_help)
        self.shortcuts.left.connect(self.toggle_help)
        self.search.chosen.connect(self.take_hit)
        self.search.page_asked.connect(self._on_page_asked)
        self.topbar.lock.clicked.connect(self.lock_asked)
        self.topbar.undo.clicked.connect(self.bridge.undo)
        self.topbar.redo.clicked.connect(self.bridge.redo)
        self.back.clicked.connect(self._leave)
        self.next.clicked.connect(self.go_next)
        self.panel.step_chosen.connect(self.show_item)
        self.panel.cause_chosen.connect(self._on_cause)
        self.panel.alerts_chosen.connect(self._on_alerts)
        self.alarm.opened.connect(self._on_alerts)
        self.body.narrowed.connect(self.alarm.show_folded)

    def _bind_keys(self) -> None:
        for keys, act in (
            ("Ctrl+K", self._focus_search),
            ("Ctrl+Z", self.bridge.undo),
            ("Ctrl+Shift+Z", self.bridge.redo),
            ("Ctrl+Y", self.bridge.redo),
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
        return self.pages[place]

    def page_allowed(self, place: str) -> bool:
        """Whether a place can be shown now: steps need an open patient."""
        known = place in PLACES or place in ASIDE
        return known and not (place in STEPS and self.bridge.view is None)

    def go(self, place: str) -> None:
        """Show a place. Steps need an open patient; nothing else is ever in the way."""
        if not self.page_allowed(place):
            return
        page = self.page(place)
        if self._place in PLACES:
            self._before = self._place
        self._place = place
        self._draw(place)
        self.stack.setFocus(Qt.FocusReason.OtherFocusReason)  # a page that wants the focus takes it itself
        self.stack.setCurrentWidget(page)
        self.guard.show_place(place)
        self._say_place()

    def _say_place(self) -> None:
        steps = list(PLACES)
        step = self._place in STEPS
        at = steps.index(self._place) if step else -1
        view = self.bridge.view
        self.sidebar.show_place(self._place)
        self.body.show_panel(step and view is not None, slim=self._place == "letter")
        self.back.setVisible(self._place != "patients")
        before = _("Patients") if self._before == "patients" else _(TITLES[self._before])
        self.back.setText(_("Back to {before}").format(before=before) if self._place in ASIDE else _("Back"))
        self.back.setAccessibleName(self.back.text())
        following = steps[at + 1] if 0 < at + 1 < len(steps) and view is not None else ""
        self.next.setVisible(bool(following))
        self.next.setText(_("Next: {title}").format(title=_(TITLES[following])) if following else _("Next"))
        self.next.setAccessibleName(self.next.text())

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
        self.topbar.render_view(view)
        self.sidebar.render_view(view)
        self.guard.show_place(self._place)
        if view is None:
            self._patient = ""
            self.go("patients")
            return
        self.panel.render_panel(view.panel)
        self.alarm.show_alerts(self.panel.standing)
        self.body.show_alarm(view.panel.urgency, len(view.panel.alerts))
        opened = view.encounter.id != self._patient
        if opened:
            self.guard.forget_typed()
            self.message.hide()
        self._patient = view.encounter.id
        if opened:
            self.go("patient" if self._place in ("", "patients") else self._place)
        else:
            self._draw(self._place)

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
            self.stack.setCurrentWidget(self.page(self._place))
        else:
            self.stack.setCurrentWidget(self.shortcuts)
            self.shortcuts.setFocus()

    # search and the panel lead to places

    def _focus_search(self) -> None:
        if self.bridge.view is not None:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        else:
            self.go("knowledge")

    def take_hit(self, hit: Hit, at_once: bool = False) -> None:
        """Go to what was found; `at_once` records a finding as present. A medicine is added to the list."""
        view = self.bridge.view
        if view is None:
            return
        if hit.kind == "drug":
            self.bridge.record(medication(Medication(name=hit.label, drug=hit.id)))
            self.go("history")
            self.message.say(
                _("{label} was added to the medicines. Ctrl+Z takes it back.").format(label=hit.label),
                problem=False,
            )
        else:
            if at_once and hit.kind == "finding":  # one stays in the field: the next finding can be typed
                self.bridge.record(*choose(self.bridge.session.kb, view, hit.id, State.PRESENT))
                self.message.say(
                    _("{label}: present. Ctrl+Z takes it back.").format(label=hit.label), problem=False
                )
                self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return
            self.show_item(hit.kind, hit.id)

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
        if kind == "place":
            return ident
        if kind == "knowledge":
            return kind
        if kind == "finding":
            section = self.bridge.session.kb.findings[ident].section
            places = {"history": "history", "exam": "examination"}
            return places.get(section.partition(".")[0], "results")
        return {"muscle": "examination", "analyte": "results", "drug": "history"}.get(kind, "assessment")

    def _on_cause(self, ident: str) -> None:
        self.show_item("condition", ident)

    def _on_page_asked(self, key: str) -> None:
        self.show_item("knowledge", key)

    def _on_alerts(self) -> None:
        self.go("assessment")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._warm.start()

    def _on_idle(self) -> None:
        """Import the code of the next page while nobody waits for it; making pages stays for later."""
        if self._cold:
            import_module(f"mwdesk.ui.pages.{self._cold.pop(0)}")
        else:
            self._warm.stop()

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


def set_text_size(bridge: Bridge) -> None:
    """Put the reader's own text size in force before anything is measured."""
    kept = bridge.session.store.setting("text_size")
    scale = float(kept) if isinstance(kept, int | float | str) and str(kept) in TEXT_SIZES else 1.0
    app = QApplication.instance()
    if scale != theme.Type.scale and isinstance(app, QApplication):
        theme.Type.scale = scale
        theme.apply(app, theme.current().name)


def make_page(place: str, bridge: Bridge) -> QWidget:
    """Import and make the page of a place: nothing is imported before it is looked at."""
    page: QWidget = getattr(import_module(f"mwdesk.ui.pages.{place}"), f"{place.capitalize()}Page")(bridge)
    return page
