"""From one record to a letter: which sections a kind has, in which order, and what frames them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from mwdesk import __version__
from mwdesk.domain.assessment import Assessment
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import (
    NOT_ASKED,
    NOT_RECORDED,
    Banner,
    Feature,
    Letter,
    Letterhead,
    Place,
    Section,
    Stamp,
)
from mwdesk.domain.letter_template import PLAIN, LetterTemplate
from mwdesk.letters import narrative, referrals, requests
from mwdesk.letters.annex import annex, slip
from mwdesk.letters.biopsy import biopsy
from mwdesk.letters.completeness import completeness
from mwdesk.letters.dating import dated
from mwdesk.letters.facts import facts as told
from mwdesk.letters.leaflet import language_tag, leaflet
from mwdesk.letters.narrative import urgency_level
from mwdesk.letters.record import Record
from mwdesk.letters.rehab import rehab
from mwdesk.letters.sections import referral
from mwdesk.letters.templates import lay_over
from mwdesk.letters.wording import bare, join, say_age, say_birth, say_day, say_moment, upper

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "neurology_referral": "Referral to neurology",
        "edx_request": "Request for EMG and nerve conduction studies",
        "imaging_request": "Request for imaging",
        "biopsy_request": "Request for biopsy",
        "emergency_transfer": "Emergency transfer note",
        "rheumatology_referral": "Referral to rheumatology",
        "endocrinology_referral": "Referral to endocrinology",
        "genetics_referral": "Referral to clinical genetics",
        "rehab_referral": "Referral to physiotherapy and occupational therapy",
        "patient_leaflet": "Leaflet for the patient",
        "reply_slip": "Reply slip",
    }
)
_ADDRESSEE = {
    "neurology_referral": "Neurology",
    "edx_request": "Clinical neurophysiology",
    "imaging_request": "Radiology",
    "biopsy_request": "Surgery and neuropathology",
    "emergency_transfer": "Receiving hospital, emergency and neurology on call",
    "rheumatology_referral": "Rheumatology",
    "endocrinology_referral": "Endocrinology",
    "genetics_referral": "Clinical genetics",
    "rehab_referral": "Physiotherapy and occupational therapy",
    "patient_leaflet": "The patient",
    "reply_slip": "The specialist who answers",
}
_SECTIONS: Mapping[str, Callable[[Record], list[Section]]] = MappingProxyType(
    {
        "neurology_referral": referral,
        "edx_request": requests.electrodiagnosis,
        "imaging_request": requests.imaging,
        "biopsy_request": biopsy,
        "emergency_transfer": requests.transfer,
        "rheumatology_referral": referrals.rheumatology,
        "endocrinology_referral": referrals.endocrinology,
        "genetics_referral": referrals.genetics,
        "rehab_referral": rehab,
        "patient_leaflet": leaflet,
    }
)
_ASKED = ("question", "summary", "examination", "impression")
_WANTED = ("test_wanted", "question", "summary", "examination", "safety", "impression")
# What each reader must find on page 1, besides the banner and who the patient is.
_KEY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_SECTIONS, _ASKED),
        **dict.fromkeys(("edx_request", "imaging_request", "biopsy_request"), _WANTED),
        "emergency_transfer": (
            *("alert", "summary", "question", "breathing", "circulation", "examination"),
            *("treatment", "avoid", "plan", "impression"),
        ),
        "rehab_referral": (
            *("diagnosis_status", "goals", "summary", "function", "examination", "precautions", "limits"),
            *("physio_ask", "ot_ask"),
        ),
        "patient_leaflet": (),
    }
)
_NO_EDITS: Mapping[str, str] = MappingProxyType({})
_REFUSED = (Decision.REFUSED,)
_FACTS = 7
_URGENT_WITHIN = timedelta(weeks=2)


def compose(
    kb: KnowledgeBase,
    encounter: Encounter,
    assessment: Assessment,
    clinic: Clinic,
    now: datetime,
    *,
    kind: str = "neurology_referral",
    edits: Mapping[str, str] = _NO_EDITS,
    template: LetterTemplate = PLAIN,
) -> Letter:
    """The letter of this kind; `edits` replaces narrative sections by the clinician's text, by section id.

    `template` is what the practice changed in this kind of document.

    Raises DataError for an unknown kind, and for an edit of a section that this kind does not have.
    """
    return _composed(_record(kb, encounter, assessment, clinic, now, edits), kind, template)


def review(
    kb: KnowledgeBase,
    encounter: Encounter,
    assessment: Assessment,
    clinic: Clinic,
    now: datetime,
    *,
    kind: str = "neurology_referral",
    edits: Mapping[str, str] = _NO_EDITS,
    template: LetterTemplate = PLAIN,
) -> tuple[Feature, ...]:
    """The eighteen features as far as this kind prints them, each with what is missing of it."""
    record = _record(kb, encounter, assessment, clinic, now, edits)
    return completeness(record, _composed(record, kind, template))


def _record(
    kb: KnowledgeBase,
    encounter: Encounter,
    assessment: Assessment,
    clinic: Clinic,
    now: datetime,
    edits: Mapping[str, str],
) -> Record:
    return Record(
        kb=kb, encounter=dated(encounter), assessment=assessment, clinic=clinic, now=now, edits=dict(edits)
    )


def _composed(record: Record, kind: str, template: LetterTemplate) -> Letter:
    if kind not in KINDS:
        known = join(list(KINDS), "or")
        raise _bad("kind of letter", f"'{kind}' is not known.", f"Use {known}.")
    encounter, clinic, now, edits = record.encounter, record.clinic, record.now, record.edits
    reference = _reference(encounter, kind, now)
    banner = None if kind == "patient_leaflet" else _banner(record)
    addresses = _addresses(record, kind)
    sections = _sections(record, kind, reference, template)
    _check_edits(edits, sections)
    return Letter(
        kind=kind,
        title=KINDS[kind],
        reference=reference,
        letterhead=replace(_letterhead(clinic, now), logo=template.logo),
        banner=banner,
        addresses=addresses,
        patient=_patient(record),
        sections=tuple(sections),
        stamp=_stamp(record, reference),
        author=clinic.clinician or clinic.name,
        subject=f"{KINDS[kind]}: {encounter.patient.name or 'patient without a recorded name'}",
        page_size=clinic.page_size,
        large=kind == "patient_leaflet",
        language=language_tag(record) if kind == "patient_leaflet" else "en-GB",
    )


def _sections(record: Record, kind: str, reference: str, template: LetterTemplate) -> list[Section]:
    """The part that stands alone, then the annex and the slip where the kind has them."""
    answer_here = slip(record, reference, say_day(record.now.date()))
    if kind == "reply_slip":
        asked = record.narrative("question", "What was asked", narrative.question(record))
        return [asked, replace(answer_here, place=Place.FIRST)]
    first = _SECTIONS[kind](record)  # before the annex: it uses up the notes that the annex need not repeat
    warned = bool(narrative.set_aside(record))
    first = [replace(s, key=s.id in _KEY[kind] or (warned and s.id == "safety")) for s in first]
    if kind == "patient_leaflet":
        return first
    first = lay_over(template, kind, first)
    return [*first, *annex(record), *([] if kind == "emergency_transfer" else [answer_here])]


def _bad(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))


def _check_edits(edits: Mapping[str, str], sections: list[Section]) -> None:
    known = [s.id for s in sections if s.draft is not None]
    for ident in edits:
        if ident not in known:
            raise _bad(
                "edit of the letter", f"there is no section '{ident}' to edit.", f"Use {join(known, 'or')}."
            )


def _reference(encounter: Encounter, kind: str, now: datetime) -> str:
    """Short, unique enough to telephone about, and telling nothing of the patient."""
    digest = hashlib.sha256(f"{encounter.id}|{kind}|{now.isoformat()}".encode()).hexdigest()
    return f"{now:%y%m%d}-{digest[:6].upper()}"


def _letterhead(clinic: Clinic, now: datetime) -> Letterhead:
    lines = [clinic.address, " · ".join(w for w in (clinic.phone, clinic.email) if w)]
    return Letterhead(
        clinic=clinic.name or "Clinic name not set",
        lines=tuple(line for line in lines if line),
        written=say_moment(now),
    )


def _banner(record: Record) -> Banner | None:
    """The urgency in words, or None for a routine letter. Facts of the record; a cause only if accepted."""
    telephoned, when, by_when = (record.note(n) for n in ("telephoned", "telephoned_when", "by_when"))
    level = urgency_level(record)
    if level is Urgency.ROUTINE:
        for name in ("telephoned", "telephoned_when", "by_when"):
            record.used.discard(name)
        return None
    today = record.now.date()
    usual = f"today, now ({say_day(today)})"
    if level is Urgency.URGENT:
        usual = f"within 2 weeks, by {say_day(today + _URGENT_WITHIN)}"
    return Banner(
        level=level,
        by_when=by_when or usual,
        why=_why(record, level),
        telephoned=telephoned or NOT_RECORDED,
        telephoned_when=when or NOT_RECORDED,
    )


def _why(record: Record, level: Urgency) -> tuple[str, ...]:
    accepted = set(record.accepted("condition"))
    alerts = [a for a in record.assessment.alerts if a.urgency is level]
    alerts = [a for a in alerts if a.id not in record.decided("alert", *_REFUSED)]
    facts = [c.text for c in record.critical()] + told(
        record, [f for alert in alerts for f in alert.findings]
    )
    if not facts:
        facts = _facts_of_ranking(record, level)
    lines = [upper("; ".join(dict.fromkeys(facts[:_FACTS])))] if facts else []
    for alert in alerts:
        suspects = [bare(record.condition(s)) for s in alert.suspects if s in accepted]
        said_already = any(_says(alert.title, fact) for fact in facts)
        if (alert.id in record.accepted("alert") and not said_already) or suspects:
            titled = alert.title and not said_already
            lines.append(bare(alert.title) if titled else f"Suspected: {join(suspects, 'or')}")
            break
    own = record.encounter.verdicts.get(("urgency", level.value))
    if own is not None and own.reason:
        lines.insert(0, own.reason)
    return tuple(lines) or ("Reason not recorded",)


def _says(title: str, fact: str) -> bool:
    """Whether a warning's title is only the fact: "Critical value: oxygen saturation 86 %"."""
    return bare(title).rpartition(": ")[2].casefold() == fact.casefold()


