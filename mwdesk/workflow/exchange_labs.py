"""Laboratory results from a file into the open visit: looked at first, patients compared, nothing guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from mwdesk.domain.encounter import Encounter, Entry, Measurement, Patient, measurement
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _, _n
from mwdesk.interchange.fhir_labs import read_lab_fhir
from mwdesk.interchange.labs_csv import read_lab_csv
from mwdesk.interchange.labs_line import LabFile, LabLine, Person
from mwdesk.interchange.record_read import load_json
from mwdesk.workflow import labs
from mwdesk.workflow.exchange_files import read_whole

LARGEST = 20_000_000  # bytes
_AGE_SLACK = 1.5  # years between an age that was told and a birth date

# add: will be added; unread: not understood; ask: cannot be so, or may mean two things; here: recorded
# already; differs: another value is recorded; older: an earlier value of the same test.
State = Literal["add", "unread", "ask", "here", "differs", "older"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One result of the file and what becomes of it."""

    line: LabLine
    state: State
    words: str  # why, in a sentence; "" where there is nothing to say
    measured: Measurement | None = None

    @property
    def key(self) -> str:
        """The key of the record under which it would stand."""
        return self.line.analyte or self.line.label

    @property
    def may_be_added(self) -> bool:
        """Whether somebody may choose to take it in."""
        return self.measured is not None and self.state in ("add", "differs", "ask")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whether the file is of the open patient, and in words what agrees and what does not."""

    state: Literal["same", "differs", "unnamed", "several"]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file of results would bring. Nothing is written yet."""

    match: Match
    each: tuple[Found, ...]
    notes: tuple[str, ...] = ()

    def of(self, *states: State) -> tuple[Found, ...]:
        """The results in these states, in the order of the file."""
        return tuple(one for one in self.each if one.state in states)


def read_results(path: Path, kb: KnowledgeBase) -> LabFile:
    """The results of a CSV table or an FHIR file. Raises DataError in plain words."""
    content = read_whole(path, LARGEST)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_lab_fhir(load_json(content, path.name), kb, path.name)
    return read_lab_csv(content, kb, path.name)


def preview(kb: KnowledgeBase, encounter: Encounter, file: LabFile, now: datetime) -> Preview:
    """Each result as it would stand in the open visit; only those of the open patient."""
    match, people = _compare(file, encounter.patient, now.date())
    lines = [line for line in file.lines if line.person in people]
    found = [_judge(kb, encounter, line, now.date()) for line in lines]
    notes = (*file.notes, *_left_aside([line for line in file.lines if line.person not in people]))
    return Preview(match=match, each=tuple(_newest(found)), notes=notes)


def _left_aside(lines: Sequence[LabLine]) -> list[str]:
    """Which results are not shown because of whom they are, in words."""
    others = sum(line.person.is_told for line in lines)
    nobody = len(lines) - others
    out = []
    if others:
        told = _n(
            "{count} result of another patient was left aside.",
            "{count} results of other patients were left aside.",
            others,
        )
        out.append(told.format(count=others))
    if nobody:
        told = _n(
            "{count} result without a name was left aside.",
            "{count} results without a name were left aside.",
            nobody,
        )
        out.append(told.format(count=nobody))
    return out


def entries(
    kb: KnowledgeBase, patient: Patient, looked: Preview, chosen: Collection[int], *, is_this_patient: bool
) -> tuple[Entry, ...]:
    """Entries for the results chosen by their place in the preview.

    `is_this_patient`: somebody said so, where the file does not say it. Raises DataError without that word.
    A result that was asked back and is chosen all the same counts as confirmed by whoever chose it.
    """
    if looked.match.state == "several" or (looked.match.state != "same" and not is_this_patient):
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=_("laboratory results"),
                message=looked.match.words,
                fix=_("Say that these results are of the open patient, or open the right one first."),
            )
        )
    out: dict[str, Entry] = {}
    for number, one in enumerate(looked.each):
        if number in chosen and one.may_be_added and one.measured is not None:
            sure = one.state == "ask"
            made = replace(one.measured, confirmed=True) if sure else one.measured
            out[one.key] = measurement(made, key=one.key, by="import")
    return tuple(out.values())


