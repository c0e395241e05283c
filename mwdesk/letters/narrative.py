"""The drafts: question, summary, impression, plan. Prose from the record, never a list of codes."""

from __future__ import annotations

from collections.abc import Iterable

from mwdesk.domain.assessment import Contribution
from mwdesk.domain.encounter import Decision, State
from mwdesk.domain.knowledge import Condition, Urgency
from mwdesk.domain.letter import NOT_ASKED, NOT_RECORDED
from mwdesk.domain.skipped import skipped
from mwdesk.letters.areas import AREAS
from mwdesk.letters.distribution import DISTRIBUTION, where_weak
from mwdesk.letters.facts import leading
from mwdesk.letters.record import Record
from mwdesk.letters.wording import bare, closed, is_clause, join, lower, negatives, sentence, upper

# How much of the record the first page tells in prose; the annex holds all of it.
_NEGATIVES = 10
_LONG_HISTORY = 900  # characters

ONSET = {
    "onset-seconds-hours": "coming on over seconds to hours",
    "onset-hours-days": "coming on over hours to days",
    "onset-days-weeks": "coming on over days to weeks",
    "onset-weeks-months": "coming on over weeks to months",
    "onset-months-years": "coming on over months to years",
}
COURSE = {
    "episodic-weakness": "in attacks with normal strength between",
    "progressive-weakness": "progressive",
    "relapsing-remitting": "relapsing and remitting",
    "fluctuating-weakness": "fluctuating within the day",
    "fatigable-weakness": "worse with use and better with rest",
    "improves-with-exercise": "briefly better with repeated use",
    "stable-longstanding": "longstanding and not progressing",
    "childhood-onset": "present since childhood",
}
_SPREAD = {
    "ascending-weakness": "ascending from the legs to the arms",
    "descending-weakness": "descending from the face to the limbs",
}
_BY_PROGRAM = "Suggested by the program for the cause that I accepted"
_TELLING = (
    1.0  # natural-log likelihood ratio: one finding that speaks less against a cause is not worth a line
)
TESTED_SENSATION = "normal-sensation"  # of the history's answers the one that speaks of testing
_GROUPS = (
    ("Head and neck", ("history.cranial",)),
    ("Breathing", ("history.respiratory",)),
    ("Sensation", ("history.sensory",)),
    ("Autonomic", ("history.autonomic",)),
    ("Pain", ("history.pain",)),
    ("General", ("history.general", "history.presentation")),
)
_TOLD_ELSEWHERE = {"true-weakness", *ONSET, *COURSE, *_SPREAD, *DISTRIBUTION}


def person(record: Record) -> str:
    """ "35-year-old woman", from what is known."""
    patient = record.encounter.patient
    age = patient.age_on(record.now.date())
    noun = {"female": "woman", "male": "man"}.get(patient.sex, "person")
    if age is not None and age < 18:
        noun = {"female": "girl", "male": "boy"}.get(patient.sex, "child")
    if age is None:
        return f"{upper(noun)} of unrecorded age"
    if age < 2:
        return f"{round(age * 12)}-month-old {noun}"
    return f"{int(age)}-year-old {noun}"


def summary(record: Record) -> str:
    """Onset, tempo, distribution, function lost; what goes with it and what does not; then the story."""
    duration, function = record.note("duration"), record.note("function")
    parts = [upper(person(record)), "with", where_weak(record)]
    clauses = [words for ident, words in (_SPREAD | COURSE).items() if record.present(ident)]
    onset = next((words for ident, words in ONSET.items() if record.present(ident)), "")
    clauses.insert(0, onset or "onset not asked")
    if duration:
        clauses.append(f"duration: {duration}")
    lines = [sentence(f"{' '.join(parts)}, {', '.join(clauses)}")]
    implied = record.implied()
    others = record.within(State.PRESENT, "history.distribution", "history.tempo")
    others = [f for f in others if f not in _TOLD_ELSEWHERE and f not in implied]
    if others:
        lines.append(sentence(upper("; ".join(record.phrases(others)))))
    if function:
        lines.append(sentence(f"Function: {function}"))
    elif record.present("chair-stand-fail"):
        lines.append("Cannot rise from a chair without using the arms, or only slowly.")
    for name, areas in _GROUPS:
        found = [f for f in record.within(State.PRESENT, *areas) if f not in _TOLD_ELSEWHERE]
        found = [f for f in found if f not in implied and f != TESTED_SENSATION]
        if found:
            lines.append(sentence(f"{name}: {'; '.join(record.phrases(found))}"))
    unsure = record.answered(State.UNKNOWN, lambda f: record.area(f) != "lab")
    if unsure:
        lines.append(sentence(f"Asked, could not be told: {'; '.join(record.phrases(unsure))}"))
    denied = _denied(record)
    if denied:
        lines.append(denied)
    lines += not_assessed(record)
    text = " ".join(lines)
    history = record.note("history")
    if history and len(history) <= _LONG_HISTORY:
        return f"{text}\n\n{history}"
    if history:
        record.used.discard("history")
        return f"{text} The history in full stands in the annex."
    return text


