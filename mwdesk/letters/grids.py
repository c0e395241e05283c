"""Blocks that are tables on paper: results, examination, safety, powers, signature and the reply slip."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from mwdesk.domain import letter as words
from mwdesk.letters.figures import Body, Reflexes, grade_colours
from mwdesk.letters.typography import BOLD, GROUND, INK, LINE, MUTED, TEXT

if TYPE_CHECKING:
    from mwdesk.letters.layout import Layout

# Every table names the font: an empty cell would otherwise bring in one that is not embedded.
_TIGHT = [
    ("FONTNAME", (0, 0), (-1, -1), TEXT),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]
BARE = TableStyle(_TIGHT)
PATIENT = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), TEXT),
        ("BACKGROUND", (0, 0), (-1, -1), GROUND),
        ("SPAN", (0, 0), (1, 0)),
        ("SPAN", (2, 0), (-1, 0)),
        ("SPAN", (0, 1), (-1, 1)),
        ("LINEBELOW", (0, 0), (-1, 0), 0.35, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("LEFTPADDING", (0, 0), (0, -1), 5),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, 1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, 1), 3),
        ("TOPPADDING", (0, 2), (-1, -1), 0.6),
        ("BOTTOMPADDING", (0, 2), (-1, -1), 0.6),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 4),
    ]
)
_SHARES = {
    2: (1, 3.6),
    3: (0.7, 2.4, 2.4),
    4: (0.7, 2.2, 2.2, 1.1),
    5: (2.7, 1.2, 2.4, 1.65, 1.6),
    6: (1.8, 1.8, 1.8, 1, 0.7, 0.7),
}
_FLAGGED = ("critical", "high", "low")


def _widths(total: float, count: int) -> list[float]:
    shares = _SHARES.get(count, (1,) * count)
    return [total * share / sum(shares) for share in shares]


def _content(layout: Layout) -> float:
    return layout.content


def table(layout: Layout, block: words.Table) -> list[Flowable]:
    """Hairlines between rows, header repeated on each page, flagged rows in bold."""
    first = any(block in s.blocks and s.place is words.Place.FIRST for s in layout.letter.sections)
    width = _content(layout) if first else layout.width
    cells: list[list[Any]] = [[layout.text(h, "head_cell") for h in block.header]]
    flags = block.flags or ("",) * len(block.rows)
    for row, flag in zip(block.rows, flags, strict=True):
        style = ("cell_bold" if flag in _FLAGGED else "cell") if first else "small"
        cells.append(
            [layout.text(cell, style if n != 1 or not first else "cell") for n, cell in enumerate(row)]
        )
    made = Table(cells, colWidths=_widths(width, len(block.header)), repeatRows=1, splitInRow=1)
    made.setStyle(
        [
            *_TIGHT,
            ("RIGHTPADDING", (0, 0), (-1, -1), 6),
            ("TOPPADDING", (0, 1), (-1, -1), 1.2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4),
            ("LINEBELOW", (0, 0), (-1, -2), 0.35, LINE),
        ]
    )
    out: list[Flowable] = [made]
    if block.more is not None:
        out.append(layout.more(block.more))
    if block.note:
        out.append(layout.text(block.note, "note"))
    return out


def key_values(layout: Layout, block: words.KeyValues) -> Flowable:
    cells: list[list[Any]] = []
    for number, (label, value) in enumerate(block.rows):
        if number % 2 == 0:
            cells.append([])
        cells[-1] += [layout.text(label, "label"), layout.text(value, "small", label)]
    cells[-1] += [""] * (4 - len(cells[-1]))
    free = (_content(layout) - 2 * 30 * mm) / 2
    made = Table(cells, colWidths=[30 * mm, free, 30 * mm, free], splitInRow=1)
    made.setStyle([*_TIGHT, ("BOTTOMPADDING", (0, 0), (-1, -1), 1)])
    return made


def examination(layout: Layout, block: words.Examination) -> list[Flowable]:
    """Abnormal, the reflex figure, tested and normal, not tested: side by side, never merged."""
    total, figure = _content(layout), 108.0 if block.reflexes is not None else 0.0
    wide = _three_columns(block, total - figure)
    abnormal: list[Flowable] = [_column_head(layout, "Abnormal")]
    if block.power:
        abnormal += [_power_rows(layout, block.power, wide[0] - 8), Spacer(1, 2)]
    abnormal += [_lines(layout, lines) for lines in block.abnormal]
    if len(abnormal) == 1:
        empty = "Nothing abnormal was recorded" if block.normal else "No examination was recorded"
        abnormal.append(layout.text(empty, "small"))
    if block.more is not None:
        abnormal.append(layout.more(block.more))
    normal = _word_column(layout, "Tested and normal", block.normal, "Nothing recorded as normal")
    untested = _word_column(layout, words.NOT_TESTED, block.not_tested, "All core items were tested")
    row: list[Any] = [abnormal, normal, untested]
    sizes = wide
    if block.reflexes is not None:
        row.insert(1, [_column_head(layout, "Reflexes"), Reflexes(block.reflexes, layout.writer)])
        sizes = [wide[0], figure, wide[1], wide[2]]
    made = Table([row], colWidths=sizes, splitInRow=1)
    made.setStyle(
        [
            *_TIGHT,
            ("RIGHTPADDING", (0, 0), (-2, -1), 8),
            ("LEFTPADDING", (-1, 0), (-1, -1), 7),
            ("LINEBEFORE", (-1, 0), (-1, -1), 1.1, INK),
        ]
    )
    out: list[Flowable] = [made]
    if block.reflexes is not None:
        out.append(layout.text(f"Reflexes: {block.reflexes.legend}.", "note"))
    return out


def _three_columns(block: words.Examination, width: float) -> list[float]:
    """The abnormal column keeps its width; the two others share the rest by how much they have to say."""
    abnormal = width * 0.41
    lengths = [
        sum(len(t) for part in column for t in part.lines) for column in (block.normal, block.not_tested)
    ]
    share = min(0.64, max(0.36, lengths[0] / max(1, sum(lengths))))
    return [abnormal, (width - abnormal) * share, (width - abnormal) * (1 - share)]


def _column_head(layout: Layout, name: str) -> Paragraph:
    return layout.text(name, "column")


def _lines(layout: Layout, block: words.Lines) -> Paragraph:
    head = layout.writer.mark(block.heading)
    text = layout.writer.mark("; ".join(block.lines), where="the examination")
    return layout.writer.marked(f'<font color="#51616D">{head}:</font> {text}', layout.styles["small"])


def _word_column(layout: Layout, name: str, lines: tuple[words.Lines, ...], nothing: str) -> list[Flowable]:
    body: list[Flowable] = [_lines(layout, block) for block in lines]
    return [_column_head(layout, name), *(body or [layout.text(nothing, "small")])]


def _power_rows(layout: Layout, powers: tuple[words.Power, ...], width: float) -> Table:
    cells: list[list[Any]] = [
        [
            layout.text("Power (MRC)", "head_cell"),
            layout.text("Right", "head_centre"),
            layout.text("Left", "head_centre"),
        ]
    ]
    style: list[Any] = [*_TIGHT, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for number, power in enumerate(powers, start=1):
        name = power.movement[:1].upper() + power.movement[1:]
        cells.append([layout.text(name, "small"), _grade(layout, power.right), _grade(layout, power.left)])
        style += _shade(number, 1, power.right) + _shade(number, 2, power.left)
    made = Table(cells, colWidths=[width - 48, 24, 24], style=style, hAlign="LEFT")
    made.setStyle([("LINEBELOW", (0, 0), (0, -1), 0.35, LINE), ("BOTTOMPADDING", (0, 1), (-1, -1), 0.6)])
    return made


def _grade(layout: Layout, grade: str) -> Paragraph:
    if not grade:
        return layout.text("·", "grade_quiet")
    if grade in ("2", "1", "0"):
        return layout.writer.marked(f'<font color="#FFFFFF">{grade}</font>', layout.styles["grade"])
    return layout.text(grade, "grade")


def _shade(row: int, column: int, grade: str) -> list[Any]:
    if not grade or grade in ("5", "NT"):
        return []
    return [
        ("BACKGROUND", (column, row), (column, row), grade_colours(grade)[0]),
        ("BOX", (column, row), (column, row), 1, "#FFFFFF"),
    ]


def safety(layout: Layout, block: words.SafetyStrip) -> Flowable:
    """Five to a line: the question small, the answer under it; yes is bold on grey."""
    per_line = 5
    cells: list[list[Any]] = []
    style: list[Any] = [
        *_TIGHT,
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
        ("INNERGRID", (0, 0), (-1, -1), 0.35, LINE),
        ("BOX", (0, 0), (-1, -1), 0.35, LINE),
    ]
    for number, item in enumerate(block.items):
        row, column = divmod(number, per_line)
        if column == 0:
            cells.append([""] * per_line)
        cells[row][column] = [layout.text(item.name, "label"), _answer(layout, item)]
        if item.answer == "Yes":
            style.append(("BACKGROUND", (column, row), (column, row), "#E3E8EC"))
            style.append(("BOX", (column, row), (column, row), 0.9, INK))
    made = Table(cells, colWidths=[_content(layout) / per_line] * per_line, splitInRow=1)
    made.setStyle(style)
    return made


def _answer(layout: Layout, item: words.SafetyItem) -> Paragraph:
    answer, detail = layout.writer.mark(item.answer), layout.writer.mark(item.detail, where=item.name)
    quiet = item.answer in (words.NOT_ASKED, "Not measured", "Does not apply")
    head = answer if quiet else f'<font face="{BOLD}">{answer}</font>'
    if quiet:
        head = f"<i>{answer}</i>"
    return layout.writer.marked(head + (f" {detail}" if detail else ""), layout.styles["small"])


def powers(layout: Layout, block: words.PowerTable) -> list[Flowable]:
    """Movements in two columns, the body beside them while both fit on a page."""
    chart = next(
        (
            b
            for s in layout.letter.sections
            if block in s.blocks
            for b in s.blocks
            if isinstance(b, words.BodyChart)
        ),
        None,
    )
    beside = chart is not None and len(block.rows) <= 90
    body = Body(chart, layout.writer) if chart is not None else None
    width = layout.width - (body.width + 6 if beside and body is not None else 0)
    grid = _power_grid(layout, block.rows, width - 10)
    note = layout.text(block.note, "note")
    if body is None or chart is None:
        return [grid, note]
    legend = layout.text(chart.legend, "note")
    if not beside:
        return [grid, note, body, legend]
    outer = Table([[[grid, Spacer(1, 2), note], [body, legend]]], colWidths=[width, layout.width - width])
    outer.setStyle([*_TIGHT, ("RIGHTPADDING", (0, 0), (0, -1), 10)])
    return [outer]


def _power_grid(layout: Layout, rows: tuple[words.Power, ...], width: float) -> Table:
    half = (len(rows) + 1) // 2
    head = [layout.text(t, s) for t, s in (("Movement", "head_cell"), ("Roots", "head_cell"))]
    head += [layout.text(t, "head_centre") for t in ("R", "L")]
    cells: list[list[Any]] = [[*head, "", *head]]
    style: list[Any] = [*_TIGHT, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    for number in range(half):
        line: list[Any] = []
        for side, power in enumerate(
            (rows[number], rows[number + half] if number + half < len(rows) else None)
        ):
            line += _power_cells(layout, power) + ([""] if side == 0 else [])
            if power is not None:
                style += _shade(number + 1, 2 + side * 5, power.right) + _shade(
                    number + 1, 3 + side * 5, power.left
                )
        cells.append(line)
    free = (width - 4 * 19 - 8) / 2
    sizes = [free * 0.68, free * 0.32, 19, 19]
    made = Table(cells, colWidths=[*sizes, 8, *sizes], repeatRows=1)
    made.setStyle(style)
    for start in (0, 5):
        made.setStyle([("LINEBELOW", (start, 0), (start + 3, -1), 0.35, LINE)])
    made.setStyle([("BOTTOMPADDING", (0, 1), (-1, -1), 0.5), ("TOPPADDING", (0, 1), (-1, -1), 0.5)])
    return made


def _power_cells(layout: Layout, power: words.Power | None) -> list[Any]:
    if power is None:
        return ["", "", "", ""]
    name = power.movement[:1].upper() + power.movement[1:] + (" (by section)" if power.by_section else "")
    roots = ", ".join(power.roots.split(", ")[:3])
    return [
        layout.text(name, "small"),
        layout.text(roots, "label"),
        _grade(layout, power.right),
        _grade(layout, power.left),
    ]


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
    line = [
        Spacer(1, 15),
        HRFlowable(width="94%", thickness=0.6, color=INK, hAlign="LEFT", spaceBefore=0, spaceAfter=1),
    ]
    line.append(layout.text("Signature", "label"))
    total = _content(layout)
    return Table([[line, lines]], colWidths=[total * 0.4, total * 0.6], style=BARE)


def reply_slip(layout: Layout, block: words.ReplySlip) -> list[Flowable]:
    """Below a line to cut along: whom it is about, and ruled space to write in."""
    cut = HRFlowable(width="100%", thickness=0.7, color=MUTED, dash=(3, 3), spaceBefore=4, spaceAfter=1)
    head = layout.text("✂  Reply slip: please tear off and return", "column")
    about = " · ".join(f"{k}: {v}" for k, v in block.about)
    cells: list[list[Any]] = []
    style: list[Any] = [*_TIGHT, ("VALIGN", (0, 0), (-1, -1), "BOTTOM")]
    for name, lines in block.fields:
        for number in range(lines):
            cells.append([layout.text(name if number == 0 else "", "label"), ""])
    style += [("LINEBELOW", (1, 0), (1, -1), 0.4, MUTED), ("BOTTOMPADDING", (0, 0), (0, -1), 1)]
    high = 14.5 if layout.letter.kind != "reply_slip" else 38
    wide = 62 * mm
    ruled = Table(cells, colWidths=[wide, layout.width - wide], rowHeights=[high] * len(cells), style=style)
    return [KeepTogether([cut, head, Spacer(1, 1), layout.text(about, "small"), Spacer(1, 1), ruled])]
