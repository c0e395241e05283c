"""What leaves the program stands in the audit chain, with the visit it belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from mwdesk import paths
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient
from mwdesk.knowledge import open_knowledge
from mwdesk.storage import Store
from mwdesk.workflow import Session
from mwdesk.workflow.letter_desk import LetterDesk
from tests.workflow.conftest import Clock

KIND = "neurology_referral"


@pytest.fixture
def desk(store: Store, clock: Clock) -> LetterDesk:
    kb = open_knowledge(paths.knowledge_source(), paths.knowledge_db())
    session = Session(kb, store, Clinic(name="Hill clinic"), clock)
    session.create_patient(Patient(id="p1", name="Asha Kulkarni", sex="female", age_years=38))
    return LetterDesk(session)


def test_saving_printing_and_saving_again_are_told(desk: LetterDesk, store: Store, tmp_path: Path) -> None:
    desk.save(KIND, tmp_path / "letter.pdf")
    desk.tell("print", KIND)
    desk.finish(KIND)
    kept = desk.kept()[0]
    desk.save_kept(kept, tmp_path / "again.pdf")
    told = [(e.kind, e.detail["note"]) for e in store.events() if e.kind in ("print", "export")]
    assert told == [("export", f"{KIND}, kept letter {kept.id}"), ("print", KIND), ("export", KIND)]
    wanted = desk._session.encounter.id
    assert all(e.detail["encounter"] == wanted for e in store.events() if e.kind in ("print", "export"))
    assert store.verify().holds
