"""Reading the knowledge: found by any name, as one types, and the command line prints the same page."""

from __future__ import annotations

import time

import pytest
from click.testing import CliRunner

from mwdesk import paths
from mwdesk.cli import mwdesk
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow.browse import SHELVES, Browser, page_text


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    """The shipped one: names are worth finding only where there are many."""
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.fixture(scope="module")
def browser(kb: KnowledgeBase) -> Browser:
    return Browser(kb)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Zocor", "drug:simvastatin"),
        ("LEMS", "condition:lems"),
        ("drooping eyelid", "finding:ptosis"),
        ("simvastatn", "drug:simvastatin"),
        ("knee jerk", "reflex:knee-jerk"),
        ("stroke possible: minutes count", "alert:rf-sudden-focal"),
        ("repetitive nerve stimulation 2-3 Hz", "test:rns-low"),
    ],
)
def test_found_by_name_synonym_and_brand(browser: Browser, text: str, key: str) -> None:
    assert key in [f"{hit.kind}:{hit.id}" for hit in browser.find(text)][:3]


def test_every_shelf_holds_all_of_its_kind(browser: Browser, kb: KnowledgeBase) -> None:
    kept = {kind: browser.find("", kind) for kind in SHELVES}
    counts = browser.counts()
    assert {kind: len(hits) for kind, hits in kept.items()} == counts
    assert counts["condition"] == len(kb.conditions)
    assert len(browser.find("")) == sum(counts.values())
    labels = [hit.label.casefold() for hit in kept["condition"]]
    assert labels == sorted(labels)


def test_a_shelf_keeps_to_itself(browser: Browser) -> None:
    assert {hit.kind for hit in browser.find("statin", "condition")} == {"condition"}


def test_whatever_is_found_has_a_page(browser: Browser) -> None:
    for text in ("weak", "myasth", "C5", "potassium", "score", "arm"):
        hits = browser.find(text)
        assert hits
        assert all(browser.page(f"{hit.kind}:{hit.id}").id == hit.id for hit in hits)


def test_as_fast_as_one_types(browser: Browser) -> None:
    words = "repetitive nerve stimulation"
    taken = []
    for end in range(1, len(words) + 1):
        started = time.perf_counter()
        browser.find(words[:end])
        taken.append(time.perf_counter() - started)
    assert sorted(taken)[len(taken) // 2] < 0.016  # a loaded machine may stumble once


def test_show_prints_what_browsing_shows(browser: Browser) -> None:
    for ident, key in (("lems", "condition:lems"), ("ptosis", "finding:ptosis"), ("rns-low", "test:rns-low")):
        printed = CliRunner().invoke(mwdesk, ["knowledge", "show", ident], catch_exceptions=False)
        assert printed.output.rstrip() == page_text(browser.page(key)).rstrip()
