"""An emergency letter: what raised it leads, once; place and side are said only as far as known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mwdesk.domain.assessment import Context
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Entry,
    Measurement,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    verdict,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import Letter, Table
from mwdesk.letters import compose
from mwdesk.reasoning import assess, interpret
from tests.letters.conftest import CLINIC, NOW

SATURATION = Measurement(analyte="spo2", label="Oxygen saturation", value=86, unit="%", text="86")


def made(kb: KnowledgeBase, *entries: Entry, kind: str = "neurology_referral") -> Letter:
    start = Encounter(id="e", patient=Patient(id="p", age_years=50, sex="male"), started=NOW)
    encounter = start.apply(*entries)
    found = assess(kb, interpret(kb, encounter), Context(setting="district"))
    return compose(kb, encounter, found, CLINIC, NOW + timedelta(days=2), kind=kind)


def text_of(letter: Letter, section: str) -> str:
    return next(s.text for s in letter.editable if s.id == section)


def test_the_question_leads_with_what_raised_the_warning(kb: KnowledgeBase) -> None:
    letter = made(kb, answer("true-weakness", State.PRESENT), measurement(SATURATION))
    assert text_of(letter, "question").startswith("Please take over care today: oxygen saturation 86 %")


def test_why_names_a_value_once(kb: KnowledgeBase) -> None:
    agreed = verdict(Verdict(kind="alert", id="critical-spo2", decision=Decision.ACCEPTED))
    letter = made(kb, answer("true-weakness", State.PRESENT), measurement(SATURATION), agreed)
    assert letter.banner is not None
    assert " ".join(letter.banner.why).lower().count("oxygen saturation") == 1


def test_a_value_of_this_visit_prints_its_day_and_an_imported_one_none(kb: KnowledgeBase) -> None:
    ck = Measurement(analyte="ck", label="CK", value=900, unit="U/L", text="900")
    letter = made(kb, measurement(SATURATION), measurement(ck, by="import"))
    section = letter.section("tests")
    assert section is not None
    table = next(b for b in section.blocks if isinstance(b, Table))
    days = {row[0]: row[1] for row in table.rows}
    assert days == {"Oxygen saturation": "17 May 2024", "CK": "not given"}


@pytest.mark.parametrize(
    ("left", "symmetrical"), [((), False), ((grade("shoulder-abduction", "left", "3"),), True)]
)
def test_symmetry_is_not_told_from_one_pair(
    kb: KnowledgeBase, left: tuple[Entry, ...], symmetrical: bool
) -> None:
    letter = made(
        kb,
        grade("shoulder-abduction", "right", "3"),
        grade("elbow-extension", "right", "4"),
        grade("elbow-extension", "left", "4"),
        *left,
    )
    assert ("symmetrical" in text_of(letter, "summary")) is symmetrical


def test_a_place_that_was_denied_is_told_by_its_movements(kb: KnowledgeBase) -> None:
    letter = made(
        kb,
        answer("proximal-weakness", State.ABSENT),
        grade("shoulder-abduction", "right", "3"),
        grade("shoulder-abduction", "left", "3"),
    )
    said = text_of(letter, "summary")
    assert "weakness of shoulder abduction (right 3 and left 3)" in said
    assert "with proximal" not in said and "symmetrical" not in said
