"""What to do next, in words: a free finding ahead of any test."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from mwdesk.domain.assessment import Alert, Assessment, NextFinding, NextTest, Outcome, Parting, Protocol
from mwdesk.domain.encounter import Decision, Encounter, State
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase, Test
from mwdesk.domain.translation import N_, _
from mwdesk.workflow.core import SECTION_TITLES, core_findings, title_inside
from mwdesk.workflow.urgent import act_words, in_worth, own_act, own_tests
from mwdesk.workflow.words import (
    duration,
    finding_words,
    first_sentence,
    inside,
    sentence,
    short,
    side_word,
    sided,
)

STEPS_SHOWN = 3
# Two places are parted only where one has this probability; the knowledge's own number counts if it has one.
PARTING_INTEREST = 0.05
ASKED_OF_WEAKNESS = ("true-weakness", "fatigue-without-weakness")  # before "outside" may be said
LOW_MOOD, SELF_HARM = "low-mood", "suicidal-thoughts"
PERCEIVED_AT_MOST = 0.4  # below this chance of true weakness, mood is asked about in every patient
GROUP_WORDS = {"here": N_("here"), "request": N_("request"), "refer": N_("refer for")}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """Something to do next: ask or examine a finding, or do a test."""

    kind: str  # finding, test
    id: str
    label: str
    note: str  # "here · 2 minutes · separates A from B"
    where: str  # here, request, refer
    why: str
    section: str = ""  # of a finding
    cautions: tuple[str, ...] = ()
    decision: Decision | None = None
    how: str = ""  # of a test: which nerves, muscles, region or target, and which side, in half a line
    early: str = ""  # why it may be too early for it
    state: str = ""  # what its request must tell


def next_steps(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, unavailable: Container[str] = ()
) -> tuple[NextStep, ...]:
    """What to do next: an emergency's own act and bedside tests, then a free finding ahead of any test."""
    act = own_act(kb, encounter, assessment, unavailable)
    first = [_act_step(act)] if act is not None else []
    first += [
        _bedside_step(kb, encounter, assessment, test, why)
        for test, why in own_tests(kb, encounter, assessment, unavailable)
    ]
    outside = assessment.outcome is Outcome.OUTSIDE_SCOPE and not asked_of_weakness(kb, assessment)
    if assessment.outcome is Outcome.INSUFFICIENT or outside:
        return (*first, *(_opening_step(kb, ident, words) for ident, words in opening(kb, assessment)))
    standing = frozenset(a.title for a in assessment.alerts)
    asked = in_worth(kb, assessment, list(assessment.next_findings))
    findings = [_finding_step(kb, n, standing) for n in asked if n.id in kb.findings]
    tests = [_test_step(kb, encounter, n, assessment.protocols.get(n.id)) for n in assessment.next_tests]
    early = {step.id for step in first}
    tests = [step for step in tests if step.id not in early]
    free, paid = [t for t in tests if t.where == "here"], [t for t in tests if t.where != "here"]
    partings = [_parting_step(kb, p) for p in assessment.partings if _is_worth(kb, assessment, p)]
    mood = _mood_step(kb, assessment)
    findings = [step for step in findings if not mood or step.id != LOW_MOOD]
    head = [*first, *findings[:1], *mood, *partings[:1], *free[:1], *paid[:1]]
    rest = [step for step in (*findings, *partings, *tests) if step not in head]
    return tuple(head + rest)


def asked_of_weakness(kb: KnowledgeBase, assessment: Assessment) -> bool:
    """Whether anybody asked for lost strength and for tiredness; what was not asked is not absent."""
    known = assessment.findings
    told = (set(known.observed) | known.unknown) if known else set()
    return all(f in told for f in ASKED_OF_WEAKNESS if f in kb.findings)


def _is_worth(kb: KnowledgeBase, assessment: Assessment, parting: Parting) -> bool:
    """Whether one of the places is likely enough that telling it from the other helps anybody."""
    least = kb.settings.get("parting_interest", PARTING_INTEREST)
    chance = {s.id.replace("-", "_"): s.probability for s in assessment.sites}
    places = [kb.localisation.get(name) for name in (parting.touched_in, parting.spared_in)]
    sites = [place.site.replace("-", "_") for place in places if place is not None]
    return any(chance.get(site, least) >= least for site in sites)


def _act_step(alert: Alert) -> NextStep:
    """What an emergency wants done, as a step: its words and for which warning."""
    act = act_words(alert)
    return NextStep(
        kind="alert", id=alert.id, label=act, note=alert.title, where="here", why=sentence(alert.title)
    )


