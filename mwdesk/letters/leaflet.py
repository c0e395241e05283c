"""The patient's leaflet: short sentences in large type, from what was accepted and the knowledge's advice.

Nothing here that the patient should not read first from us: causes only where the clinician accepted them.
What only a clinician can judge (whom an advice does not suit) stands in a box for the clinician.
"""

from __future__ import annotations

import re

from mwdesk import __version__
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Decision, State
from mwdesk.domain.guides import Advice
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.letter import KeyValues, Prose, Section
from mwdesk.letters.narrative import urgency_level
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending
from mwdesk.letters.screens import state_of
from mwdesk.letters.wording import bare, closed, join, lower, say_day, upper

_MOST = 4  # pieces of advice in full; the others are named
_EMERGENCY = "emergency-get-help-now"
_NOT_BY_ITSELF = (_EMERGENCY, "using-this-medicine-list-well", "regular-check-ups")
_PLACES = {
    "brain": "It is in the brain. The brain tells your muscles to move.",
    "cord": "It is in the spinal cord. That is the thick nerve inside your back.",
    "anterior_horn": "It is in the nerve cells that make your muscles move.",
    "root": "It is in a nerve, at the place where it leaves your back or neck.",
    "plexus": "It is in the net of nerves to your arm or leg.",
    "nerve": "It is in the nerves. Nerves carry messages from your brain to your muscles.",
    "nmj": "It is at the place where the nerve meets the muscle. The message does not get across well.",
    "muscle": "It is in the muscles.",
    "systemic": "It is in the body as a whole. It makes you feel weak.",
    "functional": "Your nerves send the message, but it does not flow as it should. The weakness is real.",
    "multiple": "It can be in more than one part of your nerves and muscles.",
}
_TESTS = {
    "blood": "A nurse takes some blood from your arm. You feel a short prick.",
    "urine": "You pass some urine into a cup. It does not hurt.",
    "stool": "You bring a small piece of stool in a pot.",
    "NCS": "You feel short taps of electricity on your skin. They feel odd and do no harm.",
    "EMG": "A thin needle goes into a muscle for a short time. It listens to the muscle. It can be sore.",
    "RNS": "You feel quick taps of electricity on your skin. They feel odd and do no harm.",
    "SFEMG": "A very thin needle goes into a muscle. You keep the muscle still or just tense.",
    "imaging": "A machine takes pictures of the inside of your body. You lie still.",
    "CSF": "A thin needle takes some fluid from your lower back. The skin is made numb first.",
    "biopsy": "A doctor takes a very small piece to look at. The skin is made numb first.",
    "genetic": "A lab looks at your genes in some blood. You can say no. Ask us first about your family.",
    "cardiac": "We look at how your heart beats. It does not hurt.",
    "respiratory": "You blow into a tube as hard as you can. It does not hurt.",
    "bedside": "We do this with you in the room.",
}
_KINDS = {
    "blood": "Blood test",
    "urine": "Urine test",
    "stool": "Stool test",
    "NCS": "Nerve test",
    "EMG": "Muscle test",
    "RNS": "Nerve and muscle test",
    "SFEMG": "Muscle test",
    "imaging": "Pictures",
    "CSF": "Test of back fluid",
    "biopsy": "Small sample",
    "genetic": "Gene test",
    "cardiac": "Heart test",
    "respiratory": "Breathing test",
    "bedside": "Test in the room",
}
_WAIT = {"minutes": "the same day", "hours": "the same day", "days": "in some days", "weeks": "in some weeks"}


def leaflet(record: Record) -> list[Section]:
    """All sections; those of words may be rewritten like any other."""
    chosen, named = _advice(record)
    emergency = urgency_level(record) is Urgency.EMERGENCY
    return [
        record.narrative("title_plain", "What this leaflet is about", _about(record)),
        record.narrative("what_it_is", "What we think", _cause(record)),
        record.narrative("danger_signs", "Come back at once if", _danger(record)),
        record.narrative("do_now", "What you can do now", _go() if emergency else _do(chosen, named)),
        record.narrative("avoid_now", "Ask us first", _avoid(record)),
        record.narrative("tests_explained", "Your tests", _tests(record)),
        record.narrative("medicine_card", "Your medicine card", _card(record)),
        Section(id="who_to_call", title="Who to call, when to come back", blocks=(_calls(record),)),
        Section(id="teach_back", title="Were we clear?", blocks=(_TEACH_BACK,)),
        Section(
            id="for_clinician",
            title="For the clinician, before you give this",
            blocks=(_box(record, chosen),),
        ),
        Section(id="version_line", title="This leaflet", blocks=(_version(record, chosen),)),
    ]


