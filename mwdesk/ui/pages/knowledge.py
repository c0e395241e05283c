"""The knowledge to read: find anything, open its page, follow its links. Needs no patient."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label
from mwdesk.ui.widgets.page_view import PageView
from mwdesk.ui.widgets.shelf_list import ShelfList
from mwdesk.workflow import View
from mwdesk.workflow.browse import SHELVES, Browser, Page, page_text

_WIDE = 880  # pixels, above which list and page stand side by side
_LESSON = (
    (
        "search",
        N_("Type a name, a synonym or a brand"),
        N_("“LEMS”, “drooping eyelid” and “Zocor” all find their page."),
    ),
    (
        "results",
        N_("Every number says what it rests on"),
        N_("A name and a year where somebody counted it; “estimate” where a clinician judged it."),
    ),
    (
        "right",
        N_("Follow any line"),
        N_("A click or Enter opens the cause, finding, test or source; Alt+← goes back."),
    ),
)


_HINT = N_("Each opens a page. Every number says what it rests on: a name and a year, or “estimate”.")


class KnowledgePage(QWidget):
    """Shelves and search on the left, the page on the right; one of the two where the window is narrow."""

    step = "knowledge"

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.browser = Browser(bridge.session.kb)
        self._past: list[tuple[str, tuple[int, int]]] = []
        self._ahead: list[tuple[str, tuple[int, int]]] = []
        self._listing = True  # where only one fits: the list, or the page
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a cause, finding, test, medicine or warning"))
        self.search.setAccessibleName(_("Find a page of the knowledge"))
        self.search.setClearButtonEnabled(True)
        self.back = button("", "icon", name=_("Page before, Alt Left"))
        self.ahead = button("", "icon", name=_("Page after, Alt Right"))
        self.copy = button(_("Copy text"), "quiet")
        self.kinds = QButtonGroup(self)
        self.list = ShelfList()
        self.hint = label(_(_HINT), "note", wrap=True)
        self.view = PageView()
        self.parts = QWidget()
        self.chips: list[QPushButton] = []
        self.body = QStackedWidget()
        self._lay_out()
        self._connect()
        self._find()
        self._say_buttons()

    # layout

    def _lay_out(self) -> None:
        for part, icon, tip in (
            (self.back, "left", _("Page before (Alt+←)")),
            (self.ahead, "right", _("Page after (Alt+→)")),
        ):
            icons.put(part, icon)
            part.setToolTip(tip)
        self.copy.setToolTip(_("Copy this page as text; Ctrl+C copies the chosen lines"))
        tools = QHBoxLayout()
        tools.setSpacing(6)
        tools.addWidget(label(_("Knowledge"), "page"))
        tools.addSpacing(10)
        for part in (self.back, self.ahead):
            tools.addWidget(part)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(12)
        column.addLayout(tools)
        row = QHBoxLayout()
        row.setSpacing(14)
        self._left = self._shelves()
        row.addWidget(self._left)
        row.addWidget(self.body, 1)
        column.addLayout(row, 1)
        self.body.addWidget(self._lesson())
        self.body.addWidget(self._reading())

    def _shelves(self) -> QWidget:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        flow = FlowLayout()
        counts = self.browser.counts()
        for kind, words in (("", _("All")), *((kind, _(words)) for kind, words in SHELVES.items())):
            chip = button(
                words,
                "chip",
                name=_n("{shelf}, {count} page", "{shelf}, {count} pages", counts[kind]).format(
                    shelf=words, count=counts[kind]
                )
                if kind
                else _("All pages"),
            )
            chip.setCheckable(True)
            chip.setChecked(not kind)
            chip.setProperty("kind_id", kind)
            self.kinds.addButton(chip)
            flow.addWidget(chip)
        chips = QWidget()
        chips.setLayout(flow)
        column.addWidget(chips)
        self.none = label("", "muted", wrap=True)
        self.none.hide()
        column.addWidget(self.none)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        return left

    def _reading(self) -> QWidget:
        frame, inside = card()
        inside.setContentsMargins(2, 8, 2, 2)
        inside.setSpacing(2)
        self._flow = FlowLayout()
        self.parts.setLayout(self._flow)
        above = QVBoxLayout()
        above.setContentsMargins(16, 2, 16, 4)
        above.addWidget(self.parts)
        inside.addLayout(above)
        inside.addWidget(self.view, 1)
        return frame

    def _lesson(self) -> QWidget:
        frame, outside = card()
        page = ScrollPage()
        outside.addWidget(page)
        column = page.column
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(6)
        column.addWidget(label(_("A page for everything that the program reasons with"), "title"))
        column.addWidget(
            label(_("The same rows that rank and warn, to read, to check and to doubt."), "muted", wrap=True)
        )
        column.addSpacing(8)
        for icon, head, words in ((icon, _(head), _(words)) for icon, head, words in _LESSON):
            row = QHBoxLayout()
            row.setSpacing(14)
            sign = button("", "icon", name=head)
            sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            icons.put(sign, icon, "accent", 22)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(label(head, "strong", wrap=True))
            texts.addWidget(label(words, "muted", wrap=True))
            row.addLayout(texts, 1)
            column.addLayout(row)
        column.addSpacing(8)
        column.addWidget(label(self._about(), "note", wrap=True))
        column.addStretch(1)
        return frame

    def _about(self) -> str:
        counts = self.browser.counts()
        every = ", ".join(f"{counts[kind]} {_(words).lower()}" for kind, words in SHELVES.items())
        drafts = self.browser.drafts()
        told = [f"{every}."]
        if drafts:
            told.append(
                _n(
                    "{count} of the causes is a draft that no second clinician has read through yet.",
                    "{count} of the causes are drafts that no second clinician has read through yet.",
                    drafts,
                ).format(count=drafts)
            )
        told.append(_("Knowledge version {version}.").format(version=self.browser.kb.version))
        return " ".join(told)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._on_edited)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.kinds.buttonClicked.connect(self._on_kind)
        self.list.opened.connect(self.open_page)
        self.view.followed.connect(self.open_page)
        self.back.clicked.connect(self._on_back)
        self.ahead.clicked.connect(self._on_ahead)
        self.copy.clicked.connect(self._on_copy)

    # finding

    def _kind(self) -> str:
        chosen = self.kinds.checkedButton()
        return str(chosen.property("kind_id")) if chosen is not None else ""

    def _find(self) -> None:
        words = self.search.text().strip()
        hits = self.browser.find(words, self._kind())
        self.list.hits.show_hits(hits)
        self.list.setVisible(bool(hits))
        self.none.setVisible(not hits)
        self.none.setText(
            _("Nothing here is called “{words}”. Try another name, or All instead of one shelf.").format(
                words=words
            )
        )
        if hits:
            self.list.setCurrentIndex(self.list.hits.index(0))
            self.list.scrollToTop()

    def _on_edited(self) -> None:
        self._listing = True
        self._fit()

    def _on_kind(self, _: QPushButton) -> None:
        self._find()
        self._listing = True
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if key == Qt.Key.Key_Down else -1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.open_row(self.list.currentIndex())
                return True
            if key == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    # reading

    def open_page(self, key: str) -> None:
        """Open the page of "kind:id" and remember where one came from."""
        try:
            page = self.browser.page(key)
        except DataError as problem:
            self._bridge.fail(problem)
            return
        if self.view.page is not None and self.view.page.key != page.key:
            self._past.append((self.view.page.key, self.view.place()))
            self._ahead.clear()
        self._show(page)

    def reveal(self, ident: str) -> bool:
        """Open a page from elsewhere in the program; without an id only the place itself."""
        if ident:
            self.open_page(ident)
        return True

    def _show(self, page: Page, place: tuple[int, int] | None = None) -> None:
        self._listing = False
        self.body.setCurrentIndex(1)
        self.view.show_page(page)
        self._show_parts(page)
        self.list.mark(page.key)
        self._fit()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        if place is not None:
            self.view.restore(place)
        self._say_buttons()

    def _show_parts(self, page: Page) -> None:
        for chip in self.chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = []
        parts = [(section.id, section.title.partition(":")[0]) for section in page.sections]
        parts += [("sources", _("Sources"))] if page.sources else []
        for ident, words in parts if len(parts) > 1 else ():
            chip = button(words, "chip", name=_("Go to {words}").format(words=words))
            chip.setProperty("section", ident)
            chip.clicked.connect(self._on_part)
            self._flow.addWidget(chip)
            self.chips.append(chip)
        self.parts.setVisible(len(parts) > 1)
        self._flow.invalidate()
        self.parts.updateGeometry()

    def _on_part(self) -> None:
        chip = self.sender()
        if chip is not None:
            self.view.bring(str(chip.property("section")))

    def step_back(self, by: int) -> bool:
        """One page back (-1) or on (+1) of those read here; False where there is none."""
        source, target = (self._past, self._ahead) if by < 0 else (self._ahead, self._past)
        if self.view.page is None or not source:
            return False
        target.append((self.view.page.key, self.view.place()))
        key, place = source.pop()
        self._show(self.browser.page(key), place)
        return True

    def _on_back(self) -> None:
        self.step_back(-1)

    def _on_ahead(self) -> None:
        self.step_back(1)

    def _on_copy(self) -> None:
        if self.view.page is not None:
            QGuiApplication.clipboard().setText(page_text(self.view.page))
            self.copy.setText(_("Copied"))
            QTimer.singleShot(1500, self, self._say_copy)

    def _say_copy(self) -> None:
        self.copy.setText(_("Copy text"))

    def _say_buttons(self) -> None:
        self.back.setEnabled(bool(self._past))
        self.ahead.setEnabled(bool(self._ahead))
        self.copy.setEnabled(self.view.page is not None)

    # drawing

    def render_view(self, view: View | None) -> None:
        """The pages are of no patient; only colours may have changed."""
        self.view.viewport().update()
        self.list.viewport().update()

    def _fit(self) -> None:
        """List and page side by side, or the one that is wanted."""
        wide = self.width() >= _WIDE * theme.Type.scale
        self._left.setVisible(wide or self._listing)
        self.body.setVisible(wide or not self._listing)
        self.hint.setVisible(not wide and self.view.page is None)
        if wide:
            self._left.setFixedWidth(round(330 * theme.Type.scale))
        else:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(16777215)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._listing:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
