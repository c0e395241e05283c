"""Choices of a clinic that stand on its page and in its first minute alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from mwdesk.domain.clinic import CONVENTIONAL, SI
from mwdesk.domain.leaflet import LANGUAGES
from mwdesk.domain.region import Region
from mwdesk.domain.translation import _, _p
from mwdesk.ui import theme
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.form_fields import Choice
from mwdesk.ui.widgets.layout import card, label
from mwdesk.workflow.beginning import PLACES
from mwdesk.workflow.languages import languages


def place_choice() -> Choice:
    """What kind of place it is."""
    return Choice(_("What kind of place"), tuple((_(words), value) for words, value in PLACES))


def unit_choice() -> Choice:
    """In which units laboratory values are offered."""
    return Choice(_("Units"), ((_("SI (mmol/L)"), SI), (_p("units", "Conventional (mg/dL)"), CONVENTIONAL)))


def paper_choice() -> Choice:
    """On what letters are printed."""
    return Choice(_("Paper"), (("A4", "A4"), (_p("paper", "Letter"), "Letter")))


def leaflet_choice() -> Choice:
    """In which language a leaflet prints where nothing else was chosen."""
    return Choice(_("Leaflets"), [(_(one.english), code) for code, one in LANGUAGES.items()])


def region_box(regions: Mapping[str, Region]) -> ChoiceBox:
    """The part of the world; the first entry is that nobody said."""
    box = ChoiceBox()
    box.setAccessibleName(_("Region"))
    box.addItem(_("Not said"), "")
    for region in regions.values():
        box.addItem(region.name, region.id)
        box.setItemData(box.count() - 1, region.countries, Qt.ItemDataRole.ToolTipRole)
    return box


def language_box() -> ChoiceBox:
    """The language of the screen."""
    box = ChoiceBox()
    box.setAccessibleName(_("Language"))
    for language in languages():
        box.addItem(language.title, language.code)
    return box


def show_data(box: ChoiceBox, value: object) -> None:
    """Put a box on a value, on its first entry where it has no such."""
    box.setCurrentIndex(max(0, box.findData(value)))


def form_card(title: str, rows: Sequence[tuple[str, QWidget]]) -> QFrame:
    """A card of fields with their names at the left."""
    frame, column = card()
    column.addWidget(label(title, "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.L)
    grid.setVerticalSpacing(theme.M)
    grid.setColumnMinimumWidth(0, theme.px(160))
    grid.setColumnStretch(1, 1)
    for at, (words, field) in enumerate(rows):
        name = label(words)
        name.setBuddy(field)
        name.setFixedHeight(theme.px(theme.CONTROL))
        grid.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
        box = isinstance(field, ChoiceBox)
        side = Qt.AlignmentFlag.AlignLeft if box else Qt.AlignmentFlag(0)
        grid.addWidget(field, at, 1, Qt.AlignmentFlag.AlignTop | side)
    column.addLayout(grid)
    return frame
