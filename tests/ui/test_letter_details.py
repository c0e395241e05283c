"""Details that only letters need, finished letters opened again, and the way to the clinic's name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Decision, State, Verdict, answer, note, verdict
from mwdesk.storage import Store
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.letter import LetterPage
from mwdesk.ui.widgets.form_fields import SavedLine
from mwdesk.ui.widgets.own_words import PausedText
from mwdesk.workflow import Session
from mwdesk.workflow.letter_desk import LetterDesk

URGENT = verdict(Verdict(kind="urgency", id="emergency", decision=Decision.ADDED, reason="Cannot breathe"))
ROUTINE = verdict(Verdict(kind="urgency", id="routine", decision=Decision.ADDED))


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> LetterPage:
    opened.bridge.record(URGENT)
    opened.go("letter")
    made = opened.page("letter")
    assert isinstance(made, LetterPage)
    made.kinds.setCurrentIndex(made.kinds.findData("neurology_referral"))
    qtbot.waitUntil(lambda: made.preview.page_count > 0, timeout=5000)
    return made


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def write(page: LetterPage, name: str, text: str) -> None:
    """Type into a detail and leave it."""
    field = page.details.fields[name].field
    field.setFocus()
    QTest.keyClicks(field, text)
    field.flush()


def choose(page: LetterPage, kind: str) -> None:
    page.kinds.setCurrentIndex(page.desk.kinds.index(kind))


def test_the_telephone_is_asked_for_only_where_the_letter_is_urgent(page: LetterPage) -> None:
    assert {"telephoned", "telephoned_when", "by_when"} <= set(page.details.fields)
    page._bridge.record(ROUTINE, verdict(None, kind="urgency", ident="emergency"))
    assert page.desk.draft(page.kind).banner is None
    assert not {"telephoned", "telephoned_when", "by_when"} & set(page.details.fields)


def test_what_is_written_reaches_the_record_and_the_pdf(page: LetterPage, session: Session) -> None:
    for name, text in (
        ("telephoned", "Registrar Bose"),
        ("telephoned_when", "today 13:50"),
        ("to/neurology_referral", "Prof. Kumar"),
        ("treatment", "Oxygen since noon"),
        ("told", "Go to hospital now"),
    ):
        write(page, name, text)
        assert session.encounter.note(name) == text
        assert text in words(page.desk.pdf(page.kind))
    write(page, "telephoned", " ")
    assert session.store.encounter(session.encounter.id).note("told") == "Go to hospital now"


def test_an_emptied_detail_is_a_blank(page: LetterPage, session: Session) -> None:
    write(page, "treatment", "Aspirin")
    field = page.details.fields["treatment"].field
    assert isinstance(field, PausedText)
    field.setPlainText("")
    field.flush()
    assert "note/treatment" not in session.encounter.entries


def test_a_pause_saves(page: LetterPage, session: Session, qtbot: QtBot) -> None:
    field = page.details.fields["told"].field
    field.setFocus()
    QTest.keyClicks(field, "Come back in a week")
    qtbot.waitUntil(lambda: session.encounter.note("told") == "Come back in a week", timeout=3000)


def test_each_kind_asks_for_its_own(page: LetterPage) -> None:
    only = {
        "neurology_referral": set(),
        "edx_request": {"side/edx_request", "previous_studies", "tolerance"},
        "imaging_request": {"side/imaging_request", "weight", "previous_images", "logistics"},
        "biopsy_request": {"side/biopsy_request", "previous_studies", "specimen"},
        "emergency_transfer": {"weight", "escort", "accepted_by", "expected_arrival", "time_left", "plan"}
        | {"breathing", "circulation"},
    }
    every = set().union(*only.values())
    for kind, wanted in only.items():
        choose(page, kind)
        assert set(page.details.fields) & every == wanted, kind
        for name in wanted:
            write(page, name, f"the {name}")
            assert f"the {name}" in words(page.desk.pdf(kind)), (kind, name)


def test_every_detail_of_a_kind_prints_in_that_kind(page: LetterPage, session: Session) -> None:
    """A field that asks for something which the letter then leaves out would be a lie."""
    for kind in page.desk.kinds:
        choose(page, kind)
        for name in page.details.fields:
            page._bridge.record(note(name, f"written {name.replace('/', ' ')} here"))
        printed = words(page.desk.pdf(kind))
        for name in page.details.fields:
            assert f"written {name.replace('/', ' ')} here" in printed, (kind, name)


def test_each_document_has_its_own_reader(page: LetterPage) -> None:
    write(page, "to/neurology_referral", "Prof. Kumar")
    choose(page, "edx_request")
    field = page.details.fields["to/edx_request"].field
    assert isinstance(field, SavedLine) and field.text() == ""
    assert "Kumar" not in words(page.desk.pdf("edx_request"))


def test_what_is_seldom_needed_is_shown_on_demand(page: LetterPage) -> None:
    past = page.details.fields["past"]
    assert not past.isVisible() and "past history" in page.details.more.toolTip()
    page.details.more.click()
    assert past.isVisible()
    write(page, "past", "Diabetes")
    assert "Diabetes" in words(page.desk.pdf(page.kind)) and past.isVisible()


def test_a_section_in_own_words_says_that_the_detail_is_not_printed(page: LetterPage) -> None:
    write(page, "told", "All is explained")
    assert not page.details.fields["told"].covered.isVisible()
    page.sections["told"].field.setPlainText("I said everything.")
    page.sections["told"].field.flush()
    assert page.details.fields["told"].covered.isVisible()
    assert "All is explained" not in words(page.desk.pdf(page.kind))


def test_nothing_written_passes_to_the_next_visit(page: LetterPage, opened: MainWindow) -> None:
    write(page, "treatment", "Oxygen")
    opened.bridge.start_visit()
    opened.go("letter")
    field = page.details.fields["treatment"].field
    assert isinstance(field, PausedText) and field.toPlainText() == ""


def test_nothing_is_cut_off_on_a_small_screen(page: LetterPage, opened: MainWindow, qtbot: QtBot) -> None:
    opened.resize(911, 512)
    for kind in page.desk.kinds:
        choose(page, kind)
        qtbot.waitUntil(lambda: page._words.inside.width() <= page._words.viewport().width(), timeout=2000)


# the clinic's name


def test_a_letter_without_a_letterhead_leads_to_the_clinic(page: LetterPage, opened: MainWindow) -> None:
    assert not page.unnamed.isVisible()
    opened.bridge.set_clinic(Clinic())
    assert page.unnamed.isVisible()
    QTest.mouseClick(page.unnamed, Qt.MouseButton.LeftButton)
    assert opened.place == "clinic"
    line = opened.page("clinic").lines["name"]
    QTest.keyClicks(line, "Hill Clinic")
    QTest.keyClick(line, Qt.Key.Key_Return)
    opened.go_back()
    assert opened.place == "letter" and not page.unnamed.isVisible()


# finished letters


def finish(page: LetterPage, path: Path) -> bytes:
    page.choose_path = lambda name: str(path)
    page.save.click()
    return path.read_bytes()


def test_a_saved_letter_is_kept_and_opens_as_printed(page: LetterPage, tmp_path: Path, qtbot: QtBot) -> None:
    assert not page.finished.isVisible()
    first = finish(page, tmp_path / "one.pdf")
    assert page.finished.isVisible() and [k.pdf for k in page.finished.letters] == [first]
    page._bridge.record(answer("diplopia", State.PRESENT))
    qtbot.waitUntil(lambda: page.preview.pdf != first, timeout=5000)
    opening = page.finished._each[0].findChildren(type(page.save))[0]
    QTest.mouseClick(opening, Qt.MouseButton.LeftButton)
    assert page.preview.pdf == first and "as printed" in page.shown.text() and page.shown.isVisible()
    again = finish(page, tmp_path / "again.pdf")
    assert again == first
    assert len(page._bridge.session.letters) == 1, "saved once more, not finished once more"
    page.to_draft.click()
    assert page.preview.pdf == page.desk.pdf(page.kind) != first and not page.shown.isVisible()


def test_an_answer_leads_back_to_the_draft(page: LetterPage, tmp_path: Path, qtbot: QtBot) -> None:
    first = finish(page, tmp_path / "one.pdf")
    page.show_kept(page.desk.kept()[0])
    page._bridge.record(answer("diplopia", State.PRESENT))
    assert page.kept is None
    qtbot.waitUntil(lambda: page.preview.pdf != first, timeout=5000)


def test_printing_a_kept_letter_prints_it_and_keeps_no_second(page: LetterPage, tmp_path: Path) -> None:
    finish(page, tmp_path / "one.pdf")
    page.show_kept(page.desk.kept()[0])
    page._bridge.session.set_clinic(Clinic(name="Another"))

    def to_file() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    page.printers = lambda: ["one"]
    page.choose_printer = to_file
    page.print_.click()
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == page.preview.page_count
    assert len(page._bridge.session.letters) == 1


def test_a_printer_that_refuses_finishes_nothing(page: LetterPage, tmp_path: Path) -> None:
    def nowhere() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "no" / "such" / "printed.pdf"))
        return printer

    page.printers = lambda: ["one"]
    page.choose_printer = nowhere
    page.print_.click()
    assert page._bridge.session.letters == () and "did not take" in page.message.text()


def test_only_the_latest_letters_are_listed_until_asked(
    page: LetterPage, tmp_path: Path, qtbot: QtBot
) -> None:
    for count, finding in enumerate(("diplopia", "dysphagia", "ptosis")):
        page._bridge.record(answer(finding, State.PRESENT))
        finish(page, tmp_path / f"{count}.pdf")
    qtbot.waitUntil(page.finished._each[0].isVisible)
    assert [row.isVisible() for row in page.finished._each] == [True, True, False]
    page.finished.earlier.click()
    assert all(row.isVisible() for row in page.finished._each)


def test_a_damaged_letter_says_so_and_does_not_open(
    page: LetterPage, session: Session, store: Store, tmp_path: Path
) -> None:
    finish(page, tmp_path / "one.pdf")
    from dataclasses import replace

    kept = replace(LetterDesk(session).kept()[0], pdf=b"%PDF-other", intact=False)
    page.finished.show_letters((kept,))
    assert not page.finished._each[0].findChildren(type(page.save))[0].isEnabled()
    said = [part.text() for part in page.finished._each[0].findChildren(type(page.message))]
    assert any("damaged" in text for text in said)
