"""Where the weakness is: said in words, and never more than was answered."""

from __future__ import annotations

import pytest

from mwdesk.domain.encounter import Encounter, Patient, State, answer
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.letters.distribution import where_weak
from mwdesk.letters.record import Record
from tests.letters.conftest import CLINIC, NOW, ROUTINE


@pytest.mark.parametrize(
    ("findings", "said"),
    [
        ("", "weakness"),
        ("fatigue-without-weakness", "tiredness with preserved strength"),
        ("fatigue-without-weakness true-weakness", "weakness"),
        ("proximal-weakness", "proximal weakness"),
        ("hemiparesis asymmetric-weakness", "one-sided weakness of arm and leg"),
        ("paraparesis proximal-leg-weakness", "weakness of both legs, proximal"),
        (
            "tetraparesis symmetric-weakness proximal-leg-weakness",
            "symmetrical weakness of all four limbs, proximal in the legs",
        ),
        ("distal-arm-weakness asymmetric-weakness", "asymmetrical distal arm weakness"),
        (
            "proximal-arm-weakness proximal-leg-weakness symmetric-weakness",
            "symmetrical proximal weakness of the arms and legs",
        ),
        (
            "proximal-arm-weakness lower-limb-weakness",
            "arm and leg weakness, proximal in the arms",
        ),
        (
            "proximal-leg-weakness distal-arm-weakness",
            "arm and leg weakness, distal in the arms and proximal in the legs",
        ),
    ],
)
def test_where(kb: KnowledgeBase, findings: str, said: str) -> None:
    encounter = Encounter(id="e", patient=Patient(id="p"), started=NOW).apply(
        *(answer(f, State.PRESENT) for f in findings.split()), answer("foot-drop", State.ABSENT)
    )
    record = Record(kb=kb, encounter=encounter, assessment=ROUTINE, clinic=CLINIC, now=NOW, edits={})
    assert where_weak(record) == said
