"""Finding the right patient: any script, numbers with or without separators, birth dates as typed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.encounter import Patient, Setting
from mwdesk.storage import Store, cases

NOON = datetime(2024, 5, 17, 12, 0)
PEOPLE = (
    Patient(id="asha", name="Asha Kulkarni", local_name="ಆಶಾ ಕುಲಕರ್ಣಿ", birth_date=date(1986, 3, 4)),
    Patient(id="li", name="Li Xiaoming", local_name="李小明", phone="+86 10 5555-0142"),
    Patient(id="kim", name="Kim Min-jun", local_name="김민준", identifiers=("MRN 0042-17",)),
    Patient(id="munoz", name="Ana Muñoz", birth_date=date(1961, 12, 24), phone="0034 91 555 0101"),
    Patient(id="devi", name="Sita Devi", local_name="सीता देवी"),
    Patient(id="iqbal", name='Iqbal "Iggy" O\'Neil', local_name="اقبال"),
)


@pytest.fixture
def people(store: Store) -> Store:
    for number, person in enumerate(PEOPLE):
        store.save_patient(person, NOON + timedelta(minutes=number))
    return store


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kulk", "asha"), ("ulkarn", "asha"), ("ASHA kul", "asha"), ("ku", "asha"),
        ("ಕುಲ", "asha"), ("ಆ", "asha"), ("1986-03-04", "asha"), ("4.3.1986", "asha"),
        ("04/03/1986", "asha"), ("4-3-1986", "asha"), ("1986", "asha"), ("李", "li"),
        ("小明", "li"), ("明", "li"), ("李小明", "li"), ("8610", "li"), ("55550142", "li"),
        ("5555-0142", "li"), ("10-5555-0142", "li"), ("김", "kim"), ("민준", "kim"),
        ("min-jun", "kim"), ("004217", "kim"), ("0042", "kim"), ("munoz", "munoz"),
        ("muñ", "munoz"), ("24.12.1961", "munoz"), ("915550101", "munoz"),
        ("सीता", "devi"), ("दे", "devi"), ("اقبا", "iqbal"), ("o'neil", "iqbal"),
        ('"iggy"', "iqbal"), ("ig", "iqbal"),
    ],
)  # fmt: skip
def test_a_patient_is_found_as_people_type(people: Store, typed: str, found: str) -> None:
    assert [row.id for row in people.patients(typed)] == [found]


@pytest.mark.parametrize(
    "typed", ["kulkarni ana", "4.3.1987", "xq", "AND", "OR", "NEAR(", '"', "*", "a*", "\x01\x01q"]
)
def test_what_fits_nobody_finds_nobody(people: Store, typed: str) -> None:
    rows = people.patients(typed)
    assert all(typed.strip('"') in cases.folded(row.name) for row in rows) if typed == '"' else rows == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=25))
def test_no_text_breaks_the_search(people: Store, typed: str) -> None:
    people.patients(typed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(categories=("Lu", "Ll", "Lo", "Nd")), min_size=1, max_size=15))
def test_every_name_is_found_by_itself_and_by_its_beginning(people: Store, name: str) -> None:
    person = Patient(id="new", name=name)
    people.save_patient(person, NOON + timedelta(days=1))
    if cases.folded(name):
        assert "new" in [row.id for row in people.patients(name)]
        assert "new" in [row.id for row in people.patients(name[:2])]
    assert people.verify().holds


def test_changed_details_are_found_and_the_old_ones_no_more(people: Store) -> None:
    people.save_patient(Patient(id="li", name="Li Xiaohong"), NOON)
    assert people.patients("xiaoming") == ()
    assert [row.id for row in people.patients("xiaohong")] == ["li"]


def test_whoever_was_seen_last_comes_first_also_where_the_clock_was_set_back(people: Store) -> None:
    people.start_encounter("asha", Setting.RURAL, NOON + timedelta(days=2))
    people.start_encounter("asha", Setting.RURAL, NOON - timedelta(days=2000))
    assert people.patients()[0].id == "asha"
    assert people.patients()[0].last_seen == NOON + timedelta(days=2)


def test_patients_saved_in_one_moment_are_all_listed(store: Store) -> None:
    for number in range(30):
        store.save_patient(Patient(id=f"p{number}", name="Same Name"), NOON)
    assert len(store.patients("same")) == 30
    assert len(store.patients()) == 30
    assert store.verify().holds


def test_an_old_store_can_be_searched_after_its_update(place: Path) -> None:
    import sqlite3

    place.parent.mkdir(parents=True)
    old = sqlite3.connect(place)
    old.executescript((Path(__file__).parent / "schemas" / "0001.sql").read_text(encoding="utf-8"))
    old.close()
    with Store.open(place) as opened:
        assert opened.patients("kulk")
        assert opened.patients("mrn 7")
        assert opened.verify().holds
