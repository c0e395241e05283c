"""The workflow over the real knowledge: what a clinician types and sees."""

from __future__ import annotations

import time

import pytest

from mwdesk import paths
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient, State, answer
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.storage import Store
from mwdesk.workflow import Session, labs, questions, words
from mwdesk.workflow.catalogue import limits
from mwdesk.workflow.core import core_findings
from mwdesk.workflow.search import find
from tests.workflow.conftest import Clock

WOMAN = Patient(id="p", sex="female", age_years=40)


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.mark.parametrize(
    ("text", "ident"),
    [
        ("Telma-H", "telmisartan"),
        ("heavy legs", "perceived-heaviness"),
        ("stiff in the mornings", "morning-stiffness-over-45-min"),
        ("atorvastain", "atorvastatin"),
        ("double vision", "diplopia"),
        ("cannot swallow", "dysphagia"),
        ("foot drop", "foot-drop"),
        ("pins and needles", "limb-paraesthesia"),
        ("potassium", "potassium"),
        ("CPK", "ck"),
        ("snake", "snake-bite"),
    ],
)
def test_what_people_type_is_among_the_first_three(kb: KnowledgeBase, text: str, ident: str) -> None:
    assert ident in [hit.id for hit in find(kb, text)[:3]]


def test_every_label_finds_its_own_finding(kb: KnowledgeBase) -> None:
    missed = [f.id for f in kb.findings.values() if f.id not in {h.id for h in find(kb, f.label, 5)}]
    assert missed == []


def test_a_keystroke_is_answered_within_a_frame(kb: KnowledgeBase) -> None:
    find(kb, "warm")
    typed = "stiff in the mornings"
    started = time.perf_counter()
    for end in range(1, len(typed) + 1):
        find(kb, typed[:end])
    assert (time.perf_counter() - started) / len(typed) < 0.010


def test_the_core_history_fits_a_short_visit_and_holds_what_saves_life(kb: KnowledgeBase) -> None:
    core = core_findings(kb)
    sets = {f: g.id for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
    asked = {sets.get(f, f) for f in core if kb.findings[f].section.startswith("history.")}
    assert 20 <= len(asked) <= 30
    assert asked >= {"true-weakness", "tempo", "dysphagia", "dyspnoea", "urinary-retention-incontinence"}
    sections = {kb.findings[f].section for f in core}
    assert {f.section for f in kb.findings.values() if f.section.startswith("history.")} <= sections


def test_the_history_begins_with_what_troubles_the_patient(kb: KnowledgeBase, store: Store) -> None:
    session = Session(kb, store, Clinic(), Clock())
    panel = session.create_patient(WOMAN).panel
    assert panel.sentence.startswith("Answer a few more questions: objective loss of strength")
    assert [s.section for s in panel.next_steps] == sorted(
        (s.section for s in panel.next_steps), key=list(questions.SECTION_TITLES).index
    )
    assert all(s.kind == "finding" for s in panel.all_steps)
    view = session.record(answer("true-weakness", State.PRESENT))
    assert "true-weakness" not in [s.id for s in view.panel.all_steps]


def test_a_normal_value_in_any_accepted_unit_is_taken_without_a_question(kb: KnowledgeBase) -> None:
    asked = []
    for analyte in kb.analytes.values():
        low, high = limits(analyte, "female")
        if low is None and high is None:
            continue
        middle = ((low or 0.0) + (high if high is not None else 1.5 * (low or 0.0))) / 2
        for unit in analyte.units:
            text = f"{(middle - unit.offset) / unit.factor:.4g}"
            made, issues = labs.read(kb, WOMAN, analyte.id, text, unit.label)
            if made is None:
                asked.append((analyte.id, text, unit.label, issues))
    assert asked == []


@pytest.mark.parametrize(
    ("analyte", "text", "unit"),
    [
        ("creatinine", "1.1", "mg/dL"),
        ("glucose-random", "100", "mg/dL"),
        ("platelets", "2.8", "lakh"),
        ("free-t4", "1.2", "ng/dL"),
        ("pth", "40", "pg/mL"),
        ("lead-blood", "2.5", "ug/dL"),
        ("cortisol-9am", "13", "ug/dL"),
        ("magnesium", "2.0", "mg/dL"),
        ("phosphate", "3.5", "mg/dL"),
        ("haemoglobin", "13.5", "g/dL"),
    ],
)
def test_a_value_in_the_other_units_habit_is_asked_back(
    kb: KnowledgeBase, analyte: str, text: str, unit: str
) -> None:
    made, issues = labs.read(kb, WOMAN, analyte, text)
    assert made is None
    assert f"Did you mean {text.rstrip('0').rstrip('.') if '.' in text else text} {unit}" in issues[0].fix
    made, _ = labs.read(kb, WOMAN, analyte, text, confirmed=True)
    assert made is not None
    assert made.confirmed


@pytest.mark.parametrize(
    ("analyte", "text"),
    [
        ("crp", "25"),
        ("crp", "180"),
        ("haemoglobin", "84"),
        ("vitamin-d-25", "22"),
        ("eosinophils", "2.4"),
        ("creatinine", "450"),
        ("ck", "12000"),
        ("potassium", "1.9"),
        ("sodium", "118"),
        ("tsh", "60"),
        ("glucose-random", "22"),
    ],
)
def test_a_sick_patients_value_is_taken_without_a_question(
    kb: KnowledgeBase, analyte: str, text: str
) -> None:
    made, issues = labs.read(kb, WOMAN, analyte, text)
    assert made is not None, issues


def test_calling_sections_normal_denies_no_danger_and_no_health(kb: KnowledgeBase, store: Store) -> None:
    session = Session(kb, store, Clinic(), Clock())
    view = session.create_patient(WOMAN)
    denied = {
        entry.key.removeprefix("finding/")
        for section in questions.sections(kb, view)
        for entry in questions.all_normal(section)
    }
    assert len(denied) > 50
    assert denied.isdisjoint(
        {"normal-sensation", "normal-reflexes", "preserved-alertness-infant", "good-at-sport-before-onset"}
    )
    assert all("onset" not in f or kb.findings[f].section != "history.tempo" for f in denied)


def test_names_of_people_keep_their_capital_and_nothing_else_does(kb: KnowledgeBase) -> None:
    said = {f.id: words.finding_words(kb, f.id) for f in kb.findings.values()}
    assert said["gowers-sign"].startswith("Gowers")
    assert said["raynaud"].startswith("Raynaud")
    assert said["ptosis"][0].islower()
    assert said["statin-use"][0].islower()
