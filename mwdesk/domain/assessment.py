"""What the reasoning says: every number with its reasons. Derived, never stored."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mwdesk.domain.encounter import State
from mwdesk.domain.issue import Issue
from mwdesk.domain.knowledge import Basis, Tier, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """A coded finding with where it came from. Never made from something untested."""

    finding: str
    state: State  # PRESENT or ABSENT
    origin: tuple[str, ...]  # plain words: "answered", "right hip flexion 3", "potassium 1.9 mmol/L"
    derived: bool = False  # worked out from grades, values or drugs rather than answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two sources say different things of one finding (answered absent, graded weak): shown, not hidden."""

    finding: str
    answered: State
    derived: State
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalValue:
    """A laboratory value beyond its critical limit: alarms on its own."""

    analyte: str
    name: str
    text: str  # "potassium 1.9 mmol/L"
    direction: str  # low, high
    limit: float
    unit: str
    urgency: Urgency = Urgency.EMERGENCY
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The interpreted encounter: what `assess` reasons from."""

    observed: Mapping[str, Observed]
    age: float | None = None
    sex: str = ""
    grades: Mapping[tuple[str, str], float] = field(default_factory=dict)  # MRC as numbers, tested only
    reflexes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sensation: Mapping[tuple[str, str], str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)  # test id -> outcome
    safety: Mapping[str, State] = field(default_factory=dict)  # anticoagulant, pacemaker, ...
    unknown: frozenset[str] = frozenset()  # asked, could not be told: not asked again
    conflicts: tuple[Conflict, ...] = ()
    critical: tuple[CriticalValue, ...] = ()
    measured: frozenset[str] = frozenset()  # analyte ids with a value that could be used
    values: Mapping[str, float] = field(default_factory=dict)  # of these, in the analyte's own unit
    upper: Mapping[str, float] = field(default_factory=dict)  # their upper limits of normal, where known
    issues: tuple[Issue, ...] = ()
    since_days: float | None = None  # since the onset, where it was told in days, weeks, months or years
    needled: frozenset[str] = frozenset()  # sides ("right", "left") on which a needle EMG was done
    wanted: frozenset[str] = frozenset()  # tests that the clinician accepted or added

    def state(self, finding: str) -> State | None:
        seen = self.observed.get(finding)
        return seen.state if seen is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What this clinic is and has."""

    setting: str = "rural"  # rural, district, tertiary
    unavailable: frozenset[str] = frozenset()  # test ids
    endemic: frozenset[str] = frozenset()  # condition ids common here
    accepted: frozenset[str] = frozenset()  # condition ids that the clinician holds for likely


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """How much one finding speaks for (+) or against (-): a natural-log likelihood ratio after damping."""

    finding: str
    state: State
    weight: float
    basis: Basis
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    finding: str
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteScore:
    id: str
    probability: float
    reasons: tuple[Contribution, ...] = ()


