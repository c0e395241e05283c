"""How far two conditions are apart, how it is shown, who read what, and ids written down at a release."""

from __future__ import annotations

import math
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import Association, Basis, KnowledgeBase, Review
from mwdesk.knowledge import check, open_knowledge, show, stats
from mwdesk.knowledge.page import build_page
from mwdesk.knowledge.release import write_released
from mwdesk.knowledge.separation import Separator
from mwdesk.knowledge.separation_text import separation_text


@pytest.fixture
def tiny(tree: Path) -> KnowledgeBase:
    return open_knowledge(tree, tree.parent / "k.sqlite3")


def test_one_finding_gives_its_symmetric_divergence(tiny: KnowledgeBase) -> None:
    row = Association(finding="ptosis", p=0.8, basis=Basis.ESTIMATE)
    one = replace(tiny.conditions["myositis"], findings={"ptosis": row}, outcomes={})
    other = replace(one, id="other", findings={"ptosis": replace(row, p=0.2)})
    told = Separator(tiny).between(one, other)
    assert told.bedside == pytest.approx(0.6 * (math.log(4) - math.log(0.25)))
    assert told.everything == told.bedside
    assert [part.id for part in told.parts] == ["ptosis"]


def test_tempo_counts_once(tiny: KnowledgeBase) -> None:
    def only(fast: float) -> dict[str, Association]:
        values = {"onset-fast": fast, "onset-slow": 1 - fast}
        return {n: Association(finding=n, p=p, basis=Basis.ESTIMATE) for n, p in values.items()}

    one = replace(tiny.conditions["myositis"], findings=only(0.9), outcomes={})
    other = replace(one, id="other", findings=only(0.1))
    told = Separator(tiny).between(one, other)
    assert len(told.parts) == 1
    assert told.everything == pytest.approx(2 * 0.8 * math.log(9))


@given(data=st.data())
def test_separation_is_symmetric_never_negative_and_none_from_itself(
    kb: KnowledgeBase, data: st.DataObject
) -> None:
    names = sorted(kb.conditions)
    one = kb.conditions[data.draw(st.sampled_from(names))]
    other = kb.conditions[data.draw(st.sampled_from(names))]
    separator = Separator(kb)
    told, back = separator.between(one, other), separator.between(other, one)
    assert told.everything == pytest.approx(back.everything)
    assert 0 <= told.bedside <= told.everything + 1e-9
    assert separator.between(one, one).everything == pytest.approx(0)
    assert all(part.worth >= -1e-12 for part in told.parts)


def test_every_pair_that_is_named_stands_on_both_pages(kb: KnowledgeBase) -> None:
    assert len(kb.look_alikes) >= 99
    for pair in kb.look_alikes.values():
        for name in pair.conditions:
            (section,) = (s for s in build_page(kb, f"condition:{name}").sections if s.id == "mistaken")
            group = next(g for g in section.groups if g.link == f"condition:{pair.other(name)}")
            assert pair.first in [row.words for row in group.rows]
            numbers = [row for row in group.rows if row.number is not None]
            assert numbers, pair.id
            assert all(row.basis and "against" in row.aside and row.link for row in numbers)


def test_the_report_names_the_hardest_pair_first(kb: KnowledgeBase) -> None:
    lines = separation_text(kb).splitlines()[1:]
    assert len(lines) == len(kb.look_alikes)
    everything = [float(line.split()[1]) for line in lines]
    assert everything == sorted(everything)
    near = separation_text(kb, "gbs").splitlines()
    assert len(near) == len(kb.conditions)
    with pytest.raises(DataError):
        separation_text(kb, "gbz")


def test_only_a_clinician_makes_anything_reviewed(kb: KnowledgeBase) -> None:
    assert "Draft: read by a language model, November 2026; not yet reviewed" in show(kb, "rf-tia")
    review = Review(id="r", status="reviewed", reader="neurologist", date="2027-01-05", alerts=("rf-tia",))
    assert "Reviewed by a neurologist, 5 January 2027" in show(replace(kb, reviews={"r": review}), "rf-tia")
    told = stats(kb)
    assert sum(told["alerts_by_review"].values()) == len(kb.alerts)
    assert sum(told["conditions_by_review"].values()) == len(kb.conditions)
    named = {n for r in kb.reviews.values() if r.status == "reviewed" for n in (*r.conditions, *r.alerts)}
    assert told["alerts_by_review"]["reviewed"] + told["conditions_by_review"]["reviewed"] == len(named)


def test_a_clinicians_review_lifts_the_draft(tree: Path) -> None:
    text = '[r]\nstatus = "reviewed"\nreader = "nurse"\ndate = "2027-01"\nconditions = ["myositis"]\n'
    (tree / "reviews.toml").write_text(text, encoding="utf-8")
    conditions = open_knowledge(tree, tree.parent / "k.sqlite3").conditions
    assert (conditions["myositis"].status, conditions["two-sites"].status) == ("reviewed", "draft")
    assert stats(open_knowledge(tree, tree.parent / "k.sqlite3"))["conditions_by_review"]["reviewed"] == 1


def test_a_clinical_diagnosis_says_why(tiny: KnowledgeBase) -> None:
    assert "No test confirms it: Seen at the bedside." in show(tiny, "two-sites")
    assert "clinical judgement" in show(tiny, "rf-muscle")


def test_a_release_writes_every_id_and_then_holds_them(tree: Path) -> None:
    number = write_released(tree)
    body = tomllib.loads((tree / "released.toml").read_text(encoding="utf-8"))
    assert body["version"] == "1.0.0"
    assert sum(len(names) for names in body["ids"].values()) == number
    assert set(body["ids"]["condition"]) == {"myositis", "two-sites"}
    assert check(tree) == []
    (tree / "sensory.toml").write_text('[derm-l4]\nkind = "dermatome"\nname = "L4"\n', encoding="utf-8")
    assert any("'derm-l3' was released" in issue.message for issue in check(tree))
    with pytest.raises(DataError):
        write_released(tree)


def test_what_was_released_still_stands(kb: KnowledgeBase) -> None:
    from mwdesk import paths

    source = paths.knowledge_source()
    assert source is not None
    body = tomllib.loads((source / "released.toml").read_text(encoding="utf-8"))
    for ident in body["ids"]["condition"]:
        assert ident in kb.conditions or f"condition:{ident}" in kb.retired