def bullets(points: list[str]) -> str:
    return "\n\n".join(f"• {upper(closed(point))}" for point in points)


def _about(record: Record) -> str:
    name, clinic = record.encounter.patient.name, record.clinic.name or "your clinic"
    lines = [f"This leaflet is for {name}." if name else "This leaflet is for you."]
    lines.append("It is about your weakness: what we think, and what you can do.")
    lines.append(f"It is from {clinic}, {say_day(record.now.date())}.")
    level = urgency_level(record)
    if level is Urgency.EMERGENCY:
        lines.insert(0, "You need care in a hospital today. Go now. Do not wait.\n\n")
    elif level is Urgency.URGENT:
        lines.insert(0, "You need to be seen soon. Please keep the date that we give you.\n\n")
    return " ".join(lines).replace("\n\n ", "\n\n")


def _cause(record: Record) -> str:
    sure = record.decided("condition", Decision.CONFIRMED)
    held = [c for c in record.accepted("condition") if c in record.kb.conditions]
    if not held:
        return "We do not know yet why you are weak. We are looking for the cause. It is not your fault."
    out = []
    for ident in held:
        known = record.kb.conditions[ident]
        lines = [f"We think that you have {lower(bare(known.name))}. That is its name in your notes."]
        lines.append(_PLACES.get(known.site, ""))
        if ident in sure:
            lines.append("We are sure of this.")
        else:
            lines.append("We are not fully sure yet. Tests and time may change this.")
        out.append(" ".join(line for line in lines if line))
    return "\n\n".join([*out, "It is not your fault. Please ask us what you want to know."])


def _suits(record: Record, advice: Advice, causes: list[str]) -> bool:
    if advice.id in _NOT_BY_ITSELF:
        return False
    meant = any(cause in advice.conditions for cause in causes)
    return meant or any(state_of(record, f) is State.PRESENT for f in advice.findings)


def _advice(record: Record) -> tuple[list[Advice], list[Advice]]:
    """Advice for the accepted causes and for what is present: the first in full, the others by name.

    Nothing to do at home is printed for an emergency; if urgent, only what suits a cause that was accepted.
    """
    causes, level = record.accepted("condition"), urgency_level(record)
    found = [a for a in record.kb.advice.values() if _suits(record, a, causes)]
    if level is Urgency.EMERGENCY:
        return [], []
    if level is Urgency.URGENT:
        meant = [a for a in found if set(causes) & set(a.conditions)]
        return meant[:_MOST], [a for a in found if a not in meant[:_MOST]]
    found.sort(key=lambda a: not any(state_of(record, f) is State.PRESENT for f in a.findings))
    return found[:_MOST], found[_MOST:]


def _name(advice: Advice) -> str:
    return bare(advice.name).replace(":", ",")


def _go() -> str:
    points = ["Go to the hospital now", "Take this leaflet and your medicines with you"]
    return bullets([*points, "Do not drive. Let somebody take you", "Do what the team there tells you"])


def _do(chosen: list[Advice], named: list[Advice]) -> str:
    parts = [f"{_name(advice)}:\n\n{bullets(list(advice.points))}" for advice in chosen]
    if not parts:
        parts.append(bullets(["Rest when you are tired", "Keep to what we told you", "Come to your visits"]))
    if named:
        parts.append(f"Ask us also about: {join([lower(_name(a)) for a in named])}.")
    return "\n\n".join(parts)


def _avoid(record: Record) -> str:
    points = [
        "Ask us before you take a new pill, herb, tea or powder",
        "Do not stop your pills by yourself. Ask us first",
        "Ask us how much alcohol is safe for you",
        "Ask us before you lift heavy things, and before you drive",
    ]
    if record.present("dysphagia"):
        points.append("Ask us which food and drink is safe to swallow")
    told = record.note("avoid")
    return bullets(points) + (f"\n\n• {closed(told)}" if told else "")


