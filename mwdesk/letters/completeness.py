"""What readers look for in a letter, and whether the record holds it: the features of docs/letters.md."""

from __future__ import annotations

from collections.abc import Callable, Collection

from mwdesk.domain.encounter import Patient
from mwdesk.domain.letter import NOT_ASKED, Feature, Letter, SafetyStrip
from mwdesk.letters.distribution import DISTRIBUTION
from mwdesk.letters.narrative import COURSE, ONSET, SIGNS_OF_SENSATION
from mwdesk.letters.record import Record
from mwdesk.letters.results import name_of
from mwdesk.letters.wording import join

_ARM = ("shoulder", "arm", "forearm", "hand")
_LEG = ("hip", "thigh", "leg", "foot")
_SIDES = ("right", "left")
_FAMILY = ("family-history-neuromuscular", "parental-consanguinity", "family-sudden-death-or-pacemaker")

Missing = Callable[[Record, Letter], str]


def completeness(record: Record, letter: Letter) -> tuple[Feature, ...]:
    """The features that a document of this kind prints; `missing` is a plain sentence, "" where it is there.

    A section in the clinician's own words counts as holding what it stands for: nobody reads it but people.
    """
    printed = {section.id for section in letter.sections}
    edited = {section.id for section in letter.sections if section.edited}
    out = []
    for ident, title, section, missing in FEATURES:
        if section and section not in printed:
            continue
        said = "" if section in edited else missing(record, letter)
        out.append(Feature(id=ident, title=title, section=section, missing=said))
    return tuple(out)


def _urgency(_record: Record, letter: Letter) -> str:
    if letter.banner is None:
        return ""
    lacks = []
    if "Reason not recorded" in letter.banner.why:
        lacks.append("why")
    if letter.banner.telephoned == "Not recorded":
        lacks.append("who was telephoned")
    if letter.banner.telephoned_when == "Not recorded":
        lacks.append("when")
    return f"The letter says {letter.banner.level.value}, but not {join(lacks, 'or')}." if lacks else ""


def _reader(record: Record, letter: Letter) -> str:
    clinic, encounter = record.clinic, record.encounter
    lacks = [] if encounter.note(f"to/{letter.kind}") or encounter.note("to") else ["to whom by name"]
    parts = (("your name", clinic.clinician), ("registration number", clinic.registration))
    lacks += [name for name, value in (*parts, ("phone", clinic.phone)) if not value]
    return f"To and from: not recorded {join(lacks, 'or')}." if lacks else ""


def _identity(record: Record, _letter: Letter) -> str:
    patient = record.encounter.patient
    lacks = _empty(patient, ("name", "sex", "identifiers"), ("name", "sex", "identifier"))
    if patient.birth_date is None:
        lacks.append("birth date")
    return f"Who the patient is: no {join(lacks, 'or')}." if lacks else ""


def _contact(record: Record, _letter: Letter) -> str:
    patient = record.encounter.patient
    lacks = _empty(patient, ("phone", "language"), ("phone", "language"))
    if patient.interpreter is None:
        lacks.append("word on an interpreter")
    return f"How to reach the patient and talk: no {join(lacks, 'or')}." if lacks else ""


def _empty(patient: Patient, fields: Collection[str], names: Collection[str]) -> list[str]:
    return [name for field, name in zip(fields, names, strict=True) if not getattr(patient, field)]


def _noted(name: str, sentence: str) -> Missing:
    return lambda record, _letter: "" if record.encounter.note(name).strip() else sentence


def _tempo(record: Record, _letter: Letter) -> str:
    lacks = []
    if not record.encounter.note("duration") and not any(record.present(f) for f in ONSET):
        lacks.append("how long it has lasted")
    if not any(f in record.answers for f in COURSE):
        lacks.append("whether it gets worse")
    return f"Not recorded {join(lacks, 'or')}." if lacks else ""


def _distribution(record: Record, _letter: Letter) -> str:
    known = any(record.present(f) for f in DISTRIBUTION)
    return "" if known else "Not recorded where the weakness is."


def _function(record: Record, _letter: Letter) -> str:
    if record.encounter.note("function") or record.present("chair-stand-fail"):
        return ""
    return "Not recorded what the patient can no longer do."


def _power(record: Record, _letter: Letter) -> str:
    muscles, grades = record.kb.muscles, record.encounter.grades
    lacks = [
        f"{side} {limb}"
        for limb, regions in (("arm", _ARM), ("leg", _LEG))
        for side in _SIDES
        if not any(s == side and m in muscles and muscles[m].region in regions for m, s in grades)
    ]
    return f"Power not graded: {join(lacks)}." if lacks else ""


