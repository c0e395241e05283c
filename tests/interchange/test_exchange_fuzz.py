"""Broken files of every kind: refused in words or read, never a crash, never half taken in.

`MWDESK_FUZZ=10000` makes that many inputs in all; by default a few hundred. The counts are printed (`-s`).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Measurement as Value
from mwdesk.domain.encounter import Patient, State, answer, measurement, note
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.interchange.fhir_document import Visit, write_document
from mwdesk.interchange.fhir_labs import read_lab_fhir
from mwdesk.interchange.fhir_read import read_fhir
from mwdesk.interchange.labs_csv import read_lab_csv
from mwdesk.interchange.record_read import load_json, read_records
from mwdesk.interchange.record_teaching import read_teaching, write_teaching
from mwdesk.interchange.record_write import digest, write_records
from mwdesk.storage import Store, sealed
from mwdesk.storage.transfer import read_record
from mwdesk.workflow.exchange import Exchange
from tests.interchange.encounters import encounter

NOW = datetime(2026, 11, 21, 9, 0, 1)
READERS = 6
EACH = max(60, int(os.environ.get("MWDESK_FUZZ", "0")) // READERS + 1)
COUNTS: Counter[str] = Counter()

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(
        ["", "Patient", "Observation", "urn:mwdesk:entry", "2026-13-40", "P900Y", "\x00", "\ud800"]
    ),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module", autouse=True)
def _print_counts() -> Iterator[None]:
    yield
    total = sum(COUNTS.values())
    print(f"\nfuzzed inputs: {total} ({', '.join(f'{k} {v}' for k, v in sorted(COUNTS.items()))})")  # noqa: T201


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every container of a tree with each of its keys."""
    out: list[tuple[Any, Any]] = []
    todo = [tree]
    while todo:
        whole = todo.pop()
        for key in list(whole) if isinstance(whole, dict) else range(len(whole)):
            out.append((whole, key))
            if isinstance(whole[key], (dict, list)):
                todo.append(whole[key])
    return out


@st.composite
def broken(draw: st.DrawFn, text: str) -> Any:
    """A good file with one to four places replaced, removed or doubled."""
    tree = json.loads(text)
    for _ in range(draw(st.integers(1, 4))):
        places = _places(tree)
        if not places:
            break
        whole, key = places[draw(st.integers(0, len(places) - 1))]
        how = draw(st.sampled_from(("replace", "remove", "copy")))
        if how == "remove":
            del whole[key]
        elif how == "copy" and isinstance(whole, list):
            whole.append(whole[key])
        else:
            whole[key] = draw(TREES)
    return tree


def _tried(kind: str, read: Callable[[], object]) -> object:
    """What was read, or None where it was refused; anything but DataError is a crash."""
    COUNTS[kind] += 1
    try:
        return read()
    except DataError as fault:
        assert all(issue.message and issue.path for issue in fault.issues)
        return None


def fuzz(examples: int = EACH) -> Callable[..., Any]:
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=examples, deadline=None, suppress_health_check=checks)


def _visit(kb: KnowledgeBase) -> Any:
    value = Value(analyte="ck", label="CK", value=410, unit="U/L", day="2026-11-03")
    return encounter(
        kb, answer("ptosis", State.PRESENT), measurement(value), note("history", "Could not stand up")
    )


def _fhir(kb: KnowledgeBase) -> str:
    made = write_document(kb, [Visit(encounter=_visit(kb))], Clinic(name="Hill"), made=NOW, program="1")
    return json.dumps(made)


@fuzz()
@given(data=st.data())
def test_fhir_documents(kb: KnowledgeBase, data: st.DataObject) -> None:
    tree = data.draw(broken(_fhir(kb)))
    _tried("fhir", lambda: read_fhir(tree, kb, "file", now=NOW))


@fuzz()
@given(data=st.data())
def test_fhir_results(kb: KnowledgeBase, data: st.DataObject) -> None:
    tree = data.draw(st.one_of(broken(_fhir(kb)), TREES))
    _tried("fhir results", lambda: read_lab_fhir(tree, kb, "file"))


@fuzz()
@given(data=st.data())
def test_teaching_cases(kb: KnowledgeBase, data: st.DataObject) -> None:
    tree = data.draw(broken(json.dumps(write_teaching(kb, [_visit(kb)], {}))))
    if isinstance(tree, dict):
        _tried("teaching", lambda: read_teaching(tree, kb, "file"))


