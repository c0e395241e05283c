"""One open consultation: record, undo, redo, and everything derived anew after each."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mwdesk.domain.assessment import Assessment
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.storage import PatientRow, Step, Store, StoredLetter
from mwdesk.workflow import aside, closing
from mwdesk.workflow.ageing import age_notice
from mwdesk.workflow.closing import Standing
from mwdesk.workflow.criteria import accepted_conditions, criterion_rows
from mwdesk.workflow.last_visit import last_visit
from mwdesk.workflow.one_question import with_one_question
from mwdesk.workflow.panel import LastVisit, build_panel
from mwdesk.workflow.steps import progress
from mwdesk.workflow.untaken import Slip
from mwdesk.workflow.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One undoable step: what it set, and what stood there before (value None: nothing)."""

    number: int
    after: tuple[Entry, ...]
    before: tuple[Entry, ...]


def _earlier(encounter: Encounter, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries that put back what these replace."""
    return tuple(
        encounter.entries.get(e.key, Entry(key=e.key, value=None, by=e.by)) for e in reversed(entries)
    )


def compute_assessment(kb: KnowledgeBase, encounter: Encounter, clinic: Clinic) -> Assessment:
    """The assessment of an encounter with what the clinic has now."""
    from mwdesk.reasoning import assess, interpret

    context = replace(clinic.context(), accepted=accepted_conditions(encounter))
    return assess(kb, interpret(kb, encounter), context)


class Session:
    """The application layer: holds one open consultation of one patient at a time. Knows nothing of Qt."""

    def __init__(
        self, kb: KnowledgeBase, store: Store, clinic: Clinic, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self.kb = kb
        self.store = store
        self.clinic = clinic
        self.now = now
        self._encounter: Encounter | None = None
        self._previous: Encounter | None = None
        self._correcting = ""  # why the open visit is being corrected
        self._visits = (0, 0)  # which one is open, and how many there are
        self._done: list[Change] = []
        self._undone: list[Change] = []
        self._saved_at: datetime | None = None
        self._shown: Encounter | None = None
        self._letters: tuple[StoredLetter, ...] = ()
        self._judged: tuple[Encounter | None, LastVisit | None] = (None, None)  # of the visit before
        self.untaken: dict[str, tuple[Slip, ...]] = {}  # by visit: typed, asked back about, not answered

    # patients

    def patients(self, search: str = "") -> tuple[PatientRow, ...]:
        """Patients by name, identifier or phone; those seen last come first."""
        return self.store.patients(search)

    def create_patient(self, patient: Patient) -> View:
        """Save a new patient and begin the first visit. An empty id is given one."""
        new = patient if patient.id else replace(patient, id=uuid.uuid4().hex)
        self.store.save_patient(new, self.now())
        return self._begin(new.id)

    def update_patient(self, patient: Patient) -> View:
        """Save changed details of the open patient; not from an earlier visit."""
        encounter = self.encounter
        if self.standing.kind == "earlier":
            closing.must_be_open(self.standing)
        if patient.id != encounter.patient.id:
            raise ValueError("another patient is open")
        moment = self.now()
        self.store.save_patient(patient, moment)
        self._saved_at = moment
        self._encounter = self.store.encounter(encounter.id)
        return self.view()

    def open(self, patient_id: str) -> View:
        """Open the patient's latest visit, or begin the first."""
        visits = self.store.encounters(patient_id)
        if not visits:
            return self._begin(patient_id)
        return self._take(visits[-1], visits[-2] if len(visits) > 1 else None, (len(visits), len(visits)))

    def visits(self) -> tuple[Encounter, ...]:
        """Every visit of the open patient, the earliest first."""
        return self.store.encounters(self.encounter.patient.id)

    def open_visit(self, encounter_id: str) -> View:
        """Open one visit of a patient by its id."""
        wanted = self.store.encounter(encounter_id)
        visits = self.store.encounters(wanted.patient.id)
        at = next(i for i, v in enumerate(visits) if v.id == encounter_id)
        return self._take(visits[at], visits[at - 1] if at else None, (at + 1, len(visits)))

    def start_visit(self) -> View:
        """Begin a new visit of the open patient; nothing is copied from the last one."""
        return self._begin(self.encounter.patient.id)

    def _begin(self, patient_id: str) -> View:
        self.store.start_encounter(patient_id, Setting(self.clinic.setting), self.now())
        return self.open(patient_id)

    def _take(self, encounter: Encounter, previous: Encounter | None, visits: tuple[int, int]) -> View:
        steps = self.store.steps(encounter.id)
        letters = self.store.letters(encounter.id)
        self._done, self._undone = replay(replace(encounter, entries={}), steps)
        self._encounter, self._previous, self._visits = encounter, previous, visits
        self._saved_at = steps[-1].at if steps else None
        self._letters = letters
        self._shown = None
        self._correcting = ""
        return self.view()

    # closed and earlier visits

    @property
    def standing(self) -> Standing:
        """Whether the open visit may be changed, and what to say of it."""
        latest = self._visits[0] == self._visits[1]
        return closing.standing(self.encounter, latest=latest, correcting=self._correcting, today=self.now())

    def close_visit(self) -> View:
        """From now on the open visit is only read, or corrected with a reason."""
        closing.must_be_open(self.standing)
        self._write_apart(closing.closed_entry(self.now()), closing.CLOSE)
        return self.view()

    def begin_correction(self, reason: str) -> View:
        """Allow changes of a closed or earlier visit until it is left; the reason stands in the log."""
        entry = closing.correction_entry(self.encounter, reason, self.store.who, self.now())
        self._write_apart(entry, closing.CORRECT)
        self._correcting = " ".join(reason.split())
        return self.view()

    def end_correction(self) -> View:
        """The visit is only read again."""
        self._correcting = ""
        return self.view()

    @property
    def correcting(self) -> str:
        """The reason of the correction that is going on; empty where none is."""
        return self._correcting

    def go_on_correcting(self, reason: str) -> View:
        """After a lock: the correction that was going on is not told a second time."""
        self._correcting = reason
        return self.view()

    def _write_apart(self, entry: Entry, kind: str) -> None:
        """Append what undo never takes back, nor reaches behind."""
        moment = self.now()
        self.store.append(self.encounter.id, (entry,), moment, kind)
        self._done, self._undone = [], []
        self._moved((entry,), moment)

    def close(self) -> None:
        """Leave the patient. Nothing is to be saved: everything was, as it was said."""
        self._encounter = self._previous = self._shown = None
        self._correcting = ""
        self._done, self._undone = [], []
        self._saved_at = None
        self._letters = ()

    # the open consultation

    @property
    def is_open(self) -> bool:
        """Whether a patient is open."""
        return self._encounter is not None

    @property
    def encounter(self) -> Encounter:
        """The open consultation; DataError when none is."""
        if self._encounter is None:
            raise DataError(
                Issue(
                    level=Level.ERROR,
                    path="patient",
                    message=_("No patient is open."),
                    fix=_("Choose a patient from the list, or enter a new one."),
                )
            )
        return self._encounter

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether an undone step can be done again."""
        return bool(self._undone)

    def record(self, *entries: Entry) -> View:
        """Write entries as one step that undo takes back as one. What changes nothing is not written."""
        encounter = self.encounter
        closing.must_be_open(self.standing)
        fresh = tuple(e for e in _last_per_key(entries) if not _same(encounter.entries.get(e.key), e))
        if fresh:
            _must_read(encounter.apply(*fresh))
            fresh = aside.complete(encounter, fresh, self._assess)
            before = _earlier(encounter, fresh)
            moment = self.now()
            number = self.store.append(encounter.id, fresh, moment)
            self._done.append(Change(number=number, after=fresh, before=before))
            self._undone.clear()
            self._moved(fresh, moment)
        return self.view()

    def undo(self) -> View:
        """Put back what the last step replaced; nothing happens where there is none."""
        return self._step_back(self._done, self._undone, "undo")

    def redo(self) -> View:
        """Do again what was undone last; nothing happens where there is none."""
        return self._step_back(self._undone, self._done, "redo")

    def _step_back(self, source: list[Change], target: list[Change], kind: str) -> View:
        encounter = self.encounter
        closing.must_be_open(self.standing)
        if source:
            change = source[-1]
            entries = change.before if kind == "undo" else change.after
            moment = self.now()
            self.store.append(encounter.id, entries, moment, kind, change.number)
            target.append(source.pop())
            self._moved(entries, moment)
        return self.view()

    def _moved(self, entries: tuple[Entry, ...], moment: datetime) -> None:
        self._encounter = self.encounter.apply(*entries)
        self._saved_at = moment

    def _assess(self, encounter: Encounter) -> Assessment:
        return compute_assessment(self.kb, encounter, self.clinic)

    def view(self) -> View:
        """Everything there is to show, derived anew from the open consultation."""
        encounter = self.encounter
        assessment = self._assess(encounter)
        view = View(
            encounter=encounter,
            assessment=assessment,
            panel=build_panel(
                self.kb,
                encounter,
                assessment,
                self._notice(),
                self.clinic.context().unavailable,
                self._last_visit(),
            ),
            progress=progress(self.kb, encounter, assessment, len(self._letters)),
            untaken=self.untaken.get(encounter.id, ()),
            previous=self._previous,
            saved_at=self._saved_at,
            standing=self.standing,
            changed=_differing(self._shown, encounter),
            visits=self._visits[0],
            visits_in_all=self._visits[1],
            can_undo=self.can_undo and not self.standing.read_only,
            can_redo=self.can_redo and not self.standing.read_only,
            criteria=criterion_rows(self.kb, assessment),
        )
        self._shown = encounter
        return with_one_question(self.kb, view)

    def _last_visit(self) -> LastVisit | None:
        """How urgent the visit before was; worked out once for each."""
        before = self._previous
        if before is None or not before.entries:
            return None
        if self._judged[0] is not before:
            self._judged = before, last_visit(before, compute_assessment(self.kb, before, self.clinic))
        return self._judged[1]

    # letters, clinic

    def keep_letter(self, kind: str, pdf: bytes) -> StoredLetter:
        """Store the bytes of a finished letter for ever, with what made them."""
        from mwdesk import __version__

        closing.must_be_open(self.standing)

        letter = self.store.save_letter(
            self.encounter.id,
            kind,
            pdf,
            self.now(),
            knowledge_version=self.kb.version,
            knowledge_sha256=self.kb.sha256,
            app_version=__version__,
        )
        self._letters = (*self._letters, letter)
        return letter

    def tell(self, kind: str, detail: str = "") -> None:
        """Put an event of the open visit (export, print, copy) into the audit chain."""
        self.store.log_event(kind, detail, self.now(), encounter=self.encounter.id)

    @property
    def letters(self) -> tuple[StoredLetter, ...]:
        """Finished letters of the open visit, the earliest first."""
        return self._letters

    def set_clinic(self, clinic: Clinic) -> None:
        """Keep a changed clinic profile; the next view is assessed with it."""
        from mwdesk.workflow.clinic import save_clinic

        save_clinic(self.store, clinic)
        self.clinic = clinic

    def _notice(self) -> str:
        told = (self._letter_notice(), age_notice(self.kb.version, self.now().date()))
        return " ".join(sentence for sentence in told if sentence)

    def _letter_notice(self) -> str:
        damaged = [letter for letter in self._letters if not letter.intact]
        if damaged:
            day = damaged[0].at
            return _(
                "The stored letter of {date} is damaged. Do not rely on it; write it again, and "
                "copy the patient file to a safe place."
            ).format(date=f"{day.day} {day:%B %Y}")
        if self._letters and self._letters[-1].knowledge_sha256 != self.kb.sha256:
            day = self._letters[-1].at
            return _(
                "Assessed anew with newer knowledge than the letter of {date}; that letter is kept as it was."
            ).format(date=f"{day.day} {day:%B %Y}")
        return ""


def replay(start: Encounter, steps: tuple[Step, ...]) -> tuple[list[Change], list[Change]]:
    """The undo and redo stacks that a log tells of, as they stood when it was last written."""
    done: list[Change] = []
    undone: list[Change] = []
    encounter = start
    for step in steps:
        if step.kind == "undo" and done:
            undone.append(done.pop())
        elif step.kind == "redo" and undone:
            done.append(undone.pop())
        elif step.kind == "answer":
            before = _earlier(encounter, step.entries)
            done.append(Change(number=step.number, after=step.entries, before=before))
            undone.clear()
        elif step.kind in (closing.CLOSE, closing.CORRECT):  # nothing behind it is taken back
            done.clear()
            undone.clear()
        encounter = encounter.apply(*step.entries)
    return done, undone


def _must_read(encounter: Encounter) -> None:
    """Fail before a malformed entry is written, rather than at every opening afterwards."""
    for name in ("answers", "grades", "reflexes", "sensation", "measurements", "medications", "outcomes"):
        getattr(encounter, name)
    _ = encounter.verdicts


def _last_per_key(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple({e.key: e for e in entries}.values())


def _same(old: Entry | None, new: Entry) -> bool:
    if old is None:
        return new.value is None
    return new.value is not None and dict(old.value or {}) == dict(new.value) and old.by == new.by


def _differing(old: Encounter | None, new: Encounter) -> frozenset[str]:
    before = old.entries if old is not None else {}
    keys = set(before) | set(new.entries)
    return frozenset(k for k in keys if before.get(k) != new.entries.get(k))
