"""The path through a history: every core area, the rest of the core, then what tells most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from mwdesk.domain.encounter import Answer, Entry, State, answer
from mwdesk.domain.knowledge import GroupKind, KnowledgeBase
from mwdesk.domain.skipped import skipped
from mwdesk.domain.translation import N_, _
from mwdesk.workflow.core import core_findings, title
from mwdesk.workflow.questions import Question, best_questions, choose, question
from mwdesk.workflow.view import View
from mwdesk.workflow.words import short


@dataclass(frozen=True, slots=True)
class _Area:
    """What is asked of everybody: of a section so many questions, or the set of which one holds."""

    section: str
    why: str
    count: int = 1
    choice: bool = False


AREAS = (
    _Area("history.presentation", N_("Asked of everybody: is strength lost, or is it tiredness?")),
    _Area("history.tempo", N_("Asked of everybody: how fast it came narrows the causes."), choice=True),
    _Area("history.distribution", N_("Asked of everybody: which parts are weak says where it may lie.")),
    _Area("history.cranial", N_("Asked of everybody: eyes, face, speech and swallowing."), count=2),
    _Area("history.respiratory", N_("Asked of everybody: weak breathing is an emergency.")),
    _Area("history.sensory", N_("Asked of everybody: does feeling change as well as strength?")),
    _Area("history.pain", N_("Asked of everybody: pain, cramps and stiffness.")),
    _Area("history.autonomic", N_("Asked of everybody: bladder and bowel can point to the spinal cord.")),
    _Area("history.tempo", N_("Asked of everybody: does it get worse, and how?")),
    _Area("history.exposure", N_("Asked of everybody: what came before it.")),
    _Area("history.background", N_("Asked of everybody: family and past illness.")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStep:
    """What to ask now: one question, or the members of a set of which one holds (then `choice`)."""

    questions: tuple[Question, ...]
    section: str
    why: str
    number: int  # of the core questions, from 1; 0 once they are done
    total: int

    @property
    def choice(self) -> bool:
        return len(self.questions) > 1

    @property
    def heading(self) -> str:
        """What a choice is about."""
        return title(self.section)[1]

    @property
    def options(self) -> tuple[str, ...]:
        """The answers of a choice, without the words that all of them begin with."""
        labels = [short(q.label).split() for q in self.questions]
        shared = sum(1 for _same in takewhile(lambda words: len(set(words)) == 1, zip(*labels, strict=False)))
        return tuple(" ".join(words[shared:]) for words in labels)


def next_step(kb: KnowledgeBase, view: View) -> PathStep | None:
    """What to ask now, or None where nothing is left to ask."""
    sets = _sets(kb)
    for area in AREAS:
        found = _open(kb, view, sets, area)
        if found is not None:
            return _step(kb, view, found, _(area.why))
    best = [q for q in best_questions(kb, view) if _may_ask(kb, view, q.finding)]
    core = _open_core(kb, view, sets)
    first = next((q.finding for q in best if q.finding in core), next(iter(core), ""))
    reasons = {q.finding: q.why for q in best}
    if first:
        why = reasons.get(first) or _("Asked of everybody.")
        return _step(kb, view, _members(kb, view, sets, first), why)
    for asked in best:
        why = asked.why or _("One of the first questions for everybody.")
        return _step(kb, view, _members(kb, view, sets, asked.finding), why, core=False)
    return None


def _open_core(kb: KnowledgeBase, view: View, sets: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Core questions that nobody asked, in file order; of a set of which one was told, none."""
    answers = view.encounter.answers
    return tuple(
        f
        for f in core_findings(kb)
        if _may_ask(kb, view, f) and not any(other in answers for other in sets.get(f, ()))
    )


def last_answer(step: PathStep | None, before: Mapping[str, Answer], words: Mapping[State, str]) -> str:
    """What the last visit said to this question, in words; of a choice the one that held; "" nothing."""
    if step is None:
        return ""
    if step.choice:
        states = (before[q.finding].state if q.finding in before else None for q in step.questions)
        return next((o for o, s in zip(step.options, states, strict=True) if s is State.PRESENT), "")
    told = before.get(step.questions[0].finding)
    return words[told.state] if told is not None else ""


def choose_none(kb: KnowledgeBase, view: View, step: PathStep) -> tuple[Entry, ...]:
    """Entries for a choice that could not be told: every member that nobody answered."""
    answers = view.encounter.answers
    return tuple(answer(q.finding, State.UNKNOWN) for q in step.questions if q.finding not in answers)


def choose_one(kb: KnowledgeBase, view: View, step: PathStep, at: int) -> tuple[Entry, ...]:
    """Entries for the chosen member of a set."""
    return choose(kb, view, step.questions[at].finding)


def _sets(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    return {f: g.findings for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}


def _open(
    kb: KnowledgeBase, view: View, sets: dict[str, tuple[str, ...]], area: _Area
) -> tuple[Question, ...] | None:
    """The question of an area that nobody asked; None where enough was asked, or it was left out."""
    if area.section in skipped(view.encounter):
        return None
    inside = [f for f in kb.findings if kb.findings[f].section == area.section]
    inside = [f for f in inside if (f in sets) is area.choice] if _has_set(inside, sets) else inside
    answers = view.encounter.answers
    if area.choice:
        told = [f for f in inside if f in answers]
        chosen = any(answers[f].state is State.PRESENT for f in told)
        return None if not inside or chosen or len(told) == len(inside) else _asked(kb, view, inside)
    if sum(f in answers for f in inside) >= area.count:
        return None
    core = set(core_findings(kb))
    wanted = [f for f in inside if f in core and _may_ask(kb, view, f)]
    return _asked(kb, view, wanted[:1]) if wanted else None


def _has_set(inside: list[str], sets: dict[str, tuple[str, ...]]) -> bool:
    return any(f in sets for f in inside)


def _may_ask(kb: KnowledgeBase, view: View, ident: str) -> bool:
    """Whether it is of the history, fits the person, and nobody answered it or left its section out."""
    finding, who = kb.findings[ident], view.encounter
    seen = view.assessment.findings.observed if view.assessment.findings else {}
    known = ident in who.answers or ident in seen
    fits = finding.section.startswith("history.") and finding.suits(who.age, who.patient.sex)
    return fits and not known and finding.section not in skipped(who)


def _members(
    kb: KnowledgeBase, view: View, sets: dict[str, tuple[str, ...]], ident: str
) -> tuple[Question, ...]:
    return _asked(kb, view, list(sets.get(ident, (ident,))))


def _asked(kb: KnowledgeBase, view: View, idents: list[str]) -> tuple[Question, ...]:
    return tuple(question(kb, view, ident) for ident in idents)


def _step(
    kb: KnowledgeBase, view: View, questions: tuple[Question, ...], why: str, *, core: bool = True
) -> PathStep:
    done, total = view.progress["history"]
    section = kb.findings[questions[0].finding].section
    return PathStep(
        questions=questions, section=section, why=why, number=min(done + 1, total) if core else 0, total=total
    )
