"""Parts of the Letter page by keyboard and mouse: what is missing, whom it goes to, packets, templates."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mwdesk.domain.encounter import State, safety
from mwdesk.domain.recipient import Recipient
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.main_window import MainWindow
from mwdesk.ui.pages.clinic import ClinicPage
from mwdesk.ui.pages.letter import LetterPage
from mwdesk.ui.widgets.before_signing import SHOWN

RAO = Recipient(name="Dr A Rao", department="Neurology")
LAB = Recipient(name="EMG laboratory", kinds=("edx_request",))
IYER = Recipient(name="Dr B Iyer", department="Neurology")


@pytest.fixture
def page(opened: MainWindow, qtbot: QtBot) -> LetterPage:
    opened.go("letter")
    made = opened.page("letter")
    qtbot.waitUntil(lambda: made.preview.page_count > 0, timeout=5000)
    assert isinstance(made, LetterPage)
    return made


def words(pdf: bytes) -> str:
    return " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())


def shown(page: LetterPage) -> int:
    return sum(link.isVisible() for link in page.missing.links)


def test_what_is_missing_is_folded_to_three_and_unfolds(page: LetterPage) -> None:
    count = len(page.missing.gaps)
    assert count > SHOWN == shown(page)
    assert str(count - SHOWN) in page.missing.rest.text()
    QTest.mouseClick(page.missing.rest, Qt.MouseButton.LeftButton)
    assert shown(page) == count
    QTest.mouseClick(page.missing.rest, Qt.MouseButton.LeftButton)
    assert shown(page) == SHOWN


def test_the_most_important_stands_first(page: LetterPage) -> None:
    assert [g.feature for g in page.missing.gaps[:3]] == ["question", "identity", "safety"]


def test_each_line_leads_to_where_it_is_put_right(page: LetterPage, opened: MainWindow, qtbot: QtBot) -> None:
    """Every gap of every kind leads to another page, or to a field that takes the keyboard."""
    for kind in page.desk.kinds:
        page.kinds.setCurrentIndex(page.kinds.findData(kind))
        page.missing.rest.setChecked(True)
        for row in range(len(page.missing.gaps)):
            gap = page.missing.gaps[row]
            page.missing.links[row].click()
            if gap.kind == "place":
                assert opened.place == gap.ident != "letter"
                opened.go("letter")
                qtbot.waitUntil(page.missing.isVisible, timeout=2000)
            else:
                assert opened.place == "letter"
                reached = QApplication.focusWidget()
                field = page.details.fields.get(gap.ident) or page.sections.get(gap.ident)
                assert field is not None and reached is field.field, (kind, gap)


def test_a_gap_that_is_filled_leaves_the_list(page: LetterPage, bridge: Bridge, qtbot: QtBot) -> None:
    assert "Pacemaker" in page.missing.text
    bridge.record(safety("pacemaker", State.ABSENT))
    qtbot.waitUntil(lambda: "Pacemaker" not in page.missing.text, timeout=5000)


def test_a_recipient_is_picked_with_two_keys(page: LetterPage, qtbot: QtBot) -> None:
    page.desk.book.keep([RAO, LAB, IYER])
    page.render_view(page._bridge.view)  # type: ignore[arg-type]
    assert page.pick.recipients == (RAO, IYER), "the laboratory gets no referral"
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.pick.menu_.isVisible, timeout=2000)
    QTest.keyClick(page.pick.menu_, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: "To Dr B Iyer, Neurology" in words(page.preview.pdf), timeout=5000)
    assert page.pick.recipients == (IYER, RAO), "the last one stands first the next time"
    assert page.details.fields["to/neurology_referral"].field.text() == "Dr B Iyer, Neurology"


def test_an_empty_book_leads_to_the_clinic(page: LetterPage, opened: MainWindow, qtbot: QtBot) -> None:
    QTest.mouseClick(page.pick, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(page.pick.menu_.isVisible, timeout=2000)
    QTest.keyClick(page.pick.menu_, Qt.Key.Key_Return)
    assert opened.place == "clinic"


def test_a_packet_is_saved_kept_and_told(page: LetterPage, bridge: Bridge, tmp_path: Path) -> None:
    target = tmp_path / "packet.pdf"
    page.choose_path = lambda name: str(target)
    QTest.keyClick(
        page, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert page.packet.isVisible() and page.packet.chosen == ("neurology_referral",)
    page.packet.ticks["edx_request"].click()
    QTest.mouseClick(page.packet.save, Qt.MouseButton.LeftButton)
    text = words(target.read_bytes())
    for said in ("2 in this packet", "Referral to neurology", "Request for EMG"):
        assert said in text
    assert "Draft, unsigned" not in text
    kept = bridge.session.letters[-1]
    assert (kept.kind, kept.pdf) == ("packet", target.read_bytes())
    assert "2 documents saved" in page.message.text() and not page.packet.isVisible()


def test_a_packet_is_printed_and_the_same_bytes_are_kept(
    page: LetterPage, bridge: Bridge, tmp_path: Path
) -> None:
    def to_file() -> QPrinter:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        return printer

    page.printers = lambda: ["one"]
    page.choose_printer = to_file
    page.several.click()
    page.packet.ticks["reply_slip"].click()
    page.packet.print_.click()
    kept = bridge.session.letters[-1]
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == len(PdfReader(io.BytesIO(kept.pdf)).pages)


def test_no_document_ticked_cannot_be_saved(page: LetterPage) -> None:
    page.several.click()
    page.packet.ticks[page.kind].click()
    assert page.packet.chosen == () and not page.packet.save.isEnabled()


def test_copying_has_a_key(page: LetterPage) -> None:
    QTest.keyClick(
        page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert QGuiApplication.clipboard().text() == page.desk.text(page.kind)


def test_a_faulty_template_is_told_before_signing(page: LetterPage, qtbot: QtBot) -> None:
    page.desk.folder.mkdir()
    (page.desk.folder / "neurology_referral.toml").write_text('leave_out = ["examination"]', encoding="utf-8")
    page.render_view(page._bridge.view)  # type: ignore[arg-type]
    qtbot.waitUntil(page.missing.trouble.isVisible, timeout=5000)
    assert "cannot be left out" in page.missing.trouble.text()


# on the clinic's page


@pytest.fixture
def clinic(opened: MainWindow) -> ClinicPage:
    opened.go("clinic")
    made = opened.page("clinic")
    assert isinstance(made, ClinicPage)
    return made


def test_an_entry_is_written_kept_and_removed(clinic: ClinicPage) -> None:
    card = clinic.addresses
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    QTest.keyClicks(card.lines["name"], "Dr A Rao")
    QTest.keyClick(card.lines["name"], Qt.Key.Key_Return)
    QTest.keyClicks(card.lines["department"], "Neurology")
    card.lines["department"].flush()
    card.ticks["edx_request"].click()
    one = Recipient(name="Dr A Rao", department="Neurology", kinds=("edx_request",))
    assert card.book.every() == (one,)
    card.add.click()
    assert card.lines["name"].text() == "" and len(card.book.every()) == 2
    card.remove.click()
    assert card.book.every() == (one,) and card.lines["name"].text() == "Dr A Rao"
    card.remove.click()
    assert card.book.every() == () and not card.remove.isVisible()


def test_the_folder_of_templates_is_made_and_opened(clinic: ClinicPage) -> None:
    seen: list[Path] = []
    clinic.templates.show_folder = lambda folder: bool(seen.append(folder)) or True
    clinic.templates.open.click()
    assert (seen[0] / "READ ME.txt").is_file() and (seen[0] / "example.toml").is_file()
    assert "0 templates in use" in clinic.templates.told.text()
    (seen[0] / "edx_request.toml").write_text('greeting = "Dear all,"', encoding="utf-8")
    (seen[0] / "odd.toml").write_text("", encoding="utf-8")
    clinic.templates.check.click()
    assert "1 template in use" in clinic.templates.told.text()
    assert "No kind of document has this name" in clinic.templates.told.text()


def test_a_folder_that_cannot_be_shown_is_named(clinic: ClinicPage) -> None:
    clinic.templates.show_folder = lambda folder: False
    clinic.templates.open.click()
    assert str(clinic.templates.folder) in clinic.templates.told.text()
