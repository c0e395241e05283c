"""Sending to a server: a real HTTP server on this computer takes, refuses, lies, redirects and hangs up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Patient, Setting, State, answer
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.storage import Store
from mwdesk.workflow.exchange import Exchange
from mwdesk.workflow.exchange_push import check_address, pack

NOW = datetime(2026, 11, 21, 9, 0, 1)


class _Server(BaseHTTPRequestHandler):
    mood = "take"
    seen: list[dict[str, Any]] = []  # noqa: RUF012

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append({"path": self.path, "headers": dict(self.headers), "bundle": json.loads(body)})
        if self.mood == "hang up":
            self.connection.close()
            return
        if self.mood == "redirect":
            self._answer(302, {}, {"Location": "http://127.0.0.1:9/elsewhere"})
        elif self.mood == "refuse":
            self._answer(
                422, {"resourceType": "OperationOutcome", "issue": [{"diagnostics": "no birth date"}]}
            )
        elif self.mood == "page":
            self._answer(200, {"hello": 1})
        else:
            rows = self.seen[-1]["bundle"]["entry"]
            kept = rows[:-1] if self.mood == "half" else rows
            answers = [{"response": {"status": "201 Created"}} for _ in kept]
            self._answer(200, {"resourceType": "Bundle", "type": "transaction-response", "entry": answers})

    def _answer(self, code: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Server.mood, _Server.seen = "take", []
    made = HTTPServer(("127.0.0.1", 0), _Server)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{made.server_port}/fhir/"
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def desk(kb: KnowledgeBase, tmp_path: Path) -> Iterator[Exchange]:
    with Store.open(tmp_path / "patients.sqlite3") as store:
        store.save_patient(Patient(id="p1", name="Asha Rao"), NOW)
        visit = store.start_encounter("p1", Setting.RURAL, NOW)
        store.append(visit.id, [answer("ptosis", State.PRESENT)], NOW)
        yield Exchange(kb, store, Clinic(name="Hill clinic"), lambda: NOW)


def _events(desk: Exchange) -> list[str]:
    return [e.kind for e in reversed(desk.store.events(5)) if e.kind.startswith(("send", "sent"))]


def test_what_was_shown_is_what_goes(desk: Exchange, server: str) -> None:
    parcel = pack(desk.fhir_document("p1"), server)
    assert "Asha Rao" in parcel.words
    assert parcel.address in parcel.words
    assert _Server.seen == []  # looking sends nothing
    said = desk.send_fhir(parcel, "p1", "token-1")
    assert "took all" in said
    (sent,) = _Server.seen
    assert sent["bundle"] == parcel.bundle
    assert sent["path"] == "/fhir"
    assert sent["headers"]["Authorization"] == "Bearer token-1"
    assert sent["bundle"]["type"] == "transaction"
    for row in sent["bundle"]["entry"]:
        shared = row["resource"]["resourceType"] in ("Patient", "Organization", "Practitioner", "Device")
        assert ("ifNoneExist" in row["request"]) is shared  # never overwrites what the server knows of them
        assert row["request"]["method"] == ("POST" if shared else "PUT")
    assert _events(desk) == ["send", "sent"]
    assert "token-1" not in json.dumps([e.detail for e in desk.store.events()], default=dict)


@pytest.mark.parametrize(
    ("mood", "words"),
    [
        ("refuse", "no birth date"),
        ("redirect", "another address"),
        ("page", "not as a FHIR server"),
        ("half", "only"),
        ("hang up", "broke|reached"),
    ],
)
def test_whatever_goes_wrong_is_said_and_kept(desk: Exchange, server: str, mood: str, words: str) -> None:
    _Server.mood = mood
    with pytest.raises(DataError, match=words):
        desk.send_fhir(pack(desk.fhir_document("p1"), server), "p1")
    assert _events(desk) == ["send", "send failed"]
    assert len(_Server.seen) == 1  # a redirect was not followed


def test_nobody_there_is_said(desk: Exchange) -> None:
    with pytest.raises(DataError, match="could not be reached"):
        desk.send_fhir(pack(desk.fhir_document("p1"), "http://localhost:1"), "p1")


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.org/fhir",
        "ftp://example.org",
        "https://",
        "https://name:secret@example.org/fhir",
        "https://example.org/fhir?x=1",
        "http://localhost.example.org/fhir",
        "http://127.0.0.1.example.org",
        "https://exa mple.org",
        "http://[::1",
        "https://example.org:99999999",
        "",
    ],
)
def test_an_address_that_is_not_safe_is_refused(typed: str) -> None:
    with pytest.raises(DataError):
        check_address(typed)


def test_addresses_that_are_taken() -> None:
    assert check_address(" example.org/fhir/ ") == "https://example.org/fhir"
    assert check_address("http://127.0.0.1:8080/fhir") == "http://127.0.0.1:8080/fhir"
    assert check_address("https://example.org:8443/r4") == "https://example.org:8443/r4"
