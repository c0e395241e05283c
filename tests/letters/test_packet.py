"""Several documents as one file: the cover lists them with their sheets, and each prints as by itself."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.letter import Letter
from mwdesk.letters import KINDS, packet, render
from tests.letters.conftest import alarmed, pages

Draft = Callable[..., Letter]
THREE = ("neurology_referral", "edx_request", "patient_leaflet")


def test_the_cover_lists_each_document_with_its_sheets(draft: Draft) -> None:
    letters = [draft(kind=kind, assessment=alarmed(Urgency.EMERGENCY)) for kind in THREE]
    made = pages(packet(letters))
    assert "3 in this packet" in made[0]
    start = 2
    for letter in letters:
        own = pages(render(letter))
        end = start + len(own) - 1
        span = f"{start}" if start == end else f"{start} to {end}"
        assert re.search(rf"{re.escape(letter.title)} {span} .*{letter.reference}", made[0]), letter.kind
        for number, page in enumerate(own):
            sheet = made[start + number - 1]
            assert f"Page {number + 1} of {len(own)} · sheet {start + number} of {len(made)}" in sheet
            assert re.sub(r" · sheet \d+ of \d+", "", sheet) == page
        start = end + 1
    assert len(made) == start - 1
    assert "emergency" in made[0] and "EMERGENCY" in made[0] and "By when" in made[0]


def test_every_kind_at_once_has_a_bookmark_each_and_the_same_bytes_again(draft: Draft) -> None:
    letters = [draft(kind=kind) for kind in KINDS]
    made = packet(letters)
    assert made == packet(letters)
    marks = [str(item["/Title"]) for item in PdfReader(io.BytesIO(made)).outline]
    assert marks == ["Documents about one patient", *KINDS.values()]


def test_a_packet_of_nothing_is_refused_in_words() -> None:
    with pytest.raises(DataError, match="holds no document"):
        packet([])


def test_a_missing_font_is_said_for_a_packet_too(draft: Draft, tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics

    kept = dict(pdfmetrics._fonts)
    pdfmetrics._fonts.clear()
    try:
        with pytest.raises(DataError, match="cannot be read"):
            packet([draft()], tmp_path)
    finally:
        pdfmetrics._fonts.update(kept)


def test_every_page_of_a_draft_says_so_and_nothing_else_moves(draft: Draft) -> None:
    letters = [draft(kind=kind) for kind in THREE]
    for letter in letters:
        marked = pages(render(dataclasses.replace(letter, unsigned=True)))
        assert all("Draft, unsigned" in page for page in marked)
        assert [page.replace("Draft, unsigned ", "") for page in marked] == pages(render(letter))
