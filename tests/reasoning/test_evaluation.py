"""Scores against truth, counted by hand."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.assessment import Assessment, ConditionScore, NextTest, Outcome, SiteScore
from mwdesk.domain.knowledge import KnowledgeBase, Tier, Urgency
from mwdesk.reasoning.ablation import VARIANTS
from mwdesk.reasoning.evaluation import Scored, evaluate_cases, rank_of, wilson, write_report
from mwdesk.reasoning.evaluation_report import draw_reliability, write_page


def said(ids: dict[str, float], site: str, urgency: Urgency, tests: tuple[str, ...] = ()) -> Assessment:
    return Assessment(
        urgency=urgency,
        outcome=Outcome.RANKED,
        sites=(SiteScore(id=site, probability=0.9),),
        conditions=tuple(
            ConditionScore(id=i, name=i, site="nerve", probability=p, band="possible") for i, p in ids.items()
        ),
        next_tests=tuple(
            NextTest(
                id=t,
                name=t,
                category="blood",
                tier=Tier.CLINIC,
                group="here",
                value=1,
                burden=0,
                score=1,
                why="",
            )
            for t in tests
        ),
    )


def case(ident: str, kind: str, assessment: Assessment, **truth: object) -> Scored:
    return Scored(id=ident, kind=kind, assessment=assessment, truth=truth)


CASES = (
    case(
        "one",
        "exam",
        said({"a": 0.6, "b": 0.3}, "nerve", Urgency.EMERGENCY, ("t1", "t2")),
        condition_ids=["a"],
        site_accept=["nerve"],
        urgency="emergency",
        test_ids=["t1", "t9"],
    ),
    case(
        "two",
        "report",
        said({"a": 0.5, "b": 0.2, "c": 0.1}, "muscle", Urgency.ROUTINE),
        condition_ids=["c", "x"],
        site_accept=["nerve"],
        urgency="emergency",
    ),
    case(
        "three",
        "report",
        said({"a": 0.9}, "brain", Urgency.EMERGENCY),
        condition_ids=["z"],
        urgency="routine",
    ),
    case(
        "four",
        "report",
        said({}, "brain", Urgency.ROUTINE),
        condition_ids=[],
        site_accept=["brain"],
        urgency="urgent",
    ),
)


def test_ranks_site_urgency_and_tests() -> None:
    report = evaluate_cases(CASES)
    assert [rank_of(c) for c in CASES] == [1, 3, None, None]
    assert (report["cases"], report["with_condition"]) == (4, 3)
    assert (report["top_1"]["hits"], report["top_3"]["hits"], report["top_1"]["of"]) == (1, 2, 3)
    assert report["mean_reciprocal_rank"] == pytest.approx((1 + 1 / 3) / 3)
    assert (report["site"]["hits"], report["site"]["of"]) == (2, 3)
    urgency = report["urgency"]
    assert urgency["emergency_sensitivity"]["share"] == 0.5
    assert (urgency["emergency_specificity"]["hits"], urgency["emergency_specificity"]["of"]) == (1, 2)
    assert urgency["routine_called_emergency"]["hits"] == 1
    assert report["tests"]["mean_share_of_truth"] == 0.5


def test_brier_and_reliability() -> None:
    calibration = evaluate_cases(CASES)["calibration"]
    one = (1 - 0.6) ** 2 + 0.3**2
    two = (1 - 0.1) ** 2 + 0.5**2 + 0.2**2
    three = 1 + 0.9**2
    assert calibration["brier"] == pytest.approx((one + two + three) / 3)
    rows = {(row["from"], row["to"]): row for row in calibration["reliability"]}
    assert (rows[0.6, 0.8]["hits"], rows[0.6, 0.8]["of"]) == (1, 1)
    assert (rows[0.8, 1.0]["hits"], rows[0.8, 1.0]["of"]) == (0, 1)
    assert sum(row["of"] for row in rows.values()) == 6


def test_by_kind_and_printable() -> None:
    report = evaluate_cases(CASES)
    assert report["by_kind"]["exam"]["top_1"]["hits"] == 1
    assert json.loads(json.dumps(report))["by_kind"]["report"]["cases"] == 3
    text = write_report(report)
    assert "right cause first" in text
    assert "33 % (1/3" in text


def test_nothing_to_score_is_said_as_none() -> None:
    report = evaluate_cases(())
    assert report["top_1"]["share"] is None
    assert "none" in write_report(report)


def test_wilson_as_published() -> None:
    low, high = wilson(81, 263)  # Newcombe 1998, method 3: 0.2553 to 0.3662
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(1, 400), st.data())
def test_wilson_holds_the_share_and_mirrors(total: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, total))
    low, high = wilson(hits, total)
    assert 0 <= low <= hits / total + 1e-12 and hits / total - 1e-12 <= high <= 1
    other_low, other_high = wilson(total - hits, total)
    assert (low, high) == (pytest.approx(1 - other_high), pytest.approx(1 - other_low))


def test_the_page_holds_every_part_and_its_picture_every_bin() -> None:
    report = evaluate_cases(CASES)
    page = write_page(report, {"the whole model": report, "without this": report}, "2026.1", "it.svg")
    assert "33 % (1/3" in page
    assert "![Said against found](it.svg)" in page
    assert page.count("| without this |") == 1
    drawing = ElementTree.fromstring(draw_reliability(report))
    dots = [e for e in drawing.iter() if e.tag.endswith("circle")]
    assert len(dots) == sum(row["of"] > 0 for row in report["calibration"]["reliability"])


def test_every_part_left_out_changes_the_book_and_nothing_else(kb: KnowledgeBase) -> None:
    for name, change in VARIANTS.items():
        other = change(kb)
        assert other.conditions.keys() == kb.conditions.keys()
        assert (name == "the whole model") == (other == kb), name