def _reflexes(record: Record, _letter: Letter) -> str:
    tested = {(r, s) for r, s in record.encounter.reflexes if r in record.kb.reflexes}
    core = [r for r in record.kb.reflexes.values() if r.core]
    lacks = [r.name.lower() for r in core if not all((r.id, side) in tested for side in _SIDES)]
    return f"Reflexes not tested on both sides: {join(lacks)}." if lacks else ""


def _sensation(record: Record, _letter: Letter) -> str:
    signs = any(f in record.answers for f in SIGNS_OF_SENSATION)
    return "" if signs or record.encounter.sensation else "Sensation not tested."


def _results(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    if not encounter.measurements and not encounter.outcomes:
        typed = encounter.note("tests") or any(record.area(f) == "lab" for f in record.answers)
        return "" if typed else "No earlier result, and no word that none was done."
    values = encounter.measurements.values()
    undated = [name_of(record, m) for m in values if not m.day]
    no_unit = [name_of(record, m) for m in values if not m.unit]
    no_range = [name_of(record, m) for m in values if m.low is None and m.high is None]
    undated += [record.test(ident) for ident, outcome in encounter.outcomes.items() if not outcome.day]
    parts = (("date", undated), ("unit", no_unit), ("laboratory's range", no_range))
    lacks = [f"no {what} for {join(dict.fromkeys(names))}" for what, names in parts if names]
    return f"Results: {'; '.join(lacks)}." if lacks else ""


def _safety(_record: Record, letter: Letter) -> str:
    strips = [b for s in letter.sections if s.id == "safety" for b in s.blocks if isinstance(b, SafetyStrip)]
    out = []
    for blank in (NOT_ASKED, "Not measured"):
        names = [item.name for strip in strips for item in strip.items if item.answer == blank]
        out += [f"{blank}: {join(dict.fromkeys(names))}."] if names else []
    return " ".join(out)


def _impression(record: Record, _letter: Letter) -> str:
    if record.encounter.note("impression") or record.accepted("condition"):
        return ""
    return "No working impression of your own."


def _medicines(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    spared = any(record.label(f).startswith("Takes ") for f in record.answers)
    lacks = [] if encounter.medications or encounter.note("medicines") or spared else ["medicines"]
    if not encounter.note("allergies") and encounter.safety("allergy") is None:
        lacks.append("allergies")
    return f"Not asked: {join(lacks)}." if lacks else ""


def _background(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    past = any(record.area(f) == "history.background" and f not in _FAMILY for f in record.answers)
    family = any(f in record.answers for f in _FAMILY)
    asked = (("past illness", past or encounter.note("past")), ("family", family or encounter.note("family")))
    lacks = [name for name, there in (*asked, ("work and home", encounter.note("social"))) if not there]
    return f"Not recorded: {join(lacks)}." if lacks else ""


def _care(record: Record, letter: Letter) -> str:
    edited = {section.id for section in letter.sections if section.edited}
    names = (("treatment", "treatment given"), ("told", "what the patient was told"))
    lacks = [words for name, words in names if name not in edited and not record.encounter.note(name)]
    return f"Not recorded: {join(lacks)}." if lacks else ""


# id, title, the section it prints in ("" the frame of every document), what is missing in one sentence
FEATURES: tuple[tuple[str, str, str, Missing], ...] = (
    ("urgency", "Urgency: by when, why, who was telephoned", "", _urgency),
    ("reader", "To whom, from whom", "", _reader),
    ("identity", "Who the patient is", "", _identity),
    ("contact", "How to reach and to talk to the patient", "", _contact),
    ("question", "One question", "question", _noted("question", "No question of your own is asked.")),
    (
        "change",
        "What the answer will change",
        "question",
        _noted("change", "Not said what the answer will change."),
    ),
    ("tempo", "Duration and progression", "summary", _tempo),
    ("distribution", "Distribution", "summary", _distribution),
    ("function", "Function lost", "summary", _function),
    ("power", "Power of arms and legs, right and left", "examination", _power),
    ("reflexes", "Reflexes", "examination", _reflexes),
    ("sensation", "Sensation", "examination", _sensation),
    ("results", "Earlier results with unit, date and range", "tests", _results),
    ("safety", "Safety for tests", "safety", _safety),
    ("impression", "Working impression", "impression", _impression),
    ("medicines", "Medicines and allergies", "medicines", _medicines),
    ("background", "Past, family and social history", "background", _background),
    ("care", "Treatment given, what the patient was told", "treatment", _care),
)
