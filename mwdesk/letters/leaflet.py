"""The patient's leaflet: short sentences in large type, from what was accepted and the knowledge's advice.

Nothing here that the patient should not read first from us: causes only where the clinician accepted them.
What only a clinician can judge (whom an advice does not suit) stands in a box for the clinician, in English.
The leaflet's own words and the advice are said in the patient's language; what anybody typed stays as typed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from mwdesk import __version__
from mwdesk.domain.citation import citation
from mwdesk.domain.encounter import Decision, State
from mwdesk.domain.guides import Advice
from mwdesk.domain.knowledge import Urgency
from mwdesk.domain.leaflet import ENGLISH, LANGUAGES, leaflet_language
from mwdesk.domain.letter import BodyChart, KeyValues, Prose, Section
from mwdesk.letters.examination import body_chart
from mwdesk.letters.narrative import urgency_level
from mwdesk.letters.record import Record
from mwdesk.letters.results import pending
from mwdesk.letters.screens import state_of
from mwdesk.letters.tongue import Said, Tongue, bullet, joined, typed
from mwdesk.letters.wording import bare, closed, lower, say_day

_MOST = 4  # pieces of advice in full; the others are named
_EMERGENCY = "emergency-get-help-now"
_NOT_BY_ITSELF = (_EMERGENCY, "using-this-medicine-list-well", "regular-check-ups")
_STRONG = "5"
_SCRIPTS = {"hi": ("\u0900", "\u097f"), "kn": ("\u0c80", "\u0cff")}
AVOID_NOTE = "avoid/patient_leaflet"  # the plain note is written for a crew or a ward, not for the patient


def language_of(record: Record) -> str:
    """The code of the language that this patient's leaflet prints in."""
    patient = record.encounter.patient
    return leaflet_language(patient.leaflet_language, patient.language, record.clinic.leaflet_language)


def language_tag(record: Record) -> str:
    """The same as a document's language."""
    return LANGUAGES[language_of(record)].tag


def leaflet(record: Record) -> list[Section]:
    """All sections; those of words may be rewritten like any other."""
    say = Tongue(record.kb, language_of(record))
    chosen, named = _advice(record)
    emergency = urgency_level(record) is Urgency.EMERGENCY
    about = _told(record, say, "title_plain", "about", _about(record, say))
    danger = _told(record, say, "danger_signs", "danger", _danger(record, say))
    sections = [
        *_first(record, say),
        *([danger, about] if emergency else [about, danger]),  # with the alarm both do not fit on a page
        _told(record, say, "what_it_is", "cause", _cause(record, say)),
        *_figure(record, say),
        _told(record, say, "do_now", "do", _go(say) if emergency else _do(say, chosen, named)),
        _told(record, say, "avoid_now", "avoid", _avoid(record, say)),
        _told(record, say, "tests_explained", "tests", _tests(record, say)),
        _told(record, say, "medicine_card", "card", _card(record, say)),
        _asked(say, "who_to_call", "call", _calls(record)),
        _asked(say, "teach_back", "teach", _TEACH_BACK),
        Section(
            id="for_clinician",
            title="For the clinician, before you give this",
            blocks=(_box(record, chosen),),
        ),
        Section(id="version_line", title="This leaflet", blocks=(_version(record, chosen, say),)),
    ]
    return [*_notice(say), Section(id="page_title", title=say.heading("page"), blocks=()), *sections]


def _told(record: Record, say: Tongue, ident: str, title: str, paragraphs: list[Said]) -> Section:
    """A section in the patient's language with its English beside; the clinician's own text stands alone."""
    kept = [part for part in paragraphs if part.text]
    made = record.narrative(ident, say.heading(title), "\n\n".join(part.text for part in kept))
    if made.edited:
        return made
    words = Prose(
        paragraphs=tuple(part.text for part in kept), beside=tuple(say.beside(part) for part in kept)
    )
    return replace(made, blocks=(words,), beside=say.beside(say.say(f"title.{title}")))


def _asked(say: Tongue, ident: str, title: str, rows: tuple[tuple[str, str], ...]) -> Section:
    """Labels in the patient's language beside what is known."""
    labels = [say.say(label) for label, _ in rows]
    block = KeyValues(
        rows=tuple((label.text, value) for label, (_, value) in zip(labels, rows, strict=True)),
        beside=tuple(say.beside(label) for label in labels),
    )
    head = say.say(f"title.{title}")
    return Section(id=ident, title=head.text, blocks=(block,), beside=say.beside(head))


def _notice(say: Tongue) -> list[Section]:
    """What stands on each page of a leaflet that no reader has reviewed, in the language and in English."""
    if say.language == ENGLISH:
        return []
    mark = say.say("mark.machine")
    own = LANGUAGES[say.language]
    text = mark.english if mark.text == mark.english else f"{mark.text} · {mark.english}"
    words = Prose(paragraphs=(f"{text} ({own.own}, {own.english})",))
    return [Section(id="translation", title="Translation", blocks=(words,))] if say.unreviewed else []


