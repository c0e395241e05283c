"""Two records of one person: noticed while a patient is entered, merged into one, parted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mwdesk.domain.encounter import Patient
from mwdesk.domain.translation import N_, _
from mwdesk.storage import merging
from mwdesk.workflow.session import Session
from mwdesk.workflow.view import View
from mwdesk.workflow.words import all_of

_OTHERS = "different people"  # the setting: whom a clinician said not to be the same
_WHY = {
    "same number": N_("the same number"),
    "same phone": N_("the same phone"),
    "same name and birth date": N_("the same name and birth date"),
    "similar name and age": N_("a similar name and age"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Like:
    """Another record that may be of the same person; `why` is in words."""

    patient: Patient
    why: str
    visits: int
    last_seen: datetime | None


def similar(session: Session) -> tuple[Like, ...]:
    """Records that may be of the open patient, the likeliest first, without those said to be another's."""
    if not session.is_open:
        return ()
    store, patient = session.store, session.encounter.patient
    others = set(_said(session).get(patient.id, ()))
    out = []
    for found in merging.similar(store, patient, session.now().date()):
        if found.patient.id not in others:
            visits = store.encounters(found.patient.id)
            out.append(
                Like(
                    patient=found.patient,
                    why=all_of(_(_WHY[one]) for one in found.why),
                    visits=len(visits),
                    last_seen=visits[-1].started if visits else None,
                )
            )
    return tuple(out)


def _said(session: Session) -> dict[str, list[str]]:
    kept = session.store.setting(_OTHERS)
    return kept if isinstance(kept, dict) else {}


def tell_apart(session: Session, other: str) -> None:
    """Remember that the open patient and another one are two people."""
    kept, here = _said(session), session.encounter.patient.id
    for one, two in ((here, other), (other, here)):
        kept[one] = sorted({*kept.get(one, ()), two})
    session.store.set_setting(_OTHERS, kept)


def merge(session: Session, kept: str, gone: str) -> View:
    """Let one record stand for both, and open its latest visit."""
    merging.merge(session.store, kept, gone, session.now())
    return session.open(kept)


def part(session: Session, gone: str) -> View:
    """Take a merge back; the record that stood for both stays open."""
    here = session.encounter.patient.id
    merging.part(session.store, gone, session.now())
    return session.open(here)


def merged(session: Session) -> tuple[merging.Merged, ...]:
    """The records that went into that of the open patient."""
    return merging.merged(session.store, session.encounter.patient.id) if session.is_open else ()
