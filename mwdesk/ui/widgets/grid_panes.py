"""A grid with its figure: two views of one record side by side; the figure gives way on a narrow page."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.ui import theme
from mwdesk.ui.widgets.body_figure import BodyFigure, region_of, region_states
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.layout import ScrollPage
from mwdesk.ui.widgets.mrc_grid import MrcGrid
from mwdesk.ui.widgets.sign_list import SignList
from mwdesk.workflow import View

GRID = 438  # pixels of width that a grid needs with room for the last visit
_BODY_LEAST, _BODY_MOST = 240, 420  # pixels of width: the figure beside it
_BODY_HIGH = 250  # pixels of height that a figure needs to be of use
_GAP = 16


class PowerPane(QWidget):
    """The body figure beside the power grid, the legend and the help for the row under the figure."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._muscles = kb.muscles
        self.body = BodyFigure()
        self.grid = MrcGrid(kb)
        self.grid.view.fit_rows()
        self._side = QFrame()
        self._side.setProperty("surface", "card")
        self._inside = QVBoxLayout(self._side)
        self._inside.setContentsMargins(12, 8, 12, 6)
        self._inside.setSpacing(6)
        self._inside.addWidget(self.body, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
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
        spare = event.size().width() - _GAP - theme.px(GRID)
        least, most = theme.px(_BODY_LEAST), theme.px(_BODY_MOST)
        beside = spare >= least and event.size().height() >= theme.px(_BODY_HIGH)
        self._side.setVisible(beside)
        self._side.setFixedWidth(max(least, min(most, spare)))
        self.grid.place_foot(self._inside if beside else None)
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
        row.setSpacing(_GAP)
        row.addWidget(figure)
        row.addWidget(pane, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        spare = event.size().width() - _GAP - theme.px(GRID)
        least, most = theme.px(self._least), theme.px(self._most)
        self.figure.setVisible(spare >= least and event.size().height() >= theme.px(_BODY_HIGH))
        self.figure.setFixedWidth(max(least, min(most, spare)))
        super().resizeEvent(event)
