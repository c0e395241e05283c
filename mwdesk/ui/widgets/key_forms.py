"""What the start page asks besides: the passphrase before a new data key, and a backup to be restored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.layout import button, link_row
from mwdesk.ui.widgets.passphrase_fields import secret_line, show_box
from mwdesk.ui.widgets.start_forms import StartForm


class RenewForm(StartForm):
    """The passphrase once more, before everything is encrypted anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Make a new data key"),
            _(
                "Do this when somebody who could open the records has left, or a computer was lost. "
                "Everything is encrypted anew; only you can open it then: let the others in again, and print "
                "the new recovery key. Earlier backups still open with the earlier passphrases."
            ),
            _("Encrypt everything anew"),
            parent,
        )
        self.name = ""
        self.secret = secret_line(_("Your passphrase"))
        self.back = button(_("Back"), "link")
        self.add_field(_("Your passphrase"), self.secret)
        self.add_end()
        self.column.addLayout(link_row(self.back))
        self.secret.returnPressed.connect(self.submit)
        self.start_at = self.secret

    def problem(self) -> str:
        return "" if self.secret.text() else _("Type your passphrase.")

    def clear(self) -> None:
        self.secret.clear()


class RestoreForm(StartForm):
    """A file from a stick or the backup folder, and what opens it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Restore a backup"),
            _(
                "Choose a backup; its key file (the name ends in .keys.json) must lie beside it. It is "
                "proven before it is put in place, and what stands here now is kept aside."
            ),
            _("Restore"),
            parent,
        )
        self.choose_path: Callable[[], str] = self._ask_path
        self.folder = Path.home()
        self.file = QLineEdit()
        self.file.setAccessibleName(_("Backup file"))
        self.choose = button(_("Choose..."), name=_("Choose the backup file"))
        self.secret = secret_line(_("Passphrase or recovery key of that backup"))
        self.show_typed = show_box(self.secret)
        self.back = button(_("Back"), "link")
        self.add_field(_("Backup file"), self.file)
        row = QHBoxLayout()
        row.addWidget(self.choose)
        row.addStretch(1)
        self.column.addLayout(row)
        self.add_field(_("Passphrase or recovery key of that backup"), self.secret)
        self.column.addWidget(self.show_typed)
        self.add_end()
        self.column.addLayout(link_row(self.back))
        self.choose.clicked.connect(self._on_choose)
        self.file.returnPressed.connect(self.secret.setFocus)
        self.secret.returnPressed.connect(self.submit)
        self.start_at = self.file

    def problem(self) -> str:
        return "" if self.file.text().strip() else _("Choose the backup file.")

    def clear(self) -> None:
        self.secret.clear()
        self.show_typed.setChecked(False)

    def _on_choose(self) -> None:
        path = self.choose_path()
        if path:
            self.file.setText(path)

    def _ask_path(self) -> str:
        kinds = _("Backups (*.sqlite3)")
        path, _kind = QFileDialog.getOpenFileName(self, _("Choose a backup"), str(self.folder), kinds)
        return path
