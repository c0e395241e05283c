"""A whole record as it travels between two programs: every version, every logged row, every letter."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from mwdesk.domain.encounter import Encounter, Entry, Patient, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientVersion:
    """The details of a patient as they were saved at one moment."""

    patient: Patient
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One row of the log: rows of one step were written together; undo and redo name their step."""

    step: int
    kind: str  # answer, undo, redo
    at: datetime
    entry: Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """A finished letter: the bytes that were printed, their SHA-256, and what made them."""

    kind: str
    pdf: bytes
    sha256: str
    at: datetime
    knowledge_version: str = ""
    knowledge_sha256: str = ""
    app_version: str = ""

    @property
    def intact(self) -> bool:
        """Whether these are still the bytes that were printed."""
        return hashlib.sha256(self.pdf).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One consultation with its whole log."""

    id: str
    started: datetime
    setting: Setting = Setting.RURAL
    log: tuple[LogRow, ...] = ()
    letters: tuple[LetterRecord, ...] = ()

    def encounter(self, patient: Patient) -> Encounter:
        """What the log says now."""
        blank = Encounter(
            id=self.id,
            patient=patient,
            started=self.started,
            setting=self.setting,
            entries=MappingProxyType({}),
        )
        return blank.apply(*(row.entry for row in self.log))


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientRecord:
    """A patient with every earlier version of the details (the latest last) and every visit."""

    versions: tuple[PatientVersion, ...]
    visits: tuple[VisitRecord, ...] = ()

    @property
    def id(self) -> str:
        """The patient's id in the program that wrote the record."""
        return self.patient.id

    @property
    def patient(self) -> Patient:
        """The details as last saved."""
        return self.versions[-1].patient

    def encounters(self) -> tuple[Encounter, ...]:
        """Every visit as its log says now."""
        return tuple(visit.encounter(self.patient) for visit in self.visits)

    def renamed(self, ident: str, visits: tuple[str, ...]) -> PatientRecord:
        """The same under other ids, so that both records can stand side by side."""
        return PatientRecord(
            versions=tuple(replace(v, patient=replace(v.patient, id=ident)) for v in self.versions),
            visits=tuple(replace(v, id=new) for v, new in zip(self.visits, visits, strict=True)),
        )