def _bedside_step(
    kb: KnowledgeBase, encounter: Encounter, assessment: Assessment, ident: str, why: str
) -> NextStep:
    """A test at the bedside, with why the emergency wants it."""
    test, how = kb.tests[ident], assessment.protocols.get(ident)
    known = next((n for n in assessment.next_tests if n.id == ident), None)
    parts = (_(GROUP_WORDS["here"]), duration(test), _clause(why))
    return NextStep(
        kind="test",
        id=ident,
        label=test.name,
        note=" · ".join(part for part in parts if part),
        where="here",
        why=why,
        cautions=known.cautions if known is not None else (),
        decision=verdict_on(encounter, "test", ident)[0],
        how=how.short if how else "",
        early=how.early if how else "",
        state=_to_state(test, how),
    )


def _mood_step(kb: KnowledgeBase, assessment: Assessment) -> list[NextStep]:
    """Low mood, where weakness is probably felt rather than true: who is at risk rarely says so unasked."""
    chance, known = assessment.true_weakness, assessment.findings
    if chance is None or chance > PERCEIVED_AT_MOST or known is None or LOW_MOOD not in kb.findings:
        return []
    if {LOW_MOOD, SELF_HARM} & (set(known.observed) | known.unknown):
        return []
    words = finding_words(kb, LOW_MOOD)
    return [
        NextStep(
            kind="finding",
            id=LOW_MOOD,
            label=_("Ask: {words}").format(words=words),
            note=_("if yes, ask about thoughts of self-harm today"),
            where="here",
            why=_(
                "Where strength is probably not lost, low mood is common, and self-harm is not told unasked."
            ),
            section=kb.findings[LOW_MOOD].section,
        )
    ]


def _parting_step(kb: KnowledgeBase, parting: Parting) -> NextStep:
    """A muscle, reflex or point to test because it parts two places: leads to the examination."""
    touched, spared = (_pattern_name(kb, name) for name in (parting.touched_in, parting.spared_in))
    if parting.kind == "muscle":
        part = sided(parting.side, inside(kb, kb.muscles[parting.id].name or parting.id))
        label, note = _("Grade {part}").format(part=part), _("weak in {touched}, strong in {spared}")
    elif parting.kind == "reflex":
        part = sided(parting.side, inside(kb, kb.reflexes[parting.id].name))
        label, note = _("Test {part}").format(part=part), _("changed in {touched}, normal in {spared}")
    else:
        point = inside(kb, kb.sensory[parting.id].name)
        label = _("Test feeling, {side}: {point}").format(side=side_word(parting.side), point=point)
        note = _("lost in {touched}, normal in {spared}")
    note = note.format(touched=touched, spared=spared)
    return NextStep(kind="place", id="examination", label=label, note=note, where="here", why="")


def _pattern_name(kb: KnowledgeBase, pattern: str) -> str:
    return inside(kb, short(kb.localisation[pattern].name))


