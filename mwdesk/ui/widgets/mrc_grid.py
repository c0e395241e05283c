"""The power grid: MRC grades typed for each movement, right and left, with an honest sum score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtWidgets import QWidget

from mwdesk.domain.encounter import LEFT, MIDLINE, NOT_TESTABLE, RIGHT, Encounter, Entry, MrcGrade, grade
from mwdesk.domain.knowledge import KnowledgeBase, Muscle
from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grade_model import Cell, Cells, GridRow, Mark
from mwdesk.workflow.scores import sum_score

_WORDS = {
    "5": "5, normal power",
    "5-": "5 minus, barely weak",
    "4+": "4 plus, against strong resistance",
    "4": "4, against resistance",
    "4-": "4 minus, against slight resistance",
    "3": "3, against gravity",
    "2": "2, gravity eliminated",
    "1": "1, flicker",
    "0": "0, no contraction",
    NOT_TESTABLE: "could not be tested",
}
# One half step weaker or stronger within the grade that was typed.
_WEAKER = {"5": "5-", "4+": "4", "4": "4-"}
_STRONGER = {"5-": "5", "4": "4+", "4-": "4"}
_HEADINGS = {
    "eye": "Head and neck",
    "face": "Head and neck",
    "bulbar": "Head and neck",
    "neck": "Head and neck",
    "respiratory": "Trunk",
    "trunk": "Trunk",
    "shoulder": "Arm",
    "arm": "Arm",
    "forearm": "Arm",
    "hand": "Arm",
    "hip": "Leg",
    "thigh": "Leg",
    "leg": "Leg",
    "foot": "Leg",
}


class MrcScale:
    """0 to 5, then '-' or '+' to refine; 'n' where it could not be tested."""

    pill, ghost = 52, 26

    def typed(self, row: GridRow, value: str | None, key: str) -> tuple[bool, str | None]:
        if key in "012345":
            return True, key
        if key == "n":
            return True, NOT_TESTABLE
        step = {"-": _WEAKER, "+": _STRONGER, "=": _STRONGER}.get(key)
        if step is not None and value is not None:
            return True, step.get(value, value)
        return False, value

    def mark(self, row: GridRow, value: str) -> Mark:
        palette = theme.current()
        if value == NOT_TESTABLE:
            return Mark(text="NT", words=_WORDS[value], short="NT", fill=palette.track, ink=palette.muted)
        fill, ink = palette.power(value)
        text = value.replace("-", "−")
        return Mark(text=text, words=_WORDS.get(value, value), short=text, fill=fill, ink=ink)


def movement_name(muscle: Muscle) -> str:
    """The name an examiner uses; without one, the words of its id."""
    return muscle.name or muscle.id.replace("-", " ").capitalize()


def movement_rows(muscles: Iterable[Muscle]) -> tuple[GridRow, ...]:
    """Movements in the knowledge's order, with a heading before each part of the body."""
    rows: list[GridRow] = []
    heading = ""
    for muscle in muscles:
        title = _HEADINGS.get(muscle.region, "Other")
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


class MrcGrid(GradeGrid):
    """Core movements first seen, every other unfolds."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        self._muscles: Mapping[str, Muscle] = kb.muscles
        rows = movement_rows(kb.muscles.values())
        super().__init__(rows, MrcScale(), name="Movement", more="movements", parent=parent)

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
        return sum_score(self._muscles.values(), {k: c.value for k, c in cells.items()}).sentence()
