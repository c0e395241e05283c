"""What the start page asks: a new passphrase, the recovery key kept, the passphrase, or a lost one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.errand import plain
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.layout import button, label, link_row, set_role
from mwdesk.ui.widgets.passphrase_fields import PassphraseFields, secret_line, show_box
from mwdesk.ui.widgets.recovery_sheet import print_sheet, sheet_pdf, sheet_text
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow.files import save_bytes


class StartForm(QFrame):
    """A card with a title, a sentence, fields, and one button that is pressed by Enter in the last field."""

    submitted = Signal()

    def __init__(self, title: str, words: str, act: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._act = act
        self.title = label(title, "page", wrap=True)
        self.words = label(words, "muted", wrap=True)
        self.told = label("", "urgent", wrap=True)
        self.told.hide()
        self.act = button(act, "primary")
        self.start_at: QWidget = self.act  # a focus proxy would hide from Tab what stands before it
        self.act.clicked.connect(self.submit)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        self.column.setSpacing(theme.M)
        self.column.addWidget(label("mwdesk", "banner"))
        self.column.addWidget(label(_("Where the lesion is, what fits, what to do next"), "note", wrap=True))
        self.column.addSpacing(theme.M)
        self.column.addWidget(self.title)
        self.column.addWidget(self.words)

    def add_field(self, words: str, field: QWidget) -> None:
        """A field under its name."""
        name = label(words)
        name.setBuddy(field)
        self.column.addSpacing(theme.M)
        self.column.addWidget(name)
        self.column.addWidget(field)

    def add_end(self) -> None:
        """What was told, and the button."""
        self.column.addWidget(self.told)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.act)
        self.column.addLayout(row)

    def submit(self) -> None:
        """Ask for what this form is for, once."""
        if self.act.isEnabled():
            problem = self.problem()
            self.tell(problem)
            if not problem:
                self.submitted.emit()

    def problem(self) -> str:
        """What is missing, in one sentence; empty where all is there."""
        return ""

    def tell(self, text: str, role: str = "urgent") -> None:
        """Say what went wrong, or what was done."""
        set_role(self.told, role)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def set_busy(self, words: str = "") -> None:
        """Show that it is being done; fields stay open for typing."""
        self.act.setEnabled(not words)
        self.act.setText(words or self._act)
        self.act.setAccessibleName(self.act.text())

    def clear(self) -> None:
        """Leave nothing typed behind."""


class CreateForm(StartForm):
    """Name and a passphrase twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", _("Protect the records"), parent)
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Your name"))
        self.secret = PassphraseFields(self.name.text)
        self.plain = button(_("Use without a passphrase"), "link")
        self.warning = label(
            _("Without a passphrase, whoever uses or takes this computer can read every patient."),
            "caution",
            wrap=True,
        )
        self.add_field(_("Your name"), self.name)
        self.column.addWidget(self.secret)
        self.add_end()
        self.column.addWidget(self.warning)
        self.column.addLayout(link_row(self.plain))
        self.name.returnPressed.connect(self.secret.setFocus)
        self.secret.entered.connect(self.submit)
        self.start_at = self.name

    def show_stage(self, *, existing: bool) -> None:
        """For records that stand there plain, or for the first start."""
        self.title.setText(_("Protect these records") if existing else _("Protect the patient records"))
        self.words.setText(
            _(
                "The records on this computer are not encrypted yet. Choose a passphrase for them; it is "
                "asked for at each start."
            )
            if existing
            else _(
                "Everything is encrypted on this computer. Choose a passphrase; it is asked for at each "
                "start."
            )
        )
        self.plain.setVisible(existing)
        self.warning.setVisible(existing)

    def problem(self) -> str:
        if not self.name.text().strip():
            return _("Your name is missing: it says who wrote what.")
        return self.secret.problem

    def clear(self) -> None:
        self.secret.clear()