def _facts_of_ranking(record: Record, level: Urgency) -> list[str]:
    """Where no rule fired: what speaks for the likeliest cause of this urgency, without its name."""
    for score in record.assessment.conditions:
        known = record.kb.conditions.get(score.id)
        if known is not None and known.urgency is level and score.for_:
            return told(record, [c.finding for c in score.for_[:6] if c.state is State.PRESENT])
    return []


def _addresses(record: Record, kind: str) -> tuple[tuple[str, str], ...]:
    clinic = record.clinic
    sender = ", ".join(w for w in (clinic.clinician, clinic.role, clinic.phone) if w)
    own = record.note(f"to/{kind}") or record.note("to")  # each document has its own reader
    return (("To", own or _ADDRESSEE[kind]), ("From", sender or NOT_RECORDED))


def _patient(record: Record) -> tuple[tuple[str, str], ...]:
    patient = record.encounter.patient
    needs = {True: "interpreter needed", False: "no interpreter needed", None: "interpreter not asked"}
    spoken = patient.language or NOT_ASKED
    if patient.language or patient.interpreter is not None:
        spoken += f", {needs[patient.interpreter]}"
    birth = say_birth(patient) if patient.birth_date else "not recorded"
    rows = [
        ("Name", patient.name or NOT_RECORDED),
        ("Born", f"{birth} ({say_age(patient, record.now.date())})"),
        ("Sex", upper(patient.sex) if patient.sex else NOT_ASKED),
        ("Identifiers", ", ".join(patient.identifiers) or NOT_RECORDED),
        ("Phone", patient.phone or NOT_RECORDED),
        ("Language", spoken),
        ("Address", patient.address or NOT_RECORDED),
        ("Carer", patient.carer or NOT_ASKED),
        ("Transport", patient.transport or NOT_ASKED),
    ]
    if patient.local_name:
        rows.insert(1, ("Local script", patient.local_name))
    return tuple(rows)


def _stamp(record: Record, reference: str) -> Stamp:
    patient, kb = record.encounter.patient, record.kb
    return Stamp(
        patient=patient.name or "name not recorded",
        birth=f"born {say_birth(patient)}" if patient.birth_date else say_birth(patient),
        identifier=", ".join(patient.identifiers) or "no identifier",
        reference=reference,
        program=f"mwdesk {__version__}, knowledge {kb.version} ({kb.sha256[:12]})",
    )
