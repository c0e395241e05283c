"""Every document of every published patient, read back from paper and held against what its reader must find.

`sections.toml` beside this file says for each kind what must be there, in which order, and what on page 1.
"""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.encounter import Decision, Encounter, Verdict, verdict
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import Examination, Letter, Place, PowerTable, Section, Table, section_text
from mwdesk.interchange import read_case
from mwdesk.letters import KINDS, compose, render
from mwdesk.workflow.session import compute_assessment
from tests.conftest import VIGNETTES
from tests.letters.conftest import CLINIC

NOW = datetime(2026, 11, 21, 9, 0)
TABLE = tomllib.loads((Path(__file__).parent / "sections.toml").read_text(encoding="utf-8"))
MARGIN = 43.0  # points from the left at which the titles of sections stand
MOST_PAGES = 3


@dataclass(frozen=True)
class Word:
    """A piece of text where it stands: page from 1, points from the left and from the foot of the page."""

    page: int
    x: float
    y: float
    text: str


def pieces(pdf: bytes) -> list[Word]:
    """Every piece of text with its place, in the order in which it was drawn."""
    found: list[Word] = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages, start=1):

        def see(
            text: str, _cm: object, tm: list[float], _font: object, _size: float, at: int = number
        ) -> None:
            if text.strip():
                found.append(Word(at, tm[4], tm[5], text.strip()))

        page.extract_text(visitor_text=see)
    return found


def squeezed(text: str) -> str:
    """Letters, figures and signs only: where a line breaks is no matter."""
    return re.sub(r"[\s\u00a0-]+", "", text)


@pytest.fixture(scope="module", params=VIGNETTES, ids=lambda p: p.stem)
def case(request: pytest.FixtureRequest, kb: KnowledgeBase) -> tuple[Encounter, Assessment]:
    """A patient with the likeliest cause and the first tests accepted, as a clinician would leave them."""
    encounter = read_case(request.param, kb).encounter
    first = compute_assessment(kb, encounter, CLINIC)
    agreed = [Verdict(kind="test", id=t.id, decision=Decision.ACCEPTED) for t in first.next_tests[:3]]
    agreed += [Verdict(kind="condition", id=c.id, decision=Decision.ACCEPTED) for c in first.conditions[:1]]
    encounter = encounter.apply(*(verdict(v) for v in agreed))
    return encounter, compute_assessment(kb, encounter, CLINIC)


def test_the_table_names_every_kind() -> None:
    assert set(TABLE) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_of_every_patient(
    kb: KnowledgeBase, case: tuple[Encounter, Assessment], kind: str
) -> None:
    encounter, assessment = case
    letter = compose(kb, encounter, assessment, CLINIC, NOW, kind=kind)
    pdf = render(letter)
    words = pieces(pdf)
    pages = [squeezed("".join(w.text for w in words if w.page == n)) for n in range(1, words[-1].page + 1)]
    check_sections(letter)
    check_pages(letter, pages)
    check_page_one(letter, pages)
    check_places(letter, words)
    check_tables(letter, words, pages)


def check_sections(letter: Letter) -> None:
    """Every section that the kind must have, in order, none of them empty."""
    have = [s.id for s in letter.sections]
    wanted = TABLE[letter.kind]["order"]
    assert [i for i in wanted if i not in have] == []
    places = [have.index(i) for i in wanted]
    assert places == sorted(places) or TABLE[letter.kind].get("any_order")
    for section in () if letter.large else letter.sections:
        assert section.blocks and all(section_text(section) or s for s in section.blocks)
    if letter.kind not in ("emergency_transfer", "patient_leaflet"):
        assert have[-1] == "slip"


