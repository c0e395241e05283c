"""Only what was examined stands under Examination; what the patient told is history."""

from __future__ import annotations

from collections.abc import Callable

from mwdesk.domain.encounter import State, answer, grade, sensory
from mwdesk.domain.letter import Examination, Letter

Draft = Callable[..., Letter]


def examined(letter: Letter) -> Examination:
    section = letter.section("examination")
    assert section is not None and isinstance(section.blocks[0], Examination)
    return section.blocks[0]


def said(groups: tuple[object, ...]) -> str:
    return str(groups)


def test_what_was_only_asked_is_never_tested_and_normal(draft: Draft) -> None:
    letter = draft(
        sensory("derm-l4", "right", None),
        answer("sensory-level", State.ABSENT),
        answer("sensory-loss-dermatomal", State.ABSENT),
        answer("saddle-anaesthesia", State.PRESENT),
    )
    seen = examined(letter)
    assert "ensory" not in said(seen.normal) and "saddle" not in said(seen.abnormal).lower()
    assert any(g.heading == "Sensation" and g.lines == ("Not tested",) for g in seen.not_tested)
    summary = next(s.text for s in letter.editable if s.id == "summary")
    assert "no sensory level on the trunk" in summary.lower()
    assert "Sensation: numbness" in summary or "addle" in summary


def test_sensation_said_to_be_normal_on_testing_is_tested(draft: Draft) -> None:
    seen = examined(draft(sensory("derm-l4", "right", None), answer("normal-sensation", State.PRESENT)))
    assert any(g.heading == "Sensation" for g in seen.normal)
    assert not any(g.heading == "Sensation" for g in seen.not_tested)


def test_cranial_nerves_are_untested_until_one_is_examined(draft: Draft) -> None:
    asked = examined(draft(answer("diplopia", State.ABSENT), answer("dyspnoea", State.ABSENT)))
    other = next(g.lines[0] for g in asked.not_tested if g.heading == "Other")
    assert "Cranial nerves, breathing" in other
    tested = examined(draft(grade("eyelid-elevation", "right", "5")))
    other = next(g.lines[0] for g in tested.not_tested if g.heading == "Other")
    assert "ranial" not in other
