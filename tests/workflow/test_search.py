"""People search as they speak and type."""

from __future__ import annotations

import time

import pytest

from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.workflow.search import exact_drug, find


@pytest.mark.parametrize(
    ("text", "kind", "ident"),
    [
        ("Telma-H", "drug", "telmisartan-hydrochlorothiazide"),
        ("telma", "drug", "telmisartan-hydrochlorothiazide"),
        ("atorvastain", "drug", "atorvastatin"),
        ("lipitor", "drug", "atorvastatin"),
        ("heavy legs", "finding", "perceived-heaviness"),
        ("her legs are heavy", "finding", "perceived-heaviness"),
        ("stiff in the mornings", "finding", "morning-stiffness-over-45-min"),
        ("double vision", "finding", "diplopia"),
        ("dipl", "finding", "diplopia"),
        ("PTOSIS", "finding", "ptosis"),
        ("potasium", "analyte", "potassium"),
        ("myasthenia", "condition", "myasthenia-gravis"),
        ("ice pack", "test", "ice-pack"),
        ("neck flexion", "muscle", "neck-flexion"),
    ],
)
def test_the_first_hit_is_what_was_meant(kb: KnowledgeBase, text: str, kind: str, ident: str) -> None:
    hits = find(kb, text)
    assert hits, text
    assert (hits[0].kind, hits[0].id) == (kind, ident)


@pytest.mark.parametrize("text", ["", "   ", "the of in", "xylophone", "?!"])
def test_nothing_is_suggested_for_nothing(kb: KnowledgeBase, text: str) -> None:
    assert find(kb, text) == ()


def test_each_thing_is_suggested_once_best_first(kb: KnowledgeBase) -> None:
    hits = find(kb, "weakness")
    assert len({(h.kind, h.id) for h in hits}) == len(hits)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_a_field_for_medicines_suggests_only_medicines(kb: KnowledgeBase) -> None:
    assert {h.kind for h in find(kb, "atorva", kinds=("drug",))} == {"drug"}
    assert find(kb, "ptosis", kinds=("drug",)) == ()


def test_only_an_exact_name_is_taken_without_asking(kb: KnowledgeBase) -> None:
    assert exact_drug(kb, " telma-h ") == "telmisartan-hydrochlorothiazide"
    assert exact_drug(kb, "ATORVASTATIN") == "atorvastatin"
    assert exact_drug(kb, "atorvastain") == ""
    assert exact_drug(kb, "") == ""


def test_a_keystroke_is_answered_within_a_frame(kb: KnowledgeBase) -> None:
    find(kb, "warm")
    started = time.perf_counter()
    for text in ("s", "st", "sti", "stif", "stiff", "stiff i", "stiff in the morn"):
        find(kb, text)
    assert (time.perf_counter() - started) / 7 < 0.016