def _judge(kb: KnowledgeBase, encounter: Encounter, line: LabLine, today: date) -> Found:
    if line.why:
        return Found(line=line, state="unread", words=line.why)
    read, issues = _read(kb, encounter.patient, line, sure=False)
    said = " ".join([*([line.doubt] if line.doubt else []), *(f"{i.message} {i.fix}" for i in issues)])
    if read is None:
        sure, _issues = _read(kb, encounter.patient, line, sure=True)
        return Found(line=line, state="ask" if sure else "unread", words=said, measured=sure)
    if _unit_assumed(kb, line, read):
        told = _("no unit stands in the file; {unit} would be taken.").format(unit=read.unit)
        return Found(line=line, state="ask", words=told, measured=read)
    if read.day and read.day > today.isoformat():
        return Found(
            line=line, state="ask", words=_("its day, {day}, is still to come.").format(day=read.day),
            measured=read,
        )  # fmt: skip
    before = encounter.measurements.get(line.analyte or line.label)
    if before is not None:
        same = (before.value, before.unit, before.day) == (read.value, read.unit, read.day)
        told = (
            _("recorded already.")
            if same
            else _("{value} {unit} is recorded; choosing this replaces it.").format(
                value=before.text or f"{before.value:g}", unit=before.unit
            )
        )
        return Found(line=line, state="here" if same else "differs", words=told, measured=read)
    return Found(line=line, state="add", words=said, measured=read)


def _unit_assumed(kb: KnowledgeBase, line: LabLine, read: Measurement) -> bool:
    """Whether the file gives no unit although this test is reported in units that differ."""
    analyte = kb.analytes.get(line.analyte)
    typed = labs.parse(line.text)
    if analyte is None or line.unit.strip() or (typed is not None and typed.unit):
        return False
    return bool(read.unit) and len({(unit.factor, unit.offset) for unit in analyte.units}) > 1


def _read(
    kb: KnowledgeBase, patient: Patient, line: LabLine, *, sure: bool
) -> tuple[Measurement | None, tuple[Issue, ...]]:
    return labs.read(
        kb,
        patient,
        line.analyte,
        line.text,
        line.unit,
        line.low,
        line.high,
        label=line.label,
        day=line.day,
        confirmed=sure,
    )


def _newest(found: list[Found]) -> list[Found]:
    """A visit holds one value of each test: the newest counts, earlier ones are told.

    Where the days do not say which of two values is the newer one, somebody is asked.
    """
    groups: dict[str, list[int]] = {}
    for at, one in enumerate(found):
        if one.state in ("add", "differs", "here"):
            groups.setdefault(one.key, []).append(at)
    out = list(found)
    for places in groups.values():
        newest = max(found[at].line.day for at in places)
        last = [at for at in places if found[at].line.day == newest]
        rival = len({_amount(found[at]) for at in last}) > 1
        for at in places:
            if found[at].state != "here" and (at != last[-1] or rival):
                out[at] = _second(found[at], newest, rival=rival and at in last, again=at in last)
    return out


def _amount(one: Found) -> tuple[float, str] | None:
    return None if one.measured is None else (one.measured.value, one.measured.unit)


def _second(one: Found, newest: str, *, rival: bool, again: bool) -> Found:
    """A result of which the file holds another one, too."""
    if rival or (not again and not one.line.day):
        words = _("the file holds another value of this test, and its days do not say which is the newer.")
        return replace(one, state="ask", words=words)
    if again:
        return replace(one, state="older", words=_("it stands in the file twice."))
    words = _("an earlier value of the same test: a visit holds one of each.")
    return replace(one, state="older", words=words)


# whose results they are


