"""Whole consultations without a screen, in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import (
    Decision,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    note,
    reflex,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.interchange import read_case
from mwdesk.storage import Store
from mwdesk.workflow.labs import confirm, read
from mwdesk.workflow.letter_desk import LetterDesk
from mwdesk.workflow.session import Session

MORNING = datetime(2026, 3, 4, 9, 30)
KIND = "neurology_referral"


class Desk:
    """A clinician at the desk: each method is a sentence."""

    def __init__(self, kb: KnowledgeBase, folder: Path) -> None:
        self.kb, self.file = kb, folder / "patients.sqlite3"
        self.start()

    def start(self) -> None:
        self.store = Store.open(self.file)
        self.session = Session(self.kb, self.store, Clinic(name="Valley Clinic"), lambda: MORNING)

    def closes_and_reopens_the_program(self, patient: str) -> None:
        self.store.close()
        self.start()
        row = next(r for r in self.session.patients(patient))
        self.session.open(row.id)

    def says(self, finding: str, state: State = State.PRESENT) -> None:
        self.session.record(answer(finding, state))

    def grades(self, muscle: str, right: str, left: str) -> None:
        self.session.record(grade(muscle, "right", right), grade(muscle, "left", left))

    def reads_the_letter(self) -> str:
        return " ".join(LetterDesk(self.session).text(KIND).split())

    @property
    def top(self) -> list[str]:
        return [c.id for c in self.session.view().assessment.conditions[:3]]


@pytest.fixture
def desk(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(kb, tmp_path)
    yield made
    made.store.close()


def test_ascending_weakness_from_the_first_answer_to_the_letter(desk: Desk) -> None:
    desk.session.create_patient(Patient(id="p1", name="Ana Example", age_years=34, sex="female"))
    assert desk.session.view().assessment.outcome.value == "insufficient"
    desk.says("onset-hours-days")
    desk.says("ascending-weakness")
    desk.says("preceding-infection")
    desk.says("limb-paraesthesia")
    desk.says("diplopia", State.ABSENT)
    for muscle in ("hip-flexion", "knee-extension", "ankle-dorsiflexion", "shoulder-abduction"):
        desk.grades(muscle, "3", "3")
    desk.closes_and_reopens_the_program("Ana")
    for jerk in ("knee-jerk", "ankle-jerk", "biceps-jerk"):
        desk.session.record(reflex(jerk, "right", "absent"), reflex(jerk, "left", "absent"))
    view = desk.session.view()
    assert "gbs" in desk.top
    assert view.assessment.urgency is Urgency.EMERGENCY
    assert view.encounter.grades["hip-flexion", "right"].grade == "3"
    letter = desk.reads_the_letter()
    for words in ("Ana Example", "Valley Clinic", "double vision", "Not asked"):
        assert words.lower() in letter.lower(), words


def test_a_mistyped_potassium_is_asked_back_and_the_right_one_alarms(desk: Desk) -> None:
    desk.session.create_patient(Patient(id="p1", name="B", age_years=40, sex="male"))
    patient = desk.session.encounter.patient
    value, issues = read(desk.kb, patient, "potassium", "45", "mmol/L")
    assert value is None
    assert "4.5" in issues[0].sentence()
    value, issues = read(desk.kb, patient, "potassium", "1.9", "mmol/L")
    assert value is not None
    view = desk.session.record(measurement(confirm(value)))
    assert view.assessment.urgency is Urgency.EMERGENCY
    assert any("potassium" in a.why.lower() or "potassium" in a.title.lower() for a in view.assessment.alerts)
    assert "1.9" in desk.reads_the_letter()


def test_an_answer_taken_back_is_as_if_never_asked_also_after_reopening(desk: Desk) -> None:
    desk.session.create_patient(Patient(id="p1", name="C", age_years=70, sex="male"))
    before = desk.session.view().assessment
    desk.says("ptosis")
    desk.session.undo()
    assert desk.session.view().assessment == before
    desk.closes_and_reopens_the_program("C")
    assert "ptosis" not in desk.session.encounter.answers
    desk.session.redo()
    assert desk.session.encounter.answers["ptosis"].state is State.PRESENT


def test_hostile_names_and_text_reach_the_letter_whole(desk: Desk) -> None:
    name = "R<L>normal <b>Åsa & Bo≥</b>"
    words = "Power R<L>normal, INR ≥ 2 & <img src='x'> rising"
    desk.session.create_patient(Patient(id="p1", name=name, age_years=50, sex="female"))
    desk.session.record(note("history", words), note("impression", words))
    letter = desk.reads_the_letter()
    assert name in letter
    assert words in letter
    assert LetterDesk(desk.session).pdf(KIND).startswith(b"%PDF")


def test_only_what_the_clinician_accepted_is_printed(desk: Desk) -> None:
    desk.session.create_patient(Patient(id="p1", name="D", age_years=60, sex="male"))
    for finding in ("proximal-weakness", "fatigable-weakness", "ptosis", "diplopia", "fluctuating-weakness"):
        desk.says(finding)
    view = desk.session.view()
    leading = view.assessment.conditions[0]
    name = leading.name.split(" (")[0].lower()
    assert name not in desk.reads_the_letter().lower()
    desk.session.record(verdict(Verdict(kind="condition", id=leading.id, decision=Decision.ACCEPTED)))
    assert name in desk.reads_the_letter().lower()


def test_every_published_patient_goes_the_whole_way(desk: Desk, vignette: Path, kb: KnowledgeBase) -> None:
    case = read_case(vignette, kb)
    desk.session.create_patient(
        Patient(
            id="p1",
            name="Example",
            age_years=case.encounter.patient.age_years,
            sex=case.encounter.patient.sex,
        )
    )
    desk.session.record(*case.encounter.entries.values())
    desk.closes_and_reopens_the_program("Example")
    assert dict(desk.session.encounter.entries) == dict(case.encounter.entries)
    letter = desk.reads_the_letter()
    assert " ".join(case.encounter.note("history").split()) in letter
    for value in case.encounter.measurements.values():
        assert value.text in letter, value
    for medicine in case.encounter.medications.values():
        assert medicine.name in letter, medicine
