"""Whether the knowledge has grown old, or the computer's clock cannot be right."""

from __future__ import annotations

import re
from datetime import date

from mwdesk.domain.translation import _

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
        return _(
            "The knowledge is of {written}, {months} months old: advice may have changed since. "
            "Ask for a newer mwdesk."
        ).format(written=f"{written:%B %Y}", months=months)
    if months < 0:
        return _(
            "This computer's clock says {today}, before this knowledge was written "
            "({written}): ages and dates may be wrong. Set the clock."
        ).format(today=f"{today.day} {today:%B %Y}", written=f"{written:%B %Y}")
    return ""
