"""Names of people and places keep their capital inside a sentence, on the screen and in the letter alike."""

from __future__ import annotations

import pytest

from mwdesk import paths
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.letters.wording import bare, lower
from mwdesk.workflow.words import inside


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.mark.parametrize(
    ("label", "within"),
    [
        ("Bell's palsy (idiopathic facial palsy)", "Bell's palsy"),
        ("Mechanic's hands", "mechanic's hands"),
        ("MuSK antibody", "MuSK antibody"),
        ("Parkinson disease", "Parkinson disease"),
        ("Cushingoid appearance", "cushingoid appearance"),
        ("Cerebral palsy", "cerebral palsy"),
        ("Ptosis", "ptosis"),
        ("EMG of the face", "EMG of the face"),
    ],
)
def test_a_name_keeps_its_capital(kb: KnowledgeBase, label: str, within: str) -> None:
    assert inside(kb, label) == within
    assert lower(bare(label)) == within


def test_screen_and_letter_write_every_label_alike(kb: KnowledgeBase) -> None:
    labels = [c.name for c in kb.conditions.values()]
    labels += [t.name for t in kb.tests.values()] + [a.name for a in kb.analytes.values()]
    labels += [f.label for f in kb.findings.values()] + [a.title for a in kb.alerts.values()]
    differ = [label for label in labels if inside(kb, label)[0] != lower(bare(label))[0]]
    assert differ == []
