"""What is asked before records leave: a passphrase, which words stay in, which server they go to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.ui.errand import Errand, plain
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.form_fields import Choice
from mwdesk.ui.widgets.layout import button, label, set_role
from mwdesk.ui.widgets.passphrase_fields import PassphraseFields, secret_line
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow.exchange import Exchange
from mwdesk.workflow.exchange_push import Parcel, pack, send
from mwdesk.workflow.exchange_teaching import FreeText, free_texts, remains
from mwdesk.workflow.progress import Progress, StoppedError

AskSave = Callable[[str, str], Path | None]  # title and file name offered -> place, or None
Fail = Callable[[BaseException | None, str], None]  # what went wrong, and in words
T = TypeVar("T")
_LOOK = 100  # milliseconds between words on how far it is


class ExchangeForm(QFrame):
    """A card with a question, its acts, and what came of it in words below."""

    left = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(8)
        self.column.addWidget(label(title, "heading", wrap=True))
        self.told = label("", "note", wrap=True)
        self.told.hide()
        self.cancel = button(_("Close"), "quiet")
        self.cancel.clicked.connect(self._on_cancel)
        self._progress: Progress | None = None
        self._acts: tuple[QWidget, ...] = ()
        self._look = QTimer(self)
        self._look.setInterval(_LOOK)
        self._look.timeout.connect(self._show_progress)

    def end_with(self, *acts: QWidget) -> None:
        """The buttons, and below them what came of it."""
        self._acts = acts
        row = QWidget()
        flow = FlowLayout(row, gap=8)
        for act in (*acts, self.cancel):
            flow.addWidget(act)
        self.column.addWidget(row)
        self.column.addWidget(self.told)

    def say(self, words: str, *, problem: bool = False) -> None:
        """Tell what came of it."""
        set_role(self.told, "urgent" if problem else "note")
        self.told.setText(words)
        self.told.setAccessibleName(words)
        self.told.show()

    def attempt(self, act: Callable[[], str]) -> bool:
        """Do it and say what came of it; a fault of data or disk is said, too."""
        try:
            self.say(act())
        except (DataError, OSError) as fault:
            self.say(plain(fault), problem=True)
            return False
        return True

    # what takes longer than a frame

    @property
    def busy(self) -> bool:
        """Whether something is being done aside."""
        return self._progress is not None

    def run_aside(
        self,
        desk: Exchange,
        work: Callable[[Exchange], T],
        then: Callable[[T], None],
        fail: Fail | None = None,
    ) -> None:
        """Do it on another thread, over a connection of its own; the cancel button stops it meanwhile."""
        if self.busy:
            return
        progress = Progress()
        self.destroyed.connect(progress.stop)  # locked, or closed: nothing is written unseen
        errand = Errand(desk.aside(work, progress), self)
        waiting = [act for act in self._acts if act.isEnabled()]

        def end() -> None:
            self._progress = None
            self._look.stop()
            self.cancel.setText(_("Close"))
            self.cancel.setEnabled(True)
            for act in waiting:
                act.setEnabled(True)

        def done(result: T) -> None:
            end()
            then(result)

        def failed(words: str) -> None:
            end()
            (fail or self._told_wrong)(errand.problem, words)

        errand.done.connect(done)
        errand.failed.connect(failed)
        self._progress = progress
        for act in waiting:
            act.setEnabled(False)
        self.cancel.setText(_("Cancel"))
        self.cancel.setFocus()
        self._show_progress()
        self._look.start()
        errand.start()

    def _told_wrong(self, fault: BaseException | None, words: str) -> None:
        self.say(words, problem=not isinstance(fault, StoppedError))

    def _show_progress(self) -> None:
        if self._progress is not None:
            self.say(self._progress.words)

    def _on_cancel(self) -> None:
        if self._progress is not None:
            self._progress.stop()  # it ends before its next step, and leaves nothing half done
            self.cancel.setEnabled(False)
            self.say(_("Stopping..."))
        else:
            self.left.emit()


class SealForm(ExchangeForm):
    """mwdesk's own file: under a passphrase, or in the clear where somebody says so."""

    def __init__(
        self, desk: Exchange, patient_id: str, who: str, ask: AskSave, parent: QWidget | None = None
    ) -> None:
        super().__init__(_("mwdesk file of {who}").format(who=who), parent)
        self._desk, self._patient, self._ask = desk, patient_id, ask
        self.how = Choice(
            _("Protection"),
            ((_("Encrypted"), True), (_("Not encrypted"), False)),
            blank=_("choose one"),
        )
        self.secret = PassphraseFields(lambda: "", _("Passphrase of the file"))
        self.warning = label(
            _("Not encrypted: anybody who gets hold of the file can read every name and every letter in it."),
            "caution",
            wrap=True,
        )
        self.save = button(_("Save the file..."), "primary")
        self.column.addWidget(
            label(
                _("Whole records: every answer with its time, every visit, every letter as printed."),
                "muted",
                wrap=True,
            )
        )
        self.column.addWidget(self.how)
        self.column.addWidget(self.secret)
        self.column.addWidget(self.warning)
        self.end_with(self.save)
        self.how.chosen.connect(self._on_how)
        self.save.clicked.connect(self._on_save)
        self._on_how(None)

    def _on_how(self, value: object) -> None:
        self.secret.setVisible(value is True)
        self.warning.setVisible(value is False)
        self.save.setEnabled(value is not None)

    def _on_save(self) -> None:
        sealed = self.how.value is True
        if sealed and self.secret.problem:
            self.say(self.secret.problem, problem=True)
            return
        path = self._ask(_("Save the records"), "records.mwdesk")
        if path is not None:
            secret = self.secret.text if sealed else ""
            patient = self._patient
            self.run_aside(
                self._desk, lambda desk: desk.export_records(path, patient, secret), self._on_saved
            )

    def _on_saved(self, path: Path) -> None:
        self.secret.clear()
        self.say(_("Saved: {path}").format(path=path))


