"""A line typed as on the slip: what it is read as, and what is asked back instead of guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk import paths
from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow.slip_line import Piece, read_line
from mwdesk.workflow.typed_value import shown_unit


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


MAN = Patient(id="p", sex="male", age_years=54)


def taken(pieces: tuple[Piece, ...]) -> dict[str, tuple[float, str]]:
    return {p.analyte: (p.measurement.value, p.measurement.unit) for p in pieces if p.measurement}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "K 2.9, CK 2560, TSH 0.02",
            {"potassium": (2.9, "mmol/L"), "ck": (2560.0, "U/L"), "tsh": (0.02, "mIU/L")},
        ),
        ("K 2,9, CK 2560", {"potassium": (2.9, "mmol/L"), "ck": (2560.0, "U/L")}),
        ("Na 140 K 4.2", {"sodium": (140.0, "mmol/L"), "potassium": (4.2, "mmol/L")}),
        ("K2.9;B12 150 pg/mL", {"potassium": (2.9, "mmol/L"), "vitamin-b12": (150.0, "pg/mL")}),
        ("vitamin B12: 150 pg/mL", {"vitamin-b12": (150.0, "pg/mL")}),
        ("K 3.1 L, creatinine 1.2 mg/dL", {"potassium": (3.1, "mmol/L"), "creatinine": (1.2, "mg/dL")}),
        ("WBC 12,300 /uL, ESR 40", {"wbc": (12300.0, "/uL"), "esr": (40.0, "mm/h")}),
        ("K = 4.1\nNa 139", {"potassium": (4.1, "mmol/L"), "sodium": (139.0, "mmol/L")}),
    ],
)  # fmt: skip
def test_names_numbers_and_units_are_read(
    kb: KnowledgeBase, line: str, wanted: dict[str, tuple[float, str]]
) -> None:
    pieces = read_line(kb, MAN, line)
    assert taken(pieces) == wanted
    assert len(pieces) == len(wanted)


@pytest.mark.parametrize(
    ("line", "low", "high"),
    [
        ("K 2.9 3.5-5.1", 3.5, 5.1),
        ("K 2.9 mmol/L (3.5-5.1)", 3.5, 5.1),
        ("K 2.9 [3,5 to 5,1]", 3.5, 5.1),
        ("CRP 12 (<5)", None, 5.0),
        ("K 2.9 mmol/L ref 3.5 – 5.1", 3.5, 5.1),
        ("K 2.9", None, None),
    ],
)
def test_the_laboratorys_own_range_is_read(
    kb: KnowledgeBase, line: str, low: float | None, high: float | None
) -> None:
    (piece,) = read_line(kb, MAN, line)
    assert piece.measurement is not None
    assert (piece.measurement.low, piece.measurement.high) == (low, high)
    assert "(" not in piece.measurement.text
    assert piece.measurement.value in (2.9, 12.0)


def test_a_day_alone_counts_for_the_whole_line(kb: KnowledgeBase) -> None:
    pieces = read_line(kb, MAN, "20.11.2026: , K 3.1, Na 138")
    assert {p.measurement.day for p in pieces if p.measurement} == {"2026-11-20"}
    assert len(pieces) == 2


@pytest.mark.parametrize("line", ["potassium 45", "K 54", "K 2.9 5.1-3.5"])
def test_what_cannot_be_is_asked_back(kb: KnowledgeBase, line: str) -> None:
    (piece,) = read_line(kb, MAN, line)
    assert piece.measurement is None
    assert piece.known
    assert piece.issues


@pytest.mark.parametrize("line", ["foo 3", "CK", "2560", "potasium 4.1"])
def test_nothing_is_guessed(kb: KnowledgeBase, line: str) -> None:
    (piece,) = read_line(kb, MAN, line)
    assert piece.measurement is None
    assert not piece.known
    assert piece.issues


@given(st.text(max_size=60))
def test_any_text_is_read_without_a_fall(kb: KnowledgeBase, text: str) -> None:
    for piece in read_line(kb, MAN, text):
        assert piece.source
        assert (piece.measurement is None) == (not piece.measurement)
        assert piece.measurement is not None or piece.issues


@given(
    st.decimals(min_value="1.3", max_value="9.9", places=1),
    st.integers(min_value=96, max_value=189),
    st.sampled_from([", ", "; ", "\n", " "]),
)
def test_every_possible_pair_is_taken_whole(kb: KnowledgeBase, k: object, na: int, between: str) -> None:
    pieces = read_line(kb, MAN, f"K {k}{between}Na {na}")
    assert [p.analyte for p in pieces] == ["potassium", "sodium"]
    assert [p.value for p in pieces] == [str(k), str(na)]
    for piece, number in zip(pieces, (float(str(k)), float(na)), strict=True):
        assert piece.measurement is None or piece.measurement.value == number


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("umol/L", "µmol/L"), ("10^9/L", "×10⁹/L"), ("x10^9/L", "×10⁹/L"), ("/uL", "/µL"),
        ("U/L", "U/L"), ("mU/L", "mU/L"), ("ug/L", "µg/L"), ("mL/min/1.73m2", "mL/min/1.73m²"),
        ("mm/h", "mm/h"), ("cells/uL", "cells/µL"), ("number", "number"),
    ],
)  # fmt: skip
def test_units_are_shown_as_print_writes_them(label: str, shown: str) -> None:
    assert shown_unit(label) == shown


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("FVC 1.1", {"fvc-litres": (1.1, "L")}),
        ("FVC 0.9 L", {"fvc-litres": (0.9, "L")}),
        ("FVC 850 mL", {"fvc-litres": (850.0, "mL")}),
        ("FVC 18 ml/kg", {"fvc-ml-kg": (18.0, "ml/kg")}),
        ("FVC 45", {"fvc-percent": (45.0, "%")}),
        ("FVC 45 %", {"fvc-percent": (45.0, "%")}),
    ],
)  # fmt: skip
def test_a_vital_capacity_goes_where_its_unit_or_its_size_belongs(
    kb: KnowledgeBase, line: str, wanted: dict[str, tuple[float, str]]
) -> None:
    assert taken(read_line(kb, MAN, line)) == wanted


@given(st.floats(0.05, 9.9).map(lambda v: round(v, 2)))
def test_no_litres_ever_become_a_percentage(kb: KnowledgeBase, litres: float) -> None:
    for text in (f"FVC {litres}", f"FVC {litres} L"):
        (piece,) = read_line(kb, MAN, text)
        assert "fvc-percent" not in taken((piece,))
        for doubt in piece.issues:
            meant = getattr(doubt, "meant", ())
            assert all(float(m.split()[0]) == litres and "%" not in m.split()[1:] for m in meant), meant
            assert all(" " in m for m in meant), "a number without its unit is a guess"
