"""What readers look for in a letter, and whether the record holds it: the features of docs/letters.md."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from mwdesk.domain.encounter import Patient
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.letter import NOT_ASKED, Feature, Letter, SafetyStrip
from mwdesk.domain.translation import N_, _
from mwdesk.letters.distribution import DISTRIBUTION
from mwdesk.letters.narrative import COURSE, ONSET, TESTED_SENSATION
from mwdesk.letters.record import Record
from mwdesk.letters.results import name_of

_ARM = ("shoulder", "arm", "forearm", "hand")
_LEG = ("hip", "thigh", "leg", "foot")
_SIDES = ("right", "left")
_LIMBS = (
    ("right", N_("right arm"), _ARM),
    ("left", N_("left arm"), _ARM),
    ("right", N_("right leg"), _LEG),
    ("left", N_("left leg"), _LEG),
)
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
        lacks.append(_("why"))
    if letter.banner.telephoned == "Not recorded":
        lacks.append(_("who was telephoned"))
    if letter.banner.telephoned_when == "Not recorded":
        lacks.append(_("when"))
    if not lacks:
        return ""
    if letter.banner.level is Urgency.EMERGENCY:
        return _("The letter says emergency, but not {what}.").format(what=_any(lacks))
    return _("The letter says urgent, but not {what}.").format(what=_any(lacks))


def _reader(record: Record, letter: Letter) -> str:
    clinic, encounter = record.clinic, record.encounter
    lacks = [] if encounter.note(f"to/{letter.kind}") or encounter.note("to") else [_("to whom by name")]
    parts = ((_("your name"), clinic.clinician), (_("registration number"), clinic.registration))
    lacks += [name for name, value in (*parts, (_("phone"), clinic.phone)) if not value]
    return _("To and from: not recorded {what}.").format(what=_any(lacks)) if lacks else ""


def _identity(record: Record, _letter: Letter) -> str:
    patient = record.encounter.patient
    lacks = _empty(patient, ("name", "sex", "identifiers"), (_("name"), _("sex"), _("identifier")))
    if patient.birth_date is None:
        lacks.append(_("birth date"))
    return _("Who the patient is: no {what}.").format(what=_any(lacks)) if lacks else ""


def _contact(record: Record, _letter: Letter) -> str:
    patient = record.encounter.patient
    lacks = _empty(patient, ("phone", "language"), (_("phone"), _("language")))
    if patient.interpreter is None:
        lacks.append(_("word on an interpreter"))
    return _("How to reach the patient and talk: no {what}.").format(what=_any(lacks)) if lacks else ""


def _all(items: Iterable[str]) -> str:
    """ "a, b and c", in the language of the screen: this is told to the writer and never printed."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return _("{items} and {last}").format(items=", ".join(every[:-1]), last=every[-1])


def _any(items: Iterable[str]) -> str:
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return _("{items} or {last}").format(items=", ".join(every[:-1]), last=every[-1])


def _empty(patient: Patient, fields: Collection[str], names: Collection[str]) -> list[str]:
    return [name for field, name in zip(fields, names, strict=True) if not getattr(patient, field)]


def _noted(name: str, sentence: str) -> Missing:
    return lambda record, _letter: "" if record.encounter.note(name).strip() else _(sentence)


def _tempo(record: Record, _letter: Letter) -> str:
    lacks = []
    if not record.encounter.note("duration") and not any(record.present(f) for f in ONSET):
        lacks.append(_("how long it has lasted"))
    if not any(f in record.answers for f in COURSE):
        lacks.append(_("whether it gets worse"))
    return _("Not recorded {what}.").format(what=_any(lacks)) if lacks else ""


def _distribution(record: Record, _letter: Letter) -> str:
    known = any(record.present(f) for f in DISTRIBUTION)
    return "" if known else _("Not recorded where the weakness is.")


def _function(record: Record, _letter: Letter) -> str:
    if record.encounter.note("function") or record.present("chair-stand-fail"):
        return ""
    return _("Not recorded what the patient can no longer do.")


def _power(record: Record, _letter: Letter) -> str:
    muscles, grades = record.kb.muscles, record.encounter.grades
    lacks = [
        _(words)
        for side, words, regions in _LIMBS
        if not any(s == side and m in muscles and muscles[m].region in regions for m, s in grades)
    ]
    return _("Power not graded: {limbs}.").format(limbs=_all(lacks)) if lacks else ""