class TeachingForm(ExchangeForm):
    """The anonymised case: what remains is said, and free text stays out unless somebody reads it."""

    def __init__(self, desk: Exchange, patient_id: str, ask: AskSave, parent: QWidget | None = None) -> None:
        super().__init__(_("A case for teaching, without names"), parent)
        self._desk, self._patient, self._ask = desk, patient_id, ask
        visits = desk.encounters(patient_id)
        for sentence in remains(desk.kb, visits):
            self.column.addWidget(label(sentence, wrap=True))
        self.rows: list[tuple[FreeText, TickBox, QLineEdit]] = []
        typed = free_texts(desk.kb, visits)
        if typed:
            said = _(
                "Words that were typed freely stay out. Tick one to keep it; take names and places out first."
            )
            self.column.addWidget(label(said, "muted", wrap=True))
        for one in typed:
            self._add(one)
        self.save = button(_("Save the case..."), "primary")
        self.end_with(self.save)
        self.save.clicked.connect(self._on_save)

    def _add(self, one: FreeText) -> None:
        tick = TickBox(_("Keep: {where}, visit {number}").format(where=one.where, number=one.visit + 1))
        tick.setAccessibleName(tick.text())
        line = QLineEdit(one.text)
        line.setAccessibleName(_("Words to keep: {where}").format(where=one.where))
        line.setCursorPosition(0)
        line.setEnabled(False)
        tick.toggled.connect(line.setEnabled)
        self.column.addWidget(tick)
        self.column.addWidget(line)
        self.rows.append((one, tick, line))

    def _on_save(self) -> None:
        path = self._ask(_("Save the case"), "teaching-case.json")
        if path is not None:
            kept = {(o.visit, o.key): line.text() for o, tick, line in self.rows if tick.isChecked()}
            said = _("Saved: {path}").format(path=path)
            self.attempt(lambda: said if self._desk.export_teaching(path, self._patient, kept) else "")


class SendForm(ExchangeForm):
    """To an existing FHIR server: address, what goes, and only then the button that sends."""

    def __init__(self, desk: Exchange, patient_id: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Send to a FHIR server"), parent)
        self._desk, self._patient = desk, patient_id
        self._parcel: Parcel | None = None
        self.address = QLineEdit()
        self.address.setPlaceholderText("https://server/fhir")
        self.address.setAccessibleName(_("Address of the server"))
        self.token = secret_line(_("Access token, where the server wants one"))
        self.look = button(_("Show what would be sent"))
        self.go = button(_("Send now"), "primary")
        self.what = label("", wrap=True)
        self.column.addWidget(
            label(_("Nothing is sent before you press 'Send now', and never by itself."), "muted", wrap=True)
        )
        for field in (self.address, self.token):
            name = label(field.accessibleName())
            name.setBuddy(field)
            self.column.addWidget(name)
            self.column.addWidget(field)
        self.column.addWidget(self.what)
        self.end_with(self.look, self.go)
        self.go.setEnabled(False)
        self.address.textChanged.connect(self._on_typed)
        self.look.clicked.connect(self._on_look)
        self.go.clicked.connect(self._on_go)

    def _on_typed(self) -> None:
        self._parcel = None
        self.what.setText("")
        self.go.setEnabled(False)

    def _on_look(self) -> None:
        try:
            self._parcel = pack(self._desk.fhir_document(self._patient), self.address.text())
        except DataError as fault:
            self.say(plain(fault), problem=True)
            return
        self.told.hide()
        self.what.setText(self._parcel.words)
        self.go.setEnabled(True)

    def _on_go(self) -> None:
        parcel, token = self._parcel, self.token.text().strip()
        if parcel is None:
            return
        if not self.attempt(lambda: self._begin(parcel)):
            return
        self.go.setEnabled(False)
        errand = Errand(lambda: send(parcel, token), self)
        errand.done.connect(self._on_sent)
        errand.failed.connect(self._on_refused)
        errand.start()

    def _begin(self, parcel: Parcel) -> str:
        self._desk.tell_send("send", parcel, self._patient)  # before the first byte leaves
        return _("Sending...")

    def _on_sent(self, words: str) -> None:
        self._end("sent", words, problem=False)

    def _on_refused(self, words: str) -> None:
        self._end("send failed", words, problem=True)

    def _end(self, kind: str, words: str, *, problem: bool) -> None:
        self.say(words, problem=problem)
        self.go.setEnabled(problem)
        if self._parcel is not None:
            try:
                self._desk.tell_send(kind, self._parcel, self._patient, words if problem else "")
            except (DataError, OSError) as fault:
                self.say(f"{words} {plain(fault)}", problem=True)
