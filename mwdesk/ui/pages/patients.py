"""The list of patients: find one, open one, begin a new one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from mwdesk.domain.encounter import Patient
from mwdesk.domain.issue import DataError
from mwdesk.domain.translation import N_, _, _n
from mwdesk.ui import icons, theme
from mwdesk.ui.bridge import Bridge
from mwdesk.ui.widgets.layout import button, card, label
from mwdesk.ui.widgets.patient_list import PatientList, PatientModel
from mwdesk.workflow import View

_PRESS = QEvent.Type.KeyPress
_NOT_NOW = "letterhead_not_now"  # the setting that keeps the line on the letterhead away
_LESSON = (
    ("patient", N_("Enter a patient"), N_("Age and sex are enough to begin; a name can follow.")),
    (
        "history",
        N_("Answer what you know"),
        N_("Yes, no, or unknown. What you leave alone stays “not asked”."),
    ),
    (
        "assessment",
        N_("Follow the panel"),
        N_("It says what is urgent, what to do next, where and what fits."),
    ),
    ("letter", N_("Send the letter"), N_("It is written as you go. Nothing is typed twice.")),
)


class PatientsPage(QWidget):
    """Search, rows and one button. An empty list teaches instead."""

    step = "patients"
    asked_for = Signal(str, str)  # kind, id

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Find a patient by name, number or phone"))
        self.search.setAccessibleName(_("Find a patient by name, number or phone"))
        self.search.setClearButtonEnabled(True)
        self.new = button(_("New patient"), "primary", name=_("New patient, Control N"))
        icons.put(self.new, "plus", "on_accent", 16)
        self.new.setToolTip(_("Begin with a new patient (Ctrl+N)"))
        self.model = PatientModel(bridge.impression, self)
        self.list = PatientList(self.model)
        self.count = label("", "note")
        self.add_clinic = button(_("Say who and where your clinic is (one minute)"), "link")
        self.not_now = button("", "icon", name=_("Not now: no letterhead"))
        icons.put(self.not_now, "cross", "muted", 14)
        self.none = label("", "muted", wrap=True)
        self.body = QStackedWidget()
        self.body.setProperty("surface", "ground")
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(120)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.PAGE)
        column.setSpacing(14)
        head = QHBoxLayout()
        head.addWidget(label(_("Patients"), "page"), 1)
        head.addWidget(self.count)
        column.addLayout(head)
        if self._bridge.demo:
            column.addWidget(self._demo())
        tools = QHBoxLayout()
        tools.setSpacing(12)
        tools.addWidget(self.search, 1)
        tools.addWidget(self.new)
        column.addLayout(tools)
        column.addWidget(self._first_run())
        self.body.addWidget(self.list)
        self.body.addWidget(self._lesson())
        self.body.addWidget(self._nobody())
        column.addWidget(self.body, 1)

    def _demo(self) -> QWidget:
        bar = QFrame()
        bar.setProperty("surface", "soft")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 16, 10)
        row.addWidget(
            label(
                _("Example patients from published cases. Nothing typed here is kept."),
                wrap=True,
            ),
            1,
        )
        return bar

    def _first_run(self) -> QWidget:
        self.first_run = QWidget()
        row = QHBoxLayout(self.first_run)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.add_clinic)
        row.addWidget(self.not_now)
        row.addStretch(1)
        return self.first_run

    def _lesson(self) -> QWidget:
        frame, column = card()
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(6)
        column.addWidget(label(_("No patients yet"), "title"))
        column.addWidget(label(_("Four steps from the first question to a letter:"), "muted"))
        column.addSpacing(10)
        for icon, head, words in ((icon, _(head), _(words)) for icon, head, words in _LESSON):
            row = QHBoxLayout()
            row.setSpacing(14)
            sign = button("", "icon", name=head)
            sign.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            icons.put(sign, icon, "accent", 22)
            row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            texts = QVBoxLayout()
            texts.setSpacing(1)
            texts.addWidget(label(head, "strong"))
            texts.addWidget(label(words, "muted", wrap=True))
            row.addLayout(texts, 1)
            column.addLayout(row)
            column.addSpacing(6)
        column.addStretch(1)
        return frame

    def _nobody(self) -> QWidget:
        frame, column = card()
        column.setContentsMargins(32, 28, 32, 28)
        column.addWidget(label(_("Nobody found"), "title"))
        column.addWidget(self.none)
        column.addStretch(1)
        return frame

    def _connect(self) -> None:
        self.search.textEdited.connect(self._wait.start)
        self.search.installEventFilter(self)
        self._wait.timeout.connect(self._find)
        self.list.opened.connect(self._on_opened)
        self.new.clicked.connect(self.begin)
        self.add_clinic.clicked.connect(self._on_add_clinic)
        self.not_now.clicked.connect(self._on_not_now)
        self._key = QShortcut(QKeySequence("Ctrl+N"), self)
        self._key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._key.activated.connect(self.begin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        typed = watched is self.search and isinstance(event, QKeyEvent) and event.type() == _PRESS
        if typed and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):  # type: ignore[attr-defined]
            self._find()
            if self.model.rowCount() == 1 and self.search.text().strip() and event.key() != Qt.Key.Key_Down:  # type: ignore[attr-defined]
                self._on_opened(self.model.rows[0].id)
            elif self.model.rowCount():
                self.list.setCurrentIndex(self.model.index(0))
                self.list.setFocus(Qt.FocusReason.TabFocusReason)
            return True
        return super().eventFilter(watched, event)

    def render_view(self, view: View | None) -> None:
        """Read the list again."""
        session = self._bridge.session
        wanted = not (session.clinic.name or self._bridge.demo or session.store.setting(_NOT_NOW))
        self.first_run.setVisible(wanted)
        self.model.forget()
        self._find()

    def _on_add_clinic(self) -> None:
        self.asked_for.emit("place", "beginning")

    def _on_not_now(self) -> None:
        self._bridge.remember(_NOT_NOW, "yes")
        self.first_run.hide()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.render_view(None)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self) -> None:
        self._wait.stop()
        words = self.search.text().strip()
        try:
            rows = self._bridge.session.patients(words)
        except DataError as problem:
            self._bridge.fail(problem)
            return
        if rows != self.model.rows:
            self.model.show_rows(rows, self._bridge.session.now().date())
            if rows:
                self.list.setCurrentIndex(self.model.index(0))
        self.body.setCurrentIndex(0 if rows else 2 if words else 1)
        self.count.setText(
            _n("{count} patient", "{count} patients", len(rows)).format(count=len(rows)) if rows else ""
        )
        self.none.setText(
            _("Nobody here is called “{words}”. Check the spelling, or enter a new patient.").format(
                words=words
            )
        )

    def _on_opened(self, patient_id: str) -> None:
        view = self._bridge.view
        latest = view is not None and view.visits == view.visits_in_all
        if view is not None and latest and view.encounter.patient.id == patient_id:
            self.asked_for.emit("place", "history")
        else:
            self._bridge.open(patient_id)

    def begin(self) -> None:
        """A new patient; one that was begun and left wholly empty is taken up again."""
        for row in self._bridge.session.patients(""):
            blank = not (row.name or row.local_name or row.sex or row.identifiers or row.phone)
            if blank and row.birth_date is None and row.age_years is None and self._untouched(row.id):
                self._bridge.open(row.id)
                break
        else:
            self._bridge.create_patient(Patient(id=""))
        self.asked_for.emit("place", "patient")

    def _untouched(self, patient_id: str) -> bool:
        visits = self._bridge.session.store.encounters(patient_id)
        return all(not visit.entries for visit in visits)
