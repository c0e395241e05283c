"""Days as laboratories write them; one that may mean two days is told and not used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from mwdesk.domain.translation import _

_NUMBERS = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)")
_NAMED = re.compile(r"(\d{1,2})[\s./-]*([a-z]{3,9})\.?[\s./,-]*(\d{4})", re.I)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 2000


def day_order(cells: Iterable[str]) -> str:
    """ "day" or "month", whichever stands first in this column; "" where no row tells."""
    pairs = [m.groups() for cell in cells if (m := _NUMBERS.match(cell.strip()))]
    day = any(int(first) > 12 for first, _second, _year in pairs)
    month = any(int(second) > 12 for _first, second, _year in pairs)
    return "day" if day and not month else "month" if month and not day else ""


def read_day(cell: str, order: str) -> tuple[str, str]:
    """ISO date and a doubt in words; both empty where there is nothing."""
    text = cell.strip()
    if not text:
        return "", ""
    try:
        return datetime.fromisoformat(text).date().isoformat(), ""
    except ValueError:
        pass
    named, numbers = _NAMED.match(text), _NUMBERS.match(text)
    if named and named.group(2)[:3].lower() in _MONTHS:
        month = _MONTHS.index(named.group(2)[:3].lower()) + 1
        return _made(int(named.group(3)), month, int(named.group(1)), text)
    if numbers is None:
        return "", _no_day(text)
    first, second, year = (int(part) for part in numbers.groups())
    year += _CENTURY if year < 100 else 0
    if not order and "." in text:  # 3.4.2026 is written by those who put the day first
        order = "day"
    if not order and first != second:
        return "", _("'{text}' may be two different days, so no day was used.").format(text=text)
    return _made(year, second, first, text) if order != "month" else _made(year, first, second, text)


def _made(year: int, month: int, day: int, text: str) -> tuple[str, str]:
    try:
        return date(year, month, day).isoformat(), ""
    except ValueError:
        return "", _no_day(text)


def _no_day(text: str) -> str:
    return _("'{text}' is no day, so none was used.").format(text=text)
