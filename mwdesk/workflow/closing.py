"""Earlier and closed visits: to be read, and changed only as a correction with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mwdesk.domain.encounter import Encounter, Entry
from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.translation import N_, _

CLOSED = "visit/closed"
_CORRECTION = "visit/correction/"
CLOSE, CORRECT = "close", "correct"  # kinds of steps, and of audit entries
SHORTEST_REASON = 4  # letters

_WORDS = {
    "earlier": N_("This is the visit of {day}, not the latest one. It can be read, not changed."),
    "closed": N_("The visit of {day} is closed. It can be read, not changed."),
    "correcting": N_("Correcting the visit of {day}: {reason}. Every change is kept with name and time."),
    "begun-earlier": N_("The visit of {day} is open. What is found today belongs in a new visit."),
}


class ReadOnlyError(DataError):
    """Somebody tried to change what is only to be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether the open visit may be changed. `kind` is "open", "begun-earlier", "earlier", "closed" or
    "correcting"; `words` says so, empty where there is nothing to say."""

    kind: str = "open"
    words: str = ""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be written."""
        return self.kind in ("earlier", "closed")


OPEN = Standing()


def standing(encounter: Encounter, *, latest: bool, correcting: str, today: datetime) -> Standing:
    """How a visit stands; `correcting` is the reason that was given since it was opened."""
    kind = "open"
    if correcting:
        kind = "correcting"
    elif not latest:
        kind = "earlier"
    elif CLOSED in encounter.entries:
        kind = "closed"
    elif encounter.started.date() < today.date():
        kind = "begun-earlier"
    if kind == "open":
        return OPEN
    day = f"{encounter.started.day} {encounter.started:%B %Y}"
    return Standing(kind=kind, words=_(_WORDS[kind]).format(day=day, reason=correcting))


def must_be_open(found: Standing) -> None:
    """ReadOnlyError where the visit is only to be read."""
    if found.read_only:
        raise ReadOnlyError(
            Issue(
                level=Level.ERROR,
                path=_("visit"),
                message=_("Nothing was changed: this visit is only to be read."),
                fix=_("Start a new visit, or press 'Add a correction' and say why."),
            )
        )


def closed_entry(now: datetime) -> Entry:
    """What the log says of a visit that is closed."""
    return Entry(key=CLOSED, value={"at": now.isoformat()})


def correction_entry(encounter: Encounter, reason: str, who: str, now: datetime) -> Entry:
    """What the log says before anything is corrected; DataError where no reason is given."""
    text = " ".join(reason.split())
    if len(text) < SHORTEST_REASON:
        raise DataError(
            Issue(
                level=Level.ERROR,
                path=_("correction"),
                message=_("A correction needs a reason."),
                fix=_("Write in a few words what was wrong."),
            )
        )
    number = 1 + sum(key.startswith(_CORRECTION) for key in encounter.entries)
    return Entry(
        key=f"{_CORRECTION}{number}", value={"reason": text, "who": who, "at": now.isoformat()}, by="typed"
    )


def corrections(encounter: Encounter) -> tuple[str, ...]:
    """Every correction of a visit in words, the first one first."""
    found = [(k, e.value) for k, e in encounter.entries.items() if k.startswith(_CORRECTION)]
    out = []
    for _key, value in sorted(found, key=lambda pair: int(pair[0].removeprefix(_CORRECTION))):
        if value is not None:
            at = datetime.fromisoformat(str(value["at"]))
            words = _("Corrected on {day} by {who}: {reason}").format(
                day=f"{at.day} {at:%B %Y}", who=value["who"] or _("somebody"), reason=value["reason"]
            )
            out.append(words)
    return tuple(out)