def check_pages(letter: Letter, pages: list[str]) -> None:
    """Numbered through, stamped on each, and not more than the reader can take."""
    assert len(pages) <= (1 if letter.kind == "reply_slip" else MOST_PAGES)
    for number, text in enumerate(pages, start=1):
        for stamp in (f"Page{number}of{len(pages)}", letter.stamp.reference, letter.stamp.program):
            assert squeezed(stamp) in text
    whole = "".join(pages)
    for section in letter.sections:
        for paragraph in section_text(section).split("\n\n"):
            assert squeezed(paragraph) in whole or len(pages) > 1  # may go over a page
            assert all(squeezed(word) in whole for word in paragraph.split())


def check_page_one(letter: Letter, pages: list[str]) -> None:
    """Page 1 stands alone: urgency and why, the question, the key findings, the impression; all whole."""
    first = pages[0]
    banner = letter.banner
    if banner is not None:
        for said in (banner.level.value.upper(), banner.by_when, "; ".join(banner.why), banner.telephoned):
            assert squeezed(said) in first
    for ident in TABLE[letter.kind]["key"]:
        section = letter.section(ident)
        assert section is not None
        assert squeezed(section.title) in first
        for paragraph in section_text(section).split("\n\n"):
            assert squeezed(paragraph) in first, f"{ident} is not whole on page 1"
        for said in findings_of(section):
            assert squeezed(said) in first, f"{said} of {ident} is not on page 1"


def findings_of(section: Section) -> Iterator[str]:
    for block in section.blocks:
        if isinstance(block, Examination):
            yield from (power.movement[1:] for power in block.power)
            for column in (block.abnormal, block.normal, block.not_tested):
                yield from ("; ".join(lines.lines) for lines in column)


def check_places(letter: Letter, words: list[Word]) -> None:
    """Titles stand in the margin, down the page in their order; where some went over, page 1 says where."""
    if letter.large or letter.kind == "reply_slip":
        return
    sections = [s for s in letter.sections if s.place is Place.FIRST]
    margin = [w for w in words if abs(w.x - MARGIN) < 1.5]
    found = {s.id: next((w for w in margin if begins(s.title, w.text)), None) for s in sections}
    assert [i for i, w in found.items() if w is None] == []
    placed = [w for w in found.values() if w is not None]
    one, later = [w for w in placed if w.page == 1], [w for w in placed if w.page > 1]
    assert all(a.page < b.page or a.y > b.y for a, b in pairwise(later))
    keys = [found[s.id] for s in sections if s.key]
    assert all(w is not None and w.page == 1 for w in keys)
    if not later:
        assert all(a.y > b.y for a, b in pairwise(one))
    else:
        foot = squeezed("".join(w.text for w in words if w.page == 1 and w.y < 66))
        assert "→Onpage2:" in foot
        assert all(squeezed(s.title) in foot for s in sections if found[s.id] in later)


def begins(title: str, text: str) -> bool:
    """Whether a line in the margin is the first one of this title."""
    return title == text or title.startswith(f"{text} ")


def check_tables(letter: Letter, words: list[Word], pages: list[str]) -> None:
    """Each cell is printed whole, and each grade beside its movement and on its side."""
    whole = "".join(pages)
    for section in letter.sections:
        for block in section.blocks:
            if isinstance(block, Table) and not letter.large:
                assert all(squeezed(w) in whole for row in block.rows for cell in row for w in cell.split())
            if isinstance(block, PowerTable):
                for power in block.rows:
                    check_grades(words, power.movement, power.right, power.left)


def check_grades(words: list[Word], movement: str, right: str, left: str) -> None:
    name = movement[:1].upper() + movement[1:]
    rows = [w for w in words if w.text in (name, f"{name} (by section)") and w.page > 1]
    beside = []
    for row in rows:
        line = sorted(
            (w for w in words if w.page == row.page and abs(w.y - row.y) < 4 and w.x > row.x),
            key=lambda w: w.x,
        )
        beside.append([w.text for w in line])
    shown = [right or "·", left or "·"]
    assert any(shown == [t for t in texts if is_grade(t)][:2] for texts in beside), (movement, shown, beside)


def is_grade(text: str) -> bool:
    return re.fullmatch(r"[0-5][+-]?|NT|·", text) is not None
