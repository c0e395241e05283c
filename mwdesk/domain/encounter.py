"""A patient and one encounter: what was asked, examined and measured, as a log of small entries.

An encounter is the fold of an append-only log: each `Entry` sets or clears one key, and the latest one
for a key wins. So saving an answer is appending one row, undo is appending the earlier one, and a blank
is always a key that is not there: never asked, never tested, never "no".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import _

K = TypeVar("K")
V = TypeVar("V")

GRADES = ("0", "1", "2", "3", "4-", "4", "4+", "5-", "5")
# MRC with its customary half steps, as numbers for comparison only (facts: localisation grammar).
GRADE_NUMBERS = {"0": 0.0, "1": 1.0, "2": 2.0, "3": 3.0, "4-": 3.7, "4": 4.0, "4+": 4.4, "5-": 4.9, "5": 5.0}
NOT_TESTABLE = "NT"
RIGHT, LEFT, MIDLINE = "right", "left", "midline"
SENSATION = ("normal", "reduced", "absent", "increased")


class State(StrEnum):
    """What was said of a finding. Not asked is no state: the key is missing."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"  # asked, and could not be told


class Setting(StrEnum):
    RURAL = "rural"
    DISTRICT = "district"
    TERTIARY = "tertiary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `value` None clears the key. `by` is "typed", "section" or "import"."""

    key: str
    value: Mapping[str, Any] | None
    by: str = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    id: str
    name: str = ""
    local_name: str = ""  # in the local script
    birth_date: date | None = None
    age_years: float | None = None  # where the birth date is not known; as told on the day of the encounter
    sex: str = ""  # female, male, other, or "" not asked
    identifiers: tuple[str, ...] = ()
    phone: str = ""
    address: str = ""
    language: str = ""
    interpreter: bool | None = None
    carer: str = ""
    transport: str = ""
    leaflet_language: str = ""  # chosen for this patient, a code of domain.leaflet.LANGUAGES; "" not chosen

    def age_on(self, day: date) -> float | None:
        """Age in years (completed, with months as a fraction under two), or None where unknown."""
        if self.birth_date is None:
            return self.age_years
        born = self.birth_date
        months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
        return months / 12 if months < 24 else float(months // 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    finding: str
    state: State
    by: str = "typed"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MrcGrade:
    muscle: str
    side: str
    grade: str  # one of GRADES, or NOT_TESTABLE
    by: str = "typed"
    note: str = ""

    @property
    def number(self) -> float | None:
        """0 to 5, or None where it could not be tested."""
        return GRADE_NUMBERS.get(self.grade)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflexGrade:
    reflex: str
    side: str
    value: str  # one of the reflex's `values`
    by: str = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SensoryGrade:
    point: str
    side: str
    value: str  # one of SENSATION
    by: str = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A laboratory value as it stands on the slip: verbatim text and unit are kept beside the number."""

    analyte: str  # analyte id, or "" where we do not know it
    label: str
    value: float
    unit: str
    text: str = ""  # the value exactly as typed
    low: float | None = None  # the laboratory's own range, in the same unit
    high: float | None = None
    day: str = ""  # ISO date, or "" unknown
    confirmed: bool = False  # the clinician said yes, this value and unit are right


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication:
    """A medicine as typed; `drug` is a drug id where the clinician or an exact name match said so."""

    name: str
    drug: str = ""
    detail: str = ""  # dose and since when, as typed


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOutcome:
    test: str
    outcome: str  # one of the test's outcomes, or "" when only text was given
    text: str = ""
    day: str = ""


class Decision(StrEnum):
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ADDED = "added"  # the clinician's own
    CONFIRMED = "confirmed"  # a cause that a test or its course has proved


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The clinician's word on a suggestion; stored apart from suggestions, never overwritten by them."""

    kind: str  # "test", "condition", "alert"
    id: str
    decision: Decision
    reason: str = ""
    confidence: str = ""  # of a cause of the clinician's own: certain, probable, possible, or "" not said


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter:
    """One consultation. Immutable: `apply` gives the next value.

    Keys: `finding/<id>`, `mrc/<muscle>/<side>`, `reflex/<id>/<side>`, `sensory/<id>/<side>`, `lab/<key>`,
    `drug/<key>`, `result/<test>`, `verdict/<kind>/<id>`, `note/<name>`, `safety/<name>`.
    """

    id: str
    patient: Patient
    started: datetime
    setting: Setting = Setting.RURAL
    entries: Mapping[str, Entry] = field(default_factory=lambda: MappingProxyType({}))
    # What the entries say, read once: one answer asks for it some twenty times over.
    _read: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def apply(self, *entries: Entry) -> Encounter:
        merged = dict(self.entries)
        for entry in entries:
            if entry.value is None:
                merged.pop(entry.key, None)
            else:
                merged[entry.key] = entry
        return replace(self, entries=MappingProxyType(merged))

    @property
    def age(self) -> float | None:
        return self.patient.age_on(self.started.date())

    def _of(self, kind: str) -> Iterable[tuple[str, Entry, Mapping[str, Any]]]:
        kinds = self._read.get("")
        if kinds is None:
            kinds = self._read[""] = {}
            for key, entry in self.entries.items():
                if entry.value is not None:
                    prefix, _sign, rest = key.partition("/")
                    kinds.setdefault(prefix, []).append((rest, entry, entry.value))
        return tuple(kinds.get(kind, ()))

    def _once(self, kind: str, make: Callable[[], dict[K, V]]) -> dict[K, V]:
        """A copy of what was read of a kind: who changes it changes nothing here."""
        known = self._read.get(kind)
        if known is None:
            known = self._read[kind] = make()
        return dict(known)

    @property
    def answers(self) -> dict[str, Answer]:
        return self._once("finding", self._answers)

    def _answers(self) -> dict[str, Answer]:
        return {
            k: Answer(finding=k, state=State(v["state"]), by=e.by, note=str(v.get("note", "")))
            for k, e, v in self._of("finding")
        }

    @property
    def grades(self) -> dict[tuple[str, str], MrcGrade]:
        return self._once("mrc", self._grades)

    def _grades(self) -> dict[tuple[str, str], MrcGrade]:
        out = {}
        for k, e, v in self._of("mrc"):
            muscle, side = k.rsplit("/", 1)
            out[muscle, side] = MrcGrade(
                muscle=muscle, side=side, grade=str(v["grade"]), by=e.by, note=str(v.get("note", ""))
            )
        return out

    @property
    def reflexes(self) -> dict[tuple[str, str], ReflexGrade]:
        out = {}
        for k, e, v in self._of("reflex"):
            reflex, side = k.rsplit("/", 1)
            out[reflex, side] = ReflexGrade(reflex=reflex, side=side, value=str(v["value"]), by=e.by)
        return out

    @property
    def sensation(self) -> dict[tuple[str, str], SensoryGrade]:
        out = {}
        for k, e, v in self._of("sensory"):
            point, side = k.rsplit("/", 1)
            out[point, side] = SensoryGrade(point=point, side=side, value=str(v["value"]), by=e.by)
        return out

    @property
    def measurements(self) -> dict[str, Measurement]:
        return {k: Measurement(**v) for k, _, v in self._of("lab")}

    @property
    def medications(self) -> dict[str, Medication]:
        return {k: Medication(**v) for k, _, v in self._of("drug")}

    @property
    def outcomes(self) -> dict[str, TestOutcome]:
        return {k: TestOutcome(test=k, **v) for k, _, v in self._of("result")}

    @property
    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        return self._once("verdict", self._verdicts)

    def _verdicts(self) -> dict[tuple[str, str], Verdict]:
        out = {}
        for k, _at, v in self._of("verdict"):
            kind, ident = k.split("/", 1)
            out[kind, ident] = Verdict(
                kind=kind,
                id=ident,
                decision=Decision(v["decision"]),
                reason=str(v.get("reason", "")),
                confidence=str(v.get("confidence", "")),
            )
        return out

    def note(self, name: str) -> str:
        """Free text by name ("question", "history", "impression", ...); "" where nothing was written."""
        entry = self.entries.get(f"note/{name}")
        return str(entry.value["text"]) if entry is not None and entry.value is not None else ""

    def safety(self, name: str) -> State | None:
        """A safety question for tests (pacemaker, pregnancy, ...): None is not asked."""
        entry = self.entries.get(f"safety/{name}")
        return State(entry.value["state"]) if entry is not None and entry.value is not None else None


def _bad(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))


