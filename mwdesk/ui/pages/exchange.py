"""Exchange: records out and in again. Nothing leaves unless somebody presses the button that says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.exchange_in import ArrivalsForm, LabsForm
from mwdesk.ui.widgets.exchange_out import ExchangeForm, SealForm, SendForm, TeachingForm
from mwdesk.ui.widgets.flow import FlowLayout
from mwdesk.ui.widgets.layout import ScrollPage, button, card, label
from mwdesk.workflow import View
from mwdesk.workflow.exchange import Exchange, person_words


class ExchangePage(QWidget):
    """Three cards to begin from; the question of the moment stands in their place."""

    step = "exchange"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._patient = ""
        self.form: ExchangeForm | None = None
        self.who = label("", wrap=True)
        self.own = button(_("mwdesk file"))
        self.fhir = button(_("FHIR document"))
        self.packet = button(_("Phenopacket"))
        self.teaching = button(_("For teaching, without names"))
        self.send = button(_("Send to a FHIR server"))
        self.all_own = button(_("mwdesk file of everybody"))
        self.all_fhir = button(_("FHIR bundle of everybody"))
        self.patients = button(_("Patients from a file"))
        self.labs = button(_("Laboratory results from a file"))
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.SCROLLED)
        column.setSpacing(4)
        column.addWidget(label(_("Exchange"), "page"))
        column.addWidget(
            label(
                _("Records leave only when you press a button here; each time stands in the audit trail."),
                "muted",
                wrap=True,
            )
        )
        column.addSpacing(10)
        self._page = ScrollPage()
        column.addWidget(self._page, 1)
        self._one = self._card(
            _("The open patient"),
            self.who,
            (self.own, self.fhir, self.packet, self.teaching, self.send),
        )
        self._cards = [self._one]
        told = label(
            _("The records here stay as they are. FHIR files are not encrypted."), "muted", wrap=True
        )
        self._cards.append(self._card(_("Everybody"), told, (self.all_own, self.all_fhir)))
        told = label(
            _("mwdesk, FHIR and Phenopacket files; results as CSV or FHIR. First shown, then taken in."),
            "muted",
            wrap=True,
        )
        self._cards.append(self._card(_("Bring in"), told, (self.patients, self.labs)))
        for part in self._cards:
            self._page.column.addWidget(part)
        self._page.column.addStretch(1)

    def _card(self, title: str, words: QWidget, acts: tuple[QPushButton, ...]) -> QWidget:
        frame, column = card()
        column.addWidget(label(title, "heading"))
        column.addWidget(words)
        row = QWidget()
        flow = FlowLayout(row, gap=8)
        for act in acts:
            flow.addWidget(act)
        column.addWidget(row)
        return frame

    def _connect(self) -> None:
        self.own.clicked.connect(self._on_own)
        self.fhir.clicked.connect(self._on_fhir)
        self.packet.clicked.connect(self._on_packet)
        self.teaching.clicked.connect(self._on_teaching)
        self.send.clicked.connect(self._on_send)
        self.all_own.clicked.connect(self._on_all_own)
        self.all_fhir.clicked.connect(self._on_all_fhir)
        self.patients.clicked.connect(self._on_patients)
        self.labs.clicked.connect(self._on_labs)

    @property
    def desk(self) -> Exchange:
        """Exports and imports over the records that are open now."""
        session = self._bridge.session
        return Exchange(session.kb, session.store, session.clinic, session.now)

    def render_view(self, view: View | None) -> None:
        """Who is open; a question about somebody else does not stay."""
        patient = view.encounter.patient if view is not None else None
        if (patient.id if patient else "") != self._patient:
            self._patient = patient.id if patient else ""
            self._leave()
        nobody = _("No patient is open. Open one from the list.")
        self.who.setText(person_words(patient) if patient else nobody)
        for act in (self.own, self.fhir, self.packet, self.teaching, self.send, self.labs):
            act.setEnabled(patient is not None)

    # the question of the moment

    def _ask(self, form: ExchangeForm) -> None:
        self._leave()
        self.form = form
        form.left.connect(self._leave)
        for part in self._cards:
            part.hide()
        self._page.column.insertWidget(0, form)
        form.show()
        first = form.nextInFocusChain()
        if first is not None and form.isAncestorOf(first):
            first.setFocus()

    def _leave(self) -> None:
        if self.form is not None and self.form.busy:
            return  # it says what became of it first
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        for part in self._cards:
            part.show()

    def _begin(self, make: Callable[[], ExchangeForm]) -> None:
        try:
            self._ask(make())
        except (DataError, OSError) as fault:
            self._bridge.fail(fault)

    def _save(self, title: str, name: str) -> Path | None:
        path, _kind = QFileDialog.getSaveFileName(self, title, str(Path.home() / name))
        return Path(path) if path else None

    def _open(self, title: str, kinds: str) -> Path | None:
        path, _kind = QFileDialog.getOpenFileName(self, title, str(Path.home()), kinds)
        return Path(path) if path else None

    def _write(self, title: str, name: str, write: Callable[[Exchange, Path], Path]) -> None:
        """Files that ask nothing more than where."""
        path = self._save(_("{what} (not encrypted)").format(what=title), name)
        if path is None:
            return
        form = ExchangeForm(title)
        form.end_with()
        self._ask(form)
        form.cancel.setFocus()
        form.run_aside(
            self.desk,
            lambda desk: write(desk, path),
            lambda saved: form.say(_("Saved, not encrypted: {path}").format(path=saved)),
        )

    # out

    def _on_own(self) -> None:
        who = self.who.text()
        self._begin(lambda: SealForm(self.desk, self._patient, who, self._save))

    def _on_all_own(self) -> None:
        self._begin(lambda: SealForm(self.desk, "", _("everybody"), self._save))

    def _on_fhir(self) -> None:
        patient = self._patient
        self._write(_("FHIR document"), "patient-fhir.json", lambda desk, p: desk.export_fhir(p, patient))

    def _on_all_fhir(self) -> None:
        self._write(_("FHIR bundle of everybody"), "patients-fhir.json", Exchange.export_fhir)

    def _on_packet(self) -> None:
        encounter = self._bridge.session.encounter
        self._write(
            _("Phenopacket"), "phenopacket.json", lambda desk, p: desk.export_phenopacket(p, encounter)
        )

    def _on_teaching(self) -> None:
        self._begin(lambda: TeachingForm(self.desk, self._patient, self._save))

    def _on_send(self) -> None:
        self._begin(lambda: SendForm(self.desk, self._patient))

    # in

    def _on_patients(self) -> None:
        path = self._open(_("Patients from a file"), _("Records (*.mwdesk *.json);;All files (*)"))
        if path is not None:
            form = ArrivalsForm(self.desk, path)
            form.taken.connect(self._bridge.refresh)
            self._ask(form)
            form.look()

    def _on_labs(self) -> None:
        path = self._open(_("Laboratory results"), _("Results (*.csv *.txt *.tsv *.json);;All files (*)"))
        if path is not None:
            self._begin(lambda: LabsForm(self._bridge, path))