def _first(record: Record, say: Tongue) -> list[Section]:
    """Where to go now, before anything else; nobody can edit it away."""
    level = urgency_level(record)
    if level not in (Urgency.EMERGENCY, Urgency.URGENT):
        return []
    said = say.say(f"about.{level.value}")
    words = Prose(paragraphs=(said.text,), beside=(say.beside(said),))
    return [Section(id=f"first_{level.value}", title="", blocks=(words,))]


def _about(record: Record, say: Tongue) -> list[Said]:
    name, clinic = record.encounter.patient.name, record.clinic.name
    named = say.say("about.named", name=_own_name(record, say)) if name else say.say("about.you")
    place = typed(clinic) if clinic else say.say("about.clinic")
    made = say.say("about.from", clinic=place, date=say.day(record.now.date()))
    return [joined([named, say.say("about.what"), made])]


def _own_name(record: Record, say: Tongue) -> Said:
    """The name in the leaflet's script where it was written so; the name of the notes stands beside it."""
    patient, script = record.encounter.patient, _SCRIPTS.get(say.language)
    local = patient.local_name.strip()
    fits = script is not None and any(script[0] <= char <= script[1] for char in local)
    return replace(typed(patient.name), text=local) if fits else typed(patient.name)


def _cause(record: Record, say: Tongue) -> list[Said]:
    sure = record.decided("condition", Decision.CONFIRMED)
    held = [c for c in record.accepted("condition") if c in record.kb.conditions]
    if not held:
        return [say.say("cause.unknown")]
    out = []
    for ident in held:
        known = record.kb.conditions[ident]
        lines = [say.say("cause.have", name=_condition(say, ident, known.name))]
        if f"place.{known.site}" in record.kb.leaflet:
            lines.append(say.say(f"place.{known.site}"))
        lines.append(say.say("cause.sure" if ident in sure else "cause.unsure"))
        out.append(joined(lines))
    return [*out, say.say("cause.ask")]


def _condition(say: Tongue, ident: str, name: str) -> Said:
    """The name in the notes; in another language after the name there, where it has one."""
    plain = lower(bare(name))
    said = say.text(f"condition.{ident}", name)
    if said.text == name:
        return typed(plain)
    return replace(said, text=f"{lower(said.text)} ({plain})", english=plain)


def _figure(record: Record, say: Tongue) -> list[Section]:
    """A small picture of where power is less than full; none where nothing weak was graded."""
    chart = body_chart(record)
    if chart is None or all(grade == _STRONG for grade in chart.powers.values()):
        return []
    legend, right, left = (say.say(f"figure.{part}") for part in ("legend", "right", "left"))
    drawn = BodyChart(powers=chart.powers, legend=legend.text, right=right.text, left=left.text)
    head = say.say("title.where")
    beside = ". ".join(w for w in (say.beside(head), say.beside(legend)) if w)
    return [Section(id="where_weak", title=head.text, blocks=(drawn,), beside=beside)]


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


def _named(say: Tongue, advice: Advice) -> Said:
    said = say.text(f"advice.{advice.id}.name", advice.name)
    return replace(said, text=said.text.replace(":", ","), english=_name(advice))


def _points(say: Tongue, advice: Advice) -> list[Said]:
    return [say.text(f"advice.{advice.id}.{n}", text) for n, text in enumerate(advice.points, start=1)]


def _bullets(say: Tongue, *idents: str) -> list[Said]:
    return [bullet(say.say(ident)) for ident in idents]


def _go(say: Tongue) -> list[Said]:
    return _bullets(say, "go.now", "go.take", "go.drive", "go.follow")


def _do(say: Tongue, chosen: list[Advice], named: list[Advice]) -> list[Said]:
    out: list[Said] = []
    for advice in chosen:
        name = _named(say, advice)
        out.append(replace(name, text=f"{name.text}{_colon(say)}", english=f"{name.english}:"))
        out += [bullet(point) for point in _points(say, advice)]
    out = out or _bullets(say, "do.rest", "do.keep", "do.come")
    if named:
        names = joined([_lowered(_named(say, a)) for a in named], "; ")
        whole = joined([say.say("do.also"), names])
        out.append(replace(whole, text=f"{whole.text}.", english=f"{whole.english}."))
    return out


def _colon(say: Tongue) -> str:
    """French sets it apart."""
    return "\u00a0:" if say.language == "fr" else ":"


def _lowered(said: Said) -> Said:
    return replace(said, text=lower(said.text), english=lower(said.english))


def _avoid(record: Record, say: Tongue) -> list[Said]:
    out = _bullets(say, "avoid.new", "avoid.stop", "avoid.alcohol", "avoid.lift")
    if record.present("dysphagia"):
        out += _bullets(say, "avoid.swallow")
    told = record.note(AVOID_NOTE)
    return [*out, typed(f"• {closed(told)}")] if told else out


