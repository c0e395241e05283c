"""The start page: protect the records, unlock them, or come back with the recovery key. Never a dialog."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.errand import Errand, plain
from mwdesk.ui.widgets.key_forms import RenewForm, RestoreForm
from mwdesk.ui.widgets.layout import ScrollPage, button, link_row
from mwdesk.ui.widgets.reading_switch import ReadingSwitch
from mwdesk.ui.widgets.start_forms import CreateForm, LostForm, RecoveryForm, StartForm, UnlockForm
from mwdesk.workflow import keychain
from mwdesk.workflow.reading import keep_reading, read_reading
from mwdesk.workflow.vault import Vault

if TYPE_CHECKING:
    from mwdesk.workflow.vault import Key

_WIDTH = 480
_BEGUN = N_(
    "Protecting these records was begun and not finished. Type the passphrase that was chosen; "
    "a new recovery key is shown then."
)


class StartPage(QWidget):
    """Opens the vault; `entered` is said when the records are open on this thread."""

    entered = Signal()

    def __init__(self, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault = vault
        self._who = ""
        self._key: Key | None = None
        self.first = CreateForm()
        self.recovery = RecoveryForm(lambda: vault.now().date())
        self.unlock = UnlockForm()
        self.lost = LostForm()
        self.renewing = RenewForm()
        self.restoring = RestoreForm()
        self.restore = button(_("Restore a backup..."), "link")
        self.keychain = button(_("Open with this computer's keychain"), "link")
        self.reading = ReadingSwitch()
        self.chosen: dict[str, str] = {}  # of look and size, for the records that are opened next
        self._locked = False  # after a lock only a passphrase opens: that is what the lock is for
        self.forms: tuple[StartForm, ...] = (
            *(self.first, self.recovery, self.unlock, self.lost),
            *(self.renewing, self.restoring),
        )
        self.stack = QStackedWidget()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setProperty("surface", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        page = ScrollPage()
        middle = QWidget()
        self._middle = middle
        self._fit()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, theme.L, 0, theme.L)
        column.setSpacing(theme.M)
        column.addStretch(2)  # the card stands a little above the middle
        for form in self.forms:
            column.addWidget(form)
            form.hide()
        column.addLayout(link_row(self.keychain))
        column.addLayout(link_row(self.restore))
        column.addStretch(3)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        page.column.addLayout(row, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(page, 1)
        whole.addWidget(self.reading)

    def _fit(self) -> None:
        self._middle.setFixedWidth(theme.px(_WIDTH))
        self.reading.show_reading()

    def _on_read(self, name: str, value: str) -> None:
        self.chosen[name] = value
        self._fit()
        keep_reading(self.vault.path.parent, {**read_reading(self.vault.path.parent), name: value})

    def _connect(self) -> None:
        self.first.submitted.connect(self._on_create)
        self.reading.changed.connect(self._on_read)
        self.first.plain.clicked.connect(self._on_plain)
        self.recovery.submitted.connect(self._on_kept)
        self.unlock.submitted.connect(self._on_unlock)
        self.unlock.lost.clicked.connect(self._on_lost)
        self.unlock.again.clicked.connect(self._on_again)
        self.lost.submitted.connect(self._on_recover)
        self.lost.back.clicked.connect(self.show_stage)
        self.renewing.submitted.connect(self._on_renew)
        self.renewing.back.clicked.connect(self.show_stage)
        self.restore.clicked.connect(self._on_restore)
        self.keychain.clicked.connect(self._on_keychain)
        self.restoring.submitted.connect(self._on_restore_file)
        self.restoring.back.clicked.connect(self.show_stage)

    @property
    def form(self) -> StartForm:
        """The form that is asked now."""
        return next((form for form in self.forms if not form.isHidden()), self.unlock)

    def show_stage(self, who: str = "") -> None:
        """Ask what is to be asked of the records as they stand; `who` was working here."""
        self._who = who or self._who
        self._fit()
        try:
            stage = self.vault.stage
        except OSError as problem:
            self._show(self.unlock)
            self.unlock.show_names(())
            self.unlock.tell(plain(problem))
            return
        if stage in ("new", "plain"):
            self.first.show_stage(existing=stage == "plain")
            self._show(self.first)
            return
        self._show(self.unlock)
        unfinished = stage == "unfinished"
        try:
            self.unlock.show_names(
                self.vault.names, self._who, _(_BEGUN) if unfinished else "", unfinished=unfinished
            )
        except (DataError, OSError) as problem:
            self.unlock.show_names((), unfinished=unfinished)
            self.unlock.tell(plain(problem))

    def _show(self, wanted: StartForm) -> None:
        for form in self.forms:
            form.setVisible(form is wanted)
            form.clear() if form is not wanted else form.tell("")
            form.set_busy()
        self.restore.setVisible(wanted in (self.first, self.unlock))
        offered = wanted is self.unlock and not self._locked and keychain.holds(self.vault)
        self.keychain.setVisible(offered)
        wanted.start_at.setFocus(Qt.FocusReason.OtherFocusReason)

    # intent

    def _send(
        self, form: StartForm, busy: str, job: Callable[[], object], then: Callable[[Any], None]
    ) -> None:
        """Do a job aside; what goes wrong is told in the form that asked."""
        form.tell("")
        form.set_busy(busy)
        errand = Errand(job, self)

        def fail(words: str) -> None:
            form.set_busy()
            form.tell(words)
            form.start_at.setFocus(Qt.FocusReason.OtherFocusReason)

        errand.failed.connect(fail)
        errand.done.connect(then)
        errand.start()

    def _on_create(self) -> None:
        name, secret = self.first.name.text(), self.first.secret.text
        self._send(
            self.first, _("Making the keys..."), lambda: self.vault.create(name, secret), self._on_created
        )

    def _on_created(self, made: tuple[Key, str]) -> None:
        self._key, recovery = made
        self._show_recovery(recovery)

    def _show_recovery(self, recovery: str) -> None:
        self.recovery.show_key(recovery)
        self._show(self.recovery)

    def _on_kept(self) -> None:
        key = self._key
        if key is None:
            return
        self._send(
            self.recovery,
            _("Encrypting..."),
            lambda: self.vault.protect(key),
            lambda _: self._enter(self.recovery, key),
        )

    def show_renewal(self, who: str) -> None:
        """Ask for the passphrase before everything is encrypted anew."""
        self._who = who
        self.renewing.name = who
        self._show(self.renewing)

    def _on_renew(self) -> None:
        secret, name = self.renewing.secret.text(), self.renewing.name
        self._send(
            self.renewing,
            _("Encrypting everything anew..."),
            lambda: self.vault.renew_key(secret, name),
            self._on_created,
        )

    def _on_restore(self) -> None:
        self._show(self.restoring)

    def _on_restore_file(self) -> None:
        file, secret = Path(self.restoring.file.text().strip()), self.restoring.secret.text()
        self.restore_with(self.restoring, lambda: self.vault.restore_from(file, secret))

    def restore_with(self, form: StartForm, job: Callable[[], str]) -> None:
        """Put a backup in place aside, then ask for its passphrase."""
        self._send(form, _("Restoring..."), job, self._on_restored)

    def _on_restored(self, held: str) -> None:
        self.show_stage()
        self.form.tell(_("Restored: {held}. Unlock with the passphrase of then.").format(held=held), "note")

    def _on_plain(self) -> None:
        self._enter(self.first, None)

    def _on_unlock(self) -> None:
        secret, name = self.unlock.secret.text(), self.unlock.names.currentText()
        then = self._on_begun if self.vault.stage == "unfinished" else self._on_key
        self._send(
            self.unlock,
            _("Unlocking..."),
            lambda: self.vault.copy_first(self.vault.derive(secret, name)),
            then,
        )
        self.unlock.secret.selectAll()

    def _on_keychain(self) -> None:
        key = keychain.open_with(self.vault)
        if key is None:
            self.keychain.hide()
            self.unlock.tell(_("The keychain does not open these records any more. Type your passphrase."))
            return
        self._send(self.unlock, _("Unlocking..."), lambda: self.vault.copy_first(key), self._on_key)

    def _on_key(self, key: Key) -> None:
        self._enter(self.unlock, key)

    def _on_begun(self, key: Key) -> None:
        self._key = key
        self._send(
            self.unlock,
            _("Making a recovery key..."),
            lambda: self.vault.renew_recovery(key),
            self._show_recovery,
        )

    def _on_again(self) -> None:
        try:
            self.vault.start_again()
        except (DataError, OSError) as problem:
            self.unlock.tell(plain(problem))
            return
        self.show_stage()

    def _on_lost(self) -> None:
        self.lost.show_names(
            [self.unlock.names.itemText(at) for at in range(self.unlock.names.count())],
            self.unlock.names.currentText(),
        )
        self._show(self.lost)

    def _on_recover(self) -> None:
        text, name, secret = self.lost.key.text(), self.lost.names.currentText(), self.lost.secret.text
        self._send(
            self.lost,
            _("Unlocking..."),
            lambda: self.vault.copy_first(self.vault.recover(text, name, secret)),
            lambda key: self._enter(self.lost, key),
        )

    def _enter(self, form: StartForm, key: Key | None) -> None:
        try:
            self.vault.enter(key)
        except (DataError, OSError) as problem:
            form.set_busy()
            form.tell(plain(problem))
            return
        self._key, self._locked = None, True
        for one in self.forms:
            one.clear()
            one.set_busy()
        self.entered.emit()
