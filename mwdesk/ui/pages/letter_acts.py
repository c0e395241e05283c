"""What is done with a letter: save, print, copy, one document or several; said in words on the page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.layout import label, set_role
from mwdesk.ui.widgets.packet_card import PacketCard
from mwdesk.ui.widgets.pdf_preview import print_pdf
from mwdesk.workflow.letter_desk import KeptLetter, LetterDesk, kind_title

NO_PRINTER = N_("No printer is installed: save the PDF instead.")


class LetterActs(QWidget):
    """The desk, the acts, and the line that tells what became of them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.desk = LetterDesk(bridge.session)
        self.choose_path: Callable[[str], str] = self._ask_path
        self.printers: Callable[[], list[str]] = QPrinterInfo.availablePrinterNames
        self.choose_printer: Callable[[], QPrinter | None] = self._ask_printer
        self.kept: KeptLetter | None = None  # the finished letter that is shown in place of the draft
        self.message = label("", "note", wrap=True)
        self.packet = PacketCard([(kind, kind_title(kind)) for kind in self.desk.kinds])
        self.packet.asked.connect(self._on_packet_asked)

    @property
    def kind(self) -> str:
        """The kind of document that is open."""
        raise NotImplementedError

    def flush(self) -> None:
        """Save what is being written, and draw it."""
        raise NotImplementedError

    def _on_save(self) -> None:
        self.flush()
        kept = self.kept
        name = self.desk.file_name(kept.kind, kept.at) if kept else self.desk.file_name(self.kind)
        path = self.choose_path(name)
        if not path:
            return
        try:
            if kept is not None:
                written = self.desk.save_kept(kept, Path(path))
            else:
                written = self.desk.save(self.kind, Path(path))
                self.desk.finish(self.kind)
        except (DataError, OSError) as problem:
            self._say_problem(problem)
            return
        self._bridge.refresh()
        said = (
            _("Saved as {file}, as it was printed.")
            if kept
            else _("Saved as {file}, and kept with this visit.")
        )
        self._say(said.format(file=written))

    def _on_print(self) -> None:
        self.flush()
        kept = self.kept
        kind = kept.kind if kept else self.kind
        self._print(lambda: kept.pdf if kept else self.desk.final(kind), lambda: self._printed(kind))

    def _printed(self, kind: str) -> None:
        self.desk.tell("print", kind)
        if self.kept is None:
            self.desk.finish(kind)

    def _print(self, pdf: Callable[[], bytes], then: Callable[[], object]) -> None:
        """Print what `pdf` gives; `then` keeps and tells it once the printer took it."""
        if not self.printers():
            self._say(_(NO_PRINTER), "urgent")
            return
        printer = self.choose_printer()
        if printer is None:
            return
        try:
            pages = print_pdf(pdf(), printer)
            if pages:
                then()
        except (DataError, OSError) as problem:
            self._say_problem(problem)
            return
        name = printer.printerName() or _("the printer")
        if not pages:
            self._say(_("{name} did not take the letter. Save the PDF instead.").format(name=name), "urgent")
            return
        self._bridge.refresh()
        self._say(
            _n("{count} page sent to {name}.", "{count} pages sent to {name}.", pages).format(
                count=pages, name=name
            )
        )

    def _on_packet(self) -> None:
        if self.packet.isVisible():
            self.packet.hide()
        else:
            self.packet.open_with(self.kind)

    def _on_packet_asked(self, act: str) -> None:
        self.flush()
        kinds = self.packet.chosen
        pdf = self.desk.packet(kinds, final=True)
        if act == "print":
            self._print(lambda: pdf, lambda: self.desk.keep_packet(kinds, pdf))
            return
        path = self.choose_path(self.desk.file_name("packet"))
        if not path:
            return
        try:
            written = self.desk.keep_packet(kinds, pdf, Path(path))
        except (DataError, OSError) as problem:
            self._say_problem(problem)
            return
        self.packet.hide()
        self._bridge.refresh()
        said = _n("{count} document saved as {file}.", "{count} documents saved as {file}.", len(kinds))
        self._say(said.format(count=len(kinds), file=written))

    def _on_copy(self) -> None:
        self.flush()
        QGuiApplication.clipboard().setText(self.desk.text(self.kind))
        try:
            self.desk.tell("copy", self.kind)
        except (DataError, OSError) as problem:
            self._say_problem(problem)
            return
        self._say(_("The whole letter is on the clipboard as plain text."))

    def _ask_path(self, name: str) -> str:
        start = str(Path.home() / name)
        return QFileDialog.getSaveFileName(self, _("Save the letter"), start, _("PDF (*.pdf)"))[0]

    def _ask_printer(self) -> QPrinter | None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        return printer if dialog.exec() else None

    def _say(self, text: str, role: str = "note") -> None:
        set_role(self.message, role)
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _say_problem(self, problem: DataError | OSError) -> None:
        if isinstance(problem, DataError):
            self._say(" ".join(i.sentence() for i in problem.issues), "emergency")
        else:
            self._say(
                _("The disk refused: {reason}. Choose another place.").format(
                    reason=problem.strerror or problem
                ),
                "emergency",
            )
