"""Criteria and scales: slips are caught, and what is shipped can be read, compiled and shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwdesk.domain.criterion_rules import CriterionRuleError, read_met, read_rule
from mwdesk.domain.knowledge import Criterion, KnowledgeBase, Scale
from mwdesk.knowledge import check, open_knowledge, show, stats

GOOD = """
[weak]
name = "Weakness criteria"
purpose = "To try"
conditions = ["myositis"]
source = ["SEEN2020"]
met = "at least 1 of legs"
items = [
  { text = "weak", rule = "proximal-weakness AND NOT ptosis", part = "legs" },
  { text = "CK", rule = "test:ck = 'raised'" },
  { text = "old", rule = "age >= 50 AND sex = male" },
]
"""
SLIPS = [
    ("proximal-weakness AND", "proximal-weaknes AND", "no finding 'proximal-weaknes'"),
    ("AND NOT ptosis", "AND (ptosis", "a bracket is not closed"),
    ("AND NOT ptosis", "AND NOT", "ends too early"),
    ("test:ck =", "test:kc =", "no test 'kc'"),
    ("'raised'", "'risen'", "no outcome of ck"),
    ("sex = male", "sex = man", "'man' is no sex"),
    ("age >= 50", "lab:nothing >= 5xULN", "no analyte 'nothing'"),
    ("age >= 50", "mrc:nothing < 4", "no muscle 'nothing'"),
    ('["myositis"]', '["myosotis"]', "no condition 'myosotis'"),
    ('["SEEN2020"]', '["RECALLED"]', "recalled, not seen"),
    ('source = ["SEEN2020"]', "", "No source is named"),
    ("at least 1 of legs", "at least 1 of arms", "No item is of the part 'arms'"),
    ("at least 1 of legs", "at least 2 of legs", "only 1 items"),
    ("at least 1 of legs", "most of them", "threshold cannot be read"),
    ('met = "at least 1 of legs"', "", "Nothing says when it is met"),
    ('text = "CK"', 'text = "CK after 5 mg/kg"', "looks like a dose"),
]


def messages(tree: Path, text: str) -> list[str]:
    (tree / "criteria.toml").write_text(text, encoding="utf-8")
    return [issue.message for issue in check(tree) if issue.path.startswith("criteria")]


def test_a_criterion_written_rightly_is_accepted(tree: Path) -> None:
    assert messages(tree, GOOD) == []


@pytest.mark.parametrize(("old", "new", "said"), SLIPS)
def test_a_slip_is_told(tree: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert any(said in message for message in messages(tree, GOOD.replace(old, new, 1)))


def test_a_scale_needs_grades_and_a_source(tree: Path) -> None:
    (tree / "scales.toml").write_text('[walk]\nname = "Walk"\n', encoding="utf-8")
    said = " ".join(issue.message for issue in check(tree))
    assert "no grades" in said
    assert "No source is named" in said


def test_criteria_survive_compiling(tree: Path, tmp_path: Path) -> None:
    (tree / "criteria.toml").write_text(GOOD, encoding="utf-8")
    kb = open_knowledge(tree, tmp_path / "compiled.sqlite3")
    weak = kb.criteria["weak"]
    assert weak.items[0].part == "legs"
    assert weak.levels[0].met == "at least 1 of legs"
    assert stats(kb)["criteria"] == 1
    assert "at least 1 of legs" in show(kb, "weak")


def test_every_shipped_criterion_and_scale_is_shown_with_its_source(kb: KnowledgeBase) -> None:
    assert len(kb.criteria) >= 85
    known: list[Criterion | Scale] = [*kb.criteria.values(), *kb.scales.values()]
    for one in known:
        ident = one.id
        text = show(kb, ident)
        assert "SOURCES" in text or getattr(one, "estimate", False), ident
        assert all(kb.sources[name].citable for name in one.sources)
        assert not any(kb.sources[name].citable for name in one.recalled)


def test_the_scales_hold_all_grades(kb: KnowledgeBase) -> None:
    assert sum(len(scale.grades) for scale in kb.scales.values()) == 71
    assert [grade.value for grade in kb.scales["mrc"].grades][-2:] == ["5-", "5"]


@pytest.mark.parametrize("text", ["", "AND x", "x y", "lab:ck 5", "test:ck = raised", "x)"])
def test_nonsense_is_no_rule(text: str) -> None:
    with pytest.raises(CriterionRuleError):
        read_rule(text)


def test_and_binds_before_or() -> None:
    rule = read_rule("a OR b AND NOT c")
    assert rule.kind == "or"
    assert [part.kind for part in rule.parts] == ["finding", "and"]
    assert [clause.part for clause in read_met("all of a; any of b")] == ["a", "b"]