def not_assessed(record: Record) -> list[str]:
    """Sections of the history that were left out on purpose; of one that was begun, its rest."""
    begun = {record.area(f) for f in record.answers}
    left = [area for area in AREAS if area in skipped(record.encounter)]
    parts = (("Not assessed", [a for a in left if a not in begun]),
             ("Not assessed further", [a for a in left if a in begun]))  # fmt: skip
    return [
        sentence(f"{head}: {', '.join(lower(AREAS[a]) for a in found)}") for head, found in parts if found
    ]


def _denied(record: Record) -> str:
    """The negatives that matter, red flags first; how many more the annex holds."""
    areas = {area for _, names in _GROUPS for area in names} | {"history.tempo", "history.distribution"}
    absent = record.answered(State.ABSENT, lambda f: record.area(f) in areas)
    absent = [f for f in absent if f != TESTED_SENSATION]
    in_rules = {word for rule in record.kb.alerts.values() for word in rule.rule.replace("(", " ").split()}
    order = sorted(absent, key=lambda f: (record.area(f) == "history.distribution", f not in in_rules))
    shown, rest = order[:_NEGATIVES], order[_NEGATIVES:]
    text = negatives([record.label(f) for f in shown])
    return f"{text} {len(rest)} more negatives in the annex." if rest else text


def question(record: Record, *, to_laboratory: bool = False) -> str:
    """The clinician's question, or a plain one in its place; then what the answer will change.

    `to_laboratory`: asked of those who do a test, so nothing of care or of other tests.
    """
    asked, change = record.note("question"), record.note("change")
    draft = f"What is the cause of the {where_weak(record)}?" if to_laboratory else _question_draft(record)
    text = closed(asked) if asked else draft
    wanted = (
        []
        if to_laboratory
        else [record.test(t) for t in record.accepted("test") if t not in record.encounter.outcomes]
    )
    if wanted:
        text += f" Tests that I should like or have asked for: {join([lower(w) for w in wanted])}."
    return text + (f" What your answer will change: {closed(change)}" if change else "")


def _question_draft(record: Record) -> str:
    what = where_weak(record)
    level = urgency_level(record)
    first = leading(record, level)
    why = f": {first}" if first else ""
    if level is Urgency.EMERGENCY:
        return (
            f"Please take over care today{why}. What is the cause of the {what}, "
            "and what must be treated or watched first?"
        )
    if level is Urgency.URGENT:
        return (
            f"Please see this patient soon{why}. What is the cause of the {what}, "
            "and which test should come next?"
        )
    return f"Please advise on the cause of the {what}, and on the next step."


def urgency_level(record: Record) -> Urgency:
    """The clinician's own word if given; else the most urgent alert not refused; else the assessment's."""
    own = [i for i in record.accepted("urgency") if i in set(Urgency)]
    if own:
        return Urgency(own[0])
    refused = set(record.decided("alert", Decision.REFUSED))
    standing = [a.urgency for a in record.assessment.alerts if a.id not in refused]
    standing += [value.urgency for value in record.critical()]
    if standing:
        return min(standing, key=lambda u: u.rank)
    return Urgency.ROUTINE if record.assessment.alerts else record.assessment.urgency


