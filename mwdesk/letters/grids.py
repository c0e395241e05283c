"""Blocks that are tables on paper: results, examination, safety, powers, signature and the reply slip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportlab.lib.colors import Color, white
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from mwdesk.domain import letter as words
from mwdesk.letters.figures import Body, Reflexes, grade_colours
from mwdesk.letters.flow import Together
from mwdesk.letters.grid import Frame, Grid, Padding, Row, Rules
from mwdesk.letters.typeset import Gap, Rule, stack_height
from mwdesk.letters.typography import INK, LINE, MUTED

if TYPE_CHECKING:
    from mwdesk.letters.layout import Layout

_HAIR: Frame = (LINE, 0.35)
_SHARES = {
    2: (1, 3.6),
    3: (0.7, 2.4, 2.4),
    4: (0.7, 2.2, 2.2, 1.1),
    5: (2.7, 1.2, 2.4, 1.65, 1.6),
    6: (1.8, 1.8, 1.8, 1, 0.7, 0.7),
}
_FLAGGED = ("critical", "high", "low")
_QUIET = (words.NOT_ASKED, "Not measured", "Does not apply")
_YES = "#E3E8EC"


def _widths(total: float, block: words.Table) -> list[float]:
    count = len(block.header)
    shares = block.shares or _SHARES.get(count, (1,) * count)
    return [total * share / sum(shares) for share in shares]


def table(layout: Layout, block: words.Table, *, first: bool) -> list[Flowable]:
    """Hairlines between rows, header repeated on each page, flagged rows in bold."""
    rows = [Row([[layout.text(h, "head_cell")] for h in block.header])]
    flags = block.flags or ("",) * len(block.rows)
    for row, flag in zip(block.rows, flags, strict=True):
        style = ("cell_bold" if flag in _FLAGGED else "cell") if first else "small"
        plain = "cell" if first else "small"
        rows.append(Row([[layout.text(cell, plain if n == 1 else style)] for n, cell in enumerate(row)]))
    made = Grid(
        rows,
        _widths(layout.content if first else layout.width, block),
        pads=Padding(right=6, top=1.2, bottom=1.4),
        head_pads=Padding(right=6, bottom=1.4),
        rules=Rules(under=_HAIR),
        head=1,
    )
    out: list[Flowable] = [made]
    if block.more is not None:
        out.append(layout.more(block.more))
    if block.note:
        out.append(layout.text(block.note, "note"))
    return out


def key_values(layout: Layout, block: words.KeyValues) -> Flowable:
    rows: list[Row] = []
    for number, (label, value) in enumerate(block.rows):
        if number % 2 == 0:
            rows.append(Row([]))
        rows[-1].cells += [[layout.text(label, "label")], [layout.text(value, "small", label)]]
    for row in rows:
        row.cells += [[]] * (4 - len(row.cells))
    free = (layout.content - 2 * 30 * mm) / 2
    return Grid(rows, [30 * mm, free, 30 * mm, free], pads=Padding(right=6, bottom=1))


def reflexes(layout: Layout, block: words.ReflexFigure) -> Flowable:
    return Reflexes(block, layout.writer)


def examination(layout: Layout, block: words.Examination) -> list[Flowable]:
    """Abnormal, the reflex figure, tested and normal, not tested: side by side, never merged."""
    figure = 108.0 if block.reflexes is not None else 0.0
    wide = _three_columns(block, layout.content - figure)
    columns = [
        _abnormal(layout, block, wide[0] - 8),
        _word_column(layout, "Tested and normal", block.normal, "Nothing recorded as normal"),
        _word_column(layout, words.NOT_TESTED, block.not_tested, "All core items were tested"),
    ]
    if block.reflexes is not None:
        columns.insert(1, [layout.text("Reflexes", "column"), reflexes(layout, block.reflexes)])
        wide = [wide[0], figure, wide[1], wide[2]]
    last = len(wide) - 1
    made = Grid(
        [Row(columns)],
        wide,
        pads=[*[Padding(right=8)] * last, Padding(left=7)],
        rules=Rules(before=(last, (INK, 1.1))),
    )
    out: list[Flowable] = [made]
    if block.reflexes is not None:
        out.append(layout.text(f"Reflexes: {block.reflexes.legend}.", "note"))
    return out


def _abnormal(layout: Layout, block: words.Examination, width: float) -> list[Flowable]:
    out: list[Flowable] = [layout.text("Abnormal", "column")]
    if block.power:
        out += [_power_rows(layout, block.power, width), Gap(2)]
    out += [_lines(layout, lines) for lines in block.abnormal]
    if len(out) == 1:
        empty = "Nothing abnormal was recorded" if block.normal else "No examination was recorded"
        out.append(layout.text(empty, "small"))
    if block.more is not None:
        out.append(layout.more(block.more))
    return out


def _three_columns(block: words.Examination, width: float) -> list[float]:
    """The abnormal column keeps its width; the two others share the rest by how much they have to say."""
    abnormal = width * 0.41
    lengths = [
        sum(len(t) for part in column for t in part.lines) for column in (block.normal, block.not_tested)
    ]
    share = min(0.64, max(0.36, lengths[0] / max(1, sum(lengths))))
    return [abnormal, (width - abnormal) * share, (width - abnormal) * (1 - share)]


def _lines(layout: Layout, block: words.Lines) -> Flowable:
    return layout.labelled(block.heading, "; ".join(block.lines), "small", quiet=True)


def _word_column(layout: Layout, name: str, lines: Sequence[words.Lines], nothing: str) -> list[Flowable]:
    body = [_lines(layout, block) for block in lines]
    return [layout.text(name, "column"), *(body or [layout.text(nothing, "small")])]


def _power_rows(layout: Layout, powers: Sequence[words.Power], width: float) -> Grid:
    head = [("Power (MRC)", "head_cell"), ("Right", "head_centre"), ("Left", "head_centre")]
    rows = [Row([[layout.text(said, style)] for said, style in head])]
    for power in powers:
        cells = [[layout.text(_movement(power), "small")], *_grades(layout, power)]
        rows.append(_shaded(Row(cells), 1, power))
    return Grid(
        rows,
        [width - 48, 24, 24],
        pads=Padding(bottom=0.6),
        rules=Rules(under=_HAIR, columns=(0,), last=True),
        head_pads=Padding(),
        align="middle",
    )


def _movement(power: words.Power) -> str:
    return power.movement[:1].upper() + power.movement[1:]


def _grades(layout: Layout, power: words.Power) -> list[list[Flowable]]:
    return [[_grade(layout, power.right)], [_grade(layout, power.left)]]


def _grade(layout: Layout, grade: str) -> Flowable:
    if not grade:
        return layout.text("·", "grade_quiet")
    return layout.text(grade, "grade", colour=white if grade in ("2", "1", "0") else None)


def _shaded(row: Row, column: int, power: words.Power) -> Row:
    """The row with the colours of its grades, right in `column` and left beside it."""
    fills: dict[int, Color | str] = dict(row.fills)
    frames: dict[int, Frame] = dict(row.frames)
    for at, grade in ((column, power.right), (column + 1, power.left)):
        if grade and grade not in ("5", "NT"):
            fills[at], frames[at] = grade_colours(grade)[0], ("#FFFFFF", 1)
    row.fills, row.frames = fills, frames
    return row


def safety(layout: Layout, block: words.SafetyStrip) -> list[Flowable]:
    """What was answered, five to a line, yes in bold on grey; then in one line what was not asked."""
    told = [i for i in block.items if i.answer not in _QUIET or (i.detail and i.answer == words.NOT_ASKED)]
    silent = [item for item in block.items if item not in told]
    out: list[Flowable] = [_strip(layout, told)] if told else []
    for answer in _QUIET:
        named = ", ".join(_with_detail(item) for item in silent if item.answer == answer)
        if named:
            out += [Gap(2)] if out else []
            out.append(layout.labelled(answer, named, "small"))
    return out


def _with_detail(item: words.SafetyItem) -> str:
    return f"{item.name} ({item.detail})" if item.detail else item.name


def _strip(layout: Layout, items: Sequence[words.SafetyItem]) -> Grid:
    per_line, wide = min(5, len(items)), layout.content / 5
    rows: list[Row] = []
    for start in range(0, len(items), per_line):
        line = items[start : start + per_line]
        cells = [[layout.text(item.name, "label"), _answer(layout, item)] for item in line]
        yes = [column for column, item in enumerate(line) if item.answer == "Yes" or item.flagged]
        row = Row(cells + [[]] * (per_line - len(cells)))
        row.fills, row.frames = dict.fromkeys(yes, _YES), dict.fromkeys(yes, (INK, 0.9))
        rows.append(row)
    return Grid(
        rows,
        [wide] * per_line,
        pads=Padding(4, 3, 1.6, 2.2),
        rules=Rules(inner=_HAIR, around=_HAIR),
    )


def _answer(layout: Layout, item: words.SafetyItem) -> Flowable:
    detail = f" {item.detail}" if item.detail else ""
    return layout.pieces([(item.answer, item.answer not in _QUIET), (detail, False)], "small", item.name)


def powers(layout: Layout, block: words.PowerTable) -> list[Flowable]:
    """Movements in two columns, the body beside them while both fit on a page."""
    sections = (s for s in layout.letter.sections if block in s.blocks)
    charts = (b for s in sections for b in s.blocks if isinstance(b, words.BodyChart))
    chart = next(charts, None)
    rough = 9.5 * (len(block.rows) + 3) / 2 + 20  # height of the grid: the body is drawn about as tall
    scale = min(1.32, max(0.95, rough / 158))
    body = Body(chart, layout.writer, scale) if chart is not None else None
    beside = len(block.rows) <= 90
    width = layout.width - (body.width + 6 if beside and body is not None else 0)
    grid = _power_grid(layout, block.rows, width - 10)
    note = layout.text(block.note, "note")
    if body is None or chart is None:
        return [grid, note]
    legend = layout.text(chart.legend, "note")
    if not beside:
        return [grid, note, body, legend]
    row = Row([[grid, Gap(2), note, Gap(2), legend], [body]])
    return [Grid([row], [width, layout.width - width], pads=[Padding(right=10), Padding()])]


def _power_grid(layout: Layout, rows: Sequence[words.Power], width: float) -> Grid:
    half = (len(rows) + 1) // 2
    names = (("Movement", "head_cell"), ("Roots", "head_cell"), ("R", "head_centre"), ("L", "head_centre"))
    head = [[layout.text(said, style)] for said, style in names]
    made = [Row([*head, [], *head])]
    for number in range(half):
        line = Row(_power_cells(layout, rows[number]))
        _shaded(line, 2, rows[number])
        line.cells.append([])
        if number + half < len(rows):
            line.cells += _power_cells(layout, rows[number + half])
            _shaded(line, 7, rows[number + half])
        made.append(line)
    free = (width - 4 * 19 - 8) / 2
    sizes = [free * 0.68, free * 0.32, 19, 19]
    return Grid(
        made,
        [*sizes, 8, *sizes],
        pads=Padding(top=0.5, bottom=0.5),
        head_pads=Padding(),
        rules=Rules(under=_HAIR, columns=(0, 1, 2, 3, 5, 6, 7, 8), last=True),
        head=1,
        align="middle",
    )


def _power_cells(layout: Layout, power: words.Power) -> list[list[Flowable]]:
    name = _movement(power) + power.section_mark
    roots = ", ".join(power.roots.split(", ")[:3])
    return [[layout.text(name, "small")], [layout.text(roots, "label")], *_grades(layout, power)]


def signature(layout: Layout, block: words.Signature) -> Flowable:
    """A line to sign on, and who signs."""
    rows = dict(block.rows)
    who = ", ".join(
        v for v in (rows.get("Name", ""), rows.get("Degree", "")) if v and v != words.NOT_RECORDED
    )
    lines = [layout.text(who or "Name not recorded", "small_bold")]
    details = [f"{k}: {v}" for k, v in block.rows if k not in ("Name", "Degree")]
    lines += [layout.text(" · ".join(details[:-1]), "small"), layout.text(details[-1], "small")]
    if block.copies:
        lines.append(layout.text(f"Copies to: {block.copies}", "small"))
    line = [Gap(15), Rule(INK, 0.6, share=0.94, below=1), layout.text("Signature", "label")]
    total = layout.content
    return Grid([Row([line, lines])], [total * 0.4, total * 0.6])


def reply_slip(layout: Layout, block: words.ReplySlip) -> list[Flowable]:
    """Below a line to cut along: whom it is about, and ruled space to write in."""
    head = layout.text("✂  Reply slip: please tear off and return", "column")
    about = " · ".join(f"{k}: {v}" for k, v in block.about)
    high = 14.5 if layout.letter.kind != "reply_slip" else 38
    rows = []
    for name, lines in block.fields:
        for number in range(lines):
            label: list[Flowable] = [layout.text(name, "label")] if number == 0 else []
            tall = stack_height(label, 62 * mm)
            rows.append(Row([[Gap(max(0.0, high - tall - 1)), *label], []], least=high))
    ruled = Grid(
        rows,
        [62 * mm, layout.width - 62 * mm],
        rules=Rules(under=(MUTED, 0.4), columns=(1,), last=True),
    )
    cut = Rule(MUTED, 0.7, below=1, dash="[3 3] 0 d")
    return [Together([Gap(4), cut, head, Gap(1), layout.text(about, "small"), Gap(1), ruled])]
