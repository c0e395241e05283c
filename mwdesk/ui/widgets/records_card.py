"""The records part of the Clinic page: who may open, passphrases, when it locks, backups and their proof."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.errand import Errand, plain
from mwdesk.ui.widgets.backup_list import BackupList
from mwdesk.ui.widgets.form_fields import Choice
from mwdesk.ui.widgets.key_care import KeyCare
from mwdesk.ui.widgets.layout import button, label, link_row, set_role
from mwdesk.ui.widgets.passphrase_fields import PassphraseFields, secret_line
from mwdesk.ui.widgets.retention_line import RetentionLine
from mwdesk.workflow import safekeeping
from mwdesk.workflow.vault import Vault

MINUTES = ((N_("2 minutes"), "2"), ("5", "5"), ("10", "10"), ("30", "30"))


class RecordsCard(QFrame):
    """Everything that is done with the records as a whole; results are told in words below."""

    def __init__(self, bridge: Bridge, vault: Vault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._bridge, self.vault = bridge, vault
        self.who = label("", wrap=True)
        self.protect = button(_("Protect these records..."), "primary")
        self.lock_after = Choice(_("Lock after"), tuple((_(words), value) for words, value in MINUTES))
        self.change = button(_("Change my passphrase"), "link")
        self.add = button(_("Let another clinician open them"), "link")
        self.old = secret_line(_("Passphrase until now"))
        self.new = PassphraseFields(lambda: vault.who, _("New passphrase"))
        self.keep = button(_("Change the passphrase"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the clinician"))
        self.theirs = PassphraseFields(self.name.text, _("Their passphrase"))
        self.let = button(_("Add the clinician"))
        self.last = label("", "muted", wrap=True)
        self.back_up = button(_("Back up now"))
        self.drill = button(_("Try a restore"))
        self.verify = button(_("Verify records"))
        self.told = label("", "note", wrap=True)
        self.told.hide()
        self.keys = KeyCare(vault, self._send)
        self.backups = BackupList(vault, self._send)
        self.retention = RetentionLine(bridge)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        column.addWidget(label(_("Records"), "heading"))
        column.addWidget(self.who)
        column.addLayout(link_row(self.protect))
        self.when = QWidget()
        row = QHBoxLayout(self.when)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(_("Lock when nobody types for")))
        row.addWidget(self.lock_after, 1)
        column.addWidget(self.when)
        column.addLayout(link_row(self.change))
        self.changing = _form((_("Passphrase until now"), self.old), self.new, self.keep)
        column.addWidget(self.changing)
        column.addLayout(link_row(self.add))
        self.adding = _form((_("Name of the clinician"), self.name), self.theirs, self.let)
        column.addWidget(self.adding)
        column.addWidget(self.keys)
        column.addWidget(self.last)
        acts = QHBoxLayout()
        acts.setSpacing(8)
        for act in (self.back_up, self.drill, self.verify):
            acts.addWidget(act)
        acts.addStretch(1)
        column.addLayout(acts)
        column.addWidget(self.told)
        column.addWidget(self.backups)
        column.addWidget(self.retention)

    def _connect(self) -> None:
        self.protect.clicked.connect(self._on_protect)
        self.lock_after.chosen.connect(self._on_minutes)
        self.change.clicked.connect(self._on_change)
        self.add.clicked.connect(self._on_add)
        self.keep.clicked.connect(self._on_keep)
        self.new.entered.connect(self._on_keep)
        self.old.returnPressed.connect(self.new.setFocus)
        self.let.clicked.connect(self._on_let)
        self.theirs.entered.connect(self._on_let)
        self.name.returnPressed.connect(self.theirs.setFocus)
        self.back_up.clicked.connect(self._on_back_up)
        self.drill.clicked.connect(self._on_drill)
        self.verify.clicked.connect(self._on_verify)
        self.keys.done.connect(self._on_opened)
        self.keys.asked.connect(self._bridge.records_asked)
        self.backups.asked.connect(self._bridge.records_asked)
        self.backups.told.connect(self.tell)

    def render_state(self) -> None:
        """Show how the records stand now."""
        safe = self.vault.is_protected
        try:
            others = [name for name in self.vault.names if name != self.vault.who] if safe else []
            self.last.setText(safekeeping.last_backup_words(self.vault))
        except (DataError, OSError) as problem:
            others = []
            self.tell(plain(problem), "caution")
        if safe:
            said = [
                _("Encrypted. {name} may open them with a passphrase.").format(name=self.vault.who)
                if self.vault.who
                else _("Encrypted. You may open them with a passphrase.")
            ]
            if others:
                said.append(_("So may {names}.").format(names=", ".join(others)))
            self.who.setText(" ".join(said))
        else:
            self.who.setText(_("Not encrypted: whoever uses or takes this computer can read every patient."))
        set_role(self.who, "" if safe else "caution")
        self.protect.setVisible(not safe)
        for part in (self.when, self.change, self.add, self.keys):
            part.setVisible(safe)
        self.keys.show_names(others)
        self.backups.show_state()
        self.retention.show_value()
        if not safe:
            self._fold()
        kept = self._bridge.session.store.setting("lock_minutes")
        self.lock_after.show_value(str(kept or "10"))

    def tell(self, text: str, role: str = "note") -> None:
        """The result of the last act, in words."""
        set_role(self.told, role)
        self.told.setText(text)
        self.told.setVisible(bool(text))
        self.setAccessibleDescription(text)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._fold()  # a passphrase is not left standing where nobody looks

    # passphrases

    def _fold(self) -> None:
        self.keys.fold()
        self._fold_forms()

    def _fold_forms(self) -> None:
        self.changing.hide()
        self.adding.hide()
        for field in (self.new, self.theirs, self.old, self.name):
            field.clear()

    def _on_change(self) -> None:
        shown = self.changing.isHidden()
        self._fold()
        self.changing.setVisible(shown)
        self.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_add(self) -> None:
        shown = self.adding.isHidden()
        self._fold()
        self.adding.setVisible(shown)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_keep(self) -> None:
        if self.new.problem:
            self.tell(self.new.problem, "caution")
            return
        old, new = self.old.text(), self.new.text
        self._send(
            self.keep,
            lambda: self.vault.change_passphrase(old, new),
            lambda _done: self._on_opened(
                _("The passphrase was changed; the old one opens nothing any more.")
            ),
        )

    def _on_let(self) -> None:
        if self.theirs.problem:
            self.tell(self.theirs.problem, "caution")
            return
        name, secret = self.name.text().strip(), self.theirs.text
        self._send(
            self.let,
            lambda: self.vault.add_clinician(name, secret),
            lambda _done: self._on_opened(_("{name} may open the records from now on.").format(name=name)),
        )

    def _on_opened(self, words: str) -> None:
        self._fold_forms()
        self.tell(words)
        self._log("keys", words)

    def _on_protect(self) -> None:
        self._bridge.records_asked.emit("protect")

    def _on_minutes(self, value: object) -> None:
        if value is not None:  # one of them always holds
            self._bridge.remember("lock_minutes", str(value))
            self._bridge.records_asked.emit("watch")
        self.lock_after.show_value(str(self._bridge.session.store.setting("lock_minutes") or "10"))

    # backups and proof

    def _on_back_up(self) -> None:
        self._send(self.back_up, safekeeping.backup_job(self.vault), self._on_backed_up)

    def _on_backed_up(self, name: str) -> None:
        self.tell(_("Backed up and proven: {name}.").format(name=name))
        if self.vault.second_problem:
            self.tell(f"{self.told.text()} {self.vault.second_problem}", "caution")
        self._log("backup", name)

    def _on_drill(self) -> None:
        self._send(self.drill, safekeeping.drill_job(self.vault), self.tell)

    def _on_verify(self) -> None:
        self._send(self.verify, safekeeping.verify_job(self.vault), self.tell)

    def _log(self, kind: str, detail: str) -> None:
        try:
            self.vault.tell(kind, detail)
        except (DataError, OSError) as problem:
            self.tell(plain(problem), "caution")

    def _send(self, act: QPushButton, job: Callable[[], object], then: Callable[[str], None]) -> None:
        """Do it aside; the button that asked waits, everything else goes on."""
        act.setEnabled(False)
        self.tell(_("Working..."))
        errand = Errand(job, self)

        def end(words: object) -> None:
            act.setEnabled(True)
            then(str(words))
            if self.vault.is_open:
                self.render_state()

        def fail(words: str) -> None:
            act.setEnabled(True)
            self.tell(words, "caution")

        errand.done.connect(end)
        errand.failed.connect(fail)
        errand.start()


def _form(first: tuple[str, QLineEdit], secret: PassphraseFields, act: QPushButton) -> QWidget:
    """A small form that is unfolded where it is asked for."""
    out = QWidget()
    out.setMaximumWidth(theme.px(460))
    column = QVBoxLayout(out)
    column.setContentsMargins(12, 0, 0, 8)
    name = label(first[0])
    name.setBuddy(first[1])
    for part in (name, first[1], secret):
        column.addWidget(part)
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(act)
    column.addLayout(row)
    out.hide()
    return out
