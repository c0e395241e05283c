"""mwdesk's own file: what went in comes out, and a file that was touched is refused as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.encounter import Patient, State, answer
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import LogRow, PatientRecord, PatientVersion, VisitRecord
from mwdesk.interchange.record_read import load_json, read_records
from mwdesk.interchange.record_write import digest, write_records
from mwdesk.storage import Store
from mwdesk.storage.transfer import read_record
from mwdesk.storage.transfer import write_records as store_records
from tests.interchange.encounters import records

MADE = datetime(2026, 11, 21, 9, 0, 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_file_and_store_give_back_the_same_record(
    kb: KnowledgeBase, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    given_records = (data.draw(records(kb, "p1")), data.draw(records(kb, "p2")))
    content = write_records(given_records, made=MADE, program="1.0")
    found = read_records(load_json(content, "file"), "file")
    assert found.records == given_records
    assert (found.made, found.program) == (MADE, "1.0")
    with Store.open(tmp_path_factory.mktemp("store") / "patients.sqlite3") as store:
        store_records(store, found.records, MADE, "test")
        for record in given_records:
            assert read_record(store, record.id) == record
        assert store.verify().holds


def _touched(content: bytes, change: Callable[[Any], object]) -> bytes:
    data = json.loads(content)
    change(data)
    return json.dumps(data).encode()


def _sample() -> bytes:
    row = LogRow(step=1, kind="answer", at=MADE, entry=answer("ptosis", State.ABSENT))
    record = PatientRecord(
        versions=(PatientVersion(patient=Patient(id="p1", name="Asha"), at=MADE),),
        visits=(VisitRecord(id="v1", started=MADE, log=(row,)),),
    )
    return write_records((record,), made=MADE, program="1.0")


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["patients"][0]["visits"][0]["log"][0]["value"].update(state="present"),
        lambda d: d["patients"][0]["versions"][0]["patient"].update(name="Ravi"),
        lambda d: d["patients"].append(d["patients"][0]),
        lambda d: d["patients"].clear(),
        lambda d: d.update(sha256="0" * 64),
        lambda d: d.update(version=2),
        lambda d: d.pop("program"),
    ],
)
def test_a_changed_file_is_refused(change: Callable[[Any], object]) -> None:
    with pytest.raises(DataError):
        read_records(load_json(_touched(_sample(), change), "file"), "file")


def _resigned(data: dict[str, Any]) -> None:
    data["sha256"] = digest(data["patients"])


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(value={"state": "maybe"}),
        lambda row: row.update(value={}),
        lambda row: row.update(value=[1]),
        lambda row: row.update(step=0),
        lambda row: row.update(step=True),
        lambda row: row.update(kind="delete"),
        lambda row: row.update(at="yesterday"),
        lambda row: row.update(at="2026-01-01T00:00:00+05:30"),
        lambda row: row.update(key="ptosis"),
        lambda row: row.update(key="lab/ck", value={"analyte": "ck", "label": "", "value": True, "unit": ""}),
        lambda row: row.update(key="note/history", value={}),
        lambda row: row.update(key="mrc/hip", value={"grade": "5"}),
    ],
)
def test_a_row_that_no_page_could_show_is_refused(
    change: Callable[[Any], object],
) -> None:
    data = json.loads(_sample())
    change(data["patients"][0]["visits"][0]["log"][0])
    _resigned(data)
    with pytest.raises(DataError):
        read_records(data, "file")


def test_half_a_character_is_refused() -> None:
    data = json.loads(_sample())
    data["patients"][0]["versions"][0]["patient"]["name"] = "\ud800"
    with pytest.raises(DataError):
        read_records(data, "file")


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b'{"a": NaN}', b"1" * 5000])
def test_what_is_no_json_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(DataError):
        load_json(content, "file")
