"""What is shown before anything is taken in: who is in a file, which results, and what was not understood."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _, _n
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.errand import plain
from mwdesk.ui.widgets.exchange_out import ExchangeForm
from mwdesk.ui.widgets.form_fields import Choice
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.passphrase_fields import secret_line
from mwdesk.ui.widgets.tick_box import TickBox
from mwdesk.workflow.exchange import Arrival, Arrivals, Exchange
from mwdesk.workflow.exchange_files import SealedError
from mwdesk.workflow.exchange_labs import Found, Preview, entries, preview, read_results

_SHOWN = 60  # patients listed one by one; the rest is counted


class ArrivalsForm(ExchangeForm):
    """Patients of a file. Who is here already is asked about; then all of it is taken in, or nothing."""

    taken = Signal()

    def __init__(self, desk: Exchange, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("Patients in {name}").format(name=path.name), parent)
        self._desk, self._path = desk, path
        self.found: Arrivals | None = None
        self.choices: dict[str, Choice] = {}
        self.secret = secret_line(_("Passphrase of the file"))
        self.open = button(_("Open the file"))
        self.take = button(_("Take in"), "primary")
        self.secret.hide()
        self.open.hide()
        self.column.addWidget(self.secret)
        self._body = QWidget()
        self.column.addWidget(self._body)
        self.end_with(self.open, self.take)
        self.take.setEnabled(False)
        self.open.clicked.connect(self.look)
        self.secret.returnPressed.connect(self.look)
        self.take.clicked.connect(self._on_take)

    def look(self) -> None:
        """Read the file; a passphrase is asked for where it has one."""
        path, secret = self._path, self.secret.text()
        self.take.hide()
        self.run_aside(self._desk, lambda desk: desk.look(path, secret), self._on_looked, self._on_not_looked)

    def _on_not_looked(self, fault: BaseException | None, words: str) -> None:
        if isinstance(fault, SealedError):
            wrong = bool(self.secret.text())
            self.secret.show()
            self.open.show()
            self.secret.setFocus()
            self.say(words, problem=wrong)
        else:
            self._told_wrong(fault, words)

    def _on_looked(self, found: Arrivals) -> None:
        self.found = found
        self.secret.clear()
        self.secret.hide()
        self.open.hide()
        self.told.hide()
        self._show(found)

    def _show(self, found: Arrivals) -> None:
        at = self.column.indexOf(self._body)
        rows = [self._row(one) for one in found.each[:_SHOWN]]
        more = len(found.each) - _SHOWN
        if more > 0:
            said = _n("and {count} more.", "and {count} more.", more).format(count=more)
            rows.append(label(said, "muted"))
        rows += [label(note, "note", wrap=True) for note in found.notes]
        for number, row in enumerate(rows):
            self.column.insertWidget(at + number, row)
        self.take.show()
        self._weigh()

    def _row(self, one: Arrival) -> QWidget:
        out = QWidget()
        row = QHBoxLayout(out)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        words = one.words
        if one.same == "identical":
            words = _("{who}: here already, unchanged").format(who=words)
        elif one.same:
            words = _("{who}: here already, and not the same").format(who=words)
        elif one.alike:
            words = _("{who}. Perhaps the same person as {others}").format(
                who=words, others="; ".join(one.alike)
            )
        row.addWidget(label(words, "urgent" if one.same == "differs" else "", wrap=True), 1)
        if one.same or one.alike:
            first = (_("Keep both"), "both") if one.same else (_("Add"), "add")
            choice = Choice(one.words, (first, (_("Skip"), "skip")), blank=_("choose"))
            choice.show_value("skip" if one.same == "identical" else None)
            choice.chosen.connect(self._weigh)
            self.choices[one.record.id] = choice
            row.addWidget(choice)
        return out

    def _weigh(self) -> None:
        ready = all(choice.value is not None for choice in self.choices.values())
        self.take.setEnabled(self.found is not None and bool(self.found.each) and ready)

    def _on_take(self) -> None:
        found = self.found
        if found is None:
            return
        chosen: dict[str, Any] = {ident: choice.value for ident, choice in self.choices.items()}
        desk = self._desk
        desk.be_patient(True)
        self.run_aside(desk, lambda aside: aside.take(found, chosen), self._on_taken, self._on_not_taken)

    def _on_taken(self, words: str) -> None:
        self._desk.be_patient(False)
        self.take.setEnabled(False)
        self.say(words)
        self.taken.emit()

    def _on_not_taken(self, fault: BaseException | None, words: str) -> None:
        self._desk.be_patient(False)
        self._told_wrong(fault, words)


class LabsForm(ExchangeForm):
    """Results of a file for the open visit: what will be added, asked back, or was not understood."""

    def __init__(self, bridge: Bridge, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("Results in {name}").format(name=path.name), parent)
        self._bridge, self._path = bridge, path
        self.preview: Preview | None = None
        self.ticks: dict[int, TickBox] = {}
        self.is_theirs = TickBox("")
        self.is_theirs.hide()
        self.add = button(_("Add"), "primary")
        self.add.setEnabled(False)
        self.add.clicked.connect(self._on_add)
        self.look()

    def look(self) -> None:
        """Read the file against the open visit; nothing is written."""
        session = self._bridge.session
        try:
            file = read_results(self._path, session.kb)
            found = preview(session.kb, session.encounter, file, session.now())
        except (DataError, OSError) as fault:
            self.end_with()
            self.say(plain(fault), problem=True)
            return
        self.preview = found
        self._whose(found)
        for title, states in (
            (_("Will be added"), ("add",)),
            (_("Asked back: tick only what you have checked on the slip"), ("ask", "differs")),
            (_("Not taken"), ("unread", "older", "here")),
        ):
            rows = [(n, one) for n, one in enumerate(found.each) if one.state in states]
            if rows:
                self.column.addWidget(label(f"{title} ({len(rows)})", "strong", wrap=True))
            for number, one in rows:
                self.column.addWidget(self._row(number, one))
        for note in found.notes:
            self.column.addWidget(label(note, "note", wrap=True))
        self.end_with(self.add)
        self._weigh()

    def _whose(self, found: Preview) -> None:
        same = found.match.state == "same"
        agreed = _("The open patient's: {words}").format(words=found.match.words)
        differ = _("Perhaps not of the open patient: {words}").format(words=found.match.words)
        self.column.addWidget(label(agreed if same else differ, "note" if same else "urgent", wrap=True))
        if found.match.state in ("differs", "unnamed"):
            name = self._bridge.session.encounter.patient.name or _("the open patient")
            self.is_theirs.setText(_("These results are of {name}").format(name=name))
            self.is_theirs.setAccessibleName(self.is_theirs.text())
            self.column.addWidget(self.is_theirs)
            self.is_theirs.show()
            self.is_theirs.toggled.connect(self._weigh)

    def _row(self, number: int, one: Found) -> QWidget:
        line = one.line
        said = f"{line.label}  {line.text} {line.unit}".strip()
        span = [f"{end:g}" if end is not None else "" for end in (line.low, line.high)]
        if any(span):
            said += f"  ({span[0]} - {span[1]})"
        said += f"  {line.day}" if line.day else ""
        if not one.may_be_added:
            return label(f"{said}. {one.words}" if one.words else said, "muted", wrap=True)
        out = QWidget()
        row = QHBoxLayout(out)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        tick = TickBox(said)
        tick.setAccessibleName(said)
        tick.setAccessibleDescription(one.words)
        tick.setChecked(one.state == "add")
        tick.toggled.connect(self._weigh)
        self.ticks[number] = tick
        row.addWidget(tick)
        row.addWidget(label(one.words, "note" if one.state == "add" else "urgent", wrap=True), 1)
        return out

    def _chosen(self) -> list[int]:
        return [number for number, tick in self.ticks.items() if tick.isChecked()]

    def _weigh(self) -> None:
        count = len(self._chosen())
        sure = self.preview is not None and (self.preview.match.state == "same" or self.is_theirs.isChecked())
        self.add.setText(_n("Add {count} result", "Add {count} results", count).format(count=count))
        self.add.setAccessibleName(self.add.text())
        self.add.setEnabled(bool(count) and sure)

    def _on_add(self) -> None:
        session = self._bridge.session
        if self.preview is None:
            return
        try:
            new = entries(
                session.kb,
                session.encounter.patient,
                self.preview,
                self._chosen(),
                is_this_patient=self.is_theirs.isChecked(),
            )
        except DataError as fault:
            self.say(plain(fault), problem=True)
            return
        if self._bridge.record(*new):
            self.add.setEnabled(False)
            count = len(new)
            self.attempt(lambda: self._tell(count))

    def _tell(self, count: int) -> str:
        self._bridge.session.tell("import", f"{count} laboratory results, {self._path.name}")
        said = _n("{count} result was added. Ctrl+Z takes it back.", "{count} results were added. "
                  "Ctrl+Z takes them back.", count)  # fmt: skip
        return said.format(count=count)
