"""Findings inside sentences."""

from __future__ import annotations

from datetime import date

import pytest

from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.letters.wording import bare, is_clause, join, lower, negatives, say_age, say_iso, sentence


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Ptosis", "ptosis"),
        ("Gowers sign", "Gowers sign"),
        ("HIV or syphilis risk", "HIV or syphilis risk"),
        ("Calf (pseudo)hypertrophy", "calf (pseudo)hypertrophy"),
    ],
)
def test_labels_lose_their_capital_but_names_do_not(label: str, said: str) -> None:
    assert lower(label) == said


def test_explanations_in_brackets_leave_but_never_half_a_word() -> None:
    assert bare("Objective loss of strength (not even once)") == "Objective loss of strength"
    assert bare("Calf (pseudo)hypertrophy") == "Calf (pseudo)hypertrophy"
    assert bare("(all)") == "(all)"


def test_negatives_are_grammar_not_codes() -> None:
    said = negatives(["Double vision", "Takes a statin", "Foot drop", "Normal reflexes"])
    assert said == "No double vision, no foot drop. Asked and absent: takes a statin; normal reflexes."


def test_every_negative_of_the_knowledge_is_said(kb: KnowledgeBase) -> None:
    labels = [f.label for f in kb.findings.values()]
    said = negatives(labels)
    assert all(lower(bare(label)) in said for label in labels)
    assert not any(is_clause(x) for x in ("Fever", "Wrist drop", "Known or past cancer"))


def test_ages_and_days() -> None:
    infant = Patient(id="x", birth_date=date(2024, 4, 16))
    assert say_age(infant, date(2024, 5, 17)) == "1 month"
    assert say_age(Patient(id="y"), date(2024, 5, 17)) == "age not recorded"
    assert say_age(Patient(id="z", age_years=66), date(2024, 5, 17)) == "66 years"
    assert say_iso("2024-05-07") == "7 May 2024"
    assert say_iso("last week") == "last week"
    assert say_iso("") == "not given"


def test_lists_and_sentences() -> None:
    assert join([]) == "" and join(["a"]) == "a" and join(["a", "b", "c"]) == "a, b and c"
    assert sentence("told to rest") == "Told to rest." and sentence("why?") == "Why?" and sentence("") == ""
