"""What patients say and nurses type leads to the finding that was meant, in the shipped knowledge."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.workflow.search import find

MEANT = {
    "trouble climbing stairs": "proximal-leg-weakness",
    "difficulty getting up from a low chair": "proximal-leg-weakness",
    "can't lift arms": "proximal-arm-weakness",
    "weakness in legs": "lower-limb-weakness",
    "weakness of one side of the body": "hemiparesis",
    "weak grip": "distal-arm-weakness",
    "neck weakness": "neck-flexor-weakness",
    "heavy legs": "lower-limb-weakness",
    "heavy arms": "upper-limb-weakness",
    "limbs heavy": "perceived-heaviness",
    "head heavy": "neck-flexor-weakness",
    "tingling feet": "limb-paraesthesia",
    "chokes on water": "dysphagia",
    "tired all the time": "fatigue-without-weakness",
    "weaker with use": "fatigable-weakness",
    "attacks of weakness": "episodic-weakness",
    "drooping eyelid": "ptosis",
    "speaks through the nose": "nasal-speech",
    "trouble swallowing": "dysphagia",
    "short of breath lying flat": "orthopnoea",
    "loose motions": "diarrhoea-vomiting",
    "giddiness": "vertigo",
    "dizzy on standing": "orthostatic-hypotension",
    "fits": "seizure",
    "muscle twitching": "fasciculations",
    "numb feet": "sensory-loss-distal",
    "burning feet": "neuropathic-pain",
    "pins and needles": "limb-paraesthesia",
    "cola coloured urine": "dark-urine",
    "cola colored urine": "dark-urine",
    "cannot pass urine": "urinary-retention-incontinence",
    "stiff in the mornings": "morning-stiffness-over-45-min",
    "body ache": "myalgia",
    "slow to let go": "grip-myotonia",
    "floppy baby": "head-lag-frog-leg",
    "consumed poison": "organophosphate-exposure",
    "cholesterol tablets": "statin-use",
    "hypokalemia": "hypokalaemia",
    "parents are cousins": "parental-consanguinity",
}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.mark.parametrize(("text", "finding"), MEANT.items())
def test_lay_words_find_what_was_meant(kb: KnowledgeBase, text: str, finding: str) -> None:
    assert finding in [hit.id for hit in find(kb, text)[:3]]


def test_every_synonym_finds_its_own_finding(kb: KnowledgeBase) -> None:
    missed = [
        (f.id, said)
        for f in kb.findings.values()
        for said in f.synonyms
        if f.id not in {hit.id for hit in find(kb, said, 5)}
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("text", "finding"),
    {
        "legs stiff": "muscle-stiffness",
        "stiff legs": "muscle-stiffness",
        "worse with use": "fatigable-weakness",
        "prostate cancer": "cancer-history",
    }.items(),
)
def test_a_complaint_comes_before_the_sign_the_drug_and_the_rare(
    kb: KnowledgeBase, text: str, finding: str
) -> None:
    first = find(kb, text)[0]
    assert (first.kind, first.id, first.sure) == ("finding", finding, True)


@pytest.mark.parametrize("text", ["heavy legs", "worked in Bihar", "weak", "stiff", "prostate xyz"])
def test_what_is_not_sure_says_so(kb: KnowledgeBase, text: str) -> None:
    assert not find(kb, text)[0].sure


def test_a_word_is_no_brand_for_being_like_one(kb: KnowledgeBase) -> None:
    assert not [h for h in find(kb, "prostate cancer") if h.kind == "drug"]
    assert find(kb, "prostap")[0].id == "leuprorelin"
    assert find(kb, "prostat", kinds=("drug",))[0].id == "leuprorelin"


def test_medicines_stand_below_every_finding_that_is_sure(kb: KnowledgeBase) -> None:
    for text in ("statin", "steroid", "insulin", "lithium", "thyroid"):
        hits = find(kb, text, 40)
        sure = [i for i, h in enumerate(hits) if h.kind == "finding" and h.sure]
        drugs = [i for i, h in enumerate(hits) if h.kind == "drug"]
        assert not sure or not drugs or max(sure) < min(drugs), text
