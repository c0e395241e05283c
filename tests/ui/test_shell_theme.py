"""The look, computed: contrast of every ink on every ground it stands on; dates as one types them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from mwdesk.domain.encounter import GRADES
from mwdesk.ui import icons, theme
from mwdesk.ui.birth import read_birth, show_birth
from mwdesk.ui.widgets.patient_list import seen_words
from mwdesk.ui.widgets.sidebar import step_words
from mwdesk.ui.widgets.topbar import age_words

PAIRS = [
    ("ink", "ground"),
    ("ink", "card"),
    ("ink", "hover"),
    ("ink", "accent_soft"),
    ("ink", "untouched"),
    ("ink", "emergency_ground"),
    ("ink", "urgent_ground"),
    ("muted", "ground"),
    ("muted", "card"),
    ("muted", "hover"),
    ("muted", "accent_soft"),
    ("muted", "emergency_ground"),
    ("muted", "urgent_ground"),
    ("accent", "card"),
    ("accent", "ground"),
    ("accent", "accent_soft"),
    ("accent", "hover"),
    ("on_accent", "accent"),
    ("on_accent", "accent_strong"),
    ("emergency", "emergency_ground"),
    ("emergency", "card"),
    ("urgent", "urgent_ground"),
    ("urgent", "card"),
]


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_reads_on_its_ground(look: str, ink: str, ground: str) -> None:
    palette = theme.PALETTES[look]
    assert theme.contrast(getattr(palette, ink), getattr(palette, ground)) >= 4.5


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("grade", GRADES)
def test_every_grade_reads_on_its_colour(look: str, grade: str) -> None:
    fill, ink = theme.PALETTES[look].power(grade)
    assert theme.contrast(fill, ink) >= 4.5


@pytest.mark.parametrize("ground", ["card", "ground"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_a_control_shows_where_it_is(look: str, ground: str) -> None:
    palette = theme.PALETTES[look]
    assert theme.contrast(palette.edge, getattr(palette, ground)) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_the_palette_reaches_qt(qapp: QApplication, look: str) -> None:
    palette = theme.apply(qapp, look)
    assert qapp.palette().window().color().name().upper() == palette.ground
    assert palette.accent in qapp.styleSheet() and "$" not in qapp.styleSheet()
    theme.apply(qapp, "light")


def test_every_icon_draws_something(qapp: QApplication) -> None:
    for file in theme.resource("icons").glob("*.svg"):
        image = icons.icon(file.stem, "ink", 24).pixmap(24, 24).toImage()
        inked = sum(image.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))
        assert inked > 12, file.name


TODAY = date(2026, 3, 2)


@given(st.dates(min_value=date(1906, 4, 1), max_value=TODAY))
def test_a_birth_date_is_read_back_as_it_is_shown(born: date) -> None:
    assert read_birth(show_birth(born, None), TODAY) == (born, None, "")
    assert read_birth(f"{born.day}/{born.month}/{born.year}", TODAY) == (born, None, "")
    assert read_birth(born.isoformat(), TODAY) == (born, None, "")


@given(st.integers(min_value=0, max_value=120))
def test_an_age_is_read_back_as_it_is_shown(age: int) -> None:
    assert read_birth(show_birth(None, float(age)), TODAY) == (None, float(age), "")


@given(st.integers(min_value=1, max_value=23))
def test_months_are_read_back_as_months(months: int) -> None:
    born, age, problem = read_birth(f"{months} months", TODAY)
    assert (born, problem) == (None, "") and age is not None
    assert read_birth(show_birth(None, age), TODAY)[1] == age


@pytest.mark.parametrize(
    "text", ["31-02-1970", "1.1.2090", "01-01-1800", "121", "yesterday", "12-1970", "-5"]
)
def test_what_is_no_birth_date_gets_a_sentence(text: str) -> None:
    born, age, problem = read_birth(text, TODAY)
    assert born is None and age is None and problem.endswith(".")


def test_nothing_typed_is_nothing_known() -> None:
    assert read_birth("  ", TODAY) == (None, None, "")


def test_small_wordings() -> None:
    assert [age_words(a) for a in (None, 0.5, 1 / 12, 54.0)] == ["", "6 months", "1 month", "54 years"]
    assert step_words("history", 3, 25) == "3 of 25" and step_words("patient", 2, 2) == "done"
    assert step_words("results", 0, 0) == "" and step_words("results", 4, 4) == "4"
    from datetime import datetime

    noon = datetime(2026, 3, 2, 12, 0)
    assert seen_words(noon, TODAY) == "today 12:00"
    assert seen_words(noon, TODAY + timedelta(days=1)) == "yesterday"
    assert seen_words(None, TODAY) == "not seen yet"
