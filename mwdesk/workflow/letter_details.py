"""Details that only a letter needs: what each kind of document asks for, and where it prints."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from mwdesk.domain.encounter import Encounter
from mwdesk.domain.letter import NOTES
from mwdesk.domain.translation import N_, _

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
    offer: str = ""  # words that the program offers for an empty field; printed only once taken
    offered_for: str = ""  # the cause that they come from


def _own(kind: str, note: str, hint: str, section: str, *, long: bool = False) -> Detail:
    """A field of one kind of document, by the title that the note has everywhere."""
    return Detail(note=note, title=NOTES[note], hint=hint, kinds=(kind,), long=long, section=section)


NAMED = (
    _own(_JOINTS, "cancer_screen", N_("What was done, when"), "cancer_screen"),
    _own(_JOINTS, "vaccines", N_("Which, when; hepatitis B; pregnancy planned"), "vaccines"),
    _own(_HORMONES, "sampling", N_("Time of day, medicines then"), "sampling"),
    _own(_HORMONES, "steroids", N_("Routes, since when, last one, sick-day advice"), "steroid_status"),
    _own(_HORMONES, "attacks", N_("Value during an attack, triggers"), "attacks"),
    _own(_GENES, "pedigree", N_("Three generations, ages, who was tested, community"), "pedigree", long=True),
    _own(_GENES, "sample", N_("Blood, saliva; to whom"), "test_requested"),
    _own(_GENES, "previous_genetics", N_("Variant, class, laboratory, date"), "prior_genetics"),
    _own(_GENES, "consent", N_("Diagnostic, predictive or carrier; incidental findings"), "consent_scope"),
    _own(_GENES, "time_limits", N_("Weeks of pregnancy, treatment waiting"), "urgency_reason"),
    _own(_REHAB, "goals", N_("Two or three that the patient chose, by when"), "goals", long=True),
    _own(_REHAB, "course", N_("Stable, worse, better; what is safe"), "diagnosis_status"),
    _own(_REHAB, "precautions", N_("Heart, bones, skin, tiring"), "limits"),
    _own(_REHAB, "home", N_("Splints, stick, rails; who helps"), "equipment"),
    _own(_LEAFLET, "next_visit", N_("3 March, 10:00"), ""),
)
DETAILS = (
    Detail(note="telephoned", title=N_("Telephoned whom"), hint=N_("Name and unit"), urgent=True),
    Detail(note="telephoned_when", title=N_("Telephoned when"), hint=N_("Today 14:20"), urgent=True),
    Detail(note="by_when", title=N_("Needed by"), hint=N_("By the urgency"), urgent=True),
    Detail(note="to", title=N_("To"), hint=N_("Name or department")),
    Detail(note="accepted_by", title=N_("Accepted by"), hint=N_("Name, hospital, phone"), kinds=(_TRANSFER,)),
    Detail(
        note="escort", title=N_("Mode and escort"), hint=N_("Ambulance, nurse, oxygen"), kinds=(_TRANSFER,)
    ),
    Detail(note="expected_arrival", title=N_("Expected arrival"), hint=N_("Today 17:00"), kinds=(_TRANSFER,)),
    Detail(note="time_left", title=N_("Time left"), hint=N_("Left the clinic at"), kinds=(_TRANSFER,)),
    Detail(
        note="side",
        title=N_("Side and region"),
        hint=N_("Right arm; lumbar spine"),
        kinds=_REQUESTS,
        section="test_wanted",
    ),
    Detail(note="weight", title=N_("Weight"), hint=N_("62 kg"), kinds=(_IMAGE, _TRANSFER)),
    Detail(note="logistics", title=N_("Escort, oxygen, drip"), hint=N_("Comes walking"), kinds=(_IMAGE,)),
    Detail(
        note="previous_studies",
        title=N_("Previous nerve studies"),
        hint=N_("When, where, result"),
        kinds=(_NERVES, _BIOPSY),
        section="previous",
    ),
    Detail(
        note="previous_images",
        title=N_("Previous images"),
        hint=N_("When, where, result"),
        kinds=(_IMAGE,),
        section="previous",
    ),
    Detail(
        note="tolerance",
        title=N_("Tolerance"),
        hint=N_("Pain, lying flat, cooperation"),
        kinds=(_NERVES,),
        section="tolerance",
    ),
    Detail(
        note="specimen",
        title=N_("Specimen plan"),
        hint=N_("Laboratory warned, transport, return address"),
        kinds=(_BIOPSY,),
        section="specimen",
    ),
    Detail(
        note="breathing",
        title=N_("Airway and breathing"),
        hint=N_("Rate, saturation, secretions"),
        kinds=(_TRANSFER,),
        long=True,
        section="breathing",
    ),
    Detail(
        note="circulation",
        title=N_("Circulation"),
        hint=N_("Pulse, blood pressure, rhythm"),
        kinds=(_TRANSFER,),
        long=True,
        section="circulation",
    ),
    Detail(
        note="treatment",
        title=N_("Treatment given"),
        hint=N_("What, when, with what effect"),
        kinds=_TREATED,
        long=True,
        section="treatment",
    ),
    Detail(
        note="plan",
        title=N_("If it gets worse"),
        hint=N_("On the way"),
        kinds=(_TRANSFER,),
        long=True,
        section="plan",
    ),
    Detail(
        note="told",
        title=N_("What the patient was told"),
        hint=N_("Explained, wanted, consent, when to come back"),
        kinds=(*_TREATED, _REHAB),
        long=True,
        section="told",
    ),
    *NAMED,
    Detail(note="duration", title=N_("Duration"), hint=N_("Since March"), more=True, section="summary"),
    Detail(
        note="function",
        title=N_("Function lost"),
        hint=N_("Cannot climb stairs since May"),
        more=True,
        section="summary",
    ),
    Detail(
        note="allergies",
        title=N_("Allergies"),
        hint=N_("To what, and what happened"),
        more=True,
        section="medicines",
    ),
    Detail(
        note="past",
        title=N_("Past history"),
        hint=N_("Illnesses, operations"),
        kinds=(*_CARE, *_REQUESTS),
        more=True,
        section="background",
    ),
    Detail(
        note="family",
        title=N_("Family history"),
        hint=N_("Who, with what"),
        kinds=_CARE,
        more=True,
        section="background",
    ),
    Detail(
        note="social",
        title=N_("Social history"),
        hint=N_("Work, home, alcohol"),
        kinds=_CARE,
        more=True,
        section="background",
    ),
    Detail(
        note="avoid",
        title=N_("To avoid"),
        hint=N_("Medicines, loads"),
        kinds=(*_TREATED, _LEAFLET),
        more=True,
        section="treatment",
    ),
    Detail(
        note="change",
        title=N_("What the answer will change"),
        hint=N_("Which decision waits for it"),
        long=True,
        more=True,
        section="question",
    ),
    Detail(note="attached", title=N_("Attached"), hint=N_("Slips, images, old letters"), more=True),
    Detail(note="copies", title=N_("Copies to"), hint=N_("Family doctor"), more=True),
)


# Documents that print little of the record: the details that they have, with the section of each.
_FEW = {
    _LEAFLET: {"next_visit": "", "avoid": "avoid_now", "allergies": "medicine_card"},
    "reply_slip": {"to": "", "telephoned": "", "telephoned_when": "", "by_when": "", "change": "question"},
}
# Each document has its own reader, and each request its own region.
_OF_EACH = ("to", "side")
# What one document's reader is told is no other's: the patient is not told what was written for a crew.
_NEVER_SHARED = {("avoid", _LEAFLET)}
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
        alone = (detail.note, kind) in _NEVER_SHARED
        note = f"{detail.note}/{kind}" if alone or detail.note in _OF_EACH else detail.note
        text = encounter.note(note) or ("" if alone else encounter.note(detail.note))
        out.append(
            DetailField(
                note=note,
                title=_(detail.title),
                hint=_(detail.hint) if detail.hint else "",
                text=text,
                long=detail.long,
                more=detail.more,
                covered=bool(section) and section in edited,
            )
        )
    return tuple(out)
