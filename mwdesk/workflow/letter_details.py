"""Details that only a letter needs: what each kind of document asks for, and where it prints."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.letter import NOTES

_REFERRAL, _NERVES, _IMAGE, _BIOPSY, _TRANSFER = (
    "neurology_referral",
    "edx_request",
    "imaging_request",
    "biopsy_request",
    "emergency_transfer",
)
_JOINTS, _HORMONES, _GENES, _REHAB, _LEAFLET = (
    "rheumatology_referral",
    "endocrinology_referral",
    "genetics_referral",
    "rehab_referral",
    "patient_leaflet",
)
_CARE = (_REFERRAL, _TRANSFER, _JOINTS, _HORMONES, _GENES)
_TREATED = (*_CARE, _BIOPSY)
_REQUESTS = (_NERVES, _IMAGE, _BIOPSY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One optional field. `section` is the narrative one that it prints in, "" where it has its own place."""

    note: str
    title: str
    hint: str = ""
    kinds: tuple[str, ...] = ()  # none named: every kind
    urgent: bool = False  # asked only where the letter has an urgency banner
    long: bool = False
    more: bool = False  # shown only on demand
    section: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailField:
    """A detail as recorded. `covered`: its section stands in the clinician's own words and leaves it out."""

    note: str
    title: str
    hint: str
    text: str
    long: bool
    more: bool
    covered: bool


def _own(kind: str, note: str, hint: str, section: str, *, long: bool = False) -> Detail:
    """A field of one kind of document, by the title that the note has everywhere."""
    return Detail(note=note, title=NOTES[note], hint=hint, kinds=(kind,), long=long, section=section)


