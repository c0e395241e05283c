"""Requests by the shipped knowledge, as printed: what is asked, which nerves, muscles, region or target."""

from __future__ import annotations

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
    grade,
    note,
    outcome,
    safety,
    verdict,
)
from mwdesk.domain.encounter import TestOutcome as Outcome
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import Letter
from mwdesk.letters import compose, render
from mwdesk.reasoning import assess, interpret
from tests.letters.conftest import CLINIC, words

NOW = datetime(2026, 11, 21, 12, 30)
LEG = {"ankle-dorsiflexion": "2", "great-toe-extension": "2", "ankle-eversion": "3", "ankle-inversion": "5"}


def accepted(*tests: str) -> list[Entry]:
    return [verdict(Verdict(kind="test", id=t, decision=Decision.ACCEPTED)) for t in tests]


def foot_drop(*entries: Entry) -> Encounter:
    start = Encounter(id="e", patient=Patient(id="p", name="Asha", age_years=45, sex="male"), started=NOW)
    found = ("foot-drop", "onset-hours-days", "lower-limb-weakness", "asymmetric-weakness")
    return start.apply(
        *(answer(f, State.PRESENT) for f in found),
        *(grade(m, "left", g) for m, g in LEG.items()),
        *(grade(m, "right", "5") for m in LEG),
        note("duration", "5 days"),
        *entries,
    )


def thigh(*entries: Entry) -> Encounter:
    start = Encounter(id="e", patient=Patient(id="p", name="Ravi", age_years=68, sex="male"), started=NOW)
    grades = {("knee-extension", "left"): "2", ("knee-extension", "right"): "4-"}
    grades |= {("finger-flexion-index", "left"): "3", ("finger-flexion-index", "right"): "4-"}
    return start.apply(
        *(answer(f, State.PRESENT) for f in ("onset-months-years", "progressive-weakness", "dysphagia")),
        *(grade(m, s, g) for (m, s), g in grades.items()),
        *entries,
    )


def letter(kb: KnowledgeBase, encounter: Encounter, kind: str, **edits: str) -> Letter:
    found = assess(kb, interpret(kb, encounter), Context(setting="district"))
    return compose(kb, encounter, found, CLINIC, NOW, kind=kind, edits=edits)


def printed(kb: KnowledgeBase, encounter: Encounter, kind: str, **edits: str) -> str:
    return words(render(letter(kb, encounter, kind, **edits)))


def test_a_request_for_emg_says_side_nerves_muscles_and_timing(kb: KnowledgeBase) -> None:
    text = printed(kb, foot_drop(*accepted("emg", "ncs")), "edx_request")
    assert "left, compared with the right" in text
    assert "common peroneal at the fibular neck" in text
    assert "Peroneal to both muscles" in text
    assert "Tibialis posterior" in text
    assert "from about day 21 after the onset: in 16 days" in text


def test_nothing_is_suggested_that_was_not_accepted(kb: KnowledgeBase) -> None:
    made = letter(kb, foot_drop(), "edx_request")
    assert made.section("protocol") is None
    assert made.section("sample") is None
    assert made.section("nerves") is not None  # the weak movements with nerve and roots stand instead


def test_the_writer_may_replace_the_protocol(kb: KnowledgeBase) -> None:
    text = printed(
        kb, foot_drop(*accepted("emg")), "edx_request", protocol="Only the <b>left</b> leg & back."
    )
    assert "Only the <b>left</b> leg & back." in text
    assert "Peroneal muscles, then" not in text


def test_deep_muscles_of_the_anticoagulated_are_marked(kb: KnowledgeBase) -> None:
    patient = foot_drop(*accepted("emg"), safety("anticoagulant", State.PRESENT))
    text = printed(kb, patient, "edx_request")
    assert "Tibialis posterior: leave out" in text
    assert "Tibialis anterior: leave out" not in text


def test_a_biopsy_request_names_a_muscle_that_is_weak_and_not_needled(kb: KnowledgeBase) -> None:
    done = outcome("emg", Outcome(test="emg", outcome="normal", text="left side only", day="2026-11-02"))
    text = printed(kb, thigh(*accepted("muscle-biopsy"), done), "biopsy_request")
    assert "Right: vastus lateralis (knee extension 4-)" in text
    assert "EMG was done on the left" in text
    assert "left side only" in text


@pytest.mark.parametrize("kind", ["edx_request", "imaging_request", "biopsy_request"])
def test_a_request_without_a_test_says_so(kb: KnowledgeBase, kind: str) -> None:
    assert "Not chosen in the record" in printed(kb, foot_drop(), kind)


def test_an_imaging_request_says_region_and_contrast(kb: KnowledgeBase) -> None:
    text = printed(kb, foot_drop(*accepted("mri-spine")), "imaging_request")
    assert "Region: lumbosacral spine" in text
    assert "Contrast: none, unless tumour" in text


def test_the_clinicians_side_goes_before_the_programs(kb: KnowledgeBase) -> None:
    text = printed(kb, foot_drop(*accepted("ncs"), note("side", "both legs")), "edx_request")
    assert "Side and region: both legs." in text


def test_every_request_stays_on_two_pages(kb: KnowledgeBase) -> None:
    import io

    from pypdf import PdfReader

    pdf = render(letter(kb, foot_drop(*accepted("emg", "ncs")), "edx_request"))
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 2
