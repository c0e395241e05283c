"""A referral to physiotherapy and occupational therapy: stage, goals, function, what to mind."""

from __future__ import annotations

from mwdesk.domain.encounter import Decision, State
from mwdesk.domain.letter import NOT_ASKED, NOT_RECORDED, KeyValues, SafetyItem, SafetyStrip, Section
from mwdesk.letters import narrative
from mwdesk.letters.record import Record
from mwdesk.letters.referrals import typed
from mwdesk.letters.safety import safety_items
from mwdesk.letters.screens import Asked, Measured, asked_strip, measured_rows
from mwdesk.letters.sections import examined, signature, warnings
from mwdesk.letters.wording import bare, closed, join, lower, sentence

_FUNCTION: tuple[Asked, ...] = (
    ("Falls", ("falls",)),
    ("Cannot rise from chair", ("chair-stand-fail",)),
    ("Foot drop", ("foot-drop",)),
    ("Slow walking", ("slow-gait-speed",)),
    ("Bladder, bowel", ("urinary-retention-incontinence", "bowel-dysfunction")),
    ("Swallowing", ("dysphagia",)),
    ("Speech", ("dysarthria", "nasal-speech", "hoarse-voice")),
)
_TIMED: tuple[Measured, ...] = (
    ("Walking speed", ("gait-speed",), ()),
    ("Five sit-to-stands", ("five-chair-stand",), ()),
    ("Grip", ("grip-strength",), ()),
    ("FVC", ("fvc-percent", "fvc-ml-kg"), ("fvc", "spirometry")),
)
_LOST = ("reduced", "absent")
_POINTS = 3  # named; the others stand under Examination
_NUMB = "Numb skin"
_IMPLANTS_AND_BLEEDING = ("pacemaker", "anticoagulant")  # stimulation; falls and bruises
_MIND: tuple[Asked, ...] = (
    ("Breathing", ("dyspnoea", "orthopnoea", "respiratory-muscle-weakness")),
    ("Heart", ("cardiomyopathy", "cardiac-arrhythmia")),
    ("Steroid: bone risk", ("glucocorticoid-use",)),
    (_NUMB, ("sensory-loss-distal", "sensory-level", "saddle-anaesthesia")),
    ("Faint on standing", ("orthostatic-hypotension",)),
    ("Contractures", ("contractures",)),
    ("Tires with use", ("fatigable-weakness", "post-exertional-malaise")),
)
_SPEECH = ("dysphagia", "dysarthria", "nasal-speech", "hoarse-voice")


def rehab(record: Record) -> list[Section]:
    """Physiotherapy and occupational therapy from one record; speech therapy where there is cause."""
    patient = record.encounter.patient
    function = record.note("function")
    home = KeyValues(
        rows=(("Helps at home", patient.carer or NOT_ASKED), ("Transport", patient.transport or NOT_ASKED))
    )
    words = closed(function) if function else f"Function lost: {lower(NOT_RECORDED)}."
    out = [
        record.narrative("diagnosis_status", "Diagnosis, stage", _status(record)),
        record.narrative("goals", "Goals", typed(record, "goals")),
        record.narrative("summary", "Summary", narrative.summary(record)),
        record.narrative("function", "Function", words),
        Section(
            id="function_measures",
            title="Measured and asked",
            blocks=(measured_rows(record, _TIMED), asked_strip(record, _FUNCTION)),
        ),
        examined(record, "Examination"),
        Section(id="precautions", title="Precautions", blocks=(_precautions(record),)),
        record.narrative("limits", "What to mind", _limits(record)),
        *warnings(record),
        record.narrative("equipment", "Equipment and home", typed(record, "home")),
        Section(id="help", title="Help", blocks=(home,)),
        record.narrative("physio_ask", "For physio", _physio(record)),
        record.narrative("ot_ask", "For occupational therapy", _ot(record)),
    ]
    speech = [f for f in _SPEECH if record.present(f)]
    if speech:
        named = join(record.phrases(speech))
        asked = f"Because of {named}: swallow test, texture of food, help to communicate if needed."
        out.append(record.narrative("slt_ask", "Speech and swallow", asked))
    return [
        *out,
        record.narrative("medicines", "Medicines", narrative.medicines(record)),
        record.narrative("told", "Patient told", narrative.told(record)),
        signature(record),
    ]


def _status(record: Record) -> str:
    sure = record.decided("condition", Decision.CONFIRMED)
    held = [c for c in record.accepted("condition") if c not in sure]
    lines = [
        sentence(f"{word}: {join([bare(record.condition(c)) for c in causes])}")
        for word, causes in (("Confirmed", sure), ("Working diagnosis, not confirmed", held))
        if causes
    ]
    own = record.note("impression")
    if own:
        lines.insert(0, closed(own))
    if not lines:
        lines.append("Diagnosis: not known yet.")
    lines.append(f"Expected course, and what is safe to exercise: {typed(record, 'course')}")
    return " ".join(lines)


def _precautions(record: Record) -> SafetyStrip:
    """What was asked; sensation that was found lost counts as asked."""
    points = [p for (p, _), found in record.encounter.sensation.items() if found.value in _LOST]
    named = [lower(record.kb.sensory[p].name) for p in dict.fromkeys(points) if p in record.kb.sensory]
    shown = [*named[:_POINTS], *([f"{len(named) - _POINTS} more"] if len(named) > _POINTS else [])]
    lost = SafetyItem(name=_NUMB, answer="Yes", detail=f"reduced or absent: {join(shown)}")
    asked = asked_strip(record, _MIND).items
    items = [lost if points and i.name == _NUMB and i.answer != "Yes" else i for i in asked]
    return SafetyStrip(items=(*items, *safety_items(record, _IMPLANTS_AND_BLEEDING)))


def _limits(record: Record) -> str:
    """The clinician's words, then whom the program's advice on strengthening leaves out."""
    lines = [typed(record, "precautions")]
    exercise = record.kb.advice.get("strengthening-exercise")
    if exercise is not None and exercise.not_for:
        lines.append(f"By the program's advice, strengthening is not for: {lower(exercise.not_for)}.")
    return " ".join(lines)


def _physio(record: Record) -> str:
    reasons = (
        (("foot-drop",), "an orthosis for the foot drop"),
        (("falls", "ataxia"), "balance and falls"),
        (("dyspnoea", "respiratory-muscle-weakness"), "the chest and help to cough"),
        (("contractures",), "the contractures"),
    )
    extra = [words for findings, words in reasons if any(record.present(f) for f in findings)]
    text = "Please assess, and advise on strength at a safe load, stretching, walking and aids."
    return f"{text} In particular: {join(extra)}." if extra else text


def _ot(record: Record) -> str:
    hands = [f for f in ("distal-upper-limb-weakness", "distal-arm-weakness") if record.present(f)]
    weak = " The hands are weak." if hands else ""
    absent = record.answers.get("falls")
    fell = " There were falls." if absent is not None and absent.state is State.PRESENT else ""
    asked = "hand function, feeding, dressing, work, seating, safety at home and saving energy"
    return f"Please assess, and advise on {asked}.{weak}{fell}"