def _danger(record: Record, say: Tongue) -> list[Said]:
    """Where to call; then the signs of weak muscles, and the emergency signs of the knowledge."""
    phone = record.clinic.phone
    call = say.say("danger.call", phone=phone) if phone else say.say("danger.call-number")
    out = [call, *_bullets(say, "danger.flat", "danger.choke", "danger.fast")]
    patient = record.encounter.patient
    age = patient.age_on(record.now.date())
    known = record.kb.advice.get(_EMERGENCY)
    for point in _points(say, known) if known is not None else ():
        baby = re.search(r"\bbaby\b", point.english) and age is not None and age >= 3
        mother = point.english.startswith("Pregnant") and (
            patient.sex == "male" or (age is not None and not 10 <= age <= 60)
        )
        if not baby and not mother:
            out.append(bullet(point))
    return out


def _tests(record: Record, say: Tongue) -> list[Said]:
    out = []
    words = record.kb.leaflet
    for ident in pending(record):
        test = record.kb.tests.get(ident)
        category = test.category if test is not None and f"kind.{test.category}" in words else "other"
        kind = say.say(f"kind.{category}")
        form = lower(bare(record.test(ident)))  # as it stands on the form and in the notes
        lines = [
            replace(kind, text=f"{kind.text} ({form}){_colon(say)}", english=f"{kind.english} ({form}):")
        ]
        if test is not None:
            lines.append(say.say(f"feel.{category}"))
            minutes = re.fullmatch(r"(\d+) min", test.patient_time)
            if minutes:
                lines.append(say.say("test.minutes", minutes=minutes[1]))
            lines += [say.say(_WAIT[test.turnaround])] if test.turnaround in _WAIT else []
        whole = joined(lines)
        out.append(replace(whole, text=f"• {whole.text}", english=f"• {whole.english}"))
    if not out:
        return [say.say("test.none")]
    return [*out, say.say("test.prepare")]


_WAIT = {
    "minutes": "test.minutes-to-hours",
    "hours": "test.minutes-to-hours",
    "days": "test.days",
    "weeks": "test.weeks",
}
_ALLERGY = {
    State.PRESENT: "card.allergy-yes",
    State.ABSENT: "card.allergy-none",
    State.UNKNOWN: "card.allergy-unsure",
    None: "card.allergy-not-asked",
}


def _card(record: Record, say: Tongue) -> list[Said]:
    """For whoever gives this patient a medicine: what is taken, allergies, which medicines may do harm."""
    listed = [f"{m.name} {m.detail}".strip() for m in record.encounter.medications.values()]
    own = record.note("medicines")
    listed += [own] if own else []
    told, state = record.note("allergies"), record.encounter.safety("allergy")
    out = [
        say.say("card.show"),
        say.say("card.medicines", list="; ".join(listed)) if listed else say.say("card.no-medicines"),
        say.say("card.allergies", list=closed(told)) if told else say.say(_ALLERGY[state]),
    ]
    return [*out, *_harmful(record, say)]


def _harmful(record: Record, say: Tongue) -> list[Said]:
    """The medicines that the advice for an accepted cause, or for a medicine taken, warns the patient of."""
    causes = record.accepted("condition")
    warning = [a for a in record.kb.advice.values() if a.card and _suits(record, a, causes)]
    return [bullet(_points(say, advice)[advice.card - 1]) for advice in warning]


def _calls(record: Record) -> tuple[tuple[str, str], ...]:
    clinic = record.clinic
    return (
        ("call.phone", clinic.phone),
        ("call.place", ", ".join(w for w in (clinic.name, clinic.address) if w)),
        ("call.ask", clinic.clinician),
        ("call.next", record.note("next_visit")),
        ("call.travel", record.encounter.patient.transport),
    )


_TEACH_BACK = (("teach.do", ""), ("teach.back", ""), ("teach.reader", ""))


def _box(record: Record, chosen: list[Advice]) -> Prose:
    """Whom the advice does not suit, and what each test needs: for the clinician to go through."""
    lines = [f"{_name(a)}. Mind, or not for: {lower(closed(a.not_for))}" for a in chosen if a.not_for]
    for ident in pending(record):
        test = record.kb.tests.get(ident)
        if test is not None and test.preparation and not test.preparation.startswith("None"):
            lines.append(f"{bare(test.name)}, to prepare: {closed(test.preparation)}")
    lines = lines or ["Nothing to check in this leaflet."]
    return Prose(paragraphs=tuple(f"☐ {line}" for line in lines))


def _version(record: Record, chosen: list[Advice], say: Tongue) -> Prose:
    kb = record.kb
    used = [a for a in kb.advice.values() if a.id == _EMERGENCY or a in chosen]
    sources = dict.fromkeys(s for a in used for s in a.sources if s in kb.sources and kb.sources[s].citable)
    cited = "; ".join(citation(kb.sources[s]) for s in sources) or "clinical judgement"
    made = f"Made {say_day(record.now.date())} by mwdesk {__version__}, knowledge {kb.version}."
    read = "".join(f" Translation read by {who}, {day}." for who, day in say.readers.items())
    checked = f"Not yet checked by an outside reader.{read} Ask for a new one each visit."
    return Prose(paragraphs=(f"{made} Sources: {cited}. {checked}",))
