"""Who may be here already: calm lines under the name, the other record a click away, and the merge of two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Patient
from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import _, _n
from mwdesk.ui.birth import show_birth
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.layout import button, label
from mwdesk.ui.widgets.topbar import age_words, sex_words
from mwdesk.workflow import duplicates

_PAUSE = 250  # milliseconds after the last change of a detail


def person_words(patient: Patient, today: date) -> str:
    """A patient in one line: name, age and sex, numbers."""
    age = patient.age_on(today)
    names = " / ".join(n for n in (patient.name, patient.local_name) if n) or _("Not yet named")
    told = ", ".join(p for p in (age_words(age), sex_words(patient.sex, age)) if p)
    return " · ".join(p for p in (names, told, ", ".join(patient.identifiers), patient.phone) if p)


class LikenessCard(QFrame):
    """Hidden where nobody is alike and nothing was merged. It looks when typing pauses."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "soft")
        self._bridge = bridge
        self._shown: tuple[Patient, int] | None = None
        self._rows: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 10, 16, 10)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.look)
        self.hide()

    def show_patient(self, patient: Patient, visits: int) -> None:
        """Look soon whether this patient is here already; `visits` is how many there are of this one."""
        if self._shown is None or patient.id != self._shown[0].id:
            self._clear()
        if (patient, visits) != self._shown:
            self._shown = (patient, visits)
            self._timer.start()

    def look(self) -> None:
        """Look now."""
        self._timer.stop()
        session = self._bridge.session
        if session.store.closed:  # the pause outlived the records
            return
        try:
            likes, merged = duplicates.similar(session), duplicates.merged(session)
        except (DataError, OSError):
            return  # a warning that cannot be worked out must not stop the entering of a patient
        self._clear()
        if not likes and not merged:
            return
        self._rows = QWidget()
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for one in likes:
            self._add_like(column, one)
        for gone in merged:
            self._add_merged(column, gone.patient, f"{gone.at.day} {gone.at:%B %Y}", gone.who)
        self._column.addWidget(self._rows)
        self.show()

    def _clear(self) -> None:
        if self._rows is not None:
            self._column.removeWidget(self._rows)
            self._rows.hide()
            self._rows.deleteLater()
            self._rows = None
        self.hide()

    def _add_like(self, column: QVBoxLayout, like: duplicates.Like) -> None:
        today = self._bridge.session.now().date()
        who = person_words(like.patient, today)
        head = _("Perhaps here already, by {why}:").format(why=like.why)
        column.addWidget(label(head, "caution", wrap=True))
        column.addWidget(label(who, "strong", wrap=True))
        seen = (
            _n("{count} visit, on {day}", "{count} visits, the last on {day}", like.visits).format(
                count=like.visits, day=f"{like.last_seen.day} {like.last_seen:%B %Y}"
            )
            if like.last_seen
            else _("no visit yet")
        )
        column.addWidget(label(seen, "note", wrap=True))
        compare = _Comparison(self._bridge, like.patient, like.visits)
        compare.hide()
        ident = like.patient.id
        acts = (
            (_("Open that record"), lambda: self._bridge.open(ident)),
            (_("The same person..."), lambda: self._compare(compare)),
            (_("Another person"), lambda: self._tell_apart(ident)),
        )
        column.addLayout(_acts(acts, who))
        column.addWidget(compare)

    def _compare(self, compare: QWidget) -> None:
        """Unfold the comparison and bring it into sight, or fold it up."""
        compare.setVisible(compare.isHidden())
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and compare.isVisible():
            QTimer.singleShot(0, compare, lambda: area.ensureWidgetVisible(compare))

    def _tell_apart(self, ident: str) -> None:
        try:
            duplicates.tell_apart(self._bridge.session, ident)
        except (DataError, OSError) as problem:
            self._bridge.fail(problem)
        QTimer.singleShot(0, self.look)

    def _add_merged(self, column: QVBoxLayout, gone: Patient, day: str, who: str) -> None:
        told = person_words(gone, self._bridge.session.now().date())
        by = _("merged on {day} by {who}").format(day=day, who=who or _("somebody"))
        column.addWidget(label(_("This record holds another one: {who}").format(who=told), "", wrap=True))
        column.addWidget(label(by, "note", wrap=True))
        session = self._bridge.session
        acts = (
            (
                _("Undo the merge"),
                lambda: self._bridge.carry_out(lambda: duplicates.part(session, gone.id)),
            ),
        )
        column.addLayout(_acts(acts, told))


def _acts(acts: tuple[tuple[str, Callable[[], object]], ...], whom: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for words, act in acts:
        made = button(words, "link", name=f"{words}: {whom}")
        made.clicked.connect(lambda _checked=False, act=act: act())
        row.addWidget(made)
    row.addStretch(1)
    return row


class _Comparison(QFrame):
    """Both identities side by side; the one that is kept stands for both."""

    def __init__(self, bridge: Bridge, other: Patient, visits: int) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self._bridge, self._other = bridge, other
        here = bridge.session.encounter.patient
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        grid.addWidget(label(_("This record"), "heading"), 0, 1)
        grid.addWidget(label(_("The other record"), "heading"), 0, 2)
        own = str(len(bridge.session.visits()))
        rows = zip(_details(here, own), _details(other, str(visits)), strict=True)
        for at, ((name, ours), (_name, theirs)) in enumerate(rows, start=1):
            same = ours.casefold() == theirs.casefold()
            grid.addWidget(label(name, "muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            for column, words in ((1, ours), (2, theirs)):
                grid.addWidget(label(words or "–", "" if same else "strong", wrap=True), at, column)
        last = grid.rowCount()
        self.keep_this = button(_("Merge, keep this"), name=_("Merge, keep this record's identity"))
        self.keep_other = button(_("Merge, keep that"), name=_("Merge, keep the other's identity"))
        grid.addWidget(self.keep_this, last, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.keep_other, last, 2, Qt.AlignmentFlag.AlignLeft)
        words = _("Visits and letters of both are kept and shown together. It can be undone at any time.")
        grid.addWidget(label(words, "note", wrap=True), last + 1, 1, 1, 2)
        self.keep_this.clicked.connect(self._on_keep_this)
        self.keep_other.clicked.connect(self._on_keep_other)

    def _on_keep_this(self) -> None:
        self._merge(self._bridge.session.encounter.patient.id, self._other.id)

    def _on_keep_other(self) -> None:
        self._merge(self._other.id, self._bridge.session.encounter.patient.id)

    def _merge(self, kept: str, gone: str) -> None:
        session = self._bridge.session
        self._bridge.carry_out(lambda: duplicates.merge(session, kept, gone))


def _details(patient: Patient, visits: str) -> list[tuple[str, str]]:
    return [
        (_("Name"), patient.name),
        (_("Local script"), patient.local_name),
        (_("Birth or age"), show_birth(patient.birth_date, patient.age_years)),
        (_("Sex"), patient.sex),
        (_("Numbers"), ", ".join(patient.identifiers)),
        (_("Phone"), patient.phone),
        (_("Address"), patient.address),
        (_("Visits"), visits),
    ]