def impression(record: Record) -> str:
    """The clinician's own words first; then what was accepted, with two findings for and against."""
    own = record.note("impression")
    lines = [own] if own else []
    scores = {score.id: score for score in record.assessment.conditions}
    verdicts = record.encounter.verdicts
    for ident in record.accepted("condition"):
        score, verdict = scores.get(ident), verdicts["condition", ident]
        if verdict.decision is Decision.CONFIRMED:
            how = f" ({verdict.reason})" if verdict.reason else ""
            lines.append(sentence(f"Diagnosis confirmed: {bare(record.condition(ident))}{how}"))
            continue
        added = verdict.decision is Decision.ADDED
        text = bare(record.condition(ident)) + (
            f" ({', '.join(p for p in ('my own', verdict.confidence) if p)})"
            if added
            else " (suggested by the program, accepted by me)"
        )
        if score is not None:
            weighty = [c for c in score.against if abs(c.weight) >= _TELLING]
            speak_for, speak_against = _said(record, score.for_[:2]), _said(record, weighty[:2])
            text += f": for it, {join(speak_for)}" if speak_for else ""
            text += f"; against it, {join(speak_against)}" if speak_against else ""
        lines.append(sentence(text) + (f" {closed(verdict.reason)}" if verdict.reason else ""))
    sites = [record.kb.sites[s].name if s in record.kb.sites else s for s in record.accepted("site")]
    if sites:
        lines.append(sentence(f"Site of the lesion, accepted by me: {join([lower(s) for s in sites])}"))
    lines += _refused(record)
    if own and len(lines) > 1:
        return "\n\n".join([own, " ".join(lines[1:])])
    return " ".join(lines) or "None was written."


def _said(record: Record, spoken: Iterable[Contribution]) -> list[str]:
    """Findings that speak for or against; one that is absent says so, else it would read as present."""
    out = []
    for one in spoken:
        words = record.phrase(one.finding)
        if one.state is State.ABSENT:
            label = record.label(one.finding)
            words = f"{words}: absent" if is_clause(label) else f"no {words}"
        out.append(words)
    return out


def _refused(record: Record) -> list[str]:
    """A refusal prints with the reason that the clinician wrote; of emergencies `set_aside` tells each."""
    verdicts = record.encounter.verdicts
    out = []
    for ident in record.decided("alert", Decision.REFUSED):
        reason = verdicts["alert", ident].reason
        if reason and not record.is_emergency(ident):
            title = lower(record.alert(ident))
            out.append(sentence(f"Warning of the program set aside by me: {title} ({reason})"))
    for kind, name in (("condition", record.condition), ("test", record.test)):
        for ident in record.decided(kind, Decision.REFUSED):
            reason = verdicts[kind, ident].reason
            if reason:
                out.append(sentence(f"Considered and set aside by me: {bare(name(ident))} ({reason})"))
    return out


def set_aside(record: Record) -> str:
    """Every emergency warning set aside by the clinician, with the reason or that none was given."""
    who = record.clinic.clinician or "the clinician"
    lines = []
    for ident in record.decided("alert", Decision.REFUSED):
        if record.is_emergency(ident):
            reason = record.encounter.verdicts["alert", ident].reason.strip() or "no reason given"
            lines.append(closed(f"{upper(record.alert(ident))}: considered and set aside by {who}: {reason}"))
    return " ".join(lines)


def medicines(record: Record) -> str:
    """Medicines as typed, those recorded only as a group, and allergies."""
    listed = [f"{m.name} {m.detail}".strip() for m in record.encounter.medications.values()]
    typed = record.note("medicines")
    lines = []
    if listed:
        lines.append(sentence(f"Takes {'; '.join(listed)}"))
    if typed:
        lines.append(closed(typed))
    named = [
        record.kb.drugs[m.drug] for m in record.encounter.medications.values() if m.drug in record.kb.drugs
    ]
    explained = {finding for drug in named for finding in drug.findings}
    taken = [f for f in record.within(State.PRESENT, "history.exposure") if _is_drug(record, f)]
    taken = [f for f in taken if f not in explained]
    spared = [f for f in record.within(State.ABSENT, "history.exposure") if _is_drug(record, f)]
    if taken:
        lines.append(sentence(f"Recorded as a group: {'; '.join(record.phrases(taken))}"))
    if not lines:
        lines.append(f"Medicines: {lower(NOT_ASKED)}.")
    if spared:
        names = [lower(bare(record.label(f))).removeprefix("takes ") for f in spared]
        lines.append(f"Does not take: {'; '.join(names)}.")
    lines.append(_allergies(record))
    return " ".join(lines)


