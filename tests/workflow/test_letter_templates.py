"""Templates of a practice: they change what they may, are checked whole, and are never half used."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient, State, answer, grade, note
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.letter import Place
from mwdesk.domain.letter_template import LetterTemplate, StandingParagraph
from mwdesk.letters import KINDS, plain_text, render, required, sections_of
from mwdesk.letters.templates import lay_over
from mwdesk.storage import Store
from mwdesk.workflow import Session
from mwdesk.workflow.letter_desk import LetterDesk
from mwdesk.workflow.letter_templates import prepare_folder, read_templates

KIND = "neurology_referral"
TEMPLATED = [kind for kind in KINDS if sections_of(kind)]


@pytest.fixture
def desk(kb: KnowledgeBase, tmp_path: Path) -> Iterator[LetterDesk]:
    store = Store.open(tmp_path / "patients.sqlite3")
    session = Session(kb, store, Clinic(name="Hill clinic"), lambda: datetime(2026, 11, 21, 9, 0))
    session.create_patient(Patient(id="", name="Asha Rao", sex="female", age_years=40))
    session.record(answer("paraparesis", State.PRESENT), grade("hip-flexion", "right", "3"))
    yield LetterDesk(session)
    store.close()


def write(desk: LetterDesk, name: str, text: str) -> None:
    desk.folder.mkdir(exist_ok=True)
    (desk.folder / name).write_text(text, encoding="utf-8")


def picture(folder: Path, name: str = "logo.png", size: tuple[int, int] = (300, 80)) -> None:
    folder.mkdir(exist_ok=True)
    Image.new("RGB", size, "#0B6272").save(folder / name)


def printed(desk: LetterDesk, kind: str = KIND) -> str:
    pages = PdfReader(io.BytesIO(desk.pdf(kind))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_words_order_and_own_paragraphs_reach_the_paper(desk: LetterDesk) -> None:
    write(
        desk,
        f"{KIND}.toml",
        'greeting = "Dear colleague,"\nclosing = "With kind regards,"\nleave_out = ["told"]\n'
        'order = ["impression", "tests"]\n'
        '[[paragraph]]\ntitle = "Our hours"\ntext = "From 8 to 16 h."\nafter = "treatment"\n',
    )
    text, letter = printed(desk), desk.draft(KIND)
    for words in ("Dear colleague,", "With kind regards,", "Our hours", "From 8 to 16 h."):
        assert words in text
    order = [s.id for s in letter.sections if s.place is Place.FIRST]
    assert "told" not in order
    assert order.index("impression") < order.index("tests")
    assert order[0] == "greeting" and order[-2:] == ["closing", "signature"]
    assert order[order.index("treatment") + 1] == "own_1"
    assert "Dear colleague," in plain_text(letter)


def test_a_file_for_every_document_gives_way_to_one_of_its_kind(desk: LetterDesk) -> None:
    write(desk, "every_document.toml", 'greeting = "Good day,"')
    write(desk, "edx_request.toml", 'greeting = "Dear laboratory,"')
    assert "Good day," in printed(desk)
    assert "Dear laboratory," in printed(desk, "edx_request")
    assert "Good day," not in printed(desk, "edx_request")
    assert "Good day," not in printed(desk, "reply_slip")


def test_a_changed_file_is_read_at_once(desk: LetterDesk) -> None:
    assert "Dear" not in printed(desk)
    write(desk, f"{KIND}.toml", 'greeting = "Dear one,"')
    assert "Dear one," in printed(desk)
    write(desk, f"{KIND}.toml", 'greeting = "Dear other one,"')
    assert "Dear other one," in printed(desk)


def test_the_logo_stands_at_the_head_and_the_bytes_stay_the_same(desk: LetterDesk) -> None:
    picture(desk.folder)
    write(desk, f"{KIND}.toml", 'logo = "logo.png"')
    page = PdfReader(io.BytesIO(desk.pdf(KIND))).pages[0]
    assert len(page.images) == 1
    assert render(desk.draft(KIND)) == render(desk.draft(KIND))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('leave_out = ["examination"]', "'examination' cannot be left out"),
        ('leave_out = ["exam"]', "no section 'exam'"),
        ('order = ["sumary"]', "Did you mean 'summary'"),
        ('greting = "x"', "key is not known"),
        ("greeting = 3", "wrong form"),
        ('greeting = "', "cannot be read"),
        ('logo = "../secret.png"', "same folder"),
        ('logo = "nothing.png"', "cannot be read"),
        ('[[paragraph]]\ntitle = "x"', "wrong form"),
        ('[[paragraph]]\ntitle = "x"\ntext = "y"\nafter = "nowhere"', "no section 'nowhere'"),
    ],
)
def test_a_faulty_template_is_told_and_not_used(desk: LetterDesk, text: str, said: str) -> None:
    before = [s.id for s in desk.draft(KIND).sections]
    write(desk, f"{KIND}.toml", text)
    (issue, *others) = desk.templates.issues
    assert said in issue.sentence() and not others
    assert issue.fix and f"{KIND}.toml" in issue.path
    assert [s.id for s in desk.draft(KIND).sections] == before


def test_a_file_that_is_no_picture_is_no_logo(desk: LetterDesk) -> None:
    write(desk, "logo.png", "not a picture")
    write(desk, f"{KIND}.toml", 'logo = "logo.png"')
    assert "no PNG or JPEG" in desk.templates.issues[0].message


def test_a_name_that_is_no_kind_is_told_with_the_nearest(desk: LetterDesk) -> None:
    write(desk, "neurologyreferral.toml", 'greeting = "x"')
    assert "neurology_referral.toml" in desk.templates.issues[0].fix


def test_the_folder_explains_itself_and_its_example_is_whole(desk: LetterDesk) -> None:
    folder = prepare_folder(desk.folder)
    readme = (folder / "READ ME.txt").read_text(encoding="utf-8")
    for kind in TEMPLATED:
        assert f"{kind}.toml" in readme
    assert read_templates(folder).by_kind == {}, "the example is not in use"
    (folder / "example.toml").rename(folder / f"{KIND}.toml")
    found = read_templates(folder)
    assert found.issues == () and found.by_kind[KIND].greeting == "Dear colleague,"
    prepare_folder(desk.folder)
    assert (folder / "example.toml").exists()


def test_own_words_of_the_clinician_survive_a_template(desk: LetterDesk) -> None:
    write(desk, f"{KIND}.toml", 'greeting = "Dear colleague,"\norder = ["impression", "summary"]')
    desk.edit(KIND, "impression", "I think of the cord.")
    assert "I think of the cord." in printed(desk)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), kind=st.sampled_from(TEMPLATED))
def test_no_template_takes_a_required_section(
    desk_sections: dict[str, list], data: st.DataObject, kind: str
) -> None:
    """Whatever a template asks for, each section is there once, and the required ones all."""
    known = st.sampled_from([*sections_of(kind), "nowhere"])
    template = LetterTemplate(
        order=tuple(data.draw(st.lists(known, max_size=8))),
        leave_out=tuple(data.draw(st.lists(known, max_size=8))),
        paragraphs=tuple(
            StandingParagraph(title="own", text="own", after=a) for a in data.draw(st.lists(known))
        ),
    )
    before = [s.id for s in desk_sections[kind]]
    after = [s.id for s in lay_over(template, kind, desk_sections[kind]) if not s.id.startswith("own_")]
    assert len(after) == len(set(after))
    assert set(before) & required(kind) <= set(after) <= set(before)
    assert after[-1] == "signature"


@pytest.fixture(scope="module")
def desk_sections(kb: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list]:
    store = Store.open(tmp_path_factory.mktemp("lay") / "patients.sqlite3")
    session = Session(kb, store, Clinic(), lambda: datetime(2026, 11, 21, 9, 0))
    session.create_patient(Patient(id="", sex="female", age_years=40))
    session.record(answer("dysphagia", State.PRESENT), note("question", "what is it"))
    made = LetterDesk(session)
    first = {kind: [s for s in made.draft(kind).sections if s.place is Place.FIRST] for kind in TEMPLATED}
    store.close()
    return first


@pytest.mark.parametrize("kind", TEMPLATED)
def test_every_section_that_prints_may_be_named(desk_sections: dict[str, list], kind: str) -> None:
    """The list that the folder prints is the list that is true."""
    assert [s.id for s in desk_sections[kind] if s.id not in sections_of(kind)] == []
