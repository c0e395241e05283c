"""Laboratory results from a table of text: its layout is worked out, its values never."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mwdesk.domain.issue import DataError, Issue, Level
from mwdesk.domain.knowledge import KnowledgeBase
from mwdesk.domain.translation import _
from mwdesk.interchange.labs_dates import day_order, read_day
from mwdesk.interchange.labs_line import LabFile, LabLine, Person, match_analyte
from mwdesk.interchange.measurements import plain

LARGEST = 5_000_000  # bytes
MOST_ROWS = 20_000
_DELIMITERS = ";\t,|"
_LOOK = 25  # rows in which the header is looked for

# Words over a column, as laboratories write them.
_HEADS: Mapping[str, tuple[str, ...]] = {
    "test": (
        "test", "test name", "analyte", "parameter", "investigation", "component", "examination",
        "determination", "description", "item", "assay", "analysis", "analyse", "untersuchung", "prueba",
        "examen", "parametro",
    ),
    "value": (
        "value", "result", "results", "test result", "observed value", "result value", "wert", "ergebnis",
        "resultado", "valor", "resultat", "valeur",
    ),
    "unit": ("unit", "units", "uom", "unit of measure", "einheit", "unidad", "unite", "unites"),
    "range": (
        "range", "reference", "reference range", "ref range", "normal range", "reference interval",
        "biological reference interval", "bio ref interval", "normal values", "referenz", "referenzbereich",
        "rango",
    ),
    "low": ("low", "lower", "lower limit", "ref low", "reference low", "min", "minimum", "low limit"),
    "high": ("high", "upper", "upper limit", "ref high", "reference high", "max", "maximum", "high limit"),
    "day": (
        "date", "day", "collected", "collection date", "sample date", "date collected", "specimen date",
        "result date", "reported", "date of collection", "datum", "fecha", "date time", "datetime",
    ),
    "code": ("loinc", "loinc code", "code", "test code"),
    "patient": ("patient", "patient name", "name of patient", "full name"),
    "birth": ("dob", "birth date", "date of birth", "birthdate", "d o b"),
    "id": (
        "mrn", "patient id", "uhid", "hospital no", "hospital number", "patient number", "id", "reg no",
        "registration number", "identifier",
    ),
}  # fmt: skip
_FLAG = re.compile(r"(?:\s+[(\[]?(?:H|L|HH|LL|N|A|HIGH|LOW)[)\]]?|\s*[(\[]?[*↑↓!]+[)\]]?)\s*$", re.I)
_RANGE = re.compile(r"^\(?([\d.,]+)\s*(?:-|–|—|to|bis|a)\s*([\d.,]+)\)?\s*[^\d]*$", re.I)
_UP_TO = re.compile(r"^(?:<=?|≤|up to|bis)\s*([\d.,]+)\s*[^\d]*$", re.I)
_FROM = re.compile(r"^(?:>=?|≥|from|ab)\s*([\d.,]+)\s*[^\d]*$", re.I)
# What can only be a decimal sign, and what parts thousands if it is not one.
_SURE = {
    ".": re.compile(r"^\D{0,3}\d[\d,]*\.(?:\d{1,2}|\d{4,})(?!\d|\.\d)"),
    ",": re.compile(r"^\D{0,3}\d[\d.]*,(?:\d{1,2}|\d{4,})(?!\d|,\d)"),
}
_THOUSANDS = {  # by the decimal sign
    ".": re.compile(r"(?<![\d.,])[1-9]\d{0,2},\d{3}(?![\d,.])"),
    ",": re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d,.])"),
}
_UNIT_IN_HEAD = re.compile(r"^(.*?)\s*[(\[]([^)\]]+)[)\]]\s*$")


def read_lab_csv(content: bytes, kb: KnowledgeBase, where: str) -> LabFile:
    """The results of a table, long (a row a result) or wide (a column a test). Raises DataError."""
    text, notes = decode(content, where)
    rows = _rows(text, where)
    table = _table(rows, kb)
    if table is None:
        raise _error(
            where,
            _("no table of results was found: no column holds names of tests beside values."),
            _("Give the columns a first row such as: test, result, unit, reference range, date."),
        )
    lines = [_by_one_sign(line, table.sign) for line in (_wide if table.tests else _long)(table, kb)]
    if not lines:
        raise _error(where, _("the table holds no result."), _("Export it again with the results."))
    return LabFile(lines=tuple(lines), notes=tuple(notes))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Where what stands. `tests` is only of a wide table: column -> (name, unit)."""

    columns: Mapping[str, int]
    rows: Sequence[tuple[int, list[str]]]  # number of the line, cells
    tests: Mapping[int, tuple[str, str]]

    @property
    def sign(self) -> str:
        """The decimal sign, as values show that can mean one thing only; "" where nothing tells."""
        at = [*self.tests] or [self.columns["value"]]
        texts = [cells[n] for _line, cells in self.rows for n in at if n < len(cells)]
        found = {sign for sign, shape in _SURE.items() if any(shape.search(text) for text in texts)}
        return found.pop() if len(found) == 1 else ""