def _reflexes(record: Record, _letter: Letter) -> str:
    tested = {(r, s) for r, s in record.encounter.reflexes if r in record.kb.reflexes}
    core = [r for r in record.kb.reflexes.values() if r.core]
    lacks = [r.name.lower() for r in core if not all((r.id, side) in tested for side in _SIDES)]
    return _("Reflexes not tested on both sides: {reflexes}.").format(reflexes=_all(lacks)) if lacks else ""


def _sensation(record: Record, _letter: Letter) -> str:
    return (
        "" if TESTED_SENSATION in record.answers or record.encounter.sensation else _("Sensation not tested.")
    )


def _results(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    if not encounter.measurements and not encounter.outcomes:
        typed = encounter.note("tests") or any(record.area(f) == "lab" for f in record.answers)
        return "" if typed else _("No earlier result, and no word that none was done.")
    values = encounter.measurements.values()
    undated = [name_of(record, m) for m in values if not m.day]
    no_unit = [name_of(record, m) for m in values if not m.unit]
    no_range = [name_of(record, m) for m in values if m.low is None and m.high is None]
    undated += [record.test(ident) for ident, outcome in encounter.outcomes.items() if not outcome.day]
    parts = (
        (_("no date for {names}"), undated),
        (_("no unit for {names}"), no_unit),
        (_("no laboratory's range for {names}"), no_range),
    )
    lacks = [words.format(names=_all(dict.fromkeys(names))) for words, names in parts if names]
    return _("Results: {lacks}.").format(lacks="; ".join(lacks)) if lacks else ""


def _safety(_record: Record, letter: Letter) -> str:
    strips = [b for s in letter.sections if s.id == "safety" for b in s.blocks if isinstance(b, SafetyStrip)]
    out = []
    for blank, words in ((NOT_ASKED, _("Not asked: {what}.")), ("Not measured", _("Not measured: {what}."))):
        names = [_(item.name) for strip in strips for item in strip.items if item.answer == blank]
        out += [words.format(what=_all(dict.fromkeys(names)))] if names else []
    return " ".join(out)


def _impression(record: Record, _letter: Letter) -> str:
    if record.encounter.note("impression") or record.accepted("condition"):
        return ""
    return _("No working impression of your own.")


def _medicines(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    spared = any(record.label(f).startswith("Takes ") for f in record.answers)
    lacks = [] if encounter.medications or encounter.note("medicines") or spared else [_("medicines")]
    if not encounter.note("allergies") and encounter.safety("allergy") is None:
        lacks.append(_("allergies"))
    return _("Not asked: {what}.").format(what=_all(lacks)) if lacks else ""


def _background(record: Record, _letter: Letter) -> str:
    encounter = record.encounter
    past = any(record.area(f) == "history.background" and f not in _FAMILY for f in record.answers)
    family = any(f in record.answers for f in _FAMILY)
    asked = (
        (_("past illness"), past or encounter.note("past")),
        (_("family"), family or encounter.note("family")),
    )
    lacks = [name for name, there in (*asked, (_("work and home"), encounter.note("social"))) if not there]
    return _("Not recorded: {what}.").format(what=_all(lacks)) if lacks else ""


def _care(record: Record, letter: Letter) -> str:
    edited = {section.id for section in letter.sections if section.edited}
    names = (("treatment", _("treatment given")), ("told", _("what the patient was told")))
    lacks = [words for name, words in names if name not in edited and not record.encounter.note(name)]
    return _("Not recorded: {what}.").format(what=_all(lacks)) if lacks else ""


# id, title, the section it prints in ("" the frame of every document), what is missing in one sentence
FEATURES: tuple[tuple[str, str, str, Missing], ...] = (
    ("urgency", "Urgency: by when, why, who was telephoned", "", _urgency),
    ("reader", "To whom, from whom", "", _reader),
    ("identity", "Who the patient is", "", _identity),
    ("contact", "How to reach and to talk to the patient", "", _contact),
    ("question", "One question", "question", _noted("question", N_("No question of your own is asked."))),
    (
        "change",
        "What the answer will change",
        "question",
        _noted("change", N_("Not said what the answer will change.")),
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
