"""A tablet of several drugs does what each of them does: nothing of it is lost under the name of one."""

from __future__ import annotations

from datetime import datetime

import pytest

from mwdesk.domain.encounter import Encounter, Medication, Patient, State, medication
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning import interpret
from mwdesk.workflow.search import find


def test_the_slip_finds_the_tablet_with_both_its_parts(kb: KnowledgeBase) -> None:
    hit = next(hit for hit in find(kb, "Telma-H") if hit.kind == "drug")
    assert hit.id == "telmisartan-hydrochlorothiazide"


@pytest.mark.parametrize("typed", ["Telma-H", "telma h", "telmisartan with hydrochlorothiazide"])
def test_what_is_typed_as_on_the_slip_counts_as_both(kb: KnowledgeBase, typed: str) -> None:
    visit = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 1, 1))
    found = interpret(kb, visit.apply(medication(Medication(name=typed))))
    assert found.state("diuretic-laxative-use") is State.PRESENT
    assert found.state("raas-potassium-sparing-use") is State.PRESENT


def test_a_combination_has_all_effects_of_its_parts(kb: KnowledgeBase) -> None:
    both, one, other = (
        kb.drugs[name] for name in ("telmisartan-hydrochlorothiazide", "telmisartan", "hydrochlorothiazide")
    )
    assert set(both.effects) == {*one.effects, *other.effects}
    assert set(both.findings) == {*one.findings, *other.findings}
    assert set(both.sources) == {*one.sources, *other.sources}