def decode(content: bytes, where: str) -> tuple[str, list[str]]:
    """The text of a file and what had to be assumed. Raises DataError for what is no text."""
    if len(content) > LARGEST:
        raise _error(
            where, _("the file is larger than 5 MB: no laboratory sheet is."), _("Choose the results alone.")
        )
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace"), []
    if b"\x00" in content:
        raise _error(where, _("this is no text."), _("Save the table as CSV (text), then choose that file."))
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        said = _("The file is not UTF-8; it was read as Western European (Windows).")
        return content.decode("cp1252", errors="replace"), [said]


def _rows(text: str, where: str) -> list[tuple[int, list[str]]]:
    """The cells of every line that has any, by the delimiter that fits most lines."""
    best: list[tuple[int, list[str]]] = []
    score = 0
    for delimiter in _DELIMITERS:
        rows = _split(text, delimiter)
        counts = Counter(len(cells) for _line, cells in rows if len(cells) > 1)
        width, often = counts.most_common(1)[0] if counts else (1, 0)
        if often * min(width, 12) > score:
            best, score = rows, often * min(width, 12)
    if not best:
        raise _error(
            where,
            _("this is no table: no line has two columns."),
            _("Save the results as CSV, then choose it."),
        )
    if len(best) > MOST_ROWS:
        raise _error(
            where, _("the table has more than 20,000 rows."), _("Choose the results of one patient.")
        )
    return best