NAMED = (
    _own(_JOINTS, "cancer_screen", "What was done, when", "cancer_screen"),
    _own(_JOINTS, "vaccines", "Which, when; hepatitis B; pregnancy planned", "vaccines"),
    _own(_HORMONES, "sampling", "Time of day, medicines then", "sampling"),
    _own(_HORMONES, "steroids", "Routes, since when, last one, sick-day advice", "steroid_status"),
    _own(_HORMONES, "attacks", "Value during an attack, triggers", "attacks"),
    _own(_GENES, "pedigree", "Three generations, ages, who was tested, community", "pedigree", long=True),
    _own(_GENES, "sample", "Blood, saliva; to whom", "test_requested"),
    _own(_GENES, "previous_genetics", "Variant, class, laboratory, date", "prior_genetics"),
    _own(_GENES, "consent", "Diagnostic, predictive or carrier; incidental findings", "consent_scope"),
    _own(_GENES, "time_limits", "Weeks of pregnancy, treatment waiting", "urgency_reason"),
    _own(_REHAB, "goals", "Two or three that the patient chose, by when", "goals", long=True),
    _own(_REHAB, "course", "Stable, worse, better; what is safe", "diagnosis_status"),
    _own(_REHAB, "precautions", "Heart, bones, skin, tiring", "limits"),
    _own(_REHAB, "home", "Splints, stick, rails; who helps", "equipment"),
    _own(_LEAFLET, "next_visit", "3 March, 10:00", ""),
)
DETAILS = (
    Detail(note="telephoned", title="Telephoned whom", hint="Name and unit", urgent=True),
    Detail(note="telephoned_when", title="Telephoned when", hint="Today 14:20", urgent=True),
    Detail(note="by_when", title="Needed by", hint="By the urgency", urgent=True),
    Detail(note="to", title="To", hint="Name or department"),
    Detail(note="accepted_by", title="Accepted by", hint="Name, hospital, phone", kinds=(_TRANSFER,)),
    Detail(note="escort", title="Mode and escort", hint="Ambulance, nurse, oxygen", kinds=(_TRANSFER,)),
    Detail(note="expected_arrival", title="Expected arrival", hint="Today 17:00", kinds=(_TRANSFER,)),
    Detail(note="time_left", title="Time left", hint="Left the clinic at", kinds=(_TRANSFER,)),
    Detail(
        note="side",
        title="Side and region",
        hint="Right arm; lumbar spine",
        kinds=_REQUESTS,
        section="test_wanted",
    ),
    Detail(note="weight", title="Weight", hint="62 kg", kinds=(_IMAGE, _TRANSFER)),
    Detail(note="logistics", title="Escort, oxygen, drip", hint="Comes walking", kinds=(_IMAGE,)),
    Detail(
        note="previous_studies",
        title="Previous nerve studies",
        hint="When, where, result",
        kinds=(_NERVES, _BIOPSY),
        section="previous",
    ),
    Detail(
        note="previous_images",
        title="Previous images",
        hint="When, where, result",
        kinds=(_IMAGE,),
        section="previous",
    ),
    Detail(
        note="tolerance",
        title="Tolerance",
        hint="Pain, lying flat, cooperation",
        kinds=(_NERVES,),
        section="tolerance",
    ),
    Detail(
        note="specimen",
        title="Specimen plan",
        hint="Laboratory warned, transport, return address",
        kinds=(_BIOPSY,),
        section="specimen",
    ),
    Detail(
        note="breathing",
        title="Airway and breathing",
        hint="Rate, saturation, secretions",
        kinds=(_TRANSFER,),
        long=True,
        section="breathing",
    ),
    Detail(
        note="circulation",
        title="Circulation",
        hint="Pulse, blood pressure, rhythm",
        kinds=(_TRANSFER,),
        long=True,
        section="circulation",
    ),
    Detail(
        note="treatment",
        title="Treatment given",
        hint="What, when, with what effect",
        kinds=_TREATED,
        long=True,
        section="treatment",
    ),
    Detail(
        note="plan",
        title="If it gets worse",
        hint="On the way",
        kinds=(_TRANSFER,),
        long=True,
        section="plan",
    ),
    Detail(
        note="told",
        title="What the patient was told",
        hint="Explained, wanted, consent, when to come back",
        kinds=(*_TREATED, _REHAB),
        long=True,
        section="told",
    ),
    *NAMED,
    Detail(note="duration", title="Duration", hint="Since March", more=True, section="summary"),
    Detail(
        note="function",
        title="Function lost",
        hint="Cannot climb stairs since May",
        more=True,
        section="summary",
    ),
    Detail(
        note="allergies", title="Allergies", hint="To what, and what happened", more=True, section="medicines"
    ),
    Detail(
        note="past",
        title="Past history",
        hint="Illnesses, operations",
        kinds=_CARE,
        more=True,
        section="background",
    ),
    Detail(
        note="family",
        title="Family history",
        hint="Who, with what",
        kinds=_CARE,
        more=True,
        section="background",
    ),
    Detail(
        note="social",
        title="Social history",
        hint="Work, home, alcohol",
        kinds=_CARE,
        more=True,
        section="background",
    ),
    Detail(
        note="avoid",
        title="To avoid",
        hint="Medicines, loads",
        kinds=(*_TREATED, _LEAFLET),
        more=True,
        section="treatment",
    ),
    Detail(
        note="change",
        title="What the answer will change",
        hint="Which decision waits for it",
        long=True,
        more=True,
        section="question",
    ),
    Detail(note="attached", title="Attached", hint="Slips, images, old letters", more=True),
    Detail(note="copies", title="Copies to", hint="Family doctor", more=True),
)


# Documents that print little of the record: the details that they have, with the section of each.
_FEW = {
    _LEAFLET: {"next_visit": "", "avoid": "avoid_now", "allergies": "medicine_card"},
    "reply_slip": {"to": "", "telephoned": "", "telephoned_when": "", "by_when": "", "change": "question"},
}
# A detail that prints elsewhere in one kind of document.
_ELSEWHERE = {(_TRANSFER, "avoid"): "avoid"}


def detail_fields(
    encounter: Encounter, kind: str, *, urgent: bool, edited: Collection[str]
) -> tuple[DetailField, ...]:
    """The details that this kind prints, in order; `edited` are sections in the clinician's own words."""
    out = []
    for detail in DETAILS:
        few = _FEW.get(kind)
        meant = detail.note in few if few is not None else not detail.kinds or kind in detail.kinds
        if not meant or (detail.urgent and not urgent):
            continue
        usual = _ELSEWHERE.get((kind, detail.note), detail.section)
        section = few[detail.note] if few is not None else usual
        note = f"to/{kind}" if detail.note == "to" else detail.note  # each document has its own reader
        text = encounter.note(note) or encounter.note(detail.note)
        out.append(
            DetailField(
                note=note,
                title=detail.title,
                hint=detail.hint,
                text=text,
                long=detail.long,
                more=detail.more,
                covered=bool(section) and section in edited,
            )
        )
    return tuple(out)