def answer(finding: str, state: State | None, *, by: str = "typed", note: str = "") -> Entry:
    """State None takes the answer back: not asked."""
    value = None if state is None else {"state": State(state).value, **({"note": note} if note else {})}
    return Entry(key=f"finding/{finding}", value=value, by=by)


def grade(muscle: str, side: str, value: str | None, *, by: str = "typed", note: str = "") -> Entry:
    """Grade one movement; None clears it. Raises DataError for anything that is no MRC grade."""
    if value is not None and value not in (*GRADES, NOT_TESTABLE):
        raise _bad(
            f"{muscle} {side}",
            _("'{value}' is no MRC grade.").format(value=value),
            _("Use one of {grades}, or {nt} where it could not be tested.").format(
                grades=", ".join(GRADES), nt=NOT_TESTABLE
            ),
        )
    body = None if value is None else {"grade": value, **({"note": note} if note else {})}
    return Entry(key=f"mrc/{muscle}/{side}", value=body, by=by)


def reflex(ident: str, side: str, value: str | None, *, by: str = "typed") -> Entry:
    return Entry(key=f"reflex/{ident}/{side}", value=None if value is None else {"value": value}, by=by)


def sensory(point: str, side: str, value: str | None, *, by: str = "typed") -> Entry:
    if value is not None and value not in SENSATION:
        raise _bad(
            f"{point} {side}",
            _("'{value}' is no grade of sensation.").format(value=value),
            _("Use one of {known}.").format(known=", ".join(SENSATION)),
        )
    return Entry(key=f"sensory/{point}/{side}", value=None if value is None else {"value": value}, by=by)


