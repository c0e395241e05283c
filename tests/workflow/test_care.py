"""Care meanwhile by the shipped knowledge: for whom, what rests on what, nothing invented."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pytest

from mwdesk import paths
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Decision, Encounter, Entry, Patient, State, Verdict, answer, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow.care import CareLine, care_lines
from mwdesk.workflow.session import compute_assessment


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), tmp_path_factory.mktemp("kb") / "k.sqlite3")


def lines(kb: KnowledgeBase, *entries: Entry) -> tuple[CareLine, ...]:
    start = Encounter(
        id="e", patient=Patient(id="p", age_years=30, sex="female"), started=datetime(2026, 1, 1)
    )
    found = ("ptosis", "diplopia", "fatigable-weakness", "fluctuating-weakness", "dysphagia")
    told = start.apply(*(answer(f, State.PRESENT) for f in found), *entries)
    return care_lines(kb, told, compute_assessment(kb, told, Clinic()))


def of(found: Iterable[CareLine], kind: str) -> list[CareLine]:
    return [line for line in found if line.kind == kind]


def agreed(ident: str, decision: Decision = Decision.ACCEPTED) -> Entry:
    return verdict(Verdict(kind="condition", id=ident, decision=decision))


def test_likely_causes_bring_their_care(kb: KnowledgeBase) -> None:
    found = lines(kb)
    assert any("Pyridostigmine" in line.text for line in of(found, "care"))
    assert any("Swallowing safety" in line.text for line in of(found, "advice"))
    assert of(found, "meanwhile") and of(found, "avoid")


def test_an_agreed_cause_goes_alone(kb: KnowledgeBase) -> None:
    found = lines(kb, agreed("gbs"))
    assert any("plasma exchange" in line.text for line in of(found, "care"))
    assert not any("Pyridostigmine" in line.text for line in found)


def test_a_refused_cause_brings_nothing(kb: KnowledgeBase) -> None:
    names = [c for c in kb.conditions if "myasthen" in c]
    found = lines(kb, *(agreed(name, Decision.REFUSED) for name in names))
    assert not any("Pyridostigmine" in line.text for line in found)


def test_what_was_not_seen_is_an_estimate_and_every_line_has_its_page(kb: KnowledgeBase) -> None:
    for line in lines(kb, agreed("b12-subacute-combined-degeneration"), agreed("gbs")):
        kind, _, ident = line.link.partition(":")
        entry = {"treatment": kb.treatments, "advice": kb.advice, "condition": kb.conditions}[kind][ident]
        if kind != "condition":
            assert (line.basis == "estimate") is (not entry.basis.seen), line
