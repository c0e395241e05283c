"""The leaflet's languages: every text said in each, the same numbers and refusals, marked until reviewed."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace

import pytest
from pypdf import PdfReader

from mwdesk.domain.encounter import Decision, Encounter, Verdict, note, verdict
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.leaflet import LANGUAGES, Translation, lay_texts, leaflet_language
from mwdesk.domain.letter import BodyChart, KeyValues, Letter, Prose
from mwdesk.letters import compose, render
from mwdesk.letters.text import plain_text
from mwdesk.letters.tongue import Tongue
from tests.letters.conftest import CLINIC, NOW, ROUTINE, alarmed
from tests.letters.test_sections import grade_level

OTHERS = [code for code in LANGUAGES if code != "en"]
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
REFUSAL = re.compile(r"\b(not|no|never|cannot|without|none)\b", re.IGNORECASE)
REFUSALS = {
    "hi": re.compile(r"(?<!\S)(न|नहीं|मत|बिना|मना)(?=[\s,।:;?.)]|$)"),
    "kn": re.compile(r"ಬೇಡ|ಬಾರದ|ಲ್ಲ|ದಿದ್ದ|ದಿರ|ದೆ(?=[\s,.]|$)|ಗದ"),
    "es": re.compile(r"\b(no|nunca|sin|ni|ninguna?|nada)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(ne|n'|pas|jamais|sans|ni|aucune?|non|sauf)\b", re.IGNORECASE),
}
# English that denies or forbids in other words than those above.
DENIES = re.compile(
    r"avoid|safe|still|dry days|short of|quietly|break up|only|unless|, or you|redness", re.IGNORECASE
)
# Names for which there is no plainer word.
NAMES = re.compile(
    r"\b(fluoroquinolone antibiotics|macrolides|aminoglycosides|magnesium|quinine|timolol|penicillamine|"
    r"botulinum toxin|clarithromycin|itraconazole|gemfibrozil|potassium|calcium|hydrocortisone|myasthenia|"
    r"carbon monoxide|warfarin|epilepsy)\b"
)


def every(kb: KnowledgeBase) -> dict[str, str]:
    """All lay texts but the names of conditions, which print as they stand in the notes."""
    texts = lay_texts(kb.leaflet, kb.advice, kb.conditions)
    return {ident: text for ident, text in texts.items() if not ident.startswith("condition.")}


def in_language(encounter: Encounter, code: str) -> Encounter:
    return replace(encounter, patient=replace(encounter.patient, leaflet_language=code))


def leaflet(kb: KnowledgeBase, encounter: Encounter, code: str, **more: str) -> Letter:
    record = in_language(encounter, code)
    return compose(kb, record, ROUTINE, CLINIC, NOW, kind="patient_leaflet", edits=more)


def squeezed(text: str) -> str:
    """Composed and without spaces: a sign made of two glyphs comes back in its two halves."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def read(pdf: bytes) -> list[str]:
    return [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]


# the translations themselves


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_the_leaflet_is_said_in_each_language(kb: KnowledgeBase, code: str) -> None:
    entries = kb.translations[code]
    assert [i for i, english in every(kb).items() if i not in entries or entries[i].english != english] == []
    same = [
        i for i, entry in entries.items() if entry.text == entry.english and not i.startswith("condition.")
    ]
    # "{day} {month} {year}" and a name that is one in both languages
    assert len(same) <= 4, same


@pytest.mark.parametrize("code", OTHERS)
def test_numbers_and_units_are_the_same(kb: KnowledgeBase, code: str) -> None:
    for ident, entry in kb.translations[code].items():
        english, other = (
            sorted(n.replace(",", ".") for n in NUMBER.findall(text)) for text in (entry.english, entry.text)
        )
        assert english == other, ident
        assert sorted(re.findall(r"\{\w+\}", entry.english)) == sorted(re.findall(r"\{\w+\}", entry.text))
        assert len(re.findall(r"\bkg\b", entry.english)) == len(re.findall(r"\bkg\b", entry.text)), ident


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_forbidden_is_forbidden_in_each_language(kb: KnowledgeBase, code: str) -> None:
    for ident, entry in kb.translations[code].items():
        if REFUSAL.search(entry.english):
            assert REFUSALS[code].search(entry.text), (ident, entry.text)


