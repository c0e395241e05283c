"""The backups with what each holds: to be tried, or put in place of the records; and a second folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.key_care import Send
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.workflow import safekeeping
from mwdesk.workflow.vault import Vault


class BackupList(QWidget):
    """Unfolded on demand: counting what backups hold opens each of them."""

    asked = Signal(str)  # "restore PATH": the records are closed for it
    told = Signal(str)

    def __init__(self, vault: Vault, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault, self._send = vault, send
        self.choose_folder: Callable[[], str] = self._ask_folder
        self.unfold = button(_("Show all backups"), "link")
        self.second = button("", "link")
        self.nowhere = button(_("Only beside the records"), "link")
        self.rows = QWidget()
        self.sure = QWidget()
        self.sure_words = label("", "caution", wrap=True)
        self.restore = button(_("Restore this backup"))
        self._chosen = ""
        self._lines: tuple[safekeeping.BackupLine, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(link_row(self.unfold))
        column.addWidget(self.rows)
        inside = QVBoxLayout(self.sure)
        inside.setContentsMargins(12, 0, 0, 8)
        inside.addWidget(self.sure_words)
        inside.addLayout(link_row(self.restore))
        column.addWidget(self.sure)
        column.addLayout(link_row(self.second))
        column.addLayout(link_row(self.nowhere))
        self.fold()
        self.unfold.clicked.connect(self._on_unfold)
        self.restore.clicked.connect(self._on_restore)
        self.second.clicked.connect(self._on_second)
        self.nowhere.clicked.connect(self._on_nowhere)

    def show_state(self) -> None:
        """Say where backups go besides."""
        folder = safekeeping.second_folder(self.vault)
        self.second.setText(
            _("Each backup is copied to {folder}. Change...").format(folder=folder)
            if folder
            else _("Copy each backup to a stick or another disk, too...")
        )
        self.second.setAccessibleName(self.second.text())
        self.nowhere.setVisible(folder is not None)

    def fold(self) -> None:
        """Show no list."""
        self.rows.hide()
        self.sure.hide()

    def _on_unfold(self) -> None:
        if self.rows.isVisible():
            self.fold()
        else:
            self._send(self.unfold, safekeeping.list_job(self.vault, self._take), lambda _words: self._draw())

    def _take(self, lines: tuple[safekeeping.BackupLine, ...]) -> None:
        self._lines = lines

    def _draw(self) -> None:
        column = self.layout()
        fresh = QWidget()
        grid = QGridLayout(fresh)
        grid.setContentsMargins(12, 0, 0, 4)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for at, line in enumerate(self._lines):
            grid.addWidget(label(line.when, "strong"), at, 0)
            grid.addWidget(label(line.holds, "" if line.ours else "note", wrap=True), at, 1)
            for column_at, words, act in ((2, _("Try"), self._on_try), (3, _("Restore..."), self._on_choose)):
                made = button(words, "link", name=f"{words}: {line.when}")
                made.setProperty("file", str(line.file))
                made.setEnabled(line.ours)
                made.clicked.connect(act)
                grid.addWidget(made, at, column_at)
        assert column is not None
        column.replaceWidget(self.rows, fresh)
        self.rows.deleteLater()
        self.rows = fresh
        self.sure.hide()
        self.told.emit("" if self._lines else _("There is no backup yet."))

    def _sender_file(self) -> str:
        sender = self.sender()
        return str(sender.property("file")) if sender is not None else ""

    def _on_try(self) -> None:
        sender = self.sender()
        if isinstance(sender, QPushButton):
            job = safekeeping.drill_job(self.vault, Path(self._sender_file()))
            self._send(sender, job, self.told.emit)

    def _on_choose(self) -> None:
        self._chosen = self._sender_file()
        line = next(one for one in self._lines if str(one.file) == self._chosen)
        self.sure_words.setText(
            _(
                "The records become those of {when}: {holds}. What was recorded since is not in them; the "
                "records as they are now are kept aside in the same folder."
            ).format(when=line.when, holds=line.holds)
        )
        self.sure.show()

    def _on_restore(self) -> None:
        self.asked.emit(f"restore {self._chosen}")

    def _on_second(self) -> None:
        folder = self.choose_folder()
        if folder:
            self._keep(folder)

    def _on_nowhere(self) -> None:
        self._keep("")

    def _keep(self, folder: str) -> None:
        safekeeping.choose_second_folder(self.vault, folder)
        self.show_state()

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, _("Folder for a second copy of each backup"))
