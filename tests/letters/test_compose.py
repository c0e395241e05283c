"""The words of letters: order, honesty about what was not done, and the clinician's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mwdesk.domain.assessment import Assessment, CriticalValue, Findings, Outcome
from mwdesk.domain.encounter import (
    Decision,
    Encounter,
    Entry,
    Measurement,
    Medication,
    State,
    Verdict,
    answer,
    grade,
    measurement,
    medication,
    note,
    outcome,
    safety,
    verdict,
)
from mwdesk.domain.encounter import TestOutcome as Resulted
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import Examination, Letter, SafetyStrip
from mwdesk.letters import KINDS, compose, plain_text, render
from mwdesk.reasoning import assess, interpret
from tests.letters.conftest import CLINIC, NOW, ROUTINE, alarmed, pages

Draft = Callable[..., Letter]
ORDER = [
    "question",
    "summary",
    "examination",
    "tests",
    "safety",
    "impression",
    "medicines",
    "background",
    "treatment",
    "told",
    "signature",
    "power",
    "answers",
    "slip",
]


def strip_of(letter: Letter) -> dict[str, str]:
    section = letter.section("safety")
    assert section is not None
    block = section.blocks[0]
    assert isinstance(block, SafetyStrip)
    return {item.name: f"{item.answer} {item.detail}".strip() for item in block.items}


def examined(letter: Letter) -> Examination:
    section = letter.section("examination")
    assert section is not None and isinstance(section.blocks[0], Examination)
    return section.blocks[0]


def text_of(letter: Letter, section: str) -> str:
    return next(s.text for s in letter.editable if s.id == section)


def test_sections_come_in_the_order_readers_asked_for(draft: Draft) -> None:
    assert [s.id for s in draft().sections] == ORDER


def test_summary_is_prose_with_the_negatives_and_the_story(draft: Draft) -> None:
    text = text_of(draft(), "summary")
    assert text.startswith("38-year-old woman with symmetrical weakness of both legs, coming on over days")
    assert "No double vision, no difficulty swallowing." in text
    assert text.endswith("Stumbles on stairs since last Monday.")
    assert "diplopia" not in text and "onset-" not in text


def test_a_medicine_is_named_once_not_again_as_its_group(draft: Draft) -> None:
    text = text_of(draft(), "medicines")
    assert text.startswith("Takes Atorvastatin one at night since 2021.")
    assert "Recorded as a group" not in text
    assert "Allergies: not asked." in text


def test_blank_safety_questions_say_so(draft: Draft) -> None:
    strip = strip_of(draft())
    asked = [
        "Anticoagulant",
        "Pacemaker or ICD",
        "Pregnancy",
        "Allergy",
        "Contrast reaction",
        "Claustrophobia",
    ]
    assert {strip[name] for name in asked} == {"Not asked"}
    assert strip["eGFR"] == "Not measured"


@pytest.mark.parametrize(
    ("entry", "name", "said"),
    [
        (safety("pacemaker", State.ABSENT), "Pacemaker or ICD", "No"),
        (safety("pacemaker", State.UNKNOWN), "Pacemaker or ICD", "Could not be told"),
        (safety("metal_in_eye", State.PRESENT), "Metal in the eye", "Yes"),
        (safety("cochlear-implant", State.PRESENT), "Cochlear implant", "Yes"),
        (answer("anticoagulant", State.PRESENT), "Anticoagulant", "Yes"),
        (answer("pregnancy-postpartum", State.PRESENT), "Pregnancy", "Yes or within 12 weeks after birth"),
        (answer("pregnancy-postpartum", State.ABSENT), "Pregnancy", "No"),
        (safety("allergy", State.PRESENT), "Allergy", "Yes"),
        (medication(Medication(name="Apixaban")), "Anticoagulant", "Yes Apixaban"),
        (medication(Medication(name="acenocoumarol 2")), "Anticoagulant", "Yes acenocoumarol 2"),
        (medication(Medication(name="Aspirin")), "Antiplatelet", "Yes Aspirin"),
    ],
)
def test_safety_answers(draft: Draft, entry: object, name: str, said: str) -> None:
    assert strip_of(draft(entry))[name] == said


def test_a_listed_anticoagulant_contradicts_a_no(draft: Draft) -> None:
    strip = strip_of(draft(safety("anticoagulant", State.ABSENT), medication(Medication(name="Warfarin"))))
    assert strip["Anticoagulant"] == "Yes Warfarin is listed, though the answer was no"


def test_a_grade_filled_by_section_is_marked_for_its_own_side(draft: Draft) -> None:
    letter = draft(grade("elbow-flexion", "right", "5", by="section"), grade("elbow-flexion", "left", "5"))
    normal = {part.heading: " ".join(part.lines).lower() for part in examined(letter).normal}
    assert "elbow flexion (left)" in normal["Power 5"]
    assert "elbow flexion (right)" in normal["Power 5, normal (by section)"]
    letter = draft(grade("elbow-flexion", "right", "5", by="section"), grade("elbow-flexion", "left", "4"))
    assert "elbow flexion: right 5, left 4 (right by section)" in plain_text(letter).lower()
    printed = " ".join(" ".join(page.split()) for page in pages(render(letter)))
    assert "Elbow flexion (right by section)" in printed


def test_examination_never_merges_normal_and_not_tested(draft: Draft) -> None:
    exam = examined(draft())
    assert [(p.movement, p.right, p.left) for p in exam.power] == [("hip flexion", "3", "4-")]
    normal = " ".join(" ".join((part.heading, *part.lines)) for part in exam.normal)
    missing = " ".join(" ".join((part.heading, *part.lines)) for part in exam.not_tested)
    assert "Elbow flexion" in normal and "by section" in normal and "Spasticity" in normal
    assert "every movement of" in missing.lower() and "thigh" in missing and "hip abduction" in missing
    assert "hip abduction" not in normal.lower() and "knee extension" not in normal.lower()
    assert "biceps" in missing.lower() and "coordination" in missing.lower()
    assert "elbow flexion" not in missing.lower()


def test_nothing_examined_is_said(kb: KnowledgeBase, encounter: Encounter) -> None:
    bare = Encounter(id="e2", patient=encounter.patient, started=NOW)
    text = plain_text(compose(kb, bare, ROUTINE, CLINIC, NOW))
    assert "Power: No movement was graded" in text
    assert "Reflexes: None was tested" in text
    assert "Sensation: Not tested" in text
    assert "onset not asked" in text


def test_results_keep_value_unit_range_and_flag(draft: Draft) -> None:
    text = plain_text(draft())
    assert "CK | 17 May 2024 | 900 U/L | range not given | high*" in text
    assert "Potassium | 16 May 2024 | 4.1 mmol/L | 3.5 to 5 | " in text
    assert "by the program's reference range" in text


def test_pending_is_accepted_without_an_outcome(draft: Draft) -> None:
    accepted = verdict(Verdict(kind="test", id="ncs", decision=Decision.ACCEPTED))
    assert "Asked for, no result yet: Nerve conduction studies." in plain_text(draft(accepted))
    done = outcome("ncs", Resulted(test="ncs", outcome="conduction block multifocal", day="2024-05-10"))
    text = plain_text(draft(accepted, done))
    assert (
        "no result yet" not in text
        and "Nerve conduction studies | 10 May 2024 | conduction block multifocal" in text
    )


def test_suggestions_print_only_when_accepted(draft: Draft) -> None:
    assessment = alarmed(Urgency.EMERGENCY)
    for kind in KINDS:
        text = plain_text(draft(assessment=assessment, kind=kind))
        # The standing cautions of a rehabilitation referral name it for everybody: no suggestion.
        assert "Guillain" not in text.replace("Guillain-Barre first weeks", ""), kind
    accepted = verdict(Verdict(kind="condition", id="gbs", decision=Decision.ACCEPTED))
    letter = draft(accepted, assessment=assessment)
    assert "suggested by the program, accepted by me" in text_of(letter, "impression")
    assert letter.banner is not None and "Possible Guillain-Barre syndrome" in letter.banner.why


def test_the_clinicians_own_words_come_first(draft: Draft) -> None:
    own = note("impression", "I think this is a cord lesion")
    accepted = verdict(Verdict(kind="condition", id="gbs", decision=Decision.ACCEPTED))
    text = text_of(draft(own, accepted, assessment=alarmed(Urgency.URGENT)), "impression")
    assert text.startswith("I think this is a cord lesion\n")
    assert text.index("cord lesion") < text.index("Guillain")


def test_a_refusal_prints_with_its_reason_only(draft: Draft) -> None:
    silent = verdict(Verdict(kind="condition", id="gbs", decision=Decision.REFUSED))
    assert "Guillain" not in plain_text(draft(silent))
    spoken = verdict(Verdict(kind="condition", id="gbs", decision=Decision.REFUSED, reason="brisk jerks"))
    assert "set aside by me" in plain_text(draft(spoken)) and "brisk jerks" in plain_text(draft(spoken))


def test_no_banner_unless_urgent(draft: Draft) -> None:
    assert draft().banner is None
    urgent = draft(assessment=alarmed(Urgency.URGENT)).banner
    assert urgent is not None and urgent.by_when == "within 2 weeks, by 31 May 2024"
    emergency = draft(assessment=alarmed(Urgency.EMERGENCY)).banner
    assert emergency is not None and emergency.by_when == "today, now (17 May 2024)"
    assert emergency.telephoned == emergency.telephoned_when == "Not recorded"
    assert "weakness of both legs" in emergency.why[0].lower()


def test_a_refused_alert_takes_its_banner_along(draft: Draft) -> None:
    refused = verdict(Verdict(kind="alert", id="rf-test", decision=Decision.REFUSED, reason="old polio"))
    letter = draft(refused, assessment=alarmed(Urgency.EMERGENCY))
    assert letter.banner is None
    aside = "Possible Guillain-Barre syndrome: considered and set aside by Dr M Joshi: old polio."
    assert aside in plain_text(letter)


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("patient_leaflet", "reply_slip")])
def test_an_emergency_warning_set_aside_without_a_reason_prints_so(draft: Draft, kind: str) -> None:
    """One tap is enough to refuse a warning; its reader must still learn of it, on page 1."""
    refused = verdict(Verdict(kind="alert", id="rf-test", decision=Decision.REFUSED))
    letter = draft(refused, assessment=alarmed(Urgency.EMERGENCY), kind=kind)
    aside = "Possible Guillain-Barre syndrome: considered and set aside by Dr M Joshi: no reason given."
    assert aside in plain_text(letter)
    assert aside in pages(render(letter))[0]
    safety = letter.section("safety")
    assert safety is not None and safety.key


def test_a_warning_set_aside_is_told_when_it_no_longer_fires(draft: Draft) -> None:
    refused = verdict(Verdict(kind="alert", id="rf-sudden-focal", decision=Decision.REFUSED, reason="old"))
    text = plain_text(draft(refused))
    assert "considered and set aside by Dr M Joshi: old." in text


def test_an_urgent_warning_set_aside_prints_with_its_reason_only(draft: Draft) -> None:
    for reason, told in (("", False), ("seen by neurology", True)):
        refused = verdict(Verdict(kind="alert", id="rf-test", decision=Decision.REFUSED, reason=reason))
        text = plain_text(draft(refused, assessment=alarmed(Urgency.URGENT)))
        assert ("set aside by me: possible Guillain-Barre syndrome (seen by neurology)" in text) is told
        assert "considered and set aside" not in text


def test_a_critical_value_is_an_emergency_by_itself(draft: Draft) -> None:
    critical = CriticalValue(
        analyte="potassium",
        name="Potassium",
        text="Potassium 4.1 mmol/L",
        direction="high",
        limit=1.0,
        unit="mmol/L",
    )
    found = Findings(observed={}, critical=(critical,))
    letter = draft(assessment=Assessment(urgency=Urgency.ROUTINE, outcome=Outcome.RANKED, findings=found))
    assert letter.banner is not None and letter.banner.level is Urgency.EMERGENCY
    assert letter.banner.why[0].startswith("Potassium 4.1 mmol/L")
    assert "| critical" in plain_text(letter)


def _potassium(value: float, unit: str = "mmol/L", key: str = "") -> Entry:
    typed = Measurement(analyte="potassium", label="K", value=value, unit=unit, text=f"{value:g}")
    return measurement(typed, key=key)


def test_each_value_has_its_own_flag(kb: KnowledgeBase, encounter: Encounter) -> None:
    told = encounter.apply(
        measurement(None, key="potassium"),
        _potassium(1.9, "MMOL/L", "a"), _potassium(9, "MMOL/L", "b"),
        _potassium(45, key="c"), _potassium(5, key="d"),
    )  # fmt: skip
    assessment = assess(kb, interpret(kb, told), CLINIC.context())
    text = plain_text(compose(kb, told, assessment, CLINIC, NOW))
    assert "| 1.9 MMOL/L | range not given | critical low" in text
    assert "| 9 MMOL/L | range not given | critical high" in text
    assert "| 45 mmol/L | range not given | to be checked, not used" in text
    assert "| 5 mmol/L | range not given | \n" in text
    calm = encounter.apply(_potassium(1.9, key="a"), _potassium(5.9, key="b"))
    text = plain_text(compose(kb, calm, assess(kb, interpret(kb, calm), CLINIC.context()), CLINIC, NOW))
    assert "| 5.9 mmol/L | range not given | high*" in text


def test_a_critical_value_set_aside_takes_its_banner_along(kb: KnowledgeBase, encounter: Encounter) -> None:
    told = encounter.apply(_potassium(1.9))
    assessment = assess(kb, interpret(kb, told), CLINIC.context())
    letter = compose(kb, told, assessment, CLINIC, NOW)
    assert letter.banner is not None
    assert letter.banner.level is Urgency.EMERGENCY
    refused = [
        verdict(Verdict(kind="alert", id=a.id, decision=Decision.REFUSED, reason="drip arm"))
        for a in assessment.alerts
    ]
    aside = compose(kb, told.apply(*refused), assessment, CLINIC, NOW)
    assert aside.banner is None
    assert "drip arm" in plain_text(aside)


def test_an_edit_stands_whole_and_alone(draft: Draft) -> None:
    typed = "My own line one\n  indented\n\nSecond & <b>last</b> paragraph"
    letter = draft(edits={"summary": typed})
    assert text_of(letter, "summary").split() == typed.split()
    assert "38-year-old" not in text_of(letter, "summary")
    section = letter.section("summary")
    assert (
        section is not None
        and section.edited
        and section.draft is not None
        and "38-year-old" in section.draft
    )


def test_an_edit_of_nothing_is_refused_in_words(draft: Draft) -> None:
    with pytest.raises(DataError, match="there is no section 'poem' to edit"):
        draft(edits={"poem": "x"})


def test_an_unknown_kind_is_refused_in_words(draft: Draft) -> None:
    with pytest.raises(DataError, match=r"'poem' is not known\. Use neurology_referral"):
        draft(kind="poem")


@pytest.mark.parametrize("kind", [k for k in KINDS if k not in ("patient_leaflet", "reply_slip")])
def test_every_kind_keeps_every_note_and_every_answer(
    kb: KnowledgeBase, draft: Draft, encounter: Encounter, kind: str
) -> None:
    names = ("question", "impression", "treatment", "told", "family", "weight", "plan", "unheard_of", "tests")
    letter = draft(*(note(n, f"typed under {n} here") for n in names), note("history", "a" * 1200), kind=kind)
    text = plain_text(letter).lower()
    for name in names:
        assert f"typed under {name} here" in text, name
    assert "a" * 1200 in text
    for finding in encounter.answers:
        assert kb.findings[finding].label.lower() in text
    assert "“since 2019”" in text


def test_edits_of_another_letter_are_no_notes(draft: Draft) -> None:
    kept = note("letter/edx_request/summary", "words of another letter")
    assert "words of another letter" not in plain_text(draft(kept))


def test_more_results_than_the_page_holds_are_counted_and_kept(draft: Draft) -> None:
    many = [
        outcome(t, Resulted(test=t, outcome="normal", text=f"slip {t}"))
        for t in (
            "esr-crp",
            "tsh",
            "b12-folate",
            "ecg",
            "fvc",
            "cortisol",
            "emg",
            "ncs",
            "mri-spine",
            "hiv-test",
        )
    ]
    letter = draft(*many)
    assert "3 more results in the annex" in plain_text(letter)
    full = letter.section("all_results")
    assert full is not None and "slip hiv-test" in str(full.blocks)


def test_the_same_record_gives_the_same_letter_and_another_time_another_reference(
    kb: KnowledgeBase, encounter: Encounter
) -> None:
    first, again = (compose(kb, encounter, ROUTINE, CLINIC, NOW) for _ in range(2))
    assert first == again
    later = compose(kb, encounter, ROUTINE, CLINIC, NOW + timedelta(minutes=1))
    assert later.reference != first.reference
    assert "e1" not in first.reference and "Kulkarni" not in first.reference
