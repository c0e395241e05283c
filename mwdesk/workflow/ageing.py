"""Whether the knowledge has grown old, or the computer's clock cannot be right."""

from __future__ import annotations

import re
from datetime import date

OLD_AFTER = 12  # months
_VERSION = re.compile(r"(?P<year>\d{4})\.(?P<month>\d{1,2})\b")


def written_in(version: str) -> date | None:
    """The month that a version of the knowledge names, as its first day; None where it names none."""
    found = _VERSION.match(version)
    if found is None or not 1 <= int(found["month"]) <= 12:
        return None
    return date(int(found["year"]), int(found["month"]), 1)


def age_notice(version: str, today: date) -> str:
    """A sentence where the knowledge is over a year old, or the clock stands before it; else ""."""
    written = written_in(version)
    if written is None:
        return ""
    months = (today.year - written.year) * 12 + today.month - written.month
    if months > OLD_AFTER:
        return (
            f"The knowledge is of {written:%B %Y}, {months} months old: advice may have changed since. "
            "Ask for a newer mwdesk."
        )
    if months < 0:
        return (
            f"This computer's clock says {today.day} {today:%B %Y}, before this knowledge was written "
            f"({written:%B %Y}): ages and dates may be wrong. Set the clock."
        )
    return ""
