"""The localisation grammar: three answers, two index sides."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mwdesk.domain.assessment import Findings, Match, Observed
from mwdesk.domain.encounter import Encounter, Patient, State, grade, reflex
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.reasoning.grammar import Bench, GrammarError, evaluate_term, parse_list, parse_term
from mwdesk.reasoning.index import prepare
from mwdesk.reasoning.interpret import interpret
from mwdesk.reasoning.localise import Words, compile_pattern, localise, site_gains, spell

OTHER = {"right": "left", "left": "right"}
ANSWER = st.sampled_from([True, False, None])


def bench(**more: object) -> Bench:
    return Bench.of(Findings(**{"observed": {}, **more}))  # type: ignore[arg-type]


def ask(text: str, side: str, on: Bench) -> bool | None:
    return evaluate_term(parse_term(text), on, side)


def test_untested_is_unknown_never_normal() -> None:
    empty = bench()
    for text in (
        "w:hip-flexion",
        "s:hip-flexion",
        "r:knee-jerk:normal",
        "n:derm-l5:normal",
        "f:ptosis",
        "lt:a<b",
    ):
        assert ask(text, "right", empty) is None
        assert ask(f"not({text})", "right", empty) is None
    assert ask("none", "right", empty) is True


def test_grades_weak_below_4_9_and_severe_at_3() -> None:
    on = bench(
        grades={("hip-flexion", "right"): 4.9, ("hip-flexion", "left"): 4.4, ("elbow-flexion", "left"): 3.0}
    )
    assert ask("s:hip-flexion", "right", on) is True
    assert ask("w:hip-flexion", "left", on) is True
    assert ask("cw:hip-flexion", "right", on) is True
    assert ask("W:hip-flexion", "right", on) is False
    assert ask("sv:hip-flexion", "left", on) is False
    assert ask("sv:elbow-flexion", "left", on) is True
    assert ask("lt:elbow-flexion<hip-flexion", "left", on) is True
    assert ask("W:elbow-flexion", "left", on) is None


def test_a_lost_reflex_is_also_reduced_and_clonus_also_brisk() -> None:
    on = bench(reflexes={("knee-jerk", "right"): "absent", ("knee-jerk", "left"): "clonus"})
    assert ask("r:knee-jerk:reduced", "right", on) is True
    assert ask("cr:knee-jerk:brisk", "right", on) is True
    assert ask("R:knee-jerk:reduced", "right", on) is False
    assert ask("r:knee-jerk:normal", "right", on) is False


@given(st.lists(ANSWER, min_size=1, max_size=5), st.integers(1, 3))
def test_counting_agrees_with_every_way_the_unknown_may_fall(answers: list[bool | None], count: int) -> None:
    observed = {
        f"x{n}": Observed(finding=f"x{n}", state=State.PRESENT if a else State.ABSENT, origin=())
        for n, a in enumerate(answers)
        if a is not None
    }
    inner = ",".join(f"f:x{n}" for n in range(len(answers)))
    said = ask(f"n{count}({inner})", "right", bench(observed=observed))
    unknown = answers.count(None)
    worlds = {answers.count(True) + extra >= count for extra in range(unknown + 1)}
    assert said == (worlds.pop() if len(worlds) == 1 else None)


@pytest.mark.parametrize("text", ["w", "any(", "any()", "x:hip", "r:knee", "lt:a", "any(w:a,w:b))"])
def test_a_broken_pattern_is_refused(text: str) -> None:
    with pytest.raises(GrammarError):
        parse_list(text)


def _foot(side: str) -> Findings:
    return Findings(
        observed={},
        grades={
            ("ankle-dorsiflexion", side): 2.0,
            ("knee-extension", side): 5.0,
            ("ankle-dorsiflexion", OTHER[side]): 5.0,
        },
        reflexes={("ankle-jerk", side): "normal"},
    )


def test_matches_possible_argued_against_not_matched(small: KnowledgeBase) -> None:
    compiled = [compile_pattern(small.localisation["foot-nerve"])]

    def verdict(findings: Findings) -> Match:
        return next(j.match for j in localise(compiled, Bench.of(findings)) if j.shown_side == "right")

    full = _foot("right")
    assert verdict(full) is Match.MATCHES
    partly = Findings(observed={}, grades={("ankle-dorsiflexion", "right"): 2.0})
    assert verdict(partly) is Match.POSSIBLE
    against = Findings(
        observed={}, grades=full.grades, reflexes={**full.reflexes, ("plantar", "right"): "extensor"}
    )
    assert verdict(against) is Match.ARGUED_AGAINST
    weak_knee = Findings(observed={}, grades={**full.grades, ("knee-extension", "right"): 3.0})
    assert verdict(weak_knee) is Match.NOT_MATCHED


def test_words_say_what_was_found_and_what_is_still_to_test(small: KnowledgeBase) -> None:
    compiled = [compile_pattern(small.localisation["foot-nerve"])]
    bench = Bench.of(Findings(observed={}, grades={("ankle-dorsiflexion", "right"): 2.0}))
    one = spell(localise(compiled, bench)[0], Words(small, bench))
    assert "right ankle dorsiflexion 2" in one.for_
    assert "right knee extension" in one.to_test


def test_a_match_gives_its_site_a_modest_gain_and_a_possible_none(small: KnowledgeBase) -> None:
    patterns = prepare(small).patterns
    assert site_gains(localise(patterns, Bench.of(_foot("right"))), 0.3) == {"nerve": pytest.approx(0.6)}
    partly = Findings(observed={}, grades={("ankle-dorsiflexion", "right"): 2.0})
    assert site_gains(localise(patterns, Bench.of(partly)), 0.3) == {}


def test_swapping_right_and_left_mirrors_every_verdict(kb: KnowledgeBase) -> None:
    patterns = prepare(kb).patterns
    right = {(j.pattern.id, j.shown_side, j.match) for j in localise(patterns, Bench.of(_foot("right")))}
    left = {(j.pattern.id, j.shown_side, j.match) for j in localise(patterns, Bench.of(_foot("left")))}
    sided = {one.pattern.id for one in patterns if one.sided}
    assert right
    assert {(p, OTHER[s], m) for p, s, m in right if p in sided} == {
        (p, s, m) for p, s, m in left if p in sided
    }


def test_signs_without_a_side_are_given_none(kb: KnowledgeBase) -> None:
    patterns = prepare(kb).patterns
    seen = {}
    for side, other in OTHER.items():
        encounter = Encounter(id="e", patient=Patient(id="p"), started=datetime(2026, 1, 1)).apply(
            reflex("plantar", side, "extensor"),
            reflex("knee-jerk", side, "brisk"),
            grade("hip-flexion", side, "3"),
            grade("hip-flexion", other, "5"),
        )
        judged = localise(patterns, Bench.of(interpret(kb, encounter)))
        seen[side] = {(j.pattern.id, j.shown_side, j.match) for j in judged}
    mirrored = {(p, OTHER.get(s, s), m) for p, s, m in seen["right"]}
    assert mirrored == seen["left"]
    assert ("umn-generic", "", Match.MATCHES) in seen["left"]


def test_every_shipped_pattern_names_known_things(kb: KnowledgeBase) -> None:
    tables = {"f": kb.findings, "r": kb.reflexes, "n": kb.sensory}
    for one in prepare(kb).patterns:
        for term in (*one.required, *one.against, *one.supportive):
            for atom in term.atoms():
                kind = atom.kind.lower().removeprefix("c")
                known = tables.get(kind, kb.muscles)
                assert atom.name in known, (one.pattern.id, atom)
                if atom.kind in {"lt", "le"}:
                    assert atom.state in kb.muscles, (one.pattern.id, atom)
