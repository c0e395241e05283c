"""What the patient's own pages say and leave out, with the shipped knowledge."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from mwdesk.domain.assessment import Context
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Entry,
    Patient,
    State,
    Verdict,
    answer,
    note,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import Letter, Prose
from mwdesk.letters import compose, render
from mwdesk.reasoning import assess, interpret
from mwdesk.workflow.letter_details import detail_fields
from tests.letters.conftest import CLINIC, alarmed
from tests.letters.test_languages import read, squeezed

NOW = datetime(2026, 11, 21, 12, 30)


def accepted(*causes: str) -> list[Entry]:
    return [verdict(Verdict(kind="condition", id=c, decision=Decision.ACCEPTED)) for c in causes]


def leaflet(kb: KnowledgeBase, *entries: Entry, language: str = "en") -> Letter:
    patient = Patient(id="p", name="Ravi", age_years=40, sex="male", leaflet_language=language)
    start = Encounter(id="e", patient=patient, started=NOW)
    found = start.apply(answer("onset-months-years", State.PRESENT), *entries)
    made = assess(kb, interpret(kb, found), Context(setting="district"))
    return compose(kb, found, made, CLINIC, NOW, kind="patient_leaflet")


def prose(letter: Letter, section: str) -> str:
    found = letter.section(section)
    assert found is not None
    return "\n".join(p for block in found.blocks if isinstance(block, Prose) for p in block.paragraphs)


def test_nothing_written_for_doctors_stands_on_the_medicine_card(kb: KnowledgeBase) -> None:
    """Pitfalls of diagnosis frighten; they are no medicines and no words for a patient."""
    start = Encounter(id="e", patient=Patient(id="p", leaflet_language="en"), started=NOW)
    made = assess(kb, interpret(kb, start), Context(setting="district"))
    for cause in kb.conditions.values():
        found = start.apply(*accepted(cause.id))
        card = prose(compose(kb, found, made, CLINIC, NOW, kind="patient_leaflet"), "medicine_card")
        for part in re.split(r"[;.] ", cause.avoid):
            assert len(part) < 20 or part.casefold() not in card.casefold(), cause.id
        assert "For the doctor" not in card


@pytest.mark.parametrize(
    ("cause", "named"),
    [("generalised-myasthenia", "magnesium"), ("duchenne", "suxamethonium"), ("cmt1", "vincristine")],
)
def test_the_card_names_the_medicines_that_harm_in_the_patients_language(
    kb: KnowledgeBase, cause: str, named: str
) -> None:
    assert named in prose(leaflet(kb, *accepted(cause)), "medicine_card")
    assert named not in prose(leaflet(kb), "medicine_card")
    advice = next(a for a in kb.advice.values() if a.card and cause in a.conditions)
    for code in ("hi", "kn", "es", "fr"):
        entry = kb.translations[code][f"advice.{advice.id}.{advice.card}"]
        assert entry.text in prose(leaflet(kb, *accepted(cause), language=code), "medicine_card")


def test_what_was_written_for_a_crew_is_not_told_to_the_patient(kb: KnowledgeBase) -> None:
    crew = note("avoid", "No suxamethonium")
    assert "suxamethonium" not in prose(leaflet(kb, crew), "avoid_now")
    own = note("avoid/patient_leaflet", "No ladders")
    assert "• No ladders." in prose(leaflet(kb, crew, own), "avoid_now")


def test_the_field_of_the_leaflet_is_apart_from_that_of_the_referral(kb: KnowledgeBase) -> None:
    start = Encounter(id="e", patient=Patient(id="p"), started=NOW).apply(note("avoid", "No suxamethonium"))

    def field(kind: str) -> tuple[str, str]:
        shown = detail_fields(start, kind, urgent=False, edited=())
        return next((d.note, d.text) for d in shown if d.note.startswith("avoid"))

    assert field("neurology_referral") == ("avoid", "No suxamethonium")
    assert field("patient_leaflet") == ("avoid/patient_leaflet", "")


@pytest.mark.parametrize("language", ["en", "hi", "kn", "es", "fr"])
@pytest.mark.parametrize("urgency", [Urgency.ROUTINE, Urgency.EMERGENCY])
def test_when_to_come_back_stands_whole_on_the_first_page(
    kb: KnowledgeBase, language: str, urgency: Urgency
) -> None:
    """One frame that opens with whom to call: a page that is lost or not turned costs nobody the number."""
    patient = Patient(id="p", name="Ramesh Shankarrao Deshpande", leaflet_language=language)
    start = Encounter(id="e", patient=patient, started=NOW).apply(*accepted("gbs"))
    letter = compose(kb, start, alarmed(urgency), CLINIC, NOW, kind="patient_leaflet")
    assert (letter.section("first_emergency") is not None) is (urgency is Urgency.EMERGENCY)
    signs = prose(letter, "danger_signs").splitlines()
    assert "01632 960000" in signs[0] and not signs[0].startswith("•") and len(signs) > 10
    page = read(render(letter))[0]
    places = [page.index(squeezed(said)) for said in signs]
    assert places == sorted(places)
    head = letter.section("danger_signs")
    assert head is not None and places[0] < page.index(squeezed(head.title)) < places[1]


@pytest.mark.parametrize(
    ("language", "local", "shown"),
    [
        ("hi", "आशा कुलकर्णी", "आशा कुलकर्णी"),
        ("kn", "ಆಶಾ ಕುಲಕರ್ಣಿ", "ಆಶಾ ಕುಲಕರ್ಣಿ"),
        ("kn", "आशा कुलकर्णी", "Asha Kulkarni"),  # of another script
        ("hi", "", "Asha Kulkarni"),
        ("fr", "आशा कुलकर्णी", "Asha Kulkarni"),
    ],
)
def test_the_leaflet_calls_the_patient_by_the_name_that_can_be_read(
    kb: KnowledgeBase, language: str, local: str, shown: str
) -> None:
    person = Patient(id="p", name="Asha Kulkarni", local_name=local, leaflet_language=language)
    start = Encounter(id="e", patient=person, started=NOW)
    letter = compose(kb, start, alarmed(Urgency.ROUTINE), CLINIC, NOW, kind="patient_leaflet")
    section = letter.section("title_plain")
    assert section is not None and isinstance(section.blocks[0], Prose)
    assert shown in section.blocks[0].paragraphs[0]
    assert "Asha Kulkarni" in section.blocks[0].beside[0]


def test_french_sets_its_colon_apart_and_speaks_to_women_too(kb: KnowledgeBase) -> None:
    wanted = verdict(Verdict(kind="test", id="ncs", decision=Decision.ACCEPTED))
    assert ")\u00a0:" in prose(leaflet(kb, wanted, language="fr"), "tests_explained")
    for code, own in (("fr", (r"\bsoigné\b", r"\bconfus\b(?<!esprit confus)")), ("es", (r"\bconfuso\b",))):
        texts = "\n".join(entry.text for entry in kb.translations[code].values())
        assert [p for p in own if re.search(p, texts)] == [], code