@pytest.mark.parametrize("code", ["hi", "es", "fr"])
def test_nothing_is_forbidden_that_the_english_allows(kb: KnowledgeBase, code: str) -> None:
    """Kannada says "if not" and "not" with endings that other words have too: not to be told by a pattern."""
    for ident, entry in kb.translations[code].items():
        if REFUSALS[code].search(entry.text):
            allowed = REFUSAL.search(entry.english) or DENIES.search(entry.english)
            assert allowed or ident.startswith("condition."), (ident, entry.text)


def test_the_english_reads_at_about_ten_years(kb: KnowledgeBase) -> None:
    groups: dict[str, list[str]] = {}
    for ident, text in every(kb).items():
        if not ident.startswith(("leaflet.date", "leaflet.mark")):
            groups.setdefault(ident.rpartition(".")[0], []).append(NAMES.sub("it", text))
    grades = {name: grade_level("\n".join(texts)) for name, texts in groups.items()}
    for name, grade in sorted(grades.items(), key=lambda item: -item[1]):
        print(f"{grade:5.1f} {name}")  # noqa: T201 -- shown by pytest -s, and where the test fails
    assert grade_level("\n".join(text for texts in groups.values() for text in texts)) < 5
    assert {name: grade for name, grade in grades.items() if grade > 6.5} == {}


# what the leaflet does with them


@pytest.mark.parametrize("code", OTHERS)
def test_each_page_says_that_no_reader_reviewed_the_translation(
    kb: KnowledgeBase, encounter: Encounter, code: str
) -> None:
    letter = leaflet(kb, encounter, code)
    pdf = render(letter)
    mark = squeezed(kb.translations[code]["leaflet.mark.machine"].text)
    for page in read(pdf):
        assert mark in page
        assert "Machinetranslation,notreviewed" in page
    assert PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/Lang"] == LANGUAGES[code].tag


def test_an_english_leaflet_has_no_mark_and_nothing_beside(kb: KnowledgeBase, encounter: Encounter) -> None:
    letter = leaflet(kb, encounter, "en")
    assert letter.notice == ""
    assert [s.id for s in letter.sections if s.beside] == []
    assert "Machinetranslation" not in "".join(read(render(letter)))


@pytest.mark.parametrize("code", OTHERS)
def test_the_english_stands_beside_every_unreviewed_text(
    kb: KnowledgeBase, encounter: Encounter, code: str
) -> None:
    told, english = leaflet(kb, encounter, code), leaflet(kb, encounter, "en")
    for section in english.sections:
        own = told.section(section.id)
        assert own is not None
        if section.id in ("for_clinician", "version_line", "page_title"):
            continue
        assert own.beside.startswith(section.title), section.id
        assert own.title != section.title
        for block, other in zip(section.blocks, own.blocks, strict=True):
            if isinstance(block, Prose) and isinstance(other, Prose):
                assert [a for a, b in zip(other.beside, block.paragraphs, strict=True) if a != b] == []
            if isinstance(block, KeyValues) and isinstance(other, KeyValues):
                assert other.beside == tuple(label for label, _ in block.rows)
            assert type(block) is type(other)
    page = "".join(read(render(told)))
    assert "Donotstopyourpillsbyyourself.Askusfirst." in page


def test_in_an_emergency_the_first_thing_said_is_to_go(kb: KnowledgeBase, encounter: Encounter) -> None:
    for code in LANGUAGES:
        alarm = alarmed(Urgency.EMERGENCY)
        record = in_language(encounter, code)
        letter = compose(kb, record, alarm, CLINIC, NOW, kind="patient_leaflet")
        said = Tongue(kb, code)
        go = said.say("about.emergency").text
        page = read(render(letter))[0]
        assert squeezed(go) in page
        assert page.index(squeezed(go)) < page.index(squeezed(said.heading("danger")))
        assert said.say("go.now").text in plain_text(letter)
        advice = [a.name for a in kb.advice.values() if a.id != "emergency-get-help-now"]
        assert [name for name in advice if f"{name}:" in plain_text(letter)] == []


def test_what_was_typed_stands_as_typed_without_english(kb: KnowledgeBase, encounter: Encounter) -> None:
    own = note("avoid/patient_leaflet", "No mountain climbing, पहाड़ नहीं")
    typed = encounter.apply(own, note("allergies", "Penicillin"))
    letter = leaflet(kb, typed, "kn", what_it_is="ಮುಂದಿನ ವಾರ ಬನ್ನಿ & rest")
    text = plain_text(letter)
    assert "No mountain climbing, पहाड़ नहीं." in text
    assert "Penicillin" in text
    edited = letter.section("what_it_is")
    assert edited is not None and edited.edited and edited.beside == ""
    page = "".join(read(render(letter)))
    assert squeezed("ಮುಂದಿನ ವಾರ ಬನ್ನಿ & rest") in page
    assert squeezed("No mountain climbing, पहाड़ नहीं.") in page


