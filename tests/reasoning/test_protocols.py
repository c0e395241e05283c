"""Protocols by the shipped guides: side, muscles, timing, target and region follow from what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mwdesk import paths
from mwdesk.domain.assessment import Assessment, Context, Protocol
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Entry,
    Patient,
    State,
    Verdict,
    answer,
    grade,
    note,
    outcome,
    safety,
    verdict,
)
from mwdesk.domain.encounter import (
    TestOutcome as Outcome,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.reasoning import assess, interpret

OTHER = {"right": "left", "left": "right", "both": "both", "": ""}
FOOT = {"ankle-dorsiflexion": "2", "great-toe-extension": "2", "ankle-eversion": "3"}
FOOT_SPARED = {"ankle-inversion": "5", "hip-abduction": "5", "ankle-plantarflexion": "5"}


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), tmp_path_factory.mktemp("kb") / "k.sqlite3")


def told(
    kb: KnowledgeBase,
    present: Iterable[str],
    grades: Mapping[tuple[str, str], str],
    *entries: Entry,
    age: float = 50,
    want: Iterable[str] = (),
) -> Assessment:
    encounter = Encounter(
        id="e",
        patient=Patient(id="p", age_years=age, sex="male"),
        started=datetime(2026, 11, 21),
    ).apply(
        *(answer(name, State.PRESENT) for name in present),
        *(grade(muscle, side, value) for (muscle, side), value in grades.items()),
        *(verdict(Verdict(kind="test", id=t, decision=Decision.ACCEPTED)) for t in want),
        *entries,
    )
    return assess(kb, interpret(kb, encounter), Context(setting="district"))


def foot_drop(kb: KnowledgeBase, side: str, *entries: Entry) -> Assessment:
    grades = {(m, side): g for m, g in (FOOT | FOOT_SPARED).items()}
    grades |= {(m, OTHER[side]): "5" for m in FOOT | FOOT_SPARED}
    found = ("foot-drop", "onset-hours-days", "lower-limb-weakness", "asymmetric-weakness")
    return told(kb, found, grades, *entries, want=("emg", "ncs"))


def line(protocol: Protocol, label: str) -> str:
    return dict(protocol.lines).get(label, "")


@pytest.mark.parametrize("side", ["right", "left"])
def test_foot_drop_is_studied_on_its_side(kb: KnowledgeBase, side: str) -> None:
    found = foot_drop(kb, side).protocols
    assert found["ncs"].guide == found["emg"].guide == "edx:foot-drop"
    assert found["emg"].side == side
    assert line(found["emg"], "Side") == f"{side}, compared with the {OTHER[side]}"
    first = found["emg"].muscles[0]
    assert (first.name, getattr(first, side), getattr(first, OTHER[side])) == ("tibialis anterior", "2", "5")
    assert "tibialis posterior" in [m.name for m in found["emg"].muscles]  # what parts L5 from the nerve


def test_too_early_for_the_needle_not_for_conduction(kb: KnowledgeBase) -> None:
    soon = foot_drop(kb, "left", note("duration", "5 days")).protocols
    assert "in 16 days" in soon["emg"].early
    assert soon["ncs"].early == ""
    late = foot_drop(kb, "left", note("duration", "4 weeks"))
    assert late.protocols["emg"].early == ""
    assert "emg" not in {n.id for n in late.not_yet if n.why.startswith("Too early")}
    assert "sudden" in foot_drop(kb, "left").protocols["emg"].early


def test_deep_muscles_are_left_out_where_bleeding_is_a_danger(kb: KnowledgeBase) -> None:
    plain = foot_drop(kb, "left").protocols["emg"]
    careful = foot_drop(kb, "left", safety("anticoagulant", State.PRESENT)).protocols["emg"]
    assert line(plain, "Left out") == ""
    assert "tibialis posterior" in line(careful, "Left out")
    assert "tibialis posterior" not in careful.short


MYOSITIS = ("onset-months-years", "progressive-weakness", "dysphagia")
IBM = {("finger-flexion-index", "left"): "3", ("finger-flexion-index", "right"): "4-"}


def thighs(kb: KnowledgeBase, right: str, left: str, *entries: Entry) -> dict[str, Protocol]:
    grades = IBM | {("knee-extension", "right"): right, ("knee-extension", "left"): left}
    grades |= {("shoulder-abduction", s): "5" for s in ("right", "left")}
    grades |= {("elbow-flexion", s): "5" for s in ("right", "left")}
    found = told(kb, MYOSITIS, grades, *entries, age=68, want=("muscle-biopsy", "emg"))
    return dict(found.protocols)


@pytest.mark.parametrize(
    ("right", "left", "side"),
    [("4", "2", "right"), ("2", "4-", "left"), ("3", "4", "left"), ("4+", "4", "left"), ("4", "5", "right")],
)
def test_the_biopsy_takes_a_weak_muscle_that_is_not_end_stage(
    kb: KnowledgeBase, right: str, left: str, side: str
) -> None:
    found = thighs(kb, right, left)
    assert found["muscle-biopsy"].guide.startswith("biopsy:muscle")
    assert found["muscle-biopsy"].side == side
    assert "vastus lateralis" in line(found["muscle-biopsy"], "Take")
    # The needle goes to the other side, so that this one stays fit.
    assert found["emg"].side == OTHER[side]


def test_a_needled_side_is_not_taken(kb: KnowledgeBase) -> None:
    done = outcome("emg", Outcome(test="emg", outcome="normal", text="left vastus lateralis"))
    assert thighs(kb, "4", "4", done)["muscle-biopsy"].side == "right"


def test_where_no_muscle_is_fit_it_says_so(kb: KnowledgeBase) -> None:
    words = line(thighs(kb, "2", "1")["muscle-biopsy"], "Take")
    assert "choose by MRI" in words
    assert "knee extension 2 and 1" in words


def test_fatigue_without_signs_needs_no_needle(kb: KnowledgeBase) -> None:
    found = told(
        kb,
        ("fatigue-without-weakness", "post-exertional-malaise", "unrefreshing-sleep"),
        {(m, s): "5" for m in ("shoulder-abduction", "hip-flexion") for s in ("right", "left")},
        age=33,
        want=("emg",),
    )
    assert found.protocols["emg"].needed is False


def test_a_root_is_imaged_where_the_weak_limb_is(kb: KnowledgeBase) -> None:
    leg = {("ankle-dorsiflexion", "right"): "3", ("ankle-dorsiflexion", "left"): "5"}
    leg |= {("hip-abduction", "right"): "4", ("hip-abduction", "left"): "5"}
    leg |= {("ankle-inversion", "right"): "4", ("ankle-inversion", "left"): "5"}
    found = told(kb, ("foot-drop", "onset-days-weeks", "radicular-pain"), leg, want=("mri-spine",))
    assert line(found.protocols["mri-spine"], "Region") == "lumbosacral spine"


GRADES = st.sampled_from(["2", "3", "4-", "4", "5"])


@settings(max_examples=12)
@given(st.dictionaries(st.sampled_from(list(FOOT | FOOT_SPARED)), st.tuples(GRADES, GRADES), min_size=2))
def test_swapping_right_and_left_mirrors_every_protocol(
    kb: KnowledgeBase, sheet: dict[str, tuple[str, str]]
) -> None:
    here = {(m, s): g for m, pair in sheet.items() for s, g in zip(("right", "left"), pair, strict=True)}
    there = {(m, OTHER[s]): g for (m, s), g in here.items()}
    found = ("lower-limb-weakness", "onset-weeks-months")
    one = told(kb, found, here, want=("emg", "ncs")).protocols
    two = told(kb, found, there, want=("emg", "ncs")).protocols
    assert {t: (p.guide, p.side) for t, p in one.items()} == {
        t: (p.guide, OTHER[p.side]) for t, p in two.items()
    }
    for test, protocol in one.items():
        mirrored = [(m.name, m.left, m.right) for m in two[test].muscles]
        assert [(m.name, m.right, m.left) for m in protocol.muscles] == mirrored
