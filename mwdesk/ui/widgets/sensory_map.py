"""The sensory map: dermatomes or single nerves on the body, one click a step from not tested to increased."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from mwdesk.domain.encounter import SENSATION, SensoryGrade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.accessible import Role, speak_as
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.mark_figure import Key, Look, MarkFigure
from mwdesk.ui.widgets.sensory_areas import areas
from mwdesk.ui.widgets.sensory_grid import COLOURS
from mwdesk.workflow.words import side_word, value_word

KINDS = {"dermatome": N_("Dermatomes"), "nerve": N_("Nerves")}
_HATCH = {"reduced": 6.0, "absent": 3.0, "increased": 0.0, "normal": 0.0}  # pixels between lines


class SensoryFigure(MarkFigure):
    """Front and back with the places of one kind."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(_("Sensory map, front and back"), parent=parent)
        self._points = kb.sensory
        self._drawn: dict[str, dict[Key, tuple[QPainterPath, ...]]] = {
            kind: {k: p for k, p in areas().items() if k[0] in kb.sensory and kb.sensory[k[0]].kind == kind}
            for kind in KINDS
        }
        self.kind = "dermatome"

    def places(self) -> Mapping[Key, tuple[QPainterPath, ...]]:
        return self._drawn[self.kind]

    def following(self, ident: str, value: str | None) -> str | None:
        at = SENSATION.index(value) + 1 if value in SENSATION else 0
        return SENSATION[at] if at < len(SENSATION) else None

    def look(self, ident: str, value: str | None) -> Look:
        palette = theme.current()
        if value is None:
            short = self._points[ident].territory.split(";")[0] if self.kind == "dermatome" else ""
            return Look(fill=palette.track, ink=palette.muted, text=short, hatch=7.0)
        fill, ink = palette.power(COLOURS.get(value, "5"))
        return Look(fill=fill, ink=ink, text=value_word(value)[0], hatch=_HATCH.get(value, 0.0))

    def words(self, ident: str, side: str, value: str | None) -> str:
        point = self._points[ident]
        said = value_word(value) if value else _("not tested")
        return f"{point.name}, {side_word(side)}: {said} ({point.landmark})"

    def show_kind(self, kind: str) -> None:
        """Draw the places of this kind."""
        if kind != self.kind:
            self.kind = kind
            self.update()


class SensoryMap(QFrame):
    """The figure in its card, with the choice between dermatomes and nerves."""

    graded = Signal(object)  # ((id, side, value or None),)
    chosen = Signal(str, str)

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.figure = SensoryFigure(kb)
        self._group = QButtonGroup(self)
        self.chips = {}
        head = QHBoxLayout()
        head.setSpacing(6)
        for kind, words in KINDS.items():
            chip = button(_(words), "chip", name=_("Map: {kind}").format(kind=_(words).lower()))
            speak_as(chip, Role.RadioButton)
            chip.setCheckable(True)
            chip.setChecked(kind == self.figure.kind)
            self._group.addButton(chip)
            self.chips[kind] = chip
            head.addWidget(chip)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 8)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.figure, 1)
        column.addWidget(
            label(_("Click: normal, reduced, absent, increased, not tested."), "note", wrap=True)
        )
        self._group.buttonClicked.connect(self._on_kind)
        self.figure.graded.connect(self.graded)
        self.figure.chosen.connect(self.chosen)

    def show_sensation(self, given: Mapping[Key, SensoryGrade]) -> None:
        """Draw what is recorded."""
        self.figure.show_values({key: grade.value for key, grade in given.items()})

    def show_current(self, ident: str, side: str) -> None:
        """Ring the place of the current row, on the map that holds it."""
        for kind, chip in self.chips.items():
            if ident.startswith("derm-" if kind == "dermatome" else "nerve-"):
                chip.setChecked(True)
                self.figure.show_kind(kind)
        self.figure.show_current(ident, side)

    def _on_kind(self) -> None:
        self.figure.show_kind(next(kind for kind, chip in self.chips.items() if chip.isChecked()))
