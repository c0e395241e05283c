"""The sensory grid: each point normal, reduced, absent or increased, right and left."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QWidget

from mwdesk.domain.encounter import Encounter, Entry, sensory
from mwdesk.domain.knowledge import KnowledgeBase, SensoryPoint
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grade_model import Cell, GridRow, Mark
from mwdesk.workflow.words import value_word

KEYS = N_("n normal   r reduced   a absent   i increased")
_LETTERS = {"n": "normal", "r": "reduced", "a": "absent", "i": "increased"}
COLOURS = {"normal": "5", "reduced": "4", "absent": "2", "increased": "4+"}
_HEADINGS = {
    "modality": N_("Vibration, position and pinprick"),
    "dermatome": N_("Dermatomes"),
    "nerve": N_("Skin of single nerves"),
    "pattern": N_("Patterns"),
}


class SensoryScale:
    """One letter each."""

    names, pill, beside, refining = 190, 68, 66, ""

    def typed(self, row: GridRow, value: str | None, key: str) -> tuple[bool, str | None]:
        return (True, _LETTERS[key]) if key in _LETTERS else (False, value)

    def moved(self, row: GridRow, before: str, now: str) -> str:
        return "better" if now == "normal" else "worse" if before == "normal" else "other"

    def mark(self, row: GridRow, value: str) -> Mark:
        fill, ink = theme.current().power(COLOURS.get(value, "5"))
        none = row.kind == "pattern" and value == "normal"  # "stocking loss: none"
        words = _("none") if none else value_word(value)
        return Mark(text=words, words=words, short=words, fill=fill, ink=ink)


def sensory_rows(points: Iterable[SensoryPoint]) -> tuple[GridRow, ...]:
    """Modalities and dermatomes first: they are what most examinations need."""
    known = tuple(points)
    rows: list[GridRow] = []
    kinds = (*_HEADINGS, *sorted({p.kind for p in known} - set(_HEADINGS)))
    for kind in kinds:
        rows.append(
            GridRow(
                id=f"heading-{kind}", title=_(_HEADINGS[kind]) if kind in _HEADINGS else kind, heading=True
            )
        )
        for point in (p for p in known if p.kind == kind):
            how = (
                f"{point.landmark}. {point.modality.replace(';', ', ')}."
                if point.landmark
                else point.modality
            )
            rows.append(GridRow(id=point.id, title=point.name, how=how, kind=kind, core=point.core))
    return tuple(rows)


def _more_points(count: int) -> str:
    return _n("{count} more point", "{count} more points", count).format(count=count)


class SensoryGrid(GradeGrid):
    """Core points first seen, every other unfolds."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        rows = sensory_rows(kb.sensory.values())
        super().__init__(rows, SensoryScale(), name=_("Point"), more=_more_points, fitted=True, parent=parent)
        self.view.setAccessibleDescription(_(KEYS))

    def cells(self, encounter: Encounter) -> dict[tuple[str, str], Cell]:
        return {key: Cell(value=g.value, by=g.by) for key, g in encounter.sensation.items()}

    def entry(self, ident: str, side: str, value: str | None, by: str) -> Entry:
        return sensory(ident, side, value, by=by)

    def normal(self, row: GridRow) -> str | None:
        return "normal"
