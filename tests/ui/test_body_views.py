"""The figures of the examination are a second view of the record that the grids show."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import LEFT, RIGHT, Patient, grade, sensory
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.examination import ExaminationPage
from mwdesk.ui.widgets import body_shapes
from mwdesk.ui.widgets.body_figure import region_of, region_states
from mwdesk.ui.widgets.mark_figure import LEAST, MarkFigure
from mwdesk.ui.widgets.sensory_areas import areas
from mwdesk.ui.widgets.value_strip import values_of


@pytest.fixture
def page(bridge: Bridge, qtbot: QtBot) -> ExaminationPage:
    bridge.create_patient(Patient(id="", name="Asha Devi", sex="female", age_years=41))
    page = ExaminationPage(bridge)
    qtbot.addWidget(page)
    bridge.changed.connect(page.render_view)
    assert bridge.view is not None
    page.render_view(bridge.view)
    page.resize(840, 660)
    with qtbot.waitExposed(page):
        page.show()
    return page


def spot(figure: MarkFigure, ident: str, side: str) -> QPointF:
    """A pixel inside a place."""
    for path in figure.places()[ident, side]:
        box = figure.frame().map(path).boundingRect()
        for down in range(1, 20):
            for across in range(1, 20):
                at = QPointF(box.left() + box.width() * across / 20, box.top() + box.height() * down / 20)
                if figure.at(at) == (ident, side):
                    return at
    raise AssertionError(f"{ident} {side} cannot be clicked")


def test_every_muscle_stands_on_one_side_of_the_body_and_some_behind(kb: KnowledgeBase) -> None:
    placed = {m.id: region_of(m) for m in kb.muscles.values()}
    assert set(placed.values()) <= {region for region, _ in body_shapes.everywhere()}
    assert placed["knee-flexion"] == "back-thigh"
    assert placed["knee-extension"] == "thigh"
    assert placed["elbow-extension"] == "back-arm"
    drawn = region_states(kb.muscles, {})
    assert sum(s.total for s in drawn.values()) == 2 * sum(m.core for m in kb.muscles.values())


def test_behind_the_patients_right_is_on_the_viewers_right() -> None:
    middle = body_shapes.WIDTH + body_shapes.GAP + body_shapes.WIDTH / 2
    for (region, side), path in body_shapes.everywhere().items():
        if region.startswith(body_shapes.BACK):
            assert (path.boundingRect().center().x() > middle) == (side == RIGHT), region


def test_every_dermatome_and_nerve_of_the_knowledge_can_be_clicked(
    page: ExaminationPage, kb: KnowledgeBase
) -> None:
    wanted = {p.id for p in kb.sensory.values() if p.kind in ("dermatome", "nerve")}
    assert {ident for ident, _ in areas()} == wanted
    page.tabs.setCurrentIndex(2)
    for kind in ("dermatome", "nerve"):
        page.map.figure.show_kind(kind)
        for ident, side in page.map.figure.places():
            spot(page.map.figure, ident, side)


def test_a_click_on_the_map_goes_through_the_values_and_the_grid_follows(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    page.tabs.setCurrentIndex(2)
    figure = page.map.figure
    at = spot(figure, "derm-l5", LEFT).toPoint()
    seen = []
    for _ in range(5):
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton, pos=at)
        cell = page.sensation.model.cell("derm-l5", LEFT)
        seen.append(cell.value if cell else None)
    assert seen == ["normal", "reduced", "absent", "increased", None]
    assert page.sensation.view.current_key() == ("derm-l5", LEFT)
    bridge.record(sensory("derm-l5", RIGHT, "absent"))
    assert "L5 dermatome, right: absent" in figure.accessibleDescription()


def test_a_click_on_the_reflex_figure_begins_with_normal(page: ExaminationPage, qtbot: QtBot) -> None:
    page.tabs.setCurrentIndex(1)
    for ident, first in (("knee-jerk", "normal"), ("plantar", "flexor")):
        at = spot(page.figure, ident, RIGHT).toPoint()
        qtbot.mouseClick(page.figure, Qt.MouseButton.LeftButton, pos=at)
        cell = page.reflexes.model.cell(ident, RIGHT)
        assert cell is not None
        assert cell.value == first


def test_the_mouse_alone_grades_and_goes_on(page: ExaminationPage, qtbot: QtBot) -> None:
    grid = page.power.grid
    grid.select("elbow-flexion", RIGHT)
    for value in ("4-", "3"):
        box = next(box for v, _, box in grid.strip.boxes() if v == value)
        qtbot.mouseClick(grid.strip, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    down = ("elbow-flexion", "elbow-extension")
    assert [grid.model.cell(ident, RIGHT).value for ident in down] == ["4-", "3"]  # type: ignore[union-attr]
    assert grid.model.cell("elbow-flexion", LEFT) is None
    here = grid.view.current_key()
    assert here is not None and here[0] not in down and here[1] == RIGHT


def test_every_value_of_a_row_is_offered_and_within_the_strip(page: ExaminationPage) -> None:
    for grid in page.grids:
        for row in grid.rows:
            if not row.heading:
                grid.strip.show_row(row)
                boxes = grid.strip.boxes()
                assert tuple(v for v, _, _ in boxes) == (*values_of(row), "")
                assert boxes[-1][2].right() <= grid.strip.width() + 1


def test_the_whole_right_is_copied_where_the_left_is_open(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    grid = page.power.grid
    for ident, side, key in (
        ("hip-flexion", RIGHT, "3"),
        ("knee-extension", RIGHT, "4"),
        ("knee-extension", LEFT, "5"),
    ):
        grid.select(ident, side)
        qtbot.keyClicks(grid.view, key)
    qtbot.keyClick(grid.view, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    left = [grid.model.cell(i, LEFT) for i in ("hip-flexion", "knee-extension", "elbow-flexion")]
    assert [c.value if c else None for c in left] == ["3", "5", None]
    bridge.undo()
    assert grid.model.cell("hip-flexion", LEFT) is None


@pytest.mark.parametrize("kind", ["dermatome", "nerve"])
def test_no_letter_of_the_map_is_small_or_stands_over_another(
    page: ExaminationPage, bridge: Bridge, kind: str
) -> None:
    page.tabs.setCurrentIndex(2)
    points = [p.id for p in bridge.session.kb.sensory.values() if p.kind == kind]
    figure = page.map.figure
    figure.show_kind(kind)
    figure.resize(300, 420)
    for values in ({}, {(p, side): "reduced" for p in points for side in (LEFT, RIGHT)}):
        figure.show_values(values)
        spots = [spot for _key, _look, spot in figure.labels()]
        assert len(spots) >= 20 or (kind == "nerve" and not values)
        for at, one in enumerate(spots):
            assert not any(one.intersects(other) for other in spots[at + 1 :])
        fonts = [figure._font(path, bold=False) for paths in figure.places().values() for path in paths]
        assert all(font.pixelSize() >= LEAST for font in fonts)


def test_a_reader_hears_a_graphic_with_a_summary(page: ExaminationPage, bridge: Bridge) -> None:
    bridge.record(sensory("derm-l5", RIGHT, "absent"), grade("hip-flexion", LEFT, "3"))
    for figure, said in (
        (page.power.body, "1 of 40 graded; the grid beside it holds all. Weak: hip, left."),
        (page.map.figure, "1 tested; the grid beside it holds all. Not normal: L5 dermatome, right: absent"),
        (page.figure, "Nothing tested yet."),
    ):
        spoken = QAccessible.queryAccessibleInterface(figure)
        assert spoken.role() == QAccessible.Role.Graphic
        assert spoken.text(QAccessible.Text.Description).startswith(said)
        assert spoken.text(QAccessible.Text.Name)


def test_the_figure_and_the_grid_are_one_thing_by_mouse_and_by_keys(
    page: ExaminationPage, bridge: Bridge, qtbot: QtBot
) -> None:
    body, grid = page.power.body, page.power.grid
    chosen: list[tuple[str, str]] = []
    body.region_chosen.connect(lambda ident, side: chosen.append((ident, side)))
    place = body._frame().map(body_shapes.label_point("hip", LEFT)).toPoint()
    qtbot.mouseClick(body, Qt.MouseButton.LeftButton, pos=place)
    assert grid.view.current_key() == chosen[-1]
    qtbot.keyClicks(grid.view, "3")
    assert body._states["hip", LEFT].grade == "3"
    grid.unfold.click()
    assert len([r for r in grid.model.rows if not r.heading]) == len(bridge.session.kb.muscles)
    other = next(m for m in bridge.session.kb.muscles.values() if not m.core and m.sided)
    grid.select(other.id, RIGHT)
    qtbot.keyClicks(grid.view, "2c")
    assert body._states[region_of(other), RIGHT].grade == body._states[region_of(other), LEFT].grade == "2"
    qtbot.keyClick(grid.view, Qt.Key.Key_Backspace)
    qtbot.keyClick(grid.view, Qt.Key.Key_Backspace)
    assert grid.view.current_key() == (other.id, RIGHT)
    assert not any(key[0] == other.id for key in bridge.session.encounter.grades)
