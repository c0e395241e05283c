"""Laboratory values as people type them; what cannot be is asked back, never taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.encounter import Measurement, Patient
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.workflow import labs
from tests.workflow import tiny

WOMAN = Patient(id="p", sex="female", age_years=38)


def read(
    analyte: str, text: str, unit: str = "", **more: object
) -> tuple[Measurement | None, tuple[Issue, ...]]:
    return labs.read(tiny.knowledge(), WOMAN, analyte, text, unit, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.9", 1.9),
        ("1,9", 1.9),
        (" 1.9 ", 1.9),
        ("<1.9", 1.9),
        ("> 1.9", 1.9),
        ("≤1.9", 1.9),
        ("1.9 mmol/L", 1.9),
        ("1.9mmol/l", 1.9),
        ("1.9 mEq/L", 1.9),
        ("6.2 H", 6.2),
        ("6.2 (H)", 6.2),
        ("6.2 HH", 6.2),
        ("2.2 L", 2.2),
        ("6.2 mmol/L H", 6.2),
        ("6.2*", 6.2),
        ("4", 4.0),
        ("१.९", 1.9),
    ],
)
def test_a_value_is_read_and_its_text_kept(text: str, value: float) -> None:
    made, issues = read("potassium", text)
    assert made is not None, issues
    assert (made.value, made.text, made.analyte) == (value, text.strip(), "potassium")
    assert issues == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234,567", None),
        ("12 000", 12000),
        ("12'000", 12000),
        ("12,000.5", 12000.5),
        ("12.000,5", 12000.5),
        ("1.2e4", 12000),
        ("450000 U/L", 450000),
    ],
)
def test_signs_between_thousands(text: str, value: float | None) -> None:
    made, _ = read("ck", text)
    assert (made.value if made else None) == value


def test_a_comma_that_may_mean_two_things_is_asked_back() -> None:
    made, (issue,) = read("ck", "1,234")
    assert made is None
    assert "1.234 or 1234" in issue.message
    assert read("ck", "12,000")[0] is None
    made, issues = read("potassium", "4,125")  # 4125 is impossible, so it can only be one
    assert made is not None
    assert made.value == 4.125
    assert issues == ()


@pytest.mark.parametrize("text", ["", "high", "negative", "--", ".", "mmol/L 4", "4 / 5", "nan", "inf"])
def test_what_is_no_number_is_not_taken(text: str) -> None:
    made, issues = read("potassium", text)
    assert made is None
    assert issues[0].level is Level.ERROR
    assert issues[0].fix


def test_an_impossible_potassium_asks_back_and_is_not_taken() -> None:
    made, (issue,) = read("potassium", "45")
    assert made is None
    assert issue.message == "Potassium 45 mmol/L is outside what is possible (1.2 to 10)."
    assert issue.fix.startswith("Did you mean 4.5? ")
    made, issues = read("potassium", "45", confirmed=True)
    assert made is not None
    assert made.value == 45
    assert made.confirmed
    assert issues == ()


def test_a_creatinine_in_the_wrong_unit_is_noticed() -> None:
    made, (issue,) = read("creatinine", "1.1")
    assert made is None
    assert "Did you mean 1.1 mg/dL?" in issue.fix
    made, (issue,) = read("creatinine", "22")  # real in wasting, and typical of a slip of the unit
    assert made is None
    assert "very unusual" in issue.message
    made, _ = read("creatinine", "22", confirmed=True)
    assert made is not None
    assert made.confirmed
    made, issues = read("creatinine", "1.1", "mg/dL")
    assert made is not None
    assert (made.value, made.unit) == (1.1, "mg/dL")
    assert issues == ()


def test_limits_are_told_in_the_unit_that_was_typed() -> None:
    _, (issue,) = read("temperature", "200 °F")
    assert "(77 to 111.2)" in issue.message
    made, _ = read("temperature", "101", "°F")
    assert made is not None
    assert made.unit == "°F"


def test_an_unknown_unit_names_the_known_ones() -> None:
    made, (issue,) = read("potassium", "4", "mg/dL")
    assert made is None
    assert "mmol/L, mEq/L" in issue.fix


def test_a_unit_typed_with_the_value_counts_and_is_mentioned() -> None:
    made, (issue,) = read("creatinine", "1.1 mg/dL", "umol/L")
    assert made is not None
    assert made.unit == "mg/dL"
    assert issue.level is Level.WARNING


@pytest.mark.parametrize("label", ["µmol/L", "μmol/l", "umol / L", "UMOL/L"])
def test_the_ways_to_write_micro_are_one(label: str) -> None:
    made, _ = read("creatinine", "70", label)
    assert made is not None
    assert made.unit == "umol/L"


def test_the_laboratorys_own_range_is_kept_and_must_run_forwards() -> None:
    made, _ = read("potassium", "3.4", low=3.6, high=5.2)
    assert made is not None
    assert (made.low, made.high) == (3.6, 5.2)
    made, (issue,) = read("potassium", "3.4", low=5.2, high=3.6)
    assert made is None
    assert "backwards" in issue.message


def test_an_analyte_we_do_not_know_is_kept_for_the_letter() -> None:
    made, (issue,) = read("", "7.7 U/mL", label="Rare enzyme")
    assert made == Measurement(analyte="", label="Rare enzyme", value=7.7, unit="U/mL", text="7.7 U/mL")
    assert issue.level is Level.INFO


@given(st.floats(min_value=1.2, max_value=10.0))
def test_any_possible_value_survives_being_typed_in_either_style(value: float) -> None:
    for text in (f"{value:.2f}", f"{value:.2f}".replace(".", ",")):
        made, issues = read("potassium", text)
        if made is None:  # rounding may step over the limit, never anything else
            assert "outside what is possible" in issues[0].message
            assert not 1.2 <= float(f"{value:.2f}") <= 10.0
        else:
            assert made.value == float(f"{value:.2f}")


@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    made, issues = read("potassium", text)
    assert (made is None) == any(i.level is not Level.INFO for i in issues) or made is not None
    if made is not None:
        assert 1.2 <= made.value <= 10.0


def test_every_potassium_that_cannot_be_is_refused(kb: KnowledgeBase) -> None:
    for value in (0, 0.19, 1.1, 10.1, 35, 45, 420, 5000):
        made, issues = labs.read(kb, WOMAN, "potassium", str(value))
        assert made is None
        assert issues