CELLS = st.one_of(
    st.text(max_size=10),
    st.sampled_from(
        [
            "Test",
            "Result",
            "Unit",
            "Range",
            "Date",
            "CK",
            "Potassium",
            "410",
            "4,1",
            "mmol/L",
            "3.5-5.1",
            '"',
            ";",
        ]
    ),
)


@fuzz()
@given(
    rows=st.lists(st.lists(CELLS, max_size=7), max_size=8),
    glue=st.sampled_from((",", ";", "\t", "|")),
    code=st.sampled_from(("utf-8", "utf-16", "cp1252")),
    tail=st.binary(max_size=6),
)
def test_tables(kb: KnowledgeBase, rows: list[list[str]], glue: str, code: str, tail: bytes) -> None:
    content = "\n".join(glue.join(row) for row in rows).encode(code, errors="replace") + tail
    _tried("csv", lambda: read_lab_csv(content, kb, "file"))


@fuzz()
@given(content=st.binary(max_size=300), sign=st.booleans())
def test_sealed_files(content: bytes, sign: bool) -> None:
    whole = sealed.MAGIC + content if sign else content
    # A cost that is read from the file is refused before any work is done, unless it is payable.
    _tried("sealed", lambda: sealed.unseal(whole, "four words of my own", "file"))


# the whole way, into a store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("fuzz") / "patients.sqlite3") as opened:
        opened.save_patient(Patient(id="here", name="Asha Rao"), NOW)
        yield opened


def _own(kb: KnowledgeBase) -> str:
    from mwdesk.domain.record import LogRow, PatientRecord, PatientVersion, VisitRecord

    visit = _visit(kb)
    log = tuple(LogRow(step=1, kind="answer", at=NOW, entry=e) for e in visit.entries.values())
    records = [
        PatientRecord(
            versions=(PatientVersion(patient=Patient(id=name, name=name), at=NOW),),
            visits=(VisitRecord(id=f"{name}-v", started=NOW, log=log),),
        )
        for name in ("here", "p1", "p2")
    ]
    return write_records(records, made=NOW, program="1").decode()


@fuzz()
@given(data=st.data())
def test_no_file_is_half_taken_in(
    kb: KnowledgeBase, store: Store, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree = data.draw(broken(_own(kb)))
    if data.draw(st.booleans()) and isinstance(tree, dict) and "patients" in tree:
        with suppress(UnicodeEncodeError, ValueError):
            tree["sha256"] = digest(tree["patients"])  # as somebody would who knows how
    path = tmp_path_factory.getbasetemp() / "fuzz.mwdesk"
    try:
        path.write_text(json.dumps(tree), encoding="utf-8")
    except UnicodeEncodeError:
        return
    before = store.events(1)[0].number
    desk = Exchange(kb, store, Clinic(), lambda: NOW)
    found: Any = _tried("records", lambda: desk.look(path))
    assert store.events(1)[0].number == before  # looking writes nothing
    if found is None:
        return
    held = {record.id for one in found.each if (record := one.record)}
    said = _tried("taken", lambda: desk.take(found, dict.fromkeys(held, "both")))
    new = [e for e in store.events(50) if e.number > before]
    if said is None:
        assert new == []
    else:
        assert sum(e.kind == "import" for e in new) == len(found.each)
        for event in new:
            if event.kind == "import":
                read_record(store, event.detail["patient"])


def test_the_store_still_proves(store: Store) -> None:
    assert store.verify().holds


@pytest.mark.parametrize("path", ["own.py"])
def test_a_file_that_is_something_else_is_refused(
    kb: KnowledgeBase, store: Store, tmp_path: Path, path: str
) -> None:
    for content in (b"import os", b"%PDF-1.7", b"\x89PNG\r\n", b"PK\x03\x04", b"SQLite format 3\x00"):
        (tmp_path / path).write_bytes(content)
        with pytest.raises(DataError):
            Exchange(kb, store, Clinic(), lambda: NOW).look(tmp_path / path)


def test_records_alone_read_through_the_same_door() -> None:
    with pytest.raises(DataError):
        read_records(load_json(b"{}", "file"), "file")
