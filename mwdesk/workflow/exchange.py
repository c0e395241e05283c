"""Records out of the program and in again: mwdesk's own file, FHIR, Phenopacket, and a case for teaching.

Every export is in the audit chain before its first byte is written. An import is looked at first, asks about
each patient who is here already, and is then written whole or not at all.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Encounter, Patient
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.record import PatientRecord
from mwdesk.domain.translation import _, _n
from mwdesk.workflow.exchange_files import ENDINGS, Format, read_arrivals
from mwdesk.workflow.files import save_bytes
from mwdesk.workflow.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from mwdesk.storage import Store
    from mwdesk.workflow.exchange_push import Parcel

Choice = Literal["add", "both", "skip"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One patient of a file that is to be taken in."""

    record: PatientRecord
    same: Literal["", "identical", "differs"] = ""  # whether this very patient is here already
    alike: tuple[str, ...] = ()  # patients here who may be the same person, in words

    @property
    def words(self) -> str:
        """Who it is and how much comes along."""
        letters = sum(len(visit.letters) for visit in self.record.visits)
        parts = [
            person_words(self.record.patient),
            _n("{count} visit", "{count} visits", len(self.record.visits)).format(
                count=len(self.record.visits)
            ),
        ]
        if letters:
            parts.append(_n("{count} letter", "{count} letters", letters).format(count=letters))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What a file would bring. Nothing is written yet."""

    path: Path
    format: Format
    each: tuple[Arrival, ...]
    notes: tuple[str, ...] = ()  # what of it was not understood

    @property
    def to_ask(self) -> tuple[Arrival, ...]:
        """Those for whom somebody must choose: keep both, or skip."""
        return tuple(one for one in self.each if one.same)


class Exchange:
    """Exports and imports over one open store. `tell` hears how far a long one is, and may stop it."""

    def __init__(
        self,
        kb: KnowledgeBase,
        store: Store,
        clinic: Clinic,
        now: Callable[[], datetime],
        tell: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        self.kb, self.store, self.clinic, self.now, self.tell = kb, store, clinic, now, tell

    def aside(self, work: Callable[[Exchange], T], progress: Progress) -> Callable[[], T]:
        """`work` as a job for another thread, over a connection of its own to the same records."""
        begin, kb, clinic, now = self.store.elsewhere(), self.kb, self.clinic, self.now

        def run() -> T:
            with begin() as store:
                return work(Exchange(kb, store, clinic, now, progress))

        return run

    def be_patient(self, yes: bool) -> None:
        """While another connection writes much, an answer given here waits for it and is not refused."""
        self.store.wait_long(yes)

    # out

    def export_records(self, path: Path | str, patient_id: str = "", passphrase: str = "") -> Path:
        """mwdesk's own file of one patient, or of all; under a passphrase where one is given."""
        from mwdesk.interchange.record_write import write_records
        from mwdesk.storage import sealed

        if passphrase:
            sealed.must_serve(passphrase)
        records = self._records(patient_id)
        content = write_records(records, made=self.now(), program=_program())
        if passphrase:
            content = sealed.seal(content, passphrase)
        how = "encrypted" if passphrase else "not encrypted"
        return self._save(path, "records", content, f"mwdesk file, {how}", records)

    def export_fhir(self, path: Path | str, patient_id: str = "", visit_id: str = "") -> Path:
        """FHIR R4: the document of one patient (or one visit), or a collection with everybody's."""
        records = self._records(patient_id)
        content = json.dumps(self.fhir(records, one=bool(patient_id), visit_id=visit_id), ensure_ascii=False)
        return self._save(path, "fhir", content.encode(), "FHIR R4", records)

    def fhir_document(self, patient_id: str, visit_id: str = "") -> dict[str, Any]:
        """The document of one patient, or of one visit, as it would be written or sent."""
        return self.fhir(self._records(patient_id), one=True, visit_id=visit_id)

    def fhir(self, records: Sequence[PatientRecord], *, one: bool, visit_id: str = "") -> dict[str, Any]:
        """The bundle of these records."""
        from mwdesk.interchange.fhir_document import Visit, write_collection, write_document
        from mwdesk.letters import KINDS

        made, documents = self.now(), []
        for number, record in enumerate(records):
            self.tell(number, len(records))
            visits = [
                Visit(encounter=encounter, letters=visit.letters, titles=KINDS)
                for encounter, visit in zip(self._encounters(record), record.visits, strict=True)
                if visit_id in ("", visit.id)
            ]
            if visits:
                documents.append(write_document(self.kb, visits, self.clinic, made=made, program=_program()))
        if one and documents:
            return documents[0]
        if not documents:
            raise _problem(
                "FHIR", _("there is no visit to export."), _("Open the patient once: that begins a visit.")
            )
        return write_collection(documents, made=made)

    def export_phenopacket(self, path: Path | str, encounter: Encounter, *, with_text: bool = False) -> Path:
        """One visit as a GA4GH Phenopacket, which names nobody; free text only where asked for."""
        from mwdesk.interchange.phenopacket import write_case

        packet = write_case(self.kb, encounter, ident="case", with_text=with_text)["phenopacket"]
        content = json.dumps(packet, ensure_ascii=False, indent=1).encode()
        return self._save(path, "phenopacket", content, "Phenopacket", (), encounter.patient.id)

    def export_teaching(
        self, path: Path | str, patient_id: str, kept: Mapping[tuple[int, str], str] | None = None
    ) -> Path:
        """A case for teaching that names nobody; `kept` is the free text that somebody read and left in."""
        from mwdesk.workflow.exchange_teaching import teaching_case

        (record,) = self._records(patient_id)
        case = teaching_case(self.kb, self._encounters(record), kept or {})
        content = json.dumps(case, ensure_ascii=False, indent=1).encode()
        return self._save(path, "teaching", content, "anonymised case for teaching", (record,))

    def send_fhir(self, parcel: Parcel, patient_id: str, token: str = "") -> str:
        """Send a parcel that somebody saw and agreed to; both the start and the outcome are in the chain."""
        from mwdesk.workflow.exchange_push import send

        self.tell_send("send", parcel, patient_id)
        try:
            said = send(parcel, token)
        except DataError as fault:
            self.tell_send("send failed", parcel, patient_id, fault.issues[0].message)
            raise
        self.tell_send("sent", parcel, patient_id)
        return said

    def tell_send(self, kind: str, parcel: Parcel, patient_id: str, why: str = "") -> None:
        """Put the start or the outcome of a sending into the audit chain; before the start nothing goes."""
        what = f"FHIR R4 to {parcel.address}, {len(parcel.bundle['entry'])} resources. {why}".strip()
        self.store.log_event(kind, what[:500], self.now(), patient=patient_id)

    def encounters(self, patient_id: str) -> tuple[Encounter, ...]:
        """Every visit of a patient, the earliest first."""
        return self.store.encounters(patient_id)

    def _encounters(self, record: PatientRecord) -> tuple[Encounter, ...]:
        return tuple(self.store.encounter(visit.id) for visit in record.visits)

    def _records(self, patient_id: str) -> tuple[PatientRecord, ...]:
        from mwdesk.storage.transfer import patient_ids, read_record

        ids = (patient_id,) if patient_id else patient_ids(self.store)
        if not ids:
            raise _problem(_("export"), _("there is no patient here yet."), _("Enter a patient first."))
        out = []
        for number, one in enumerate(ids):
            self.tell(number, len(ids))
            out.append(read_record(self.store, one))
        return tuple(out)

    def _save(
        self,
        path: Path | str,
        form: Format,
        content: bytes,
        how: str,
        records: Sequence[PatientRecord],
        patient: str = "",
    ) -> Path:
        """Tell the audit chain, then write. A chain that cannot be told writes nothing."""
        target = Path(path)
        target = target if target.suffix else target.with_suffix(ENDINGS[form])
        self.tell(len(records), len(records))
        one = patient or (records[0].id if len(records) == 1 else "")
        what = f"{how}, {'one patient' if one else f'{len(records)} patients'}"
        more = {"patient": one} if one else {}
        self.store.log_event("export", what, self.now(), **more)
        try:
            save_bytes(target, content, private=True)
        except DataError:
            self.store.log_event("export failed", what, self.now(), **more)
            raise
        return target

    # in

    def look(self, path: Path | str, passphrase: str = "") -> Arrivals:
        """Read a file of any kind we know and compare it with who is here; nothing is written."""
        place = Path(path)
        form, records, notes = read_arrivals(place, self.kb, self.now(), passphrase)
        from mwdesk.storage.transfer import known_patients

        known = known_patients(self.store)
        each = []
        for number, record in enumerate(records):
            self.tell(number, len(records))
            each.append(self._arrival(record, known, whole=form == "records"))
        return Arrivals(path=place, format=form, each=tuple(each), notes=notes)

    def _arrival(self, record: PatientRecord, known: frozenset[str], *, whole: bool) -> Arrival:
        from mwdesk.storage.transfer import read_record

        if record.id in known:
            here = read_record(self.store, record.id)
            same = here == record if whole else _says_the_same(here, record)
            return Arrival(record=record, same="identical" if same else "differs")
        return Arrival(record=record, alike=self._alike(record.patient))

    def _alike(self, patient: Patient) -> tuple[str, ...]:
        """Patients who may be this person, in words."""
        from mwdesk.storage.transfer import alike

        return tuple(person_words(one) for one in alike(self.store, patient, self.now().date()))

    def take(self, arrivals: Arrivals, choices: Mapping[str, Choice] | None = None) -> str:
        """Write what was looked at, all of it or nothing; says in a sentence what was done.

        `choices` is by patient id. Whoever is here already and differs needs "both" or "skip": DataError
        without it. Who is here unchanged is skipped unless chosen otherwise.
        """
        from mwdesk.storage.transfer import write_records

        chosen = choices or {}
        records, skipped = [], 0
        for one in arrivals.each:
            unsaid = {"": "add", "identical": "skip", "differs": ""}[one.same]
            choice = chosen.get(one.record.id, unsaid)
            if choice == "skip":
                skipped += 1
            elif choice == "both" or (choice == "add" and not one.same):
                records.append(self._placed(one.record, anew=bool(one.same)))
            else:
                raise _problem(
                    person_words(one.record.patient),
                    _("this patient is here already."),
                    _("Choose for this patient: keep both, or skip."),
                )
        if records:
            note = f"{arrivals.format} file {arrivals.path.name}"
            write_records(self.store, records, self.now(), note, self.tell)
        return _told(records, skipped)

    def _placed(self, record: PatientRecord, *, anew: bool) -> PatientRecord:
        """The record under ids that are free here."""
        from mwdesk.storage.transfer import known_visits

        ids = [visit.id for visit in record.visits]
        taken = set(ids) if anew else known_visits(self.store, ids)
        if not anew and not taken:
            return record
        ident = uuid.uuid4().hex if anew else record.id
        return record.renamed(ident, tuple(uuid.uuid4().hex if one in taken else one for one in ids))


