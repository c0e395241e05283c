"""Two records of one person are noticed, however the name was spelled; different people are left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.encounter import Patient
from mwdesk.storage.likeness import keys, reasons, romanised, skeleton

TODAY = date(2026, 11, 21)


def person(name: str = "", age: float | None = 40, ident: str = "", **more: object) -> Patient:
    return Patient(id=ident or name, name=name, age_years=age, **more)  # type: ignore[arg-type]


SAME_PERSON = [
    ("Asha Kulkarni", "Aasha Kulkarnee"),
    ("Asha Kulkarni", "Kulkarni Asha"),
    ("Mohammed Iqbal", "Muhammad Eqbal"),
    ("Lakshmi Devi", "Laxmi Devi"),
    ("Vijay Singh", "Wijay Singh"),
    ("Sita Devi", "Seeta Devi"),
    ("Ana Muñoz", "Ana Munoz"),
    ("Yusuf Khan", "Yousuf Khan"),
    ("Fatima Begum", "Phatima Begum"),
    ("Catherine Mwangi", "Katherine Mwangi"),
    ("Li Wu", "Li Wu"),
]
OTHERS = [
    ("Asha Kulkarni", "Ashok Kulkarni"),
    ("Asha Kulkarni", "Devi Nair"),
    ("Mohammed Iqbal", "Mohammed Rafiq"),
    ("Sita Devi", "Gita Devi"),
    ("Li Xiaoming", "Wang Xiaohong"),
    ("Kim Min-jun", "Park Ji-woo"),
]


@pytest.mark.parametrize(("one", "other"), SAME_PERSON)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert keys(person(one)) & keys(person(other)), "found at all"
    assert reasons(person(one), person(other, 41), TODAY) == ("similar name and age",)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_different_names_are_left_alone(one: str, other: str) -> None:
    assert reasons(person(one), person(other), TODAY) == ()


@pytest.mark.parametrize(
    ("latin", "local"),
    [
        ("Asha Kulkarni", "आशा कुलकर्णी"),
        ("Asha Kulkarni", "ಆಶಾ ಕುಲಕರ್ಣಿ"),
        ("Sita Devi", "सीता देवी"),
        ("Ivan Petrov", "Иван Петров"),
        ("Maria Papadopoulou", "Μαρια Παπαδοπουλου"),
        ("Rahim Karim", "রহিম করিম"),
    ],
)
def test_a_name_in_another_script_meets_its_latin_spelling(latin: str, local: str) -> None:
    other = Patient(id="b", local_name=local, age_years=40)
    assert keys(person(latin)) & keys(other), (romanised(local), skeleton(romanised(local).split()[0]))
    assert "similar name and age" in reasons(person(latin), other, TODAY)


def test_numbers_phones_and_birth_dates() -> None:
    born = date(1986, 3, 4)
    asha = Patient(
        id="a", name="Asha", identifiers=("MRN 0042-17",), phone="+91 98765 43210", birth_date=born
    )
    told = [
        (Patient(id="b", name="Other", identifiers=("004217",)), ("same number",)),
        (Patient(id="b", name="Other", phone="098765-43210"), ("same phone",)),
        (Patient(id="b", name="asha", birth_date=born), ("same name and birth date",)),
        (Patient(id="b", name="Asha", birth_date=date(1950, 1, 1)), ()),
        (Patient(id="b", name="ASHA"), ("similar name and age",)),
        (Patient(id="b", name="Aasha"), ()),
        (Patient(id="b"), ()),
    ]
    for other, why in told:
        assert reasons(asha, other, TODAY) == why == reasons(other, asha, TODAY)


def test_ages_far_apart_and_the_other_sex_are_other_people() -> None:
    assert reasons(person("Asha Rao", 40), person("Asha Rao", 60), TODAY) == ()
    assert reasons(person("Asha Rao", sex="female"), person("Aasha Rao", sex="male"), TODAY) == ()


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_keys_and_likeness_goes_both_ways(one: str, other: str) -> None:
    a, b = person(one, ident="a"), person(other, ident="b")
    assert reasons(a, b, TODAY) == reasons(b, a, TODAY)
    assert reasons(a, person(one, ident="c"), TODAY) or not one.strip()
