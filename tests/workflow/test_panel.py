"""The panel in words, from real reasoning over a tiny knowledge base."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.assessment import Contribution, Match, NextFinding, Observed, Outcome, PatternVerdict
from mwdesk.domain.encounter import (
    Decision,
    Measurement,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    verdict,
)
from mwdesk.domain.knowledge import Basis, KnowledgeBase, Source, Urgency
from mwdesk.workflow import Session, words
from mwdesk.workflow.next_steps import plain_why
from mwdesk.workflow.panel import build_panel, cause_line, true_or_perceived
from mwdesk.workflow.reasons import cause_detail, site_reasons, strength, weigh

YES, NO = State.PRESENT, State.ABSENT
MYASTHENIA = (
    answer("true-weakness", YES),
    answer("fatigable-weakness", YES),
    answer("ptosis", YES),
    answer("onset-months-years", YES),
    answer("areflexia", NO),
)


def test_before_anything_is_asked_nothing_is_ranked_and_it_says_what_to_ask(session: Session) -> None:
    panel = session.view().panel
    assert panel.outcome is Outcome.INSUFFICIENT
    assert panel.sentence.startswith("Answer a few more questions")
    assert panel.causes == ()
    assert panel.alerts == ()
    assert [row.percent for row in panel.sites] == [""] * 5
    assert not any(row.leading for row in panel.sites)


def test_sites_stand_in_their_order_whatever_the_answers(session: Session) -> None:
    before = [row.id for row in session.view().panel.sites]
    view = session.record(*MYASTHENIA)
    assert [row.id for row in view.panel.sites] == before == ["brain", "nerve", "nmj", "muscle", "functional"]
    leading = [row for row in view.panel.sites if row.leading]
    assert [row.id for row in leading] == ["nmj"]
    assert "weakness worsens with use" in leading[0].reasons


def test_a_cause_says_what_speaks_for_it_and_what_nobody_asked(session: Session) -> None:
    row = session.record(*MYASTHENIA).panel.causes[0]
    assert row.id == "myasthenia-gravis"
    assert row.line.startswith("for: ")
    assert "not asked: " in row.line
    assert "diplopia" in row.line
    assert 0 < row.probability < 1
    assert row.must_not_miss


def test_no_row_says_a_hundred_and_the_likelier_never_comes_later(session: Session) -> None:
    rows = session.record(*MYASTHENIA).panel.causes
    assert [r.probability for r in rows] == sorted((r.probability for r in rows), reverse=True)
    assert all(r.percent not in ("0", "100") for r in rows)


def test_what_follows_from_one_grade_is_one_reason(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(*MYASTHENIA)
    known = view.assessment.findings
    assert known is not None
    cell = ("right knee flexion 4",)
    seen = {
        **known.observed,
        "areflexia": Observed(finding="areflexia", state=YES, origin=cell, derived=True),
        "pes-cavus": Observed(finding="pes-cavus", state=YES, origin=cell, derived=True),
    }
    made = replace(view.assessment, findings=replace(known, observed=seen))
    parts = [
        Contribution(finding=f, state=YES, weight=w, basis=Basis.ESTIMATE)
        for f, w in (("areflexia", 1.5), ("ptosis", 1.0), ("pes-cavus", 0.9))
    ]
    first, other = weigh(kb, made, parts)
    assert (first.words, first.also, first.weight) == ("areflexia", ("pes cavus",), pytest.approx(2.4))
    assert first.told == "areflexia (right knee flexion 4)"
    assert other.words == "ptosis"


def test_what_a_cause_says_nothing_of_is_not_against_it(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(*MYASTHENIA, answer("pes-cavus", YES))
    score = next(c for c in view.assessment.conditions if c.id == "myasthenia-gravis")
    row = kb.conditions["myasthenia-gravis"].findings
    parts = [
        Contribution(finding=f, state=state, weight=-1.0, basis=Basis.ESTIMATE)
        for f, state in (("pes-cavus", YES), ("onset-months-years", YES), ("smoker", NO))
    ]
    made = replace(score, against=tuple(parts))
    against, silent = made.split_against(row)
    assert [c.finding for c in against] == ["onset-months-years", "smoker"]
    assert [c.finding for c in silent] == ["pes-cavus"]
    line = cause_line(kb, view.assessment, made)
    assert "not explained by it: pes cavus" in line
    assert "pes cavus" not in line.partition("against: ")[2].partition(" · ")[0]


def test_an_alert_says_what_to_do_why_and_what_was_not_asked(session: Session) -> None:
    view = session.record(answer("ascending-weakness", YES), answer("onset-hours-days", YES))
    (alert,) = view.panel.alerts
    assert view.panel.urgency is Urgency.EMERGENCY
    assert alert.action == "Measure vital capacity now."
    assert alert.detail.startswith("Then arrange transfer.")
    assert alert.because == "ascending weakness, onset hours days"
    assert alert.not_asked.startswith("not asked: ")
    assert "areflexia" in alert.not_asked
    assert set(alert.not_assessed) >= {"areflexia"}
    assert alert.decision is None


def test_an_alert_does_not_ask_for_another_onset_than_the_one_known(
    session: Session, kb: KnowledgeBase
) -> None:
    session.record(answer("ascending-weakness", YES), answer("areflexia", YES), answer("babinski-sign", NO))
    (alert,) = session.view().panel.alerts
    assert alert.not_assessed == ("onset-hours-days",)
    (alert,) = session.record(answer("onset-months-years", YES)).panel.alerts
    assert alert.not_assessed == ()
    assert alert.not_asked == ""


def test_patterns_of_both_sides_are_one_line(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(*MYASTHENIA)
    made = replace(
        view.assessment,
        patterns=(
            PatternVerdict(pattern="a", side="right", match=Match.MATCHES),
            PatternVerdict(pattern="a", side="left", match=Match.MATCHES),
            PatternVerdict(pattern="b", side="left", match=Match.POSSIBLE),
            PatternVerdict(pattern="c", side="", match=Match.MATCHES),
        ),
    )
    lines = build_panel(kb, view.encounter, made).patterns
    assert lines == ("a, both sides", "possibly b, left", "c")


def test_a_refused_alert_stays_with_its_reason(session: Session) -> None:
    session.record(answer("ascending-weakness", YES), answer("onset-hours-days", YES))
    said = Verdict(kind="alert", id="rf-gbs", decision=Decision.REFUSED, reason="known for years")
    (alert,) = session.record(verdict(said)).panel.alerts
    assert (alert.decision, alert.reason) == (Decision.REFUSED, "known for years")


def test_next_steps_are_three_at_most_and_free_ones_come_first(session: Session) -> None:
    panel = session.record(*MYASTHENIA).panel
    assert 1 <= len(panel.next_steps) <= 3
    assert panel.next_steps[0].where == "here"
    tests = [s for s in panel.all_steps if s.kind == "test"]
    assert [t.label for t in tests] == ["Ice pack test"]
    assert tests[0].note.startswith("here · 2 minutes")
    assert panel.headline.startswith(panel.next_steps[0].label)


def test_age_and_sex_come_before_everything(session: Session) -> None:
    view = session.create_patient(Patient(id="p2"))
    assert view.panel.headline == "Enter the patient's age and sex"
    view = session.update_patient(replace(view.encounter.patient, age_years=0.0))
    assert view.panel.headline == "Enter the patient's sex"
    assert view.progress["patient"] == (1, 2)


def test_a_critical_value_is_said(session: Session) -> None:
    low = Measurement(analyte="potassium", label="Potassium", value=1.9, unit="mmol/L", text="1.9")
    view = session.record(measurement(low))
    assert any("1.9" in line for line in view.panel.critical)
    assert view.panel.urgency is Urgency.EMERGENCY


def test_a_conflict_between_word_and_grade_is_shown(session: Session) -> None:
    view = session.record(answer("true-weakness", NO), grade("shoulder-abduction", "right", "2"))
    assert view.panel.conflicts


def test_every_reason_says_on_what_it_rests(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(*MYASTHENIA)
    detail = cause_detail(kb, view.encounter, view.assessment, "myasthenia-gravis")
    basis = {r.finding: r.basis for r in detail.for_}
    assert basis["ptosis"] == "Grob 2008"
    assert basis["true-weakness"] == "estimate"
    assert detail.for_[0].weight == max(r.weight for r in detail.for_)
    assert {n.finding for n in detail.not_asked} >= {"diplopia"}
    assert {r.origin for r in detail.for_} == {"answered"}
    assert site_reasons(kb, view.assessment, "nmj")
    assert site_reasons(kb, view.assessment, "nowhere") == ()


def test_a_usual_finding_that_is_absent_is_named(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(*MYASTHENIA, answer("diplopia", NO))
    detail = cause_detail(kb, view.encounter, view.assessment, "myasthenia-gravis")
    assert [r.words for r in detail.expected_absent] == ["no diplopia"]
    assert "no diplopia" in view.panel.causes[0].line or view.panel.causes[0].id != "myasthenia-gravis"


def test_a_source_that_was_only_recalled_is_never_cited(kb: KnowledgeBase) -> None:
    made = Contribution(
        finding="ptosis", state=YES, weight=1.0, basis=Basis.STUDY, sources=("recalled", "unknown")
    )
    assert words.basis_words(kb, made) == "estimate"
    assert words.basis_words(kb, replace(made, sources=("recalled", "grob2008"))) == "Grob 2008"
    assert words.basis_words(kb, replace(made, basis=Basis.ESTIMATE, sources=("grob2008",))) == "estimate"


@pytest.mark.parametrize(
    ("text", "year", "shown"),
    [
        ("Swallow DMA et al. Variation in Parkinson disease. J 6:289,2016", "2016", "Swallow 2016"),
        ("GeneReviews: dysferlinopathy (NBK1303)", "2021", "GeneReviews 2021"),
        ("NICE guideline NG128. Stroke and TIA in over 16s", "2019 (upd. 2022)", "NICE NG128 2019"),
        ("WHO-recommended surveillance standard of poliomyelitis", "2003", "WHO 2003"),
        ("van Doorn PA et al. EAN/PNS guideline. Eur J 30", "2023", "van Doorn 2023"),
        ("Morales Lara JA et al. Chronic subdural haematoma", "2018", "Morales Lara 2018"),
        ("Vincent A", "", "Vincent"),
    ],
)
def test_a_citation_is_author_and_year(text: str, year: str, shown: str) -> None:
    source = Source(id="x", citation=text, year=year, locator="", kind="study", verified="search")
    assert words.citation(source) == shown


@given(st.floats(min_value=0, max_value=1))
def test_a_percentage_is_never_nought_and_never_a_hundred(p: float) -> None:
    shown = words.percent(p)
    assert shown not in ("0", "100")
    if shown.isdigit():
        assert abs(int(shown) / 100 - p) <= 0.006


@given(st.floats(min_value=0, max_value=1), st.floats(min_value=0, max_value=1))
def test_words_for_true_weakness_follow_the_number(a: float, b: float) -> None:
    scale = [true_or_perceived(p) for p in (0.9, 0.7, 0.5, 0.3, 0.1)]
    low, high = sorted((a, b))
    assert scale.index(true_or_perceived(low)) >= scale.index(true_or_perceived(high))


def test_words_for_weights() -> None:
    assert [strength(w) for w in (-3.0, 1.2, 0.1)] == ["strongly", "clearly", "slightly"]
    assert true_or_perceived(None) == ""


def test_a_name_keeps_its_capital_inside_a_sentence(kb: KnowledgeBase) -> None:
    assert words.finding_words(kb, "fatigable-weakness") == "weakness worsens with use"
    assert words.finding_words(kb, "true-weakness", NO) == "no objective loss of strength"
    assert words.finding_words(kb, "babinski-sign") == "Babinski sign"
    assert words.finding_words(kb, "not-in-the-knowledge") == "not-in-the-knowledge"


def test_a_long_list_counts_what_it_leaves_out() -> None:
    assert words.listed(["a", "b", "c", "d", "e"], 3) == "a, b, c and 2 more"
    assert words.listed(["a"], 3) == "a"


def test_two_warnings_of_one_title_are_one_and_lose_nothing(session: Session, kb: KnowledgeBase) -> None:
    view = session.record(answer("ascending-weakness", YES), answer("onset-hours-days", YES))
    (first,) = view.assessment.alerts
    other = replace(first, id="rf-other", action="Call the ward.", why="Because.", suspects=("x",))
    third = replace(first, id="rf-third", title="Something else")
    lines = build_panel(kb, view.encounter, replace(view.assessment, alerts=(first, other, third))).alerts
    assert [line.id for line in lines] == ["rf-gbs", "rf-third"]
    assert "Call the ward." in lines[0].detail
    assert "Because." in lines[0].why
    assert lines[0].suspects == (*first.suspects, "x")
    assert lines[0].brief[0][0].isupper()


def test_why_to_ask_is_said_in_plain_words(kb: KnowledgeBase) -> None:
    more, less = list(kb.conditions)[:2]
    n = NextFinding(id="ptosis", gain=0.1, why="More usual in A (90 %) than in B.", separates=(more, less))
    assert plain_why(kb, n).startswith("Yes speaks for ")
    urgent = replace(n, why=f"If present, act now: Crisis possible. {n.why}")
    assert plain_why(kb, urgent).startswith("If yes, act now: Crisis possible. Yes speaks for ")
    assert plain_why(kb, replace(n, separates=(), why="Would shift the order.")) == "Would shift the order."
