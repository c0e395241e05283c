"""Grades, reflexes, sensation, medicines and answers to findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.encounter import (
    GRADES,
    NOT_TESTABLE,
    Entry,
    Medication,
    State,
    answer,
    grade,
    medication,
    reflex,
    sensory,
)
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.interpret import interpret
from tests.reasoning.small import MUSCLES, encounter, knowledge

SIDES = ("right", "left")
OTHER = {"right": "left", "left": "right"}
LIMB = [m.id for m in MUSCLES if m.gradient != "cranial"]


def both(muscle: str, value: str) -> tuple[Entry, Entry]:
    return grade(muscle, "right", value), grade(muscle, "left", value)


def strong(*names: str) -> list[Entry]:
    return [entry for name in names for entry in both(name, "5")]


def states(*entries: Entry, kb: KnowledgeBase | None = None) -> dict[str, str]:
    return {
        name: seen.state.value
        for name, seen in interpret(kb or knowledge(), encounter(*entries)).observed.items()
    }


def test_nothing_tested_says_nothing() -> None:
    assert states() == {}
    assert states(grade("hip-flexion", "right", NOT_TESTABLE)) == {}


def test_weak_hips_are_proximal_leg_weakness_and_nothing_is_said_of_the_arms() -> None:
    said = states(*both("hip-flexion", "3"), *both("ankle-dorsiflexion", "5"))
    for name in (
        "proximal-leg-weakness",
        "lower-limb-weakness",
        "proximal-weakness",
        "true-weakness",
        "symmetric-weakness",
    ):
        assert said[name] == "present"
    assert "upper-limb-weakness" not in said
    assert "paraparesis" not in said
    assert "distal-weakness" not in said


def test_absent_only_when_tested_in_full_on_both_sides() -> None:
    assert "proximal-leg-weakness" not in states(*strong("hip-flexion"))
    assert "proximal-leg-weakness" not in states(
        grade("hip-flexion", "right", "5"), grade("knee-extension", "right", "5")
    )
    assert states(*strong("hip-flexion", "knee-extension"))["proximal-leg-weakness"] == "absent"


def test_true_weakness_begins_at_4_and_full_power_denies_it() -> None:
    assert "true-weakness" not in states(grade("hip-flexion", "right", "4+"))
    assert states(grade("hip-flexion", "right", "4"))["true-weakness"] == "present"
    assert states(*strong(*LIMB))["true-weakness"] == "absent"


def test_one_side_weak_is_hemiparesis_only_if_the_other_was_tested_strong() -> None:
    weak = [grade(m, "left", "3") for m in ("shoulder-abduction", "hip-flexion")]
    assert "hemiparesis" not in states(*weak)
    other = [grade(m, "right", "5") for m in ("shoulder-abduction", "hip-flexion")]
    said = states(*weak, *other)
    assert said["hemiparesis"] == "present"
    assert said["asymmetric-weakness"] == "present"
    assert said["symmetric-weakness"] == "absent"


def test_weak_legs_with_strong_arms_are_paraparesis_and_all_four_tetraparesis() -> None:
    legs = [*both("hip-flexion", "2"), *both("ankle-dorsiflexion", "2")]
    assert states(*legs, *strong("shoulder-abduction"))["paraparesis"] == "present"
    arms = [*both("shoulder-abduction", "2"), *both("wrist-extension", "2")]
    assert states(*legs, *arms)["tetraparesis"] == "present"


def test_a_foot_drops_from_4_minus_down() -> None:
    assert states(grade("ankle-dorsiflexion", "right", "4-"))["foot-drop"] == "present"
    assert "foot-drop" not in states(grade("ankle-dorsiflexion", "right", "4"))


def test_reflexes_absent_everywhere_brisk_lopsided_and_normal() -> None:
    def all_of(value: str, *names: str) -> list[Entry]:
        return [reflex(f"{n}-jerk", side, value) for n in names for side in SIDES]

    assert states(*all_of("absent", "knee", "ankle"))["areflexia"] == "present"
    assert "areflexia" not in states(*all_of("absent", "ankle"))
    assert states(*all_of("brisk", "knee"))["hyperreflexia"] == "present"
    assert states(*all_of("normal", "biceps", "knee", "ankle"))["normal-reflexes"] == "present"
    assert "normal-reflexes" not in states(*all_of("normal", "knee"))
    one = states(reflex("knee-jerk", "right", "absent"), reflex("knee-jerk", "left", "normal"))
    assert one["focal-reflex-loss"] == "present"
    assert one["normal-reflexes"] == "absent"
    assert "areflexia" not in one
    low = states(reflex("ankle-jerk", "right", "absent"), reflex("ankle-jerk", "left", "reduced"))
    assert "focal-reflex-loss" not in low, "lost here and reduced there is no single reflex lost"


def test_one_flexor_plantar_does_not_deny_babinski() -> None:
    assert "babinski-sign" not in states(reflex("plantar", "right", "flexor"))
    assert states(*(reflex("plantar", s, "flexor") for s in SIDES))["babinski-sign"] == "absent"
    assert states(reflex("plantar", "left", "extensor"))["babinski-sign"] == "present"


def test_sensation_is_normal_only_after_enough_was_tested() -> None:
    points = ("derm-l4", "derm-l5", "derm-c6", "mod-vibration-toe")
    full = [sensory(p, s, "normal") for p in points for s in SIDES]
    assert states(*full)["normal-sensation"] == "present"
    assert "normal-sensation" not in states(*full[:4])
    assert states(*full[:-1], sensory("derm-l5", "right", "reduced"))["normal-sensation"] == "absent"


def test_vibration_lost_at_both_toes_is_distal_loss() -> None:
    said = states(*(sensory("mod-vibration-toe", s, "absent") for s in SIDES))
    assert said["vibration-proprioception-loss"] == "present"
    assert said["sensory-loss-distal"] == "present"


def test_a_medicine_is_known_by_id_name_or_brand_but_never_guessed(small: KnowledgeBase) -> None:
    for m in (
        Medication(name="x", drug="simvastatin"),
        Medication(name="SIMVASTATIN"),
        Medication(name="zocor"),
    ):
        said = interpret(small, encounter(medication(m)))
        assert said.state("statin-use") is State.PRESENT
        assert said.observed["statin-use"].origin == (f"takes {m.name}",)
    wrong = interpret(small, encounter(medication(Medication(name="simvastatn"))))
    assert wrong.state("statin-use") is None
    assert "simvastatn" in wrong.issues[0].message


def test_the_answer_stands_against_the_grade_and_the_conflict_is_shown(small: KnowledgeBase) -> None:
    said = interpret(
        small, encounter(answer("true-weakness", State.ABSENT), grade("hip-flexion", "right", "2"))
    )
    assert said.state("true-weakness") is State.ABSENT
    assert [(c.finding, c.derived) for c in said.conflicts] == [("true-weakness", State.PRESENT)]
    assert "right hip flexion 2" in said.conflicts[0].why


def test_a_narrower_finding_makes_the_broader_present(small: KnowledgeBase) -> None:
    said = interpret(small, encounter(answer("ptosis-asymmetric", State.PRESENT)))
    assert said.state("ptosis") is State.PRESENT
    assert said.observed["ptosis"].derived
    denied = interpret(
        small, encounter(answer("ptosis-asymmetric", State.PRESENT), answer("ptosis", State.ABSENT))
    )
    assert denied.state("ptosis") is State.ABSENT
    assert denied.conflicts


def test_unknown_is_kept_apart_from_absent(small: KnowledgeBase) -> None:
    said = interpret(small, encounter(answer("ptosis", State.UNKNOWN)))
    assert said.unknown == {"ptosis"}
    assert said.state("ptosis") is None


def test_an_id_of_other_knowledge_is_told_and_not_used(small: KnowledgeBase) -> None:
    said = interpret(
        small, encounter(answer("no-such-finding", State.PRESENT), grade("no-such-muscle", "right", "2"))
    )
    assert {issue.path for issue in said.issues} == {"finding/no-such-finding", "mrc/no-such-muscle"}
    assert not said.observed


SHEET = st.dictionaries(
    st.tuples(st.sampled_from([m.id for m in MUSCLES]), st.sampled_from(SIDES)),
    st.sampled_from(GRADES),
    max_size=14,
)


@given(SHEET)
def test_swapping_right_and_left_gives_the_same_findings(sheet: dict[tuple[str, str], str]) -> None:
    here = states(*(grade(m, s, g) for (m, s), g in sheet.items()))
    there = states(*(grade(m, OTHER[s], g) for (m, s), g in sheet.items()))
    assert here == there


@given(SHEET, st.randoms())
def test_the_order_of_entries_is_irrelevant(sheet: dict[tuple[str, str], str], chance: object) -> None:
    entries = [grade(m, s, g) for (m, s), g in sheet.items()]
    shuffled = list(entries)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert states(*entries) == states(*shuffled)


@given(SHEET, st.tuples(st.sampled_from(LIMB), st.sampled_from(SIDES)))
def test_a_limb_is_never_denied_weakness_while_a_muscle_of_it_is_untested_or_weak(
    sheet: dict[tuple[str, str], str], left_out: tuple[str, str]
) -> None:
    kept = {key: g for key, g in sheet.items() if key != left_out}
    said = states(*(grade(m, s, g) for (m, s), g in kept.items()))
    muscle = next(m for m in MUSCLES if m.id == left_out[0])
    if muscle.in_sum_score:
        arm = muscle.region in {"shoulder", "arm", "forearm", "hand"}
        assert said.get("upper-limb-weakness" if arm else "lower-limb-weakness") != "absent"
