"""The letter: its words on the left, the very PDF on the right, then save, print or copy."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mwdesk.domain.encounter import note
from mwdesk.domain.issue import DataError
from mwdesk.domain.recipient import Recipient
from mwdesk.domain.translation import _
from mwdesk.ui import theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.layout_order import Chain
from mwdesk.ui.pages.letter_acts import NO_PRINTER, LetterActs
from mwdesk.ui.widgets.before_signing import BeforeSigning
from mwdesk.ui.widgets.choice_box import ChoiceBox
from mwdesk.ui.widgets.emergency_kind import REFERRAL, TRANSFER, EmergencyKind
from mwdesk.ui.widgets.kept_letters import KeptLetters, when_words
from mwdesk.ui.widgets.layout import ScrollPage, button, label
from mwdesk.ui.widgets.leaflet_language import LeafletLanguage
from mwdesk.ui.widgets.letter_details import LetterDetails
from mwdesk.ui.widgets.letter_section import LetterSection
from mwdesk.ui.widgets.pdf_preview import PdfPreview
from mwdesk.ui.widgets.recipient_pick import RecipientPick
from mwdesk.workflow import View
from mwdesk.workflow.letter_desk import KeptLetter, kind_title

__all__ = ["NO_PRINTER", "LetterPage"]

_PAUSE = 250  # milliseconds after the last change before the preview is drawn again
_SIDE_BY_SIDE = 640


class LetterPage(LetterActs):
    """Nothing leaves this page unseen: what is printed is what the preview shows."""

    step = "letter"
    asked_for = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.sections: dict[str, LetterSection] = {}
        self._visit = ""
        self._stale = True
        self._wide: bool | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self.kinds = ChoiceBox()
        self.kinds.setAccessibleName(_("Kind of document"))
        for kind in self.desk.kinds:
            self.kinds.addItem(kind_title(kind), kind)
        self.emergency = EmergencyKind()
        self._chosen = False  # the kind is the clinician's own choice, and stays
        self._order = Chain()
        self.language = LeafletLanguage(bridge)
        self.pick = RecipientPick(self)
        self.missing = BeforeSigning()
        self.details = LetterDetails()
        self.finished = KeptLetters()
        self.preview = PdfPreview()
        self.save = button(_("Save PDF..."), "primary")
        self.print_ = button(_("Print..."))
        self.copy = button(_("Copy text"))
        self.several = button(_("Packet..."))
        self.turn = button(_("Show preview"), "link")
        self.shown = label("", wrap=True)
        self.to_draft = button(_("Back to the draft"), "link")
        self.details.add_link(self.pick)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(label(_("Letter"), "page"))
        head.addSpacing(6)
        head.addWidget(self.kinds)
        head.addWidget(self.language)
        head.addStretch(1)
        head.addWidget(self.turn)
        self._words = ScrollPage()
        for part in (self.packet, self.missing, self.finished, self.details):
            self._words.column.addWidget(part)
        self._first_section = self._words.column.count()
        self._words.column.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(14)
        both.addWidget(self._words, 9)
        both.addWidget(self._sheet(), 11)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self._promise = label(_("Nothing is printed that you did not accept."), "note", wrap=True)
        foot.addWidget(self._promise, 1)
        tips = ("Ctrl Shift C", "Ctrl Shift K", "Ctrl P", "Ctrl S")
        for act, tip in zip((self.copy, self.several, self.print_, self.save), tips, strict=True):
            act.setToolTip(tip)
            foot.addWidget(act)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.emergency)
        column.addLayout(both, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        self.message.hide()

    def _sheet(self) -> QWidget:
        """The preview, under a line that says so where it is a finished letter and not the draft."""
        self._kept_bar = QFrame()
        self._kept_bar.setProperty("surface", "soft")
        row = QHBoxLayout(self._kept_bar)
        row.setContentsMargins(14, 6, 10, 6)
        row.addWidget(self.shown, 1)
        row.addWidget(self.to_draft)
        self._kept_bar.hide()
        self._paper = QWidget()
        column = QVBoxLayout(self._paper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._kept_bar)
        column.addWidget(self.preview, 1)
        return self._paper

    def _connect(self) -> None:
        for keys, act in (
            ("Ctrl+S", self._on_save),
            ("Ctrl+P", self._on_print),
            ("Ctrl+Shift+C", self._on_copy),
            ("Ctrl+Shift+K", self._on_packet),
        ):
            key = QShortcut(QKeySequence(keys), self)
            key.activated.connect(act)
        self.kinds.currentIndexChanged.connect(self._on_kind)
        self.emergency.asked.connect(self._open_kind)
        self._timer.timeout.connect(self._draw)
        self.save.clicked.connect(self._on_save)
        self.print_.clicked.connect(self._on_print)
        self.copy.clicked.connect(self._on_copy)
        self.turn.clicked.connect(self._on_turn)
        self.several.clicked.connect(self._on_packet)
        self.missing.asked_for.connect(self._on_asked)
        self.pick.asked_for.connect(self.asked_for)
        self.pick.chosen.connect(self._on_recipient)
        self.details.written.connect(self._on_detail)
        self.finished.chosen.connect(self.show_kept)
        self.to_draft.clicked.connect(self._on_draft)

    @property
    def kind(self) -> str:
        """The kind of document that is open."""
        return str(self.kinds.currentData())

    @property
    def unnamed(self) -> QPushButton:
        """The link to the clinic's page, there while the clinic has no name."""
        return self.missing.unnamed

    # drawing

    def render_view(self, view: View) -> None:
        """Take the view; words at once when in sight, the preview after a short pause."""
        self._stale = True
        if view.changed or view.encounter.id != self._visit:
            self._leave_kept()
        if view.encounter.id != self._visit:
            self._chosen = False
        self._visit = view.encounter.id
        if self.isVisible():
            self._show_words()
            self._timer.start()

    def _preselect(self) -> None:
        """An emergency opens with the transfer note, until the clinician chose or wrote a document."""
        if self._chosen or self.desk.begun:
            return
        wanted = TRANSFER if self.desk.is_emergency(self.kind) else REFERRAL
        if self.kind in (TRANSFER, REFERRAL) and wanted != self.kind:
            self._open_kind(wanted)
            self._chosen = False

    def _open_kind(self, kind: str) -> None:
        self.kinds.setCurrentIndex(self.kinds.findData(kind))

    def _show_words(self) -> None:
        self.emergency.show_for(self.kind, emergency=self.desk.is_emergency(self.kind))
        self.language.show_for(self.kind)
        self.unnamed.setHidden(bool(self._bridge.session.clinic.name))
        self.pick.show_recipients(self.desk.recipients(self.kind))
        self.finished.show_letters(self.desk.kept())
        self.details.show_details(self._visit, self.desk.details(self.kind))
        found = self.desk.sections(self.kind)
        for section in found:
            part = self.sections.get(section.id)
            if part is None:
                part = LetterSection(section, self)
                part.written.connect(self._on_written)
                self.sections[section.id] = part
                self._words.column.insertWidget(self._words.column.count() - 1, part)
            else:
                part.show_section(section)
        wanted = {section.id for section in found}
        for ident, part in self.sections.items():
            part.setVisible(ident in wanted)
        self._arrange([section.id for section in found])
        self._order.follow(self)

    def _arrange(self, order: list[str]) -> None:
        column = self._words.column
        for place, ident in enumerate(order, start=self._first_section):
            if column.indexOf(self.sections[ident]) != place:
                column.removeWidget(self.sections[ident])
                column.insertWidget(place, self.sections[ident])

    def _draw(self) -> None:
        self._timer.stop()
        self._stale = False
        try:
            if self.kept is None:
                self.preview.show_pdf(self.desk.pdf(self.kind))
            self._show_missing()
            self._order.follow(self)
        except (DataError, OSError) as problem:
            self._say_problem(problem)

    def _show_missing(self) -> None:
        self.missing.show_gaps(len(self.desk.completeness(self.kind)), self.desk.gaps(self.kind))
        trouble = [*(i.sentence() for i in self.desk.templates.issues), self.desk.unprintable(self.kind)]
        self.missing.show_trouble("\n".join(line for line in trouble if line))

    # a finished letter in place of the draft

    def show_kept(self, letter: KeptLetter) -> None:
        """Show a finished letter as it was printed; saving and printing then give these very bytes."""
        self.flush()
        self.kept = letter
        self.shown.setText(
            _("{title} as printed, {when}").format(title=letter.title, when=when_words(letter))
        )
        self._say("")
        self.preview.show_pdf(letter.pdf)
        self._kept_bar.show()
        self.copy.setEnabled(False)
        if not self._wide:
            self._show_side(words=False)

    def _leave_kept(self) -> None:
        self.kept = None
        self._kept_bar.hide()
        self.copy.setEnabled(True)

    def _on_draft(self) -> None:
        self._leave_kept()
        self._draw()

    # intent

    def flush(self) -> None:
        """Save what is being written, and draw it."""
        self.details.flush()
        for part in self.sections.values():
            part.field.flush()
        if self._stale:
            self._draw()

    def _on_asked(self, kind: str, ident: str) -> None:
        """Go where something missing is put right: another place of the window, or a field of this page."""
        if kind == "place":
            self.asked_for.emit(kind, ident)
            return
        if not self._wide:
            self._show_side(words=True)
        part = self.sections.get(ident)
        if kind == "detail":
            self.details.reveal(ident)
        elif part is not None:
            part.field.setFocus()
            self._words.bring(part)

    def _on_recipient(self, recipient: Recipient) -> None:
        self.details.flush()
        try:
            self.desk.address(self.kind, recipient)
        except (DataError, OSError) as problem:
            self._bridge.fail(problem)
            return
        self._bridge.refresh()

    def _on_packet(self) -> None:
        super()._on_packet()
        if self.packet.isVisibleTo(self):
            if not self._wide:
                self._show_side(words=True)
            self._words.bring(self.packet)

    def _on_detail(self, name: str, text: str) -> None:
        self._chosen = True
        self._bridge.record(note(name, text))

    def _on_kind(self) -> None:
        self._chosen = True
        self._leave_kept()
        self.details.flush()
        for part in self.sections.values():
            part.field.flush()
            part.hide()
            part.deleteLater()
        self.sections.clear()
        self._say("")
        if self._bridge.view is not None:
            self._show_words()
            self._draw()

    def _on_written(self, ident: str, text: str | None) -> None:
        try:
            self.desk.edit(self.kind, ident, text)
        except (DataError, OSError) as problem:
            self._bridge.fail(problem)
            return
        self._bridge.refresh()

    # room

    def _on_turn(self) -> None:
        self._show_side(words=self._words.isHidden())

    def _show_side(self, *, words: bool) -> None:
        self._words.setVisible(words)
        self._paper.setVisible(not words)
        self.turn.setText(_("Show preview") if words else _("Show words"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _SIDE_BY_SIDE
        if wide is not self._wide:
            self._wide = wide
            self._show_side(words=True)
            self._paper.setVisible(wide)
            self._promise.setVisible(wide)
            self.turn.setVisible(not wide)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._bridge.view is not None:
            self._preselect()
            self._show_words()
            self._timer.start(0)
