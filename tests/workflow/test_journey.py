"""One consultation from the first answer to the letter, without a window: closed and reopened midway."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.assessment import Outcome
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import (
    Decision,
    Medication,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    medication,
    note,
    reflex,
    safety,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.knowledge import open_knowledge
from mwdesk.storage import Store
from mwdesk.workflow import Session, labs, questions
from mwdesk.workflow.clinic import load_clinic, save_clinic
from mwdesk.workflow.examples import example_files, load_examples
from mwdesk.workflow.letter_desk import LetterDesk
from mwdesk.workflow.reasons import cause_detail
from mwdesk.workflow.search import exact_drug, find

YES, NO = State.PRESENT, State.ABSENT


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


class Clock:
    def __init__(self) -> None:
        self.moment = datetime(2024, 5, 17, 9, 0)

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=20)
        return self.moment


def test_from_first_answer_to_letter(kb: KnowledgeBase, tmp_path: Path) -> None:
    place, clock = tmp_path / "patients.sqlite3", Clock()
    with Store.open(place) as store:
        save_clinic(store, Clinic(name="Hill clinic", clinician="Dr A. Rao", setting="rural"))
        session = Session(kb, store, load_clinic(store), clock)
        view = session.create_patient(Patient(id="", name="Ravi <b>Kumar</b>", sex="male", age_years=27))
        assert view.panel.outcome is Outcome.INSUFFICIENT
        for finding in ("true-weakness", "onset-seconds-hours", "paraparesis", "proximal-weakness"):
            view = session.record(*questions.choose(kb, view, finding))
        view = session.record(answer("normal-sensation", YES), answer("carbohydrate-or-rest-trigger", YES))
        view = session.record(answer("diplopia", YES))
        view = session.undo()
        assert "diplopia" not in view.encounter.answers
        ident = view.encounter.patient.id

    with Store.open(place) as store:  # the program was closed; the next morning it goes on
        session = Session(kb, store, load_clinic(store), clock)
        (row,) = session.patients("kumar")
        view = session.open(row.id)
        assert row.id == ident
        assert len(view.encounter.answers) == 6
        assert view.can_redo
        view = session.record(
            grade("hip-flexion", "right", "2"),
            grade("hip-flexion", "left", "2"),
            reflex("knee-jerk", "right", "0"),
            reflex("knee-jerk", "left", "0"),
        )
        refused, issues = labs.read(kb, view.encounter.patient, "potassium", "19")
        assert refused is None
        assert "outside what is possible" in issues[0].message
        value, _ = labs.read(kb, view.encounter.patient, "potassium", "1,9 mmol/L")
        assert value is not None
        view = session.record(measurement(value))
        assert view.panel.urgency is Urgency.EMERGENCY
        assert any("1.9" in line or "1,9" in line for line in view.panel.critical)
        assert any("paralysis" in cause.name.lower() for cause in view.panel.causes[:3])
        drug = find(kb, "atorvastain", kinds=("drug",))[0]
        assert exact_drug(kb, "atorvastain") == ""
        session.record(medication(Medication(name="atorvastatin", drug=drug.id, detail="since March")))
        session.record(safety("pacemaker", NO), note("question", "Is this periodic paralysis? ≥ 2 attacks"))
        top = view.panel.causes[0]
        detail = cause_detail(kb, view.encounter, view.assessment, top.id)
        assert detail.for_
        assert all(r.basis for r in detail.for_)
        session.record(
            verdict(Verdict(kind="condition", id=top.id, decision=Decision.ACCEPTED)),
            verdict(Verdict(kind="test", id="ecg", decision=Decision.ACCEPTED)),
        )
        desk = LetterDesk(session)
        text = desk.text("neurology_referral")
        for words in ("Ravi <b>Kumar</b>", "≥ 2 attacks", "1,9", "atorvastatin", "Hill clinic"):
            assert words in text, words
        assert desk.pdf("neurology_referral").startswith(b"%PDF")
        kept = desk.finish("neurology_referral")
        assert session.view().progress["letter"] == (1, 1)

    with Store.open(place) as store:
        session = Session(kb, store, load_clinic(store), clock)
        session.open(ident)
        assert session.letters == (kept,)


def test_every_example_opens_with_an_assessment_and_a_letter(kb: KnowledgeBase, tmp_path: Path) -> None:
    with Store.open(tmp_path / "demo.sqlite3") as store:
        session = Session(kb, store, Clinic(), Clock())
        load_examples(session)
        rows = session.patients()
        assert len(rows) == len(example_files()) > 5
        for row in rows:
            view = session.open(row.id)
            assert view.encounter.entries
            assert view.panel.causes or view.panel.sentence
            assert row.name in LetterDesk(session).text("neurology_referral")
        assert len({row.name for row in rows}) == len(rows)


def test_a_broken_example_is_told_and_the_others_still_load(kb: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "examples"
    folder.mkdir()
    good = example_files()[0]
    (folder / good.name).write_bytes(good.read_bytes())
    (folder / "a-broken.json").write_text('{"id": "x", "phenopacket": ')
    with Store.open(tmp_path / "demo.sqlite3") as store:
        session = Session(kb, store, Clinic(), Clock())
        issues = load_examples(session, folder)
        assert any("a-broken.json" in issue.path for issue in issues)
        assert len(session.patients()) == 1
