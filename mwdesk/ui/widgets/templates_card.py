"""Templates for letters on the clinic's page: open their folder, and see what is wrong with a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _, _n
from mwdesk.ui.widgets.layout import button, label, link_row, set_role
from mwdesk.workflow.letter_templates import prepare_folder, read_templates


class TemplatesCard(QFrame):
    """Greeting, closing, logo, own paragraphs and order: text files that anybody can write."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.folder = folder
        self.show_folder: Callable[[Path], bool] = self._show_folder
        self.open = button(_("Open the folder of templates"))
        self.check = button(_("Check them"), "link")
        self.told = label("", "note", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(_("Templates for letters"), "heading"))
        said = _("Greeting, closing, logo, own paragraphs and the order of sections, as text files.")
        column.addWidget(label(said, "muted", wrap=True))
        column.addLayout(link_row(self.open))
        column.addLayout(link_row(self.check))
        column.addWidget(self.told)
        self.open.clicked.connect(self._on_open)
        self.check.clicked.connect(self.render_state)
        self.render_state()

    def render_state(self) -> None:
        """Tell how many templates are in use, and what is wrong with the others."""
        found = read_templates(self.folder)
        count = len(found.by_kind)
        lines = [_n("{count} template in use.", "{count} templates in use.", count).format(count=count)]
        lines += [issue.sentence() for issue in found.issues]
        self._say("\n".join(lines), "urgent" if found.issues else "note")

    def _say(self, words: str, role: str) -> None:
        set_role(self.told, role)
        self.told.setText(words)

    def _on_open(self) -> None:
        try:
            folder = prepare_folder(self.folder)
        except DataError as problem:
            self._say(" ".join(issue.sentence() for issue in problem.issues), "urgent")
            return
        if not self.show_folder(folder):
            self._say(_("The folder is {folder}; open it yourself.").format(folder=folder), "note")

    @staticmethod
    def _show_folder(folder: Path) -> bool:
        return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