class RecoveryForm(StartForm):
    """The recovery key, seen once."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(
            _("Keep this recovery key"),
            _(
                "It opens the records when a passphrase is lost, and on another computer. It is shown "
                "only now. Print it or write it down, and lock it away, not with the computer."
            ),
            _("Go on"),
            parent,
        )
        self._today = today
        self.choose_path: Callable[[str, str], str] = self._ask_path
        self.printers: Callable[[], list[str]] = QPrinterInfo.availablePrinterNames
        self.key = QLineEdit()
        self.key.setReadOnly(True)
        self.key.setAccessibleName(_("Recovery key"))
        self.print_ = button(_("Print..."))
        self.pdf = button(_("Save PDF..."))
        self.plain_text = button(_("Save text..."))
        self.kept = TickBox(_("I have kept it"))
        self.kept.setAccessibleName(_("I have kept it"))
        self.column.addWidget(self.key)
        row = QHBoxLayout()
        for one in (self.print_, self.pdf, self.plain_text):
            row.addWidget(one)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.kept)
        self.add_end()
        self.print_.clicked.connect(self._on_print)
        self.pdf.clicked.connect(self._on_pdf)
        self.plain_text.clicked.connect(self._on_text)
        self.start_at = self.print_

    def show_key(self, recovery: str) -> None:
        """Show a fresh key."""
        self.key.setText(recovery)
        self.key.setCursorPosition(0)
        self.kept.setChecked(False)
        self.tell("")

    def problem(self) -> str:
        return "" if self.kept.isChecked() else _("Tick 'I have kept it' once the key is on paper or saved.")

    def clear(self) -> None:
        self.key.clear()

    def _on_print(self) -> None:
        if not self.printers():
            self.tell(_("No printer is installed: save it, or write it down."))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec():
            print_sheet(self.key.text(), self._today(), printer)
            self.tell(_("Sent to {name}.").format(name=printer.printerName() or _("the printer")), "note")

    def _on_pdf(self) -> None:
        self._save("recovery-key.pdf", _("PDF (*.pdf)"), sheet_pdf(self.key.text(), self._today()))

    def _on_text(self) -> None:
        self._save("recovery-key.txt", _("Text (*.txt)"), sheet_text(self.key.text(), self._today()).encode())

    def _save(self, name: str, kind: str, content: bytes) -> None:
        path = self.choose_path(name, kind)
        if not path:
            return
        try:
            save_bytes(Path(path), content)
            Path(path).chmod(0o600)  # nobody else on this computer
        except (DataError, OSError) as fault:
            self.tell(plain(fault))
            return
        self.tell(
            _("Saved as {path}. Move it to a stick or print it; it must not stay on this computer.").format(
                path=path
            ),
            "note",
        )

    def _ask_path(self, name: str, kind: str) -> str:
        title = _("Save the recovery key")
        return QFileDialog.getSaveFileName(self, title, str(Path.home() / name), kind)[0]


class UnlockForm(StartForm):
    """Who, and the passphrase."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Unlock the patient records"), "", _("Unlock"), parent)
        self.names = ChoiceBox()
        self.names.setAccessibleName(_("Clinician"))
        self.who = label(_("Clinician"))
        self.secret = secret_line(_("Passphrase"))
        self.show_typed = show_box(self.secret)
        self.lost = button(_("I lost my passphrase"), "link")
        self.again = button(_("Begin again with a new passphrase"), "link")
        self.who.setBuddy(self.names)
        self.column.addWidget(self.who)
        self.column.addWidget(self.names)
        self.add_field(_("Passphrase"), self.secret)
        self.column.addWidget(self.show_typed)
        self.add_end()
        self.column.addLayout(link_row(self.lost))
        self.column.addLayout(link_row(self.again))
        self.secret.returnPressed.connect(self.submit)
        self.start_at = self.secret

    def show_names(
        self, names: Sequence[str], who: str = "", words: str = "", *, unfinished: bool = False
    ) -> None:
        """Offer the clinicians; `who` was here last."""
        self.names.clear()
        self.names.addItems(list(names))
        self.names.setCurrentIndex(max(0, self.names.findText(who)))
        for part in (self.who, self.names):
            part.setVisible(len(names) > 1)
        only = _("Records of {name}.").format(name=names[0]) if len(names) == 1 else ""
        self.words.setText(words or only)
        self.words.setVisible(bool(self.words.text()))
        self.lost.setVisible(not unfinished)
        self.again.setVisible(unfinished)

    def problem(self) -> str:
        return "" if self.secret.text() else _("Type your passphrase.")

    def clear(self) -> None:
        self.secret.clear()
        self.show_typed.setChecked(False)


class LostForm(StartForm):
    """The recovery key, and a new passphrase."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("I lost my passphrase"),
            _("Type the recovery key from its page, then choose a new passphrase."),
            _("Unlock and change the passphrase"),
            parent,
        )
        self.names = ChoiceBox()
        self.names.setAccessibleName(_("Clinician"))
        self.who = label(_("Clinician"))
        self.key = QLineEdit()
        self.key.setAccessibleName(_("Recovery key"))
        self.key.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.secret = PassphraseFields(self.names.currentText, _("New passphrase"))
        self.back = button(_("Back"), "link")
        self.who.setBuddy(self.names)
        self.column.addWidget(self.who)
        self.column.addWidget(self.names)
        self.add_field(_("Recovery key: eight groups of five letters"), self.key)
        self.column.addWidget(self.secret)
        self.add_end()
        self.column.addLayout(link_row(self.back))
        self.key.returnPressed.connect(self.secret.setFocus)
        self.secret.entered.connect(self.submit)
        self.start_at = self.key

    def show_names(self, names: Sequence[str], who: str) -> None:
        """Offer the clinicians."""
        self.names.clear()
        self.names.addItems(list(names))
        self.names.setCurrentIndex(max(0, self.names.findText(who)))
        for part in (self.who, self.names):
            part.setVisible(len(names) > 1)

    def problem(self) -> str:
        return self.secret.problem if self.key.text().strip() else _("Type the recovery key.")

    def clear(self) -> None:
        self.key.clear()
        self.secret.clear()