def measurement(m: Measurement | None, *, key: str = "", by: str = "typed") -> Entry:
    """Record a value under `key` (default: the analyte id, or its label); None with a key clears it."""
    if m is None:
        return Entry(key=f"lab/{key}", value=None, by=by)
    body: dict[str, Any] = {name: getattr(m, name) for name in Measurement.__dataclass_fields__}
    return Entry(key=f"lab/{key or m.analyte or m.label}", value=body, by=by)


def medication(m: Medication | None, *, key: str = "", by: str = "typed") -> Entry:
    if m is None:
        return Entry(key=f"drug/{key}", value=None, by=by)
    return Entry(
        key=f"drug/{key or m.drug or m.name}",
        value={"name": m.name, "drug": m.drug, "detail": m.detail},
        by=by,
    )


def outcome(test: str, value: TestOutcome | None, *, by: str = "typed") -> Entry:
    body = None if value is None else {"outcome": value.outcome, "text": value.text, "day": value.day}
    return Entry(key=f"result/{test}", value=body, by=by)


def verdict(v: Verdict | None, *, kind: str = "", ident: str = "") -> Entry:
    if v is None:
        return Entry(key=f"verdict/{kind}/{ident}", value=None)
    body = {"decision": v.decision.value, "reason": v.reason}
    if v.confidence:
        body["confidence"] = v.confidence
    return Entry(key=f"verdict/{v.kind}/{v.id}", value=body)


def note(name: str, text: str | None) -> Entry:
    return Entry(key=f"note/{name}", value={"text": text} if text else None)


def safety(name: str, state: State | None) -> Entry:
    return Entry(key=f"safety/{name}", value=None if state is None else {"state": State(state).value})
