"""Signs above and below letters, and words longer than a page: printed, in time, back on the line."""

from __future__ import annotations

import io
import time

import pytest
from reportlab.pdfgen.canvas import Canvas

from mwdesk import paths
from mwdesk.domain.encounter import Encounter, Medication, medication, note
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.letters import compose, render
from mwdesk.letters.shaping import install
from mwdesk.letters.typography import load_fonts
from tests.letters.conftest import CLINIC, NOW, alarmed
from tests.letters.test_hostile import overflow

ARABIC = "\u0645\u064f\u062d\u064e\u0645\u0651\u064e\u062f\u064c"  # a name with all its vowel signs


@pytest.mark.parametrize(
    "text",
    [
        f"{ARABIC} " * 200,
        f"{ARABIC} 12.5 mg {ARABIC} 3/4 (2026-01-02) " * 20,
        "\u0915\u094d\u0937\u0924\u094d\u0930\u093f\u092f" * 300,  # one word over a page and more
        "a\u0301\u0323" * 1500,
        "H" + "\u0300" * 300,
        "neuro\u00admuscular\tdis\u00ad\u200bease \u202eback\u202c \ufeff",
        "\n".join(f"row {number}" for number in range(400)),
    ],
    ids=["vowel signs", "with numbers", "long word", "composed", "heaped", "unseen", "rows"],
)
def test_a_letter_stands_whatever_was_typed(kb: KnowledgeBase, encounter: Encounter, text: str) -> None:
    told = encounter.apply(note("history", text), medication(Medication(name=text[:60], detail=text)))
    begun = time.perf_counter()
    pdf = render(compose(kb, told, alarmed(Urgency.URGENT), CLINIC, NOW, kind="neurology_referral"))
    assert time.perf_counter() - begun < 20  # a word of 2400 signs took minutes
    assert overflow(pdf) == []


def test_two_heights_in_a_row_are_known_and_a_line_may_begin_raised() -> None:
    load_fonts(paths.resources() / "fonts")
    install()
    text = Canvas(io.BytesIO()).beginText(10, 50)
    text._code = []
    text.setRise(3)
    text.setRise(5)
    assert (text._code, text._rise, text._y) == (["5 Ts"], 5, 45)
    text.setRise(0)
    assert (text._code, text._rise, text._y) == (["0 Ts"], 0, 50)
