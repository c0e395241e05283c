"""The power grid: MRC grades typed for each movement, right and left, with an honest sum score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from mwdesk.domain.encounter import (
    GRADE_NUMBERS,
    LEFT,
    MIDLINE,
    NOT_TESTABLE,
    RIGHT,
    Encounter,
    Entry,
    MrcGrade,
    grade,
)
from mwdesk.domain.knowledge import KnowledgeBase, Muscle
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grade_model import Cell, Cells, GridRow, Mark
from mwdesk.workflow.scores import sum_score

_WORDS = {
    "5": N_("5, normal power"),
    "5-": N_("5 minus, barely weak"),
    "4+": N_("4 plus, against strong resistance"),
    "4": N_("4, against resistance"),
    "4-": N_("4 minus, against slight resistance"),
    "3": N_("3, against gravity"),
    "2": N_("2, gravity eliminated"),
    "1": N_("1, flicker"),
    "0": N_("0, no contraction"),
    NOT_TESTABLE: N_("could not be tested"),
}
# One half step weaker or stronger within the grade that was typed.
_WEAKER = {"5": "5-", "4+": "4", "4": "4-"}
_STRONGER = {"5-": "5", "4": "4+", "4-": "4"}
_HEADINGS = {
    "eye": N_("Head and neck"),
    "face": N_("Head and neck"),
    "bulbar": N_("Head and neck"),
    "neck": N_("Head and neck"),
    "respiratory": N_("Trunk"),
    "trunk": N_("Trunk"),
    "shoulder": N_("Arm"),
    "arm": N_("Arm"),
    "forearm": N_("Arm"),
    "hand": N_("Arm"),
    "hip": N_("Leg"),
    "thigh": N_("Leg"),
    "leg": N_("Leg"),
    "foot": N_("Leg"),
}


class MrcScale:
    """0 to 5, then '-' or '+' to refine; 'n' where it could not be tested."""

    names, pill, beside, refining = 186, 44, 64, "+-="

    def typed(self, row: GridRow, value: str | None, key: str) -> tuple[bool, str | None]:
        if key in "012345":
            return True, key
        if key == "n":
            return True, NOT_TESTABLE
        step = {"-": _WEAKER, "+": _STRONGER, "=": _STRONGER}.get(key)
        if step is not None and value is not None:
            return True, step.get(value, value)
        return False, value

    def moved(self, row: GridRow, before: str, now: str) -> str:
        if before not in GRADE_NUMBERS or now not in GRADE_NUMBERS:
            return "other"
        return "worse" if GRADE_NUMBERS[now] < GRADE_NUMBERS[before] else "better"

    def mark(self, row: GridRow, value: str) -> Mark:
        palette = theme.current()
        if value == NOT_TESTABLE:
            return Mark(
                text=_("NT"), words=_(_WORDS[value]), short=_("NT"), fill=palette.track, ink=palette.muted
            )
        fill, ink = palette.power(value)
        text = value.replace("-", "−")
        return Mark(
            text=text, words=_(_WORDS[value]) if value in _WORDS else value, short=text, fill=fill, ink=ink
        )


def movement_name(muscle: Muscle) -> str:
    """The name an examiner uses; without one, the words of its id."""
    return muscle.name or muscle.id.replace("-", " ").capitalize()


def movement_rows(muscles: Iterable[Muscle]) -> tuple[GridRow, ...]:
    """Movements in the knowledge's order, with a heading before each part of the body."""
    rows: list[GridRow] = []
    heading = ""
    for muscle in muscles:
        title = _(_HEADINGS.get(muscle.region, N_("Other")))
        if title != heading:
            heading = title
            rows.append(GridRow(id=f"heading-{len(rows)}", title=title, heading=True))
        how = f"{muscle.action}. {muscle.how}. {muscle.muscle}, {muscle.nerve}."
        rows.append(
            GridRow(
                id=muscle.id,
                title=movement_name(muscle),
                note=" ".join(muscle.roots[:3]),
                how=how,
                core=muscle.core,
                sides=(RIGHT, LEFT) if muscle.sided else (MIDLINE,),
            )
        )
    return tuple(rows)


def _more_movements(count: int) -> str:
    return _n("{count} more movement", "{count} more movements", count).format(count=count)


class MrcGrid(GradeGrid):
    """Core movements first seen, every other unfolds."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        self._muscles: Mapping[str, Muscle] = kb.muscles
        rows = movement_rows(kb.muscles.values())
        super().__init__(rows, MrcScale(), name=_("Movement"), more=_more_movements, parent=parent)

    def cells(self, encounter: Encounter) -> dict[tuple[str, str], Cell]:
        return {key: Cell(value=g.grade, by=g.by) for key, g in encounter.grades.items()}

    def grades(self) -> dict[tuple[str, str], MrcGrade]:
        """The grades last shown."""
        return dict(self._encounter.grades) if self._encounter is not None else {}

    def entry(self, ident: str, side: str, value: str | None, by: str) -> Entry:
        return grade(ident, side, value, by=by)

    def normal(self, row: GridRow) -> str | None:
        return "5"

    def status_text(self, cells: Cells) -> str:
        by_section = {k for k, c in cells.items() if c.by == "section"}
        grades = {k: c.value for k, c in cells.items()}
        return sum_score(self._muscles.values(), grades, by_section).sentence()