def opening(kb: KnowledgeBase, assessment: Assessment) -> list[tuple[str, str]]:
    """While little is known: the core questions of the history still open, as (finding, words).

    What an empty record would "tell most" is chance; a history has its own beginning.
    """
    known = assessment.findings
    closed = (set(known.observed) | known.unknown) if known else set()
    present = {f for f, seen in known.observed.items() if seen.state is State.PRESENT} if known else set()
    sets = {f: g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    for ident in core_findings(kb):
        section = kb.findings[ident].section
        members = set(sets.get(ident, (ident,)))
        if not section.startswith("history.") or members & (present | seen) or members <= closed:
            continue
        seen |= members
        out.append((ident, finding_words(kb, ident) if len(members) == 1 else title_inside(section)))
    order = list(SECTION_TITLES)
    return sorted(out, key=lambda item: order.index(kb.findings[item[0]].section))


def missing_person(encounter: Encounter) -> tuple[str, ...]:
    """Age and sex, as far as nobody entered them; every ranking leans on both."""
    missing = [_("age")] if encounter.age is None else []
    return (*missing, *(() if encounter.patient.sex else (_("sex"),)))


def person_step(encounter: Encounter) -> tuple[NextStep, ...]:
    """To enter what is missing of age and sex, as a step; none where both are known."""
    missing = missing_person(encounter)
    if not missing:
        return ()
    if len(missing) > 1:
        label, note = _("Enter age and sex"), _("both change what fits")
    else:
        label, note = _("Enter {what}").format(what=missing[0]), _("it changes what fits")
    return (NextStep(kind="place", id="patient", label=label, note=note, where="here", why=""),)


def _opening_step(kb: KnowledgeBase, ident: str, words: str) -> NextStep:
    alone = words == finding_words(kb, ident)
    note = kb.findings[ident].ask if alone else _("one of several answers holds")
    return NextStep(
        kind="finding",
        id=ident,
        label=_("Ask: {words}").format(words=words),
        note=note,
        where="here",
        why="",
        section=kb.findings[ident].section,
    )


def _finding_step(kb: KnowledgeBase, n: NextFinding, standing: frozenset[str]) -> NextStep:
    finding = kb.findings[n.id]
    label = _("Examine: {words}") if finding.section.startswith("exam") else _("Ask: {words}")
    words = finding_words(kb, n.id)
    return NextStep(
        kind="finding",
        id=n.id,
        label=label.format(words=words),
        note=_finding_note(kb, n, standing),
        where="here",
        why=plain_why(kb, n, standing),
        section=finding.section,
    )


def plain_why(kb: KnowledgeBase, n: NextFinding, standing: frozenset[str] = frozenset()) -> str:
    """Why a finding is worth asking, as one would say it: "Yes speaks for A, no for B.".

    A warning that already stands, given by its title, is no reason to ask for more.
    """
    warning, parted = _warning(n, standing), [_name(kb, c) for c in n.separates]
    out = [warning] if warning else []
    if len(parted) == 2:
        out.append(_("Yes speaks for {one}, no for {other}.").format(one=parted[0], other=parted[1]))
    return " ".join(out) or n.why


def _finding_note(kb: KnowledgeBase, n: NextFinding, standing: frozenset[str]) -> str:
    """The reason in half a line."""
    warning, parted = _warning(n, standing), [_name(kb, c) for c in n.separates]
    if warning:
        return _clause(warning)
    return (
        _("tells {one} from {other}").format(one=parted[0], other=parted[1])
        if len(parted) == 2
        else _clause(n.why)
    )


def _warning(n: NextFinding, standing: frozenset[str] = frozenset()) -> str:
    """What a "yes" would set off, "If yes, act now: ..."; it stands before the comparison of two causes."""
    head, rest = first_sentence(n.why)
    if head.partition(": ")[2].rstrip(".") in standing:
        return ""
    return f"If yes{head.removeprefix('If present')}" if rest and n.separates else ""


def _name(kb: KnowledgeBase, condition: str) -> str:
    known = kb.conditions.get(condition)
    return inside(kb, short(known.name)) if known else condition


def _test_step(kb: KnowledgeBase, encounter: Encounter, n: NextTest, how: Protocol | None) -> NextStep:
    test = kb.tests.get(n.id)
    why = _test_why(kb, n.why)
    parts = (_(GROUP_WORDS.get(n.group, n.group)), duration(test) if test else "", _clause(why))
    return NextStep(
        kind="test",
        id=n.id,
        label=n.name,
        note=" · ".join(part for part in parts if part),
        where=n.group,
        why=_short_names(kb, n.why),
        cautions=n.cautions,
        decision=verdict_on(encounter, "test", n.id)[0],
        how=how.short if how else "",
        early=how.early if how else "",
        state=_to_state(test, how),
    )


def _to_state(test: Test | None, how: Protocol | None) -> str:
    """What to write on the request: as the guide says, else as the test does."""
    if how is not None and how.state:
        return "; ".join(how.state)
    return test.request if test is not None else ""


def _short_names(kb: KnowledgeBase, text: str) -> str:
    """A text with the causes in it called by their short names."""
    for condition in kb.conditions.values() if "(" in text else ():
        if "(" in condition.name and condition.name in text:
            text = text.replace(condition.name, short(condition.name))
    return text


def _test_why(kb: KnowledgeBase, why: str) -> str:
    """The reason for a test without the cause that it begins with."""
    head, colon, tail = why.partition(": ")
    named = colon and any(c.name == head for c in kb.conditions.values())
    return tail if named else why


def _clause(text: str) -> str:
    """The first sentence, without its full stop, to stand between middle dots."""
    return first_sentence(text)[0].rstrip(".")


def not_yet(kb: KnowledgeBase, assessment: Assessment) -> tuple[NextStep, ...]:
    """Tests better left for later, each with its reason."""
    return tuple(
        NextStep(
            kind="test",
            id=n.id,
            label=kb.tests[n.id].name if n.id in kb.tests else n.id,
            note=n.why,
            where="not_yet",
            why=n.why,
        )
        for n in assessment.not_yet
    )


def verdict_on(encounter: Encounter, kind: str, ident: str) -> tuple[Decision | None, str]:
    """The clinician's verdict on a suggestion and its reason; (None, "") where there is none."""
    verdict = encounter.verdicts.get((kind, ident))
    return (verdict.decision, verdict.reason) if verdict else (None, "")
