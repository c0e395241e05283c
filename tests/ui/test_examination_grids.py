"""The typed grids by themselves: keys, movement, marks, the sum score, the body figure."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import (
    GRADES,
    LEFT,
    NOT_TESTABLE,
    RIGHT,
    Encounter,
    Entry,
    MrcGrade,
    Patient,
    grade,
    reflex,
)
from mwdesk.domain.knowledge import KnowledgeBase, Muscle
from mwdesk.letters.examination import REFLEX_SYMBOLS
from mwdesk.ui import theme
from mwdesk.ui.widgets.body_figure import BodyFigure, region_of, region_states
from mwdesk.ui.widgets.body_shapes import everywhere, label_point, regions
from mwdesk.ui.widgets.grade_delegate import INSET
from mwdesk.ui.widgets.grade_grid import GradeGrid
from mwdesk.ui.widgets.grade_model import GHOST_ROLE, REPLACED_ROLE
from mwdesk.ui.widgets.mrc_grid import MrcGrid
from mwdesk.ui.widgets.reflex_grid import ReflexGrid
from mwdesk.ui.widgets.sensory_grid import SensoryGrid
from mwdesk.workflow.scores import sum_score

EMPTY = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 11, 21, 9, 0))


class Desk:
    """A grid whose answers go straight into an encounter, as the page and the session do it."""

    def __init__(self, grid: GradeGrid, qtbot: QtBot, previous: Encounter | None = None) -> None:
        self.grid, self.encounter, self.previous = grid, EMPTY, previous
        self.recorded: list[Entry] = []
        qtbot.addWidget(grid)
        grid.answered.connect(self._take)
        grid.resize(560, 640)
        grid.show()
        grid.show_encounter(self.encounter, previous)
        grid.view.setFocus()

    def _take(self, entries: tuple[Entry, ...]) -> None:
        self.recorded += entries
        self.encounter = self.encounter.apply(*entries)
        self.grid.show_encounter(self.encounter, self.previous)

    def type(self, qtbot: QtBot, text: str) -> None:
        qtbot.keyClicks(self.grid.view, text)

    def grade(self, ident: str, side: str = RIGHT) -> str | None:
        cell = self.grid.model.cell(ident, side)
        return cell.value if cell else None

    def at(self) -> tuple[str, str] | None:
        return self.grid.view.current_key()


@pytest.fixture
def power(kb: KnowledgeBase, qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, "light")
    yield Desk(MrcGrid(kb), qtbot)


@pytest.fixture
def reflexes(kb: KnowledgeBase, qtbot: QtBot) -> Iterator[Desk]:
    yield Desk(ReflexGrid(kb), qtbot)


@pytest.fixture
def senses(kb: KnowledgeBase, qtbot: QtBot) -> Iterator[Desk]:
    yield Desk(SensoryGrid(kb), qtbot)


def test_a_digit_grades_and_a_sign_refines(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("elbow-flexion", RIGHT)
    for typed, grade_ in (("4", "4"), ("-", "4-"), ("+", "4"), ("+", "4+")):
        power.type(qtbot, typed)
        assert power.grade("elbow-flexion") == grade_
    for typed, grade_ in (("5", "5"), ("5-", "5-"), ("5-+", "5"), ("3-", "3"), ("n", NOT_TESTABLE)):
        power.grid.select("elbow-flexion", RIGHT)
        power.type(qtbot, typed)
        assert power.grade("elbow-flexion") == grade_


def test_one_key_a_cell_down_the_right_then_down_the_left(
    power: Desk, kb: KnowledgeBase, qtbot: QtBot
) -> None:
    core = [m.id for m in kb.muscles.values() if m.core]
    power.type(qtbot, "5" * len(core) + "4" * len(core))
    assert all(power.grade(ident, RIGHT) == "5" for ident in core)
    assert all(power.grade(ident, LEFT) == "4" for ident in core)
    assert power.at() == (core[-1], LEFT), "at the end the cursor stays"
    assert len(power.recorded) == 2 * len(core)


def test_a_sign_changes_the_cell_just_typed_and_not_the_next(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "4-")
    assert power.at() == ("knee-flexion", RIGHT)
    assert (power.grade("knee-extension"), power.grade("knee-flexion")) == ("4-", None)
    power.type(qtbot, "5")
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Up)
    power.type(qtbot, "-")
    assert power.grade("knee-flexion") == "5-", "moved by hand: the sign means the cell one stands on"


def test_backspace_takes_grades_back_one_after_the_other(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "54-3")
    view = power.grid.view
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    ankle = power.at()
    assert ankle is not None
    assert power.grade(*ankle) is None
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert power.at() == ("knee-flexion", RIGHT)
    assert power.grade("knee-flexion") is None
    assert power.grade("knee-extension") == "5"
    power.type(qtbot, "3")
    assert power.grade("knee-flexion") == "3"


def test_typing_over_shows_what_stood_there_and_backspace_brings_it_back(power: Desk, qtbot: QtBot) -> None:
    entries = (grade("knee-extension", RIGHT, "5", by="section"),)
    power.encounter = power.encounter.apply(*entries)
    power.grid.show_encounter(power.encounter, None)
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "3")
    cell = power.grid.model.index(power.grid.model.number_of("knee-extension"), 1)
    assert cell.data(REPLACED_ROLE) == "5"
    assert "typed over 5, normal power" in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Backspace)
    assert cell.data(REPLACED_ROLE) is None
    back = power.grid.model.cell("knee-extension", RIGHT)
    assert back is not None
    assert (back.value, back.by) == ("5", "section"), "taken back whole, with how it came"


def test_undo_elsewhere_brings_the_cursor_back(power: Desk, qtbot: QtBot) -> None:
    power.grid.activateWindow()
    power.grid.view.setFocus()
    qtbot.waitUntil(power.grid.view.hasFocus)
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "4")
    assert power.at() == ("knee-flexion", RIGHT)
    power.grid.show_encounter(EMPTY, None)
    assert power.at() == ("knee-extension", RIGHT)


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_clearing_makes_a_field_untested_not_normal(power: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    power.grid.select("hip-flexion", LEFT)
    power.type(qtbot, "2")
    power.grid.select("hip-flexion", LEFT)
    qtbot.keyClick(power.grid.view, key)
    assert power.grade("hip-flexion", LEFT) is None
    assert power.encounter.grades == {}
    assert power.recorded[-1].value is None
    assert power.at() == ("hip-flexion", LEFT)


def test_a_point_leaves_a_field_untested_and_goes_on(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, ".4")
    assert power.grade("knee-extension") is None
    assert power.grade("knee-flexion") == "4"
    power.grid.select("knee-flexion", RIGHT)
    power.type(qtbot, ".")
    assert power.encounter.grades == {}


@pytest.mark.parametrize("key", ["6", "9", "x", "-", "+"])
def test_keys_that_mean_nothing_record_nothing(power: Desk, qtbot: QtBot, key: str) -> None:
    power.grid.select("hip-flexion", RIGHT)
    power.type(qtbot, key)
    assert power.recorded == []


def test_enter_and_tab_go_to_the_next_field_and_leave_at_the_end(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Return)
    assert power.at() == ("knee-extension", LEFT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Tab)
    assert power.at() == ("knee-flexion", RIGHT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Backtab)
    assert power.at() == ("knee-extension", LEFT)
    last = power.grid.model.rows[-1].id
    power.grid.select(last, LEFT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Return)
    assert power.at() == (last, LEFT), "Enter never goes further than the grid"
    assert power.recorded == []


def test_arrows_skip_headings(power: Desk, qtbot: QtBot) -> None:
    rows = power.grid.model.rows
    heading = next(i for i, row in enumerate(rows) if row.heading and i > 0)
    power.grid.select(rows[heading - 1].id, LEFT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Down)
    assert power.at() == (rows[heading + 1].id, LEFT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Left)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Up)
    assert power.at() == (rows[heading - 1].id, RIGHT)


def test_c_straight_after_a_grade_copies_it_across_and_the_cursor_goes_on(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "4-c")
    assert power.grade("knee-extension", LEFT) == "4-"
    assert power.at() == ("knee-flexion", RIGHT), "the next grade lands right, in the next row"
    power.type(qtbot, "3c")
    assert power.grade("knee-flexion", LEFT) == "3"
    assert len(power.encounter.grades) == 4


def test_c_down_the_left_takes_the_right_of_each_row(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "543")
    power.grid.select("knee-extension", LEFT)
    power.type(qtbot, "4cc")
    rows = [k[0] for k in power.encounter.grades if k[1] == RIGHT]
    assert [power.grade(ident, LEFT) for ident in rows] == ["4", "4", "3"]
    assert [power.grade(ident) for ident in rows] == ["5", "4", "3"], "the right is never written over"


def test_c_with_nothing_to_copy_says_so(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("elbow-flexion", LEFT)
    power.type(qtbot, "c")
    assert power.recorded == []
    assert "nothing to copy" in power.grid.how.full


def test_a_copy_is_taken_back_alone(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", RIGHT)
    power.type(qtbot, "4c")
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Backspace)
    assert power.grade("knee-extension", LEFT) is None
    assert power.grade("knee-extension") == "4"


def test_a_click_selects_and_changes_nothing(power: Desk, qtbot: QtBot) -> None:
    view = power.grid.view
    number = power.grid.model.number_of("elbow-extension")
    middle = view.visualRect(power.grid.model.index(number, 2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert power.at() == ("elbow-extension", LEFT)
    assert power.recorded == []


def test_the_rest_unfolds_and_a_graded_movement_stays_in_sight(
    power: Desk, kb: KnowledgeBase, qtbot: QtBot
) -> None:
    core = sum(m.core for m in kb.muscles.values())
    shown = [r for r in power.grid.model.rows if not r.heading]
    assert len(shown) == core
    assert power.grid.unfold.text() == f"{len(kb.muscles) - core} more movements"
    other = next(m.id for m in kb.muscles.values() if not m.core)
    power.grid.unfold.click()
    assert len([r for r in power.grid.model.rows if not r.heading]) == len(kb.muscles)
    power.grid.select(other, RIGHT)
    power.type(qtbot, "2")
    power.grid.unfold.click()
    assert power.grid.model.number_of(other) >= 0


def test_the_last_visit_stands_beside_and_is_not_taken_over(kb: KnowledgeBase, qtbot: QtBot) -> None:
    last = EMPTY.apply(grade("hip-flexion", RIGHT, "4-"))
    desk = Desk(MrcGrid(kb), qtbot, last)
    number = desk.grid.model.number_of("hip-flexion")
    index = desk.grid.model.index(number, 1)
    assert desk.grade("hip-flexion") is None
    assert "last visit 4 minus" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert desk.grid.progress()[0] == 0


@pytest.mark.parametrize(
    ("now", "moved", "told"),
    [
        ("3", "worse", "worse than at the last visit, 4 minus"),
        ("5", "better", "better than"),
        ("4-", "same", "; last"),
    ],
)
def test_what_changed_since_the_last_visit_is_seen_in_the_cell(
    kb: KnowledgeBase, qtbot: QtBot, now: str, moved: str, told: str
) -> None:
    desk = Desk(MrcGrid(kb), qtbot, EMPTY.apply(grade("hip-flexion", RIGHT, "4-")))
    desk.grid.select("hip-flexion", RIGHT)
    desk.type(qtbot, now + ("-" if now == "4-" else ""))
    index = desk.grid.model.index(desk.grid.model.number_of("hip-flexion"), 1)
    assert index.data(GHOST_ROLE).moved == moved
    assert told in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("unfolded", [False, True])
def test_the_last_grade_has_room_to_be_read(kb: KnowledgeBase, qtbot: QtBot, unfolded: bool) -> None:
    desk = Desk(MrcGrid(kb), qtbot, EMPTY.apply(grade("hip-flexion", RIGHT, "4-")))
    desk.grid.resize(400, 540)
    if unfolded:
        desk.grid.unfold.click()
    QApplication.processEvents()
    view, scale = desk.grid.view, desk.grid.model.scale
    font = QFontMetrics(theme.Type.font("small", QFont.Weight.DemiBold))
    room = view.columnWidth(1) - INSET - scale.pill - 7
    assert room >= font.horizontalAdvance("▼ 4−"), "the grade at least"


def test_every_cell_is_told_in_words(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-flexion", LEFT)
    power.type(qtbot, "4+")
    power.grid.select("knee-flexion", LEFT)
    told = power.grid.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Knee flexion, left: 4 plus, against strong resistance"
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Delete)
    told = power.grid.view.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert told == "Knee flexion, left: not tested"


def test_no_sum_score_while_a_group_is_open(power: Desk, kb: KnowledgeBase, qtbot: QtBot) -> None:
    wanted = [m.id for m in kb.muscles.values() if m.in_sum_score]
    for ident in wanted:
        assert "still to test" in power.grid.status.text()
        assert "60" not in power.grid.status.text()
        power.grid.select(ident, RIGHT)
        power.type(qtbot, "4c")
    assert power.grid.status.text() == "MRC sum score 48 of 60"
    power.grid.select(wanted[-1], LEFT)
    qtbot.keyClick(power.grid.view, Qt.Key.Key_Delete)
    assert power.grid.status.text() == "MRC sum score: 1 of 12 groups still to test"
    power.type(qtbot, "n")
    assert power.grid.status.text() == "MRC sum score: none, 1 of 12 groups could not be tested"


def test_the_sum_score_says_how_much_of_it_was_filled_by_section(
    power: Desk, kb: KnowledgeBase, qtbot: QtBot
) -> None:
    wanted = [m.id for m in kb.muscles.values() if m.in_sum_score]
    power.grid.select(wanted[0], RIGHT)
    power.type(qtbot, "4c")
    power.grid.select(next(r.id for r in power.grid.model.rows if not r.heading), RIGHT)
    power._take(power.grid.normal_entries())
    assert power.grid.status.text() == "MRC sum score 58 of 60 (10 by section)"


def _muscle(ident: str) -> Muscle:
    return Muscle(
        id=ident, action="", muscle="", sided=True, roots=(), nerve="", plexus="", region="arm",
        gradient="", how="", core=True, in_sum_score=True,
    )  # fmt: skip


@given(st.lists(st.sampled_from((*GRADES, NOT_TESTABLE, "")), min_size=12, max_size=12))
def test_the_sum_score_is_whole_or_not_at_all(values: list[str]) -> None:
    muscles = [_muscle(str(i)) for i in range(6)]
    keys = [(m.id, side) for m in muscles for side in (RIGHT, LEFT)]
    told = {key: value for key, value in zip(keys, values, strict=True) if value}
    score = sum_score(muscles, told)
    assert (score.total is None) == ("" in values or NOT_TESTABLE in values)
    assert score.to_test == values.count("")
    if score.total is not None:
        assert score.total == sum(int(v[0]) for v in values)
        assert 0 <= score.total <= 60


def test_all_normal_fills_only_what_is_untouched_from_here_down(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("knee-extension", LEFT)
    power.type(qtbot, "3")
    power.grid.select("hip-flexion", RIGHT)
    entries = power.grid.normal_entries()
    keys = {e.key for e in entries}
    assert "mrc/knee-extension/left" not in keys
    assert "mrc/knee-extension/right" in keys
    assert not any("shoulder" in key or "neck" in key for key in keys), "rows above are left alone"
    assert {e.by for e in entries} == {"section"}
    assert {e.value["grade"] for e in entries if e.value} == {"5"}


@pytest.mark.parametrize(
    ("key", "value"), [("0", "absent"), ("1", "reduced"), ("2", "normal"), ("3", "brisk"), ("4", "clonus")]
)
def test_tendon_reflexes_take_one_digit(reflexes: Desk, qtbot: QtBot, key: str, value: str) -> None:
    reflexes.grid.select("knee-jerk", RIGHT)
    reflexes.type(qtbot, key)
    assert reflexes.grade("knee-jerk") == value
    reflexes.grid.select("knee-jerk", RIGHT)
    reflexes.type(qtbot, "n")
    assert reflexes.grade("knee-jerk") == value, "n is no answer to a tendon reflex"
    reflexes.type(qtbot, ".")
    assert reflexes.grade("knee-jerk") is None


@pytest.mark.parametrize(("key", "value"), [("f", "flexor"), ("e", "extensor"), ("m", "mute")])
def test_plantars_take_one_letter(reflexes: Desk, qtbot: QtBot, key: str, value: str) -> None:
    reflexes.grid.select("plantar", LEFT)
    reflexes.type(qtbot, "2" + key)
    assert reflexes.grade("plantar", LEFT) == value


def test_pathological_signs_are_present_or_absent(reflexes: Desk, qtbot: QtBot) -> None:
    reflexes.grid.select("hoffmann", RIGHT)
    reflexes.type(qtbot, "y")
    assert reflexes.grade("hoffmann") == "present"
    reflexes.grid.select("hoffmann", RIGHT)
    reflexes.type(qtbot, "n")
    assert reflexes.grade("hoffmann") == "absent"


def test_a_midline_reflex_is_graded_once(reflexes: Desk, qtbot: QtBot) -> None:
    reflexes.grid.select("jaw-jerk", RIGHT)
    reflexes.type(qtbot, "3")
    assert set(reflexes.encounter.reflexes) == {("jaw-jerk", "midline")}
    qtbot.keyClick(reflexes.grid.view, Qt.Key.Key_Return)
    assert reflexes.at() != ("jaw-jerk", "midline")


def test_normal_reflexes_are_normal_for_their_kind(reflexes: Desk) -> None:
    entries = {e.key: e.value for e in reflexes.grid.normal_entries()}
    assert entries["reflex/knee-jerk/right"] == {"value": "normal"}
    assert entries["reflex/plantar/left"] == {"value": "flexor"}


def test_the_legend_says_as_many_signs_as_the_key_and_as_the_letter(reflexes: Desk) -> None:
    reflexes.grid.select("knee-jerk", RIGHT)
    said = [mark.text for _value, mark, _box in reflexes.grid.strip.boxes()]
    assert said == ["0 absent", "+ reduced", "++ normal", "+++ brisk", "clonus", "not tested"]
    for value in ("absent", "reduced", "normal", "brisk", "clonus"):
        row = reflexes.grid.model.row(reflexes.grid.model.number_of("knee-jerk"))
        assert reflexes.grid.model.scale.mark(row, value).short == REFLEX_SYMBOLS[value]


def test_the_last_chip_clears_a_field(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("hip-flexion", RIGHT)
    power.type(qtbot, "3")
    power.grid.select("hip-flexion", RIGHT)
    *_rest, (value, _mark, box) = power.grid.strip.boxes()
    assert value == ""
    qtbot.mouseClick(power.grid.strip, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert power.grade("hip-flexion") is None


@pytest.mark.parametrize(
    ("key", "value"), [("n", "normal"), ("r", "reduced"), ("a", "absent"), ("i", "increased")]
)
def test_sensation_takes_one_letter(senses: Desk, qtbot: QtBot, key: str, value: str) -> None:
    senses.grid.select("mod-vibration-toe", RIGHT)
    senses.type(qtbot, key + "c")
    assert senses.grade("mod-vibration-toe") == value
    assert senses.grade("mod-vibration-toe", LEFT) == value


def _grades(*given: tuple[str, str, str]) -> dict[tuple[str, str], MrcGrade]:
    return {(m, s): MrcGrade(muscle=m, side=s, grade=g) for m, s, g in given}


def test_every_movement_has_a_region_on_the_figure(kb: KnowledgeBase) -> None:
    drawn = {region for region, _ in everywhere()}
    assert {region_of(m) for m in kb.muscles.values()} <= drawn


def test_a_region_shows_its_weakest_grade_and_what_is_open(kb: KnowledgeBase) -> None:
    states = region_states(kb.muscles, _grades(("knee-extension", RIGHT, "4-"), ("hip-flexion", LEFT, "NT")))
    thigh = states["thigh", RIGHT]
    assert (thigh.grade, thigh.tested) == ("4-", 1)
    assert (states["back-thigh", RIGHT].tested, states["back-thigh", RIGHT].total) == (0, 1)
    assert states["hip", LEFT].grade == ""
    assert states["thigh", LEFT].tested == 0
    assert "not tested" in states["thigh", LEFT].words


def test_the_patients_right_is_on_the_viewers_left() -> None:
    for (region, side), path in regions().items():
        assert (path.boundingRect().center().x() < 100) == (side == RIGHT), region
        assert path.contains(label_point(region, side)), f"{region} {side}: the number stands outside"


def test_a_click_on_the_figure_asks_for_the_row(kb: KnowledgeBase, qtbot: QtBot) -> None:
    figure = BodyFigure()
    qtbot.addWidget(figure)
    figure.resize(240, 480)
    figure.show_states(region_states(kb.muscles, {}))
    figure.show()
    place = figure._frame().map(QPointF(label_point("thigh", LEFT)))
    with qtbot.waitSignal(figure.region_chosen) as said:
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton, pos=place.toPoint())
    ident, side = said.args
    assert (kb.muscles[ident].region, side) == ("thigh", LEFT)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_colour_is_never_alone(kb: KnowledgeBase, qapp: QApplication, qtbot: QtBot, look: str) -> None:
    theme.apply(qapp, look)
    desk = Desk(MrcGrid(kb), qtbot)
    row = next(r for r in desk.grid.model.rows if not r.heading)
    texts = [desk.grid.model.scale.mark(row, g).text for g in GRADES]
    assert len(set(texts)) == len(GRADES)
    for value in GRADES:
        mark = desk.grid.model.scale.mark(row, value)
        assert theme.contrast(mark.fill, mark.ink) >= 4.5, value
    theme.apply(qapp, "light")


def test_only_what_differs_is_repainted(power: Desk) -> None:
    told: list[tuple[int, int]] = []
    power.grid.model.dataChanged.connect(lambda top, bottom, roles: told.append((top.row(), top.column())))
    power.grid.show_encounter(
        EMPTY.apply(grade("neck-flexion", LEFT, "3"), reflex("knee-jerk", RIGHT, "brisk")), None
    )
    assert told == [(power.grid.model.number_of("neck-flexion"), 2)]


def test_painting_for_a_day_does_not_use_up_none(power: Desk) -> None:
    for _ in range(20):
        power.grid.grab()
    assert sys.version_info >= (3, 12) or sys.getrefcount(None) > 1 << 39


def test_a_key_is_on_screen_within_a_frame_or_two(power: Desk, qtbot: QtBot) -> None:
    """Typing into the grid repaints cells, not the window: a generous bound that only a mistake exceeds."""
    from time import perf_counter

    power.grid.select("hip-flexion", RIGHT)
    started = perf_counter()
    for key in "012345" * 5:
        power.type(qtbot, key)
        QApplication.processEvents()
    assert (perf_counter() - started) / 30 < 0.05


def test_a_chip_of_the_legend_goes_where_the_same_key_goes(power: Desk, qtbot: QtBot) -> None:
    power.grid.select("shoulder-abduction", RIGHT)
    power.type(qtbot, "4")
    by_key = power.grid.view.current_key()
    power.grid.select("shoulder-abduction", RIGHT)
    box = next(box for value, _mark, box in power.grid.strip.boxes() if value == "3")
    qtbot.mouseClick(power.grid.strip, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert power.grade("shoulder-abduction") == "3" and power.grade("shoulder-abduction", LEFT) is None
    assert power.grid.view.current_key() == by_key and by_key is not None and by_key[1] == RIGHT
