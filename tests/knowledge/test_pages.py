"""Every item of the shipped knowledge as a page: nothing is missing, no number stands without its basis."""

from __future__ import annotations

import pytest

from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import Basis, KnowledgeBase
from mwdesk.knowledge import show
from mwdesk.knowledge.page import KINDS, build_page, build_pages, items
from mwdesk.knowledge.page_signs import rule_words
from mwdesk.knowledge.page_text import page_text
from mwdesk.knowledge.page_values import Page


@pytest.fixture(scope="module")
def pages(kb: KnowledgeBase) -> dict[str, Page]:
    keys = [f"{kind}:{ident}" for kind in KINDS for ident in items(kb, kind)]
    return {key: build_page(kb, key) for key in keys}


def test_everything_has_a_page_with_a_title(pages: dict[str, Page]) -> None:
    assert len(pages) > 2000
    assert all(page.title.strip() and page.key == key for key, page in pages.items())


def test_every_number_says_what_it_rests_on(pages: dict[str, Page]) -> None:
    rows = [row for page in pages.values() for section in page.sections for row in section.rows]
    numbers = [row for row in rows if row.number is not None]
    assert len(numbers) > 20000
    assert all(0.0 <= row.number <= 1.0 and row.basis for row in numbers if row.number is not None)


def test_only_a_figure_that_somebody_saw_names_a_source(kb: KnowledgeBase, pages: dict[str, Page]) -> None:
    for condition in kb.conditions.values():
        page = pages[f"condition:{condition.id}"]
        shown = {row.link: row for s in page.sections if s.id == "findings" for row in s.rows}
        assert len(shown) == len(condition.findings)
        for finding, row in condition.findings.items():
            estimated = shown[f"finding:{finding}"].basis == "estimate"
            assert estimated == (row.basis is Basis.ESTIMATE), (condition.id, finding)
            assert shown[f"finding:{finding}"].number == row.p


def test_every_link_leads_somewhere(pages: dict[str, Page]) -> None:
    for page in pages.values():
        links = [fact.link for fact in page.facts]
        links += [group.link for section in page.sections for group in section.groups]
        links += [row.link for section in page.sections for row in section.rows]
        links += [f"source:{source.id}" for source in page.sources]
        assert [link for link in links if link and link not in pages] == [], page.key


def test_a_cause_reads_like_a_page_about_it(kb: KnowledgeBase, pages: dict[str, Page]) -> None:
    page, lems = pages["condition:lems"], kb.conditions["lems"]
    facts = {fact.label: fact for fact in page.facts}
    assert page.lead == lems.summary
    assert "Draft" in page.review
    assert facts["Urgency"].tone == "urgent"
    assert (facts["Meanwhile"].text, facts["Avoid"].text) == (lems.interim, lems.avoid)
    assert facts["Who"].basis == "estimate"
    titles = [section.id for section in page.sections]
    assert titles[:3] == ["findings", "tests", "order"]
    assert {"alike", "alerts"} <= set(titles)
    for group in page.sections[0].groups:
        shown = [row.number for row in group.rows]
        assert shown == sorted(shown, key=lambda p: -(p or 0.0))
    assert page.sources
    assert all(source.seen for source in page.sources)


def test_an_alert_tells_its_rule_in_words(pages: dict[str, Page]) -> None:
    page = pages["alert:rf-tia"]
    rule = [(row.level, row.words) for s in page.sections if s.id == "rule" for row in s.rows]
    assert rule[0] == (0, "all of these:")
    assert rule[1] == (1, "Focal weakness that has fully resolved within 24 hours")
    assert rule[2] == (1, "not Sudden loss of tone triggered by emotion")


def test_no_page_shows_the_marks_of_the_localisation_rules(kb: KnowledgeBase) -> None:
    for pattern in kb.localisation.values():
        for rule in (pattern.must_weak, pattern.must_signs, pattern.supportive):
            words = rule_words(kb, rule)
            assert not any(f"{mark}:" in words for mark in ("w", "W", "cw", "s", "r", "n", "f")), words


def test_show_prints_the_same_page(kb: KnowledgeBase, pages: dict[str, Page]) -> None:
    assert show(kb, "lems") == page_text(pages["condition:lems"])
    assert show(kb, "test:ck") == page_text(pages["test:ck"])
    both = show(kb, "ck")  # a value and a test
    assert page_text(pages["test:ck"]) in both
    assert page_text(pages["analyte:ck"]) in both


def test_an_unknown_id_suggests_the_nearest(kb: KnowledgeBase) -> None:
    with pytest.raises(DataError) as problem:
        build_pages(kb, "lemz")
    assert "lems" in problem.value.issues[0].fix
    with pytest.raises(DataError):
        build_page(kb, "test:lems")
