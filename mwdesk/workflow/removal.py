"""Deleting a patient on request: what would go, what the law may say, and what still holds it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import N_, _, _n
from mwdesk.storage import erasure
from mwdesk.workflow.session import Session
from mwdesk.workflow.words import listed

ADULT = 18  # years: for a child the time is counted from this birthday, as is usual
# Fixed words: they stand in the chain for ever, where nothing of the patient may stand.
REASONS = (
    N_("asked for by the patient"),
    N_("entered by mistake"),
    N_("ordered by a court or authority"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What a deletion would mean. `confirm` is what must be typed; `early` that the time is not over."""

    patient_id: str
    confirm: str
    what: str
    retention: str
    early: bool


def plan(session: Session) -> Removal:
    """What deleting the open patient would remove, and how the time for keeping records stands."""
    patient = session.encounter.patient
    found = erasure.extent(session.store, patient.id)
    seen = found.last_seen or session.encounter.started
    until = keep_until(seen.date(), patient.birth_date, session.clinic.retention_years)
    early = session.now().date() < until
    day = f"{until.day} {until:%B %Y}"
    words = (
        _("Records are to be kept until {day}: {years} years after the last visit.")
        if early
        else _("The time for keeping records was over on {day}: {years} years after the last visit.")
    ).format(day=day, years=session.clinic.retention_years)
    note = _(
        "The years are set on the Clinic page; they are an assumption, not the law. "
        "Ask what holds in your country."
    )
    return Removal(
        patient_id=patient.id,
        confirm=next(iter(patient.identifiers), "") or patient.name or patient.local_name or _("delete"),
        what=_("Gone for good would be: {visits}, {answers}, {letters}.").format(
            visits=_n("{count} visit", "{count} visits", found.visits).format(count=found.visits),
            answers=_n("{count} entry", "{count} entries", found.answers).format(count=found.answers),
            letters=_n("{count} letter", "{count} letters", found.letters).format(count=found.letters),
        ),
        retention=f"{words} {note}",
        early=early,
    )


def keep_until(last_seen: date, born: date | None, years: int) -> date:
    """The day on which the time for keeping a record ends; for a child counted from the 18th birthday."""
    start = last_seen
    if born is not None:
        start = max(start, _later(born, ADULT))
    return _later(start, years)


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=min(9999, day.year + years))
    except ValueError:  # 29 February
        return day.replace(year=min(9999, day.year + years), month=3, day=1)


def remove(session: Session, wanted: Removal, typed: str, reason: str) -> str:
    """Delete the patient for good; returns what to say. DataError where something is missing or refused."""
    if " ".join(typed.split()).casefold() != wanted.confirm.casefold():
        raise _refusal(
            _("What was typed is not “{words}”.").format(words=wanted.confirm), _("Nothing was deleted.")
        )
    if reason not in REASONS:
        raise _refusal(_("A deletion needs a reason."), _("Choose one. Nothing was deleted."))
    if session.encounter.patient.id != wanted.patient_id:
        raise _refusal(_("Another patient is open now."), _("Nothing was deleted."))
    session.close()
    done = erasure.erase(session.store, wanted.patient_id, reason, session.now())
    return " ".join(part for part in (_("The patient was deleted."), _copies(done), _room(done)) if part)


def _copies(done: erasure.Erased) -> str:
    if not done.copies:
        return _("No backup beside the records holds the patient.")
    own = [c.name for c in done.copies if ".before-" not in c.name]
    rest = [c.name for c in done.copies if ".before-" in c.name]
    out = []
    if own:
        out.append(
            _(
                "{count} backups still hold the patient ({names}); they go by themselves within five weeks "
                "of work, or delete these files now in {folder}."
            ).format(count=len(own), names=_listed(own), folder=done.copies[0].parent)
        )
    if rest:
        out.append(
            _("These copies never go by themselves: {names}. Delete them beside the records.").format(
                names=_listed(rest)
            )
        )
    out.append(_("Copies on sticks or other disks are yours to delete."))
    return " ".join(out)


def _listed(names: list[str]) -> str:
    return listed(names, 3)


def _room(done: erasure.Erased) -> str:
    return "" if done.scrubbed else _("The disk has little room: the file keeps empty places.")


def _refusal(message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=_("deletion"), message=message, fix=fix))
