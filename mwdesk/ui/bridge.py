"""The one object between the window and the session: intent goes in, one `changed` view comes out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mwdesk.domain.assessment import Outcome
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Entry, Patient
from mwdesk.domain.issue import DataError
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.translation import _
from mwdesk.workflow import Session, View
from mwdesk.workflow.closing import ReadOnlyError
from mwdesk.workflow.session import compute_assessment
from mwdesk.workflow.untaken import Slip
from mwdesk.workflow.vault import Vault


class Bridge(QObject):
    """Holds the session; every change is durable before `changed` is emitted."""

    changed = Signal(object)  # View, or None when no patient is open
    leaving = Signal()  # another record is about to be opened: write down now what was typed for this one
    news = Signal(str)  # something was done that concerns no open visit
    refused = Signal()  # the visit is only to be read: draw what is recorded
    failed = Signal(str)  # one sentence in plain words, with what to do
    records_asked = Signal(str)  # "protect" the records, or "watch" for idleness by the setting that changed

    def __init__(
        self,
        session: Session,
        parent: QObject | None = None,
        *,
        demo: bool = False,
        vault: Vault | None = None,
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.demo = demo
        self.vault = vault  # the records as a whole; None where they are not the clinician's own
        self.view: View | None = None

    def record(self, *entries: Entry) -> bool:
        """Write these entries as one step; False where the disk or the data refused."""
        return self._run(lambda: self.session.record(*entries))

    def keep_untaken(self, slips: tuple[Slip, ...]) -> None:
        """Values typed and asked back about: they stand in "To check" until somebody answers."""
        if self.view is not None and slips != self.view.untaken:
            self.session.untaken[self.view.encounter.id] = slips
            self.refresh()

    def undo(self) -> bool:
        return self.session.can_undo and self._run(self.session.undo)

    def redo(self) -> bool:
        return self.session.can_redo and self._run(self.session.redo)

    def open(self, patient_id: str) -> bool:
        """Open the patient's latest visit."""
        self.leaving.emit()
        return self._run(lambda: self.session.open(patient_id))

    def create_patient(self, patient: Patient) -> bool:
        self.leaving.emit()
        return self._run(lambda: self.session.create_patient(patient))

    def update_patient(self, patient: Patient) -> bool:
        return self._run(lambda: self.session.update_patient(patient))

    def start_visit(self) -> bool:
        """Begin a new visit for the open patient."""
        self.leaving.emit()
        return self._run(self.session.start_visit)

    def close_visit(self) -> bool:
        """Close the open visit: it is only read from then on."""
        self.leaving.emit()
        return self._run(self.session.close_visit)

    def begin_correction(self, reason: str) -> bool:
        """Allow changes of a visit that is only to be read, for this reason."""
        return self._run(lambda: self.session.begin_correction(reason))

    def end_correction(self) -> bool:
        """Only to be read again."""
        self.leaving.emit()
        return self._run(self.session.end_correction)

    def open_visit(self, encounter_id: str) -> bool:
        """Open one visit, earlier or latest, of any patient."""
        self.leaving.emit()
        return self._run(lambda: self.session.open_visit(encounter_id))

    def carry_out(self, step: Callable[[], View]) -> bool:
        """Do what leads to another view (a merge, its undoing); what was typed is written down first."""
        self.leaving.emit()
        return self._run(step)

    def close(self) -> None:
        """Leave the patient; nothing is lost, everything was saved as it was typed."""
        self.leaving.emit()
        self.session.close()
        self.view = None
        self.changed.emit(None)

    def set_clinic(self, clinic: Clinic) -> None:
        """Keep the clinic's profile and draw anew with it."""
        try:
            self.session.set_clinic(clinic)
        except (DataError, OSError) as problem:
            self.fail(problem)
            return
        self.refresh()

    def refresh(self) -> None:
        """Draw again what is there (after the clinic or the knowledge changed)."""
        if self.view is not None:
            self._run(self.session.view)

    def impression(self, patient_id: str) -> tuple[Urgency, str]:
        """Urgency and the leading cause of a patient's latest visit, in words; ("routine", "") where none.

        While a new visit tells too little, what the last one said stands, and says that it does.
        """
        try:
            visits = self.session.store.encounters(patient_id)
        except DataError:
            return Urgency.ROUTINE, ""
        for back, visit in enumerate(reversed(visits)):
            urgency, words = self.impression_of(visit)
            if words or urgency is not Urgency.ROUTINE:
                return urgency, _at_last_visit(words) if back else words
        return Urgency.ROUTINE, ""

    def impression_of(self, visit: Encounter) -> tuple[Urgency, str]:
        """The same of one visit; the clinician's own words where they were written."""
        if not visit.entries:
            return Urgency.ROUTINE, ""
        if self.view is not None and self.view.encounter is visit:
            said = self.view.assessment
        else:
            said = compute_assessment(self.session.kb, visit, self.session.clinic)
        own = visit.note("impression").strip()
        ranked = said.outcome is Outcome.RANKED and said.conditions
        suggested = _("suggested: {cause}").format(cause=said.conditions[0].name) if ranked else ""
        return said.urgency, own or suggested

    def remember(self, name: str, value: str) -> None:
        """Keep a setting of this computer's user; a disk that refuses is said, not hidden."""
        try:
            self.session.store.set_setting(name, value)
        except (DataError, OSError) as problem:
            self.fail(problem)

    def fail(self, problem: DataError | OSError) -> None:
        """Say a problem of data or disk in the window, calmly."""
        if isinstance(problem, DataError):
            self.failed.emit(" ".join(issue.sentence() for issue in problem.issues))
        else:
            self.failed.emit(
                _("The disk refused: {reason}. Nothing earlier was lost; try again.").format(
                    reason=problem.strerror or problem
                )
            )

    def _run(self, step: Callable[[], View]) -> bool:
        try:
            self.view = step()
        except ReadOnlyError as problem:
            self.fail(problem)
            self.refused.emit()
            return False
        except (DataError, OSError) as problem:
            self.fail(problem)
            return False
        self.changed.emit(self.view)
        return True


def _at_last_visit(words: str) -> str:
    return _("at the last visit: {words}").format(words=words) if words else _("at the last visit")
