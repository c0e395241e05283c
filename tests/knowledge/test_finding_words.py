"""The words of the findings: what is read aloud, what counts as present, what people search for."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.knowledge import Finding
from mwdesk.knowledge import open_knowledge

ENDS_WELL = re.compile(r"[\w)%?]$")
LONGEST_QUESTION = 110


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    place: Path = tmp_path_factory.mktemp("knowledge") / "k.sqlite3"
    return tuple(open_knowledge(paths.knowledge_source(), place).findings.values())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _without_brackets(label: str) -> str:
    return re.sub(r"\([^)]*\)", "", label)


def test_every_finding_has_words_of_its_own_to_ask(findings: tuple[Finding, ...]) -> None:
    repeats = [
        f.id for f in findings if _plain(f.ask) in {"", _plain(f.label), _plain(_without_brackets(f.label))}
    ]
    assert repeats == []


def test_every_ask_begins_and_ends_as_a_sentence_does(findings: tuple[Finding, ...]) -> None:
    ragged = [
        f.id
        for f in findings
        if not ENDS_WELL.search(f.ask) or "  " in f.ask or not (f.ask[:1].isupper() or f.ask[:1].isdigit())
    ]
    assert ragged == []


def test_history_is_one_short_question(findings: tuple[Finding, ...]) -> None:
    history = [f for f in findings if f.section.startswith("history.")]
    assert history
    wrong = [
        f.id
        for f in history
        if len(f.ask) > LONGEST_QUESTION or not f.ask.endswith("?") or f.ask.count("?") != 1
    ]
    assert wrong == []


def test_a_sign_says_what_counts_as_present(findings: tuple[Finding, ...]) -> None:
    signs = [f for f in findings if f.section.startswith("exam.")]
    assert signs
    assert [f.id for f in signs if "present" not in f.ask] == []


def test_a_synonym_belongs_to_one_finding_only(findings: tuple[Finding, ...]) -> None:
    said = Counter(word for f in findings for word in {s.casefold() for s in f.synonyms})
    assert [word for word, times in said.items() if times > 1] == []
    labels = {f.label.casefold(): f.id for f in findings}
    stolen = [(f.id, s) for f in findings for s in f.synonyms if labels.get(s.casefold(), f.id) != f.id]
    assert stolen == []


def test_every_finding_can_be_searched_in_other_words(findings: tuple[Finding, ...]) -> None:
    assert [f.id for f in findings if not f.synonyms] == []