def person_words(patient: Patient) -> str:
    """A patient in a few words: name, birth date or age, sex."""
    name = patient.name or patient.local_name or _("no name")
    if patient.birth_date is not None:
        when = _("born {date}").format(date=f"{patient.birth_date:%d.%m.%Y}")
    else:
        age = patient.age_years
        when = "" if age is None else _("{years} years").format(years=f"{age:g}")
    return ", ".join(part for part in (name, when, patient.sex) if part)


def _told(records: Sequence[PatientRecord], skipped: int) -> str:
    visits = sum(len(record.visits) for record in records)
    added = len(records)
    out = [_n("{count} patient was added.", "{count} patients were added.", added).format(count=added)]
    if visits:
        out.append(_n("{count} visit came along.", "{count} visits came along.", visits).format(count=visits))
    if skipped:
        out.append(_n("{count} was skipped.", "{count} were skipped.", skipped).format(count=skipped))
    return " ".join(out)


def _says_the_same(here: PatientRecord, other: PatientRecord) -> bool:
    """Whether all that a file without a log says stands here already."""
    visits = {visit.id: visit for visit in here.visits}
    return here.patient == other.patient and all(
        visit.id in visits
        and visits[visit.id].encounter(here.patient).entries == visit.encounter(other.patient).entries
        and {letter.sha256 for letter in visit.letters}
        <= {letter.sha256 for letter in visits[visit.id].letters}
        for visit in other.visits
    )


def _program() -> str:
    from mwdesk import __version__

    return __version__


def _problem(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))
