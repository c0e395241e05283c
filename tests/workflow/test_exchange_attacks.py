"""Files that would mix patients, lose a value or print a wrong number if they were read in good faith."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Patient, State, answer, note
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.storage.transfer import read_record
from mwdesk.workflow.exchange import Exchange
from mwdesk.workflow.exchange_labs import Preview, preview, read_results
from mwdesk.workflow.session import Session
from mwdesk.workflow.typed_value import parse
from tests.workflow.test_exchange import NOW, kb

__all__ = ["kb"]
ASHA = Patient(id="p", name="Asha Rao", birth_date=date(1980, 1, 2))


def shown(kb: KnowledgeBase, tmp_path: Path, text: str, patient: Patient = ASHA) -> Preview:
    path = tmp_path / "labs.csv"
    path.write_text(text, encoding="utf-8")
    return preview(kb, Encounter(id="v", patient=patient, started=NOW), read_results(path, kb), NOW)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1.234,5", (1234.5,)),
        ("1,234.5", (1234.5,)),
        ("1,23,456.5", (123456.5,)),  # as India writes
        ("1.234.567", (1234567.0,)),
        ("1,234", (1.234, 1234.0)),
        ("<0.01", (0.01,)),
        (">2000", (2000.0,)),
        ("2.1.0", None),
        ("1,2,3", None),
        ("1,23.4", None),
        ("12.34,5", None),
    ],
)
def test_only_thousands_are_parted_by_signs(text: str, values: tuple[float, ...] | None) -> None:
    read = parse(text)
    assert (read.values if read else None) == values


@pytest.mark.parametrize(
    ("first", "doubtful", "states"),
    [
        ("2,1", "1.234", ["add", "unread"]),  # 1234 in such a file
        ("2,10", "0.140", ["add", "ask"]),
        ("2.1", "1,234", ["add", "unread"]),
        ("1.234,5", "1.234", ["ask", "unread"]),
    ],
)
def test_a_file_has_one_decimal_sign(
    kb: KnowledgeBase, tmp_path: Path, first: str, doubtful: str, states: list[str]
) -> None:
    text = f"Test;Result;Unit\nTSH;{first};mIU/L\nFerritin;{doubtful};ng/mL\n"
    assert [one.state for one in shown(kb, tmp_path, text).each] == states


def test_a_range_with_the_other_sign_is_told_and_not_used(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = "Test;Result;Unit;Range\nTSH;2,1;mIU/L;0,4 - 4,0\nCK;1800;U/L;1.000 - 2.000\n"
    tsh, ck = shown(kb, tmp_path, text).each
    assert (tsh.line.low, tsh.line.high) == (0.4, 4.0)
    assert (ck.line.low, ck.line.high) == (None, None) and "1.000 - 2.000" in ck.words


def test_a_day_that_may_be_two_is_not_used(kb: KnowledgeBase, tmp_path: Path) -> None:
    (one,) = shown(kb, tmp_path, "Test,Result,Unit,Date\nTSH,2,mIU/L,03/04/2026\n").each
    assert one.line.day == "" and "two different days" in one.words
    both = shown(kb, tmp_path, "Test,Result,Unit,Date\nTSH,2,mIU/L,03/04/2026\nCK,90,U/L,13/04/2026\n").each
    assert [one.line.day for one in both] == ["2026-04-03", "2026-04-13"]


def test_two_people_of_one_name_are_not_mixed(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = "Name,MRN,Test,Result,Unit\nAsha Rao,11,CK,410,U/L\nAsha Rao,22,TSH,9,mIU/L\n"
    found = shown(kb, tmp_path, text)
    assert (found.match.state, found.each) == ("several", ())
    ours = shown(kb, tmp_path, text, Patient(id="p", name="Asha Rao", identifiers=("11",)))
    assert [one.key for one in ours.each] == ["ck"]


def test_rows_without_a_name_are_not_called_another_patients(kb: KnowledgeBase, tmp_path: Path) -> None:
    text = "Name,DOB,Test,Result,Unit\nAsha Rao,1980-01-02,CK,410,U/L\n,,TSH,9,mIU/L\n"
    found = shown(kb, tmp_path, text)
    assert [one.key for one in found.each] == ["ck"]
    assert found.notes == ("1 result without a name was left aside.",)


@pytest.mark.parametrize(
    ("row", "patient", "state"),
    [
        ("Jose\u0301 Nu\u0303ez,", Patient(id="p", name="Jos\u00e9 N\u0169ez"), "same"),
        ("\u0915\u093c\u093e\u0926\u093f\u0930 \u0916\u093e\u0928,",
         Patient(id="p", name="\u0958\u093e\u0926\u093f\u0930 \u0916\u093e\u0928"), "same"),
        ("Asha,", Patient(id="p", name="Asha"), "differs"),  # one name alone
        ("Asha,77", Patient(id="p", name="Asha", identifiers=("77",)), "same"),
        (",-", Patient(id="p", name="Asha Rao", identifiers=("--",)), "differs"),  # dashes are no number
        ("Devi Nair,", ASHA, "differs"),
    ],
)  # fmt: skip
def test_whose_results_they_are(
    kb: KnowledgeBase, tmp_path: Path, row: str, patient: Patient, state: str
) -> None:
    found = shown(kb, tmp_path, f"Name,MRN,Test,Result,Unit\n{row},CK,410,U/L\n", patient)
    assert found.match.state == state
    assert found.match.words


def test_two_values_of_one_day_are_asked_about(kb: KnowledgeBase, tmp_path: Path) -> None:
    day = "2026-01-01"
    text = f"Test,Result,Unit,Date\nTSH,2.1,mIU/L,{day}\nTSH,5.1,mIU/L,{day}\n"
    assert [one.state for one in shown(kb, tmp_path, text).each] == ["ask", "ask"]
    undated = f"Test,Result,Unit,Date\nTSH,2.1,mIU/L,{day}\nTSH,5.1,mIU/L,\n"
    assert [one.state for one in shown(kb, tmp_path, undated).each] == ["add", "ask"]
    twice = f"Test,Result,Unit,Date\nTSH,2.1,mIU/L,{day}\nTSH,2.1,mIU/L,{day}\n"
    assert [one.state for one in shown(kb, tmp_path, twice).each] == ["older", "add"]


# whole records


@pytest.fixture
def session(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Session]:
    moments = iter(NOW + timedelta(minutes=n) for n in range(500))
    with Store.open(tmp_path / "here" / "patients.sqlite3", who="Dr A. Rao") as store:
        yield Session(kb, store, Clinic(), lambda: next(moments))


def desk(session: Session, store: Store | None = None) -> Exchange:
    return Exchange(session.kb, store or session.store, Clinic(), lambda: NOW)


@pytest.mark.parametrize("form", ["records", "fhir"])
def test_closed_and_corrected_visits_travel(session: Session, tmp_path: Path, form: str) -> None:
    session.create_patient(ASHA)
    session.record(answer("ptosis", State.PRESENT))
    session.close_visit()
    session.begin_correction("wrong side")
    session.record(note("impression", "mended"))
    session.undo()
    session.record(note("impression", "mended again"))
    out = desk(session)
    path = out.export_records(tmp_path / "a") if form == "records" else out.export_fhir(tmp_path / "a", "p")
    with Store.open(tmp_path / "there" / "patients.sqlite3") as other:
        there = desk(session, other)
        assert "1 patient was added" in there.take(there.look(path))
        assert other.encounters("p")[0].entries == session.store.encounters("p")[0].entries
        if form == "records":
            assert read_record(other, "p") == read_record(session.store, "p")
        again = Session(session.kb, other, Clinic(), lambda: NOW)
        assert again.open("p").standing.kind == "closed"
        assert not again.view().can_undo


def test_a_correction_is_not_undone_past_its_reason(session: Session) -> None:
    session.create_patient(ASHA)
    session.record(answer("ptosis", State.PRESENT))
    session.close_visit()
    session.begin_correction("wrong side")
    session.record(answer("ptosis", State.ABSENT))
    for _each in range(5):
        session.undo()
    entries = session.encounter.entries
    assert session.encounter.answers["ptosis"].state == "present"
    assert "visit/closed" in entries and "visit/correction/1" in entries
    session.redo()
    assert session.open("p").standing.kind == "closed"
    assert session.encounter.answers["ptosis"].state == "absent"


def test_a_visit_begun_with_the_clock_set_back_is_the_one_that_is_open(
    kb: KnowledgeBase, tmp_path: Path
) -> None:
    moments = [NOW]
    with Store.open(tmp_path / "patients.sqlite3") as store:
        session = Session(kb, store, Clinic(), lambda: moments[-1])
        first = session.create_patient(ASHA).encounter
        session.record(note("impression", "of the first"))
        moments.append(datetime(2020, 1, 1))
        second = session.start_visit()
        assert second.encounter.id != first.id and not second.encounter.entries
        session.record(note("impression", "of the second"))
        moments.append(datetime(2019, 1, 1))
        session.record(note("impression", "of the second, later"))
        assert session.open("p").encounter.note("impression") == "of the second, later"
        session.undo()
        assert session.encounter.note("impression") == "of the second"
        assert [v.note("impression") for v in session.visits()] == ["of the first", "of the second"]