def _danger(record: Record) -> str:
    """The emergency signs of the knowledge, and those of weak muscles; where to call."""
    points = ["You cannot breathe well when you lie flat", "You choke, or your cough is too weak"]
    points.append("The weakness spreads or gets worse fast")
    patient = record.encounter.patient
    age = patient.age_on(record.now.date())
    known = record.kb.advice.get(_EMERGENCY)
    for point in known.points if known is not None else ():
        baby = re.search(r"\bbaby\b", point) and age is not None and age >= 3
        mother = point.startswith("Pregnant") and (
            patient.sex == "male" or (age is not None and not 10 <= age <= 60)
        )
        if not baby and not mother:
            points.append(point)
    phone = record.clinic.phone
    call = f"Call {phone}, or the emergency number." if phone else "Call the emergency number."
    return f"{bullets(points)}\n\n{call} Do not wait for your next visit."


def _tests(record: Record) -> str:
    out = []
    for ident in pending(record):
        test = record.kb.tests.get(ident)
        plain = _KINDS.get(test.category if test is not None else "", "Test")
        words = [f"{plain} ({lower(bare(record.test(ident)))}):"]
        if test is not None:
            words.append(_TESTS.get(test.category, "Ask us what it feels like."))
            minutes = re.fullmatch(r"(\d+) min", test.patient_time)
            if minutes:
                words.append(f"It takes about {minutes[1]} minutes.")
            if test.turnaround in _WAIT:
                words.append(f"We know the result {_WAIT[test.turnaround]}.")
        out.append(f"• {' '.join(words)}")
    if not out:
        return "No test is planned at this time."
    return "\n\n".join([*out, "Ask us what to eat, to take or to leave out before a test."])


def _card(record: Record) -> str:
    """For every doctor and pharmacist who meets this patient: medicines, allergies, what may do harm."""
    listed = [f"{m.name} {m.detail}".strip() for m in record.encounter.medications.values()]
    typed = record.note("medicines")
    listed += [typed] if typed else []
    state = record.encounter.safety("allergy")
    said = {
        State.PRESENT: "yes, ask",
        State.ABSENT: "none known",
        State.UNKNOWN: "not known",
        None: "not asked",
    }
    lines = ["Show this card to each doctor, nurse, dentist and chemist."]
    lines.append(f"Medicines: {'; '.join(listed) if listed else 'none in our notes'}.")
    lines.append(closed(f"Allergies: {record.note('allergies') or said[state]}"))
    known = [record.kb.conditions[c] for c in record.accepted("condition") if c in record.kb.conditions]
    for cause in (c for c in known if c.avoid):
        avoid = re.sub(r"^Avoid (?=\S)", "", cause.avoid)
        lines.append(f"For the doctor ({lower(bare(cause.name))}), to avoid: {lower(closed(avoid))}")
    return "\n\n".join(lines)


def _calls(record: Record) -> KeyValues:
    clinic = record.clinic
    rows = (
        ("Phone", clinic.phone),
        ("Place", ", ".join(w for w in (clinic.name, clinic.address) if w)),
        ("Ask for", clinic.clinician),
        ("Next visit", record.note("next_visit")),
        ("How you get there", record.encounter.patient.transport),
    )
    return KeyValues(rows=rows)


_TEACH_BACK = KeyValues(
    rows=(
        ("What will you do now?", ""),
        ("When will you come back at once?", ""),
        ("Who read this with you?", ""),
    )
)


def _box(record: Record, chosen: list[Advice]) -> Prose:
    """Whom the advice does not suit, and what each test needs: for the clinician to go through."""
    lines = [f"{_name(a)}. Mind, or not for: {lower(closed(a.not_for))}" for a in chosen if a.not_for]
    for ident in pending(record):
        test = record.kb.tests.get(ident)
        if test is not None and test.preparation and not test.preparation.startswith("None"):
            lines.append(f"{bare(test.name)}, to prepare: {closed(test.preparation)}")
    lines = lines or ["Nothing to check in this leaflet."]
    return Prose(paragraphs=tuple(f"☐ {line}" for line in lines))


def _version(record: Record, chosen: list[Advice]) -> Prose:
    kb = record.kb
    used = [a for a in kb.advice.values() if a.id == _EMERGENCY or a in chosen]
    sources = dict.fromkeys(s for a in used for s in a.sources if s in kb.sources and kb.sources[s].citable)
    cited = "; ".join(citation(kb.sources[s]) for s in sources) or "clinical judgement"
    made = f"Made {say_day(record.now.date())} by mwdesk {__version__}, knowledge {kb.version}."
    return Prose(
        paragraphs=(
            f"{made} Sources: {cited}. Not yet checked by an outside reader. Ask for a new one each visit.",
        )
    )
