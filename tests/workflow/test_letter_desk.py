"""Drafting, editing, saving and keeping letters, on real knowledge and with real PDFs."""

from __future__ import annotations

import errno
import hashlib
import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from mwdesk import paths
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Entry, Patient, State, answer, grade, note
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.knowledge import open_knowledge
from mwdesk.storage import Store
from mwdesk.workflow import Session
from mwdesk.workflow.letter_desk import LetterDesk, kind_title
from tests.workflow.conftest import Clock

KIND = "neurology_referral"


@pytest.fixture(scope="module")
def real_kb() -> KnowledgeBase:
    return open_knowledge(paths.knowledge_source(), paths.knowledge_db())


@pytest.fixture
def desk(real_kb: KnowledgeBase, store: Store, clock: Clock) -> LetterDesk:
    session = Session(real_kb, store, Clinic(name="Hill clinic", clinician="Dr A. Rao"), clock)
    session.create_patient(Patient(id="p1", name="Asha Kulkarni", sex="female", age_years=38))
    session.record(
        answer("ptosis", State.PRESENT),
        answer("fatigable-weakness", State.PRESENT),
        grade("shoulder-abduction", "right", "4-"),
        note("history", "Lids droop <b>by evening</b>, ≥ 3 weeks"),
    )
    return LetterDesk(session)


def session_of(desk: LetterDesk) -> Session:
    return desk._session


def pages(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_every_kind_is_drafted_and_printed(desk: LetterDesk) -> None:
    assert desk.kinds[0] == KIND
    for kind in desk.kinds:
        assert kind_title(kind)
        assert "Asha Kulkarni" in pages(desk.pdf(kind))
        assert "Asha Kulkarni" in desk.text(kind)


def test_an_edit_prints_and_undoes_like_any_answer(desk: LetterDesk) -> None:
    section = desk.sections(KIND)[0]
    assert not section.edited
    own = "Please see <b>this</b> lady & advise: is FVC ≥ 1 litre enough?"
    view = desk.edit(KIND, section.id, own)
    assert view.can_undo
    changed = desk.sections(KIND)[0]
    assert (changed.text, changed.draft, changed.edited) == (own, section.draft, True)
    assert own in pages(desk.pdf(KIND))
    assert own in desk.text(KIND)
    session_of(desk).undo()
    assert desk.sections(KIND)[0] == section
    session_of(desk).redo()
    desk.edit(KIND, section.id, None)
    assert desk.sections(KIND)[0] == section


def test_a_section_emptied_by_hand_stays_empty(desk: LetterDesk) -> None:
    section = next(s for s in desk.sections(KIND) if s.text)
    desk.edit(KIND, section.id, "")
    (now,) = [s for s in desk.sections(KIND) if s.id == section.id]
    assert (now.text, now.edited) == ("", True)


def test_an_edit_belongs_to_its_own_kind(desk: LetterDesk) -> None:
    first = desk.sections(KIND)[0]
    desk.edit(KIND, first.id, "only here")
    for kind in desk.kinds[1:]:
        assert "only here" not in desk.text(kind)


def test_an_unknown_section_is_refused_in_words(desk: LetterDesk) -> None:
    with pytest.raises(DataError, match="no section 'nowhere'"):
        desk.edit(KIND, "nowhere", "x")


def test_own_text_without_a_place_stops_no_letter_and_is_not_lost(desk: LetterDesk) -> None:
    session_of(desk).record(Entry(key=f"note/letter/{KIND}/retired", value={"text": "kept"}))
    assert desk.pdf(KIND).startswith(b"%PDF")
    assert desk.left_out(KIND) == (("retired", "kept"),)


def test_what_is_shown_saved_and_kept_is_one_document(desk: LetterDesk, tmp_path: Path) -> None:
    shown = desk.final(KIND)
    target = desk.save(KIND, tmp_path / "letter")
    kept = desk.finish(KIND)
    assert target == tmp_path / "letter.pdf"
    assert target.read_bytes() == shown == kept.pdf
    assert kept.sha256 == hashlib.sha256(shown).hexdigest()
    assert kept.knowledge_sha256 == session_of(desk).kb.sha256
    assert kept.app_version
    assert desk.finish(KIND) == kept
    assert desk.finished() == (kept,)
    session_of(desk).record(answer("diplopia", State.PRESENT))
    assert desk.pdf(KIND) != shown
    assert session_of(desk).store.letters(kept.encounter_id)[0].pdf == shown
    assert list(tmp_path.glob("*.part")) == list(tmp_path.glob(".*.part")) == []


def test_a_change_of_the_letterhead_shows(desk: LetterDesk) -> None:
    desk.pdf(KIND)
    session = session_of(desk)
    session.set_clinic(replace(session.clinic, name="Valley hospital"))
    assert "Valley hospital" in pages(desk.pdf(KIND))


def test_where_a_letter_cannot_be_saved_it_says_so(desk: LetterDesk, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="folder does not exist"):
        desk.save(KIND, tmp_path / "nowhere" / "letter.pdf")
    (tmp_path / "folder.pdf").mkdir()
    with pytest.raises(DataError, match="is a folder"):
        desk.save(KIND, tmp_path / "folder.pdf")
    assert desk.save(KIND, tmp_path / ("y" * 250)).is_file()  # as long as a name may be
    (tmp_path / ("y" * 250 + ".pdf")).unlink()
    with pytest.raises(DataError, match="too long"):
        desk.save(KIND, tmp_path / ("x" * 300))
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".pdf" or "part" in p.name] == ["folder.pdf"]


@pytest.mark.parametrize(
    ("number", "said"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "cannot be written")]
)
def test_a_disk_that_refuses_leaves_the_old_letter_standing(
    desk: LetterDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    target = tmp_path / "letter.pdf"
    target.write_bytes(b"the old one")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(DataError, match=said):
        desk.save(KIND, target)
    assert target.read_bytes() == b"the old one"
    assert [p for p in tmp_path.iterdir() if "part" in p.name] == []


def test_the_name_offered_fits_every_file_system(desk: LetterDesk) -> None:
    session = session_of(desk)
    session.update_patient(replace(session.encounter.patient, name='../A: "B" <c>?* ಆಶಾ'))
    name = desk.file_name(KIND)
    assert not set(name) & set('/\\:*?"<>|')
    assert name.endswith("neurology-referral-2024-05-17.pdf")


def test_a_draft_is_marked_until_it_is_finished_and_again_when_it_changes(
    desk: LetterDesk, tmp_path: Path
) -> None:
    assert "Draft, unsigned" in pages(desk.pdf(KIND))
    kept = desk.finish(KIND)
    assert "Draft, unsigned" not in pages(kept.pdf)
    assert desk.pdf(KIND) == kept.pdf == desk.final(KIND)
    assert desk.save(KIND, tmp_path / "a.pdf").read_bytes() == kept.pdf
    desk.edit(KIND, "question", "Something else.")
    assert "Draft, unsigned" in pages(desk.pdf(KIND))


def test_a_packet_is_marked_unless_it_is_final(desk: LetterDesk) -> None:
    kinds = (KIND, "patient_leaflet", KIND)
    assert "2 in this packet" in pages(desk.packet(kinds)) and "Draft, unsigned" in pages(desk.packet(kinds))
    assert "Draft, unsigned" not in pages(desk.packet(kinds, final=True))


def test_what_is_missing_is_said_before_signing(desk: LetterDesk) -> None:
    before = desk.missing(KIND)
    assert "No question of your own is asked." in before
    session_of(desk).record(note("question", "Is it myasthenia?"))
    assert set(before) - set(desk.missing(KIND)) == {"No question of your own is asked."}
