"""The care of keys on the Clinic page: a new recovery key, who may no longer open, a new data key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.translation import _
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.layout import button, label, link_row
from mwdesk.ui.widgets.start_forms import RecoveryForm
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow import keychain
from mwdesk.workflow.vault import Vault

Send = Callable[[QPushButton, Callable[[], object], Callable[[str], None]], None]


class KeyCare(QWidget):
    """Links that unfold; jobs are sent through the card, which tells their results."""

    done = Signal(str)  # what was done, for the chain and the card
    asked = Signal(str)  # "renew": the records are closed for it

    def __init__(self, vault: Vault, send: Send, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault, self._send = vault, send
        self.recovery = button(_("Make a new recovery key"), "link")
        self.sheet = RecoveryForm(lambda: vault.now().date())
        self.remove = button(_("Take a clinician's passphrase away"), "link")
        self.names = ChoiceBox()
        self.names.setAccessibleName(_("Clinician whose passphrase is taken away"))
        self.take = button(_("Take it away"))
        self.removing = QWidget()
        self.renew = button(_("Make a new data key..."), "link")
        self.keychain = TickBox(_("Let this computer's keychain open the records at the start"))
        self.keychain.setAccessibleName(self.keychain.text())
        self.keychain_note = label(
            _("Whoever uses this desktop account can then read every patient. A lock still asks for you."),
            "note",
            wrap=True,
        )
        self._lay_out()
        self.keychain.clicked.connect(self._on_keychain)
        self.recovery.clicked.connect(self._on_recovery)
        self.sheet.submitted.connect(self._on_kept)
        self.remove.clicked.connect(self._on_remove)
        self.take.clicked.connect(self._on_take)
        self.renew.clicked.connect(self._on_renew)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        inside = QVBoxLayout(self.removing)
        inside.setContentsMargins(12, 0, 0, 8)
        who = label(
            _(
                "They open nothing here from then on. A copy of the records and of the key file that they "
                "kept still opens with their passphrase: make a new data key as well where that matters."
            ),
            "note",
            wrap=True,
        )
        for part in (self.names, who):
            inside.addWidget(part)
        inside.addLayout(link_row(self.take))
        column.addLayout(link_row(self.recovery))
        column.addWidget(self.sheet)
        column.addLayout(link_row(self.remove))
        column.addWidget(self.removing)
        column.addLayout(link_row(self.renew))
        column.addWidget(self.keychain)
        column.addWidget(self.keychain_note)
        self.fold()

    def show_names(self, others: list[str]) -> None:
        """Whose passphrase could be taken away."""
        self.remove.setVisible(bool(others))
        for part in (self.keychain, self.keychain_note):
            part.setVisible(keychain.available())
        self.keychain.setChecked(keychain.holds(self.vault))
        if [self.names.itemText(at) for at in range(self.names.count())] != others:
            self.names.clear()
            self.names.addItems(others)
            self.removing.hide()

    def fold(self) -> None:
        """Leave neither a key nor a question standing where nobody looks."""
        self.sheet.clear()
        self.sheet.hide()
        self.removing.hide()

    def _on_recovery(self) -> None:
        self._send(self.recovery, lambda: self.vault.renew_recovery(self.vault.key), self._on_made)

    def _on_made(self, recovery: str) -> None:
        self.sheet.show_key(recovery)
        self.sheet.show()
        self.done.emit(_("A new recovery key was made; the earlier page opens nothing any more."))
        self.sheet.start_at.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_kept(self) -> None:
        self.fold()

    def _on_remove(self) -> None:
        self.removing.setVisible(self.removing.isHidden())

    def _on_take(self) -> None:
        name = self.names.currentText()
        said = _("{name} may not open the records any more.").format(name=name)
        self._send(self.take, lambda: self.vault.remove_clinician(name), lambda _words: self.done.emit(said))

    def _on_keychain(self) -> None:
        if not self.keychain.isChecked():
            keychain.forget(self.vault)
            self.done.emit(_("The keychain opens the records no more."))
        elif keychain.keep(self.vault):
            self.done.emit(_("The keychain of this computer opens the records from the next start on."))
        else:
            self.keychain.setChecked(False)

    def _on_renew(self) -> None:
        self.asked.emit("renew")
