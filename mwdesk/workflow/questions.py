"""The history and the signs as questions in sections, the most telling ones first.

The order never changes with an answer, so nothing moves under the hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from mwdesk.domain.assessment import Outcome
from mwdesk.domain.encounter import Entry, State, answer
from mwdesk.domain.knowledge import Finding, GroupKind, KnowledgeBase
from mwdesk.domain.skipped import skipped
from mwdesk.domain.translation import _
from mwdesk.workflow.core import SECTION_TITLES, core_findings, measured, red_flags, title
from mwdesk.workflow.next_steps import plain_why
from mwdesk.workflow.view import View
from mwdesk.workflow.words import finding_words, short, state_word

COMPLAINT = ("history.presentation", "history.tempo", "history.distribution")
GOOD_WORDS = frozenset({"normal", "preserved", "good"})  # in the id of a finding that is itself health


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask or elicit. `state` None is not asked; `group` names a set of which one holds."""

    finding: str
    label: str
    ask: str
    state: State | None
    by: str  # typed, section, import, or "" not asked
    why: str  # why it matters now, or ""
    core: bool
    note: str = ""
    group: str = ""
    red_flag: bool = False
    suggested: bool = False
    derived: str = ""  # what examination, values or drugs already say: "present: right hip flexion 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions that belong together, with the page they stand on."""

    id: str
    title: str
    items: tuple[Question, ...]
    page: str = "history"  # history, examination, results
    skipped: bool = False  # left out on purpose: not assessed

    @property
    def asked(self) -> int:
        """How many were answered, "could not be told" included."""
        return sum(q.state is not None for q in self.items)

    @property
    def unasked(self) -> int:
        """How many nobody asked."""
        return len(self.items) - self.asked


def sections(kb: KnowledgeBase, view: View, page: str = "") -> tuple[Section, ...]:
    """Every section of a page ("" all pages), core questions first, in an order that never changes."""
    asked = _Asked(kb, view)
    found: dict[str, list[Question]] = {ident: [] for ident in SECTION_TITLES}
    for finding in kb.findings.values():
        if finding.section == "lab" and finding.id in measured(kb):
            continue  # a value says it
        found.setdefault(finding.section, []).append(asked.question(finding))
    out, left_out = [], skipped(view.encounter)
    for ident, items in found.items():
        where, heading = title(ident)
        if items and page in ("", where):
            ordered = tuple(sorted(items, key=lambda q: not q.core))
            out.append(Section(id=ident, title=heading, items=ordered, page=where, skipped=ident in left_out))
    return tuple(out)


def best_questions(kb: KnowledgeBase, view: View) -> tuple[Question, ...]:
    """What to ask now: while little is known the first questions of the panel, then what would tell most."""
    if view.assessment.outcome is not Outcome.INSUFFICIENT:
        return suggested(kb, view)
    asked = _Asked(kb, view)
    first = [asked.question(kb.findings[s.id]) for s in view.panel.all_steps if s.kind == "finding"]
    return tuple(replace(q, why="") for q in first)  # what parts the causes then is chance


def suggested(kb: KnowledgeBase, view: View) -> tuple[Question, ...]:
    """What would tell most now, best first: to be shown above the sections, if at all."""
    asked = _Asked(kb, view)
    return tuple(
        asked.question(kb.findings[n.id]) for n in view.assessment.next_findings if n.id in kb.findings
    )


def question(kb: KnowledgeBase, view: View, finding: str) -> Question:
    """One question by its finding id (as found by a search)."""
    return _Asked(kb, view).question(kb.findings[finding])


class _Asked:
    """What the encounter and the assessment say of each finding."""

    def __init__(self, kb: KnowledgeBase, view: View) -> None:
        self.kb = kb
        self.answers = view.encounter.answers
        self.why = {n.id: plain_why(kb, n) for n in view.assessment.next_findings}
        self.observed = view.assessment.findings.observed if view.assessment.findings else {}
        self.unasked = _unasked(kb)

    def question(self, finding: Finding) -> Question:
        plain = self.unasked[finding.id]
        given = self.answers.get(finding.id)
        seen = self.observed.get(finding.id)
        suggested = finding.id in self.why
        if given is None and not suggested and (seen is None or not seen.derived):
            return plain
        return replace(
            plain,
            state=given.state if given else None,
            by=given.by if given else "",
            why=self.why.get(finding.id, ""),
            note=given.note if given else "",
            suggested=suggested,
            derived=f"{state_word(seen.state)}: {', '.join(seen.origin)}" if seen and seen.derived else "",
        )


class _Unasked:
    """Every question as it stands before anybody asked: most of a list stays so."""

    kb: KnowledgeBase | None = None
    questions: Mapping[str, Question] = MappingProxyType({})


def _unasked(kb: KnowledgeBase) -> Mapping[str, Question]:
    if _Unasked.kb is not kb:
        flags, core = red_flags(kb), frozenset(core_findings(kb))
        group = {f: g.id for g in kb.groups.values() if g.kind is GroupKind.CATEGORICAL for f in g.findings}
        _Unasked.kb, _Unasked.questions = (
            kb,
            {
                finding.id: Question(
                    finding=finding.id,
                    label=finding.label,
                    ask=finding.ask or f"{short(finding.label)}?",
                    state=None,
                    by="",
                    why="",
                    core=finding.id in core,
                    group=group.get(finding.id, ""),
                    red_flag=finding.id in flags,
                )
                for finding in kb.findings.values()
            },
        )
    return _Unasked.questions


def all_normal(section: Section, visible: frozenset[str] | None = None) -> tuple[Entry, ...]:
    """Entries that say "absent" for what is untouched, visible, no red flag and no choice of one.

    `visible` names the findings on screen; None takes the whole section. Sections that describe the
    complaint itself have no normal, and get none.
    """
    if section.id in COMPLAINT:
        return ()
    return tuple(
        answer(q.finding, State.ABSENT, by="section")
        for q in section.items
        if q.state is None
        and not q.red_flag
        and not q.group
        and not q.derived
        and not _says_normal(q)
        and (visible is None or q.finding in visible)
    )


def _says_normal(q: Question) -> bool:
    """A finding that is itself normality must not be denied by calling the section normal."""
    return not GOOD_WORDS.isdisjoint(q.finding.split("-"))


def choose(
    kb: KnowledgeBase, view: View, finding: str, state: State | None = State.PRESENT
) -> tuple[Entry, ...]:
    """Answer one question; "present" in a set of which one holds takes back the others of the set."""
    entries = [answer(finding, state)]
    if state is State.PRESENT:
        answers = view.encounter.answers
        for group in kb.groups.values():
            if group.kind is GroupKind.CATEGORICAL and finding in group.findings:
                entries += [
                    answer(other, None)
                    for other in group.findings
                    if other != finding and other in answers and answers[other].state is State.PRESENT
                ]
    return tuple(entries)


def describe(kb: KnowledgeBase, q: Question) -> str:
    """One spoken sentence for assistive technology: the question and its answer."""
    name, said = finding_words(kb, q.finding), state_word(q.state)
    if q.by == "section":
        return _("{finding}: {answer} (by section)").format(finding=name, answer=said)
    return f"{name}: {said}"
