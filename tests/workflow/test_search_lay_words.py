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
    "heavy legs": "perceived-heaviness",
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
