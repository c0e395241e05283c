"""Everything on the screen goes through translation, has room in a longer language, and reaches no record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Patient, State, answer, grade, note
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import ENGLISH, Catalogue, install
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.language import follow
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.records_window import RecordsWindow
from mwdesk.workflow import Session
from mwdesk.workflow.languages import choose, chosen, speak
from mwdesk.workflow.letter_desk import LetterDesk, kind_title
from mwdesk.workflow.typed_value import shown_unit
from mwdesk.workflow.vault import Vault
from tests.ui import audit, pseudo
from tests.ui.test_audit import RICH, build, complaints, open_patient, places

NOW = datetime(2026, 11, 21, 14, 2)
# What stays as it is: keys as they are written on them, days with the month written out (as in letters), the
# initials of a name, the program's own name, sizes of paper.
SPARED = re.compile(
    r"F\d+|Esc|((Ctrl|Shift|Alt|Tab|PgUp|PgDn|[A-Z])\b[ /+]*)+|\d{1,2} [A-Z][a-z]+ \d{4}|[A-Z]{1,2}|mwdesk|A4"
)


@pytest.fixture
def longer() -> Iterator[None]:
    """The language of the test is spoken."""
    with pseudo.spoken():
        yield


@pytest.fixture(autouse=True)
def _english_again(qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("MWDESK_HOME", str(tmp_path / "home"))
    yield
    install(ENGLISH)
    follow(qapp)


def bare(root: QWidget, known: pseudo.Known, painted: set[str]) -> Iterator[str]:
    """Texts in which something is left in English that is neither known nor spared."""
    said = [(f"{type(w).__name__} {where}", words) for w, where, words in pseudo.texts(root)]
    for where, words in (*said, *(("painted", words) for words in painted)):
        for piece in pseudo.pieces(words):
            if not SPARED.fullmatch(piece) and not known.holds(piece):
                yield f"{where}: '{piece}' in '{words[:120]}'"


def known_of(session: Session) -> pseudo.Known:
    """The knowledge, who is on record, the clinic, and letters by the titles that they print."""
    known = pseudo.Known(session.kb)
    desk = LetterDesk(session)
    known.add([kind_title(kind) for kind in desk.kinds])
    known.add([(row.name, row.local_name, row.identifiers) for row in session.patients()])
    known.add([citation(source) for source in session.kb.sources.values()])
    known.add([shown_unit(unit.label) for a in session.kb.analytes.values() for unit in a.units])
    known.add(session.clinic)
    return known


def of_view(session: Session, window: MainWindow) -> object:
    """What the reasoning says of the open visit, and the titles of its letters' sections."""
    desk, view = LetterDesk(session), window.bridge.view
    titles = [s.title for kind in desk.kinds for s in desk.sections(kind)]
    return (view.assessment if view is not None else None, titles)


@pytest.mark.parametrize("who", [RICH, "empty"])
def test_every_word_goes_through_translation(
    qtbot: QtBot, bridge: Bridge, session: Session, longer: None, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    window = build(qtbot, session, 1.0)
    known = known_of(session)
    open_patient(window, who)
    known.add(of_view(session, window))
    found, cut = [], []
    for place in places(window):
        painted, narrow = pseudo.painted(window, monkeypatch)
        found += [f"{place}: {line}" for line in bare(window, known, painted)]
        cut += [f"{place}: '{words}' is painted in less room than it needs" for words in narrow]
    assert not found, f"{len(found)} texts past translation\n" + "\n".join(dict.fromkeys(found))
    assert not cut, "\n".join(dict.fromkeys(cut))


def test_a_bare_word_is_found(bridge: Bridge, session: Session, window: MainWindow, longer: None) -> None:
    known = known_of(session)
    for word in ("Save", "Undo the last answer", "Back to the draft", "Show 4 more"):
        extra = QLabel(word, window)
        extra.show()
        assert any(word in line for line in bare(extra, known, set())), word
        extra.setText(pseudo.pseudo(word))
        assert not list(bare(extra, known, set())), word


def test_a_longer_language_has_room(qtbot: QtBot, bridge: Bridge, session: Session, longer: None) -> None:
    window = build(qtbot, session, 1.0)
    found = []
    for who in (RICH, "empty"):
        open_patient(window, who)
        told = complaints(window, audit.clipped, audit.overlapping, audit.unnamed)
        found += [f"{who}: {line}" for line in told]
    assert not found, f"{len(found)} complaints\n" + "\n".join(dict.fromkeys(found))


def test_the_start_page_speaks_too(qtbot: QtBot, kb: KnowledgeBase, tmp_path: Path, longer: None) -> None:
    window = RecordsWindow(Vault(tmp_path / "patients.sqlite3", lambda: NOW), kb)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    known = pseudo.Known(kb)
    assert not list(bare(window, known, set()))
    for form in (window.start.first, window.start.unlock, window.start.lost, window.start.recovery):
        window.start.stack.setCurrentWidget(form)
        QApplication.processEvents()
        assert not list(bare(window, known, set())), form


def test_what_is_recorded_and_printed_is_english(
    opened: MainWindow, bridge: Bridge, session: Session, longer: None
) -> None:
    """The record outlives the language of a screen, and letters are read by somebody else."""
    bridge.record(
        answer("ptosis", State.PRESENT), grade("hip-flexion", "right", "4"), note("impression", "Typed here")
    )
    page = opened.page("history")
    page.cards["history.cranial"].normal.click()
    opened.go("examination")
    opened.pages["examination"].all_normal.click()
    desk = LetterDesk(session)
    for kind in desk.kinds:
        told = "\n".join(p.extract_text() for p in PdfReader(BytesIO(desk.pdf(kind))).pages)
        assert pseudo.OPEN not in told and pseudo.OPEN not in desk.text(kind), kind
        desk.finish(kind)
    tables = ("answer_log", "audit", "patient", "setting")
    rows = [str(row) for table in tables for row in session.store._db[table].rows]
    assert len(rows) > 20 and not [row for row in rows if pseudo.OPEN in row]


def test_the_language_is_chosen_on_the_clinic_page(window: MainWindow, qapp: QApplication) -> None:
    window.go("clinic")
    box = window.pages["clinic"].language
    titles = [box.itemText(at) for at in range(box.count())]
    assert titles[0] == "English" and "Español (machine translation, not reviewed)" in titles
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert chosen() == "es" and window.back.text() != "Atrás"  # the open window stays as it is
    assert speak() == "es"
    follow(qapp)
    again = MainWindow(window.bridge)
    assert again.sidebar.items["patients"].text() == "Pacientes"
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight
    again.toggle_help()
    said = [part.text() for part in again.shortcuts.findChildren(QLabel)]
    assert any("Español (traducción automática" in words for words in said)
    choose("en")
    assert speak() == "en"
    again.deleteLater()


def test_a_language_written_from_right_to_left_turns_the_window(
    qtbot: QtBot, bridge: Bridge, patient: Patient, qapp: QApplication
) -> None:
    install(Catalogue(language="ar"))
    follow(qapp)
    window = MainWindow(bridge)
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    bridge.open(patient.id)
    window.go("history")
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    middle = window.width() / 2
    assert window.sidebar.geometry().center().x() > middle > window.body.holder.geometry().center().x()