def _split(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    out = []
    try:
        for cells in reader:
            shown = [cell.strip() for cell in cells]
            if any(shown):
                out.append((reader.line_num, shown))
            if len(out) > MOST_ROWS:
                break
    except csv.Error:
        return out
    return out


def _table(rows: Sequence[tuple[int, list[str]]], kb: KnowledgeBase) -> _Table | None:
    for at, (_line, cells) in enumerate(rows[:_LOOK]):
        columns = _heads(cells)
        if {"test", "value"} <= columns.keys():
            return _Table(columns=columns, rows=rows[at + 1 :], tests={})
    for at, (_line, cells) in enumerate(rows[:_LOOK]):
        tests = _tests(cells, kb)
        if len(tests) > 1 or (tests and "day" in _heads(cells)):
            return _Table(columns=_heads(cells), rows=rows[at + 1 :], tests=tests)
    return _headless(rows, kb)


def _heads(cells: Sequence[str]) -> dict[str, int]:
    """The meaning of each column whose head is known; the first of a kind counts."""
    out: dict[str, int] = {}
    for at, cell in enumerate(cells):
        word = plain(cell)
        for kind, words in _HEADS.items():
            if word in words:
                out.setdefault(kind, at)
    names = [at for at, cell in enumerate(cells) if plain(cell) == "name"]
    if names:  # "name" is of the patient where another column names the tests
        out.setdefault("patient" if "test" in out else "test", names[0])
    return out


def _tests(cells: Sequence[str], kb: KnowledgeBase) -> dict[int, tuple[str, str]]:
    """Columns of a wide table that are tests, with the unit that stands in their head."""
    out = {}
    for at, cell in enumerate(cells):
        in_head = _UNIT_IN_HEAD.match(cell)
        name, unit = in_head.groups() if in_head else (cell, "")
        if match_analyte(cell, "", kb) is not None or (name and match_analyte(name, "", kb) is not None):
            known = match_analyte(name, "", kb) if name else None
            out[at] = (name, unit) if known is not None and unit and plain(unit) else (cell, "")
    return out


def _headless(rows: Sequence[tuple[int, list[str]]], kb: KnowledgeBase) -> _Table | None:
    """A table without a head: the column of known tests, and the numbers to its right."""
    hits: Counter[int] = Counter()
    for _line, cells in rows[:200]:
        for at, cell in enumerate(cells):
            if cell and match_analyte(cell, "", kb) is not None:
                hits[at] += 1
    for at, _count in hits.most_common(1):
        values: Counter[int] = Counter()
        for _line, cells in rows[:200]:
            after = [i for i in range(at + 1, len(cells)) if cells[i][:1].isdigit()]
            values.update(after[:1])
        if values:
            value = values.most_common(1)[0][0]
            return _Table(columns={"test": at, "value": value, "unit": value + 1}, rows=rows, tests={})
    return None


def _by_one_sign(line: LabLine, sign: str) -> LabLine:
    """A file has one decimal sign: a number that has the other one before three digits is not guessed."""
    if line.why or not sign or not _THOUSANDS[sign].search(line.text):
        return line
    if sign == ".":
        why = _("elsewhere in this file a point is the decimal sign: '{text}' may mean two numbers.")
    else:
        why = _("elsewhere in this file a comma is the decimal sign: '{text}' may mean two numbers.")
    return replace(line, why=why.format(text=line.text))


def _cell(table: _Table, cells: Sequence[str], kind: str) -> str:
    at = table.columns.get(kind, -1)
    return cells[at] if 0 <= at < len(cells) else ""


def _person(table: _Table, cells: Sequence[str], births: str) -> Person:
    ids, born = _cell(table, cells, "id"), _cell(table, cells, "birth")
    return Person(
        name=_cell(table, cells, "patient"),
        birth=read_day(born, births)[0] if re.search(r"\d{4}", born) else "",  # '70 is of which century?
        ids=(ids,) if ids else (),
    )


def _orders(table: _Table) -> tuple[str, str]:
    days = [_cell(table, cells, "day") for _line, cells in table.rows]
    births = [_cell(table, cells, "birth") for _line, cells in table.rows]
    return day_order(days), day_order(births)


def _long(table: _Table, kb: KnowledgeBase) -> list[LabLine]:
    order, births = _orders(table)
    out = []
    for number, cells in table.rows:
        label, text = _cell(table, cells, "test"), _cell(table, cells, "value")
        if not label and not text:
            continue
        found = match_analyte(label, _cell(table, cells, "code"), kb) if label else None
        day, doubt = read_day(_cell(table, cells, "day"), order)
        line = LabLine(
            place=_("line {number}").format(number=number),
            label=label or _("no name"),
            text=_FLAG.sub("", text).strip(),
            unit=_cell(table, cells, "unit"),
            analyte=found.id if found else "",
            day=day,
            doubt=doubt,
            person=_person(table, cells, births),
            why=_why(label, text),
        )
        out.append(_with_range(table, cells, line))
    return out


def _why(label: str, text: str) -> str:
    if not label:
        return _("there is no name of a test.")
    return "" if text else _("there is no value.")


def _wide(table: _Table, kb: KnowledgeBase) -> list[LabLine]:
    order, births = _orders(table)
    out = []
    for number, cells in table.rows:
        day, doubt = read_day(_cell(table, cells, "day"), order)
        for at, (label, unit) in table.tests.items():
            text = cells[at] if at < len(cells) else ""
            found = match_analyte(label, "", kb)
            if text:  # an empty cell is a test that was not done
                out.append(
                    LabLine(
                        place=_("line {number}").format(number=number),
                        label=label,
                        text=_FLAG.sub("", text).strip(),
                        unit=unit,
                        analyte=found.id if found else "",
                        day=day,
                        doubt=doubt,
                        person=_person(table, cells, births),
                    )
                )
    return out


def _with_range(table: _Table, cells: Sequence[str], line: LabLine) -> LabLine:
    """The laboratory's own range, from one column or from two; one that cannot be read is told, not used."""
    low, high = _cell(table, cells, "low"), _cell(table, cells, "high")
    whole = _cell(table, cells, "range")
    if low or high:
        ends = (read_number(low), read_number(high))
        unread = (low and ends[0] is None) or (high and ends[1] is None)
        shown = f"{low} - {high}"
    else:
        ends, unread = read_range(whole)
        shown = whole
    if table.sign and _THOUSANDS[table.sign].search(shown):
        ends, unread = (None, None), True
    if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
        ends, unread = (None, None), True
    told = _("the range '{range}' was not used.").format(range=shown) if unread else ""
    doubt = " ".join(words for words in (line.doubt, told) if words)
    return replace(line, low=ends[0], high=ends[1], doubt=doubt)


def read_range(text: str) -> tuple[tuple[float | None, float | None], bool]:
    """Low and high of "3.5 - 5.1", "< 200", "up to 40"; and whether something there cannot be read."""
    text = text.strip()
    for pattern, places in ((_RANGE, (0, 1)), (_UP_TO, (None, 0)), (_FROM, (0, None))):
        match = pattern.match(text)
        if match:
            ends = [None if at is None else read_number(match.groups()[at]) for at in places]
            bad = any(at is not None and end is None for at, end in zip(places, ends, strict=True))
            return ((None, None), True) if bad else ((ends[0], ends[1]), False)
    return (None, None), bool(text) and any(c.isdigit() for c in text)


def read_number(text: str) -> float | None:
    """A number with point or comma; None where it is none, or may mean two things ("1,200")."""
    text = text.strip()
    if re.fullmatch(r"\d{1,12}(\.\d{1,12})?", text):
        return float(text)
    if re.fullmatch(r"\d{1,12},\d{1,12}", text) and len(text.partition(",")[2]) != 3:
        return float(text.replace(",", "."))
    return None


def _error(path: str, message: str, fix: str) -> DataError:
    return DataError(Issue(level=Level.ERROR, path=path, message=message, fix=fix))
