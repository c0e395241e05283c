"""Which tests can be done or sent from here: every test ticked, by kind, until somebody unticks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from mwdesk.domain.knowledge import Test
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.tick_delegate import ROW, TickDelegate
from mwdesk.workflow.beginning import REACH, reach, reach_words
from mwdesk.workflow.words import listed

_ID = Qt.ItemDataRole.UserRole + 1
_ON, _OFF, _SOME = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked
_TICK = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
_KINDS = {
    "NCS": N_("Nerve conduction"),
    "EMG": N_("Needle EMG"),
    "RNS": N_("Repetitive stimulation"),
    "SFEMG": N_("Single-fibre EMG"),
    "CSF": N_("Spinal fluid"),
}
_NAMED = 4  # so many are named in the line above the list


class AvailabilityList(QWidget):
    """A tree without a scroll bar of its own; unticking a kind unticks all its tests as one step."""

    changed = Signal(object)  # tuple of ids of tests that are not available

    def __init__(self, tests: Mapping[str, Test], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tests = tests
        self._ids: tuple[str, ...] = ()
        self._setting = "rural"
        self.items: dict[str, QTreeWidgetItem] = {}
        self.kinds: dict[str, QTreeWidgetItem] = {}
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a test: MRI, nerve conduction, acetylcholine …"))
        self.search.setAccessibleName(_("Find a test in this list"))
        self.search.setClearButtonEnabled(True)
        self.summary = label("", "note", wrap=True)
        self.everything = button(_("All available"), "link", name=_("Everything is available here"))
        self.tree = QTreeWidget()
        self._lay_out()
        self._fill()
        self.show_reach(self._setting)
        self.search.textChanged.connect(self._on_search)
        self.everything.clicked.connect(self._on_everything)
        self.tree.itemChanged.connect(self._on_ticked)
        self.tree.itemExpanded.connect(self._fit)
        self.tree.itemCollapsed.connect(self._fit)
        self._fit()

    def _lay_out(self) -> None:
        self.tree.setHeaderHidden(True)
        self.tree.setItemDelegate(TickDelegate(self.tree))
        self.tree.setColumnCount(2)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(1, round(84 * theme.Type.scale))
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.setAccessibleName(_("Tests available here"))
        self.tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = QHBoxLayout()
        head.addWidget(self.summary, 1)
        head.addWidget(self.everything, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.search)
        column.addLayout(head)
        column.addWidget(self.tree)

    def _fill(self) -> None:
        for test in self._tests.values():
            kind = self.kinds.get(test.category)
            if kind is None:
                kind = QTreeWidgetItem(self.tree, [kind_words(test.category), ""])
                kind.setFlags(_TICK)
                kind.setCheckState(0, _ON)
                self.kinds[test.category] = kind
            item = QTreeWidgetItem(kind, [test.name])
            item.setFlags(_TICK)
            item.setCheckState(0, _ON)
            item.setData(0, _ID, test.id)
            item.setToolTip(0, test.answers)
            self.items[test.id] = item

    # drawing

    def show_ids(self, ids: Sequence[str]) -> None:
        """Untick these; an id that the knowledge does not have is kept as it is."""
        self._ids = tuple(ids)
        with QSignalBlocker(self.tree):
            for ident, item in self.items.items():
                item.setCheckState(0, _OFF if ident in self._ids else _ON)
            for kind in self.kinds.values():
                self._sum_up(kind)
        gone = [self._tests[i].name for i in self._ids if i in self._tests]
        named = listed(gone, _NAMED)
        all_here = _("Untick what cannot be had even so: it is not proposed then.")
        told = _("Not available: {named}.").format(named=named) if gone else all_here
        self.summary.setText(f"{reach_words(self._tests, self._setting, self._ids)} {told}")
        self.everything.setVisible(bool(gone))
        self.tree.viewport().update()

    def show_reach(self, setting: str) -> None:
        """Say beside each test what this kind of place does: here, sent for, by referral."""
        self._setting = setting
        with QSignalBlocker(self.tree):
            for ident, way in reach(self._tests, setting).items():
                self.items[ident].setText(1, _(REACH[way]))

    def _sum_up(self, kind: QTreeWidgetItem) -> None:
        states = [item.checkState(0) for item in tests_of(kind)]
        off = states.count(_OFF)
        kind.setCheckState(0, _ON if not off else _OFF if off == len(states) else _SOME)
        kind.setText(
            1,
            _("{done} of {total}").format(done=len(states) - off, total=len(states))
            if off
            else _("all {count}").format(count=len(states)),
        )

    def _fit(self) -> None:
        """As high as its rows, so that the page scrolls and not the list."""
        rows = 0
        for kind in self.kinds.values():
            if not kind.isHidden():
                shown = [item for item in tests_of(kind) if not item.isHidden()]
                rows += 1 + (len(shown) if kind.isExpanded() else 0)
        self.tree.setFixedHeight(rows * round(ROW * theme.Type.scale) + 4)

    # intent

    def _on_search(self, text: str) -> None:
        words = text.casefold().split()
        for kind in self.kinds.values():
            shown = 0
            for item in tests_of(kind):
                test = self._tests[str(item.data(0, _ID))]
                place = f"{test.name} {test.id} {test.category} {test.answers}".casefold()
                item.setHidden(not all(word in place for word in words))
                shown += not item.isHidden()
            kind.setHidden(not shown)
            kind.setExpanded(bool(words) and bool(shown))
        self._fit()

    def _on_ticked(self, item: QTreeWidgetItem, column: int) -> None:
        if column:
            return
        if item in self.kinds.values():
            with QSignalBlocker(self.tree):
                for test in tests_of(item):
                    if not test.isHidden():  # under a search, only what is seen
                        test.setCheckState(0, item.checkState(0))
        unknown = tuple(i for i in self._ids if i not in self.items)
        self._set((*(i for i, own in self.items.items() if own.checkState(0) is _OFF), *unknown))

    def _on_everything(self) -> None:
        self._set(())
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set(self, ids: tuple[str, ...]) -> None:
        self.show_ids(ids)
        self.changed.emit(ids)


def tests_of(kind: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    """The rows under a kind of test."""
    found = (kind.child(i) for i in range(kind.childCount()))
    return [item for item in found if item is not None]


def kind_words(category: str) -> str:
    """A kind of test as a heading: "Blood", "Nerve conduction"."""
    return _(_KINDS[category]) if category in _KINDS else category[:1].upper() + category[1:]
