"""Every kind of document from the published patients, read back and held against what its reader expects.

The table names, for each kind, the sections that its reader looks for and words that show each on paper.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pdfplumber
import pytest

from mwdesk.domain.assessment import Assessment, Context
from mwdesk.domain.encounter import Decision, Encounter, Verdict, note, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange import read_case
from mwdesk.letters import KINDS, compose, render
from mwdesk.reasoning import assess, interpret
from tests.conftest import VIGNETTES
from tests.letters.conftest import CLINIC, words

NOW = datetime(2026, 11, 21, 9, 0)
_FRAME = (
    "Hill clinic",
    "Page 1 of",
    "Reference",
    "To ",
    "From Dr M Joshi",
    "Identifiers",
    "Phone",
    "Language",
)
_SIGNED = ("Signature", "Dr M Joshi, MBBS", "MMC 456")
_CUT = ("Seen by", "Answer to the question", "Please do locally", "Send back if", "Told the patient")
_REFERRAL = ("What I am asking", "Summary", "Examination", "Not tested", "Tests so far", "Impression")
_CARE = ("Medicines", "Allergies:", "Background", "Treatment", "Patient told", *_SIGNED, *_CUT)
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "neurology_referral": (*_FRAME, *_REFERRAL, "Safety", "Anticoagulant", *_CARE),
    "edx_request": (
        *(
            *_FRAME,
            "Test wanted",
            "Question",
            "Findings",
            "Previous studies",
            "Safety for EMG",
            "Pyridostigmine",
        ),
        *("Tolerance", "Medicines", "Impression", *_SIGNED, *_CUT),
    ),
    "imaging_request": (
        *(
            *_FRAME,
            "Examination wanted",
            "Question",
            "Signs with level",
            "Previous images",
            "contrast safety",
        ),
        *("Claustrophobia", "Logistics", "Medicines", *_SIGNED, *_CUT),
    ),
    "biopsy_request": (
        *(
            *_FRAME,
            "Biopsy wanted",
            "Question for the",
            "Onset and course",
            "Treatment before",
            "Bleeding and",
        ),
        *("Specimen plan", "Consent", "Tests so far", "Medicines", *_SIGNED, *_CUT),
    ),
    "rheumatology_referral": (
        *(*_FRAME, *_REFERRAL, "Systemic screen", "Raynaud", "Muscle numbers", "Neck flexion", "Autoimmune"),
        *("ANCA", "Cancer screen", "Before suppressing", "Hepatitis C", "Vaccines", *_CARE),
    ),
    "endocrinology_referral": (
        *(*_FRAME, *_REFERRAL, "Endocrine signs", "Goitre", "Endocrine tests", "TSH", "Timing of samples"),
        *("Steroid exposure", "not to be stopped suddenly", "Link to weakness", "Potassium in", *_CARE),
    ),
    "genetics_referral": (
        *(
            *_FRAME,
            *_REFERRAL,
            "Parents related",
            "Pedigree",
            "Phenotype",
            "Test requested",
            "Previous genetic",
        ),
        *("Consent", "Time limits", *_CARE),
    ),
    "rehab_referral": (
        *(
            *_FRAME,
            "Diagnosis, stage",
            "Goals",
            "Function",
            "Five sit-to-stands",
            "Precautions",
            "Equipment and",
        ),
        *("For physio", "For occupational", "Medicines", "Patient told", *_SIGNED, *_CUT),
    ),
    "emergency_transfer": (
        *(
            "Hill clinic",
            "Accepted by",
            "Time left",
            "Weight",
            "Next of kin",
            "Situation",
            "Airway and",
            "Neck",
        ),
        *("Circulation", "Neurology", "Results now", "Treatment", "If it gets worse", "Family and", *_SIGNED),
    ),
    "patient_leaflet": (
        *("What this leaflet is about", "What we think", "Your tests", "What you can do now", "Ask us first"),
        *("Come back at once if", "Your medicine card", "Who to call", "Were we clear?", "Made 21 November"),
    ),
    "reply_slip": (
        *(
            *_FRAME,
            "What was asked",
            "Patient:",
            "Identifier:",
            "Reference:",
            *_CUT,
            "confirmed",
            "Treatment",
        ),
        *("Tests and results", "Follow-up", "Signature, name"),
    ),
}
_SIX = ("024", "028", "074", "088", "122", "134")  # crisis, steroids, inherited, cord, inflammatory, a child


def load(path: Path, kb: KnowledgeBase) -> tuple[Encounter, Assessment]:
    """The patient with the leading cause and its first tests accepted, as a clinician would leave them."""
    encounter = read_case(path, kb).encounter
    assessment = assess(kb, interpret(kb, encounter), Context())
    tests = [test.id for test in assessment.next_tests[:3]]
    causes = [cause.id for cause in assessment.conditions[:1]]
    accepted = [Verdict(kind="test", id=t, decision=Decision.ACCEPTED) for t in tests]
    accepted += [Verdict(kind="condition", id=c, decision=Decision.ACCEPTED) for c in causes]
    return encounter.apply(*(verdict(v) for v in accepted)), assessment


def check_sheet(pdf: bytes) -> None:
    """Every character within the page, pages numbered through."""
    with pdfplumber.open(io.BytesIO(pdf)) as made:
        for number, page in enumerate(made.pages, start=1):
            assert f"Page {number} of {len(made.pages)}" in " ".join((page.extract_text() or "").split())
            outside = [
                c for c in page.chars if c["x1"] > page.width or c["x0"] < 0 or c["bottom"] > page.height
            ]
            assert not outside


def test_the_table_names_every_kind() -> None:
    assert set(EXPECTED) == set(KINDS)


@pytest.mark.parametrize("path", VIGNETTES, ids=lambda p: p.stem)
def test_a_referral_of_every_patient(kb: KnowledgeBase, path: Path) -> None:
    encounter, assessment = load(path, kb)
    letter = compose(kb, encounter, assessment, CLINIC, NOW)
    text = words(render(letter))
    assert [w for w in EXPECTED["neurology_referral"] if w not in text] == []
    if assessment.urgency.value != "routine":
        assert letter.banner is not None
        assert letter.banner.level.value.upper() in text and "Telephoned" in text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("case", _SIX)
def test_every_kind_of_six_patients(kb: KnowledgeBase, case: str, kind: str) -> None:
    path = next(p for p in VIGNETTES if p.stem.startswith(case))
    encounter, assessment = load(path, kb)
    letter = compose(kb, encounter, assessment, CLINIC, NOW, kind=kind)
    pdf = render(letter)
    text = words(pdf)
    assert [w for w in EXPECTED[kind] if w not in text] == []
    check_sheet(pdf)


def syllables(word: str) -> int:
    """Groups of vowels, a silent e at the end taken off; at least one."""
    found = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, found - (word.lower().endswith("e") and not word.lower().endswith("le") and found > 1))


def grade_level(text: str) -> float:
    """Flesch-Kincaid grade: a child of ten is in the fifth."""
    sentences = [s for s in re.split(r"[.?!:]\s+|\n+", text) if re.search(r"\w", s)]
    found = re.findall(r"[A-Za-z']+", text)
    return 0.39 * len(found) / len(sentences) + 11.8 * sum(map(syllables, found)) / len(found) - 15.59


@pytest.mark.parametrize("path", VIGNETTES, ids=lambda p: p.stem)
def test_a_leaflet_reads_at_about_ten_years(kb: KnowledgeBase, path: Path) -> None:
    encounter, assessment = load(path, kb)
    letter = compose(kb, encounter, assessment, CLINIC, NOW, kind="patient_leaflet")
    ours = ("title_plain", "what_it_is", "danger_signs", "do_now", "avoid_now", "tests_explained")
    text = "\n".join(s.text for s in letter.editable if s.id in ours)
    names = [kb.conditions[c].name for c in (i for k, i in encounter.verdicts if k == "condition")]
    for name in [*names, *(t.name for t in kb.tests.values())]:
        text = re.sub(re.escape(name.split(" (")[0]), "it", text, flags=re.I)
    assert grade_level(text) < 6
    assert not letter.banner and letter.large


def test_a_leaflet_names_no_cause_that_was_not_accepted(kb: KnowledgeBase) -> None:
    path = next(p for p in VIGNETTES if p.stem.startswith("122"))
    encounter = read_case(path, kb).encounter
    assessment = assess(kb, interpret(kb, encounter), Context())
    letter = compose(kb, encounter, assessment, CLINIC, NOW, kind="patient_leaflet")
    text = words(render(letter)).lower()
    assert "we do not know yet why you are weak" in text
    assert not [c.name for c in assessment.conditions[:10] if c.name.split(" (")[0].lower() in text]


def test_a_leaflet_is_in_large_type(kb: KnowledgeBase) -> None:
    encounter, assessment = load(VIGNETTES[0], kb)
    pdf = render(compose(kb, encounter, assessment, CLINIC, NOW, kind="patient_leaflet"))
    with pdfplumber.open(io.BytesIO(pdf)) as made:
        sizes = [c["size"] for page in made.pages for c in page.chars]
    assert sum(size >= 12.9 for size in sizes) > 0.6 * len(sizes)


def test_what_was_typed_once_stands_in_each_document_that_has_a_place_for_it(kb: KnowledgeBase) -> None:
    encounter, assessment = load(VIGNETTES[0], kb)
    typed = {
        "goals": "rehab_referral",
        "vaccines": "rheumatology_referral",
        "steroids": "endocrinology_referral",
    }
    typed |= {"pedigree": "genetics_referral", "next_visit": "patient_leaflet", "question": "reply_slip"}
    record = encounter.apply(*(note(name, f"my own {name}") for name in typed))
    for name, kind in typed.items():
        assert f"my own {name}" in words(render(compose(kb, record, assessment, CLINIC, NOW, kind=kind)))
