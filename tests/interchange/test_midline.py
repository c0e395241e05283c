"""What is elicited once is recorded once, whichever side a case file gives."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import read_case


def case(**examination: list[dict[str, str]]) -> str:
    packet: dict[str, Any] = {"id": "a", "subject": {"sex": "MALE"}}
    return json.dumps({"id": "a", "phenopacket": packet, "extra": {"examination": examination}})


SIDES = ({}, {"side": "both"}, {"side": "right"}, {"side": "Left"}, {"side": "midline"})


@pytest.mark.parametrize("side", SIDES, ids=str)
@pytest.mark.parametrize("name", ["jaw-jerk", "snout", "bulbocavernosus", "anal-wink"])
def test_a_reflex_of_the_middle(kb: KnowledgeBase, name: str, side: dict[str, str]) -> None:
    value = kb.reflexes[name].values[0]
    read = read_case(case(reflexes=[{"reflex": name, "value": value, **side}]), kb)
    assert {key: one.value for key, one in read.encounter.reflexes.items()} == {(name, "midline"): value}


@pytest.mark.parametrize("side", SIDES, ids=str)
def test_a_movement_of_the_middle(kb: KnowledgeBase, side: dict[str, str]) -> None:
    neck = dataclasses.replace(kb.muscles["neck-flexion"], sided=False)
    kb = dataclasses.replace(kb, muscles={**kb.muscles, "neck-flexion": neck})
    read = read_case(case(mrc=[{"muscle": "neck-flexion", "grade": "3", **side}]), kb)
    assert {key: one.grade for key, one in read.encounter.grades.items()} == {
        ("neck-flexion", "midline"): "3"
    }


def test_a_reflex_of_two_sides_still_needs_its_side(kb: KnowledgeBase) -> None:
    both = read_case(case(reflexes=[{"reflex": "knee-jerk", "value": "brisk", "side": "both"}]), kb)
    assert set(both.encounter.reflexes) == {("knee-jerk", "right"), ("knee-jerk", "left")}
    none = read_case(case(reflexes=[{"reflex": "knee-jerk", "value": "brisk"}]), kb)
    assert not none.encounter.reflexes
    assert none.issues