def _compare(file: LabFile, patient: Patient, today: date) -> tuple[Match, tuple[Person, ...]]:
    """Whether these are the open patient's, and the people of the file whose results are to be shown."""
    people = tuple(dict.fromkeys(line.person for line in file.lines))
    judged = {person: _differences(person, patient, today) for person in people}
    same = tuple(p for p, (agree, differ) in judged.items() if agree and not differ)
    if any(_are_two(one, other) for one in same for other in same):
        words = _("The file holds several people whom this could be of: {people}.")
        shown = "; ".join(" ".join((p.name, p.birth, *p.ids)).strip() for p in same)
        return Match(state="several", words=words.format(people=shown)), ()
    if same:
        return Match(state="same", words="; ".join(judged[same[0]][0])), same
    if len(people) > 1:
        words = _("The file holds results of {count} people, and none of them is the open patient.")
        return Match(state="several", words=words.format(count=len(people))), ()
    if not people or not people[0].is_told:
        words = _("The file does not say whose results these are.")
        return Match(state="unnamed", words=words), people
    return Match(state="differs", words="; ".join(judged[people[0]][1]) or _unlike(people[0])), people


def _are_two(one: Person, other: Person) -> bool:
    """Whether a file parts these two by number or birth date, however alike their names."""
    numbers = [{_bare(ident) for ident in p.ids} for p in (one, other)]
    return bool(
        (all(numbers) and not numbers[0] & numbers[1])
        or (one.birth and other.birth and one.birth != other.birth)
    )


def _unlike(person: Person) -> str:
    if len(_tokens(person.name)) == 1 and not person.birth:
        told = _("The file is of {name}: one name alone does not say who it is.")
        return told.format(name=person.name)
    return _("The file is of {name}; nothing recorded here can be compared with it.").format(
        name=person.name or person.birth or ", ".join(person.ids)
    )


def _differences(person: Person, patient: Patient, today: date) -> tuple[list[str], list[str]]:
    """What agrees and what does not, in words."""
    agree: list[str] = []
    differ: list[str] = []
    theirs, ours = _tokens(person.name), [_tokens(patient.name), _tokens(patient.local_name)]
    known = [name for name in ours if name]
    if theirs and known:
        alike = any(_alike(theirs, name) for name in known)
        told = _("name in the file: {theirs}; open patient: {ours}")
        if len(theirs) > 1 or not alike:  # one name alone is no proof
            (agree if alike else differ).append(
                told.format(theirs=person.name, ours=patient.name or patient.local_name)
            )
    if person.birth and patient.birth_date is not None:
        same = person.birth == patient.birth_date.isoformat()
        told = _("birth date in the file: {theirs}; open patient: {ours}")
        (agree if same else differ).append(
            told.format(theirs=person.birth, ours=patient.birth_date.isoformat())
        )
    elif person.birth and patient.age_years is not None:
        age = Patient(id="", birth_date=date.fromisoformat(person.birth)).age_on(today) or 0.0
        if abs(age - patient.age_years) > _AGE_SLACK:
            told = _("birth date in the file: {theirs}; open patient: {ours} years old")
            differ.append(told.format(theirs=person.birth, ours=f"{patient.age_years:g}"))
    numbers = {_bare(one) for one in (*patient.identifiers, patient.id)} - {""}
    if person.ids and patient.identifiers:
        told = _("number in the file: {theirs}; open patient: {ours}")
        same = any(_bare(one) in numbers for one in person.ids)
        (agree if same else differ).append(
            told.format(theirs=", ".join(person.ids), ours=", ".join(patient.identifiers))
        )
    elif any(_bare(one) in numbers for one in person.ids):
        agree.append(_("the number in the file is this patient's"))
    return agree, differ


def _tokens(name: str) -> frozenset[str]:
    """The words of a name, titles and initials aside."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = (word.strip(".,") for word in unicodedata.normalize("NFC", plain).replace(",", " ").split())
    return frozenset(
        w for w in words if (len(w) > 1 or w.isdigit()) and w not in ("mr", "mrs", "ms", "dr", "smt", "shri")
    )


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """The same words, or two of them in common and none against."""
    return one == other or ((one <= other or other <= one) and len(one & other) > 1)


def _bare(number: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", number) if c.isalnum()).casefold()
