"""Patients, visits, answers, letters and settings go in and come out the same."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.encounter import Encounter, Patient, Setting, State, answer, grade, note
from mwdesk.domain.issue import DataError
from mwdesk.storage import Store

NOON = datetime(2024, 5, 17, 12, 0)
FULL = Patient(
    id="p9",
    name="Ana <b>Muñoz</b> ≥",
    local_name="ಆಶಾ",
    birth_date=date(1961, 3, 4),
    sex="female",
    identifiers=("MRN 0042", "ABHA 12-34"),
    phone="+91 80 5550-123",
    address="3 Hill Rd\nAnekal",
    language="Kannada",
    interpreter=False,
    carer="sister",
    transport="bus",
)


def test_every_field_of_a_patient_comes_back_after_reopening(place: Path) -> None:
    with Store.open(place) as store:
        store.save_patient(FULL, NOON)
    with Store.open(place) as store:
        assert store.patient("p9") == FULL


@pytest.mark.parametrize("text", ["muñoz", "MUNOZ ana", "0042", "abha", "5550-123", "91805550123", "ಆಶಾ", ""])
def test_a_patient_is_found_by_name_identifier_or_phone(store: Store, visit: Encounter, text: str) -> None:
    store.save_patient(FULL, NOON)
    assert "p9" in [row.id for row in store.patients(text)]


@pytest.mark.parametrize("text", ["ana kulkarni", "%", "_", "' OR 1=1 --", "0043"])
def test_a_search_that_matches_nobody_finds_nobody(store: Store, visit: Encounter, text: str) -> None:
    store.save_patient(FULL, NOON)
    assert "p9" not in [row.id for row in store.patients(text)]


def test_the_list_starts_with_whoever_was_seen_last(store: Store, visit: Encounter) -> None:
    store.save_patient(FULL, NOON - timedelta(days=3))
    assert [row.id for row in store.patients()] == ["p1", "p9"]
    store.start_encounter("p9", Setting.RURAL, NOON + timedelta(days=1))
    first, second = store.patients()
    assert (first.id, first.encounters, first.last_seen) == ("p9", 1, NOON + timedelta(days=1))
    assert (second.id, second.encounters) == ("p1", 1)


def test_earlier_versions_of_a_patient_stay_in_the_log(store: Store, place: Path) -> None:
    store.save_patient(FULL, NOON)
    store.save_patient(replace(FULL, phone="1"), NOON)
    store.save_patient(replace(FULL, phone="1"), NOON)
    with sqlite3.connect(place) as other:
        bodies = [row[0] for row in other.execute("SELECT body FROM patient_log ORDER BY seq")]
    other.close()
    assert len(bodies) == 2
    assert "5550" in bodies[0]
    assert store.patients("5550") == ()


def test_several_visits_each_keep_their_own_answers(store: Store, visit: Encounter) -> None:
    later = store.start_encounter("p1", Setting.DISTRICT, NOON + timedelta(days=9))
    store.append(visit.id, [answer("ptosis", State.PRESENT), grade("elbow-flexion", "right", "4-")], NOON)
    store.append(later.id, [answer("ptosis", State.ABSENT)], NOON)
    first, second = store.encounters("p1")
    assert first.answers["ptosis"].state is State.PRESENT
    assert first.grades["elbow-flexion", "right"].grade == "4-"
    assert second.answers["ptosis"].state is State.ABSENT
    assert second.grades == {}
    assert second.setting is Setting.DISTRICT


def test_clearing_an_answer_leaves_it_not_asked_and_keeps_it_in_the_log(
    store: Store, visit: Encounter
) -> None:
    store.append(visit.id, [answer("ptosis", State.PRESENT)], NOON)
    store.append(visit.id, [answer("ptosis", None)], NOON)
    assert store.encounter(visit.id).answers == {}
    assert [len(step.entries) for step in store.steps(visit.id)] == [1, 1]


def test_an_age_told_in_years_grows_with_the_calendar(store: Store) -> None:
    store.save_patient(Patient(id="p2", age_years=38), NOON)
    now = store.start_encounter("p2", Setting.RURAL, NOON)
    later = store.start_encounter("p2", Setting.RURAL, NOON.replace(year=2027))
    assert (now.age, later.age) == (38, 41)
    store.save_patient(replace(store.patient("p2"), age_years=45), NOON.replace(year=2027))
    assert store.encounter(later.id).age == 45
    assert store.encounter(now.id).age == 42


def test_text_that_looks_like_markup_or_sql_is_only_text(store: Store, visit: Encounter) -> None:
    text = "<b>weak</b> ≥ 3 days'; DROP TABLE patient; --\x00\n\tend"
    store.append(visit.id, [note("history", text)], NOON)
    assert store.encounter(visit.id).note("history") == text


def test_a_failed_append_leaves_nothing_behind(store: Store, visit: Encounter) -> None:
    bad = answer("ptosis", State.PRESENT)
    with pytest.raises(sqlite3.IntegrityError):
        store.append("no-such-visit", [bad, bad], NOON)
    assert store.steps("no-such-visit") == ()
    store.append(visit.id, [bad], NOON)
    assert store.encounter(visit.id).answers


def test_a_finished_letter_keeps_its_bytes_and_its_stamps(place: Path) -> None:
    with Store.open(place) as store:
        store.save_patient(FULL, NOON)
        visit = store.start_encounter("p9", Setting.RURAL, NOON)
        kept = store.save_letter(
            visit.id,
            "neurology_referral",
            b"%PDF-1.4 \x00\xff",
            NOON,
            knowledge_version="1",
            knowledge_sha256="ab",
            app_version="0.1",
        )
    with Store.open(place) as store:
        assert store.letters(visit.id) == (kept,)
    assert kept.intact
    assert kept.pdf == b"%PDF-1.4 \x00\xff"
    assert kept.sha256 == hashlib.sha256(kept.pdf).hexdigest()


def test_a_stored_letter_that_was_tampered_with_says_so(store: Store, visit: Encounter, place: Path) -> None:
    store.save_letter(
        visit.id, "k", b"%PDF", NOON, knowledge_version="1", knowledge_sha256="2", app_version="3"
    )
    other = sqlite3.connect(place)
    other.execute("DROP TRIGGER letter_no_update")
    other.execute("UPDATE letter SET pdf = x'00'")
    other.commit()
    other.close()
    (letter,) = store.letters(visit.id)
    assert not letter.intact


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_patients_are_readable_by_their_owner_alone(place: Path) -> None:
    with Store.open(place) as store:
        store.save_patient(FULL, NOON)
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        for file in place.parent.glob("patients.sqlite3*"):
            if not file.name.endswith(".lock"):
                assert stat.S_IMODE(file.stat().st_mode) == 0o600, file.name


def test_settings_come_back_as_they_were(place: Path) -> None:
    with Store.open(place) as store:
        assert store.setting("clinic") is None
        store.set_setting("clinic", {"name": "Hill ≥ clinic", "unavailable": ["mri-brain"]})
        store.set_setting("theme", "dark")
        store.set_setting("theme", "light")
    with Store.open(place) as store:
        assert store.setting("clinic") == {"name": "Hill ≥ clinic", "unavailable": ["mri-brain"]}
        assert store.setting("theme") == "light"


def test_an_unknown_patient_or_visit_is_said_in_words(store: Store) -> None:
    for call in (store.patient, store.encounter, lambda i: store.start_encounter(i, Setting.RURAL, NOON)):
        with pytest.raises(DataError, match="There is no"):
            call("nobody")