def _is_drug(record: Record, finding: str) -> bool:
    return record.label(finding).startswith(("Takes ", "Immune checkpoint"))


def _allergies(record: Record) -> str:
    typed, state = record.note("allergies"), record.encounter.safety("allergy")
    if typed:
        return sentence(f"Allergies: {typed}")
    if state is None:
        return f"Allergies: {lower(NOT_ASKED)}."
    said = {
        State.PRESENT: "yes, not specified",
        State.ABSENT: "none known",
        State.UNKNOWN: "could not be told",
    }
    return f"Allergies: {said[state]}."


def background(record: Record) -> str:
    """Past, exposures, family and social history."""
    family = {"family-history-neuromuscular", "parental-consanguinity", "maternal-line-males-only"}
    family |= {"family-sudden-death-or-pacemaker", "maternal-diabetes-deafness"}
    past = [f for f in record.within(State.PRESENT, "history.background") if f not in family]
    met = [f for f in record.within(State.PRESENT, "history.exposure") if not _is_drug(record, f)]
    kin = [f for f in record.within(State.PRESENT, "history.background") if f in family]
    gone = record.within(State.ABSENT, "history.background", "history.exposure")
    gone = [f for f in gone if not _is_drug(record, f)]
    lines = []
    for name, note, found in (("Past", "past", past), ("Exposures", "", met), ("Family", "family", kin)):
        words = [w for w in (record.note(note) if note else "", "; ".join(record.phrases(found))) if w]
        if words:
            lines.append(sentence(f"{name}: {'; '.join(words)}"))
        elif note and not any((f in family) == (name == "Family") for f in gone):
            lines.append(f"{name}: {lower(NOT_ASKED)}.")
    social = record.note("social")
    lines.append(sentence(f"Social: {social}") if social else f"Social: {lower(NOT_ASKED)}.")
    shown = gone[:_NEGATIVES]
    if shown:
        lines.append(negatives([record.label(f) for f in shown]))
    if len(gone) > len(shown):
        lines.append(f"{len(gone) - len(shown)} more negatives in the annex.")
    return " ".join(lines)


def treatment(record: Record) -> str:
    """What was given; care meanwhile and what to avoid, for the causes that the clinician accepted."""
    avoiding = avoided(record)
    return "\n\n".join([given(record), *([f"To avoid: {avoiding}"] if avoiding else [])])


def given(record: Record) -> str:
    """What was given; apart from it, care for the causes accepted, which nobody said was given."""
    typed = record.note("treatment")
    lines = [sentence(f"Given: {typed}") if typed else f"Treatment given: {lower(NOT_RECORDED)}."]
    for condition in _accepted_known(record):
        if condition.interim:
            head = f"{_BY_PROGRAM} ({bare(condition.name)}), not a record of what was done"
            lines.append(f"{head}: {sentence(condition.interim)}")
    return "\n\n".join(lines)


def avoided(record: Record) -> str:
    """What to avoid: the clinician's words, then what goes with the causes accepted, as the program's."""
    typed = record.note("avoid")
    lines = [closed(typed)] if typed else []
    for condition in _accepted_known(record):
        if condition.avoid:
            lines.append(f"{_BY_PROGRAM} ({bare(condition.name)}): {sentence(lower(condition.avoid))}")
    return " ".join(lines)


def _accepted_known(record: Record) -> list[Condition]:
    known = record.kb.conditions
    return [known[c] for c in record.accepted("condition") if c in known][:2]


def told(record: Record) -> str:
    text = record.note("told")
    return text or f"{NOT_RECORDED}: what was explained, consent, safety net."