def test_a_changed_english_text_prints_in_english_and_says_so(
    kb: KnowledgeBase, encounter: Encounter
) -> None:
    changed = replace(kb, leaflet={**kb.leaflet, "avoid.stop": "Never stop your pills by yourself"})
    letter = leaflet(changed, encounter, "es")
    avoid = letter.section("avoid_now")
    assert avoid is not None
    block = avoid.blocks[0]
    assert isinstance(block, Prose)
    at = block.paragraphs.index("• Never stop your pills by yourself.")
    assert block.beside[at] == "In English: the English has changed since it was translated."
    assert "• Pregúntenos antes de tomar" in block.paragraphs[0]


def test_a_text_without_translation_is_printed_in_english(kb: KnowledgeBase, encounter: Encounter) -> None:
    entries = {k: v for k, v in kb.translations["hi"].items() if k != "leaflet.avoid.alcohol"}
    letter = leaflet(replace(kb, translations={"hi": entries}), encounter, "hi")
    page = squeezed("".join(read(render(letter))))
    assert squeezed("• Ask us how much alcohol is safe for you.") in page
    assert squeezed("In English: not translated yet.") in page


def test_a_text_that_only_moved_in_its_list_keeps_its_translation(kb: KnowledgeBase) -> None:
    advice = kb.advice["sleep"]
    turned = replace(advice, points=tuple(reversed(advice.points)))
    said = Tongue(replace(kb, advice={**kb.advice, "sleep": turned}), "fr")
    for number, point in enumerate(turned.points, start=1):
        found = said.text(f"advice.sleep.{number}", point)
        assert found.state == "translated"
        assert found.text != point


def test_what_a_named_reader_reviewed_stands_alone(kb: KnowledgeBase, encounter: Encounter) -> None:
    entries = {k: replace(v, reader="Dr A Rao", date="2026-11-21") for k, v in kb.translations["kn"].items()}
    letter = leaflet(replace(kb, translations={"kn": entries}), encounter, "kn")
    assert letter.notice == ""
    page = "".join(read(render(letter)))
    assert "Machinetranslation" not in page
    assert "Donotstopyourpills" not in page
    assert "TranslationreadbyDrARao,2026-11-21." in page


def test_a_reader_without_a_day_reviewed_nothing() -> None:
    assert not Translation(english="a", text="b", reader="Dr A Rao").reviewed
    assert Translation(english="a", text="b", reader="Dr A Rao", date="2026-11-21").reviewed


@pytest.mark.parametrize(
    ("chosen", "spoken", "usual", "printed"),
    [
        ("", "", "en", "en"),
        ("kn", "Hindi", "fr", "kn"),
        ("", "hindi ", "fr", "hi"),
        ("", "ಕನ್ನಡ", "en", "kn"),
        ("", "Konkani", "fr", "fr"),
        ("xx", "", "zz", "en"),
    ],
)
def test_which_language_prints(chosen: str, spoken: str, usual: str, printed: str) -> None:
    assert leaflet_language(chosen, spoken, usual) == printed


def test_an_accepted_cause_keeps_its_name_of_the_notes(kb: KnowledgeBase, encounter: Encounter) -> None:
    accepted = encounter.apply(
        verdict(Verdict(kind="condition", id="generalised-myasthenia", decision=Decision.ACCEPTED))
    )
    for code in LANGUAGES:
        assert "generalised myasthenia gravis" in plain_text(leaflet(kb, accepted, code))


def test_the_body_shows_where_it_is_weak(kb: KnowledgeBase, encounter: Encounter) -> None:
    letter = leaflet(kb, encounter, "hi")
    section = letter.section("where_weak")
    assert section is not None
    block = section.blocks[0]
    assert isinstance(block, BodyChart)
    assert set(block.powers.values()) - {"5"}
    assert block.right == "आपका दायाँ"
    assert squeezed(block.legend) in "".join(read(render(letter)))


def test_the_editor_names_a_section_in_english_too(kb: KnowledgeBase, encounter: Encounter) -> None:
    titles = {s.id: s.title for s in leaflet(kb, encounter, "hi").editable}
    assert titles["avoid_now"] == "पहले हमसे पूछें · Ask us first"
    assert {s.id: s.title for s in leaflet(kb, encounter, "en").editable}["avoid_now"] == "Ask us first"
