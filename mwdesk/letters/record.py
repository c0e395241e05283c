"""One record as letters read it: who said what of a finding, what was accepted, which notes were used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mwdesk.domain.assessment import Assessment, CriticalValue
from mwdesk.domain.clinic import Clinic
from mwdesk.domain.encounter import Answer, Decision, Encounter, State
from mwdesk.domain.knowledge import KnowledgeBase, Urgency
from mwdesk.domain.letter import Place, Prose, Section
from mwdesk.letters.wording import bare, lower

_CRITICAL = "critical-"  # begins the id of a warning that a value alone raised


@dataclass(slots=True, kw_only=True)
class Record:
    """Everything a letter draws from. `used` collects the notes printed in a place of their own."""

    kb: KnowledgeBase
    encounter: Encounter
    assessment: Assessment
    clinic: Clinic
    now: datetime
    edits: Mapping[str, str]
    used: set[str] = field(default_factory=set)
    answers: Mapping[str, Answer] = field(init=False)

    def __post_init__(self) -> None:
        self.answers = self.encounter.answers

    # findings

    def label(self, finding: str) -> str:
        known = self.kb.findings.get(finding)
        return known.label if known is not None else finding

    def area(self, finding: str) -> str:
        """The finding's section ("history.tempo", "lab"), or "" where the knowledge does not know it."""
        known = self.kb.findings.get(finding)
        return known.section if known is not None else ""

    def answered(self, state: State, chosen: Callable[[str], bool]) -> list[str]:
        """Ids in the order of the knowledge base, then those it does not know."""
        known = [f for f in self.kb.findings if f in self.answers]
        known += [f for f in self.answers if f not in self.kb.findings]
        return [f for f in known if self.answers[f].state is state and chosen(f)]

    def within(self, state: State, *areas: str) -> list[str]:
        return self.answered(state, lambda f: self.area(f) in areas)

    def present(self, finding: str) -> bool:
        """Answered present, or worked out from grades, values or medicines and not answered otherwise."""
        answer = self.answers.get(finding)
        if answer is not None:
            return answer.state is State.PRESENT
        found = self.assessment.findings
        return found is not None and found.state(finding) is State.PRESENT

    def implied(self) -> set[str]:
        """Findings that a narrower one, also present, already says."""
        present = [f for f, a in self.answers.items() if a.state is State.PRESENT and f in self.kb.findings]
        return {wider for f in present for wider in self.kb.findings[f].narrower_than}

    def phrases(self, findings: Iterable[str]) -> list[str]:
        """As they read inside a sentence, with the clinician's remark."""
        return [self.phrase(f) for f in findings]

    def phrase(self, finding: str) -> str:
        answer = self.answers.get(finding)
        words = lower(bare(self.label(finding)))
        return f"{words} ({answer.note})" if answer is not None and answer.note else words

    # the clinician's word

    def note(self, name: str) -> str:
        """A note that prints in its own place, and so not again in the annex."""
        self.used.add(name)
        return self.encounter.note(name).strip()

    def unused_notes(self) -> list[tuple[str, str]]:
        """Notes without a place in this letter; edits and readers of documents are none."""
        prefix = "note/"
        names = [k[len(prefix) :] for k in self.encounter.entries if k.startswith(prefix)]
        apart = ("letter/", "to/", "side/", "avoid/")
        names = [n for n in names if n not in self.used and not n.startswith(apart)]
        return [(n, self.encounter.note(n)) for n in names if self.encounter.note(n)]

    def decided(self, kind: str, *decisions: Decision) -> list[str]:
        """Ids of this kind on which the clinician so decided."""
        verdicts = self.encounter.verdicts
        return [ident for (k, ident), v in verdicts.items() if k == kind and v.decision in decisions]

    def accepted(self, kind: str) -> list[str]:
        return self.decided(kind, Decision.CONFIRMED, Decision.ACCEPTED, Decision.ADDED)

    def critical(self) -> tuple[CriticalValue, ...]:
        """Critical values whose alarm the clinician has not set aside."""
        found, refused = self.assessment.findings, self.decided("alert", Decision.REFUSED)
        values = found.critical if found is not None else ()
        return tuple(value for value in values if f"{_CRITICAL}{value.analyte}" not in refused)

    def alert(self, ident: str) -> str:
        """What a warning says may be going on, also where it no longer fires."""
        title = next((a.title for a in self.assessment.alerts if a.id == ident), "")
        rule = self.kb.alerts.get(ident)
        if not title and rule is not None:
            title = rule.title
        if not title and ident.startswith(_CRITICAL):
            found = self.assessment.findings
            values = found.critical if found is not None else ()
            name = ident.removeprefix(_CRITICAL)
            title = next((c.text for c in values if c.analyte == name), f"{name.replace('-', ' ')} value")
            title = f"critical {title}"
        return bare(title) or "a warning that no longer stands"

    def is_emergency(self, ident: str) -> bool:
        """Whether a warning is one of an emergency, fired now or not; an unknown one counts as such."""
        fired = next((a.urgency for a in self.assessment.alerts if a.id == ident), None)
        rule = self.kb.alerts.get(ident)
        if fired is None and rule is not None:
            fired = rule.urgency
        found = self.assessment.findings
        for value in found.critical if found is not None else ():
            if ident == f"{_CRITICAL}{value.analyte}":
                fired = value.urgency
        return fired in (None, Urgency.EMERGENCY)

    def condition(self, ident: str) -> str:
        known = self.kb.conditions.get(ident)
        return known.name if known is not None else ident

    def test(self, ident: str) -> str:
        known = self.kb.tests.get(ident)
        return known.name if known is not None else ident

    # sections

    def narrative(self, ident: str, title: str, draft: str, *, place: Place = Place.FIRST) -> Section:
        """A section whose words the clinician may replace; an edit stands whole, as it was typed."""
        edit = self.edits.get(ident)
        text = draft if edit is None else edit
        paragraphs = tuple(p for p in text.replace("\r\n", "\n").split("\n\n") if p.strip())
        return Section(
            id=ident,
            title=title,
            blocks=(Prose(paragraphs=paragraphs, verbatim=edit is not None),),
            place=place,
            draft=draft,
            edited=edit is not None,
        )
