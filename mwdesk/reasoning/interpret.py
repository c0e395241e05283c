"""An encounter to coded findings, each with where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mwdesk.domain.assessment import Conflict, Findings, Observed
from mwdesk.domain.encounter import Answer, Encounter, Medication, State
from mwdesk.domain.issue import Issue, Level
from mwdesk.domain.knowledge import Drug, KnowledgeBase
from mwdesk.reasoning.dated import judge_days
from mwdesk.reasoning.derived import Derived, present
from mwdesk.reasoning.index import Index, prepare
from mwdesk.reasoning.laboratory import Person, read_measurements
from mwdesk.reasoning.power import derive_power
from mwdesk.reasoning.reflexes import derive_reflexes
from mwdesk.reasoning.sedation import judge_sedation
from mwdesk.reasoning.sensation import derive_sensation
from mwdesk.reasoning.told import needled_sides, read_days, wanted_tests


def interpret(kb: KnowledgeBase, encounter: Encounter) -> Findings:
    """All that was answered, graded, measured and taken, as findings; the untested says nothing."""
    index = prepare(kb)
    person = Person(age=encounter.age, sex=encounter.patient.sex)
    grades = {key: grade.number for key, grade in encounter.grades.items()}
    known_grades = {key: number for key, number in grades.items() if number is not None}
    reflexes = {key: grade.value for key, grade in encounter.reflexes.items()}
    sensation = {key: grade.value for key, grade in encounter.sensation.items()}
    laboratory = read_measurements(kb, encounter.measurements, person)
    medicines, unmatched = read_medicines(index, encounter.medications)
    derived = [
        *derive_power(kb, known_grades),
        *derive_reflexes(kb, reflexes),
        *derive_sensation(kb, sensation),
        *laboratory.derived,
        *medicines,
    ]
    answers = {name: answer for name, answer in encounter.answers.items() if name in kb.findings}
    observed, conflicts = merge(index, answers, derived)
    return Findings(
        observed=observed,
        age=person.age,
        sex=person.sex,
        grades=known_grades,
        reflexes=reflexes,
        sensation=sensation,
        outcomes={name: result.outcome for name, result in encounter.outcomes.items() if result.outcome},
        safety={
            name: state for name in safety_names(encounter) if (state := encounter.safety(name)) is not None
        },
        unknown=frozenset(name for name, answer in answers.items() if answer.state is State.UNKNOWN),
        conflicts=conflicts,
        critical=tuple(laboratory.critical),
        measured=frozenset(laboratory.measured),
        values=laboratory.values,
        upper=laboratory.upper,
        issues=(
            *_unknown_ids(kb, encounter),
            *laboratory.issues,
            *judge_days(kb, encounter),
            *judge_sedation(kb, _taken(index, encounter), observed),
            *unmatched,
        ),
        since_days=read_days(encounter.note("duration")),
        needled=needled_sides(kb, encounter),
        wanted=wanted_tests(encounter),
    )


def _taken(index: Index, encounter: Encounter) -> list[tuple[str, Drug]]:
    """The medicines that are known, each as typed, in the order of their keys."""
    items = (item for _, item in sorted(encounter.medications.items()))
    return [(item.name, drug) for item in items if (drug := drug_named(index, item)) is not None]


def safety_names(encounter: Encounter) -> tuple[str, ...]:
    """Every safety question that was asked in this encounter."""
    return tuple(sorted(key.split("/", 1)[1] for key in encounter.entries if key.startswith("safety/")))


def _unknown_ids(kb: KnowledgeBase, encounter: Encounter) -> Iterable[Issue]:
    kinds: tuple[tuple[str, Iterable[str], Mapping[str, object]], ...] = (
        ("finding", encounter.answers, kb.findings),
        ("mrc", {name for name, _ in encounter.grades}, kb.muscles),
        ("reflex", {name for name, _ in encounter.reflexes}, kb.reflexes),
        ("sensory", {name for name, _ in encounter.sensation}, kb.sensory),
        ("result", encounter.outcomes, kb.tests),
    )
    for kind, names, known in kinds:
        for name in sorted(set(names) - set(known)):
            yield Issue(
                level=Level.WARNING,
                path=f"{kind}/{name}",
                message=f"'{name}' is not in this version's knowledge, so it is kept but not used.",
                fix="Answer it again under its present name, or update the knowledge.",
            )


def drug_named(index: Index, item: Medication) -> Drug | None:
    """The medicine that was chosen, or whose name or brand is exactly what was typed."""
    if not index.drugs:
        for drug in index.kb.drugs.values():
            for name in (drug.id, drug.name, *drug.brands):
                index.drugs.setdefault(name.strip().lower(), drug)
    return index.kb.drugs.get(item.drug) or index.drugs.get(item.name.strip().lower())


def read_medicines(index: Index, medications: Mapping[str, Medication]) -> tuple[list[Derived], list[Issue]]:
    """Findings that the medicines make present; a name that is not known exactly is told, never guessed."""
    out: list[Derived] = []
    issues: list[Issue] = []
    for key, item in sorted(medications.items()):
        drug = drug_named(index, item)
        if drug is None:
            issues.append(
                Issue(
                    level=Level.INFO,
                    path=f"drug/{key}",
                    message=f"'{item.name}' is not in the list of medicines, so its effect on muscle and "
                    "nerve is not considered.",
                    fix="Choose the medicine from the list if it is there under another name.",
                )
            )
            continue
        out += [present(finding, f"takes {item.name}") for finding in drug.findings]
    return out, issues


def merge(
    index: Index, answers: Mapping[str, Answer], derived: Iterable[Derived]
) -> tuple[dict[str, Observed], tuple[Conflict, ...]]:
    """Answers and what was worked out, in one: where they disagree the answer stands, and it is shown."""
    worked: dict[str, list[Derived]] = {}
    for one in derived:
        if one.finding in index.kb.findings:
            worked.setdefault(one.finding, []).append(one)
    observed: dict[str, Observed] = {}
    conflicts: list[Conflict] = []
    for name in sorted(set(worked) | set(answers)):
        seen = _worked_out(name, worked.get(name, []))
        answer = answers.get(name)
        if answer is None or answer.state is State.UNKNOWN:
            if seen is not None:
                observed[name] = seen
            continue
        observed[name] = Observed(finding=name, state=answer.state, origin=(_origin(answer),))
        if seen is not None and seen.state is not answer.state:
            conflicts.append(_conflict(name, answer, seen))
        elif seen is not None:
            observed[name] = Observed(
                finding=name, state=answer.state, origin=(_origin(answer), *seen.origin)
            )
    conflicts += _imply(index, observed)
    return observed, tuple(conflicts)


def _origin(answer: Answer) -> str:
    return {"section": "normal (by section)", "import": "from the case file"}.get(answer.by, "answered")


def _worked_out(name: str, found: list[Derived]) -> Observed | None:
    """One value of many: present wins, for one abnormal value is not undone by a normal one."""
    if not found:
        return None
    state = State.PRESENT if any(one.state is State.PRESENT for one in found) else State.ABSENT
    origin = tuple(dict.fromkeys(one.why for one in found if one.state is state))
    return Observed(finding=name, state=state, origin=origin, derived=True)


def _conflict(name: str, answer: Answer, seen: Observed) -> Conflict:
    return Conflict(
        finding=name,
        answered=answer.state,
        derived=seen.state,
        why=f"answered {answer.state.value}, but {'; '.join(seen.origin)}",
    )


def _imply(index: Index, observed: dict[str, Observed]) -> list[Conflict]:
    """A narrower finding that is present makes the broader ones present."""
    conflicts = []
    for name in [name for name, seen in observed.items() if seen.state is State.PRESENT]:
        label = index.kb.findings[name].label
        for above in sorted(index.broader.get(name, ())):
            known = observed.get(above)
            if above not in index.kb.findings or (known is not None and known.state is State.PRESENT):
                continue
            if known is not None and not known.derived:
                conflicts.append(
                    Conflict(
                        finding=above,
                        answered=known.state,
                        derived=State.PRESENT,
                        why=f"answered {known.state.value}, but '{label}' is present, which is a form of it",
                    )
                )
                continue
            observed[above] = Observed(finding=above, state=State.PRESENT, origin=(label,), derived=True)
    return conflicts
