"""Laboratory values: units, ranges, sex and age, doubt asked back, alarms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.assessment import Findings
from mwdesk.domain.encounter import Measurement, State, measurement
from mwdesk.domain.issue import Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.units import convert, convert_back, find_unit
from mwdesk.reasoning.interpret import interpret
from tests.reasoning.small import encounter, knowledge


def value(analyte: str, number: float, unit: str, **more: object) -> Measurement:
    return Measurement(analyte=analyte, label=analyte, value=number, unit=unit, **more)  # type: ignore[arg-type]


def read(kb: KnowledgeBase, *values: Measurement, age: float | None = 40.0, sex: str = "female") -> Findings:
    return interpret(
        kb,
        encounter(*(measurement(m, key=f"{m.analyte}{n}") for n, m in enumerate(values)), age=age, sex=sex),
    )


def test_potassium_45_is_asked_back_and_says_nothing(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 45, "mmol/L"))
    assert [issue.level for issue in said.issues] == [Level.ERROR]
    assert "45 mmol/L" in said.issues[0].message
    assert "4.5" in said.issues[0].fix
    assert not said.observed
    assert not said.critical
    assert not said.measured


def test_the_shipped_knowledge_asks_back_potassium_45_too(kb: KnowledgeBase) -> None:
    said = read(kb, value("potassium", 45, "mmol/L"))
    assert said.issues
    assert not said.observed
    assert not said.critical


def test_once_confirmed_an_implausible_value_counts(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 10.5, "mmol/L", confirmed=True))
    assert said.state("hyperkalaemia") is State.PRESENT
    assert [critical.direction for critical in said.critical] == ["high"]


def test_an_unknown_unit_is_asked_back_with_those_that_are_known(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 4.0, "stone"))
    assert "mmol/L, mEq/L, mg/dL" in said.issues[0].fix
    assert not said.observed


def test_unusual_but_possible_is_used_with_a_warning(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 9.5, "mmol/L"))
    assert [issue.level for issue in said.issues] == [Level.WARNING]
    assert said.state("hyperkalaemia") is State.PRESENT


def test_a_low_value_is_present_a_middle_one_absent_and_none_is_not_asked(small: KnowledgeBase) -> None:
    assert read(small, value("potassium", 1.9, "mmol/l")).observed["hypokalaemia"].origin == (
        "potassium 1.9 mmol/l",
    )
    assert read(small, value("potassium", 4.2, "mmol/L")).state("hypokalaemia") is State.ABSENT
    assert read(small).state("hypokalaemia") is None


def test_the_laboratorys_own_range_comes_first(small: KnowledgeBase) -> None:
    assert read(small, value("potassium", 3.6, "mmol/L", low=3.8)).state("hypokalaemia") is State.PRESENT
    assert read(small, value("ck", 250, "U/L", high=300)).state("ck-raised") is State.ABSENT
    assert read(small, value("ck", 250, "U/L")).state("ck-raised") is State.PRESENT


def test_sex_and_age_decide_and_where_they_are_unknown_only_agreement_counts(small: KnowledgeBase) -> None:
    between = value("haemoglobin", 12.5, "g/dL")
    assert read(small, between, sex="female").state("anaemia") is State.ABSENT
    assert read(small, between, sex="male").state("anaemia") is State.PRESENT
    assert read(small, between, sex="").state("anaemia") is None
    assert read(small, value("haemoglobin", 9, "g/dL"), sex="").state("anaemia") is State.PRESENT
    assert read(small, between, age=5.0).state("anaemia") is None
    assert read(small, between, age=None).state("anaemia") is None


def test_one_abnormal_value_is_not_undone_by_a_normal_one(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 4.2, "mmol/L"), value("potassium", 2.0, "mmol/L"))
    assert said.state("hypokalaemia") is State.PRESENT


def test_beyond_the_critical_limit_it_alarms(small: KnowledgeBase) -> None:
    low = read(small, value("potassium", 2.4, "mmol/L")).critical
    assert [(c.analyte, c.direction, c.limit) for c in low] == [("potassium", "low", 2.5)]
    assert read(small, value("potassium", 2.5, "mmol/L")).critical == ()


def test_the_alarm_needs_the_right_unit(small: KnowledgeBase) -> None:
    said = read(small, value("potassium", 7.0, "mg/dL"))  # 1.8 mmol/L
    assert said.critical[0].direction == "low"


@pytest.mark.parametrize("label", ["mmol/L", "MMOL/L", " mmol / l "])
def test_a_unit_is_known_however_it_is_spaced(small: KnowledgeBase, label: str) -> None:
    unit = find_unit(small.analytes["potassium"], label)
    assert unit is not None and unit.factor == 1.0


ALL_UNITS = [(a.id, u.label) for a in knowledge().analytes.values() for u in a.units]


@given(st.sampled_from(ALL_UNITS), st.floats(0.01, 1e5))
def test_unit_conversions_invert(which: tuple[str, str], number: float) -> None:
    unit = find_unit(knowledge().analytes[which[0]], which[1])
    assert unit is not None
    assert convert_back(convert(number, unit), unit) == pytest.approx(number)


def test_every_shipped_unit_inverts_and_the_own_unit_is_the_identity(kb: KnowledgeBase) -> None:
    for analyte in kb.analytes.values():
        for unit in analyte.units:
            assert convert_back(convert(7.3, unit), unit) == pytest.approx(7.3), (analyte.id, unit.label)
        own = find_unit(analyte, analyte.unit)
        assert own is not None and convert(7.3, own) == pytest.approx(7.3), analyte.id


def test_every_shipped_rule_names_a_known_finding(kb: KnowledgeBase) -> None:
    assert {rule.finding for a in kb.analytes.values() for rule in a.rules} <= set(kb.findings)
