"""The reflex grid: tendon reflexes 0 to 4, plantars and pathological signs by letter, right and left."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mwdesk.domain.encounter import Encounter, Entry, reflex
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import theme
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grade_model import Cell, GridRow, Mark
from mwdesk.workflow.catalogue import ReflexRow, reflexes
from mwdesk.workflow.words import value_word

KEYS = N_(
    "Tendon reflexes: 0 absent, 1 reduced, 2 normal, 3 brisk, 4 clonus. "
    "Plantar: f flexor, e extensor, m mute. Other signs: y present, n absent."
)
_SIGNS = ("0", "+", "++", "+++", "")  # as many as the key says, and as the letter prints them
_TENDON = ("absent", "reduced", "normal", "brisk", "clonus")
# Which MRC colour carries the same weight: normal is quiet, loss and excess stand out.
_TENDON_COLOURS = ("2", "4", "5", "4-", "1")
_HEADINGS = {
    "tendon": N_("Tendon reflexes"),
    "superficial": N_("Superficial reflexes"),
    "pathological": N_("Pathological"),
}
_LETTERS = {"f": "flexor", "e": "extensor", "m": "mute"}
_YES_NO = {"y": "present", "n": "absent"}


class ReflexScale:
    """One key each; which keys count depends on the kind of reflex."""

    names, pill, beside, refining = 208, 78, 66, ""

    def typed(self, row: GridRow, value: str | None, key: str) -> tuple[bool, str | None]:
        found: str | None = None
        if row.kind == "tendon":
            found = row.values[int(key)] if key in "01234" and int(key) < len(row.values) else None
        elif "extensor" in row.values:
            found = _LETTERS.get(key)
        else:
            found = _YES_NO.get(key)
        return (True, found) if found in row.values else (False, value)

    def moved(self, row: GridRow, before: str, now: str) -> str:
        return "other"  # brisker is not better

    def mark(self, row: GridRow, value: str) -> Mark:
        palette = theme.current()
        if row.kind == "tendon" and value in row.values:
            step = min(row.values.index(value), 4)
            fill, ink = palette.power(_TENDON_COLOURS[step])
            word = value_word(_TENDON[step])
            text = f"{_SIGNS[step]} {word}".strip()
            return Mark(text=text, words=word, short=_SIGNS[step] or word, fill=fill, ink=ink)
        usual = normal_value(row.kind, row.values)
        colour = "5" if value == usual else "4" if value == "mute" else "3"
        fill, ink = palette.power(colour)
        word = value_word(value)
        return Mark(text=word, words=word, short=word, fill=fill, ink=ink)


def normal_value(kind: str, values: tuple[str, ...]) -> str | None:
    """What a healthy reflex is recorded as."""
    if kind == "tendon":
        return values[2] if len(values) > 2 else None
    if "flexor" in values:
        return "flexor"
    usual = "absent" if kind == "pathological" else "present"
    return usual if usual in values else None


def reflex_rows(known: tuple[ReflexRow, ...]) -> tuple[GridRow, ...]:
    """Tendon reflexes, then plantar and superficial, then pathological signs."""
    rows: list[GridRow] = []
    for kind, title in _HEADINGS.items():
        rows.append(GridRow(id=f"heading-{kind}", title=_(title), heading=True))
        group = sorted((r for r in known if r.kind == kind), key=lambda r: "extensor" not in r.values)
        for item in group:
            rows.append(
                GridRow(
                    id=item.id,
                    title=item.name,
                    note=" ".join(item.roots.split(", ")[:3]),
                    how=_("{how}. Normal: {normal}.").format(how=item.how, normal=item.normal)
                    if item.normal
                    else item.how,
                    kind=kind,
                    values=item.values,
                    core=item.core,
                    sides=item.sides,
                )
            )
    return tuple(rows)


def _more_reflexes(count: int) -> str:
    return _n("{count} more reflex", "{count} more reflexes", count).format(count=count)


class ReflexGrid(GradeGrid):
    """Reflexes right and left."""

    def __init__(self, kb: KnowledgeBase, parent: QWidget | None = None) -> None:
        rows = reflex_rows(reflexes(kb))
        super().__init__(
            rows, ReflexScale(), name=_("Reflex"), more=_more_reflexes, fitted=True, parent=parent
        )
        self.view.setAccessibleDescription(_(KEYS))

    def cells(self, encounter: Encounter) -> dict[tuple[str, str], Cell]:
        return {key: Cell(value=g.value, by=g.by) for key, g in encounter.reflexes.items()}

    def entry(self, ident: str, side: str, value: str | None, by: str) -> Entry:
        return reflex(ident, side, value, by=by)

    def normal(self, row: GridRow) -> str | None:
        return normal_value(row.kind, row.values)
