"""The reflex figure: each reflex where it is elicited, one click a step through its values."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QWidget

from mwdesk.domain.encounter import MIDLINE, ReflexGrade
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.widgets import body_shapes
from mwdesk.ui.widgets.grade_model import GridRow
from mwdesk.ui.widgets.mark_figure import Key, Look, MarkFigure
from mwdesk.ui.widgets.reflex_grid import ReflexScale, normal_value, reflex_rows
from mwdesk.workflow.catalogue import reflexes
from mwdesk.workflow.words import side_word, value_word

# Where a reflex stands: pixels outwards from the midline and down, in the box of the figure.
_AT = {
    "corneal": (11, 28),
    "gag": (8, 48),
    "jaw-jerk": (0, 60),
    "pectoral-jerk": (34, 108),
    "scapulohumeral-jerk": (50, 98),
    "biceps-jerk": (60, 160),
    "triceps-jerk": (66, 184),
    "brachioradialis-jerk": (74, 212),
    "inverted-supinator": (76, 232),
    "finger-jerk": (80, 262),
    "hoffmann": (84, 280),
    "tromner": (84, 280),
    "abdominal-upper": (18, 164),
    "abdominal-lower": (18, 196),
    "cremasteric": (14, 236),
    "crossed-adductor": (16, 284),
    "adductor-jerk": (20, 304),
    "hamstring-jerk": (28, 332),
    "knee-jerk": (31, 355),
    "ankle-clonus": (31, 424),
    "ankle-jerk": (31, 446),
    "plantar": (36, 467),
}
_WIDE, _HIGH = 26.0, 17.0
_SHORT = {"flexor": "↓", "extensor": "↑", "mute": "0", "present": N_("yes"), "absent": N_("no")}


class ReflexFigure(MarkFigure):
    """Core reflexes, and whatever else was tested."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        super().__init__(_("Reflex figure"), both=False, parent=parent)
        self._rows: dict[str, GridRow] = {r.id: r for r in reflex_rows(reflexes(kb)) if not r.heading}
        self._scale = ReflexScale()
        self._all = {
            (ident, side): (_pill(ident, side),)
            for ident, row in self._rows.items()
            if ident in _AT
            for side in row.sides
        }

    def places(self) -> Mapping[Key, tuple[QPainterPath, ...]]:
        return {k: p for k, p in self._all.items() if self._rows[k[0]].core or k in self._values}

    def following(self, ident: str, value: str | None) -> str | None:
        row = self._rows[ident]
        first = normal_value(row.kind, row.values) or row.values[0]
        order = (first, *(v for v in row.values if v != first))
        if value not in order:
            return first
        at = order.index(value) + 1
        return order[at] if at < len(order) else None

    def look(self, ident: str, value: str | None) -> Look:
        palette = theme.current()
        if value is None:
            return Look(fill=palette.card, ink=palette.muted, text="·", hatch=5.0)
        row = self._rows[ident]
        mark = self._scale.mark(row, value)
        text = mark.short if row.kind == "tendon" else _(_SHORT[value]) if value in _SHORT else value[:3]
        if value == "clonus":
            text = _("clon.")
        return Look(fill=mark.fill, ink=mark.ink, text=text)

    def words(self, ident: str, side: str, value: str | None) -> str:
        title, said = self._rows[ident].title, value_word(value) if value else _("not tested")
        return f"{title}: {said}" if side == MIDLINE else f"{title}, {side_word(side)}: {said}"

    def usual(self, ident: str, value: str) -> bool:
        row = self._rows[ident]
        return value == normal_value(row.kind, row.values)

    def show_reflexes(self, given: Mapping[Key, ReflexGrade]) -> None:
        """Draw what is recorded."""
        self.show_values({key: grade.value for key, grade in given.items()})


def _pill(ident: str, side: str) -> QPainterPath:
    path = QPainterPath()
    x, y = _AT[ident]
    path.addRoundedRect(QRectF(x - _WIDE / 2, y - _HIGH / 2, _WIDE, _HIGH), 6, 6)
    return body_shapes.half(side).map(path)