class Match(StrEnum):
    MATCHES = "matches"
    POSSIBLE = "possible"  # nothing against it, but something is still to test
    ARGUED_AGAINST = "argued_against"
    NOT_MATCHED = "not_matched"


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternVerdict:
    """One localisation pattern on one index side."""

    pattern: str
    side: str  # right, left, or "" where nothing that was found has a side
    match: Match
    for_: tuple[str, ...] = ()  # plain words: "right wrist extension 2"
    against: tuple[str, ...] = ()
    to_test: tuple[str, ...] = ()  # plain words: "elbow flexion in mid-position, right"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionScore:
    id: str
    name: str
    site: str
    probability: float
    band: str  # strong, moderate, possible, unlikely
    for_: tuple[Contribution, ...] = ()
    against: tuple[Contribution, ...] = ()
    expected_absent: tuple[Contribution, ...] = ()  # usual in this condition, asked, and not there
    not_asked: tuple[NotAsked, ...] = ()

    def split_against(
        self, rows: Container[str]
    ) -> tuple[tuple[Contribution, ...], tuple[Contribution, ...]]:
        """What argues against it, and what is there but not explained by it.

        `rows` are the findings that the knowledge of this condition speaks of. A finding that is present and
        of which it says nothing is merely commoner in other causes; it does not argue against this one.
        """
        silent = [c for c in self.against if c.state is State.PRESENT and c.finding not in rows]
        return tuple(c for c in self.against if c not in silent), tuple(silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """Something not tested yet that parts two places: touched in one, spared in the other."""

    kind: str  # muscle, reflex, sensory
    id: str
    side: str  # right, left
    touched_in: str  # pattern ids
    spared_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Two causes at once that explain more than any one of them."""

    first: str
    second: str
    gain: float  # natural log of how much better than the best single cause
    explains: tuple[str, ...]  # findings that the first leaves open and the second accounts for


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    id: str
    title: str  # "Possible Guillain-Barre syndrome"
    urgency: Urgency
    suspects: tuple[str, ...]
    findings: tuple[str, ...]  # those that fired it
    not_assessed: tuple[str, ...]  # findings of the rule nobody asked
    why: str
    action: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NextFinding:
    id: str
    gain: float
    why: str
    separates: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTest:
    id: str
    name: str
    category: str
    tier: Tier
    group: str  # here, request, refer
    value: float
    burden: float
    score: float
    why: str
    separates: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledMuscle:
    """A muscle of a protocol with what the examination found of it."""

    name: str
    nerve: str
    roots: str
    right: str = ""  # grade, or "" not tested
    left: str = ""
    note: str = ""  # what to mind, or why to leave it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """How a test is to be done in this patient: what, which side, when, and the question it answers."""

    test: str
    guide: str  # "edx:foot-drop", the page that says all of it
    name: str
    question: str
    short: str  # half a line for a plan
    side: str = ""  # right, left, both, or "" either
    lines: tuple[tuple[str, str], ...] = ()  # label and text, in the order of a request
    muscles: tuple[SampledMuscle, ...] = ()
    early: str = ""  # why it may be too early, or ""
    state: tuple[str, ...] = ()  # what the request must tell
    needed: bool = True  # False: the guide says that this test is not needed


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    id: str
    why: str


class CriterionState(StrEnum):
    MET = "met"  # of a pure score: complete
    NOT_MET = "not_met"  # it can no longer be met, whatever is still asked
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """How far a criterion is met. What nobody asked is missing, never not met."""

    id: str
    state: CriterionState
    met: tuple[str, ...] = ()  # items in plain words
    not_met: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    points: float | None = None  # only where every part was assessed
    meaning: str = ""


class Outcome(StrEnum):
    RANKED = "ranked"
    INSUFFICIENT = "insufficient"
    NOTHING_FITS = "nothing_fits"
    OUTSIDE_SCOPE = "outside_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """`sites`, `conditions` and `next_tests` best first; condition probabilities sum to at most 1."""

    urgency: Urgency
    outcome: Outcome
    alerts: tuple[Alert, ...] = ()
    sites: tuple[SiteScore, ...] = ()
    patterns: tuple[PatternVerdict, ...] = ()  # matches and possibles worth showing, best first
    conditions: tuple[ConditionScore, ...] = ()
    next_findings: tuple[NextFinding, ...] = ()
    next_tests: tuple[NextTest, ...] = ()
    not_yet: tuple[NotYet, ...] = ()
    together: tuple[Together, ...] = ()
    partings: tuple[Parting, ...] = ()
    true_weakness: float | None = None  # P(true rather than perceived weakness), or None: nothing to judge by
    findings: Findings | None = None
    issues: tuple[Issue, ...] = ()
    criteria: tuple[CriterionResult, ...] = ()  # of the leading and accepted causes
    protocols: Mapping[str, Protocol] = field(default_factory=dict)  # by test id, of tests shown or wanted
