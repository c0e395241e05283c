"""The letter page: edits reach the very PDF, nothing is saved unseen, no printer is no dead end."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import Patient, State, grade, reflex, safety
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.pages.letter import NO_PRINTER, LetterPage


@pytest.fixture
def page(bridge: Bridge, qtbot: QtBot) -> LetterPage:
    bridge.create_patient(Patient(id="", name="Asha <b>Devi", sex="female", age_years=41))
    bridge.record(grade("knee-extension", "right", "3"), grade("knee-extension", "left", "4-"))
    bridge.record(reflex("knee-jerk", "right", "absent"))
    page = LetterPage(bridge)
    qtbot.addWidget(page)
    bridge.changed.connect(page.render_view)
    page.resize(840, 660)
    page.show()
    qtbot.waitUntil(lambda: page.preview.page_count > 0, timeout=5000)
    return page


def _text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_preview_is_the_pdf(page: LetterPage) -> None:
    assert page.preview.pdf == page.desk.pdf(page.kind)
    assert page.preview.page_count == len(PdfReader(BytesIO(page.preview.pdf)).pages)
    image = page.preview._sheets.images[0]
    dark = sum(
        image.pixelColor(x, y).lightness() < 100
        for x in range(0, image.width(), 3)
        for y in range(0, image.height(), 3)
    )
    assert dark > 50, "the first page is not blank"


def test_an_edit_appears_in_the_pdf_and_the_draft_comes_back(page: LetterPage, qtbot: QtBot) -> None:
    ident, part = next(iter(page.sections.items()))
    draft = part.field.toPlainText()
    part.field.setPlainText("Could this be <b>myasthenia</b>, grade ≥ 3? Please see her on Monday.")
    part.field.flush()
    qtbot.waitUntil(lambda: "see her on Monday" in _text(page.preview.pdf), timeout=5000)
    assert "<b>myasthenia</b>, grade ≥ 3?" in _text(page.preview.pdf)
    assert page.sections[ident].restore.isVisible()
    page.sections[ident].restore.click()
    qtbot.waitUntil(lambda: "see her on Monday" not in _text(page.preview.pdf), timeout=5000)
    assert page.sections[ident].field.toPlainText() == draft
    assert not page.sections[ident].restore.isVisible()


def test_words_still_being_typed_are_saved_with_the_pdf(
    page: LetterPage, bridge: Bridge, tmp_path: Path
) -> None:
    part = next(iter(page.sections.values()))
    part.field.setPlainText("Typed a moment before saving.")
    target = tmp_path / "letter.pdf"
    page.choose_path = lambda name: str(target)
    page.save.click()
    assert "Typed a moment before saving." in _text(target.read_bytes())
    assert str(target) in page.message.text()
    assert bridge.session.letters[-1].kind == page.kind


def test_choosing_no_place_saves_nothing(page: LetterPage, bridge: Bridge) -> None:
    page.choose_path = lambda name: ""
    page.save.click()
    assert bridge.session.letters == ()


def test_the_offered_name_fits_every_file_system(page: LetterPage) -> None:
    offered: list[str] = []
    page.choose_path = lambda name: offered.append(name) or ""  # type: ignore[func-returns-value]
    page.save.click()
    assert offered[0].endswith(".pdf")
    assert not set(offered[0]) & set('<>:"/\\|?*')


def test_a_disk_that_refuses_is_said(page: LetterPage, tmp_path: Path, bridge: Bridge) -> None:
    page.choose_path = lambda name: str(tmp_path / "no-such-folder" / "letter.pdf")
    page.save.click()
    assert page.message.isVisible()
    assert "Saved" not in page.message.text()
    assert bridge.session.letters == ()


def test_no_printer_leads_to_the_pdf(page: LetterPage, bridge: Bridge) -> None:
    page.printers = list
    page.print_.click()
    assert page.message.text() == NO_PRINTER
    assert bridge.session.letters == ()


def test_printing_prints_every_page(page: LetterPage, bridge: Bridge, tmp_path: Path) -> None:
    target = tmp_path / "printed.pdf"

    def to_file() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        return printer

    page.printers = lambda: ["one"]
    page.choose_printer = to_file
    page.print_.click()
    assert len(PdfReader(target).pages) == page.preview.page_count
    assert bridge.session.letters[-1].kind == page.kind


def test_what_is_missing_is_listed_before_saving(page: LetterPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert "Not asked:" in page.missing.text
    assert "Pacemaker" in page.missing.text
    bridge.record(safety("pacemaker", State.ABSENT))
    qtbot.waitUntil(lambda: "Pacemaker" not in page.missing.text, timeout=5000)


def test_another_kind_is_another_document(page: LetterPage) -> None:
    before = page.preview.pdf
    page.kinds.setCurrentIndex(1)
    assert page.kind == page.desk.kinds[1]
    assert page.preview.pdf != before
    assert page.preview.pdf == page.desk.pdf(page.kind)


def test_copying_gives_the_whole_text(page: LetterPage) -> None:
    page.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == page.desk.text(page.kind)
    assert "Asha <b>Devi" in copied


def test_the_promise_is_printed(page: LetterPage) -> None:
    assert page._promise.isVisible()
    assert "Nothing is printed that you did not accept" in page._promise.text()


def test_a_narrow_page_turns_between_words_and_preview(page: LetterPage, qtbot: QtBot) -> None:
    page.resize(560, 400)
    assert not page.preview.isVisible()
    page.turn.click()
    assert page.preview.isVisible()
    assert not next(iter(page.sections.values())).isVisible()
    page.turn.click()
    assert next(iter(page.sections.values())).isVisible()


def test_the_preview_keeps_its_place_while_the_text_changes(page: LetterPage, qtbot: QtBot) -> None:
    page.preview.set_zoom(1.7)
    bar = page.preview.verticalScrollBar()
    bar.setValue(200)
    part = next(iter(page.sections.values()))
    part.field.setPlainText("One more word.")
    part.field.flush()
    qtbot.waitUntil(lambda: "One more word." in _text(page.preview.pdf), timeout=5000)
    assert bar.value() == 200
